// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/listening_socket.h"

#include <QHostInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;

    sockaddr *get() { return reinterpret_cast<sockaddr *>(&storage); }
};

SocketAddress toSocketAddress(const Endpoint &endpoint)
{
    SocketAddress address;
    if (endpoint.address.protocol() == QAbstractSocket::IPv4Protocol) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        v4.sin_addr.s_addr = htonl(endpoint.address.toIPv4Address());
        std::memcpy(&address.storage, &v4, sizeof v4);
        address.size = sizeof v4;
        return address;
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    const Q_IPV6ADDR bytes = endpoint.address.toIPv6Address();
    std::memcpy(&v6.sin6_addr, &bytes, sizeof bytes);
    v6.sin6_scope_id = endpoint.address.scopeId().toUInt();
    std::memcpy(&address.storage, &v6, sizeof v6);
    address.size = sizeof v6;
    return address;
}

quint16 boundPort(int descriptor)
{
    SocketAddress address;
    address.size = sizeof address.storage;
    if (::getsockname(descriptor, address.get(), &address.size) != 0)
        return 0;
    sockaddr_in header{}; // the port lies at the same place in both families
    std::memcpy(&header, &address.storage, sizeof header);
    return ntohs(header.sin_port);
}

bool switchOn(int descriptor, int level, int option)
{
    const int on = 1;
    return ::setsockopt(descriptor, level, option, &on, sizeof on) == 0;
}

tl::unexpected<Error> cannotListen(const Endpoint &endpoint, int error)
{
    if (error == EADDRINUSE)
        return failure(
            ErrorCode::Conflict,
            u"port %1 on %2 is already in use; stop the other program or choose another with --listen"_s.arg(endpoint.port)
                .arg(endpoint.address.toString()));
    return failure(ErrorCode::Conflict,
                   u"can't listen on %1: %2"_s.arg(endpoint.toString(), QString::fromLocal8Bit(std::strerror(error))));
}

/// The descriptor, or minus the error.
int bindSocket(const Endpoint &endpoint, bool shared)
{
    SocketAddress address = toSocketAddress(endpoint);
    const int descriptor = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return -errno;
    const bool isV6 = address.storage.ss_family == AF_INET6;
    const bool ready = switchOn(descriptor, SOL_SOCKET, SO_REUSEADDR)
        && (!shared || switchOn(descriptor, SOL_SOCKET, SO_REUSEPORT))
        && (!isV6 || switchOn(descriptor, IPPROTO_IPV6, IPV6_V6ONLY)) && switchOn(descriptor, IPPROTO_TCP, TCP_NODELAY)
        && ::bind(descriptor, address.get(), address.size) == 0;
    if (ready)
        return descriptor;
    const int error = errno;
    ::close(descriptor);
    return -error;
}

} // namespace

QString Endpoint::toString() const
{
    const bool isV6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    return (isV6 ? u"[%1]:%2"_s : u"%1:%2"_s).arg(address.toString()).arg(port);
}

Result<std::vector<Endpoint>> resolveEndpoints(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    bool isNumber = false;
    const quint16 port = text.sliced(colon + 1).toUShort(&isNumber);
    QString host = text.first(std::max<qsizetype>(colon, 0));
    const bool isBracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (isBracketed)
        host = host.sliced(1, host.size() - 2);
    if (!isNumber || host.isEmpty() || (host.contains(u':') && !isBracketed))
        return failure(ErrorCode::InvalidRequest,
                       u"\"%1\" is no address to listen on; write HOST:PORT, such as 127.0.0.1:8480 or [::1]:8480"_s.arg(text));
    if (host == u"*")
        return std::vector<Endpoint>{{QHostAddress(QHostAddress::AnyIPv4), port}, {QHostAddress(QHostAddress::AnyIPv6), port}};
    const QHostAddress literal(host);
    if (!literal.isNull())
        return std::vector<Endpoint>{{literal, port}};
    const QHostInfo found = QHostInfo::fromName(host);
    if (found.addresses().isEmpty())
        return failure(ErrorCode::InvalidRequest, u"can't listen on %1: no address is known for \"%2\""_s.arg(text, host));
    std::vector<Endpoint> endpoints;
    for (const QHostAddress &address : found.addresses())
        endpoints.push_back({address, port});
    return endpoints;
}

Result<ListeningSocket> ListeningSocket::openFirst(const Endpoint &endpoint)
{
    const int probe = bindSocket(endpoint, false);
    if (probe < 0)
        return cannotListen(endpoint, -probe);
    ::close(probe);
    return openAnother(endpoint);
}

Result<ListeningSocket> ListeningSocket::openAnother(const Endpoint &endpoint)
{
    const int descriptor = bindSocket(endpoint, true);
    if (descriptor < 0)
        return cannotListen(endpoint, -descriptor);
    ListeningSocket socket(descriptor, {endpoint.address, boundPort(descriptor)});
    constexpr int backlog = 4096; // cut by net.core.somaxconn
    if (::listen(descriptor, backlog) != 0)
        return cannotListen(endpoint, errno);
    return socket;
}

ListeningSocket::ListeningSocket(int descriptor, Endpoint endpoint)
    : m_descriptor(descriptor)
    , m_endpoint(std::move(endpoint))
{
}

ListeningSocket::ListeningSocket(ListeningSocket &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_endpoint(std::move(other.m_endpoint))
{
}

ListeningSocket::~ListeningSocket()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

int ListeningSocket::release()
{
    return std::exchange(m_descriptor, -1);
}

} // namespace tidegate
