// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/invoice_reader.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QStringList wantedColumns{u"InvoiceNo"_s,   u"StockCode"_s, u"Description"_s, u"Quantity"_s,
                                u"InvoiceDate"_s, u"UnitPrice"_s, u"CustomerID"_s};
constexpr qint64 maximumQuantity = 1'000'000;
constexpr qsizetype longestSku = 64;
constexpr qsizetype longestName = 300;
constexpr qsizetype longestNumber = 64;

tl::unexpected<Error> malformed(const QString &column, const QString &message, const QString &value)
{
    return invalidField(column, u"malformed"_s, message, value.left(64));
}

/// The number by which a spreadsheet wrote the customer ("17850.0").
QString customerOf(QString cell)
{
    if (cell.endsWith(u".0"))
        cell.chop(2);
    return cell;
}

Result<UtcMillis> readTime(const QString &text)
{
    QDateTime time = QDateTime::fromString(text, Qt::ISODate);
    time.setTimeSpec(Qt::UTC);
    if (!time.isValid() || time.toMSecsSinceEpoch() < 0)
        return malformed(u"InvoiceDate"_s, u"Not a time as 2010-12-01 08:26:00."_s, text);
    return time.toMSecsSinceEpoch();
}

Result<qint64> readQuantity(const QString &text)
{
    bool isNumber = false;
    const qint64 quantity = text.toLongLong(&isNumber);
    if (!isNumber || quantity == 0 || quantity > maximumQuantity || quantity < -maximumQuantity)
        return malformed(u"Quantity"_s, u"Not a whole number other than 0, of at most %1."_s.arg(maximumQuantity), text);
    return quantity;
}

Result<Money> readPrice(const QString &text, Currency currency)
{
    if (text.startsWith(u'-'))
        return invalidField(u"UnitPrice"_s, u"negative_price"_s, u"Nothing is sold for less than nothing."_s, text.left(64));
    const auto price = Money::parse(text, currency);
    if (!price)
        return malformed(u"UnitPrice"_s, u"Not a price in %1."_s.arg(currency.code()), text);
    return *price;
}

/// What the row's cells say together.
Result<Done> checkRow(const InvoiceRow &row, bool isCancellation)
{
    if (row.customer.isEmpty())
        return invalidField(u"CustomerID"_s, u"missing_customer"_s, u"Nobody is named to whom the order could belong."_s);
    if (row.unitPrice.amount == 0)
        return invalidField(u"UnitPrice"_s, u"zero_price"_s, u"Nothing was paid for it."_s, row.unitPrice.toDecimal());
    if (isCancellation && row.quantity > 0)
        return invalidField(u"Quantity"_s, u"positive_quantity"_s, u"A cancellation takes back; its quantity is negative."_s,
                            QString::number(row.quantity));
    if (!isCancellation && row.quantity < 0)
        return invalidField(u"Quantity"_s, u"negative_quantity"_s,
                            u"A sale's quantity is positive; only cancellations take back."_s, QString::number(row.quantity));
    return Done{};
}

} // namespace

InvoiceReader::InvoiceReader(Currency currency, qint64 firstLine, OnInvoice onInvoice, OnRefusal onRefusal)
    : m_currency(currency)
    , m_firstLine(firstLine)
    , m_onInvoice(std::move(onInvoice))
    , m_onRefusal(std::move(onRefusal))
    , m_parser(',', [this](const CsvRecord &record) { return onRecord(record); })
{
}

Result<Done> InvoiceReader::finish()
{
    if (auto finished = m_parser.finish(); !finished)
        return finished;
    if (m_columns.isEmpty())
        return invalidField(u"file"_s, u"empty"_s, u"There is nothing in the file."_s);
    if (m_invoice.rowCount == 0)
        return Done{};
    return m_onInvoice(std::exchange(m_invoice, {}));
}

Result<Done> InvoiceReader::onRecord(const CsvRecord &record)
{
    if (m_columns.isEmpty())
        return readHeader(record);
    if (record.line() < m_firstLine)
        return Done{};
    const QString number = cell(record, u"InvoiceNo"_s).left(longestNumber);
    if (number != m_invoice.number && m_invoice.rowCount > 0) {
        m_invoice.nextLine = record.line();
        if (auto done = m_onInvoice(std::exchange(m_invoice, {})); !done)
            return done;
    }
    m_invoice.number = number;
    add(record);
    return Done{};
}

Result<Done> InvoiceReader::readHeader(const CsvRecord &record)
{
    m_width = record.size();
    for (qsizetype column = 0; column < m_width; ++column)
        m_columns.insert(record.text(column).trimmed(), column);
    for (const QString &wanted : wantedColumns) {
        if (!m_columns.contains(wanted))
            return invalidField(u"header"_s, u"missing_column"_s,
                                u"The file has no column %1; wanted are %2."_s.arg(wanted, wantedColumns.join(u", "_s)));
    }
    return Done{};
}

QString InvoiceReader::cell(const CsvRecord &record, const QString &column) const
{
    const qsizetype at = m_columns.value(column);
    return at < record.size() ? record.text(at).trimmed() : QString();
}

Result<InvoiceRow> InvoiceReader::readRow(const CsvRecord &record) const
{
    if (record.size() != m_width)
        return malformed(u"row"_s, u"The row has %1 cells, the header %2."_s.arg(record.size()).arg(m_width), {});
    InvoiceRow row;
    row.line = record.line();
    row.invoice = cell(record, u"InvoiceNo"_s);
    row.sku = cell(record, u"StockCode"_s);
    if (row.invoice.isEmpty())
        return invalidField(u"InvoiceNo"_s, u"missing_invoice"_s, u"The row belongs to no invoice."_s);
    if (row.invoice.size() > longestNumber)
        return malformed(u"InvoiceNo"_s, u"An invoice's number has at most %1 characters."_s.arg(longestNumber), row.invoice);
    if (row.sku.isEmpty())
        return invalidField(u"StockCode"_s, u"missing_stock_code"_s, u"Nothing is named that was sold."_s);
    if (row.sku.size() > longestSku)
        return malformed(u"StockCode"_s, u"A stock code has at most %1 characters."_s.arg(longestSku), row.sku);
    const auto time = readTime(cell(record, u"InvoiceDate"_s));
    if (!time)
        return tl::unexpected(time.error());
    const auto quantity = readQuantity(cell(record, u"Quantity"_s));
    if (!quantity)
        return tl::unexpected(quantity.error());
    const auto price = readPrice(cell(record, u"UnitPrice"_s), m_currency);
    if (!price)
        return tl::unexpected(price.error());
    const QString name = cell(record, u"Description"_s).left(longestName);
    row.name = name.isEmpty() ? row.sku : name;
    row.customer = customerOf(cell(record, u"CustomerID"_s)).left(longestNumber);
    row.at = *time;
    row.quantity = *quantity;
    row.unitPrice = *price;
    if (auto checked = checkRow(row, m_invoice.isCancellation()); !checked)
        return tl::unexpected(checked.error());
    row.quantity = qAbs(row.quantity);
    return row;
}

Result<Done> InvoiceReader::checkInvoice(const InvoiceRow &row) const
{
    if (m_invoice.rows.size() >= maximumRows)
        return invalidField(u"InvoiceNo"_s, u"too_many_rows"_s, u"An invoice has at most %1 rows."_s.arg(maximumRows),
                            row.invoice);
    if (!m_invoice.rows.empty() && m_invoice.rows.front().customer != row.customer)
        return invalidField(u"CustomerID"_s, u"other_customer"_s,
                            u"The invoice's first row names customer %1."_s.arg(m_invoice.rows.front().customer), row.customer);
    return Done{};
}

void InvoiceReader::add(const CsvRecord &record)
{
    ++m_invoice.rowCount;
    auto row = readRow(record).and_then([this](InvoiceRow read) -> Result<InvoiceRow> {
        const auto checked = checkInvoice(read);
        return checked ? Result<InvoiceRow>(std::move(read)) : tl::unexpected(checked.error());
    });
    if (row) {
        m_invoice.rows.push_back(*std::move(row));
        return;
    }
    FieldError refusal = row.error().fields.front();
    refusal.line = record.line();
    ++m_invoice.refused[refusal.code];
    m_onRefusal(refusal);
}

} // namespace tidegate
