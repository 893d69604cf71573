// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/server/backend.h"
#include "ui/console_services.h"

#include <QHash>

namespace tidegate {

/// How the database does, for the console.
StoreFigures storeFigures(const Store &store);

/// Turns the counters since the start into what happened since the last look, at first since its own construction. Lives on one thread.
class ConsoleRates
{
public:
    explicit ConsoleRates(Backend &backend);

    /// To be asked about once a second.
    LiveFigures take();

private:
    double perSecond(const QString &series, double value);
    void readCounters(LiveFigures &figures);
    void readLatency(LiveFigures &figures);
    void readCache(LiveFigures &figures);
    void readBreakers(LiveFigures &figures) const;

    Backend &m_backend;
    QHash<QString, double> m_before;
    HistogramSnapshot m_latencyBefore;
    CacheStats m_cacheBefore;
    Monotonic m_lastLook{0};
    double m_seconds = 1;
};

} // namespace tidegate
