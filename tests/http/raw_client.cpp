// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/raw_client.h"

#include <QHostAddress>

#include <cerrno>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace tidegate {

RawClient::RawClient(quint16 port, QByteArray host)
{
    const QHostAddress address(QString::fromLatin1(host));
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::copy(bytes.c, bytes.c + 16, v6.sin6_addr.s6_addr);
        m_descriptor = ::socket(AF_INET6, SOCK_STREAM, 0);
        if (::connect(m_descriptor, reinterpret_cast<sockaddr *>(&v6), sizeof v6) != 0)
            close();
    } else {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        v4.sin_addr.s_addr = htonl(address.toIPv4Address());
        m_descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
        if (::connect(m_descriptor, reinterpret_cast<sockaddr *>(&v4), sizeof v4) != 0)
            close();
    }
    const timeval limit{5, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

RawClient::~RawClient()
{
    close();
}

void RawClient::close()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

void RawClient::closeSending()
{
    ::shutdown(m_descriptor, SHUT_WR);
}

void RawClient::reset()
{
    const linger now{1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

void RawClient::send(const QByteArray &bytes)
{
    for (qsizetype sent = 0; sent < bytes.size();) {
        const ssize_t count =
            ::send(m_descriptor, bytes.constData() + sent, static_cast<std::size_t>(bytes.size() - sent), MSG_NOSIGNAL);
        if (count <= 0)
            return;
        sent += count;
    }
}

qint64 RawClient::sendWithoutWaiting(const QByteArray &bytes)
{
    return ::send(m_descriptor, bytes.constData(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool RawClient::fill()
{
    char buffer[65536];
    const ssize_t count = ::recv(m_descriptor, buffer, sizeof buffer, 0);
    if (count <= 0)
        return false;
    m_received.append(buffer, count);
    return true;
}

RawAnswer RawClient::readAnswer(bool headOnly)
{
    RawAnswer answer;
    while (!m_received.contains("\r\n\r\n")) {
        if (!fill())
            return answer;
    }
    const qsizetype headEnd = m_received.indexOf("\r\n\r\n");
    answer.head = m_received.first(headEnd);
    m_received.remove(0, headEnd + 4);
    const QList<QByteArray> lines = answer.head.split('\n');
    answer.status = lines.first().split(' ').value(1).toInt();
    for (const QByteArray &line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        answer.headers.insert(line.first(colon).toLower(), line.sliced(colon + 1).trimmed());
    }
    const qsizetype length = headOnly ? 0 : answer.headers.value("content-length").toLongLong();
    while (m_received.size() < length) {
        if (!fill())
            return {};
    }
    answer.body = m_received.first(length);
    m_received.remove(0, length);
    return answer;
}

QByteArray RawClient::receiveSome(qsizetype atMost)
{
    if (m_received.isEmpty())
        fill();
    const QByteArray some = m_received.first(std::min(atMost, m_received.size()));
    m_received.remove(0, some.size());
    return some;
}

bool RawClient::endsSilently()
{
    if (!m_received.isEmpty())
        return false;
    char byte = 0;
    const ssize_t count = ::recv(m_descriptor, &byte, 1, 0);
    return count == 0 || (count < 0 && errno == ECONNRESET);
}

bool RawClient::endsInOrder()
{
    char byte = 0;
    return m_received.isEmpty() && ::recv(m_descriptor, &byte, 1, 0) == 0;
}

bool RawClient::staysSilent(int ms)
{
    pollfd waiting{m_descriptor, POLLIN, 0};
    return m_received.isEmpty() && ::poll(&waiting, 1, ms) == 0;
}

} // namespace tidegate
