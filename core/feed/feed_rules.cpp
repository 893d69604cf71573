// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_rules.h"

namespace tidegate {

namespace {

/// Applies the rules to the fields that are there.
class RecordCheck
{
public:
    RecordCheck(const FeedRecord &record, Currency currency)
        : m_record(record)
        , m_currency(currency)
        , m_rules(record.line)
    {
    }

    ProductRow product()
    {
        ProductRow row;
        row.line = m_record.line;
        row.sku = m_rules.sku(m_record[FeedField::Sku].value_or(QString()), m_record.nameOf(FeedField::Sku));
        row.name = text(FeedField::Name, &ProductRules::name);
        row.description = text(FeedField::Description, &ProductRules::description);
        row.price = price();
        if (const std::optional<QString> &stock = m_record[FeedField::Stock]; stock && !stock->isEmpty())
            row.stock = m_rules.stock(*stock, m_record.nameOf(FeedField::Stock));
        row.imageUrl = text(FeedField::ImageUrl, &ProductRules::imageUrl);
        row.brand = text(FeedField::Brand, ProductRules::maximumBrand);
        row.gtin = text(FeedField::Gtin, &ProductRules::gtin);
        row.category = text(FeedField::Category, ProductRules::maximumCategory);
        return row;
    }

    ProductRules &rules() { return m_rules; }

private:
    std::optional<QString> text(FeedField field, QString (ProductRules::*rule)(const QString &, const QString &))
    {
        const std::optional<QString> &cell = m_record[field];
        return cell ? std::optional((m_rules.*rule)(*cell, m_record.nameOf(field))) : std::nullopt;
    }

    std::optional<QString> text(FeedField field, qsizetype maximum)
    {
        const std::optional<QString> &cell = m_record[field];
        return cell ? std::optional(m_rules.shortText(*cell, maximum, m_record.nameOf(field))) : std::nullopt;
    }

    std::optional<Money> price()
    {
        const std::optional<QString> &code = m_record[FeedField::Currency];
        const bool isNamed = code && !code->trimmed().isEmpty();
        const std::optional<Currency> named =
            isNamed ? m_rules.currency(*code, m_record.nameOf(FeedField::Currency)) : std::nullopt;
        const std::optional<QString> &price = m_record[FeedField::Price];
        if (!price)
            return std::nullopt;
        return m_rules.price(*price, named.value_or(m_currency), m_record.nameOf(FeedField::Price), named.has_value());
    }

    const FeedRecord &m_record;
    Currency m_currency;
    ProductRules m_rules;
};

void append(std::vector<FieldError> &all, std::vector<FieldError> more)
{
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

} // namespace

FeedRow checkRecord(FeedParser::Item item, Currency currency)
{
    FeedRow row;
    row.line = item.record.line;
    row.passedOver = item.record.passedOver;
    row.errors = std::move(item.broken);
    row.notes = std::move(item.notes);
    if (!row.passedOver && row.errors.empty()) {
        RecordCheck check(item.record, currency);
        row.product = check.product();
        row.errors = check.rules().takeErrors();
        append(row.notes, check.rules().takeNotes());
        row.attacks = check.rules().takeAttacks();
    }
    row.source = std::move(item.record.source);
    return row;
}

} // namespace tidegate
