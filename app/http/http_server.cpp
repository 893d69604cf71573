// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/http_server.h"

#include "app/http/io_thread.h"
#include "app/http/request_body.h"
#include "app/http/route_table.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

HttpOptions withDefaults(HttpOptions options)
{
    if (options.spoolFolder.isEmpty())
        options.spoolFolder = QDir::tempPath();
    options.maximumBodyMemory = std::max(options.maximumBodyMemory, options.maximumBody);
    return options;
}

/// Made only where it is missing: a folder that others gave us keeps its permissions.
Result<Done> makeSpoolFolder(const QString &folder)
{
    if (QFileInfo(folder).isDir())
        return Done{};
    if (!QDir().mkpath(folder) || !QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        return failure(ErrorCode::StorageUnavailable, u"the folder %1 for long uploads can't be made"_s.arg(folder));
    return Done{};
}

} // namespace

class HttpServer::Impl
{
public:
    Impl(HttpOptions options, const RouteTable &table, Metrics &metrics, const Clock &clock)
        : m_options(withDefaults(std::move(options)))
        , m_shared{m_options,
                   table,
                   metrics,
                   clock,
                   std::make_shared<BodyBudget>(m_options.maximumBodyMemory),
                   {m_options.maximumConnections, m_options.maximumConnectionsPerAddress},
                   nullptr}
    {
    }

    Result<QStringList> start();
    void stop(std::chrono::milliseconds grace);

private:
    using SocketsOfThread = std::vector<ListeningSocket>;

    Result<Done> loadTls();
    /// Opens the endpoint once for every thread, and returns what it became.
    Result<Endpoint> open(const Endpoint &endpoint, std::vector<SocketsOfThread> &threads);

    const HttpOptions m_options;
    SharedState m_shared;
    std::vector<std::unique_ptr<IoThread>> m_threads;
};

Result<Done> HttpServer::Impl::loadTls()
{
    if (m_options.tlsCertificate.isEmpty() && m_options.tlsKey.isEmpty())
        return Done{};
    auto identity = std::make_unique<TlsIdentity>(m_options.tlsCertificate, m_options.tlsKey, m_shared.clock);
    Result<Done> loaded = identity->load();
    m_shared.tls = std::move(identity);
    return loaded;
}

Result<Endpoint> HttpServer::Impl::open(const Endpoint &endpoint, std::vector<SocketsOfThread> &threads)
{
    Result<ListeningSocket> first = ListeningSocket::openFirst(endpoint);
    if (!first)
        return tl::unexpected(first.error());
    const Endpoint opened = first->endpoint();
    threads.front().push_back(std::move(*first));
    for (std::size_t i = 1; i < threads.size(); ++i) {
        Result<ListeningSocket> another = ListeningSocket::openAnother(opened);
        if (!another)
            return tl::unexpected(another.error());
        threads[i].push_back(std::move(*another));
    }
    return opened;
}

Result<QStringList> HttpServer::Impl::start()
{
    if (const Result<Done> loaded = loadTls(); !loaded)
        return tl::unexpected(loaded.error());
    if (const Result<Done> made = makeSpoolFolder(m_options.spoolFolder); !made)
        return tl::unexpected(made.error());
    RequestBody::removeStaleFiles(m_options.spoolFolder);
    const int count = m_options.threads > 0 ? m_options.threads : QThread::idealThreadCount();
    std::vector<SocketsOfThread> sockets(static_cast<std::size_t>(std::max(count, 1)));
    QStringList addresses;
    for (const QString &text : m_options.listen) {
        const Result<std::vector<Endpoint>> endpoints = resolveEndpoints(text);
        if (!endpoints)
            return tl::unexpected(endpoints.error());
        quint16 port = endpoints->front().port;
        for (const Endpoint &endpoint : *endpoints) {
            // A name that stands for several addresses, listened on with port 0, gets one port for all.
            const Result<Endpoint> opened = open({endpoint.address, port}, sockets);
            if (!opened)
                return tl::unexpected(opened.error());
            port = opened->port;
            addresses.append(opened->toString());
        }
    }
    for (std::size_t i = 0; i < sockets.size(); ++i)
        m_threads.push_back(std::make_unique<IoThread>(m_shared, std::move(sockets[i]), static_cast<int>(i)));
    for (const auto &thread : m_threads)
        thread->startListening();
    return addresses;
}

void HttpServer::Impl::stop(std::chrono::milliseconds grace)
{
    QDeadlineTimer deadline(grace);
    for (const auto &thread : m_threads)
        thread->beginStop();
    for (const auto &thread : m_threads) {
        if (!thread->wait(deadline)) {
            thread->abort();
            thread->wait();
        }
    }
    m_threads.clear();
}

Result<Done> HttpServer::check(const HttpOptions &options, const Clock &clock)
{
    if (!options.tlsCertificate.isEmpty() || !options.tlsKey.isEmpty()) {
        if (auto loaded = TlsIdentity(options.tlsCertificate, options.tlsKey, clock).load(); !loaded)
            return loaded;
    }
    for (const QString &text : options.listen) {
        const Result<std::vector<Endpoint>> endpoints = resolveEndpoints(text);
        if (!endpoints)
            return tl::unexpected(endpoints.error());
        for (const Endpoint &endpoint : *endpoints) {
            if (const auto opened = ListeningSocket::openFirst(endpoint); !opened)
                return tl::unexpected(opened.error());
        }
    }
    return Done{};
}

HttpServer::HttpServer(HttpOptions options, const Router &router, Metrics &metrics, const Clock &clock)
    : m_impl(std::make_unique<Impl>(std::move(options), router.m_impl->table, metrics, clock))
{
}

HttpServer::~HttpServer()
{
    m_impl->stop(std::chrono::milliseconds(0));
}

Result<QStringList> HttpServer::start()
{
    return m_impl->start();
}

void HttpServer::stop(std::chrono::milliseconds grace)
{
    m_impl->stop(grace);
}

} // namespace tidegate
