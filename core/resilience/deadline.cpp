// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/deadline.h"

#include <algorithm>

namespace tidegate {

using std::chrono::nanoseconds;

Deadline::Deadline(const Clock &clock, nanoseconds duration)
    : m_clock(&clock)
    , m_start(clock.monotonic())
    , m_duration(std::max(nanoseconds::zero(), duration))
{
}

nanoseconds Deadline::remaining() const
{
    const nanoseconds elapsed = std::max(nanoseconds::zero(), m_clock->monotonic() - m_start);
    return std::max(nanoseconds::zero(), m_duration - elapsed);
}

bool Deadline::expired() const
{
    return remaining() == nanoseconds::zero();
}

nanoseconds Deadline::limit(nanoseconds duration) const
{
    return std::min(duration, remaining());
}

} // namespace tidegate
