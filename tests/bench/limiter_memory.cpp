// SPDX-License-Identifier: GPL-3.0-or-later
// What the limiter costs: memory with 1 million shoppers (scenario A1) and decisions per second, allowed and refused.
//
//     ninja bench_limiter && bin/bench_limiter [shoppers]
#include "core/resilience/sliding_window_limiter.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>

using namespace tidegate;
using Steady = std::chrono::steady_clock;

namespace {

double residentMegabytes()
{
    std::ifstream file("/proc/self/statm");
    long total = 0;
    long resident = 0;
    file >> total >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

QString nameOf(long shopper)
{
    return QStringLiteral("shopper-%1").arg(shopper);
}

template <typename Function>
double perSecond(long count, Function function)
{
    const auto begin = Steady::now();
    function();
    return static_cast<double>(count) / std::chrono::duration<double>(Steady::now() - begin).count();
}

/// Ten million who come once, 200 a second: what is idle is swept, so memory does not follow their number.
void passersBy()
{
    constexpr long count = 10'000'000;
    ManualClock clock;
    SystemRandom random;
    SlidingWindowLimiter limiter(clock, random, {});
    const double before = residentMegabytes();
    double most = 0;
    for (long i = 0; i < count; ++i) {
        if (!limiter.acquire(nameOf(i)).allowed)
            std::abort();
        clock.advance(std::chrono::milliseconds(5));
        if (i % 100'000 == 0)
            most = std::max(most, residentMegabytes() - before);
    }
    std::printf("10 M passers-by, 200/s     %.1f MB resident at most, %zu keys at the end\n", most, limiter.stats().keys);
}

} // namespace

int main(int argc, char **argv)
{
    passersBy();
    const long shoppers = argc > 1 ? std::atol(argv[1]) : 1'000'000;
    constexpr long rounds = 2'000'000;
    std::vector<QString> names;
    for (long i = 0; i < shoppers; ++i)
        names.push_back(nameOf(i));

    SystemClock clock;
    SystemRandom random;
    SlidingWindowLimiter limiter(clock, random, {.maximumKeys = static_cast<std::size_t>(shoppers) * 2});
    const double before = residentMegabytes();
    long allowed = 0;
    const double fresh = perSecond(shoppers, [&] {
        for (const QString &name : names)
            allowed += limiter.acquire(name).allowed ? 1 : 0;
    });
    const double grown = residentMegabytes() - before;
    const LimiterStats stats = limiter.stats();
    std::printf("keys                       %zu (%ld allowed)\n", stats.keys, allowed);
    std::printf("memory                     %.1f MB counted, %.1f MB resident\n", static_cast<double>(stats.bytes) / 1e6, grown);
    std::printf("bytes per key              %.1f\n", static_cast<double>(stats.bytes) / static_cast<double>(stats.keys));
    std::printf("new shoppers               %.2f M/s\n", fresh / 1e6);

    const double known = perSecond(rounds, [&] {
        for (long i = 0; i < rounds; ++i)
            allowed += limiter.acquire(names[static_cast<std::size_t>(i * 7919 % shoppers)]).allowed ? 1 : 0;
    });
    std::printf("known shoppers, at random  %.2f M/s\n", known / 1e6);

    const auto hammer = [&](int thread) {
        const QString name = QStringLiteral("greedy-%1").arg(thread);
        for (long i = 0; i < rounds; ++i)
            allowed += limiter.acquire(name).allowed && thread < 0 ? 1 : 0;
    };
    std::printf("refusals, 1 thread         %.2f M/s\n", perSecond(rounds, [&] { hammer(0); }) / 1e6);
    std::printf("refusals, 2 threads        %.2f M/s\n",
                perSecond(2 * rounds, [&] {
                    std::thread other(hammer, 1);
                    hammer(2);
                    other.join();
                }) / 1e6);
    return 0;
}
