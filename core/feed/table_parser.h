// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/csv_parser.h"
#include "core/feed/feed_adapter.h"

#include <QHash>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace tidegate {

/// The column names of a table.
class TableHeader
{
public:
    explicit TableHeader(const CsvRecord &record);

    [[nodiscard]] qint64 line() const { return m_line; }
    [[nodiscard]] const QStringList &names() const
    {
        return m_names;
    } ///< as the feed writes them; blank for the column of errors
    /// Up to the last one that has a name: spreadsheets leave blank ones behind it.
    [[nodiscard]] qsizetype namedColumns() const { return m_namedColumns; }
    /// Which columns hold the errors of rows that were refused before.
    [[nodiscard]] const std::vector<qsizetype> &rejectionColumns() const { return m_rejectionColumns; }
    /// The first column with one of these names.
    [[nodiscard]] std::optional<qsizetype> column(std::initializer_list<QStringView> names) const;
    /// A name that stands there twice; empty where there is none.
    [[nodiscard]] QString duplicate() const { return m_duplicate; }

private:
    qint64 m_line;
    QStringList m_names;
    QHash<QString, qsizetype> m_columns;
    qsizetype m_namedColumns = 0;
    std::vector<qsizetype> m_rejectionColumns;
    QString m_duplicate;
};

/// Finds in the records of one layout of table which cell is which of our fields. One object reads one feed.
class TableLayout
{
public:
    virtual ~TableLayout() = default;
    /// Called once. A failure ends the feed.
    virtual Result<Done> begin(const TableHeader &header) = 0;
    /// The record has as many cells as the header, or more. `item` has its line and source.
    virtual void read(const CsvRecord &record, FeedParser::Item &item) = 0;
};

/// A cell's text, without the apostrophe that keeps a spreadsheet from reading a formula (csv_writer.h).
QString cellText(QByteArrayView cell);

/// Reads a table with column names in its first record; comma, semicolon or tab between cells, whichever stands there. Besides
/// CsvParser's errors: empty_feed, duplicate_column; a record with too few or too many cells is broken (wrong_cell_count).
std::unique_ptr<FeedParser> openTable(FeedInput &input, std::unique_ptr<TableLayout> layout);

/// What comes back of the rows in the source of one refused record; the last one is its own.
using JoinRows = std::function<QStringList(const QStringList &header, const std::vector<QStringList> &rows)>;

/// FeedAdapter::rejected() of every table: the column of errors comes first, so that rows with too many cells stay as they were.
QByteArray rejectedTable(const QByteArray &frame, const std::vector<RejectedRecord> &records, const JoinRows &join = {});

/// The names in the first record of what may be a table, and the delimiter between them.
struct TableSample {
    bool isTable = false; ///< it is no JSON and no XML; everything else may be one
    QStringList names;
    char delimiter = ',';

    /// Whether there is a column with one of these names.
    [[nodiscard]] bool has(std::initializer_list<QStringView> candidates) const;
};
TableSample sampleTable(const FeedSample &sample);

} // namespace tidegate
