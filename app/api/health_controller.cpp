// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/health_controller.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// A queue whose oldest write has waited for longer does not move.
constexpr std::chrono::seconds longestWait{5};

Response readiness(const Store &store)
{
    const StoreHealth health = store.health();
    const bool ready = health.writable && health.oldestWait <= longestWait;
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(health.oldestWait);
    const QJsonObject checks{{u"database"_s, health.writable ? u"writable"_s : health.problem},
                             {u"write_queue"_s, qint64(health.queueLength)},
                             {u"oldest_write_ms"_s, qint64(waited.count())}};
    Response response =
        Response::json(ready ? 200 : 503, {{u"status"_s, ready ? u"ready"_s : u"not ready"_s}, {u"checks"_s, checks}});
    if (!ready)
        response.headers.emplace_back("Retry-After", "1");
    return response;
}

} // namespace

void addHealthRoutes(Router &router, const Authenticator &authenticator, const Store &store, Metrics &metrics)
{
    const RouteOptions options{.gate = authenticator.operationsGate()};
    router.add("GET", u"/healthz"_s, Handler([](const Request &) {
                   return Response::json(200, {{u"status"_s, u"ok"_s}});
               }),
               options);
    router.add("GET", u"/readyz"_s, Handler([&store](const Request &) { return readiness(store); }), options);
    router.add("GET", u"/metrics"_s, Handler([&metrics](const Request &) {
                   Response response;
                   response.contentType = "text/plain; version=0.0.4; charset=utf-8";
                   response.body = metrics.prometheusText();
                   return response;
               }),
               options);
}

} // namespace tidegate
