// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/catalog_file.h"

#include "core/feed/text_source.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype namesShown = 12;

QString listed(const QStringList &names)
{
    QString text = names.first(std::min(names.size(), namesShown)).join(u", "_s).left(400);
    if (names.size() > namesShown)
        text += u", … (%1 in all)"_s.arg(names.size());
    return text;
}

tl::unexpected<Error> refuseFile(qint64 line, const QString &code, const QString &message, const QString &value = {})
{
    Error error{ErrorCode::InvalidRequest, message, std::nullopt, {}};
    error.fields.push_back({line, u"file"_s, code, message, value});
    return tl::unexpected(std::move(error));
}

/// Takes the readers that are left in question; gives the one for this file.
Result<std::unique_ptr<CatalogReader>> chooseReader(const CatalogHeader &header, const QString &format, qint64 line)
{
    QStringList expected;
    QStringList formats;
    for (std::unique_ptr<CatalogReader> &reader : catalogReaders()) {
        formats << reader->format();
        if (!format.isEmpty() && reader->format() != format)
            continue;
        if (reader->recognises(header))
            return std::move(reader);
        expected << u"%1 (%2)"_s.arg(reader->format(), reader->expectedColumns());
    }
    if (expected.isEmpty())
        return refuseFile(0, u"unknown_format"_s,
                          u"There is no format \"%1\". Known are: %2."_s.arg(format, formats.join(u", "_s)), format);
    return refuseFile(line, u"unknown_columns"_s,
                      u"The columns of this file are not known. Found: %1. Expected one of: %2."_s.arg(listed(header.names()),
                                                                                                       expected.join(u"; "_s)),
                      listed(header.names()));
}

/// Splits a file into its header and its rows.
class RecordReader
{
public:
    using OnHeader = std::function<Result<Done>(const CatalogHeader &, qint64 line)>;

    RecordReader(OnHeader onHeader, CsvParser::OnRecord onRow)
        : m_onHeader(std::move(onHeader))
        , m_onRow(std::move(onRow))
    {
    }

    Result<Done> run(QIODevice &device)
    {
        TextSource source(device);
        Result<QByteArray> piece = source.next();
        if (!piece)
            return tl::unexpected(piece.error());
        const QByteArray start = piece->trimmed();
        const auto *end = std::find_if(start.begin(), start.end(), [](char c) { return c == '\n' || c == '\r'; });
        CsvParser parser(detectDelimiter(QByteArrayView(start.begin(), end)),
                         [this](const CsvRecord &record) { return take(record); });
        while (piece && !piece->isEmpty()) {
            if (const Result<Done> fed = parser.feed(*piece); !fed)
                return fed;
            piece = source.next();
        }
        if (!piece)
            return tl::unexpected(piece.error());
        if (const Result<Done> finished = parser.finish(); !finished)
            return finished;
        if (!m_sawHeader)
            return refuseFile(0, u"empty_file"_s, u"The file is empty. Its first line must hold the names of the columns."_s);
        return Done{};
    }

private:
    Result<Done> take(const CsvRecord &record)
    {
        if (m_sawHeader)
            return m_onRow(record);
        // Excel's own first line, telling which delimiter follows; detectDelimiter() has already read it from there.
        if (record.line() == 1 && record.at(0).startsWith("sep="))
            return Done{};
        m_sawHeader = true;
        return m_onHeader(CatalogHeader(record), record.line());
    }

    OnHeader m_onHeader;
    CsvParser::OnRecord m_onRow;
    bool m_sawHeader = false;
};

Result<std::unique_ptr<CatalogReader>> readerFor(const CatalogHeader &header, const CatalogFileOptions &options, qint64 line)
{
    Result<std::unique_ptr<CatalogReader>> reader = chooseReader(header, options.format, line);
    if (reader && !header.duplicate().isEmpty()) {
        return refuseFile(line, u"duplicate_column"_s,
                          u"There are two columns \"%1\". Remove or rename one of them."_s.arg(header.duplicate().left(64)),
                          header.duplicate().left(64));
    }
    return reader;
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

FieldError raggedRow(const CsvRecord &record, qsizetype columns)
{
    return {record.line(),
            {},
            u"wrong_cell_count"_s,
            u"This row has %1 cells, but there are %2 columns. If a text holds the delimiter, put it in quotes (\")."_s
                .arg(record.size())
                .arg(columns),
            shortened(record.text(0))};
}

} // namespace

Result<CatalogOutline> outlineCatalog(QIODevice &device, const CatalogFileOptions &options)
{
    CatalogOutline outline;
    RecordReader records(
        [&](const CatalogHeader &header, qint64 line) -> Result<Done> {
            const auto reader = readerFor(header, options, line);
            if (!reader)
                return tl::unexpected(reader.error());
            outline.format = (*reader)->format();
            return Done{};
        },
        [&](const CsvRecord &) -> Result<Done> {
            ++outline.rows;
            return Done{};
        });
    if (const Result<Done> read = records.run(device); !read)
        return tl::unexpected(read.error());
    if (outline.rows == 0)
        return refuseFile(0, u"no_rows"_s, u"The file has column names, but no rows below them."_s);
    return outline;
}

Result<Done> readCatalog(QIODevice &device, const CatalogFileOptions &options, CatalogSink &sink)
{
    std::unique_ptr<CatalogReader> reader;
    qsizetype columns = 0;
    RecordReader records(
        [&](const CatalogHeader &header, qint64 line) -> Result<Done> {
            auto chosen = readerFor(header, options, line);
            if (!chosen)
                return tl::unexpected(chosen.error());
            reader = std::move(*chosen);
            columns = header.namedColumns();
            reader->begin(header, options.currency, sink);
            return Done{};
        },
        [&](const CsvRecord &record) -> Result<Done> {
            if (!fits(record, columns))
                return sink.refused({raggedRow(record, columns)});
            return reader->read(record, sink);
        });
    return records.run(device);
}

} // namespace tidegate
