// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace tidegate {

/// Counts of the last `window`, for rules that go by shares, where a tenth of the window more or less does not matter: what is
/// older than the window is never counted, what is younger than 9/10 of it always is. Constant memory. Not thread-safe; give it
/// the time of a SteadyTime.
///
///     WindowCounts counts(10s);
///     counts.add(now, 0);                       // a call
///     counts.add(now, 1);                       // that failed
///     const bool bad = counts.sum(now, 1) * 2 > counts.sum(now, 0);
class WindowCounts
{
public:
    static constexpr std::size_t kinds = 3;

    explicit WindowCounts(std::chrono::nanoseconds window);
    void add(Monotonic now, std::size_t kind);
    [[nodiscard]] std::int64_t sum(Monotonic now, std::size_t kind) const;
    void clear();

private:
    static constexpr std::int64_t slices = 10;
    struct Slice {
        std::int64_t number = std::numeric_limits<std::int64_t>::min(); ///< which tenth of a window since the clock's zero
        std::array<std::int64_t, kinds> counts{};
    };

    [[nodiscard]] std::int64_t numberAt(Monotonic now) const;

    std::int64_t m_sliceNs;
    std::array<Slice, static_cast<std::size_t>(slices)> m_slices{};
};

} // namespace tidegate
