// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario A1, and the cases of the limiters of others (b19 … b27; resilience4j, governor, symfony and more).
#include "core/resilience/sliding_window_limiter.h"

#include "resilience/threads.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

class SlidingWindowLimiterTest : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock;
    SeededRandom m_random{1};

    static void fill(SlidingWindowLimiter &limiter, const QString &key, int count)
    {
        for (int i = 0; i < count; ++i)
            QVERIFY(limiter.acquire(key).allowed);
    }

private Q_SLOTS:
    void a1_fiveRequestsPassTheSixthIsToldWhenToComeBack()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        for (int used = 1; used <= 5; ++used) {
            const LimiterDecision decision = limiter.acquire(u"anna");
            QVERIFY(decision.allowed);
            QVERIFY(!decision.overLimit);
            QCOMPARE(decision.limit, 5);
            QCOMPARE(decision.used, used);
            QCOMPARE(decision.remaining, 5 - used);
            m_clock.advance(1s);
        }
        const LimiterDecision sixth = limiter.acquire(u"anna");
        QVERIFY(!sixth.allowed);
        QVERIFY(sixth.overLimit);
        QVERIFY(!sixth.full);
        QVERIFY(!sixth.permit);
        QCOMPARE(sixth.used, 5);
        QCOMPARE(sixth.remaining, 0);
        QCOMPARE(sixth.retryAfter, nanoseconds(55s));
        QCOMPARE(sixth.resetAfter, nanoseconds(59s));
    }

    void keysDoNotDisturbEachOther()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        fill(limiter, u"anna"_s, 5);
        QVERIFY(!limiter.acquire(u"anna").allowed);
        QVERIFY(limiter.acquire(u"berta").allowed);
        QVERIFY(limiter.acquire(u"").allowed);
        QVERIFY(limiter.acquire(u"Anna").allowed);
    }

    void explainsItself()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        QCOMPARE(limiter.acquire(u"anna").explanation(), u"1 of 5 used"_s);
        fill(limiter, u"anna"_s, 4);
        m_clock.advance(47'650ms);
        QCOMPARE(limiter.acquire(u"anna").explanation(), u"5 of 5 used, next slot in 12.4 s"_s);
        m_clock.advance(350ms);
        QCOMPARE(limiter.acquire(u"anna").explanation(), u"5 of 5 used, next slot in 12 s"_s);
    }

    void theLastSlotTakenTellsWhenTheNextIsFree()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {.rule = {1, 10s}});
        const LimiterDecision only = limiter.acquire(u"anna");
        QVERIFY(only.allowed);
        QCOMPARE(only.retryAfter, nanoseconds(10s));
    }

    void peekTakesNothing()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {.rule = {2, 60s}});
        QCOMPARE(limiter.peek(u"anna").remaining, 2);
        QVERIFY(limiter.peek(u"anna").allowed);
        QCOMPARE(limiter.stats().keys, std::size_t(0));
        fill(limiter, u"anna"_s, 2);
        QVERIFY(!limiter.peek(u"anna").allowed);
        QCOMPARE(limiter.peek(u"anna").used, 2);
        QCOMPARE(limiter.peek(u"anna").retryAfter, nanoseconds(60s));
        QCOMPARE(limiter.stats().refused, qint64(0));
    }

    void aReleasedSlotIsFreeAgain()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {.rule = {2, 60s}});
        LimiterDecision first = limiter.acquire(u"anna");
        m_clock.advance(1s);
        fill(limiter, u"anna"_s, 1);
        QVERIFY(first.permit);
        limiter.release(std::move(first.permit));
        QVERIFY(!first.permit);
        QCOMPARE(limiter.peek(u"anna").used, 1);
        QVERIFY(limiter.acquire(u"anna").allowed);
        QVERIFY(!limiter.acquire(u"anna").allowed);
    }

    void releasingTheOnlySlotForgetsTheKey()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        limiter.release(limiter.acquire(u"anna").permit);
        QCOMPARE(limiter.stats().keys, std::size_t(0));
    }

    void releasingWhatIsNoSlotAnyMoreChangesNothing()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {.rule = {2, 60s}});
        LimiterPermit expired = limiter.acquire(u"anna").permit;
        LimiterPermit pushedOut = limiter.acquire(u"berta").permit;
        LimiterPermit before = limiter.acquire(u"carla").permit;
        m_clock.advance(60s);
        fill(limiter, u"berta"_s, 2);
        fill(limiter, u"carla"_s, 1);
        limiter.release(std::move(expired));
        limiter.release(std::move(pushedOut));
        limiter.release(std::move(before));
        limiter.release(LimiterPermit());
        QCOMPARE(limiter.peek(u"anna").used, 0);
        QCOMPARE(limiter.peek(u"berta").used, 2);
        QCOMPARE(limiter.peek(u"carla").used, 1);
    }

    void aPermitOfAnotherLimiterDoesNoHarm()
    {
        // The same seed, so the same hash key: the worst case.
        SeededRandom random(7);
        SeededRandom sameRandom(7);
        SlidingWindowLimiter limiter(m_clock, random, {});
        SlidingWindowLimiter other(m_clock, sameRandom, {});
        fill(limiter, u"anna"_s, 1);
        m_clock.advance(1s);
        limiter.release(other.acquire(u"anna").permit);
        QCOMPARE(limiter.peek(u"anna").used, 1);
    }

    void aPermitThatWasMovedFromHoldsNothing()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        LimiterPermit permit = limiter.acquire(u"anna").permit;
        LimiterPermit other;
        other = std::move(permit);
        QVERIFY(other);
        QCOMPARE(other.takenAt(), m_clock.monotonic());
        limiter.release(std::move(permit));
        QCOMPARE(limiter.peek(u"anna").used, 1);
    }

    void shadowModeLetsEverythingThroughAndSaysWhatWouldHaveBeen()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {.rule = {2, 60s}, .mode = LimiterMode::Shadow});
        fill(limiter, u"anna"_s, 2);
        for (int i = 0; i < 3; ++i) {
            const LimiterDecision decision = limiter.acquire(u"anna");
            QVERIFY(decision.allowed);
            QVERIFY(decision.overLimit);
            QVERIFY(!decision.permit);
            QCOMPARE(decision.used, 2);
            QCOMPARE(decision.retryAfter, nanoseconds(60s));
        }
        QCOMPARE(limiter.stats().allowed, qint64(2));
        QCOMPARE(limiter.stats().wouldRefuse, qint64(3));
        limiter.setMode(LimiterMode::Enforce);
        QCOMPARE(limiter.mode(), LimiterMode::Enforce);
        QVERIFY(!limiter.acquire(u"anna").allowed);
        QCOMPARE(limiter.stats().refused, qint64(1));
    }

    void theRuleChangesForWhatIsInTheWindowAlready()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        fill(limiter, u"anna"_s, 5);
        m_clock.advance(10s);
        limiter.setRule({7, 60s});
        QCOMPARE(limiter.rule(), (LimiterRule{7, 60s}));
        QVERIFY(limiter.rule() != LimiterRule());
        fill(limiter, u"anna"_s, 2);
        QVERIFY(!limiter.acquire(u"anna").allowed);

        limiter.setRule({3, 60s});
        const LimiterDecision decision = limiter.acquire(u"anna");
        QVERIFY(!decision.allowed);
        QCOMPARE(decision.used, 7);
        QCOMPARE(decision.remaining, 0);
        // Three must be left of seven, but two of them are from 10 s ago.
        QCOMPARE(decision.retryAfter, nanoseconds(50s));

        limiter.setRule({3, 10s});
        QVERIFY(limiter.acquire(u"anna").allowed);
        QVERIFY(!limiter.acquire(u"anna").allowed);
    }

    void aRuleThatAllowsNothingIsTakenAsOneAtATime()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {.rule = {0, 0s}});
        QCOMPARE(limiter.rule(), (LimiterRule{1, 1ns}));
        QVERIFY(limiter.acquire(u"anna").allowed);
        QVERIFY(!limiter.acquire(u"anna").allowed);
    }

    void b19_aWallClockThatIsSetNeitherLocksOutNorRefills()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        fill(limiter, u"anna"_s, 5);
        m_clock.advance(30s);
        for (const auto jump : {8h, -16h, 8h, 0h}) {
            m_clock.jumpWall(jump);
            const LimiterDecision decision = limiter.acquire(u"anna");
            QVERIFY(!decision.allowed);
            QCOMPARE(decision.retryAfter, nanoseconds(30s));
        }
        m_clock.jumpWall(-8h);
        m_clock.advance(30s);
        QVERIFY(limiter.acquire(u"anna").allowed);
    }

    void b20_aMonotonicClockThatStepsBackCountsAsNoTimePassing()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {.rule = {2, 60s}});
        fill(limiter, u"anna"_s, 1);
        m_clock.advance(40s);
        fill(limiter, u"anna"_s, 1);
        m_clock.jumpMonotonic(-1h);
        const LimiterDecision decision = limiter.acquire(u"anna");
        QVERIFY(!decision.allowed);
        QCOMPARE(decision.retryAfter, nanoseconds(20s));
        m_clock.advance(20s - 1ns);
        QVERIFY(!limiter.acquire(u"anna").allowed);
        m_clock.advance(1ns);
        QVERIFY(limiter.acquire(u"anna").allowed);
    }

    void b22_aMillionPassersByLeaveMemoryBoundedAndALiveShopperAlone()
    {
        constexpr std::size_t cap = 16'384;
        SlidingWindowLimiter limiter(m_clock, m_random, {.maximumKeys = cap});
        std::vector<Monotonic> regular;
        std::size_t mostBytes = 0;
        SeededRandom names(2);
        char16_t name[8];
        for (int i = 0; i < 1'000'000; ++i) {
            for (int word = 0; word < 8; word += 4) {
                const std::uint64_t drawn = names.next();
                std::memcpy(name + word, &drawn, sizeof drawn);
            }
            QVERIFY(limiter.acquire(QStringView(name, 8)).allowed);
            m_clock.advance(5ms);
            if (i % 400 == 0) {
                const LimiterDecision decision = limiter.acquire(u"regular");
                const auto now = m_clock.monotonic();
                std::erase_if(regular, [now](Monotonic at) { return at <= now - 60s; });
                QCOMPARE(decision.allowed, regular.size() < 5);
                if (decision.allowed)
                    regular.push_back(now);
                mostBytes = std::max(mostBytes, limiter.stats().bytes);
            }
        }
        // 12 000 are in their window; a few more wait to be swept.
        QVERIFY2(limiter.stats().keys < 12'200, qPrintable(QString::number(limiter.stats().keys)));
        QVERIFY2(mostBytes < cap * 100, qPrintable(QString::number(mostBytes)));
        QCOMPARE(limiter.stats().full, qint64(0));
    }

    void b22_withoutRoomStrangersWaitAndNobodyLosesWhatHeHas()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {.rule = {2, 60s}, .maximumKeys = 3});
        fill(limiter, u"anna"_s, 1);
        m_clock.advance(10s);
        fill(limiter, u"berta"_s, 1);
        fill(limiter, u"carla"_s, 1);
        const LimiterDecision stranger = limiter.acquire(u"dora");
        QVERIFY(!stranger.allowed);
        QVERIFY(stranger.full);
        QCOMPARE(stranger.retryAfter, nanoseconds(50s));
        QCOMPARE(stranger.explanation(), u"too many callers at once, room in 50 s"_s);
        QVERIFY(limiter.peek(u"dora").full);
        QVERIFY(limiter.acquire(u"berta").allowed);
        QVERIFY(!limiter.acquire(u"berta").allowed);
        QCOMPARE(limiter.stats().full, qint64(1));

        limiter.setMode(LimiterMode::Shadow);
        QVERIFY(limiter.acquire(u"dora").allowed);
        QCOMPARE(limiter.stats().full, qint64(2));
        limiter.setMode(LimiterMode::Enforce);

        m_clock.advance(50s - 1ns);
        QVERIFY(!limiter.acquire(u"dora").allowed);
        m_clock.advance(1ns);
        QVERIFY(limiter.acquire(u"dora").allowed);
        QVERIFY(limiter.acquire(u"anna").full);
    }

    void b22_memoryGoesBackWhenAllAreIdle()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {.maximumKeys = 20'000});
        const std::size_t atFirst = limiter.stats().bytes;
        for (int i = 0; i < 15'000; ++i)
            QVERIFY(limiter.acquire(QString::number(i)).allowed);
        QVERIFY(limiter.stats().bytes > atFirst + 15'000 * 64);
        m_clock.advance(60s);
        for (int i = 0; i < 10'000; ++i)
            std::ignore = limiter.peek(QString::number(i));
        QCOMPARE(limiter.stats().keys, std::size_t(0));
        QCOMPARE(limiter.stats().bytes, atFirst);
    }

    void aKeyTakesLessThanAHundredBytes()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        for (int i = 0; i < 100'000; ++i)
            QVERIFY(limiter.acquire(QString::number(i)).allowed);
        const LimiterStats stats = limiter.stats();
        QCOMPARE(stats.keys, std::size_t(100'000));
        QVERIFY2(stats.bytes < 100 * stats.keys, qPrintable(QString::number(stats.bytes / stats.keys)));
    }

    void b23_refusalsNeitherExtendTheWaitNorUseSlots()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        fill(limiter, u"anna"_s, 5);
        for (int second = 0; second < 60; ++second) {
            const LimiterDecision decision = limiter.acquire(u"anna");
            QVERIFY(!decision.allowed);
            QCOMPARE(decision.used, 5);
            QCOMPARE(decision.retryAfter, nanoseconds(60s - std::chrono::seconds(second)));
            m_clock.advance(1s);
        }
        fill(limiter, u"anna"_s, 5);
        QCOMPARE(limiter.stats().refused, qint64(60));
    }

    void b24_retryAfterIsTheNextFreeSlotExactly()
    {
        for (const nanoseconds early : {nanoseconds(1ms), nanoseconds(1ns)}) {
            ManualClock clock;
            SlidingWindowLimiter limiter(clock, m_random, {});
            for (int i = 0; i < 5; ++i) {
                fill(limiter, u"anna"_s, 1);
                clock.advance(7s + 1ns * i);
            }
            for (int i = 0; i < 20; ++i) {
                const LimiterDecision refused = limiter.acquire(u"anna");
                QVERIFY(!refused.allowed);
                clock.advance(refused.retryAfter - early);
                QVERIFY(!limiter.acquire(u"anna").allowed);
                clock.advance(early);
                QVERIFY(limiter.acquire(u"anna").allowed);
            }
        }
    }

    void b25_noSpanOfAWindowEverHoldsMoreThanTheLimit()
    {
        constexpr int shoppers = 8;
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        std::mutex mutex;
        std::map<int, std::vector<Monotonic>> accepted;
        onThreads(1000, [&](int thread) {
            for (int i = 0; i < 20; ++i) {
                if (thread % 50 == 0)
                    m_clock.advance(700ms);
                const int shopper = (thread + i) % shoppers;
                const LimiterDecision decision = limiter.acquire(QString::number(shopper));
                if (decision.allowed) {
                    const std::lock_guard lock(mutex);
                    accepted[shopper].push_back(decision.permit.takenAt());
                }
            }
        });
        for (auto &[shopper, times] : accepted) {
            std::ranges::sort(times);
            QVERIFY(times.size() >= 5);
            for (std::size_t i = 5; i < times.size(); ++i)
                QVERIFY(times[i] - times[i - 5] >= 60s);
        }
    }

    void b25_aThousandAtOneInstantGetFiveSlots()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        std::atomic<int> allowed = 0;
        onThreads(1000, [&](int) { allowed += limiter.acquire(u"anna").allowed ? 1 : 0; });
        QCOMPARE(allowed.load(), 5);
        QCOMPARE(limiter.stats().refused, qint64(995));
    }

    void b25_theEdgeOfAWindowDoesNotDoubleTheLimit()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        m_clock.advance(59s);
        fill(limiter, u"anna"_s, 5);
        m_clock.advance(2s);
        QVERIFY(!limiter.acquire(u"anna").allowed);
    }

    void b26_whatHasLeftTheWindowIsNotCounted()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        fill(limiter, u"anna"_s, 3);
        m_clock.advance(30s);
        fill(limiter, u"anna"_s, 2);
        m_clock.advance(30s);
        const LimiterDecision decision = limiter.acquire(u"anna");
        QVERIFY(decision.allowed);
        QCOMPARE(decision.used, 3);
        QCOMPARE(decision.remaining, 2);
    }

    void b27_aRestartForgetsUnlessTheLastWindowIsRestored()
    {
        SlidingWindowLimiter before(m_clock, m_random, {});
        fill(before, u"anna"_s, 5);
        m_clock.advance(20s);

        SlidingWindowLimiter forgetful(m_clock, m_random, {});
        QVERIFY(forgetful.acquire(u"anna").allowed);

        SlidingWindowLimiter restored(m_clock, m_random, {});
        const std::vector<nanoseconds> ages{60s, 20s, 15s, 59s, 1s, 2h, -3s};
        QVERIFY(restored.restore(u"anna", ages));
        const LimiterDecision decision = restored.acquire(u"anna");
        QVERIFY(!decision.allowed);
        QCOMPARE(decision.used, 5);
        QCOMPARE(decision.retryAfter, nanoseconds(1s));
        QCOMPARE(decision.resetAfter, nanoseconds(60s));
    }

    void b27_restoringMoreThanTheLimitKeepsTheLatest()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {.rule = {2, 60s}, .maximumKeys = 1});
        const std::vector<nanoseconds> ages{5s, 50s, 10s, 40s};
        QVERIFY(limiter.restore(u"anna", ages));
        const std::vector<nanoseconds> old{50s};
        QVERIFY(limiter.restore(u"anna", old));
        QCOMPARE(limiter.peek(u"anna").used, 2);
        QCOMPARE(limiter.peek(u"anna").retryAfter, nanoseconds(50s));
        QVERIFY(!limiter.restore(u"berta", ages));
        const std::vector<nanoseconds> gone{60s};
        QVERIFY(limiter.restore(u"berta", gone));
    }

    void anAllowedShopperIsServedWhileOthersAreRefusedOnAllThreads()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        fill(limiter, u"greedy"_s, 5);
        std::atomic<int> served = 0;
        onThreads(64, [&](int thread) {
            for (int i = 0; i < 100; ++i)
                QVERIFY(!limiter.acquire(u"greedy").allowed);
            served += limiter.acquire(u"shopper %1"_s.arg(thread)).allowed ? 1 : 0;
        });
        QCOMPARE(served.load(), 64);
    }

    void theRuleMayChangeWhileRequestsCome()
    {
        SlidingWindowLimiter limiter(m_clock, m_random, {});
        onThreads(16, [&](int thread) {
            for (int i = 0; i < 50; ++i) {
                if (thread == 0)
                    limiter.setRule({5 + i % 3, 60s});
                LimiterDecision decision = limiter.acquire(QString::number(i % 10));
                if (thread % 2 == 1)
                    limiter.release(std::move(decision.permit));
                std::ignore = limiter.stats();
            }
        });
        for (int i = 0; i < 10; ++i)
            QVERIFY(limiter.peek(QString::number(i)).used <= 7);
    }
};

QTEST_GUILESS_MAIN(SlidingWindowLimiterTest)
#include "tst_sliding_window_limiter.moc"
