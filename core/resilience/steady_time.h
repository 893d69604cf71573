// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

namespace tidegate {

/// The monotonic clock as the tactics of this room see it: where the machine's steps back all the same (quanta's TSC, between
/// cores), no time has passed, and time goes on from there. So nothing is negative, and nobody stays locked out for as long as
/// the step was. Not thread-safe: read it under the lock of what it times, or a late thread would look like a step back.
class SteadyTime
{
public:
    explicit SteadyTime(const Clock &clock);
    /// Never less than the time before.
    [[nodiscard]] Monotonic now();

private:
    const Clock &m_clock;
    Monotonic m_lastReading;
    Monotonic m_now;
};

} // namespace tidegate
