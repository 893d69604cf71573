// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/shopify_csv.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Shopify's exports begin long numbers with an apostrophe, so that a spreadsheet leaves them alone.
QString withoutApostrophe(const QString &text)
{
    return text.startsWith(u'\'') ? text.mid(1) : text;
}

/// The same for the same handle and options, at most as long as a SKU may be.
QString derivedSku(const QString &handle, const QStringList &options)
{
    const QString whole = (QStringList(handle) + options).join(u'-').simplified().replace(u' ', u'-');
    if (whole.size() <= ProductRules::maximumSku)
        return whole;
    const QByteArray hash = QCryptographicHash::hash(whole.toUtf8(), QCryptographicHash::Sha256).toHex().left(10);
    QString kept = whole.left(ProductRules::maximumSku - hash.size() - 1);
    if (kept.back().isHighSurrogate())
        kept.chop(1);
    return kept + u'-' + QString::fromLatin1(hash);
}

} // namespace

QString ShopifyCsvReader::format() const
{
    return u"shopify"_s;
}

QString ShopifyCsvReader::expectedColumns() const
{
    return u"Handle, Title, Body (HTML), Vendor, Type, Option1 Value, Variant SKU, Variant Inventory Qty, Variant Price, …"_s;
}

bool ShopifyCsvReader::recognises(const CatalogHeader &header) const
{
    return header.column({u"Handle"}) && header.column({u"Title"}) && header.column({u"Variant Price"});
}

void ShopifyCsvReader::begin(const CatalogHeader &header, Currency currency, CatalogSink &sink)
{
    m_currency = currency;
    m_names = header.names();
    m_columns = {header.column({u"Handle"}),
                 header.column({u"Title"}),
                 header.column({u"Body (HTML)", u"Body"}),
                 header.column({u"Vendor"}),
                 header.column({u"Product Category"}),
                 header.column({u"Type", u"Product Type"}),
                 header.column({u"Option1 Value"}),
                 header.column({u"Option2 Value"}),
                 header.column({u"Option3 Value"}),
                 header.column({u"Variant SKU", u"SKU"}),
                 header.column({u"Variant Inventory Qty", u"Variant Inventory Quantity"}),
                 header.column({u"Variant Price"}),
                 header.column({u"Variant Barcode"}),
                 header.column({u"Image Src", u"Image Source"}),
                 header.column({u"Variant Image"})};
    if (!has(Quantity)) {
        sink.note({1,
                   u"Variant Inventory Qty"_s,
                   u"no_stock_column"_s,
                   u"The file has no stock column: stock stays as it is, and new products begin with 0."_s,
                   {}});
    }
}

QString ShopifyCsvReader::cell(const CsvRecord &record, Column column) const
{
    return has(column) ? record.text(*m_columns[column]).trimmed() : QString();
}

QString ShopifyCsvReader::fieldName(Column column) const
{
    return m_names[*m_columns[column]];
}

QStringList ShopifyCsvReader::options(const CsvRecord &record) const
{
    QStringList options;
    for (const Column column : {Option1, Option2, Option3}) {
        const QString option = cell(record, column);
        if (!option.isEmpty())
            options << option;
    }
    return options;
}

Result<Done> ShopifyCsvReader::read(const CsvRecord &record, CatalogSink &sink)
{
    enterProduct(record);
    const QStringList options = this->options(record);
    const bool namesVariant = !options.isEmpty() || !cell(record, Price).isEmpty() || !cell(record, Sku).isEmpty();
    if (!namesVariant && cell(record, Title).isEmpty())
        return sink.passedOver();
    return readVariant(record, options, sink);
}

void ShopifyCsvReader::enterProduct(const CsvRecord &record)
{
    const QString handle = cell(record, Handle);
    const QString title = cell(record, Title);
    if (handle == m_product.handle && (title.isEmpty() || title == m_product.title))
        return;
    m_product = {
        handle, title, cell(record, Body), cell(record, Vendor), cell(record, ProductCategory), cell(record, ImageSource)};
    if (m_product.category.isEmpty())
        m_product.category = cell(record, Type);
}

Result<Done> ShopifyCsvReader::readVariant(const CsvRecord &record, const QStringList &options, CatalogSink &sink)
{
    ProductRules rules(record.line());
    if (m_product.handle.isEmpty())
        rules.refuse(fieldName(Handle), u"missing"_s, u"The handle is missing. Give all rows of one product the same one."_s);
    if (m_product.title.isEmpty()) {
        rules.refuse(
            fieldName(Title), u"missing"_s,
            u"The title is missing. The first row of each handle needs it, and the rows of a handle must follow one another."_s);
    }
    ProductRow row;
    row.line = record.line();
    row.sku = sku(record, options, rules, sink);
    const bool isOnly = options.isEmpty() || options == QStringList(u"Default Title"_s);
    if (!m_product.title.isEmpty())
        row.name = rules.name(isOnly ? m_product.title : m_product.title + u" – "_s + options.join(u" / "_s), fieldName(Title));
    if (has(Body))
        row.description = rules.description(m_product.body, fieldName(Body));
    row.price = rules.price(cell(record, Price), m_currency, fieldName(Price));
    row.stock = stock(record, rules, sink);
    if (has(VariantImage) || has(ImageSource)) {
        const QString own = cell(record, VariantImage);
        row.imageUrl =
            rules.imageUrl(own.isEmpty() ? m_product.image : own, fieldName(own.isEmpty() ? ImageSource : VariantImage));
    }
    if (has(Vendor))
        row.brand = rules.shortText(m_product.vendor, ProductRules::maximumBrand, fieldName(Vendor));
    if (has(ProductCategory) || has(Type)) {
        row.category = rules.shortText(m_product.category, ProductRules::maximumCategory,
                                       fieldName(has(ProductCategory) ? ProductCategory : Type));
    }
    row.gtin = gtin(record, sink);
    return rules.ok() ? sink.product(std::move(row)) : sink.refused(rules.takeErrors());
}

QString ShopifyCsvReader::sku(const CsvRecord &record, const QStringList &options, ProductRules &rules, CatalogSink &sink) const
{
    const QString given = withoutApostrophe(cell(record, Sku));
    if (!given.isEmpty())
        return rules.sku(given, fieldName(Sku));
    const QString sku = derivedSku(m_product.handle, options == QStringList(u"Default Title"_s) ? QStringList() : options);
    sink.note({record.line(), has(Sku) ? fieldName(Sku) : u"Variant SKU"_s, u"sku_derived"_s,
               u"This variant has no SKU; it got \"%1\", made of its handle and options."_s.arg(sku), sku});
    return sku;
}

std::optional<qint64> ShopifyCsvReader::stock(const CsvRecord &record, ProductRules &rules, CatalogSink &sink) const
{
    const QString text = cell(record, Quantity);
    if (text.isEmpty())
        return std::nullopt;
    if (text.startsWith(u'-')) {
        ProductRules absolute(record.line());
        if (absolute.stock(text.mid(1), {})) {
            sink.note(
                {record.line(), fieldName(Quantity), u"negative_stock"_s, u"The stock is below zero; it was read as 0."_s, text});
            return 0;
        }
    }
    return rules.stock(text, fieldName(Quantity));
}

std::optional<QString> ShopifyCsvReader::gtin(const CsvRecord &record, CatalogSink &sink) const
{
    if (!has(Barcode))
        return std::nullopt;
    const QString barcode = withoutApostrophe(cell(record, Barcode));
    if (barcode.isEmpty() || isGtin(barcode))
        return barcode;
    sink.note({record.line(), fieldName(Barcode), u"invalid_gtin"_s, u"The barcode is no GTIN (EAN, UPC) and was left out."_s,
               shortened(barcode)});
    return QString();
}

} // namespace tidegate
