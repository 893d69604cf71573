// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/csv_parser.h"

#include "core/feed/feed_error.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Behind the line end ("\n", "\r\n" or "\r") of the first line in `text`; -1 where it is not there yet. The last byte being "\r"
/// leaves open whether "\n" follows.
qsizetype endOfLine(QByteArrayView text)
{
    const auto *end = std::find_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
    if (end == text.end())
        return -1;
    const qsizetype at = end - text.begin();
    if (*end == '\n')
        return at + 1;
    if (at + 1 == text.size())
        return -1;
    return text[at + 1] == '\n' ? at + 2 : at + 1;
}

bool isBlankText(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
}

} // namespace

QByteArrayView CsvRecord::at(qsizetype column) const
{
    const qsizetype begin = column == 0 ? 0 : m_ends[std::size_t(column - 1)];
    return QByteArrayView(m_cells).sliced(begin, m_ends[std::size_t(column)] - begin);
}

bool CsvRecord::isBlank() const
{
    return isBlankText(m_cells);
}

CsvParser::CsvParser(char delimiter, OnRecord onRecord, CsvLimits limits)
    : m_onRecord(std::move(onRecord))
    , m_limits(limits)
{
    csv_init(&m_parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&m_parser, static_cast<unsigned char>(delimiter));
}

CsvParser::~CsvParser()
{
    csv_free(&m_parser);
}

Result<Done> CsvParser::feed(QByteArrayView utf8)
{
    while (m_outcome && !utf8.isEmpty()) {
        QByteArrayView text = utf8;
        if (!m_pending.isEmpty()) {
            // What is left of a line is joined with the rest of it only, so that a long file is not copied as a whole.
            const qsizetype rest = m_pending.endsWith('\r') ? (utf8.front() == '\n' ? 1 : 0) : endOfLine(utf8);
            m_pending.append(utf8.first(rest < 0 ? utf8.size() : rest).toByteArray());
            utf8 = utf8.sliced(rest < 0 ? utf8.size() : rest);
            if (rest < 0 && m_pending.size() <= m_limits.recordBytes)
                break;
            const QByteArray line = std::exchange(m_pending, {});
            m_outcome = feedLine(line);
            continue;
        }
        const qsizetype end = endOfLine(text);
        if (end < 0) {
            m_pending = text.toByteArray();
            break;
        }
        m_outcome = feedLine(text.first(end));
        utf8 = utf8.sliced(end);
    }
    return m_outcome;
}

Result<Done> CsvParser::finish()
{
    if (m_outcome && !m_pending.isEmpty())
        m_outcome = feedLine(std::exchange(m_pending, {}));
    if (!m_outcome)
        return m_outcome;
    if (csv_fini(&m_parser, onField, onRecordEnd, this) != 0) {
        m_outcome =
            refuseFeed(m_quoteLine, u"unclosed_quote"_s,
                       u"A cell that begins with a quote (\") in this line is never closed. Put the closing quote, and write "
                       "a quote inside of a cell twice (\"\")."_s);
    }
    return m_outcome;
}

Result<Done> CsvParser::feedLine(QByteArrayView line)
{
    ++m_line;
    if (!m_inRecord) {
        if (isBlankText(line))
            return Done{};
        m_inRecord = true;
        m_record.m_line = m_line;
        m_recordBytes = 0;
        m_quoteLine = m_line;
    }
    m_recordBytes += line.size();
    m_record.m_raw.append(line);
    if (m_recordBytes > m_limits.recordBytes) {
        return refuseFeed(
            m_record.m_line, u"record_too_long"_s,
            u"The record that begins in this line is longer than %1 KiB. Perhaps a closing quote (\") is missing in it."_s.arg(
                m_limits.recordBytes / 1024));
    }
    return parse(line);
}

Result<Done> CsvParser::parse(QByteArrayView line)
{
    while (!line.isEmpty()) {
        const std::size_t consumed = csv_parse(&m_parser, line.data(), std::size_t(line.size()), onField, onRecordEnd, this);
        line = line.sliced(qsizetype(consumed));
        if (!m_outcome)
            return m_outcome;
        if (line.isEmpty())
            break;
        if (m_parser.quoted) {
            return refuseFeed(
                m_line, u"text_after_quote"_s,
                u"Text follows the closing quote (\") of a cell. Put the whole cell in quotes, and write a quote inside "
                "of it twice (\"\")."_s);
        }
        // The quote of an unquoted cell (a 9" plate) is no riddle: it goes through by itself, where libcsv is lenient.
        csv_set_opts(&m_parser, CSV_STRICT_FINI);
        csv_parse(&m_parser, line.data(), 1, onField, onRecordEnd, this);
        csv_set_opts(&m_parser, CSV_STRICT | CSV_STRICT_FINI);
        line = line.sliced(1);
    }
    return m_outcome;
}

void CsvParser::onField(void *text, std::size_t size, void *self)
{
    auto *parser = static_cast<CsvParser *>(self);
    parser->m_quoteLine = parser->m_line;
    CsvRecord &record = parser->m_record;
    if (record.size() >= parser->m_limits.columns) {
        if (parser->m_outcome) {
            parser->m_outcome = refuseFeed(parser->m_line, u"too_many_columns"_s,
                                           u"This line has more than %1 cells."_s.arg(parser->m_limits.columns));
        }
        return;
    }
    record.m_cells.append(static_cast<const char *>(text), qsizetype(size));
    record.m_ends.push_back(record.m_cells.size());
}

void CsvParser::onRecordEnd(int, void *self)
{
    static_cast<CsvParser *>(self)->endOfRecord();
}

void CsvParser::endOfRecord()
{
    if (m_outcome && !m_record.isBlank())
        m_outcome = m_onRecord(m_record);
    m_record.m_raw.truncate(0);
    m_record.m_cells.truncate(0);
    m_record.m_ends.clear();
    m_inRecord = false;
}

char detectDelimiter(QByteArrayView firstLine)
{
    static constexpr std::array delimiters{',', ';', '\t'};
    std::array<int, 3> counts{};
    bool quoted = false;
    for (const char c : firstLine) {
        quoted ^= c == '"';
        const auto *found = std::find(delimiters.begin(), delimiters.end(), c);
        if (!quoted && found != delimiters.end())
            ++counts[std::size_t(found - delimiters.begin())];
    }
    return delimiters[std::size_t(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

} // namespace tidegate
