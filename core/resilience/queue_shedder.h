// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/resilience/steady_time.h"

#include <cstdint>
#include <mutex>

namespace tidegate {

struct QueueShedderOptions {
    std::chrono::nanoseconds target = std::chrono::milliseconds(5); ///< the wait that a healthy queue gets down to now and then
    std::chrono::nanoseconds interval = std::chrono::milliseconds(100);
};

/// Says which of the requests that leave a queue are not worth doing any more. A queue whose shortest wait over a whole interval
/// was above the target is not a burst but an overload: from then on who waited more than twice the target is turned away, so
/// that the rest is served in time. After "Controlled delay" for RPC servers (B. Maurer, "Fail at Scale", ACM Queue 13/8, 2015),
/// as in folly's Codel.
///
///     QueueShedder shedder(clock, {});
///     // when a request is taken from its queue:
///     if (!shedder.admit(clock.monotonic() - request.queuedAt))
///         return failure(ErrorCode::Overloaded);
///
/// Thread-safe.
class QueueShedder
{
public:
    QueueShedder(const Clock &clock, QueueShedderOptions options);

    [[nodiscard]] bool admit(std::chrono::nanoseconds waited);
    /// How many were turned away so far.
    [[nodiscard]] std::int64_t shed() const;

private:
    const QueueShedderOptions m_options;
    mutable std::mutex m_mutex;
    SteadyTime m_time;
    Monotonic m_intervalEnd;
    std::chrono::nanoseconds m_shortestWait{0};
    bool m_overloaded = false;
    std::int64_t m_shed = 0;
};

} // namespace tidegate
