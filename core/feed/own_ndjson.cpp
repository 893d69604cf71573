// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/feed/feed_error.h"
#include "core/feed/field_names.h"
#include "core/feed/json_record.h"
#include "core/feed/json_sample.h"
#include "core/feed/own_json.h"
#include "core/feed/product_row.h"

#include <cstring>
#include <rapidjson/memorystream.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype pieceBytes = 64 * 1024;
constexpr qsizetype longestLine = 1024 * 1024;

bool isBlank(QByteArrayView line)
{
    return line.trimmed().isEmpty();
}

class NdjsonParser final : public FeedParser
{
public:
    explicit NdjsonParser(FeedInput &input)
        : m_input(input)
        , m_buffer(pieceBytes, Qt::Uninitialized)
    {
    }

    Result<std::optional<Item>> next() override
    {
        while (true) {
            const Result<std::optional<QByteArrayView>> line = nextLine();
            if (!line)
                return tl::unexpected(line.error());
            if (!*line)
                return std::nullopt;
            if (isBlank(**line))
                continue;
            std::optional<Item> item(std::in_place);
            if (read(**line, *item))
                return item;
        }
    }

private:
    /// False for a line that only holds the error of the one behind it.
    bool read(QByteArrayView line, Item &item)
    {
        item.record.line = m_line;
        item.record.source = line.trimmed().toByteArray();
        m_record.begin(item, 0);
        rapidjson::MemoryStream stream(line.data(), std::size_t(line.size()));
        const rapidjson::ParseResult parsed = m_reader.Parse<JsonRecord::parseFlags>(stream, m_record);
        if (!parsed.IsError()) {
            m_record.finish();
            return !m_record.isRejectionOnly();
        }
        item.record.fields = {};
        const QString what =
            m_record.isTooDeep() ? u"it is nested more than %1 levels deep"_s.arg(maximumFeedDepth) : jsonFault(parsed.Code());
        item.broken = {
            {m_line,
             {},
             m_record.isTooDeep() ? u"too_deep"_s : u"invalid_json"_s,
             u"This line is no JSON object: %1. Write one object in each line, without line breaks inside of it."_s.arg(what),
             shortened(QString::fromUtf8(item.record.source))}};
        return true;
    }

    Result<std::optional<QByteArrayView>> nextLine()
    {
        m_long.truncate(0);
        while (true) {
            const char *begin = m_buffer.constData() + m_at;
            const auto *end = static_cast<const char *>(std::memchr(begin, '\n', std::size_t(m_size - m_at)));
            if (end && m_long.isEmpty()) {
                m_at += end - begin + 1;
                ++m_line;
                return QByteArrayView(begin, end);
            }
            m_long.append(begin, end ? end - begin : m_size - m_at);
            m_at = end ? m_at + (end - begin) + 1 : m_size;
            if (m_long.size() > longestLine) {
                return refuseFeed(m_line + 1, u"record_too_long"_s,
                                  u"This line is longer than %1 KiB. Write one object in each line."_s.arg(longestLine / 1024));
            }
            if (end) {
                ++m_line;
                return QByteArrayView(m_long);
            }
            const Result<qsizetype> count = m_input.read(m_buffer.data(), m_buffer.size());
            if (!count)
                return tl::unexpected(count.error());
            m_at = 0;
            m_size = *count;
            if (m_size > 0)
                continue;
            if (m_long.isEmpty())
                return std::nullopt;
            ++m_line;
            return QByteArrayView(m_long);
        }
    }

    FeedInput &m_input;
    QByteArray m_buffer;
    qsizetype m_at = 0;
    qsizetype m_size = 0;
    QByteArray m_long; ///< a line that spans pieces
    qint64 m_line = 0;
    rapidjson::Reader m_reader;
    JsonRecord m_record;
};

} // namespace

QString OwnNdjsonAdapter::format() const
{
    return u"own-ndjson"_s;
}

QString OwnNdjsonAdapter::name() const
{
    return u"Tidegate fields, NDJSON"_s;
}

QString OwnNdjsonAdapter::expectation() const
{
    return u"in each line an object with the members %1"_s.arg(ownFieldList());
}

FeedMatch OwnNdjsonAdapter::recognises(const FeedSample &sample) const
{
    const JsonSample json = sampleJson(sample);
    if (json.shape != JsonSample::Shape::Lines)
        return FeedMatch::No;
    return json.namesSku ? FeedMatch::Certain : FeedMatch::Possible;
}

std::unique_ptr<FeedParser> OwnNdjsonAdapter::open(FeedInput &input) const
{
    return std::make_unique<NdjsonParser>(input);
}

QByteArray OwnNdjsonAdapter::rejected(const QByteArray &, const std::vector<RejectedRecord> &records) const
{
    QByteArray lines;
    for (const RejectedRecord &record : records) {
        // What is no object can't hold its error: that stands in a line of its own before it.
        lines += isJsonObject(record.source) ? withRejection(record.source, record.error)
                                             : rejectionAlone(record.error) + '\n' + record.source;
        lines += '\n';
    }
    return lines;
}

QByteArray OwnNdjsonAdapter::mediaType() const
{
    return "application/x-ndjson";
}

} // namespace tidegate
