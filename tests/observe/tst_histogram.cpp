// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/observe/histogram.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <thread>

using namespace tidegate;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

/// A duration of at least 1 µs and at most 1 h, drawn from one of several shapes of latency.
nanoseconds draw(SeededRandom &random, std::uint64_t shape, double scale)
{
    const double unit = random.unit();
    double ns = 0;
    switch (shape) {
    case 0: ns = unit * scale; break;                                                       // even
    case 1: ns = -std::log(1 - unit) * scale; break;                                        // exponential
    case 2: ns = scale * std::exp(3 * (unit + random.unit() + random.unit() - 1.5)); break; // log-normal, roughly
    case 3: ns = scale / std::pow(1 - unit, 2); break;                                      // Pareto: a heavy tail
    case 4: ns = unit < 0.97 ? scale : scale * 900; break;                                  // two peaks
    case 5: ns = scale; break;                                                              // all the same
    default: ns = std::exp(std::log(1e3) + unit * std::log(3.6e9)); break;                  // even over all octaves
    }
    return nanoseconds(static_cast<std::int64_t>(std::clamp(ns, 1e3, 3.6e12)));
}

} // namespace

class HistogramTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // O2: within 1 % of the exact percentile.
    void everyPercentileIsWithinOnePercentOfTheExactOne()
    {
        SeededRandom random(20260101);
        const double shares[] = {0.0, 0.01, 0.07, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0};
        for (int round = 0; round < 1000; ++round) {
            const std::uint64_t shape = random.below(7);
            const double scale = std::exp(std::log(1e3) + random.unit() * std::log(1e8));
            std::vector<nanoseconds> exact(1 + random.below(2000));
            Histogram histogram;
            for (auto &duration : exact) {
                duration = draw(random, shape, scale);
                histogram.record(duration);
            }
            std::sort(exact.begin(), exact.end());
            const HistogramSnapshot snapshot = histogram.snapshot();
            QCOMPARE(snapshot.count, exact.size());
            for (const double share : shares) {
                const double rank = std::ceil(share * static_cast<double>(exact.size()) - 1e-9);
                const nanoseconds truth = exact[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
                const double off = std::abs(static_cast<double>((snapshot.percentile(share) - truth).count()));
                QVERIFY2(off <= 0.01 * static_cast<double>(truth.count()),
                         qPrintable(QString::asprintf("round %d, shape %d, share %g: %lld for %lld", round, int(shape), share,
                                                      static_cast<long long>(snapshot.percentile(share).count()),
                                                      static_cast<long long>(truth.count()))));
            }
        }
    }

    void bucketsFollowEachOtherWithoutGapOrOverlap()
    {
        std::size_t last = 0;
        for (std::size_t bucket = 0; bucket < Histogram::bucketCount; ++bucket) {
            const nanoseconds middle = Histogram::middleOf(bucket);
            if (middle > 1h) {
                break;
            }
            QCOMPARE(Histogram::bucketOf(middle), bucket);
            last = bucket;
        }
        QVERIFY(Histogram::bucketOf(1h) <= last + 1);
        QVERIFY(Histogram::bucketOf(1h) < Histogram::bucketCount);
    }

    void anEmptyOneHasNoPercentiles()
    {
        const Histogram histogram;
        QCOMPARE(histogram.snapshot().count, 0U);
        QCOMPARE(histogram.snapshot().percentile(0.99), nanoseconds(0));
        QCOMPARE(HistogramSnapshot().percentile(0.5), nanoseconds(0));
    }

    void whatLiesOutsideTheRangeIsCountedAtItsEdge()
    {
        Histogram histogram;
        histogram.record(-5s);
        histogram.record(nanoseconds::min());
        histogram.record(48h);
        histogram.record(nanoseconds::max());
        const HistogramSnapshot snapshot = histogram.snapshot();
        QCOMPARE(snapshot.count, 4U);
        QVERIFY(snapshot.percentile(0.25) < 1us);
        QVERIFY(snapshot.percentile(1.0) > 59min && snapshot.percentile(1.0) < 61min);
        QCOMPARE(snapshot.sum, nanoseconds(2h));
    }

    void aShareOutsideZeroToOneIsTheNearestOfThem()
    {
        Histogram histogram;
        histogram.record(1ms);
        histogram.record(1s);
        QVERIFY(histogram.snapshot().percentile(-3) < 2ms);
        QVERIFY(histogram.snapshot().percentile(7) > 900ms);
    }

    void theDifferenceOfTwoSnapshotsIsWhatCameBetween()
    {
        Histogram histogram;
        for (int i = 0; i < 100; ++i) {
            histogram.record(10ms);
        }
        const HistogramSnapshot before = histogram.snapshot();
        histogram.record(1s);
        histogram.record(1s);
        const HistogramSnapshot span = histogram.snapshot() - before;
        QCOMPARE(span.count, 2U);
        QCOMPARE(span.sum, nanoseconds(2s));
        QVERIFY(span.percentile(0.01) > 990ms);
        const HistogramSnapshot sinceStart = histogram.snapshot() - HistogramSnapshot();
        QCOMPARE(sinceStart.count, 102U);
    }

    void snapshotsAddUp()
    {
        Histogram fast;
        Histogram slow;
        fast.record(1ms);
        slow.record(1s);
        HistogramSnapshot all;
        all += fast.snapshot();
        all += slow.snapshot();
        QCOMPARE(all.count, 2U);
        QCOMPARE(all.sum, nanoseconds(1001ms));
        QVERIFY(all.percentile(0.5) < 2ms);
        QVERIFY(all.percentile(1.0) > 990ms);
    }

    void nothingIsLostWhenManyThreadsRecordAtOnce()
    {
        Histogram histogram;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&histogram, t] {
                for (int i = 0; i < 20'000; ++i) {
                    histogram.record(std::chrono::microseconds(1 + (i % 7) * (t + 1)));
                }
            });
        }
        std::uint64_t last = 0;
        for (int i = 0; i < 50; ++i) {
            const std::uint64_t now = histogram.snapshot().count;
            QVERIFY(now >= last);
            last = now;
        }
        for (auto &thread : threads) {
            thread.join();
        }
        QCOMPARE(histogram.snapshot().count, 80'000U);
    }
};

QTEST_GUILESS_MAIN(HistogramTest)
#include "tst_histogram.moc"
