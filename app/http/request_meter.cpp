// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/request_meter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

RequestMeter::RequestMeter(Metrics &metrics, const RouteTable &table, int thread)
    : m_metrics(metrics)
    , m_routes(table.routes().size() + 1)
    , m_inFlight(metrics.gauge(u"tidegate_http_requests_in_flight"_s, u"Requests that a handler is working on, by I/O thread"_s,
                               {{u"thread"_s, QString::number(thread)}}))
    , m_connections(metrics.gauge(u"tidegate_http_connections"_s, u"Open connections, by I/O thread"_s,
                                  {{u"thread"_s, QString::number(thread)}}))
{
}

void RequestMeter::count(const Route *route, const QByteArray &method, int status, std::chrono::nanoseconds duration)
{
    PerRoute &perRoute = route ? m_routes[route->index] : m_routes.back();
    const QString name = route ? route->pattern : u"(unknown)"_s;
    if (!perRoute.duration)
        perRoute.duration = &m_metrics.histogram(u"tidegate_http_request_duration_seconds"_s,
                                                 u"From the whole request to its answer, by route"_s, {{u"route"_s, name}});
    perRoute.duration->record(duration);
    counterFor(perRoute, name, method, status).add();
}

Counter &RequestMeter::counterFor(PerRoute &perRoute, const QString &name, const QByteArray &method, int status)
{
    for (const Outcome &outcome : perRoute.outcomes) {
        if (outcome.status == status && outcome.method == method)
            return *outcome.counter;
    }
    Counter &counter =
        m_metrics.counter(u"tidegate_http_requests_total"_s, u"Requests answered"_s,
                          {{u"route"_s, name}, {u"method"_s, QString::fromLatin1(method)}, {u"code"_s, QString::number(status)}});
    perRoute.outcomes.push_back({method, status, &counter});
    return counter;
}

void RequestMeter::countRefused(const char *reason)
{
    const auto known =
        std::find_if(m_refused.begin(), m_refused.end(), [reason](const auto &entry) { return entry.first == reason; });
    if (known != m_refused.end())
        return known->second->add();
    Counter &counter =
        m_metrics.counter(u"tidegate_http_refused_total"_s, u"Connections and requests refused by the connection guard"_s,
                          {{u"reason"_s, QString::fromLatin1(reason)}});
    counter.add();
    m_refused.emplace_back(reason, &counter);
}

} // namespace tidegate
