// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/observe/metrics.h"
#include "core/store/store.h"

namespace tidegate {

/// Counts the refunds that wait and those that somebody has to look at, as the database has them, for all servers on it. How the calls to the
/// gateways end is PaymentMetrics'. Thread-safe.
class OrderMetrics
{
public:
    explicit OrderMetrics(Metrics &metrics);

    /// Called now and then. The store must outlive this: it delivers what it was asked before it goes.
    void countRefunds(Store &store);

private:
    Gauge &m_waiting;
    Gauge &m_failed;
};

} // namespace tidegate
