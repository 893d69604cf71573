// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/catalog_reader.h"

#include <array>

namespace tidegate {

/// Shopify's product CSV (help.shopify.com, import-export/using-csv), read as it is met in the wild: one row a variant; rows with one
/// Handle form a product whose Title, Body and Vendor stand on its first row; rows that bring only one more picture. Column names in any
/// case and in the spellings that other exporters use.
///
/// Each variant becomes a product of ours, named "Title – Option / Option". A variant without a SKU gets one made of its handle and
/// options, the same at each import.
class ShopifyCsvReader final : public CatalogReader
{
public:
    [[nodiscard]] QString format() const override;
    [[nodiscard]] QString expectedColumns() const override;
    [[nodiscard]] bool recognises(const CatalogHeader &header) const override;
    void begin(const CatalogHeader &header, Currency currency, CatalogSink &sink) override;
    Result<Done> read(const CsvRecord &record, CatalogSink &sink) override;

private:
    enum Column {
        Handle,
        Title,
        Body,
        Vendor,
        ProductCategory,
        Type,
        Option1,
        Option2,
        Option3,
        Sku,
        Quantity,
        Price,
        Barcode,
        ImageSource,
        VariantImage,
        ColumnCount
    };
    struct Product {
        QString handle;
        QString title;
        QString body;
        QString vendor;
        QString category;
        QString image;
    };

    [[nodiscard]] bool has(Column column) const { return m_columns[column].has_value(); }
    /// Without white space at its ends; empty where there is no such column.
    [[nodiscard]] QString cell(const CsvRecord &record, Column column) const;
    [[nodiscard]] QString fieldName(Column column) const;
    [[nodiscard]] QStringList options(const CsvRecord &record) const;
    void enterProduct(const CsvRecord &record);
    Result<Done> readVariant(const CsvRecord &record, const QStringList &options, CatalogSink &sink);
    QString sku(const CsvRecord &record, const QStringList &options, ProductRules &rules, CatalogSink &sink) const;
    std::optional<qint64> stock(const CsvRecord &record, ProductRules &rules, CatalogSink &sink) const;
    std::optional<QString> gtin(const CsvRecord &record, CatalogSink &sink) const;

    std::array<std::optional<qsizetype>, ColumnCount> m_columns;
    QStringList m_names;
    Currency m_currency = Currency::euro();
    Product m_product;
};

} // namespace tidegate
