// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/queue_shedder.h"

#include <algorithm>

namespace tidegate {

QueueShedder::QueueShedder(const Clock &clock, QueueShedderOptions options)
    : m_options(options)
    , m_time(clock)
    , m_intervalEnd(m_time.now() - options.interval)
{
}

bool QueueShedder::admit(std::chrono::nanoseconds waited)
{
    const std::lock_guard lock(m_mutex);
    const Monotonic now = m_time.now();
    if (now >= m_intervalEnd) {
        // After a silence longer than an interval nothing is known of the queue but that it had run empty.
        const bool silent = now >= m_intervalEnd + m_options.interval;
        m_overloaded = !silent && m_shortestWait > m_options.target;
        m_intervalEnd = now + m_options.interval;
        m_shortestWait = waited;
    }
    m_shortestWait = std::min(m_shortestWait, waited);
    if (!m_overloaded || waited <= 2 * m_options.target)
        return true;
    ++m_shed;
    return false;
}

std::int64_t QueueShedder::shed() const
{
    const std::lock_guard lock(m_mutex);
    return m_shed;
}

} // namespace tidegate
