// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/reference_parser.h"

#include "app/http/request_body.h"

#include <algorithm>
#include <http_parser.h>

namespace tidegate {

namespace {

struct Reading {
    QByteArray method;
    QByteArray target;
    Headers headers;
    QByteArray body;
    bool keepAlive = false;
    bool isWhole = false;
    qsizetype size = 0;

    bool operator==(const Reading &) const = default;
};

Reading &readingOf(http_parser *parser)
{
    return *static_cast<Reading *>(parser->data);
}

/// libhttp_parser gives names and values in pieces; an empty value is how a new field is known.
struct FieldState {
    bool isInValue = true;
};

thread_local FieldState fieldState;

int onTarget(http_parser *parser, const char *at, size_t length)
{
    readingOf(parser).target.append(at, static_cast<qsizetype>(length));
    return 0;
}

int onName(http_parser *parser, const char *at, size_t length)
{
    Headers &headers = readingOf(parser).headers;
    if (std::exchange(fieldState.isInValue, false))
        headers.emplace_back();
    headers.back().first.append(at, static_cast<qsizetype>(length));
    return 0;
}

int onValue(http_parser *parser, const char *at, size_t length)
{
    fieldState.isInValue = true;
    readingOf(parser).headers.back().second.append(at, static_cast<qsizetype>(length));
    return 0;
}

int onHead(http_parser *parser)
{
    Reading &reading = readingOf(parser);
    reading.method = http_method_str(static_cast<http_method>(parser->method));
    reading.keepAlive = http_should_keep_alive(parser) != 0;
    for (auto &[name, value] : reading.headers) {
        name = name.toLower();
        while (value.endsWith(' ') || value.endsWith('\t'))
            value.chop(1);
    }
    fieldState = {};
    return 0;
}

int onBody(http_parser *parser, const char *at, size_t length)
{
    readingOf(parser).body.append(at, static_cast<qsizetype>(length));
    return 0;
}

int onEnd(http_parser *parser)
{
    readingOf(parser).isWhole = true;
    http_parser_pause(parser, 1);
    return 0;
}

/// Trailers come as fields after the head; they are not compared.
Reading readByReference(QByteArrayView bytes, std::size_t headers)
{
    http_parser parser;
    http_parser_init(&parser, HTTP_REQUEST);
    Reading reading;
    parser.data = &reading;
    fieldState = {};
    http_parser_settings settings;
    http_parser_settings_init(&settings);
    settings.on_url = onTarget;
    settings.on_header_field = onName;
    settings.on_header_value = onValue;
    settings.on_headers_complete = onHead;
    settings.on_body = onBody;
    settings.on_message_complete = onEnd;
    reading.size =
        static_cast<qsizetype>(http_parser_execute(&parser, &settings, bytes.data(), static_cast<std::size_t>(bytes.size())));
    if (reading.headers.size() > headers)
        reading.headers.resize(headers);
    return reading;
}

struct OurReading {
    Reading reading;
    bool isRefused = false;
};

constexpr qint64 bodyLimit = 1'000'000;

OurReading readByUs(QByteArrayView bytes, qsizetype step)
{
    OurReading ours;
    RequestParser parser;
    RequestParser::Progress progress = RequestParser::Progress::NeedsMore;
    for (qsizetype seen = 0; progress == RequestParser::Progress::NeedsMore && seen < bytes.size();) {
        seen = std::min(seen + step, bytes.size());
        progress = parser.parse(bytes.first(seen));
    }
    ours.isRefused = progress == RequestParser::Progress::Refused;
    if (progress != RequestParser::Progress::Whole)
        return ours;
    Reading &reading = ours.reading;
    qsizetype at = parser.size();
    const RequestHead head = parser.take();
    reading.method = head.method;
    reading.target = head.target;
    reading.headers = head.headers;
    reading.keepAlive = head.keepAlive;
    RequestBody body(head, bodyLimit, {});
    RequestBody::Progress bodyProgress = head.hasBody() ? RequestBody::Progress::NeedsMore : RequestBody::Progress::Whole;
    while (bodyProgress == RequestBody::Progress::NeedsMore && at < bytes.size()) {
        qsizetype taken = 0;
        bodyProgress = body.append(bytes.sliced(at, std::min(step, bytes.size() - at)), taken);
        at += taken;
    }
    ours.isRefused = bodyProgress == RequestBody::Progress::Refused;
    reading.isWhole = bodyProgress == RequestBody::Progress::Whole;
    reading.size = at;
    Request request;
    body.moveTo(request);
    reading.body = request.body;
    return ours;
}

std::string quoted(const QByteArray &bytes)
{
    return '"' + bytes.toPercentEncoding(" /?:;=,.()*").toStdString() + '"';
}

std::string describe(const char *what, const QByteArray &ours, const QByteArray &theirs)
{
    return std::string(what) + ": ours " + quoted(ours) + ", the reference's " + quoted(theirs);
}

QByteArray joined(const Headers &headers)
{
    QByteArray text;
    for (const auto &[name, value] : headers)
        text += name + ": " + value + "\n";
    return text;
}

/// RFC 9110, 5.6.1.2: empty elements of a list are ignored. The reference reads no "keep-alive" behind one.
bool hasEmptyElement(const Headers &headers)
{
    return std::ranges::any_of(headers, [](const auto &header) {
        const QList<QByteArray> elements = header.second.split(',');
        return header.first == "connection" && elements.size() > 1
            && std::ranges::any_of(elements, [](const QByteArray &element) { return element.trimmed().isEmpty(); });
    });
}

} // namespace

bool isTaken(QByteArrayView bytes)
{
    return RequestParser().parse(bytes) == RequestParser::Progress::Whole;
}

std::optional<std::string> compareWithReference(QByteArrayView bytes)
{
    const OurReading ours = readByUs(bytes, std::max<qsizetype>(bytes.size(), 1));
    const OurReading bytewise = readByUs(bytes, 1);
    if (ours.isRefused != bytewise.isRefused || (!ours.isRefused && !(ours.reading == bytewise.reading)))
        return "the verdict depends on how the bytes are cut";
    const Reading &mine = ours.reading;
    if (ours.isRefused || !mine.isWhole)
        return std::nullopt;
    const Reading theirs = readByReference(bytes, mine.headers.size());
    if (!theirs.isWhole)
        return "the reference refuses " + quoted(bytes.toByteArray());
    if (theirs.method != mine.method)
        return describe("method", mine.method, theirs.method);
    if (theirs.target != mine.target)
        return describe("target", mine.target, theirs.target);
    if (theirs.headers != mine.headers)
        return describe("headers", joined(mine.headers), joined(theirs.headers));
    if (theirs.body != mine.body)
        return describe("body", mine.body, theirs.body);
    // Paused at a message's end, it has not counted its last byte where there is no body.
    if (theirs.size != mine.size && theirs.size + 1 != mine.size)
        return describe("size", QByteArray::number(mine.size), QByteArray::number(theirs.size));
    if (mine.keepAlive && !theirs.keepAlive && !hasEmptyElement(mine.headers))
        return describe("keep-alive", QByteArray::number(mine.keepAlive), QByteArray::number(theirs.keepAlive));
    return std::nullopt;
}

} // namespace tidegate
