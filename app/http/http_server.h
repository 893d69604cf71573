// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/http_options.h"
#include "app/http/router.h"
#include "core/observe/metrics.h"

namespace tidegate {

/// The embedded HTTP server: I/O threads, each with an event loop, a QAbstractHttpServer of its own and a share of the listening socket.
/// Constructed, started and stopped on one thread.
class HttpServer
{
public:
    HttpServer(HttpOptions options, const Router &router, Metrics &metrics, const Clock &clock);
    ~HttpServer();

    /// Whether start() could succeed at this moment: addresses, ports, the files for TLS. Changes nothing.
    static Result<Done> check(const HttpOptions &options, const Clock &clock);

    /// The addresses it listens on ("127.0.0.1:8480"), or a sentence that says which one it can't have and why.
    Result<QStringList> start();
    /// Accepts nothing more, finishes what it accepted, at most for `grace`, then closes all.
    void stop(std::chrono::milliseconds grace);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
