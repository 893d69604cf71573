// SPDX-License-Identifier: GPL-3.0-or-later
// By which rules a breaker opens, and for how long (b10 among them).
#include "resilience/breaker_steps.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

class BreakerRulesTest : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock;
    SeededRandom m_random{1};

private Q_SLOTS:
    void b10_minimumCallsAndProbesAreDifferentThings_data()
    {
        QTest::addColumn<int>("minimumCalls");
        QTest::addColumn<int>("probes");
        for (const int minimum : {0, 1, 2, 10, 100}) {
            for (const int probes : {0, 1, 3, 10})
                QTest::addRow("%d calls, %d probes", minimum, probes) << minimum << probes;
        }
    }
    void b10_minimumCallsAndProbesAreDifferentThings()
    {
        QFETCH(int, minimumCalls);
        QFETCH(int, probes);
        CircuitBreaker breaker(m_clock, m_random,
                               {.failures = 0, .failureShare = BreakerShareRule{0.5, minimumCalls}, .probes = probes});
        // It opens with the last of the minimum, not before it ...
        for (int i = 1; i < minimumCalls; ++i) {
            fail(breaker);
            QCOMPARE(stateOf(breaker), BreakerState::Closed);
        }
        fail(breaker);
        QCOMPARE(stateOf(breaker), BreakerState::Open);
        m_clock.advance(30s);
        // ... and closes with the last of the probes, however many calls make a minimum.
        for (int i = 1; i < probes; ++i) {
            succeed(breaker);
            QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
        }
        succeed(breaker);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
    }

    void opensByTheShareOfFailures()
    {
        CircuitBreaker breaker(m_clock, m_random, {.failures = 0, .failureShare = BreakerShareRule{0.5, 10}});
        succeed(breaker, 6);
        fail(breaker, 5);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        fail(breaker);
        QCOMPARE(breaker.snapshot().trippedBy, u"50 % of 12 calls failed"_s);
        QCOMPARE(breaker.snapshot().failures.size(), std::size_t(6));
    }

    void theShareIsOfTheWindowOnly()
    {
        CircuitBreaker breaker(m_clock, m_random, {.failures = 0, .failureShare = BreakerShareRule{0.5, 4}});
        succeed(breaker, 100);
        m_clock.advance(60s);
        fail(breaker, 3);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        m_clock.advance(50s);
        fail(breaker);
        QCOMPARE(breaker.snapshot().trippedBy, u"100 % of 4 calls failed"_s);
    }

    void callsBeforeItClosedAreNoShareOfThoseAfter()
    {
        CircuitBreaker breaker(m_clock, m_random, {.failures = 0, .failureShare = BreakerShareRule{0.5, 4}, .openFor = 1s});
        fail(breaker, 4);
        m_clock.advance(1s);
        succeed(breaker);
        fail(breaker, 3);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        fail(breaker);
        QCOMPARE(stateOf(breaker), BreakerState::Open);
    }

    void withoutANumberOfFailuresTheLastEightAreShown()
    {
        CircuitBreaker breaker(m_clock, m_random, {.failures = 0});
        for (int i = 0; i < 20; ++i)
            breaker.failed(leave(breaker), {.detail = QString::number(i)});
        QCOMPARE(breaker.snapshot().failures.size(), std::size_t(8));
        QCOMPARE(breaker.snapshot().failures.back().detail, u"19"_s);
    }

    void opensByFailuresInARow()
    {
        CircuitBreaker breaker(m_clock, m_random, {.failures = 0, .consecutiveFailures = 3});
        fail(breaker, 2);
        succeed(breaker);
        fail(breaker, 2);
        m_clock.advance(10h);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        fail(breaker);
        QCOMPARE(breaker.snapshot().trippedBy, u"3 failures in a row"_s);
    }

    void opensByTheShareOfSlowCalls()
    {
        CircuitBreaker breaker(m_clock, m_random, {.slowShare = BreakerShareRule{0.5, 4}, .slowAfter = 2s});
        const auto take = [&](nanoseconds duration) {
            BreakerPermit permit = leave(breaker);
            m_clock.advance(duration);
            breaker.succeeded(std::move(permit));
        };
        take(2s);
        take(2s);
        take(3s);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        take(3s);
        QCOMPARE(stateOf(breaker), BreakerState::Open);
        QCOMPARE(breaker.snapshot().trippedBy, u"50 % of 4 calls took longer than 2 s"_s);

        m_clock.advance(30s);
        take(3s);
        QCOMPARE(stateOf(breaker), BreakerState::Open);
        QCOMPARE(breaker.snapshot().trippedBy, u"a probe took longer than 2 s"_s);
        m_clock.advance(30s);
        take(1s);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
    }

    void aSlowFailureIsSlowAsWell()
    {
        CircuitBreaker breaker(m_clock, m_random, {.failures = 5, .slowShare = BreakerShareRule{1, 2}, .slowAfter = 2s});
        for (int i = 0; i < 2; ++i) {
            BreakerPermit permit = leave(breaker);
            m_clock.advance(3s);
            breaker.failed(std::move(permit));
        }
        QCOMPARE(breaker.snapshot().trippedBy, u"100 % of 2 calls took longer than 2 s"_s);
    }

    void staysOpenLongerEachTimeUpToTheBoundAndForgetsThatWhenItCloses()
    {
        CircuitBreaker breaker(m_clock, m_random, {.openGrowth = 2, .openMaximum = 100s});
        fail(breaker, 3);
        for (const auto expected : {30s, 60s, 100s, 100s}) {
            QCOMPARE(breaker.snapshot().timeLeft, nanoseconds(expected));
            m_clock.advance(expected - 1ns);
            QVERIFY(refuses(breaker));
            m_clock.advance(1ns);
            fail(breaker);
        }
        m_clock.advance(100s);
        succeed(breaker);
        fail(breaker, 3);
        QCOMPARE(breaker.snapshot().timeLeft, nanoseconds(30s));
    }

    void jitterOnlyLengthensAndWithinTheBound()
    {
        SeededRandom chance(3);
        nanoseconds shortest = 1h;
        nanoseconds longest = 0s;
        for (int i = 0; i < 200; ++i) {
            CircuitBreaker breaker(m_clock, chance, {.openJitter = 0.5, .openMaximum = 40s});
            fail(breaker, 3);
            shortest = std::min(shortest, breaker.snapshot().timeLeft);
            longest = std::max(longest, breaker.snapshot().timeLeft);
        }
        QVERIFY(shortest >= 30s && shortest < 32s);
        QCOMPARE(longest, nanoseconds(40s));
    }

    void hugeGrowthStaysWithinTheBound()
    {
        for (const auto openFor : {nanoseconds(0), nanoseconds(30s)}) {
            CircuitBreaker breaker(
                m_clock, m_random,
                {.openFor = openFor, .openGrowth = std::numeric_limits<double>::infinity(), .openMaximum = 60s});
            fail(breaker, 3);
            for (int i = 0; i < 2000; ++i) {
                const nanoseconds left = breaker.snapshot().timeLeft;
                QVERIFY(left >= 0s && left <= 60s);
                m_clock.advance(left);
                fail(breaker);
            }
        }
    }

    void aProvidersRetryAfterLengthensButNeverShortens()
    {
        const auto openedFor = [this](nanoseconds asked) {
            CircuitBreaker breaker(m_clock, m_random, {});
            fail(breaker, 2);
            breaker.failed(leave(breaker), {.retryAfter = asked});
            return breaker.snapshot().timeLeft;
        };
        QCOMPARE(openedFor(45s), nanoseconds(45s));
        QCOMPARE(openedFor(5s), nanoseconds(30s));
        QCOMPARE(openedFor(-5s), nanoseconds(30s));
        QCOMPARE(openedFor(nanoseconds::max()), nanoseconds(10min));
    }

    void whatAnEarlierFailureAskedForCountsFromThen()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        breaker.failed(leave(breaker), {.retryAfter = 100s});
        m_clock.advance(20s);
        fail(breaker, 2);
        QCOMPARE(breaker.snapshot().timeLeft, nanoseconds(80s));
        m_clock.advance(80s);
        succeed(breaker);
        fail(breaker, 3);
        QCOMPARE(breaker.snapshot().timeLeft, nanoseconds(30s));
    }
};

QTEST_GUILESS_MAIN(BreakerRulesTest)
#include "tst_breaker_rules.moc"
