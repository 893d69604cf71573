// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QByteArrayView>

#include <csv.h>
#include <functional>
#include <vector>

namespace tidegate {

/// One record of a CSV file, in UTF-8. Valid only inside the function that receives it.
class CsvRecord
{
public:
    /// Where it begins, counted from 1 as a text editor does.
    [[nodiscard]] qint64 line() const { return m_line; }
    [[nodiscard]] qsizetype size() const { return qsizetype(m_ends.size()); }
    [[nodiscard]] QByteArrayView at(qsizetype column) const;
    [[nodiscard]] QString text(qsizetype column) const { return QString::fromUtf8(at(column)); }
    /// The record as it stands in the file, its line end included.
    [[nodiscard]] QByteArrayView raw() const { return m_raw; }
    /// Nothing but white space in any of its cells.
    [[nodiscard]] bool isBlank() const;

private:
    friend class CsvParser;
    qint64 m_line = 1;
    QByteArray m_raw;
    QByteArray m_cells; ///< one after the other
    std::vector<qsizetype> m_ends;
};

struct CsvLimits {
    qsizetype recordBytes = qsizetype(1024) * 1024;
    qsizetype columns = 1'000;
};

/// Reads CSV by RFC 4180, piece by piece, in memory bounded by the limits; the grammar is libcsv's. White space around a cell is
/// dropped unless it stands in quotes, a quote inside an unquoted cell is a character like any other, empty lines are passed
/// over. That the bytes are text, Utf8Input has seen to.
///
/// What leaves no doubt about one record only is for the caller to judge (a row with too few cells). What makes the rest of the
/// file unsure ends the reading with InvalidRequest, one FieldError with the line, and a message that tells how to mend it:
/// unclosed_quote, text_after_quote, record_too_long, too_many_columns.
class CsvParser
{
public:
    /// A failure that `onRecord` returns ends the reading and is what feed() or finish() return.
    using OnRecord = std::function<Result<Done>(const CsvRecord &)>;

    CsvParser(char delimiter, OnRecord onRecord, CsvLimits limits = {});
    ~CsvParser();
    CsvParser(const CsvParser &) = delete;
    CsvParser &operator=(const CsvParser &) = delete;

    Result<Done> feed(QByteArrayView utf8);
    Result<Done> finish();

private:
    Result<Done> feedLine(QByteArrayView line);
    Result<Done> parse(QByteArrayView line);
    void endOfRecord();
    static void onField(void *text, std::size_t size, void *self);
    static void onRecordEnd(int terminator, void *self);

    csv_parser m_parser;
    OnRecord m_onRecord;
    CsvLimits m_limits;
    CsvRecord m_record;
    QByteArray m_pending; ///< the beginning of a line whose end has not come yet
    qsizetype m_recordBytes = 0;
    qint64 m_line = 0;      ///< the one being read
    qint64 m_quoteLine = 0; ///< where the cell being read began
    bool m_inRecord = false;
    Result<Done> m_outcome = Done{};
};

/// Which of comma, semicolon and tab separates the cells of this line: the one that stands there most often outside of quotes.
char detectDelimiter(QByteArrayView firstLine);

} // namespace tidegate
