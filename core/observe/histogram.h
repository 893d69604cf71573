// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <vector>

namespace tidegate {

/// Counts of a histogram at one moment; differences of two give a time span.
struct HistogramSnapshot {
    std::vector<std::uint64_t> buckets;
    std::uint64_t count = 0;
    std::chrono::nanoseconds sum{0};

    /// The duration below which `share` (0 … 1) of all lie, within 1 %; 0 when empty.
    [[nodiscard]] std::chrono::nanoseconds percentile(double share) const;
    HistogramSnapshot operator-(const HistogramSnapshot &earlier) const;
    HistogramSnapshot &operator+=(const HistogramSnapshot &other);
};

/// Durations from 1 µs to 1 h in log-linear buckets (the layout of HdrHistogram, hdrhistogram.org): each percentile is within 1 % of the
/// exact one. record() is lock-free and takes no memory.
class Histogram
{
public:
    Histogram();
    void record(std::chrono::nanoseconds duration);
    [[nodiscard]] HistogramSnapshot snapshot() const;

private:
    std::vector<std::atomic<std::uint64_t>> m_buckets;
    std::atomic<std::int64_t> m_sumNs{0};
};

} // namespace tidegate
