// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <array>
#include <cstddef>
#include <optional>

namespace tidegate {

/// What a product has, whatever a feed calls it.
enum class FeedField : std::size_t { Sku, Name, Description, Price, Currency, Stock, ImageUrl, Brand, Gtin, Category };
inline constexpr std::size_t feedFieldCount = 10;

/// Our own name of it: "image_url".
QString feedFieldName(FeedField field);

/// One record of a feed as it stands there, not checked: an adapter has found which of its cells is which of our fields, and that
/// is all. A field that is nothing is not in the feed: what the catalogue has stays. An empty one is there and blank: what the
/// catalogue has is cleared.
struct FeedRecord {
    qint64 line = 0; ///< where it begins, counted from 1 as a text editor does
    std::array<std::optional<QString>, feedFieldCount> fields;
    std::array<QString, feedFieldCount> names; ///< what the feed calls each, for errors; empty: our own name
    /// A record that brings no product of its own, such as one more picture of the product before.
    bool passedOver = false;
    /// The record in its feed's own form, as FeedAdapter::rejected() wants it.
    QByteArray source;

    [[nodiscard]] const std::optional<QString> &operator[](FeedField field) const { return fields[std::size_t(field)]; }
    std::optional<QString> &operator[](FeedField field) { return fields[std::size_t(field)]; }
    [[nodiscard]] QString nameOf(FeedField field) const
    {
        const QString &name = names[std::size_t(field)];
        return name.isEmpty() ? feedFieldName(field) : name;
    }
};

} // namespace tidegate
