// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/table_parser.h"

#include "core/feed/csv_writer.h"
#include "core/feed/feed_error.h"
#include "core/feed/field_names.h"
#include "core/feed/product_row.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype pieceBytes = qsizetype(16) * 1024;
constexpr qsizetype longestFirstLine = qsizetype(64) * 1024;

QByteArrayView firstLine(QByteArrayView text)
{
    const QByteArrayView start = text.trimmed();
    const auto *end = std::find_if(start.begin(), start.end(), [](char c) { return c == '\n' || c == '\r'; });
    return {start.begin(), end};
}

/// Excel's own first line, telling which delimiter follows; detectDelimiter() has read it from there.
bool isExcelsFirstLine(const CsvRecord &record)
{
    return record.line() == 1 && record.at(0).startsWith("sep=");
}

/// Blank cells at the end, as spreadsheets leave them, are no cells.
bool fits(const CsvRecord &record, qsizetype columns)
{
    if (record.size() < columns)
        return false;
    for (qsizetype i = columns; i < record.size(); ++i) {
        if (!record.at(i).trimmed().isEmpty())
            return false;
    }
    return true;
}

bool isAmong(const std::vector<qsizetype> &columns, qsizetype column)
{
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

FieldError raggedRow(const CsvRecord &record, qsizetype columns, const std::vector<qsizetype> &leftOut)
{
    const auto count = qsizetype(leftOut.size());
    const qsizetype first = isAmong(leftOut, 0) && record.size() > 1 ? 1 : 0;
    const QString message =
        u"This row has %1 cells, but there are %2 columns. If a text holds the delimiter, put it in quotes (\")."_s;
    return {record.line(),
            {},
            u"wrong_cell_count"_s,
            message.arg(record.size() - count).arg(columns - count),
            shortened(record.text(first))};
}

class TableParser final : public FeedParser
{
public:
    TableParser(FeedInput &input, std::unique_ptr<TableLayout> layout)
        : m_input(input)
        , m_layout(std::move(layout))
        , m_piece(pieceBytes, Qt::Uninitialized)
    {
    }

    Result<std::optional<Item>> next() override
    {
        while (m_at == m_items.size()) {
            m_items.clear();
            m_at = 0;
            if (!m_outcome)
                return tl::unexpected(m_outcome.error());
            if (m_ended)
                return std::nullopt;
            m_outcome = m_csv ? readPiece() : begin();
        }
        return std::move(m_items[m_at++]);
    }

    [[nodiscard]] QByteArray frame() const override { return m_frame; }

private:
    /// Looks at the first line, which tells the delimiter.
    Result<Done> begin()
    {
        QByteArray start;
        while (start.size() < longestFirstLine && firstLine(start).size() == QByteArrayView(start).trimmed().size()) {
            const Result<qsizetype> count = m_input.read(m_piece.data(), m_piece.size());
            if (!count)
                return tl::unexpected(count.error());
            if (*count == 0)
                break;
            start.append(m_piece.constData(), *count);
        }
        m_delimiter = detectDelimiter(firstLine(start));
        m_csv = std::make_unique<CsvParser>(m_delimiter, [this](const CsvRecord &record) { return take(record); });
        return m_csv->feed(start);
    }

    Result<Done> readPiece()
    {
        const Result<qsizetype> count = m_input.read(m_piece.data(), m_piece.size());
        if (!count)
            return tl::unexpected(count.error());
        if (*count > 0)
            return m_csv->feed(QByteArrayView(m_piece.constData(), *count));
        m_ended = true;
        if (const Result<Done> finished = m_csv->finish(); !finished)
            return finished;
        if (!m_sawHeader)
            return refuseFeed(0, u"empty_feed"_s, u"The file is empty. Its first line must hold the names of the columns."_s);
        return Done{};
    }

    Result<Done> take(const CsvRecord &record)
    {
        if (!m_sawHeader)
            return isExcelsFirstLine(record) ? Done{} : takeHeader(record);
        Item &item = m_items.emplace_back();
        item.record.line = record.line();
        item.record.source = record.raw().toByteArray();
        if (fits(record, m_columns))
            m_layout->read(record, item);
        else
            item.broken.push_back(raggedRow(record, m_columns, m_rejectionColumns));
        return Done{};
    }

    Result<Done> takeHeader(const CsvRecord &record)
    {
        m_sawHeader = true;
        const TableHeader header(record);
        m_columns = header.namedColumns();
        m_rejectionColumns = header.rejectionColumns();
        m_frame = m_delimiter + record.raw().toByteArray();
        if (const Result<Done> begun = m_layout->begin(header); !begun)
            return begun;
        if (!header.duplicate().isEmpty()) {
            return refuseFeed(record.line(), u"duplicate_column"_s,
                              u"There are two columns \"%1\". Remove or rename one of them."_s.arg(header.duplicate().left(64)),
                              header.duplicate().left(64));
        }
        return Done{};
    }

    FeedInput &m_input;
    std::unique_ptr<TableLayout> m_layout;
    QByteArray m_piece;
    std::unique_ptr<CsvParser> m_csv;
    std::vector<Item> m_items; ///< of the piece that was read last
    std::size_t m_at = 0;
    qsizetype m_columns = 0;
    std::vector<qsizetype> m_rejectionColumns;
    char m_delimiter = ',';
    QByteArray m_frame; ///< the delimiter, then the line of the column names
    bool m_sawHeader = false;
    bool m_ended = false;
    Result<Done> m_outcome = Done{};
};

/// The cells of each record in `csv`, without those of the column of errors.
std::vector<QStringList> cellsOf(const QByteArray &csv, char delimiter, const std::vector<qsizetype> &leftOut)
{
    std::vector<QStringList> records;
    const auto take = [&](const CsvRecord &record) -> Result<Done> {
        QStringList cells;
        for (qsizetype i = 0; i < record.size(); ++i) {
            if (!isAmong(leftOut, i))
                cells << cellText(record.at(i));
        }
        records.push_back(cells);
        return Done{};
    };
    CsvParser parser(delimiter, take);
    if (parser.feed(csv))
        (void)parser.finish();
    return records;
}

} // namespace

TableHeader::TableHeader(const CsvRecord &record)
    : m_line(record.line())
{
    for (qsizetype i = 0; i < record.size(); ++i) {
        const QString name = record.text(i).trimmed();
        if (!name.isEmpty())
            m_namedColumns = i + 1;
        if (isRejectionName(name))
            m_rejectionColumns.push_back(i);
        m_names << (isRejectionName(name) ? QString() : name);
        const QString key = normalisedName(m_names.back());
        if (key.isEmpty())
            continue;
        if (m_columns.contains(key) && m_duplicate.isEmpty())
            m_duplicate = name;
        m_columns.insert(key, m_columns.value(key, i));
    }
}

std::optional<qsizetype> TableHeader::column(std::initializer_list<QStringView> names) const
{
    for (const QStringView name : names) {
        if (const auto found = m_columns.find(normalisedName(name)); found != m_columns.end())
            return *found;
    }
    return std::nullopt;
}

QString cellText(QByteArrayView cell)
{
    const QString text = QString::fromUtf8(cell);
    return cell.startsWith("'") ? withoutGuard(text) : text;
}

std::unique_ptr<FeedParser> openTable(FeedInput &input, std::unique_ptr<TableLayout> layout)
{
    return std::make_unique<TableParser>(input, std::move(layout));
}

QByteArray rejectedTable(const QByteArray &frame, const std::vector<RejectedRecord> &records, const JoinRows &join)
{
    if (frame.isEmpty())
        return {};
    const char delimiter = frame.front();
    QStringList header = cellsOf(frame.sliced(1), delimiter, {}).front();
    std::vector<qsizetype> leftOut;
    for (qsizetype i = 0; i < header.size(); ++i) {
        if (isRejectionName(header[i]))
            leftOut.push_back(i);
    }
    std::for_each(leftOut.rbegin(), leftOut.rend(), [&header](qsizetype column) { header.removeAt(column); });
    QByteArray table = csvRow(QStringList(rejectionName.toString()) + header, delimiter);
    for (const RejectedRecord &record : records) {
        const std::vector<QStringList> rows = cellsOf(record.source, delimiter, leftOut);
        if (!rows.empty())
            table += csvRow(QStringList(record.error) + (join ? join(header, rows) : rows.back()), delimiter);
    }
    return table;
}

bool TableSample::has(std::initializer_list<QStringView> candidates) const
{
    return std::any_of(names.begin(), names.end(), [&](const QString &name) {
        const QString key = normalisedName(name);
        return std::any_of(candidates.begin(), candidates.end(), [&](QStringView other) { return key == normalisedName(other); });
    });
}

TableSample sampleTable(const FeedSample &sample)
{
    TableSample table;
    const QByteArrayView text = QByteArrayView(sample.beginning).trimmed();
    if (text.isEmpty() || text.front() == '{' || text.front() == '[' || text.front() == '<')
        return table;
    table.isTable = true;
    table.delimiter = detectDelimiter(firstLine(text));
    bool found = false;
    const auto take = [&](const CsvRecord &record) -> Result<Done> {
        if (isExcelsFirstLine(record))
            return Done{};
        found = true;
        table.names = TableHeader(record).names();
        return failure(ErrorCode::Conflict, u"the header is all that was wanted"_s);
    };
    CsvParser parser(table.delimiter, take);
    if (parser.feed(text) && !found)
        (void)parser.finish();
    return table;
}

} // namespace tidegate
