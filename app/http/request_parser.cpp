// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/request_parser.h"

#include "app/http/request_target.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace tidegate {

namespace {

constexpr std::array<char, 256> tokenTable()
{
    std::array<char, 256> table{};
    for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
        table[static_cast<unsigned char>(c)] = c;
    for (char c = '0'; c <= '9'; ++c)
        table[static_cast<unsigned char>(c)] = c;
    for (char c = 'a'; c <= 'z'; ++c) {
        table[static_cast<unsigned char>(c)] = c;
        table[static_cast<unsigned char>(c - 'a' + 'A')] = c;
    }
    return table;
}

constexpr std::array<char, 256> tokens = tokenTable();

/// Whoever reads the first of two and whoever reads the last would not agree about who asks, or for what.
constexpr std::array<QByteArrayView, 9> singleFields{"authorization",     "content-encoding", "content-type",
                                                     "idempotency-key",   "webhook-id",       "webhook-signature",
                                                     "webhook-timestamp", "x-api-key",        "x-shopper-id"};

/// Literals instead of copies for what nearly every request has.
QByteArray knownMethod(QByteArrayView method)
{
    static const std::array<QByteArray, 7> known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    const auto found = std::find(known.begin(), known.end(), method);
    return found == known.end() ? QByteArray() : *found;
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) { return lowerToken(c) != 0; });
}

QByteArrayView trimmedBlanks(QByteArrayView text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

} // namespace

char lowerToken(char c)
{
    return tokens[static_cast<unsigned char>(c)];
}

bool isFieldValue(QByteArrayView value)
{
    return std::all_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
    });
}

RequestParser::RequestParser(Limits limits)
    : m_limits(limits)
{
}

RequestHead RequestParser::take()
{
    RequestHead head = std::move(m_head);
    *this = RequestParser(m_limits);
    return head;
}

RequestParser::Progress RequestParser::refuse(ErrorCode code, const char *reason)
{
    m_refusal = {code, reason};
    return Progress::Refused;
}

RequestParser::Progress RequestParser::parse(QByteArrayView bytes)
{
    while (true) {
        const char *const begin = bytes.data();
        const qsizetype unseen = bytes.size() - m_scanned;
        const void *const lineFeed =
            unseen > 0 ? std::memchr(begin + m_scanned, '\n', static_cast<std::size_t>(unseen)) : nullptr;
        if (!lineFeed)
            return checkPartialLine(bytes);
        const qsizetype end = static_cast<const char *>(lineFeed) - begin;
        if (end == m_lineStart || begin[end - 1] != '\r')
            return refuse(ErrorCode::MalformedRequest, "bare_line_feed");
        const QByteArrayView line = bytes.sliced(m_lineStart, end - 1 - m_lineStart);
        m_lineStart = m_scanned = end + 1;
        if (m_lineStart > m_limits.head && m_sawRequestLine)
            return refuse(ErrorCode::HeadersTooLarge, "headers_too_large");
        if (line.isEmpty() && m_sawRequestLine)
            return finish();
        const Progress progress = takeLine(line);
        if (progress == Progress::Refused)
            return progress;
    }
}

/// What can't become a request any more is refused without waiting for the end of its line.
RequestParser::Progress RequestParser::checkPartialLine(QByteArrayView bytes)
{
    const QByteArrayView unseen = bytes.sliced(m_scanned);
    m_scanned = bytes.size();
    const bool hasControl = std::any_of(unseen.begin(), unseen.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7f;
    });
    if (hasControl)
        return refuse(ErrorCode::MalformedRequest, "control_character");
    constexpr qsizetype roomForMethodAndVersion = 32;
    if (!m_sawRequestLine && bytes.size() - m_lineStart > m_limits.target + roomForMethodAndVersion)
        return refuse(ErrorCode::UriTooLong, "uri_too_long");
    if (bytes.size() > m_limits.head && m_sawRequestLine)
        return refuse(ErrorCode::HeadersTooLarge, "headers_too_large");
    return Progress::NeedsMore;
}

RequestParser::Progress RequestParser::takeLine(QByteArrayView line)
{
    if (m_sawRequestLine)
        return takeField(line);
    if (line.isEmpty()) {
        // Some old clients send a line end after a body (RFC 9112, 2.2); one is overlooked.
        if (std::exchange(m_sawEmptyLine, true))
            return refuse(ErrorCode::MalformedRequest, "no_request_line");
        return Progress::NeedsMore;
    }
    m_sawRequestLine = true;
    return takeRequestLine(line);
}

RequestParser::Progress RequestParser::takeRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || first == last)
        return refuse(ErrorCode::MalformedRequest, "request_line");
    const QByteArrayView method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    if (!isToken(method))
        return refuse(ErrorCode::MalformedRequest, "method");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refuse(ErrorCode::MalformedRequest, "version");
    m_head.minorVersion = version.back() - '0';
    m_head.method = knownMethod(method);
    if (m_head.method.isEmpty())
        return refuse(ErrorCode::NotImplemented, "unknown_method");
    if (target.size() > m_limits.target)
        return refuse(ErrorCode::UriTooLong, "uri_too_long");
    std::optional<RequestTarget> parsed = parseTarget(method, target);
    if (!parsed)
        return refuse(ErrorCode::MalformedRequest, "target");
    m_head.target = target.toByteArray();
    m_head.rawPath = std::move(parsed->rawPath);
    m_head.rawQuery = std::move(parsed->rawQuery);
    m_head.path = std::move(parsed->path);
    return Progress::NeedsMore;
}

RequestParser::Progress RequestParser::takeField(QByteArrayView line)
{
    if (line.front() == ' ' || line.front() == '\t')
        return refuse(ErrorCode::MalformedRequest, "folded_header");
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return refuse(ErrorCode::MalformedRequest, "header_without_colon");
    QByteArray name(colon, Qt::Uninitialized);
    char *lowered = name.data();
    for (const char c : line.first(colon)) {
        const char lower = lowerToken(c);
        if (lower == 0)
            return refuse(ErrorCode::MalformedRequest, "header_name");
        *lowered++ = lower;
    }
    const QByteArrayView value = trimmedBlanks(line.sliced(colon + 1));
    if (!isFieldValue(value))
        return refuse(ErrorCode::MalformedRequest, "header_value");
    if (m_head.headers.size() == m_limits.headers)
        return refuse(ErrorCode::HeadersTooLarge, "too_many_headers");
    // Legal, but parsers in use disagree about it: libhttp_parser takes Transfer-Encoding0 for Transfer-Encoding, and no tab
    // beside a value of either.
    const bool framesTheBody = name.startsWith("content-length") || name.startsWith("transfer-encoding");
    if (framesTheBody && (line.contains('\t') || (name != "content-length" && name != "transfer-encoding")))
        return refuse(ErrorCode::MalformedRequest, "ambiguous_framing");
    const auto &field = m_head.headers.emplace_back(std::move(name), value.toByteArray());
    return takeSpecialField(field.first, field.second);
}

RequestParser::Progress RequestParser::takeSpecialField(const QByteArray &name, const QByteArray &value)
{
    if (name == "host") {
        if (std::exchange(m_sawHost, true) || !isAuthority(value))
            return refuse(ErrorCode::MalformedRequest, "host");
    } else if (name == "content-length") {
        return takeContentLength(value);
    } else if (name == "transfer-encoding") {
        if (std::exchange(m_sawTransferEncoding, true) || !equalsIgnoringCase(value, "chunked"))
            return refuse(ErrorCode::MalformedRequest, "transfer_encoding");
        m_head.chunked = true;
    } else if (name == "expect") {
        if (!equalsIgnoringCase(value, "100-continue"))
            return refuse(ErrorCode::ExpectationFailed, "expectation");
        m_head.expectsContinue = true;
    } else if (name == "connection") {
        takeConnection(value);
    } else if (std::find(singleFields.begin(), singleFields.end(), name) != singleFields.end()) {
        const auto isSame = [&name](const auto &field) { return field.first == name; };
        if (std::count_if(m_head.headers.begin(), m_head.headers.end(), isSame) > 1)
            return refuse(ErrorCode::MalformedRequest, "repeated_header");
    }
    return Progress::NeedsMore;
}

RequestParser::Progress RequestParser::takeContentLength(const QByteArray &value)
{
    constexpr qsizetype digitsThatFit = 18;
    const bool digits = std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (m_head.contentLength || value.isEmpty() || value.size() > digitsThatFit || !digits)
        return refuse(ErrorCode::MalformedRequest, "content_length");
    m_head.contentLength = value.toLongLong();
    return Progress::NeedsMore;
}

void RequestParser::takeConnection(const QByteArray &value)
{
    for (const QByteArray &option : value.split(',')) {
        const QByteArrayView trimmed = trimmedBlanks(option);
        if (equalsIgnoringCase(trimmed, "close"))
            m_connectionKeepsAlive = false;
        else if (equalsIgnoringCase(trimmed, "keep-alive") && !m_connectionKeepsAlive)
            m_connectionKeepsAlive = true;
    }
}

RequestParser::Progress RequestParser::finish()
{
    const bool isCurrent = m_head.minorVersion == 1;
    if (isCurrent && !m_sawHost)
        return refuse(ErrorCode::MalformedRequest, "host");
    if (m_head.chunked && (m_head.contentLength || !isCurrent))
        return refuse(ErrorCode::MalformedRequest, "transfer_encoding");
    m_head.keepAlive = m_connectionKeepsAlive.value_or(isCurrent);
    m_head.expectsContinue = m_head.expectsContinue && isCurrent;
    return Progress::Whole;
}

} // namespace tidegate
