// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario A2: the states of a breaker, and the cases of the breakers of others (b01 … b09, b19, b20; resilience4j, Hystrix, Polly and more).
#include "resilience/breaker_steps.h"
#include "resilience/threads.h"

#include <QTest>

#include <atomic>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

class CircuitBreakerTest : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock;
    SeededRandom m_random{1};

    void anything(CircuitBreaker &breaker, Random &chance, std::vector<BreakerPermit> &held)
    {
        const std::uint64_t what = chance.below(6);
        if (what == 0)
            m_clock.advance(1ms * chance.below(3000));
        if (what <= 2) {
            if (auto permit = breaker.acquire())
                held.push_back(std::move(*permit));
            return;
        }
        if (held.empty())
            return;
        const auto chosen = held.begin() + static_cast<std::ptrdiff_t>(chance.below(held.size()));
        BreakerPermit permit = std::move(*chosen);
        held.erase(chosen);
        if (what == 3)
            breaker.failed(std::move(permit));
        else if (what == 4)
            breaker.succeeded(std::move(permit));
        else
            breaker.ignored(std::move(permit));
    }

private Q_SLOTS:
    void a2_threeFailuresWithinAMinuteOpenForHalfAMinute()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        fail(breaker);
        m_clock.advance(30s);
        fail(breaker);
        m_clock.advance(30s - 1ns);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        fail(breaker);
        QCOMPARE(stateOf(breaker), BreakerState::Open);

        m_clock.advance(17'600ms);
        const auto refused = breaker.acquire();
        QVERIFY(!refused);
        QCOMPARE(refused.error().state, BreakerState::Open);
        QCOMPARE(refused.error().retryAfter, nanoseconds(12'400ms));
        QCOMPARE(refused.error().explanation, u"open for another 12.4 s: 3 failures within 60 s"_s);

        m_clock.advance(12'400ms - 1ns);
        QVERIFY(refuses(breaker));
        m_clock.advance(1ns);
        BreakerPermit probe = leave(breaker);
        QVERIFY(probe.isProbe());
        breaker.succeeded(std::move(probe));
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        QVERIFY(!leave(breaker).isProbe());
    }

    void a2_failuresFurtherApartDoNotOpen()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        for (int i = 0; i < 50; ++i) {
            fail(breaker);
            m_clock.advance(30s);
        }
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
    }

    void a2_successesBetweenFailuresDoNotHideThem()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        for (int i = 0; i < 3; ++i) {
            succeed(breaker, 100);
            fail(breaker);
        }
        QCOMPARE(stateOf(breaker), BreakerState::Open);
    }

    void theSnapshotTellsTheWholeStory()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        const UtcMillis first = m_clock.utc();
        breaker.failed(leave(breaker), {.detail = u"timeout"_s});
        m_clock.advance(61s);
        for (const QString &detail : {u"HTTP 500"_s, u"HTTP 502"_s, u"connection refused"_s}) {
            breaker.failed(leave(breaker), {.detail = detail});
            m_clock.advance(1s);
        }
        QVERIFY(refuses(breaker));
        QVERIFY(refuses(breaker));
        const BreakerSnapshot open = breaker.snapshot();
        QCOMPARE(open.state, BreakerState::Open);
        QCOMPARE(open.mode, BreakerMode::Automatic);
        QCOMPARE(open.timeLeft, nanoseconds(29s));
        QCOMPARE(open.trippedBy, u"3 failures within 60 s"_s);
        QCOMPARE(open.failures.size(), std::size_t(3));
        QCOMPARE(open.failures.front().detail, u"HTTP 500"_s);
        QCOMPARE(open.failures.front().at, first + 61'000);
        QCOMPARE(open.failures.back().detail, u"connection refused"_s);
        QCOMPARE(open.totals.failed, qint64(4));
        QCOMPARE(open.totals.refused, qint64(2));

        m_clock.advance(29s);
        [[maybe_unused]] const BreakerPermit probe = leave(breaker);
        const BreakerSnapshot half = breaker.snapshot();
        QCOMPARE(half.state, BreakerState::HalfOpen);
        QCOMPARE(half.probesUnderWay, 1);
        QCOMPARE(half.timeLeft, nanoseconds(0));
        QVERIFY(half.generation > open.generation);
    }

    void anOpenBreakerIsHalfOpenInTimeWithoutAnyCall()
    {
        // Or a shop that offers what is not open would never offer it again.
        CircuitBreaker breaker(m_clock, m_random, {});
        fail(breaker, 3);
        m_clock.advance(30s);
        QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
    }

    void failuresBeforeItClosedAreForgotten()
    {
        CircuitBreaker breaker(m_clock, m_random, {.openFor = 1s});
        fail(breaker, 3);
        m_clock.advance(1s);
        succeed(breaker);
        fail(breaker, 2);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        QCOMPARE(breaker.snapshot().failures.size(), std::size_t(2));
        fail(breaker);
        QCOMPARE(stateOf(breaker), BreakerState::Open);
    }

    void b01_atTheInstantOfExpiryExactlyTheProbesPass_data()
    {
        QTest::addColumn<int>("probes");
        QTest::newRow("one") << 1;
        QTest::newRow("three") << 3;
        QTest::newRow("ten") << 10;
    }
    void b01_atTheInstantOfExpiryExactlyTheProbesPass()
    {
        QFETCH(int, probes);
        for (int round = 0; round < 20; ++round) {
            CircuitBreaker breaker(m_clock, m_random, {.probes = probes});
            fail(breaker, 3);
            m_clock.advance(30s);
            std::atomic<int> passed = 0;
            onThreads(64, [&](int) {
                const auto permit = breaker.acquire();
                if (permit && permit->isProbe())
                    ++passed;
                else if (permit)
                    passed += 1000;
            });
            QCOMPARE(passed.load(), probes);
        }
    }

    void b02_onlyLegalChangesOfStateEverHappen()
    {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            SeededRandom chance(seed);
            CircuitBreaker breaker(m_clock, m_random, {.consecutiveFailures = 4, .openFor = 5s, .probes = 2, .probeLease = 3s});
            std::vector<BreakerTransition> seen;
            breaker.onTransition([&seen](const BreakerTransition &transition) { seen.push_back(transition); });
            std::vector<BreakerPermit> held;
            for (int i = 0; i < 300; ++i)
                anything(breaker, chance, held);
            BreakerState state = BreakerState::Closed;
            std::uint64_t generation = 1;
            for (const BreakerTransition &transition : seen) {
                QCOMPARE(transition.from, state);
                QCOMPARE(transition.generation, ++generation);
                using enum BreakerState;
                const auto edge = std::pair(transition.from, transition.to);
                const bool legal = edge == std::pair(Closed, Open) || edge == std::pair(Open, HalfOpen)
                    || edge == std::pair(HalfOpen, Open) || edge == std::pair(HalfOpen, Closed);
                QVERIFY(legal);
                state = transition.to;
            }
            QCOMPARE(stateOf(breaker), state);
        }
    }

    void b03_aLostProbeFreesItsPlaceWhenItsLeaseEnds()
    {
        CircuitBreaker breaker(m_clock, m_random, {.probes = 2, .probeLease = 10s});
        fail(breaker, 3);
        m_clock.advance(30s);
        for (int round = 0; round < 50; ++round) {
            std::ignore = leave(breaker);
            m_clock.advance(4s);
            std::ignore = leave(breaker);
            const auto refused = breaker.acquire();
            QVERIFY(!refused);
            QCOMPARE(refused.error().state, BreakerState::HalfOpen);
            QCOMPARE(refused.error().retryAfter, nanoseconds(6s));
            QCOMPARE(refused.error().explanation, u"half-open, a probe is under way: 3 failures within 60 s"_s);
            m_clock.advance(6s - 1ns);
            QVERIFY(refuses(breaker));
            m_clock.advance(1ns + 4s);
            QCOMPARE(breaker.snapshot().probesUnderWay, 0);
        }
        succeed(breaker, 2);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
    }

    void b03_theResultOfAProbeWhoseLeaseIsOverIsStale()
    {
        CircuitBreaker breaker(m_clock, m_random, {.probeLease = 10s});
        fail(breaker, 3);
        m_clock.advance(30s);
        BreakerPermit slow = leave(breaker);
        m_clock.advance(10s);
        BreakerPermit second = leave(breaker);
        breaker.failed(std::move(slow));
        QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
        QCOMPARE(breaker.snapshot().totals.stale, qint64(1));
        breaker.succeeded(std::move(second));
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
    }

    void b04_onceHealthyItClosesWithinTwoOpenPeriodsWhateverComesLate()
    {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            SeededRandom chance(seed);
            CircuitBreaker breaker(m_clock, m_random, {.openFor = 5s, .probeLease = 3s});
            std::vector<BreakerPermit> held;
            for (int i = 0; i < 200; ++i)
                anything(breaker, chance, held);
            // Healthy from here on; but what is held still reports as it likes, at any moment.
            const Monotonic healthySince = m_clock.monotonic();
            while (stateOf(breaker) != BreakerState::Closed) {
                QVERIFY(m_clock.monotonic() - healthySince <= 2 * 5s);
                if (!held.empty() && chance.below(2) == 0) {
                    BreakerPermit late = std::move(held.back());
                    held.pop_back();
                    if (late.isProbe())
                        continue; // a probe that fails is no late result but the truth
                    breaker.failed(std::move(late));
                }
                if (auto permit = breaker.acquire())
                    breaker.succeeded(std::move(*permit));
                m_clock.advance(100ms);
            }
        }
    }

    void b04_manyThreadsLeaveItUsable()
    {
        CircuitBreaker breaker(m_clock, m_random, {.openFor = 1s, .probes = 2, .probeLease = 1s});
        std::atomic<int> changes = 0;
        breaker.onTransition([&changes](const BreakerTransition &) { ++changes; });
        onThreads(64, [&](int thread) {
            SeededRandom chance(static_cast<std::uint64_t>(thread));
            std::vector<BreakerPermit> held;
            for (int i = 0; i < 200; ++i) {
                anything(breaker, chance, held);
                std::ignore = breaker.snapshot();
            }
        });
        m_clock.advance(2s);
        std::ignore = breaker.snapshot();
        if (stateOf(breaker) == BreakerState::HalfOpen)
            succeed(breaker, 2);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        QCOMPARE(static_cast<std::uint64_t>(changes.load()) + 1, breaker.snapshot().generation);
    }

    void b05_callsThatBeganWhenClosedDecideNothingWhenHalfOpen()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        BreakerPermit oldFailure = leave(breaker);
        BreakerPermit oldSuccess = leave(breaker);
        BreakerPermit oldIgnored = leave(breaker);
        fail(breaker, 3);
        m_clock.advance(30s);
        [[maybe_unused]] const BreakerPermit probe = leave(breaker);
        breaker.succeeded(std::move(oldSuccess));
        QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
        breaker.failed(std::move(oldFailure));
        QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
        breaker.ignored(std::move(oldIgnored));
        QVERIFY(refuses(breaker));
        QCOMPARE(breaker.snapshot().totals.stale, qint64(3));
    }

    void b05_aFailureFromBeforeItOpenedDoesNotCountAfterItClosed()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        BreakerPermit old = leave(breaker);
        fail(breaker, 3);
        m_clock.advance(30s);
        succeed(breaker);
        breaker.failed(std::move(old));
        QCOMPARE(breaker.snapshot().failures.size(), std::size_t(0));
    }

    void b06_aResultInAnyStateIsTakenWithoutHarm()
    {
        for (const BreakerMode mode :
             {BreakerMode::Automatic, BreakerMode::ForcedOpen, BreakerMode::ForcedClosed, BreakerMode::Shadow}) {
            CircuitBreaker breaker(m_clock, m_random, {.probes = 3});
            std::vector<BreakerPermit> permits;
            for (int i = 0; i < 6; ++i)
                permits.push_back(leave(breaker));
            breaker.setMode(mode);
            for (int i = 0; i < 40; ++i) {
                if (auto permit = breaker.acquire())
                    permits.push_back(std::move(*permit));
                if (i % 10 == 9)
                    m_clock.advance(30s);
            }
            for (std::size_t i = 0; i < permits.size(); ++i) {
                if (i % 3 == 0)
                    breaker.succeeded(std::move(permits[i]));
                else if (i % 3 == 1)
                    breaker.failed(std::move(permits[i]));
                else
                    breaker.ignored(std::move(permits[i]));
            }
            QCOMPARE(breaker.snapshot().probesUnderWay, 0);
        }
    }

    void b06_aPermitThatWasUsedIsWorthNothing()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        BreakerPermit permit = leave(breaker);
        breaker.failed(std::move(permit));
        breaker.failed(std::move(permit));
        breaker.failed(std::move(permit));
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        QCOMPARE(breaker.snapshot().totals.failed, qint64(1));
        QCOMPARE(breaker.snapshot().totals.stale, qint64(0));
        BreakerPermit other = leave(breaker);
        other = leave(breaker);
        breaker.failed(std::move(other));
        QCOMPARE(breaker.snapshot().totals.failed, qint64(2));
    }

    void b07_ignoredErrorsCountInNoState()
    {
        CircuitBreaker breaker(m_clock, m_random, {.consecutiveFailures = 2});
        for (int i = 0; i < 10; ++i)
            breaker.ignored(leave(breaker));
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        fail(breaker);
        breaker.ignored(leave(breaker));
        fail(breaker);
        QCOMPARE(stateOf(breaker), BreakerState::Open);

        m_clock.advance(30s);
        for (int i = 0; i < 10; ++i) {
            BreakerPermit probe = leave(breaker);
            QVERIFY(probe.isProbe());
            QVERIFY(refuses(breaker));
            breaker.ignored(std::move(probe));
            QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
        }
        QCOMPARE(breaker.snapshot().totals.ignored, qint64(21));
    }

    void b08_aFloodWhenHalfOpenPassesOnlyTheProbesAndAFailedOneOpensAnew()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        fail(breaker, 3);
        for (int round = 0; round < 5; ++round) {
            m_clock.advance(30s);
            std::vector<BreakerPermit> passed;
            for (int i = 0; i < 1000; ++i) {
                if (auto permit = breaker.acquire())
                    passed.push_back(std::move(*permit));
            }
            QCOMPARE(passed.size(), std::size_t(1));
            breaker.failed(std::move(passed.front()), {.detail = u"timeout"_s});
            const BreakerSnapshot snapshot = breaker.snapshot();
            QCOMPARE(snapshot.state, BreakerState::Open);
            QCOMPARE(snapshot.timeLeft, nanoseconds(30s));
            QCOMPARE(snapshot.trippedBy, u"a probe failed: timeout"_s);
        }
    }

    void b09_aFailedProbeNeverCloses()
    {
        CircuitBreaker breaker(m_clock, m_random, {.probes = 2});
        fail(breaker, 3);
        m_clock.advance(30s);
        BreakerPermit good = leave(breaker);
        BreakerPermit bad = leave(breaker);
        breaker.succeeded(std::move(good));
        breaker.failed(std::move(bad));
        QCOMPARE(stateOf(breaker), BreakerState::Open);
        QCOMPARE(breaker.snapshot().trippedBy, u"a probe failed"_s);
    }

    void forcedOpenRefusesUntilItIsTakenBackAndThenProbes()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        breaker.setMode(BreakerMode::ForcedOpen);
        m_clock.advance(10h);
        const auto refused = breaker.acquire();
        QVERIFY(!refused);
        QCOMPARE(refused.error().explanation, u"forced open"_s);
        QCOMPARE(refused.error().retryAfter, nanoseconds(30s));
        QCOMPARE(breaker.snapshot().state, BreakerState::Open);
        QCOMPARE(breaker.snapshot().mode, BreakerMode::ForcedOpen);
        QCOMPARE(breaker.snapshot().timeLeft, nanoseconds(0));
        QCOMPARE(breaker.snapshot().trippedBy, u"forced open"_s);
        breaker.setMode(BreakerMode::Automatic);
        QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
        QVERIFY(leave(breaker).isProbe());
    }

    void forcedClosedLetsThroughAndStillCounts()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        fail(breaker, 3);
        breaker.setMode(BreakerMode::ForcedClosed);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        fail(breaker, 10);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        QCOMPARE(breaker.snapshot().failures.size(), std::size_t(3));
        breaker.setMode(BreakerMode::Automatic);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        fail(breaker);
        QCOMPARE(stateOf(breaker), BreakerState::Open);
    }

    void shadowModeRunsTheStatesAndRefusesNobody()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        breaker.setMode(BreakerMode::Shadow);
        fail(breaker, 3);
        QCOMPARE(stateOf(breaker), BreakerState::Open);
        for (int i = 0; i < 5; ++i)
            fail(breaker);
        const BreakerSnapshot snapshot = breaker.snapshot();
        QCOMPARE(snapshot.totals.wouldRefuse, qint64(5));
        QCOMPARE(snapshot.totals.refused, qint64(0));
        QCOMPARE(snapshot.totals.stale, qint64(0));
        m_clock.advance(30s);
        BreakerPermit probe = leave(breaker);
        QVERIFY(probe.isProbe());
        QVERIFY(!leave(breaker).isProbe());
        breaker.succeeded(std::move(probe));
        QCOMPARE(stateOf(breaker), BreakerState::Closed);

        fail(breaker, 3);
        breaker.setMode(BreakerMode::Automatic);
        QVERIFY(refuses(breaker));
    }

    void listenersHearEveryChangeInOrderAndMayUseTheBreaker()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        QStringList heard;
        breaker.onTransition([&](const BreakerTransition &transition) {
            QCOMPARE(transition.at, m_clock.utc());
            QVERIFY(breaker.snapshot().generation >= transition.generation);
            heard << transition.reason;
            if (transition.reason == u"3 failures within 60 s"_s)
                breaker.setMode(BreakerMode::ForcedClosed);
        });
        QStringList second;
        breaker.onTransition([&](const BreakerTransition &transition) { second << transition.reason; });
        fail(breaker, 3);
        QCOMPARE(heard, (QStringList{u"3 failures within 60 s"_s, u"forced closed"_s}));
        QCOMPARE(second, heard);
        breaker.setMode(BreakerMode::ForcedClosed);
        breaker.setMode(BreakerMode::Shadow);
        breaker.setMode(BreakerMode::ForcedOpen);
        breaker.setMode(BreakerMode::Automatic);
        succeed(breaker);
        heard = heard.mid(2);
        QCOMPARE(heard, (QStringList{u"shadow mode"_s, u"forced open"_s, u"automatic again"_s, u"every probe succeeded"_s}));
        QCOMPARE(second.mid(2), heard);
    }

    void b19_aWallClockThatIsSetChangesNothing()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        fail(breaker, 2);
        m_clock.jumpWall(8h);
        fail(breaker);
        QCOMPARE(stateOf(breaker), BreakerState::Open);
        m_clock.jumpWall(8h);
        QCOMPARE(breaker.snapshot().timeLeft, nanoseconds(30s));
        m_clock.jumpWall(-24h);
        QCOMPARE(breaker.snapshot().timeLeft, nanoseconds(30s));
        m_clock.advance(30s);
        QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
    }

    void b20_aMonotonicClockThatStepsBackDoesNotKeepItOpen()
    {
        CircuitBreaker breaker(m_clock, m_random, {});
        fail(breaker, 3);
        m_clock.advance(10s);
        QCOMPARE(breaker.snapshot().timeLeft, nanoseconds(20s));
        m_clock.jumpMonotonic(-5h);
        QCOMPARE(breaker.snapshot().timeLeft, nanoseconds(20s));
        m_clock.advance(20s);
        QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
    }
};

QTEST_GUILESS_MAIN(CircuitBreakerTest)
#include "tst_circuit_breaker.moc"
