// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"
#include "core/observe/metrics.h"

#include <QStringList>

namespace tidegate {

struct HttpOptions {
    QStringList listen{QStringLiteral("127.0.0.1:8480")}; ///< HOST:PORT; port 0 picks a free one
    int threads = 0;                   ///< I/O threads; 0: by the machine's cores
    qint64 maximumBody = 1 << 20;
    qint64 maximumFeedBody = 1LL << 30;
    std::chrono::milliseconds headerTimeout{5'000};
    std::chrono::milliseconds bodyTimeout{30'000};
    std::chrono::milliseconds idleTimeout{60'000};
    int maximumConnections = 10'000;
    int maximumConnectionsPerAddress = 2'000;
    QString tlsCertificate; ///< PEM files; both empty: plain HTTP
    QString tlsKey;
    QString spoolFolder;
};

/// The embedded HTTP server: I/O threads, each with an event loop, a QAbstractHttpServer of its own and a share of the listening socket.
/// Constructed, started and stopped on one thread.
class HttpServer
{
public:
    HttpServer(HttpOptions options, const Router &router, Metrics &metrics, const Clock &clock);
    ~HttpServer();

    /// The addresses it listens on ("127.0.0.1:8480"), or a sentence that says which one it can't have and why.
    Result<QStringList> start();
    /// Accepts nothing more, finishes what it accepted, at most for `grace`, then closes all.
    void stop(std::chrono::milliseconds grace);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
