// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

namespace tidegate {

/// The moment by which a request must be answered. Made once, where the request comes in, and carried by value through every
/// layer; each asks what is left instead of having a timeout of its own.
///
///     const Deadline deadline(clock, 5s);
///     if (deadline.expired())
///         return failure(ErrorCode::Overloaded);
///     charge(request, deadline.limit(1500ms));   // at most 1.5 s, and never beyond the deadline
///
/// A value; safe to copy between threads. The clock must outlive it.
class Deadline
{
public:
    /// From now on. Less than nothing counts as nothing.
    Deadline(const Clock &clock, std::chrono::nanoseconds duration);

    /// From the whole duration down to 0; by the monotonic clock.
    [[nodiscard]] std::chrono::nanoseconds remaining() const;
    [[nodiscard]] bool expired() const;
    /// The shorter of this duration and what remains.
    [[nodiscard]] std::chrono::nanoseconds limit(std::chrono::nanoseconds duration) const;

private:
    const Clock *m_clock;
    Monotonic m_start;
    std::chrono::nanoseconds m_duration;
};

} // namespace tidegate
