// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/health_controller.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Response readiness(const Store &store)
{
    const StoreHealth health = store.health();
    const QJsonObject checks{{u"database"_s, health.writable ? u"writable"_s : health.problem},
                             {u"write_queue"_s, qint64(health.queueLength)}};
    return Response::json(health.writable ? 200 : 503,
                          {{u"status"_s, health.writable ? u"ready"_s : u"not ready"_s}, {u"checks"_s, checks}});
}

} // namespace

void addHealthRoutes(Router &router, const Authenticator &authenticator, const Store &store, Metrics &metrics)
{
    const auto guarded = [&authenticator](std::function<Response()> answer) {
        return Handler([&authenticator, answer = std::move(answer)](const Request &request) {
            const auto allowed = authenticator.operations(request);
            return allowed ? answer() : Response::problem(allowed.error(), request);
        });
    };
    router.add("GET", u"/healthz"_s, guarded([] { return Response::json(200, {{u"status"_s, u"ok"_s}}); }));
    router.add("GET", u"/readyz"_s, guarded([&store] { return readiness(store); }));
    router.add("GET", u"/metrics"_s, guarded([&metrics] {
                   Response response;
                   response.contentType = "text/plain; version=0.0.4; charset=utf-8";
                   response.body = metrics.prometheusText();
                   return response;
               }));
}

} // namespace tidegate
