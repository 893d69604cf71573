// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/route_table.h"
#include "core/observe/metrics.h"

namespace tidegate {

/// Counts and times what one I/O thread serves. Looks each series up once and keeps it, so that a request takes no lock. The gauges
/// carry the thread as a label: each has one writer, their sum is the server's.
class RequestMeter
{
public:
    RequestMeter(Metrics &metrics, const RouteTable &table, int thread);

    /// `route` null: a path or method that nobody serves; all of those share one route label.
    void count(const Route *route, const QByteArray &method, int status, std::chrono::nanoseconds duration);
    /// Requests that the guard refused before any route was known. `reason` must be a literal.
    void countRefused(const char *reason);
    void addInFlight(int change) { m_inFlight.set(m_inFlight.value() + change); }
    void addConnections(int change) { m_connections.set(m_connections.value() + change); }

private:
    struct Outcome {
        QByteArray method;
        int status = 0;
        Counter *counter = nullptr;
    };
    struct PerRoute {
        Histogram *duration = nullptr;
        std::vector<Outcome> outcomes;
    };

    Counter &counterFor(PerRoute &perRoute, const QString &name, const QByteArray &method, int status);

    Metrics &m_metrics;
    std::vector<PerRoute> m_routes; ///< by index; the last one for unknown paths
    std::vector<std::pair<const char *, Counter *>> m_refused;
    Gauge &m_inFlight;
    Gauge &m_connections;
};

} // namespace tidegate
