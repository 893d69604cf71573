// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"

#include <functional>
#include <memory>
#include <qcoro/qcorotask.h>

namespace tidegate {

/// Answers at once; runs on an I/O thread and must not block.
using Handler = std::function<Response(const Request &)>;
/// Answers later; runs on an I/O thread and awaits what takes time.
using AsyncHandler = std::function<QCoro::Task<Response>(std::shared_ptr<const Request>)>;

/// Looks at a request that has no body yet: nothing lets it through, an answer refuses it. May note in Request::caller whom it has found.
/// Runs on an I/O thread and must not block.
using Gate = std::function<std::optional<Response>(Request &)>;

struct RouteOptions {
    qint64 maximumBody = 0;               ///< bytes, checked from Content-Length before the body is read; 0: as HttpOptions say
    std::vector<QByteArray> mediaTypes{}; ///< of a body, in lower case ("application/json"), others get 415; empty: any
    bool spoolBody = false;               ///< the body goes to a file (Request::spoolFile), and is hashed
    qint64 spoolAbove = 0;                ///< bytes of a body that stays in memory all the same, as long as there is some left
    Gate gate{}; ///< asked of each request, once, before its body is read: no stranger fills memory or disk
};

/// Which handler serves which method and path. Filled before the server starts, constant from then on. HEAD is served by GET, and the body
/// of either is read and dropped; unknown paths get 404, known ones with another method 405 with Allow.
class Router
{
public:
    Router();
    ~Router();
    /// `pattern` is a path whose segments may be parameters: "/orders/{id}". It is the route's name in the metrics.
    void add(const QByteArray &method, const QString &pattern, Handler handler, RouteOptions options = {});
    void add(const QByteArray &method, const QString &pattern, AsyncHandler handler, RouteOptions options = {});
    /// Every route as {method, pattern}, for the check against the OpenAPI document.
    [[nodiscard]] std::vector<std::pair<QByteArray, QString>> routes() const;

private:
    friend class HttpServer;
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
