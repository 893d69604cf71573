// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/feed/feed_error.h"
#include "core/feed/field_names.h"
#include "core/feed/json_record.h"
#include "core/feed/json_sample.h"
#include "core/feed/line_reader.h"
#include "core/feed/own_json.h"
#include "core/feed/product_row.h"

#include <rapidjson/memorystream.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

class NdjsonParser final : public FeedParser
{
public:
    explicit NdjsonParser(FeedInput &input)
        : m_lines(input)
    {
    }

    Result<std::optional<Item>> next() override
    {
        while (true) {
            const Result<std::optional<QByteArrayView>> line = m_lines.next();
            if (!line)
                return tl::unexpected(line.error());
            if (!*line)
                return std::nullopt;
            if ((*line)->isEmpty())
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
        item.record.line = m_lines.line();
        item.record.source = line.toByteArray();
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
            {m_lines.line(),
             {},
             m_record.isTooDeep() ? u"too_deep"_s : u"invalid_json"_s,
             u"This line is no JSON object: %1. Write one object in each line, without line breaks inside of it."_s.arg(what),
             shortened(QString::fromUtf8(item.record.source))}};
        return true;
    }

    LineReader m_lines;
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
