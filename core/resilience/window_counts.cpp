// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/window_counts.h"

#include <algorithm>

namespace tidegate {

WindowCounts::WindowCounts(std::chrono::nanoseconds window)
    : m_sliceNs(std::max<std::int64_t>(1, window.count() / slices))
{
}

std::int64_t WindowCounts::numberAt(Monotonic now) const
{
    return now.count() / m_sliceNs;
}

void WindowCounts::add(Monotonic now, std::size_t kind)
{
    const std::int64_t number = numberAt(now);
    Slice &slice = m_slices[static_cast<std::size_t>((number % slices + slices) % slices)];
    if (slice.number != number)
        slice = Slice{number, {}};
    ++slice.counts[kind];
}

std::int64_t WindowCounts::sum(Monotonic now, std::size_t kind) const
{
    const std::int64_t oldest = numberAt(now) - slices + 1;
    std::int64_t total = 0;
    for (const Slice &slice : m_slices) {
        if (slice.number >= oldest)
            total += slice.counts[kind];
    }
    return total;
}

void WindowCounts::clear()
{
    m_slices.fill(Slice{});
}

} // namespace tidegate
