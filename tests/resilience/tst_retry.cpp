// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario A2, and the cases of the retries of others (b11 … b18; Polly, envoy, go-zero and more).
#include "core/resilience/retry_policy.h"

#include "resilience/threads.h"

#include <QTest>

#include <atomic>
#include <limits>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

/// Always the largest or always the smallest that there is.
class ExtremeRandom final : public Random
{
public:
    explicit ExtremeRandom(std::uint64_t value)
        : m_value(value)
    {
    }
    std::uint64_t next() override { return m_value; }

private:
    std::uint64_t m_value;
};

} // namespace

class RetryTest : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock;
    SeededRandom m_random{1};

    static void delaysStayWithin(const RetryPolicy &policy, nanoseconds cap)
    {
        for (int attempt = 0; attempt <= 1'000'000; attempt += attempt < 2000 ? 1 : 997) {
            const nanoseconds delay = policy.backoff(attempt);
            if (delay < 0ns || delay > cap)
                QFAIL(qPrintable(u"attempt %1: %2 ns"_s.arg(attempt).arg(delay.count())));
        }
    }

private Q_SLOTS:
    void a2_threeRetriesAndNoMore()
    {
        RetryPolicy policy({}, m_random);
        RetrySequence tries = policy.begin(Deadline(m_clock, 60s));
        for (int retry = 1; retry <= 3; ++retry) {
            const RetryDecision decision = tries.next();
            QVERIFY(decision.goesOn());
            QCOMPARE(decision.retry, retry);
            QCOMPARE(tries.retries(), retry);
        }
        const RetryDecision last = tries.next();
        QCOMPARE(last.stop, RetryStop::AttemptsSpent);
        QCOMPARE(last.explanation(), u"no retry: all 3 are spent"_s);
        QCOMPARE(tries.retries(), 3);
    }

    void theBoundDoublesUpToTheCap()
    {
        RetryPolicy policy({.base = 100ms, .cap = 2s}, m_random);
        QCOMPARE(policy.bound(0), nanoseconds(100ms));
        QCOMPARE(policy.bound(1), nanoseconds(200ms));
        QCOMPARE(policy.bound(4), nanoseconds(1600ms));
        QCOMPARE(policy.bound(5), nanoseconds(2s));
        QCOMPARE(policy.bound(1'000'000), nanoseconds(2s));
        QCOMPARE(policy.bound(-1), nanoseconds(100ms));
    }

    void theJitterIsSpreadOverTheWholeSpan()
    {
        RetryPolicy policy({.base = 1s, .cap = 1s}, m_random);
        nanoseconds total = 0ns;
        nanoseconds least = 1s;
        nanoseconds most = 0s;
        for (int i = 0; i < 10'000; ++i) {
            const nanoseconds delay = policy.backoff(0);
            total += delay;
            least = std::min(least, delay);
            most = std::max(most, delay);
        }
        QVERIFY(least < 10ms);
        QVERIFY(most > 990ms);
        QVERIFY(total / 10'000 > 480ms && total / 10'000 < 520ms);
    }

    void aBaseOfNothingMeansAtOnce()
    {
        RetryPolicy policy({.base = 0ns, .cap = 2s}, m_random);
        QCOMPARE(policy.backoff(0), nanoseconds(0));
        QCOMPARE(policy.backoff(1'000'000), nanoseconds(0));
        QCOMPARE(RetryPolicy({.base = -1s, .cap = -1s}, m_random).backoff(3), nanoseconds(0));
    }

    void b11_noDelayIsEverAboveTheCap()
    {
        for (const nanoseconds cap : {nanoseconds(1ns), nanoseconds(2s), nanoseconds(24h * 365)})
            delaysStayWithin(RetryPolicy({.base = 100ms, .cap = cap}, m_random), cap);
    }

    void b12_noDelayIsEverNegativeOrEndlesslyShort()
    {
        ExtremeRandom largest(std::numeric_limits<std::uint64_t>::max() / 2);
        const nanoseconds cap = nanoseconds::max();
        RetryPolicy policy({.base = 1s, .cap = cap}, largest);
        delaysStayWithin(policy, cap);
        QVERIFY(policy.backoff(1025) > 24h);
        QVERIFY(policy.backoff(1'000'000) > 24h);
    }

    void b13_thirtyOneAndSixtyThreeDoublingsDoNotOverflow()
    {
        RetryPolicy policy({.base = 1ns, .cap = nanoseconds::max()}, m_random);
        nanoseconds before = 0ns;
        for (int attempt = 0; attempt <= 70; ++attempt) {
            QVERIFY(policy.bound(attempt) >= before);
            before = policy.bound(attempt);
        }
        QCOMPARE(policy.bound(31), nanoseconds(1LL << 31));
        QCOMPARE(policy.bound(61), nanoseconds(1LL << 61));
        QCOMPARE(policy.bound(63), nanoseconds::max());
    }

    void b14_theCapHoldsAfterTheJitter()
    {
        // The largest number below a bound of 2 s in nanoseconds, plus one: full jitter at its very top.
        ExtremeRandom top(2'000'000'000);
        RetryPolicy policy({.base = 100ms, .cap = 2s}, top);
        QCOMPARE(policy.backoff(10), nanoseconds(2s));
        ExtremeRandom bottom(0);
        QCOMPARE(RetryPolicy({}, bottom).backoff(10), nanoseconds(0));
    }

    void b15_whoSetTheDelayIsSaid()
    {
        ExtremeRandom top(100'000'000);
        RetryPolicy policy({.attempts = 5, .base = 100ms, .cap = 100ms}, top);
        RetrySequence tries = policy.begin(Deadline(m_clock, 60s));
        const RetryDecision own = tries.next();
        QCOMPARE(own.delay, nanoseconds(100ms));
        QCOMPARE(own.source, DelaySource::Backoff);
        QCOMPARE(own.explanation(), u"retry 1 in 0.1 s (backoff)"_s);
        const RetryDecision asked = tries.next(3s);
        QCOMPARE(asked.delay, nanoseconds(3s));
        QCOMPARE(asked.source, DelaySource::Provider);
        QCOMPARE(asked.explanation(), u"retry 2 in 3 s (asked for by the provider)"_s);
        const RetryDecision shorter = tries.next(50ms);
        QCOMPARE(shorter.delay, nanoseconds(100ms));
        QCOMPARE(shorter.source, DelaySource::Backoff);
        QCOMPARE(tries.next(-1s).source, DelaySource::Backoff);
        QCOMPARE(tries.next().source, DelaySource::Backoff);
    }

    void noRetryThatCannotFinishBeforeTheDeadline()
    {
        ExtremeRandom top(1'000'000'000);
        RetryPolicy policy({.base = 1s, .cap = 1s, .tryNeeds = 500ms}, top);
        RetrySequence tries = policy.begin(Deadline(m_clock, 5s));
        m_clock.advance(3500ms);
        QVERIFY(tries.next().goesOn());
        m_clock.advance(1ns);
        const RetryDecision late = tries.next();
        QCOMPARE(late.stop, RetryStop::DeadlineTooNear);
        QCOMPARE(late.explanation(), u"no retry: the deadline is too near"_s);
        QCOMPARE(tries.retries(), 1);
        m_clock.advance(1h);
        QCOMPARE(tries.next().stop, RetryStop::DeadlineTooNear);
    }

    void aProviderThatAsksForMoreThanIsLeftEndsIt()
    {
        RetryPolicy policy({}, m_random);
        RetrySequence tries = policy.begin(Deadline(m_clock, 5s));
        QCOMPARE(tries.next(5s).stop, RetryStop::DeadlineTooNear);
        QCOMPARE(tries.next(nanoseconds::max()).stop, RetryStop::DeadlineTooNear);
        QVERIFY(tries.next(4s).goesOn());
    }

    void aDeadlineThatIsTooNearCostsNoBudget()
    {
        RetryBudget budget(m_clock, {.ratio = 0, .floorPerSecond = 0.1});
        RetryPolicy policy({}, m_random);
        QCOMPARE(policy.begin(Deadline(m_clock, 0s), &budget).next().stop, RetryStop::DeadlineTooNear);
        QCOMPARE(budget.available(), std::int64_t(1));
        QVERIFY(policy.begin(Deadline(m_clock, 5s), &budget).next().goesOn());
        const RetryDecision spent = policy.begin(Deadline(m_clock, 5s), &budget).next();
        QCOMPARE(spent.stop, RetryStop::BudgetSpent);
        QCOMPARE(spent.explanation(), u"no retry: the retry budget is spent"_s);
    }

    void b16_aThousandFailuresAtOnceRetryWithinTheBudgetWhileInBackoff()
    {
        RetryBudget budget(m_clock, {.ratio = 0.2, .floorPerSecond = 1, .window = 10s});
        RetryPolicy policy({}, m_random);
        std::vector<RetrySequence> calls;
        for (int i = 0; i < 1000; ++i)
            calls.push_back(policy.begin(Deadline(m_clock, 5s), &budget));
        int retries = 0;
        for (RetrySequence &call : calls)
            retries += call.next().goesOn() ? 1 : 0;
        // None of them has been sent yet: all wait in their backoff.
        QCOMPARE(retries, 210);
        QCOMPARE(budget.available(), std::int64_t(0));
    }

    void b16_theBudgetHoldsOnManyThreads()
    {
        RetryBudget budget(m_clock, {.ratio = 0.2, .floorPerSecond = 1, .window = 10s});
        RetryPolicy policy({}, m_random);
        std::atomic<int> retries = 0;
        onThreads(100, [&](int) {
            for (int i = 0; i < 10; ++i) {
                RetrySequence call = policy.begin(Deadline(m_clock, 5s), &budget);
                while (call.next().goesOn())
                    ++retries;
            }
        });
        QVERIFY(retries <= 210);
        QVERIFY(retries >= 200);
    }

    void b17_callsThatEndTakeNothingFromTheBudget()
    {
        RetryBudget budget(m_clock, {.ratio = 0.2, .floorPerSecond = 0, .window = 10s});
        for (int i = 0; i < 100; ++i)
            budget.callStarted();
        m_clock.advance(8s);
        for (int i = 0; i < 20; ++i)
            QVERIFY(budget.takeRetry());
        QVERIFY(!budget.takeRetry());
    }

    void b17_theFloorIsThereWithoutAnyTraffic()
    {
        RetryBudget budget(m_clock, {.ratio = 0.2, .floorPerSecond = 2, .window = 10s});
        for (int i = 0; i < 20; ++i)
            QVERIFY(budget.takeRetry());
        QVERIFY(!budget.takeRetry());
        m_clock.advance(10s);
        QVERIFY(budget.takeRetry());
    }

    void b17_whatIsOlderThanTheWindowNoLongerCounts()
    {
        RetryBudget budget(m_clock, {.ratio = 0.5, .floorPerSecond = 0, .window = 10s});
        for (int i = 0; i < 15; ++i)
            budget.callStarted();
        QCOMPARE(budget.available(), std::int64_t(7));
        m_clock.advance(10s);
        QCOMPARE(budget.available(), std::int64_t(0));
    }

    void theShareIsNotRoundedDownByBinaryFractions()
    {
        RetryBudget budget(m_clock, {.ratio = 0.29, .floorPerSecond = 0});
        for (int i = 0; i < 100; ++i)
            budget.callStarted();
        QCOMPARE(budget.available(), std::int64_t(29));
    }

    void b18_callsCountWhenTheyBegin()
    {
        RetryBudget budget(m_clock, {.ratio = 0.2, .floorPerSecond = 0});
        RetryPolicy policy({}, m_random);
        std::vector<RetrySequence> underWay;
        for (int i = 0; i < 15; ++i)
            underWay.push_back(policy.begin(Deadline(m_clock, 5s), &budget));
        QCOMPARE(budget.available(), std::int64_t(3));
    }

    void b20_aBudgetSurvivesAClockThatStepsBack()
    {
        RetryBudget budget(m_clock, {.ratio = 1, .floorPerSecond = 0});
        budget.callStarted();
        m_clock.jumpMonotonic(-24h);
        QVERIFY(budget.takeRetry());
        QVERIFY(!budget.takeRetry());
        budget.callStarted();
        QVERIFY(budget.takeRetry());
    }

    void b20_aBudgetMadeBeforeTheClocksZeroCounts()
    {
        ManualClock clock;
        clock.jumpMonotonic(-24h);
        RetryBudget budget(clock, {.ratio = 1, .floorPerSecond = 0});
        for (int second = 0; second < 30; ++second) {
            budget.callStarted();
            QCOMPARE(budget.available(), std::int64_t(std::min(second + 1, 10)));
            clock.advance(1s);
        }
    }
};

QTEST_GUILESS_MAIN(RetryTest)
#include "tst_retry.moc"
