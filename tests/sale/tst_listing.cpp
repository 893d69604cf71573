// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario P1: what the listing is made from.
#include "shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class ListingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheDatabaseOncePerWindow()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 10);
        shop.addSale({{u"A"_s, 1999, 10, 0}});
        const auto loads = shop.listing.stats().loads;
        for (int i = 0; i < 1'000; ++i) {
            const auto state = finish(shop.listing.refresh());
            QVERIFY(state);
            QCOMPARE(state->state, CacheState::Hit);
        }
        QCOMPARE(shop.listing.stats().loads, loads);
        shop.clock.advance(30s);
        QCOMPARE(finish(shop.listing.refresh())->state, CacheState::Stale);
        QTRY_COMPARE(finish(shop.listing.refresh())->state, CacheState::Hit);
        QCOMPARE(shop.listing.stats().loads, loads + 1);
    }

    void followsEveryCommitWithoutAQuery()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 2);
        shop.addSale({{u"A"_s, 1999, 2, 0}});
        const auto loads = shop.listing.stats().loads;
        const quint64 urgent = shop.board.urgentChanges();
        QCOMPARE(shop.buyResult(shop.request(u"ann"_s, u"A"_s)), u"paid"_s);
        QCOMPARE(shop.board.snapshot()->openItem(u"A"_s, shop.clock.utc())->available(), 1);
        QCOMPARE(shop.board.urgentChanges(), urgent);
        QCOMPARE(shop.buyResult(shop.request(u"bob"_s, u"A"_s)), u"paid"_s);
        QCOMPARE(shop.board.snapshot()->openItem(u"A"_s, shop.clock.utc())->available(), 0);
        QVERIFY(shop.board.urgentChanges() > urgent);
        QCOMPARE(shop.listing.stats().loads, loads);
    }

    void aProductSoldOutInOneSaleIsSoldOutInTheOther()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 2);
        const Sale other = shop.addSale({{u"A"_s, 2499, 2, 0}});
        shop.clock.advance(1s);
        shop.addSale({{u"A"_s, 1999, 2, 0}});
        QCOMPARE(shop.buyResult(shop.request(u"ann"_s, u"A"_s, 2)), u"paid"_s);
        for (const BoardSale &sale : shop.board.snapshot()->sales)
            QCOMPARE(sale.items.front()->available(), 0);
        QCOMPARE(shop.board.snapshot()->sales.back().id, other.id);
        QCOMPARE(shop.board.snapshot()->sales.back().items.front()->sold.load(), 0);
    }

    void stockThatChangesWithoutASaleShowsAtOnce()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 5);
        shop.addProduct(u"B"_s, 5);
        shop.addSale({{u"A"_s, 1999, 4, 0}, {u"B"_s, 500, 4, 0}});
        QCOMPARE(shop.buyResult(shop.request(u"ann"_s, u"A"_s)), u"paid"_s);
        const auto available = [&shop](const QString &sku) {
            return shop.board.snapshot()->openItem(sku, shop.clock.utc())->available();
        };
        const quint64 urgent = shop.board.urgentChanges();
        shop.board.update(std::vector{StockLevel{u"A"_s, 2}});
        QCOMPARE(available(u"A"_s), 2);
        QCOMPARE(shop.board.urgentChanges(), urgent);
        shop.board.update(std::vector{StockLevel{u"A"_s, 0}});
        QCOMPARE(available(u"A"_s), 0);
        QVERIFY(shop.board.urgentChanges() > urgent);
        shop.board.update(std::vector{StockLevel{u"A"_s, 9}});
        QCOMPARE(available(u"A"_s), 3); // what is left of the sale's quota
        QCOMPARE(available(u"B"_s), 4);
    }

    void servesTheOldBoardWhileTheDatabaseFails()
    {
        if (ScratchStore::backendFromEnvironment() == ScratchStore::Backend::Postgres)
            QSKIP("PostgreSQL prepares no ALTER TABLE; the store's own tests break its connections instead");
        Shop shop;
        shop.addProduct(u"A"_s, 2);
        shop.addSale({{u"A"_s, 1999, 2, 0}});
        shop.change(u"ALTER TABLE sale RENAME TO elsewhere"_s);
        shop.clock.advance(20min);
        QCOMPARE(finish(shop.listing.refresh())->state, CacheState::Stale);
        QVERIFY(shop.board.snapshot()->openSale(shop.clock.utc()));
        shop.clock.advance(1h);
        QVERIFY(!finish(shop.listing.refresh()));
    }

    void showsTheSaleThatStartedLast()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 2);
        shop.addProduct(u"B"_s, 2);
        const Sale first = shop.addSale({{u"A"_s, 1999, 2, 0}});
        shop.clock.advance(1s);
        const Sale second = shop.addSale({{u"B"_s, 1999, 2, 0}});
        const auto snapshot = shop.board.snapshot();
        QCOMPARE(snapshot->openSale(shop.clock.utc())->id, second.id);
        QCOMPARE(snapshot->openSale(first.startsAt)->id, first.id);
        QVERIFY(snapshot->openItem(u"A"_s, shop.clock.utc()));
        QCOMPARE(snapshot->nextChange(shop.clock.utc()), first.endsAt);
        QCOMPARE(snapshot->openSale(second.endsAt), nullptr);
    }

    void theBoardKnowsWhenTheNextSaleBeginsAndEnds()
    {
        Shop shop;
        const UtcMillis now = shop.clock.utc();
        shop.addProduct(u"A"_s, 2);
        QVERIFY(shop.sales.create({u"Later"_s, now + 60'000, now + 120'000, {{u"A"_s, 1999, 2, 0}}}, u"test"_s).get());
        QVERIFY(shop.listing.reload().get().value);
        QCOMPARE(shop.board.snapshot()->nextChange(now), now + 60'000);
        QCOMPARE(shop.board.snapshot()->nextChange(now + 60'000), now + 120'000);
    }

    void aPausedSaleShowsNothing()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 2);
        const Sale sale = shop.addSale({{u"A"_s, 1999, 2, 0}});
        QVERIFY(shop.sales.pause(sale.id, u"test"_s).get());
        QVERIFY(shop.listing.reload().get().value);
        QCOMPARE(shop.board.snapshot()->openSale(shop.clock.utc()), nullptr);
    }
};

QTEST_GUILESS_MAIN(ListingTest)
#include "tst_listing.moc"
