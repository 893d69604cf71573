// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <algorithm>
#include <array>
#include <optional>

namespace tidegate {

/// The names of an enumeration that counts from 0, in its order.
template <std::size_t Size>
using NameTable = std::array<const char *, Size>;

template <typename Value, std::size_t Size>
QString nameOf(const NameTable<Size> &names, Value value)
{
    return QString::fromLatin1(names.at(std::size_t(value)));
}

template <typename Value, std::size_t Size>
std::optional<Value> valueOf(const NameTable<Size> &names, QStringView name)
{
    const auto found =
        std::find_if(names.begin(), names.end(), [name](const char *known) { return name == QLatin1String(known); });
    return found == names.end() ? std::nullopt : std::optional(Value(found - names.begin()));
}

} // namespace tidegate
