// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/catalog_reader.h"

#include <array>

namespace tidegate {

/// Our own columns, in any order, any but `sku` left out at will: sku, name, description, price, currency, stock, image_url, brand, gtin,
/// category. A file with any other column is not of this layout, so that a mistyped name is told rather than passed over.
class OwnCsvReader final : public CatalogReader
{
public:
    [[nodiscard]] QString format() const override;
    [[nodiscard]] QString expectedColumns() const override;
    [[nodiscard]] bool recognises(const CatalogHeader &header) const override;
    void begin(const CatalogHeader &header, Currency currency, CatalogSink &sink) override;
    Result<Done> read(const CsvRecord &record, CatalogSink &sink) override;

private:
    enum Column { Sku, Name, Description, Price, CurrencyCode, Stock, ImageUrl, Brand, Gtin, Category, ColumnCount };
    static QString columnName(int column);
    [[nodiscard]] std::optional<QString> cell(const CsvRecord &record, Column column) const;
    [[nodiscard]] std::optional<Money> price(const CsvRecord &record, ProductRules &rules) const;

    std::array<std::optional<qsizetype>, ColumnCount> m_columns;
    Currency m_currency = Currency::euro();
};

} // namespace tidegate
