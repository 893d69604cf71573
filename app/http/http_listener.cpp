// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/http_listener.h"

#include "app/http/connection_guard.h"
#include "app/http/farewell.h"

#include <QSslSocket>
#include <QTimer>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// At one time: each holds a descriptor.
constexpr int mostFarewells = 256;

/// In one language and without a line in the log, so that turning away costs next to nothing.
QByteArray tooManyConnections(const QByteArray &requestId)
{
    const QByteArray body =
        "{\"type\":\"/problems/overloaded\",\"title\":\"High traffic\",\"status\":503,\"code\":\"overloaded\","
        "\"retry_after\":1,\"detail\":\"System experiencing high traffic. Please try again shortly.\",\"request_id\":\""_ba
        + requestId + "\"}";
    return "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: "_ba
        + QByteArray::number(body.size()) + "\r\nX-Request-Id: " + requestId
        + "\r\nRetry-After: 1\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + body;
}

QHostAddress peerOf(int descriptor)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto *const address = reinterpret_cast<sockaddr *>(&storage);
    return ::getpeername(descriptor, address, &size) == 0 ? QHostAddress(address) : QHostAddress();
}

bool hasWaitingConnection(qintptr descriptor)
{
    pollfd waiting{static_cast<int>(descriptor), POLLIN, 0};
    return ::poll(&waiting, 1, 0) > 0;
}

} // namespace

HttpListener::HttpListener(SharedState &shared, IoContext &context, ListeningSocket socket)
    : m_shared(shared)
    , m_context(context)
{
    setMaxPendingConnections(1000);
    if (!setSocketDescriptor(socket.release()))
        qFatal("an open socket can't be listened on: %ls", qUtf16Printable(errorString()));
    // Qt stops accepting for good when descriptors run out.
    connect(this, &QTcpServer::acceptError, this, [this] {
        m_context.meter().countRefused("accept_error");
        QTimer::singleShot(100, this, &QTcpServer::resumeAccepting);
    });
}

void HttpListener::closeWhenDrained()
{
    if (!hasWaitingConnection(socketDescriptor()))
        return close();
    QTimer::singleShot(0, this, &HttpListener::closeWhenDrained);
}

void HttpListener::incomingConnection(qintptr descriptor)
{
    const QHostAddress peer = peerOf(static_cast<int>(descriptor));
    if (const char *const reason = m_shared.census.enter(peer))
        return turnAway(static_cast<int>(descriptor), reason);
    auto *const socket = m_shared.tls ? new QSslSocket(this) : new QTcpSocket(this);
    connect(socket, &QObject::destroyed, &m_context, [&census = m_shared.census, peer] { census.leave(peer); });
    if (!socket->setSocketDescriptor(descriptor)) {
        ::close(static_cast<int>(descriptor));
        delete socket;
        return;
    }
    new ConnectionGuard(socket, m_shared.tls != nullptr, m_context);
    if (m_shared.tls) {
        auto *const secure = static_cast<QSslSocket *>(socket);
        secure->setSslConfiguration(m_shared.tls->configuration());
        secure->startServerEncryption();
    }
    addPendingConnection(socket);
}

void HttpListener::turnAway(int descriptor, const char *reason)
{
    m_context.meter().countRefused(reason);
    if (m_shared.tls || m_farewells == mostFarewells) {
        ::close(descriptor);
        return;
    }
    auto *const farewell = new Farewell(descriptor, tooManyConnections(m_context.newRequestId().toLatin1()), this);
    ++m_farewells;
    connect(farewell, &QObject::destroyed, this, [this] { --m_farewells; });
}

} // namespace tidegate
