// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

#include <QStringList>

namespace tidegate {

/// An attribute of Google Merchant Center's product data that says something about one of our fields; the order is that of
/// precedence where several do.
enum class GoogleAttribute : std::size_t {
    Id,
    Guid,
    Title,
    Description,
    Summary,
    Price,
    SalePrice,
    Currency,
    Quantity,
    Availability,
    ImageLink,
    Brand,
    Manufacturer,
    Gtin,
    Upc,
    Ean,
    ProductType,
    GoogleProductCategory,
};
inline constexpr std::size_t googleAttributeCount = 18;

/// `name` as in the product data specification ("image_link"), with "_", a space or nothing between words.
std::optional<GoogleAttribute> googleAttribute(QStringView name);

/// One product as Google's feeds have it, on its way to our fields (support.google.com/merchants/answer/7052112): the price
/// carries its currency ("15.00 USD"), and availability gives a stock of 0 where it is out_of_stock and no quantity stands beside
/// it. A sale price is passed over: a note says so once in a feed.
class GoogleFields
{
public:
    void clear();
    /// Of several the first one with a text counts, one in Google's own namespace before any other.
    void set(GoogleAttribute attribute, const QString &text, const QString &name, bool isGoogles = true);
    void finish(FeedParser::Item &item);

private:
    struct Value {
        QString text;
        QString name;
        bool isSet = false;
        bool isGoogles = false;
    };
    const Value *first(std::initializer_list<GoogleAttribute> attributes) const;
    void take(FeedParser::Item &item, FeedField field, std::initializer_list<GoogleAttribute> attributes) const;
    void takePrice(FeedParser::Item &item) const;
    void takeStock(FeedParser::Item &item) const;

    std::array<Value, googleAttributeCount> m_values;
    bool m_salePriceNoted = false;
};

} // namespace tidegate
