// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/observe/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tidegate {

namespace {

using std::chrono::nanoseconds;

constexpr int octaveBits = static_cast<int>(std::bit_width(Histogram::bucketsPerOctave)) - 1;
/// The first octave begins at 2^10 ns; below it, buckets are as wide as in it.
constexpr int firstOctave = 10;
constexpr nanoseconds longest = std::chrono::hours(1);

nanoseconds clamped(nanoseconds duration)
{
    return std::clamp(duration, nanoseconds(0), longest);
}

} // namespace

nanoseconds HistogramSnapshot::percentile(double share) const
{
    if (count == 0) {
        return nanoseconds(0);
    }
    // 0.07 * 100 is a hair above 7: without the allowance that rank would be 8.
    const double exactRank = std::clamp(share, 0.0, 1.0) * static_cast<double>(count);
    const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(exactRank * (1 - 1e-12))));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets.size(); ++bucket) {
        seen += buckets[bucket];
        if (seen >= rank) {
            return Histogram::middleOf(bucket);
        }
    }
    return longest;
}

HistogramSnapshot HistogramSnapshot::operator-(const HistogramSnapshot &earlier) const
{
    HistogramSnapshot span = *this;
    span.count -= earlier.count;
    span.sum -= earlier.sum;
    const std::size_t common = std::min(span.buckets.size(), earlier.buckets.size());
    for (std::size_t bucket = 0; bucket < common; ++bucket) {
        span.buckets[bucket] -= earlier.buckets[bucket];
    }
    return span;
}

HistogramSnapshot &HistogramSnapshot::operator+=(const HistogramSnapshot &other)
{
    buckets.resize(std::max(buckets.size(), other.buckets.size()));
    for (std::size_t bucket = 0; bucket < other.buckets.size(); ++bucket) {
        buckets[bucket] += other.buckets[bucket];
    }
    count += other.count;
    sum += other.sum;
    return *this;
}

Histogram::Histogram()
    : m_buckets(bucketCount)
{
}

void Histogram::record(nanoseconds duration)
{
    const nanoseconds kept = clamped(duration);
    m_buckets[bucketOf(kept)].fetch_add(1, std::memory_order_relaxed);
    m_sumNs.fetch_add(kept.count(), std::memory_order_relaxed);
}

HistogramSnapshot Histogram::snapshot() const
{
    HistogramSnapshot taken;
    taken.buckets.reserve(bucketCount);
    for (const auto &bucket : m_buckets) {
        taken.buckets.push_back(bucket.load(std::memory_order_relaxed));
        taken.count += taken.buckets.back();
    }
    taken.sum = nanoseconds(m_sumNs.load(std::memory_order_relaxed));
    return taken;
}

std::size_t Histogram::bucketOf(nanoseconds duration)
{
    const auto value = static_cast<std::uint64_t>(clamped(duration).count());
    const int octave = std::max(static_cast<int>(std::bit_width(value)) - 1, firstOctave);
    // In an octave the shifted value runs from bucketsPerOctave to twice that; below the first, from 0.
    const std::uint64_t within = value >> (octave - octaveBits);
    return static_cast<std::size_t>(octave - firstOctave) * bucketsPerOctave + within;
}

nanoseconds Histogram::middleOf(std::size_t bucket)
{
    const std::size_t octavesUp = bucket < bucketsPerOctave ? 0 : bucket / bucketsPerOctave - 1;
    const std::uint64_t within = bucket - octavesUp * bucketsPerOctave;
    const int widthBits = firstOctave - octaveBits + static_cast<int>(octavesUp);
    const std::uint64_t lower = within << widthBits;
    return nanoseconds(static_cast<std::int64_t>(lower + (std::uint64_t(1) << widthBits) / 2));
}

} // namespace tidegate
