// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/answer_writer.h"

#include <QLoggingCategory>
#include <QSslSocket>
#include <QTcpSocket>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(log, "tidegate.http")

constexpr qsizetype sliceSize = 256 * 1024;

std::string_view reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    }
    return "";
}

bool hasHeader(const Response &response, QByteArrayView name)
{
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [name](const auto &field) { return QByteArrayView(field.first).compare(name, Qt::CaseInsensitive) == 0; });
}

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

void append(std::string &head, std::string_view name, std::string_view value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

void appendNumber(std::string &head, qint64 number)
{
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    head.append(digits, end);
}

/// A line end in a header would let whoever supplied the text write the rest of the answer.
bool isSafe(const std::pair<QByteArray, QByteArray> &field)
{
    const auto breaks = [](const QByteArray &text) { return text.contains('\r') || text.contains('\n') || text.contains('\0'); };
    return !breaks(field.first) && !breaks(field.second);
}

void appendSecurityHeaders(const Response &response, const AnswerFrame &frame, std::string &head)
{
    head.append("X-Content-Type-Options: nosniff\r\n");
    if (!hasHeader(response, "Cache-Control"))
        head.append("Cache-Control: no-store\r\n");
    if (!hasHeader(response, "Content-Security-Policy")) {
        const bool isPage = response.contentType.startsWith("text/html");
        head.append(
            isPage
                ? "Content-Security-Policy: default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'\r\n"
                : "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n");
    }
    if (frame.secure)
        head.append("Strict-Transport-Security: max-age=31536000\r\n");
}

void appendRequestId(std::string &head, const QString &id)
{
    head.append("X-Request-Id: ");
    for (const QChar c : id)
        head.push_back(c.toLatin1());
    head.append("\r\n");
}

} // namespace

bool mayHaveBody(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

void renderHead(const Response &response, const AnswerFrame &frame, std::string &head)
{
    head.assign("HTTP/1.1 ");
    appendNumber(head, response.status);
    head.append(" ").append(reasonPhrase(response.status)).append("\r\n");
    append(head, "Date", frame.date);
    if (!response.contentType.isEmpty())
        append(head, "Content-Type", viewOf(response.contentType));
    if (mayHaveBody(response.status)) {
        head.append("Content-Length: ");
        appendNumber(head, response.body.size());
        head.append("\r\n");
    }
    appendRequestId(head, frame.requestId);
    for (const auto &field : response.headers) {
        if (isSafe(field))
            append(head, viewOf(field.first), viewOf(field.second));
        else
            qCWarning(log) << frame.requestId << "a header with a line end in it was left out:" << field.first;
    }
    appendSecurityHeaders(response, frame, head);
    if (!frame.keepAlive)
        head.append("Connection: close\r\n");
    else if (frame.minorVersion == 0)
        head.append("Connection: keep-alive\r\n");
    head.append("\r\n");
}

AnswerWriter::AnswerWriter(QTcpSocket *socket, bool secure)
    : m_socket(socket)
    , m_secure(secure)
{
}

AnswerWriter::Progress AnswerWriter::start(std::string_view head, const QByteArray &body)
{
    m_body = body;
    m_headSize = static_cast<qint64>(head.size());
    m_offset = 0;
    return send(head);
}

AnswerWriter::Progress AnswerWriter::pump()
{
    return send({});
}

/// What is left of the head goes into the socket's buffer at once; so it is needed in the first call alone.
AnswerWriter::Progress AnswerWriter::send(std::string_view head)
{
    const qint64 total = m_headSize + m_body.size();
    while (true) {
        if (buffered() > 0 && m_offset >= m_headSize)
            return Progress::Waiting;
        if (m_offset == total) {
            m_body.clear();
            return Progress::Done;
        }
        if (!m_secure && buffered() == 0 && sendDirectly(head) == Progress::Failed)
            return Progress::Failed;
        if (m_offset < total && sendSlice(head) == Progress::Failed)
            return Progress::Failed;
    }
}

qint64 AnswerWriter::written() const
{
    return m_offset - buffered();
}

qint64 AnswerWriter::buffered() const
{
    const auto *const secure = m_secure ? static_cast<const QSslSocket *>(m_socket) : nullptr;
    return m_socket->bytesToWrite() + (secure ? secure->encryptedBytesToWrite() : 0);
}

AnswerWriter::Progress AnswerWriter::sendDirectly(std::string_view head)
{
    const qint64 total = m_headSize + m_body.size();
    while (m_offset < total) {
        iovec parts[2];
        std::size_t count = 0;
        qint64 skip = m_offset;
        if (skip < m_headSize)
            parts[count++] = {const_cast<char *>(head.data()) + skip, static_cast<std::size_t>(m_headSize - skip)};
        skip = std::max<qint64>(skip - m_headSize, 0);
        if (skip < m_body.size())
            parts[count++] = {const_cast<char *>(m_body.constData()) + skip, static_cast<std::size_t>(m_body.size() - skip)};
        msghdr message{};
        message.msg_iov = parts;
        message.msg_iovlen = count;
        const ssize_t sent = ::sendmsg(static_cast<int>(m_socket->socketDescriptor()), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0)
            m_offset += sent;
        else if (errno == EAGAIN)
            return Progress::Waiting;
        else if (errno != EINTR)
            return Progress::Failed;
    }
    return Progress::Done;
}

/// Through the socket's buffer: it knows how to wait for the peer, and how to encrypt.
AnswerWriter::Progress AnswerWriter::sendSlice(std::string_view head)
{
    QByteArray slice;
    if (m_offset < m_headSize)
        slice = QByteArray(head.data() + m_offset, m_headSize - m_offset);
    const qint64 bodyOffset = std::max<qint64>(m_offset - m_headSize, 0);
    slice.append(QByteArrayView(m_body).sliced(bodyOffset, std::min<qsizetype>(sliceSize, m_body.size() - bodyOffset)));
    if (m_socket->write(slice) != slice.size())
        return Progress::Failed;
    m_offset += slice.size();
    m_socket->flush();
    return Progress::Waiting;
}

} // namespace tidegate
