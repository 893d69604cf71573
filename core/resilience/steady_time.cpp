// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/steady_time.h"

#include <algorithm>

namespace tidegate {

SteadyTime::SteadyTime(const Clock &clock)
    : m_clock(clock)
    , m_lastReading(clock.monotonic())
    , m_now(m_lastReading)
{
}

Monotonic SteadyTime::now()
{
    const Monotonic reading = m_clock.monotonic();
    m_now += std::max(Monotonic::zero(), reading - m_lastReading);
    m_lastReading = reading;
    return m_now;
}

} // namespace tidegate
