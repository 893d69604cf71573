// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/own_json.h"

#include "core/base/json.h"
#include "core/feed/feed_error.h"
#include "core/feed/field_names.h"
#include "core/feed/json_record.h"
#include "core/feed/json_sample.h"
#include "core/feed/json_stream.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr unsigned oneValue = JsonRecord::parseFlags | rapidjson::kParseStopWhenDoneFlag;

/// Reads a value for its grammar and depth, and keeps nothing of it.
struct Skipper : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Skipper> {
    explicit Skipper(int outerDepth)
        : depth(outerDepth)
    {
    }
    bool RawNumber(const char *, rapidjson::SizeType, bool) { return true; }
    bool StartObject() { return ++depth <= maximumFeedDepth; }
    bool StartArray() { return ++depth <= maximumFeedDepth; }
    bool EndObject(rapidjson::SizeType) { return --depth >= 0; }
    bool EndArray(rapidjson::SizeType) { return --depth >= 0; }

    int depth;
};

class JsonParser final : public FeedParser
{
public:
    explicit JsonParser(FeedInput &input)
        : m_stream(input)
    {
    }

    Result<std::optional<Item>> next() override
    {
        if (!std::exchange(m_begun, true))
            m_outcome = begin();
        while (m_outcome && m_inList) {
            const Result<bool> more = nextElement();
            if (more && *more) {
                Result<std::optional<Item>> item = readRecord();
                if (item && m_record.isRejectionOnly())
                    continue;
                return item;
            }
            m_inList = false;
            m_outcome = !more ? Result<Done>(tl::unexpected(more.error())) : m_inEnvelope ? findList() : finish();
        }
        if (!m_outcome)
            return tl::unexpected(m_outcome.error());
        return std::nullopt;
    }

private:
    Result<Done> begin()
    {
        m_stream.skipWhitespace();
        if (take('[')) {
            m_inList = true;
            return Done{};
        }
        if (take('{')) {
            m_inEnvelope = true;
            return findList();
        }
        return refuse(u"a list of products is expected, [{\"sku\": …}, …]"_s);
    }

    /// Goes to the next list of objects among the members of the object around it, or to that object's end.
    Result<Done> findList()
    {
        while (true) {
            m_stream.skipWhitespace();
            if (take('}'))
                return finish();
            if (!std::exchange(m_isFirstMember, false) && !take(','))
                return refuse(jsonFault(rapidjson::kParseErrorObjectMissCommaOrCurlyBracket));
            if (const Result<Done> named = takeName(); !named)
                return named;
            if (const Result<Done> taken = takeMember(); !taken || m_inList)
                return taken;
        }
    }

    Result<Done> takeName()
    {
        m_stream.skipWhitespace();
        if (m_stream.Peek() != '"')
            return refuse(jsonFault(rapidjson::kParseErrorObjectMissName));
        if (const Result<Done> name = skipValue(1); !name)
            return name;
        m_stream.skipWhitespace();
        return take(':') ? Result<Done>(Done{}) : refuse(jsonFault(rapidjson::kParseErrorObjectMissColon));
    }

    /// Enters the member where it is a list of objects, and passes it over otherwise.
    Result<Done> takeMember()
    {
        m_stream.skipWhitespace();
        if (!take('['))
            return skipValue(1);
        m_isFirstElement = true;
        m_stream.skipWhitespace();
        m_listSeen = m_listSeen || m_stream.Peek() == ']';
        if (m_stream.Peek() == '{') {
            if (m_recordsSeen) {
                return refuseFeed(
                    m_stream.line(), u"second_list"_s,
                    u"This object has two lists of objects, and it is not clear which are the products. Send one list: [{…}, …]."_s);
            }
            m_listSeen = m_recordsSeen = m_inList = true;
            return Done{};
        }
        while (true) {
            const Result<bool> more = nextElement();
            if (!more)
                return tl::unexpected(more.error());
            if (!*more)
                return Done{};
            if (const Result<Done> skipped = skipValue(2); !skipped)
                return skipped;
        }
    }

    /// Goes to the next element of the list, or behind its end.
    Result<bool> nextElement()
    {
        m_stream.skipWhitespace();
        const bool isFirst = std::exchange(m_isFirstElement, false);
        if (take(']'))
            return false;
        if (!isFirst) {
            if (!take(','))
                return refuse(jsonFault(rapidjson::kParseErrorArrayMissCommaOrSquareBracket));
            m_stream.skipWhitespace();
        }
        return true;
    }

    Result<std::optional<Item>> readRecord()
    {
        std::optional<Item> item(std::in_place);
        m_stream.beginValue();
        item->record.line = m_stream.line();
        m_record.begin(*item, m_inEnvelope ? 2 : 1);
        const rapidjson::ParseResult parsed = m_reader.Parse<oneValue>(m_stream, m_record);
        m_outcome = outcomeOf(parsed, m_record.isTooDeep());
        if (!m_outcome)
            return tl::unexpected(m_outcome.error());
        item->record.source = m_stream.value();
        m_record.finish();
        return item;
    }

    Result<Done> skipValue(int outerDepth)
    {
        m_stream.beginValue();
        Skipper skipper(outerDepth);
        const rapidjson::ParseResult parsed = m_reader.Parse<oneValue>(m_stream, skipper);
        return outcomeOf(parsed, skipper.depth > maximumFeedDepth);
    }

    Result<Done> outcomeOf(const rapidjson::ParseResult &parsed, bool isTooDeep)
    {
        if (isTooDeep) {
            return refuseFeed(m_stream.line(), u"too_deep"_s,
                              u"The JSON is nested more than %1 levels deep here."_s.arg(maximumFeedDepth));
        }
        return parsed.IsError() ? Result<Done>(refuse(jsonFault(parsed.Code()))) : Result<Done>(Done{});
    }

    Result<Done> finish()
    {
        m_stream.skipWhitespace();
        if (!m_stream.atEnd() || !m_stream.error())
            return refuse(jsonFault(rapidjson::kParseErrorDocumentRootNotSingular));
        if (m_inEnvelope && !m_listSeen) {
            return refuseFeed(
                1, u"no_list"_s,
                u"There is no list of products in this object. Send [{\"sku\": …}, …], or an object with such a list as one member."_s);
        }
        return Done{};
    }

    bool take(char c)
    {
        if (m_stream.Peek() != c)
            return false;
        m_stream.Take();
        return true;
    }

    tl::unexpected<Error> refuse(const QString &what)
    {
        if (!m_stream.error())
            return tl::unexpected(m_stream.error().error());
        const qint64 line = m_stream.line();
        if (m_stream.isTooLong()) {
            return refuseFeed(line, u"record_too_long"_s,
                              u"The value that ends here is longer than %1 KiB."_s.arg(JsonStream::longestValue / 1024));
        }
        if (m_stream.atEnd()) {
            return refuseFeed(line, u"invalid_json"_s,
                              u"The file ends in the middle of the JSON. Send it whole; perhaps it was cut off on its way."_s);
        }
        return refuseFeed(line, u"invalid_json"_s, u"The JSON is malformed here: %1."_s.arg(what));
    }

    JsonStream m_stream;
    rapidjson::Reader m_reader;
    JsonRecord m_record;
    bool m_begun = false;
    bool m_inEnvelope = false;
    bool m_inList = false;
    bool m_listSeen = false; ///< an empty one counts
    bool m_recordsSeen = false;
    bool m_isFirstMember = true;
    bool m_isFirstElement = true;
    Result<Done> m_outcome = Done{};
};

} // namespace

QString OwnJsonAdapter::format() const
{
    return u"own-json"_s;
}

QString OwnJsonAdapter::name() const
{
    return u"Tidegate fields, JSON"_s;
}

QString OwnJsonAdapter::expectation() const
{
    return u"a list of objects with the members %1"_s.arg(ownFieldList());
}

FeedMatch OwnJsonAdapter::recognises(const FeedSample &sample) const
{
    const JsonSample json = sampleJson(sample);
    if (json.shape != JsonSample::Shape::List && json.shape != JsonSample::Shape::Envelope)
        return FeedMatch::No;
    return json.namesSku ? FeedMatch::Certain : FeedMatch::Possible;
}

std::unique_ptr<FeedParser> OwnJsonAdapter::open(FeedInput &input) const
{
    return std::make_unique<JsonParser>(input);
}

QByteArray OwnJsonAdapter::rejected(const QByteArray &, const std::vector<RejectedRecord> &records) const
{
    QByteArray list = "[";
    for (const RejectedRecord &record : records)
        list += (list.size() > 1 ? ",\n" : "\n") + withRejection(record.source, record.error);
    return list + "\n]\n";
}

QByteArray OwnJsonAdapter::mediaType() const
{
    return "application/json";
}

} // namespace tidegate
