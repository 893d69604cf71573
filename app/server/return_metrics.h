// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/observe/metrics.h"
#include "core/rma/rma_queries.h"

#include <map>

namespace tidegate {

/// Counts what is done to returns by this server, and where all returns stand, as the database has them. Thread-safe.
class ReturnMetrics
{
public:
    explicit ReturnMetrics(Metrics &metrics);

    /// RmaService's observer.
    void count(RmaStep step, const QString &outcome);
    /// Called now and then. The store behind the queries must outlive this: it delivers what it was asked before it goes.
    void countReturns(RmaQueries &queries);

private:
    struct StateGauges {
        Gauge *all = nullptr;
        Gauge *overdue = nullptr;
    };

    void setStates(const std::vector<RmaStateCount> &counts);
    void setDispositions(const std::vector<DispositionCount> &counts);

    Metrics &m_metrics;
    std::vector<StateGauges> m_states; ///< by RmaState
    std::map<std::pair<DispositionKind, DispositionState>, Gauge *> m_dispositions;
};

} // namespace tidegate
