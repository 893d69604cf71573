// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/json_sample.h"

#include "core/feed/field_names.h"
#include "core/feed/json_record.h"

#include <rapidjson/memorystream.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Looks for the members of records, and for a list of objects inside of an object.
struct Finder : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Finder> {
    bool RawNumber(const char *, rapidjson::SizeType, bool) { return true; }
    bool Key(const char *text, rapidjson::SizeType length, bool)
    {
        namesSku = namesSku || ownField(QByteArrayView(text, qsizetype(length))) == FeedField::Sku;
        return true;
    }
    bool StartObject()
    {
        hasList = hasList || depth == 2;
        return ++depth <= maximumFeedDepth;
    }
    bool StartArray() { return ++depth <= maximumFeedDepth; }
    bool EndObject(rapidjson::SizeType) { return --depth >= 0; }
    bool EndArray(rapidjson::SizeType count)
    {
        hasList = hasList || (count == 0 && depth == 2);
        return --depth >= 0;
    }

    int depth = 0;
    bool hasList = false; ///< or an object within an object within the object, which no record has either
    bool namesSku = false;
};

} // namespace

JsonSample sampleJson(const FeedSample &sample)
{
    const QByteArray text = sample.beginning.trimmed();
    if (!text.startsWith('[') && !text.startsWith('{'))
        return {};
    rapidjson::MemoryStream stream(text.constData(), std::size_t(text.size()));
    Finder finder;
    rapidjson::Reader reader;
    const auto parsed = reader.Parse<JsonRecord::parseFlags | rapidjson::kParseStopWhenDoneFlag>(stream, finder);
    JsonSample found{JsonSample::Shape::Envelope, finder.namesSku};
    if (text.startsWith('[')) {
        found.shape = JsonSample::Shape::List;
        return found;
    }
    // A record stands in one line, whatever is wrong inside of it; an object with a list of records seldom does, and then it has
    // that list.
    const QByteArray rest = text.sliced(qsizetype(stream.Tell())).trimmed();
    const qsizetype lineEnd = text.indexOf('\n');
    const bool isWhole = !parsed.IsError();
    const bool linesFollow =
        lineEnd >= 0 && text.sliced(lineEnd + 1).trimmed().startsWith('{') && text.first(lineEnd).trimmed().endsWith('}');
    const bool isOneLine = isWhole && rest.isEmpty() && !text.contains('\n');
    const bool saysLines = sample.mediaType == u"application/x-ndjson" || sample.mediaType == u"application/jsonl";
    if ((isWhole && !rest.isEmpty() && (rest.startsWith('{') || !finder.hasList)) || linesFollow || saysLines
        || (isOneLine && !finder.hasList))
        found.shape = JsonSample::Shape::Lines;
    return found;
}

} // namespace tidegate
