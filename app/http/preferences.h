// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace tidegate {

/// One of the things that an Accept… header asks for.
struct Preference {
    QString range; ///< in lower case, without parameters; "*" for any
    int weight;    ///< 0 … 1000
};

/// What a header of the form of Accept or Accept-Language asks for (RFC 9110, 12.4.2), the most wanted first, equals in their order. What is
/// malformed is passed over, and so is what comes after the thirty-second.
std::vector<Preference> parsePreferences(const QString &header);

} // namespace tidegate
