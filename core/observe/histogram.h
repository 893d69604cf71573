// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tidegate {

/// Counts of a histogram at one moment; differences of two give a time span.
struct HistogramSnapshot {
    std::vector<std::uint64_t> buckets; ///< laid out as Histogram::bucketOf() says; empty means all zero
    std::uint64_t count = 0;
    std::chrono::nanoseconds sum{0};

    /// The duration below which `share` (0 … 1) of all lie (nearest rank), within 1 %; 0 when empty.
    [[nodiscard]] std::chrono::nanoseconds percentile(double share) const;
    /// What was recorded between `earlier` and this, both of the same histogram.
    HistogramSnapshot operator-(const HistogramSnapshot &earlier) const;
    HistogramSnapshot &operator+=(const HistogramSnapshot &other);
};

/// Durations from 1 µs to 1 h in log-linear buckets (the layout of HdrHistogram, hdrhistogram.org): each percentile is within 1 % of the
/// exact one. Shorter ones are kept to 16 ns, negative ones count as 0, longer ones as 1 h. 17 kB each. record() is lock-free and takes no
/// memory. Thread-safe.
class Histogram
{
public:
    /// Every power of two from 1024 ns up is split into this many buckets of equal width, so a bucket's middle is at most 1/128 from
    /// anything in it.
    static constexpr std::size_t bucketsPerOctave = 64;
    /// 64 buckets of 16 ns below 1024 ns, then 32 octaves up to 2^42 ns (73 minutes).
    static constexpr std::size_t bucketCount = bucketsPerOctave * 33;

    Histogram();
    void record(std::chrono::nanoseconds duration);
    [[nodiscard]] HistogramSnapshot snapshot() const;

    [[nodiscard]] static std::size_t bucketOf(std::chrono::nanoseconds duration);
    /// What a percentile that falls into this bucket is told as.
    [[nodiscard]] static std::chrono::nanoseconds middleOf(std::size_t bucket);

private:
    std::vector<std::atomic<std::uint64_t>> m_buckets;
    std::atomic<std::int64_t> m_sumNs{0};
};

} // namespace tidegate
