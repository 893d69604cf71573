// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/shopify_csv.h"

#include "core/feed/feed_error.h"
#include "core/feed/field_names.h"
#include "core/feed/product_row.h"
#include "core/feed/table_parser.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString onlyVariant = u"Default Title"_s;

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

/// The variant's row, with what its product's first row says of the product in the cells that it leaves blank.
QStringList withProductCells(const QStringList &header, const std::vector<QStringList> &rows)
{
    static const QStringList shared{u"title"_s, u"bodyhtml"_s,    u"body"_s,     u"vendor"_s,     u"productcategory"_s,
                                    u"type"_s,  u"producttype"_s, u"imagesrc"_s, u"imagesource"_s};
    QStringList cells = rows.back();
    for (qsizetype i = 0; i < std::min({header.size(), cells.size(), rows.front().size()}); ++i) {
        if (cells[i].isEmpty() && shared.contains(normalisedName(header[i])))
            cells[i] = rows.front()[i];
    }
    return cells;
}

class ShopifyLayout final : public TableLayout
{
public:
    Result<Done> begin(const TableHeader &header) override
    {
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
        if (has(Handle) && has(Title) && has(Price))
            return Done{};
        return refuseFeed(header.line(), u"unknown_columns"_s,
                          u"The columns of this file are not Shopify's. Found: %1. Expected: %2."_s.arg(
                              listedNames(m_names), ShopifyCsvAdapter().expectation()),
                          listedNames(m_names));
    }

    void read(const CsvRecord &record, FeedParser::Item &item) override
    {
        if (!std::exchange(m_noted, true) && !has(Quantity)) {
            item.notes.push_back({1,
                                  u"Variant Inventory Qty"_s,
                                  u"no_stock_column"_s,
                                  u"The file has no stock column: stock stays as it is, and new products begin with 0."_s,
                                  {}});
        }
        enterProduct(record);
        const QStringList options = this->options(record);
        const bool namesVariant = !options.isEmpty() || !cell(record, Price).isEmpty() || !cell(record, Sku).isEmpty();
        if (namesVariant || !cell(record, Title).isEmpty())
            readVariant(record, options, item);
        else
            item.record.passedOver = true;
    }

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
        QByteArray source; ///< the row on which these stand
    };

    [[nodiscard]] bool has(Column column) const { return m_columns[column].has_value(); }

    /// Without white space at its ends; empty where there is no such column.
    [[nodiscard]] QString cell(const CsvRecord &record, Column column) const
    {
        return has(column) ? cellText(record.at(*m_columns[column])).trimmed() : QString();
    }

    [[nodiscard]] QString nameOf(Column column) const { return m_names[*m_columns[column]]; }

    void set(FeedParser::Item &item, FeedField field, Column column, const QString &text) const
    {
        item.record[field] = text;
        item.record.names[std::size_t(field)] = nameOf(column);
    }

    [[nodiscard]] QStringList options(const CsvRecord &record) const
    {
        QStringList options;
        for (const Column column : {Option1, Option2, Option3}) {
            const QString option = cell(record, column);
            if (!option.isEmpty())
                options << option;
        }
        return options;
    }

    void enterProduct(const CsvRecord &record)
    {
        const QString handle = cell(record, Handle);
        const QString title = cell(record, Title);
        if (handle == m_product.handle && (title.isEmpty() || title == m_product.title))
            return;
        m_product = {handle,
                     title,
                     cell(record, Body),
                     cell(record, Vendor),
                     cell(record, ProductCategory),
                     cell(record, ImageSource),
                     record.raw().toByteArray()};
        if (m_product.category.isEmpty())
            m_product.category = cell(record, Type);
    }

    void readVariant(const CsvRecord &record, const QStringList &options, FeedParser::Item &item) const
    {
        if (cell(record, Title).isEmpty() && item.record.source != m_product.source)
            item.record.source.prepend(m_product.source);
        if (m_product.handle.isEmpty()) {
            item.broken.push_back({item.record.line,
                                   nameOf(Handle),
                                   u"missing"_s,
                                   u"The handle is missing. Give all rows of one product the same one."_s,
                                   {}});
        }
        const bool isOnly = options.isEmpty() || options == QStringList(onlyVariant);
        if (m_product.title.isEmpty()) {
            item.broken.push_back(
                {item.record.line,
                 nameOf(Title),
                 u"missing"_s,
                 u"The title is missing. The first row of each handle needs it, and the rows of a handle must follow one another."_s,
                 {}});
        } else {
            set(item, FeedField::Name, Title, isOnly ? m_product.title : m_product.title + u" – "_s + options.join(u" / "_s));
        }
        setSku(record, options, item);
        if (has(Body))
            set(item, FeedField::Description, Body, m_product.body);
        set(item, FeedField::Price, Price, cell(record, Price));
        setStock(record, item);
        setImage(record, item);
        if (has(Vendor))
            set(item, FeedField::Brand, Vendor, m_product.vendor);
        if (has(ProductCategory) || has(Type))
            set(item, FeedField::Category, has(ProductCategory) ? ProductCategory : Type, m_product.category);
        setGtin(record, item);
    }

    void setSku(const CsvRecord &record, const QStringList &options, FeedParser::Item &item) const
    {
        const QString given = withoutApostrophe(cell(record, Sku));
        if (!given.isEmpty())
            return set(item, FeedField::Sku, Sku, given);
        const QString sku = derivedSku(m_product.handle, options == QStringList(onlyVariant) ? QStringList() : options);
        const QString name = has(Sku) ? nameOf(Sku) : u"Variant SKU"_s;
        item.record[FeedField::Sku] = sku;
        item.record.names[std::size_t(FeedField::Sku)] = name;
        item.notes.push_back({item.record.line, name, u"sku_derived"_s,
                              u"This variant has no SKU; it got \"%1\", made of its handle and options."_s.arg(sku), sku});
    }

    void setStock(const CsvRecord &record, FeedParser::Item &item) const
    {
        const QString text = cell(record, Quantity);
        if (text.isEmpty())
            return;
        set(item, FeedField::Stock, Quantity, text);
        if (text.startsWith(u'-') && ProductRules(item.record.line).stock(text.mid(1), {})) {
            item.record[FeedField::Stock] = u"0"_s;
            item.notes.push_back(
                {item.record.line, nameOf(Quantity), u"negative_stock"_s, u"The stock is below zero; it was read as 0."_s, text});
        }
    }

    void setImage(const CsvRecord &record, FeedParser::Item &item) const
    {
        const QString own = cell(record, VariantImage);
        if (own.isEmpty() && has(ImageSource))
            set(item, FeedField::ImageUrl, ImageSource, m_product.image);
        else if (has(VariantImage))
            set(item, FeedField::ImageUrl, VariantImage, own);
    }

    void setGtin(const CsvRecord &record, FeedParser::Item &item) const
    {
        if (!has(Barcode))
            return;
        const QString barcode = withoutApostrophe(cell(record, Barcode));
        const bool usable = barcode.isEmpty() || isGtin(barcode);
        set(item, FeedField::Gtin, Barcode, usable ? barcode : QString());
        if (!usable) {
            item.notes.push_back({item.record.line, nameOf(Barcode), u"invalid_gtin"_s,
                                  u"The barcode is no GTIN (EAN, UPC) and was left out."_s, shortened(barcode)});
        }
    }

    std::array<std::optional<qsizetype>, ColumnCount> m_columns;
    QStringList m_names;
    Product m_product;
    bool m_noted = false;
};

} // namespace

QString ShopifyCsvAdapter::format() const
{
    return u"shopify-csv"_s;
}

QString ShopifyCsvAdapter::name() const
{
    return u"Shopify product CSV"_s;
}

QString ShopifyCsvAdapter::expectation() const
{
    return u"Handle, Title, Body (HTML), Vendor, Type, Option1 Value, Variant SKU, Variant Inventory Qty, Variant Price, …"_s;
}

FeedMatch ShopifyCsvAdapter::recognises(const FeedSample &sample) const
{
    const TableSample table = sampleTable(sample);
    return table.has({u"Handle"}) && table.has({u"Title"}) && table.has({u"Variant Price"}) ? FeedMatch::Certain : FeedMatch::No;
}

std::unique_ptr<FeedParser> ShopifyCsvAdapter::open(FeedInput &input) const
{
    return openTable(input, std::make_unique<ShopifyLayout>());
}

QByteArray ShopifyCsvAdapter::rejected(const QByteArray &frame, const std::vector<RejectedRecord> &records) const
{
    return rejectedTable(frame, records, withProductCells);
}

QByteArray ShopifyCsvAdapter::mediaType() const
{
    return "text/csv; charset=utf-8";
}

} // namespace tidegate
