// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_pace.h"

#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace std::chrono_literals;

namespace {

struct Pace {
    ManualClock clock;
    ScratchStore scratch;
    std::unique_ptr<Store> store = scratch.open(clock);
    FeedPace pace{*store, clock};

    void write(int times)
    {
        for (int time = 0; time < times; ++time) {
            auto writing = store->write([](WriteTransaction &) -> Result<Done> { return Done{}; });
            QVERIFY(writing.get());
        }
    }
    void writeOwn(int times)
    {
        for (int time = 0; time < times; ++time) {
            pace.sent();
            write(1);
        }
    }
    [[nodiscard]] Monotonic in(Monotonic time) const { return clock.monotonic() + time; }
};

} // namespace

class FeedPaceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void feedsAloneGoAtFullSpeed()
    {
        Pace alone;
        alone.writeOwn(10);
        alone.pace.ran(5ms);
        QVERIFY(!alone.pace.nextAt());
        QCOMPARE(alone.pace.inFlight(), 3);
    }

    void aLoneWriteOfOthersSlowsNobodyDown()
    {
        Pace shop;
        shop.pace.ran(5ms);
        shop.write(2);
        QVERIFY(!shop.pace.nextAt());
        QCOMPARE(shop.pace.inFlight(), 3);
    }

    void writesFarApartSlowNobodyDown()
    {
        Pace shop;
        for (int time = 0; time < 10; ++time) {
            shop.write(1);
            shop.pace.ran(5ms);
            QVERIFY(!shop.pace.nextAt());
            shop.clock.advance(50ms);
        }
    }

    void feedsGiveWayAtOnceWhereOthersWriteSteadily()
    {
        Pace shop;
        shop.pace.ran(5ms);
        shop.write(3);
        QCOMPARE(shop.pace.inFlight(), 1);
        QVERIFY(shop.pace.nextAt() == shop.in(45ms));
        shop.clock.advance(45ms);
        QVERIFY(!shop.pace.nextAt());
    }

    void aPauseEndsSometime()
    {
        Pace shop;
        shop.write(3);
        shop.pace.ran(10s);
        QVERIFY(shop.pace.nextAt() == shop.in(250ms));
    }

    void feedsGoOnATenthOfASecondAfterTheLastOfOthers()
    {
        Pace shop;
        shop.write(3);
        QCOMPARE(shop.pace.inFlight(), 1);
        shop.clock.advance(99ms);
        QCOMPARE(shop.pace.inFlight(), 1);
        shop.clock.advance(1ms);
        QCOMPARE(shop.pace.inFlight(), 3);
    }

    void othersAreNoticedWhileOwnCommandsAreOnTheirWay()
    {
        Pace shop;
        shop.pace.sent();
        shop.write(3);
        QCOMPARE(shop.pace.inFlight(), 3); // one of them may be that of the feed
        shop.write(1);
        QCOMPARE(shop.pace.inFlight(), 1);
    }

    void whatWasWrittenBeforeTheServiceWasMadeDoesNotCount()
    {
        Pace shop;
        shop.write(5);
        FeedPace later(*shop.store, shop.clock);
        QCOMPARE(later.inFlight(), 3);
    }
};

QTEST_GUILESS_MAIN(FeedPaceTest)
#include "tst_feed_pace.moc"
