// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/answer_writer.h"

#include <QLoggingCategory>
#include <QSslSocket>
#include <QTcpSocket>

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(log, "tidegate.http")

constexpr qsizetype sliceSize = 256 * 1024;

QByteArrayView reasonPhrase(int status)
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

void append(QByteArray &head, QByteArrayView name, QByteArrayView value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

/// A line end in a header would let whoever supplied the text write the rest of the answer.
bool isSafe(const std::pair<QByteArray, QByteArray> &field)
{
    const auto breaks = [](const QByteArray &text) { return text.contains('\r') || text.contains('\n') || text.contains('\0'); };
    return !breaks(field.first) && !breaks(field.second);
}

void appendSecurityHeaders(const Response &response, const AnswerFrame &frame, QByteArray &head)
{
    append(head, "X-Content-Type-Options", "nosniff");
    if (!hasHeader(response, "Cache-Control"))
        append(head, "Cache-Control", "no-store");
    if (!hasHeader(response, "Content-Security-Policy")) {
        const bool isPage = response.contentType.startsWith("text/html");
        append(head, "Content-Security-Policy",
               isPage ? "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
                      : "default-src 'none'; frame-ancestors 'none'");
    }
    if (frame.secure)
        append(head, "Strict-Transport-Security", "max-age=31536000");
}

} // namespace

bool mayHaveBody(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

void renderHead(const Response &response, const AnswerFrame &frame, QByteArray &head)
{
    head.resize(0);
    head.append("HTTP/1.1 ")
        .append(QByteArray::number(response.status))
        .append(' ')
        .append(reasonPhrase(response.status))
        .append("\r\n");
    append(head, "Date", frame.date);
    if (!response.contentType.isEmpty())
        append(head, "Content-Type", response.contentType);
    if (mayHaveBody(response.status))
        append(head, "Content-Length", QByteArray::number(response.body.size()));
    head.append("X-Request-Id: ").append(frame.requestId.toLatin1()).append("\r\n");
    for (const auto &field : response.headers) {
        if (isSafe(field))
            append(head, field.first, field.second);
        else
            qCWarning(log) << frame.requestId << "a header with a line end in it was left out:" << field.first;
    }
    appendSecurityHeaders(response, frame, head);
    if (!frame.keepAlive)
        append(head, "Connection", "close");
    else if (frame.minorVersion == 0)
        append(head, "Connection", "keep-alive");
    head.append("\r\n");
}

AnswerWriter::AnswerWriter(QTcpSocket *socket, bool secure)
    : m_socket(socket)
    , m_secure(secure)
{
}

AnswerWriter::Progress AnswerWriter::start(const QByteArray &head, const QByteArray &body)
{
    m_head = head;
    m_body = body;
    m_offset = 0;
    return pump();
}

AnswerWriter::Progress AnswerWriter::pump()
{
    while (true) {
        if (buffered() > 0)
            return Progress::Waiting;
        if (m_offset == total()) {
            m_head.clear();
            m_body.clear();
            m_offset = 0;
            return Progress::Done;
        }
        if (!m_secure && sendDirectly() == Progress::Failed)
            return Progress::Failed;
        if (m_offset < total() && sendSlice() == Progress::Failed)
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

AnswerWriter::Progress AnswerWriter::sendDirectly()
{
    while (m_offset < total()) {
        iovec parts[2];
        std::size_t count = 0;
        qint64 skip = m_offset;
        for (const QByteArray *part : {&m_head, &m_body}) {
            if (skip < part->size())
                parts[count++] = {const_cast<char *>(part->constData()) + skip, static_cast<std::size_t>(part->size() - skip)};
            skip = std::max<qint64>(skip - part->size(), 0);
        }
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
AnswerWriter::Progress AnswerWriter::sendSlice()
{
    QByteArray slice;
    if (m_offset < m_head.size())
        slice = m_head.sliced(m_offset);
    const qint64 bodyOffset = std::max<qint64>(m_offset - m_head.size(), 0);
    slice.append(QByteArrayView(m_body).sliced(bodyOffset, std::min<qsizetype>(sliceSize, m_body.size() - bodyOffset)));
    if (m_socket->write(slice) != slice.size())
        return Progress::Failed;
    m_offset += slice.size();
    m_socket->flush();
    return Progress::Waiting;
}

} // namespace tidegate
