// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/resilience/steady_time.h"
#include "core/resilience/window_counts.h"

#include <cstdint>
#include <mutex>

namespace tidegate {

struct RetryBudgetOptions {
    double ratio = 0.2;        ///< retries for each call started in the window
    double floorPerSecond = 1; ///< so many retries more, whatever the traffic
    std::chrono::nanoseconds window = std::chrono::seconds(10);
};

/// Bounds what retries add to the load on a provider that is in trouble already: a retry is granted only where the retries of the
/// last window, this one included, are ≤ ratio × calls + floor × window. Calls count when they start and retries when they are
/// decided on, so that what still waits in its backoff is counted (envoy#30205, go-zero#5011), and by window, so that the budget
/// does not shrink while calls die (envoy-mobile#811). Shared by all transactions with one provider.
///
///     RetryBudget budget(clock, {.ratio = 0.2, .floorPerSecond = 1});
///     budget.callStarted();
///     if (!charge() && budget.takeRetry())
///         charge();
///
/// RetryPolicy::begin() does both by itself. Thread-safe.
class RetryBudget
{
public:
    RetryBudget(const Clock &clock, RetryBudgetOptions options);

    /// A first try begins.
    void callStarted();
    /// Takes one retry out of the budget; false when it is spent. Ask before the backoff, not after it.
    [[nodiscard]] bool takeRetry();
    /// How many takeRetry() would grant now.
    [[nodiscard]] std::int64_t available();

private:
    [[nodiscard]] std::int64_t availableAt(Monotonic now) const;

    const RetryBudgetOptions m_options;
    std::mutex m_mutex;
    SteadyTime m_time;
    WindowCounts m_calls;
    WindowCounts m_retries;
};

} // namespace tidegate
