// SPDX-License-Identifier: GPL-3.0-or-later
#include "partner/feed_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class FeedJobUndoTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void undoTakesAJobBack()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(600, 5));
        const auto before = shop.products();
        FeedUpload upload = shop.upload("sku,name,price,stock,brand\nS-1,Mug,9.99,50,\nNEW,Plate,1,1,\n"
                                        + rowsOf(598, 5, 2).split('\n').mid(1).join('\n'));
        upload.mode = JobMode::Full;
        const FeedJob changed = shop.ran(upload);
        QCOMPARE(changed.withdrawn, 1);
        const FeedJob undo = shop.undone(changed.id);
        QCOMPARE(undo.status, JobStatus::Succeeded);
        QCOMPARE(undo.kind, JobKind::Undo);
        QCOMPARE(undo.updated, 3);
        auto after = shop.products();
        QVERIFY(after.take(u"NEW"_s).withdrawn);
        QVERIFY(after == before);
        QCOMPARE(shop.job(changed.id).undoneBy, undo.id);
        const Error twice = shop.jobs->undo(changed.id, u"staff:eve"_s).get().error();
        QCOMPARE(twice.code, ErrorCode::Conflict);
        QCOMPARE(twice.fields.at(0).code, u"already_undone"_s);
        QCOMPARE(shop.problem(), QString());
    }

    void undoIsRefusedWhereSomethingLaterTouchedTheProducts()
    {
        FeedShop shop;
        shop.start();
        const FeedJob first = shop.ran(rowsOf(10, 5));
        shop.ran("sku,price\nS-4,7.00\n");
        const auto refused = shop.jobs->undo(first.id, u"staff:eve"_s).get();
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QCOMPARE(refused.error().fields.size(), std::size_t(1));
        QCOMPARE(refused.error().fields.front().value, u"S-4"_s);
    }

    void undoIsRefusedWhereNothingWasChanged()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        const FeedJob again = shop.ran(rowsOf(10, 5));
        QCOMPARE(shop.jobs->undo(again.id, u"staff:eve"_s).get().error().code, ErrorCode::Conflict);
    }

    void salesDoNotStandInTheWayOfUndo()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        const FeedJob raised = shop.ran(rowsOf(10, 50));
        shop.run(u"UPDATE stock SET allocated = 8 WHERE sku = 'S-3'"_s);
        const FeedJob undo = shop.undone(raised.id);
        QCOMPARE(undo.updated, 10);
        QCOMPARE(shop.products()[u"S-2"_s].stock, 5);
        QCOMPARE(shop.products()[u"S-3"_s].stock, 8);
        QCOMPARE(shop.errorCodes(undo.id), QStringList{u"stock_promised"_s});
    }

    void undoLeavesStockThatANewerMessageConfirmed()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(2, 10));
        shop.clock.advance(1s);
        const FeedJob changed = shop.ran("sku,name,stock\nS-0,Mug,5\nS-1,Mug,5\n");
        shop.clock.advance(1s);
        shop.ran("sku,stock\nS-0,5\n");
        const FeedJob undo = shop.undone(changed.id);
        QCOMPARE(undo.updated, 2);
        QCOMPARE(shop.products()[u"S-0"_s].name, u"Cup 0"_s);
        QCOMPARE(shop.products()[u"S-0"_s].stock, 5);
        QCOMPARE(shop.products()[u"S-1"_s].stock, 10);
        QCOMPARE(shop.errorCodes(undo.id), QStringList{u"stock_late"_s});
    }

    void aReservationThatEndsDoesNotStandInTheWayOfUndo()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(2, 10));
        shop.run(u"UPDATE stock SET held = 4 WHERE sku = 'S-0'"_s);
        const FeedJob emptied = shop.ran(rowsOf(2, 0));
        // As the end of a reservation leaves it.
        shop.run(u"UPDATE stock SET held = 1, on_hand = 1, shortfall = 1 WHERE sku = 'S-0'"_s);
        shop.run(u"INSERT INTO stock_movement (id, sku, delta, reason, source_type, source_id, purpose, actor, at) "
                 "VALUES ('m', 'S-0', -3, 'shortfall', 'order_line', 'l', 'give_back', 'shopper', 0)"_s);
        const FeedJob undo = shop.undone(emptied.id);
        QCOMPARE(undo.updated, 2);
        QCOMPARE(shop.products()[u"S-0"_s].stock, 10);
        QCOMPARE(shop.problem(), QString());
    }
};

QTEST_GUILESS_MAIN(FeedJobUndoTest)
#include "tst_feed_job_undo.moc"
