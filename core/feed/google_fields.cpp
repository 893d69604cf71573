// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/google_fields.h"

#include "core/feed/field_names.h"
#include "core/feed/product_row.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

std::optional<GoogleAttribute> googleAttribute(QStringView name)
{
    using enum GoogleAttribute;
    static constexpr std::array<std::pair<QStringView, GoogleAttribute>, 21> attributes{{
        {u"id", Id},
        {u"guid", Guid},
        {u"title", Title},
        {u"description", Description},
        {u"summary", Summary},
        {u"content", Summary},
        {u"price", Price},
        {u"saleprice", SalePrice},
        {u"currency", Currency},
        {u"quantity", Quantity},
        {u"inventory", Quantity},
        {u"sellongooglequantity", Quantity},
        {u"availability", Availability},
        {u"imagelink", ImageLink},
        {u"brand", Brand},
        {u"manufacturer", Manufacturer},
        {u"gtin", Gtin},
        {u"upc", Upc},
        {u"ean", Ean},
        {u"producttype", ProductType},
        {u"googleproductcategory", GoogleProductCategory},
    }};
    if (name.size() > 64)
        return std::nullopt;
    const QString key = normalisedName(name);
    const auto *found = std::find_if(attributes.begin(), attributes.end(), [&](const auto &known) { return known.first == key; });
    return found == attributes.end() ? std::nullopt : std::optional(found->second);
}

void GoogleFields::clear()
{
    for (Value &value : m_values)
        value.isSet = false;
}

void GoogleFields::set(GoogleAttribute attribute, const QString &text, const QString &name, bool isGoogles)
{
    Value &value = m_values[std::size_t(attribute)];
    if (!value.isSet || value.text.isEmpty() || (isGoogles && !value.isGoogles))
        value = {text.trimmed(), name, true, isGoogles};
}

const GoogleFields::Value *GoogleFields::first(std::initializer_list<GoogleAttribute> attributes) const
{
    const Value *blank = nullptr;
    for (const GoogleAttribute attribute : attributes) {
        const Value &value = m_values[std::size_t(attribute)];
        if (value.isSet && !value.text.isEmpty())
            return &value;
        if (value.isSet && !blank)
            blank = &value;
    }
    return blank;
}

void GoogleFields::take(FeedParser::Item &item, FeedField field, std::initializer_list<GoogleAttribute> attributes) const
{
    const Value *value = first(attributes);
    if (!value)
        return;
    item.record[field] = value->text;
    item.record.names[std::size_t(field)] = value->name;
}

void GoogleFields::takePrice(FeedParser::Item &item) const
{
    take(item, FeedField::Price, {GoogleAttribute::Price});
    take(item, FeedField::Currency, {GoogleAttribute::Currency});
    std::optional<QString> &price = item.record[FeedField::Price];
    if (!price)
        return;
    const qsizetype space = price->lastIndexOf(u' ');
    const QString code = price->mid(space + 1);
    const bool isCode = code.size() == 3 && std::all_of(code.begin(), code.end(), [](QChar c) { return c >= u'A' && c <= u'Z'; });
    if (space < 0 || !isCode)
        return;
    item.record[FeedField::Currency] = code;
    item.record.names[std::size_t(FeedField::Currency)] = item.record.nameOf(FeedField::Price);
    price = price->left(space).trimmed();
}

void GoogleFields::takeStock(FeedParser::Item &item) const
{
    take(item, FeedField::Stock, {GoogleAttribute::Quantity});
    const std::optional<QString> &quantity = item.record[FeedField::Stock];
    const Value *availability = first({GoogleAttribute::Availability});
    if ((quantity && !quantity->isEmpty()) || !availability || availability->text.isEmpty())
        return;
    const QString state = normalisedName(availability->text);
    if (state == u"outofstock") {
        item.record[FeedField::Stock] = u"0"_s;
        item.record.names[std::size_t(FeedField::Stock)] = availability->name;
    } else if (state != u"instock" && state != u"preorder" && state != u"backorder") {
        item.notes.push_back(
            {item.record.line, availability->name, u"unknown_availability"_s,
             u"This says nothing about the stock, which stays as it is. Write in_stock, out_of_stock, preorder or backorder."_s,
             shortened(availability->text)});
    }
}

void GoogleFields::finish(FeedParser::Item &item)
{
    using enum GoogleAttribute;
    take(item, FeedField::Sku, {Id, Guid});
    take(item, FeedField::Name, {Title});
    take(item, FeedField::Description, {Description, Summary});
    take(item, FeedField::ImageUrl, {ImageLink});
    take(item, FeedField::Brand, {Brand, Manufacturer});
    take(item, FeedField::Gtin, {Gtin, Upc, Ean});
    take(item, FeedField::Category, {ProductType, GoogleProductCategory});
    takePrice(item);
    takeStock(item);
    const Value *sale = first({SalePrice});
    if (sale && !sale->text.isEmpty() && !std::exchange(m_salePriceNoted, true)) {
        item.notes.push_back(
            {item.record.line, sale->name, u"sale_price_passed_over"_s,
             u"Sale prices are passed over, here and further on; the price counts. Plan a flash sale for a lower one."_s,
             shortened(sale->text)});
    }
}

} // namespace tidegate
