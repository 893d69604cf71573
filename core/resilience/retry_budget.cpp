// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry_budget.h"

#include <algorithm>
#include <cmath>

namespace tidegate {

RetryBudget::RetryBudget(const Clock &clock, RetryBudgetOptions options)
    : m_options(options)
    , m_time(clock)
    , m_calls(options.window)
    , m_retries(options.window)
{
}

void RetryBudget::callStarted()
{
    const std::lock_guard lock(m_mutex);
    m_calls.add(m_time.now(), 0);
}

bool RetryBudget::takeRetry()
{
    const std::lock_guard lock(m_mutex);
    const Monotonic now = m_time.now();
    if (availableAt(now) < 1)
        return false;
    m_retries.add(now, 0);
    return true;
}

std::int64_t RetryBudget::available()
{
    const std::lock_guard lock(m_mutex);
    return availableAt(m_time.now());
}

std::int64_t RetryBudget::availableAt(Monotonic now) const
{
    const double seconds = std::chrono::duration<double>(m_options.window).count();
    const double allowed = m_options.ratio * static_cast<double>(m_calls.sum(now, 0)) + m_options.floorPerSecond * seconds;
    // 0.29 × 100 is a hair below 29 in binary.
    const auto whole = static_cast<std::int64_t>(std::floor(allowed + 1e-9));
    return std::max<std::int64_t>(0, whole - m_retries.sum(now, 0));
}

} // namespace tidegate
