// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_rules.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// The fields of one record on their way through the rules.
class Checker
{
public:
    Checker(const FeedParser::Item &item, Currency currency)
        : m_item(item)
        , m_currency(currency)
        , m_rules(item.record.line)
    {
    }

    void check(FeedRow &row)
    {
        if (const auto text = cell(FeedField::Sku); text || m_item.broken.empty())
            row.product.sku = m_rules.sku(text.value_or(QString()), name(FeedField::Sku));
        if (const auto text = cell(FeedField::Name))
            row.product.name = m_rules.name(*text, name(FeedField::Name));
        if (const auto text = cell(FeedField::Description))
            row.product.description = m_rules.description(*text, name(FeedField::Description));
        row.product.price = price();
        if (const auto text = cell(FeedField::Stock); text && !text->trimmed().isEmpty())
            row.product.stock = m_rules.stock(*text, name(FeedField::Stock));
        if (const auto text = cell(FeedField::ImageUrl))
            row.product.imageUrl = m_rules.imageUrl(*text, name(FeedField::ImageUrl));
        if (const auto text = cell(FeedField::Brand))
            row.product.brand = m_rules.shortText(*text, ProductRules::maximumBrand, name(FeedField::Brand));
        if (const auto text = cell(FeedField::Gtin))
            row.product.gtin = m_rules.gtin(*text, name(FeedField::Gtin));
        if (const auto text = cell(FeedField::Category))
            row.product.category = m_rules.shortText(*text, ProductRules::maximumCategory, name(FeedField::Category));
        std::vector<FieldError> found = m_rules.takeErrors();
        std::move(found.begin(), found.end(), std::back_inserter(row.errors));
    }

private:
    [[nodiscard]] const std::optional<QString> &cell(FeedField field) const { return m_item.record[field]; }
    [[nodiscard]] QString name(FeedField field) const { return m_item.record.nameOf(field); }

    std::optional<Money> price()
    {
        const auto text = cell(FeedField::Price);
        if (!text)
            return std::nullopt;
        const QString code = cell(FeedField::Currency).value_or(QString()).trimmed();
        const std::optional<Currency> currency = code.isEmpty() ? m_currency : m_rules.currency(code, name(FeedField::Currency));
        return currency ? m_rules.price(*text, *currency, name(FeedField::Price)) : std::nullopt;
    }

    const FeedParser::Item &m_item;
    Currency m_currency;
    ProductRules m_rules;
};

} // namespace

FeedRow checkRecord(FeedParser::Item item, Currency currency)
{
    FeedRow row;
    row.line = item.record.line;
    row.product.line = item.record.line;
    row.passedOver = item.record.passedOver;
    row.errors = item.broken;
    row.notes = std::move(item.notes);
    if (!row.passedOver)
        Checker(item, currency).check(row);
    row.source = std::move(item.record.source);
    return row;
}

} // namespace tidegate
