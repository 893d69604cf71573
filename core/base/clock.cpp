// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

namespace tidegate {

Monotonic SystemClock::monotonic() const
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

UtcMillis SystemClock::utc() const
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

ManualClock::ManualClock(UtcMillis utc)
    : m_utcNs(utc * 1'000'000)
{
}

Monotonic ManualClock::monotonic() const
{
    return Monotonic(m_monotonicNs.load());
}

UtcMillis ManualClock::utc() const
{
    return m_utcNs.load() / 1'000'000;
}

void ManualClock::advance(std::chrono::nanoseconds duration)
{
    m_monotonicNs += duration.count();
    m_utcNs += duration.count();
}

void ManualClock::jumpWall(std::chrono::milliseconds by)
{
    m_utcNs += std::chrono::nanoseconds(by).count();
}

void ManualClock::jumpMonotonic(std::chrono::nanoseconds by)
{
    m_monotonicNs += by.count();
}

} // namespace tidegate
