// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/bulkhead.h"
#include "core/resilience/queue_shedder.h"

#include "resilience/threads.h"

#include <QTest>

#include <barrier>

using namespace tidegate;
using namespace std::chrono_literals;

class BulkheadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesAtOnceWhenAllPlacesAreTaken()
    {
        Bulkhead bulkhead(2);
        auto first = bulkhead.enter();
        const auto second = bulkhead.enter();
        QVERIFY(first && second);
        QVERIFY(!bulkhead.enter());
        QCOMPARE(bulkhead.inUse(), 2);
        QCOMPARE(bulkhead.refused(), std::int64_t(1));
        first.reset();
        QCOMPARE(bulkhead.inUse(), 1);
        QVERIFY(bulkhead.enter());
    }

    void aPlaceMovesAndIsGivenBackOnce()
    {
        Bulkhead bulkhead(3);
        auto first = bulkhead.enter();
        {
            BulkheadPermit moved(std::move(*first));
            first.reset();
            QCOMPARE(bulkhead.inUse(), 1);
            auto other = bulkhead.enter();
            QCOMPARE(bulkhead.inUse(), 2);
            moved = std::move(*other);
            QCOMPARE(bulkhead.inUse(), 1);
            BulkheadPermit &itself = moved;
            moved = std::move(itself);
            QCOMPARE(bulkhead.inUse(), 1);
        }
        QCOMPARE(bulkhead.inUse(), 0);
    }

    void aPlaceMayOutliveTheBulkhead()
    {
        auto bulkhead = std::make_unique<Bulkhead>(1);
        const auto place = bulkhead->enter();
        bulkhead.reset();
        QVERIFY(place);
    }

    void aNewLimitHoldsForThoseWhoCome()
    {
        Bulkhead bulkhead(2);
        const auto first = bulkhead.enter();
        auto second = bulkhead.enter();
        bulkhead.setLimit(1);
        QCOMPARE(bulkhead.limit(), 1);
        QCOMPARE(bulkhead.inUse(), 2);
        second.reset();
        QVERIFY(!bulkhead.enter());
        bulkhead.setLimit(2);
        QVERIFY(bulkhead.enter());
    }

    void neverMoreAtOnceThanTheLimitOnManyThreads()
    {
        constexpr int threads = 64;
        Bulkhead bulkhead(5);
        std::atomic<int> entered = 0;
        std::barrier together(threads);
        onThreads(threads, [&](int) {
            for (int round = 0; round < 50; ++round) {
                auto place = bulkhead.enter();
                entered += place ? 1 : 0;
                together.arrive_and_wait();
                QCOMPARE(entered.load(), 5);
                together.arrive_and_wait();
                if (place)
                    --entered;
                place.reset();
                together.arrive_and_wait();
            }
        });
        QCOMPARE(bulkhead.inUse(), 0);
        QCOMPARE(bulkhead.refused(), std::int64_t(50) * (threads - 5));
    }

    void aBurstIsNoOverload()
    {
        ManualClock clock;
        QueueShedder shedder(clock, {});
        for (int i = 0; i < 100; ++i) {
            clock.advance(10ms);
            QVERIFY(shedder.admit(i % 9 == 0 ? 0ms : 50ms));
        }
        QCOMPARE(shedder.shed(), std::int64_t(0));
    }

    void aQueueThatNeverGetsShortShedsWhoWaitedLong()
    {
        ManualClock clock;
        QueueShedder shedder(clock, {.target = 5ms, .interval = 100ms});
        for (int i = 0; i < 10; ++i) {
            QVERIFY(shedder.admit(30ms));
            clock.advance(10ms);
        }
        QVERIFY(!shedder.admit(30ms));
        QVERIFY(!shedder.admit(11ms));
        QVERIFY(shedder.admit(10ms));
        QCOMPARE(shedder.shed(), std::int64_t(2));

        // One that was served in time during an interval ends it.
        QVERIFY(shedder.admit(5ms));
        clock.advance(100ms);
        QVERIFY(shedder.admit(30ms));
    }

    void afterASilenceNobodyIsShedForWhatWasBefore()
    {
        ManualClock clock;
        QueueShedder shedder(clock, {.target = 5ms, .interval = 100ms});
        clock.advance(100ms);
        QVERIFY(shedder.admit(30ms));
        clock.advance(200ms);
        QVERIFY(shedder.admit(30ms));
    }
};

QTEST_GUILESS_MAIN(BulkheadTest)
#include "tst_bulkhead.moc"
