// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/money.h"
#include "core/feed/csv_parser.h"

#include <QHash>
#include <QMap>

#include <functional>
#include <vector>

namespace tidegate {

/// One row of a file of invoices, sound in itself.
struct InvoiceRow {
    qint64 line = 0; ///< in the file, from 1
    QString invoice; ///< "536365"; a cancellation's begins with C
    QString sku;
    QString name;
    qint64 quantity = 0; ///< more than 0, of a cancellation too
    Money unitPrice;
    QString customer;
    UtcMillis at = 0;
};

/// The rows of one invoice that stood together in the file.
struct Invoice {
    QString number;
    std::vector<InvoiceRow> rows;    ///< those that are sound
    QMap<QString, qint64> refused{}; ///< how many of the others, by code
    qint64 rowCount = 0;
    qint64 nextLine = 0; ///< where the next invoice begins; 0: it was the last

    [[nodiscard]] bool isCancellation() const { return number.startsWith(u'C', Qt::CaseInsensitive); }
};

/// Reads the table of an online shop's invoices as the UCI Machine Learning Repository has it ("Online Retail", Chen 2015): CSV
/// in UTF-8 with the columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate (UTC), UnitPrice, CustomerID, in any order,
/// others passed over. One invoice is in memory at a time.
///
/// A row that is not sound is refused with its line, column and one of the codes malformed, missing_invoice, missing_stock_code,
/// missing_customer, zero_price, negative_price, negative_quantity (of a sale), positive_quantity (of a cancellation),
/// other_customer (than its invoice's first row), too_many_rows (more than maximumRows in one invoice). A file without these
/// columns, or that is no CSV, ends the reading with InvalidRequest.
class InvoiceReader
{
public:
    /// A failure that it returns ends the reading.
    using OnInvoice = std::function<Result<Done>(Invoice)>;

    using OnRefusal = std::function<void(const FieldError &)>;

    /// `currency`: of the prices. Rows before line `firstLine` were dealt with before.
    InvoiceReader(Currency currency, qint64 firstLine, OnInvoice onInvoice, OnRefusal onRefusal);

    Result<Done> feed(QByteArrayView utf8) { return m_parser.feed(utf8); }
    Result<Done> finish();

    static constexpr std::size_t maximumRows = 5'000;

private:
    Result<Done> onRecord(const CsvRecord &record);
    Result<Done> readHeader(const CsvRecord &record);
    [[nodiscard]] QString cell(const CsvRecord &record, const QString &column) const;
    Result<InvoiceRow> readRow(const CsvRecord &record) const;
    [[nodiscard]] Result<Done> checkInvoice(const InvoiceRow &row) const;
    void add(const CsvRecord &record);

    const Currency m_currency;
    const qint64 m_firstLine;
    const OnInvoice m_onInvoice;
    const OnRefusal m_onRefusal;
    QHash<QString, qsizetype> m_columns;
    qsizetype m_width = 0;
    Invoice m_invoice;
    CsvParser m_parser;
};

} // namespace tidegate
