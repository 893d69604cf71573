// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/io_thread.h"

#include "app/http/connection_guard.h"
#include "app/http/epoll_dispatcher.h"
#include "app/http/http_listener.h"

#include <QAbstractHttpServer>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Qt's part: it finds the guard's sign in a socket and calls back.
class Server : public QAbstractHttpServer
{
public:
    explicit Server(IoContext &context)
        : m_context(context)
    {
    }

protected:
    bool handleRequest(const QHttpServerRequest &, QTcpSocket *socket) override
    {
        m_context.guardOf(socket)->serve();
        return true;
    }
    void missingHandler(const QHttpServerRequest &, QTcpSocket *) override { Q_UNREACHABLE(); }

private:
    IoContext &m_context;
};

} // namespace

class IoThread::Loop
{
public:
    Loop(SharedState &shared, std::vector<ListeningSocket> sockets, int number)
        : m_context(shared.table, shared.options, shared.metrics, shared.clock, shared.bodyBudget, number)
        , m_server(m_context)
    {
        for (ListeningSocket &socket : sockets)
            m_server.bind(new HttpListener(shared, m_context, std::move(socket)));
    }

    void beginStop(QThread *thread)
    {
        for (QTcpServer *const server : m_server.servers())
            static_cast<HttpListener *>(server)->closeWhenDrained();
        // A round later, so that what the listeners still took in counts.
        QMetaObject::invokeMethod(
            &m_context, [this, thread] { m_context.beginStop([thread] { thread->quit(); }); }, Qt::QueuedConnection);
    }

    IoContext &context() { return m_context; }

private:
    IoContext m_context;
    Server m_server;
};

IoThread::IoThread(SharedState &shared, std::vector<ListeningSocket> sockets, int number)
    : m_shared(shared)
    , m_sockets(std::move(sockets))
    , m_number(number)
{
    setObjectName(u"http-%1"_s.arg(number));
    setEventDispatcher(new EpollDispatcher);
    m_mailbox.moveToThread(this);
}

IoThread::~IoThread() = default;

void IoThread::startListening()
{
    start();
    m_isReady.acquire();
}

void IoThread::run()
{
    m_loop = std::make_unique<Loop>(m_shared, std::move(m_sockets), m_number);
    m_isReady.release();
    exec();
    m_loop.reset();
}

void IoThread::beginStop()
{
    QMetaObject::invokeMethod(
        &m_mailbox, [this] { m_loop->beginStop(this); }, Qt::QueuedConnection);
}

void IoThread::abort()
{
    QMetaObject::invokeMethod(
        &m_mailbox,
        [this] {
            m_loop->context().abortAll();
            quit();
        },
        Qt::QueuedConnection);
}

} // namespace tidegate
