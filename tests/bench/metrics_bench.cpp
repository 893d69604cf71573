// SPDX-License-Identifier: GPL-3.0-or-later
// What measuring costs: nanoseconds per Histogram::record(), alone and with threads on one histogram, and per snapshot and exposition.
#include "core/observe/metrics.h"

#include <cstdio>
#include <thread>

using namespace tidegate;
using namespace Qt::StringLiterals;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int recordsPerThread = 5'000'000;

double nanosecondsSince(Steady::time_point start)
{
    return std::chrono::duration<double, std::nano>(Steady::now() - start).count();
}

/// `spread` in ns: 1 puts every record into one bucket, the worst that threads can do to each other.
double perRecord(int threadCount, std::int64_t spread)
{
    Histogram histogram;
    std::vector<std::thread> threads;
    const auto start = Steady::now();
    for (int t = 0; t < threadCount; ++t) {
        threads.emplace_back([&histogram, spread, t] {
            std::uint64_t state = static_cast<std::uint64_t>(t) + 1;
            for (int i = 0; i < recordsPerThread; ++i) {
                state = state * 6364136223846793005U + 1442695040888963407U;
                histogram.record(std::chrono::nanoseconds(1'000'000 + static_cast<std::int64_t>(state >> 33) % spread));
            }
        });
    }
    for (auto &thread : threads) {
        thread.join();
    }
    return nanosecondsSince(start) / recordsPerThread;
}

} // namespace

int main()
{
    for (const int threads : {1, 2, 4}) {
        std::printf("record, %d threads, one bucket:    %6.1f ns\n", threads, perRecord(threads, 1));
        std::printf("record, %d threads, many buckets:  %6.1f ns\n", threads, perRecord(threads, 50'000'000));
    }
    Metrics metrics;
    for (int route = 0; route < 40; ++route) {
        metrics.histogram(u"duration_seconds"_s, u"Time."_s, {{u"route"_s, QString::number(route)}})
            .record(std::chrono::milliseconds(3));
    }
    const auto start = Steady::now();
    qsizetype bytes = 0;
    for (int i = 0; i < 100; ++i) {
        bytes = metrics.prometheusText().size();
    }
    std::printf("exposition of 40 histograms:      %6.2f ms, %lld bytes\n", nanosecondsSince(start) / 100 / 1e6,
                static_cast<long long>(bytes));
    return 0;
}
