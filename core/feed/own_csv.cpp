// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/own_csv.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

QString OwnCsvReader::format() const
{
    return u"own"_s;
}

QString OwnCsvReader::columnName(int column)
{
    static const QStringList names{u"sku"_s,   u"name"_s,      u"description"_s, u"price"_s, u"currency"_s,
                                   u"stock"_s, u"image_url"_s, u"brand"_s,       u"gtin"_s,  u"category"_s};
    return names[column];
}

QString OwnCsvReader::expectedColumns() const
{
    QStringList names;
    for (int column = 0; column < ColumnCount; ++column)
        names << columnName(column);
    return names.join(u", "_s);
}

bool OwnCsvReader::recognises(const CatalogHeader &header) const
{
    const auto isOurs = [](const QString &name) {
        const QString key = CatalogHeader::normalised(name);
        if (key.isEmpty())
            return name.isEmpty();
        for (int column = 0; column < ColumnCount; ++column) {
            if (key == CatalogHeader::normalised(columnName(column)))
                return true;
        }
        return false;
    };
    return header.column({u"sku"}) && std::all_of(header.names().begin(), header.names().end(), isOurs);
}

void OwnCsvReader::begin(const CatalogHeader &header, Currency currency, CatalogSink &)
{
    m_currency = currency;
    for (int column = 0; column < ColumnCount; ++column)
        m_columns[std::size_t(column)] = header.column({columnName(column)});
}

std::optional<QString> OwnCsvReader::cell(const CsvRecord &record, Column column) const
{
    const std::optional<qsizetype> index = m_columns[column];
    return index ? std::optional(record.text(*index)) : std::nullopt;
}

std::optional<Money> OwnCsvReader::price(const CsvRecord &record, ProductRules &rules) const
{
    const std::optional<QString> price = cell(record, Price);
    if (!price)
        return std::nullopt;
    const QString code = cell(record, CurrencyCode).value_or(QString()).trimmed();
    const std::optional<Currency> currency = code.isEmpty() ? m_currency : rules.currency(code, columnName(CurrencyCode));
    return currency ? rules.price(*price, *currency, columnName(Price), !code.isEmpty()) : std::nullopt;
}

Result<Done> OwnCsvReader::read(const CsvRecord &record, CatalogSink &sink)
{
    ProductRules rules(record.line());
    ProductRow row;
    row.line = record.line();
    row.sku = rules.sku(*cell(record, Sku), columnName(Sku));
    if (const auto text = cell(record, Name))
        row.name = rules.name(*text, columnName(Name));
    if (const auto text = cell(record, Description))
        row.description = rules.description(*text, columnName(Description));
    row.price = price(record, rules);
    if (const auto text = cell(record, Stock); text && !text->trimmed().isEmpty())
        row.stock = rules.stock(*text, columnName(Stock));
    if (const auto text = cell(record, ImageUrl))
        row.imageUrl = rules.imageUrl(*text, columnName(ImageUrl));
    if (const auto text = cell(record, Brand))
        row.brand = rules.shortText(*text, ProductRules::maximumBrand, columnName(Brand));
    if (const auto text = cell(record, Gtin))
        row.gtin = rules.gtin(*text, columnName(Gtin));
    if (const auto text = cell(record, Category))
        row.category = rules.shortText(*text, ProductRules::maximumCategory, columnName(Category));
    return rules.ok() ? sink.product(std::move(row)) : sink.refused(rules.takeErrors());
}

} // namespace tidegate
