// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_service.h"

#include "core/partner/feed_job_json.h"
#include "core/partner/feed_job_table.h"
#include "partner/feed_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray rowsOf(int count, int stock, int from = 0)
{
    QByteArray text = "sku,name,price,stock,brand\n";
    for (int i = from; i < from + count; ++i)
        text += "S-" + QByteArray::number(i) + ",Cup " + QByteArray::number(i) + ",1.50," + QByteArray::number(stock) + ",Acme\n";
    return text;
}

} // namespace

class FeedJobServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFeedMakesProductsOfThePartner()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran("sku,name,price,stock,brand\nA,Blue cup,19.99,7,Acme\nB,Red cup,5,0,\n");
        QCOMPARE(job.status, JobStatus::Succeeded);
        QCOMPARE(job.total, 2);
        QCOMPARE(job.created, 2);
        QCOMPARE(job.percent(), 100);
        QVERIFY(job.startedAt && job.finishedAt);
        const SeenProduct cup{u"Blue cup"_s, u"Acme"_s, 1'999, 7, u"acme"_s, false};
        QVERIFY(shop.products()[u"A"_s] == cup);
        QCOMPARE(shop.problem(), QString());
    }

    void theSameFeedAgainChangesNothing()
    {
        FeedShop shop;
        shop.start();
        QCOMPARE(shop.ran(rowsOf(600, 5)).created, 600);
        const qint64 movements = shop.number(u"SELECT COUNT(*) FROM stock_movement"_s);
        const FeedJob again = shop.ran(rowsOf(600, 5));
        QCOMPARE(again.unchanged, 600);
        QCOMPARE(again.created + again.updated, 0);
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM stock_movement"_s), movements);
        QCOMPARE(shop.number(u"SELECT MAX(version) FROM product"_s), 1);
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM feed_job_change WHERE job_id = '%1'"_s.arg(again.id)), 0);
    }

    void aChunkIsOneAuditRecord()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(300, 5));
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM audit WHERE action = 'feed.applied'"_s), 2);
        QVERIFY(shop.text(u"SELECT state_after FROM audit WHERE action = 'feed.applied' ORDER BY seq LIMIT 1"_s)
                    .contains(u"\"S-17\""));
    }

    void wrongRowsAreLeftOutAndTold()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran("sku,name,price,stock\nA,Cup,abc,1\nB,Mug,2.00,1\nC,,,4\n");
        QCOMPARE(job.status, JobStatus::Partial);
        QCOMPARE(job.rejected, 2);
        QCOMPARE(job.created, 1);
        const auto errors = shop.errors(job.id);
        QCOMPARE(qint64(errors.size()), job.errorCount);
        QCOMPARE(errors.front().error.line, 2);
        QCOMPARE(errors.front().error.field, u"price"_s);
        QCOMPARE(errors.back().error.line, 4);
    }

    void aFeedWithoutAGoodRowFails()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran("sku,name,price\nA,Cup,abc\n");
        QCOMPARE(job.status, JobStatus::Failed);
        QCOMPARE(job.failure, u"no_row_accepted"_s);
    }

    void aFeedThatBreaksOffChangesNothing()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran(rowsOf(600, 5) + "\"T,broken,1.00,1,\n");
        QCOMPARE(job.status, JobStatus::Failed);
        QCOMPARE(job.failure, u"unclosed_quote"_s);
        QCOMPARE(job.processed, 0);
        QCOMPARE(shop.errorCodes(job.id), QStringList{u"unclosed_quote"_s});
        QVERIFY(shop.products().isEmpty());
    }

    void aSkuThatStandsTwiceIsTakenOnce()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran("sku,name,price\nA,Cup,1.00\nA,Mug,2.00\n");
        QCOMPARE(job.created, 1);
        QCOMPARE(job.rejected, 1);
        QCOMPARE(shop.errorCodes(job.id), QStringList{u"duplicate_sku"_s});
        QVERIFY(shop.errors(job.id).front().error.message.contains(u"line 2"));
        QCOMPARE(shop.products()[u"A"_s].name, u"Cup"_s);
    }

    void aSkuThatStandsTwiceIsFoundAcrossARestart()
    {
        FeedShop shop;
        const FeedJob queued = shop.submit(shop.upload(rowsOf(600, 5) + "S-1,Mug,2.00,1,\n"));
        // As a server leaves it that was killed after its first chunk.
        shop.start();
        shop.finished(queued.id);
        const qint64 movements = shop.number(u"SELECT COUNT(*) FROM stock_movement"_s);
        shop.jobs.reset();
        shop.run(
            u"UPDATE feed_job SET status = 'running', phase = 'applying', rows_done = 600, created = 600, rejected = 0, error_count = 0, "
            "finished_at = NULL"_s);
        shop.run(u"DELETE FROM feed_job_error"_s);
        shop.restart();
        shop.start();
        const FeedJob job = shop.finished(queued.id);
        QCOMPARE(job.rejected, 1);
        QCOMPARE(shop.errorCodes(job.id), QStringList{u"duplicate_sku"_s});
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM stock_movement"_s), movements);
    }

    void aProductOfAnotherPartnerIsRefused()
    {
        FeedShop shop;
        shop.start();
        shop.ran("sku,name,price\nA,Cup,1.00\n");
        FeedUpload upload = shop.upload("sku,name,price\nA,Mug,2.00\nB,Plate,3.00\n");
        upload.partnerId = u"bolt"_s;
        const FeedJob job = shop.ran(upload);
        QCOMPARE(shop.errorCodes(job.id), QStringList{u"sku_of_another"_s});
        QCOMPARE(shop.products()[u"A"_s].name, u"Cup"_s);
        QCOMPARE(shop.products()[u"B"_s].partner, u"bolt"_s);
    }

    void theShopsOwnProductIsAdopted()
    {
        FeedShop shop;
        shop.run(
            u"INSERT INTO product (sku, id, name, price, currency, created_at, updated_at) VALUES ('A', 'id', 'Cup', 100, 'EUR', 0, 0)"_s);
        shop.run(u"INSERT INTO stock (sku, on_hand) VALUES ('A', 0)"_s);
        shop.start();
        QCOMPARE(shop.ran("sku,name,price\nA,Cup,1.00\n").updated, 1);
        QCOMPARE(shop.products()[u"A"_s].partner, u"acme"_s);
    }

    void testKeysWorkOnTheSandboxAlone()
    {
        FeedShop shop;
        shop.start();
        FeedUpload upload = shop.upload(rowsOf(300, 5));
        upload.sandbox = true;
        QCOMPARE(shop.ran(upload).created, 300);
        QVERIFY(shop.products().isEmpty());
        QCOMPARE(shop.products(true).size(), 300);
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM stock_movement"_s), 0);
        FeedUpload again = shop.upload(rowsOf(300, 6));
        again.sandbox = true;
        QCOMPARE(shop.ran(again).updated, 300);
    }

    void aDryRunTellsAndDoesNothing()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        const auto before = shop.products();
        FeedUpload upload =
            shop.upload("sku,name,price,stock,brand\nS-0,Cup 0,1.50,5,Acme\nS-1,Mug,1.50,5,\nNEW,Plate,1,1,\nBAD,,,1,\n"
                        + rowsOf(6, 5, 2).split('\n').mid(1).join('\n'));
        upload.dryRun = true;
        upload.mode = JobMode::Full;
        const FeedJob job = shop.ran(upload);
        QCOMPARE(job.status, JobStatus::Partial);
        QCOMPARE(job.created, 1);
        QCOMPARE(job.updated, 1);
        QCOMPARE(job.unchanged, 7);
        QCOMPARE(job.rejected, 1);
        QCOMPARE(job.cleared, 1);
        QCOMPARE(job.withdrawn, 2);
        QVERIFY(shop.errorCodes(job.id).contains(u"cleared"));
        QVERIFY(shop.errorCodes(job.id).contains(u"would_withdraw"));
        QVERIFY(shop.products() == before);
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM feed_job_change WHERE job_id = '%1'"_s.arg(job.id)), 0);
    }

    void aFullFeedWithdrawsWhatItDoesNotName()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        FeedUpload upload = shop.upload(rowsOf(9, 5));
        upload.mode = JobMode::Full;
        const FeedJob job = shop.ran(upload);
        QCOMPARE(job.status, JobStatus::Succeeded);
        QCOMPARE(job.withdrawn, 1);
        QVERIFY(shop.products()[u"S-9"_s].withdrawn);
        QCOMPARE(shop.products()[u"S-9"_s].stock, 0);
        // A later feed that names it brings it back.
        QCOMPARE(shop.ran(rowsOf(1, 4, 9)).updated, 1);
        QVERIFY(!shop.products()[u"S-9"_s].withdrawn);
        QCOMPARE(shop.products()[u"S-9"_s].stock, 4);
        QCOMPARE(shop.problem(), QString());
    }

    void aRowThatIsRefusedStillNamesItsProduct()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        FeedUpload upload = shop.upload(rowsOf(9, 5) + "S-9,Cup 9,abc,5,Acme\n");
        upload.mode = JobMode::Full;
        const FeedJob job = shop.ran(upload);
        QCOMPARE(job.withdrawn, 0);
        QVERIFY(!shop.products()[u"S-9"_s].withdrawn);
    }

    void whatIsPromisedStaysWhenAProductIsWithdrawn()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        shop.run(u"UPDATE stock SET held = 1, allocated = 2 WHERE sku = 'S-9'"_s);
        FeedUpload upload = shop.upload(rowsOf(9, 5));
        upload.mode = JobMode::Full;
        shop.ran(upload);
        QCOMPARE(shop.products()[u"S-9"_s].stock, 3);
        QCOMPARE(shop.problem(), QString());
    }

    void tooManyWithdrawalsAreNone()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        FeedUpload upload = shop.upload(rowsOf(7, 6));
        upload.mode = JobMode::Full;
        const FeedJob job = shop.ran(upload);
        QCOMPARE(job.status, JobStatus::Partial);
        QCOMPARE(job.failure, u"too_many_withdrawals"_s);
        QCOMPARE(job.updated, 7);
        QCOMPARE(job.withdrawn, 0);
        QVERIFY(!shop.products()[u"S-9"_s].withdrawn);
    }

    void newProductsDoNotAllowMoreWithdrawals()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        FeedUpload upload = shop.upload(rowsOf(100, 5, 7));
        upload.mode = JobMode::Full;
        const FeedJob job = shop.ran(upload);
        QCOMPARE(job.created, 97);
        QCOMPARE(job.failure, u"too_many_withdrawals"_s);
    }

    void onlyThePartnersOwnProductsAreWithdrawn()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        FeedUpload upload = shop.upload("sku,name,price\nB,Plate,3.00\n");
        upload.partnerId = u"bolt"_s;
        upload.mode = JobMode::Full;
        QCOMPARE(shop.ran(upload).withdrawn, 0);
    }

    void anAtomicFeedWithAnErrorChangesNothing()
    {
        FeedShop shop;
        shop.start();
        FeedUpload upload = shop.upload(rowsOf(600, 5) + "BAD,,,1,\n");
        upload.policy = JobPolicy::Atomic;
        const FeedJob job = shop.ran(upload);
        QCOMPARE(job.status, JobStatus::Failed);
        QCOMPARE(job.failure, u"rows_rejected"_s);
        QCOMPARE(job.rejected, 1);
        QCOMPARE(job.unchanged, 600);
        QCOMPARE(job.created, 0);
        QVERIFY(shop.products().isEmpty());
    }

    void anAtomicFeedWithoutErrorsIsTakenWhole()
    {
        FeedShop shop;
        shop.start();
        FeedUpload upload = shop.upload(rowsOf(600, 5));
        upload.policy = JobPolicy::Atomic;
        const FeedJob job = shop.ran(upload);
        QCOMPARE(job.status, JobStatus::Succeeded);
        QCOMPARE(job.created, 600);
        QCOMPARE(shop.products().size(), 600);
    }

    void anAtomicFeedThatIsCancelledIsTakenBack()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(300, 5));
        const auto before = shop.products();
        FeedUpload upload = shop.upload(rowsOf(600, 6));
        upload.policy = JobPolicy::Atomic;
        const FeedJob done = shop.ran(upload);
        shop.jobs.reset();
        // As if it had been killed with its last row still to come, and cancelled meanwhile.
        shop.run(
            u"UPDATE feed_job SET status = 'running', phase = 'applying', finished_at = NULL, cancel_requested = 1 WHERE id = '%1'"_s
                .arg(done.id));
        shop.restart();
        shop.start();
        const FeedJob job = shop.finished(done.id);
        QCOMPARE(job.status, JobStatus::Cancelled);
        QCOMPARE(job.created + job.updated, 0);
        auto after = shop.products();
        for (int i = 300; i < 600; ++i)
            QVERIFY(after.take(u"S-%1"_s.arg(i)).withdrawn);
        QVERIFY(after == before);
    }

    void oneErrorTooManyEndsTheFeed()
    {
        FeedShop shop;
        shop.start();
        FeedUpload upload = shop.upload("sku,name,price\nA,Cup,1\nB,,\nC,Mug,1\nD,,\nE,Plate,1\n");
        upload.maxErrors = 2;
        const FeedJob job = shop.ran(upload);
        QCOMPARE(job.status, JobStatus::Failed);
        QCOMPARE(job.failure, u"too_many_errors"_s);
        QCOMPARE(job.processed, 4);
        QCOMPARE(shop.products().keys(), (QStringList{u"A"_s, u"C"_s}));
    }

    void aFeedWithOneErrorTooManyIsReadNoFurtherByWhoTakesItOver()
    {
        FeedShop shop;
        shop.start();
        FeedUpload upload = shop.upload("sku,name,price\nA,Cup,1\nB,,1\nC,Mug,1\nD,,1\nE,Plate,1\n");
        upload.maxErrors = 1;
        const FeedJob before = shop.ran(upload);
        shop.jobs.reset();
        // As a server leaves it that was killed behind that chunk.
        shop.run(u"UPDATE feed_job SET status = 'running', phase = 'applying', failure = '', finished_at = NULL"_s);
        shop.restart();
        shop.start();
        const FeedJob after = shop.finished(before.id);
        QCOMPARE(after.failure, u"too_many_errors"_s);
        QCOMPARE(after.processed, before.processed);
        QVERIFY(!shop.products().contains(u"E"_s));
    }

    void anAtomicFeedIsTakenBackWhereAnotherPartnerWasFasterWithOneOfItsSkus()
    {
        FeedShop shop;
        FeedUpload upload = shop.upload(rowsOf(600, 5));
        upload.policy = JobPolicy::Atomic;
        const FeedJob queued = shop.submit(upload);
        // As it stands between its check and its first chunk.
        shop.run(u"UPDATE feed_job SET status = 'running', phase = 'applying', total = 600"_s);
        shop.run(u"INSERT INTO product (sku, id, name, price, currency, created_at, updated_at, partner_id) "
                 "VALUES ('S-599', 'p', 'Of bolt', 100, 'EUR', 0, 0, 'bolt')"_s);
        shop.run(u"INSERT INTO stock (sku, on_hand) VALUES ('S-599', 0)"_s);
        shop.start();
        const FeedJob job = shop.finished(queued.id);
        QCOMPARE(job.status, JobStatus::Failed);
        QCOMPARE(job.failure, u"rows_rejected"_s);
        QCOMPARE(shop.errorCodes(job.id), QStringList{u"sku_of_another"_s});
        QCOMPARE(job.created, 0);
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM product WHERE withdrawn_at IS NULL"_s), 1);
        QCOMPARE(shop.problem(), QString());
    }

    void aJobThatWaitsIsCancelledAtOnce()
    {
        FeedShop shop;
        const FeedJob queued = shop.submit(shop.upload(rowsOf(3, 5)));
        QCOMPARE(shop.jobs->cancel(queued.id, u"staff:eve"_s).get().value().status, JobStatus::Cancelled);
        shop.start();
        QVERIFY(shop.products().isEmpty());
        QCOMPARE(shop.jobs->cancel(queued.id, u"staff:eve"_s).get().value().status, JobStatus::Cancelled);
        QCOMPARE(shop.problem(), QString());
    }

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
        const FeedJob undo = shop.finished(shop.jobs->undo(changed.id, u"staff:eve"_s).get().value().id);
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
        const FeedJob undo = shop.finished(shop.jobs->undo(raised.id, u"staff:eve"_s).get().value().id);
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
        const FeedJob undo = shop.finished(shop.jobs->undo(changed.id, u"staff:eve"_s).get().value().id);
        QCOMPARE(undo.updated, 2);
        QCOMPARE(shop.products()[u"S-0"_s].name, u"Cup 0"_s);
        QCOMPARE(shop.products()[u"S-0"_s].stock, 5);
        QCOMPARE(shop.products()[u"S-1"_s].stock, 10);
        QCOMPARE(shop.errorCodes(undo.id), QStringList{u"stock_late"_s});
    }

    void whatIsOnlyKeptForOrdersIsKnownAsThat()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(2, 10));
        shop.run(u"UPDATE stock SET held = 4 WHERE sku = 'S-0'"_s);
        shop.ran(rowsOf(2, 4));
        QCOMPARE(shop.number(u"SELECT shortfall FROM stock WHERE sku = 'S-0'"_s), 0);
        // What is on hand stays, but it is no longer what was counted.
        QCOMPARE(shop.ran(rowsOf(2, 1)).updated, 2);
        QCOMPARE(shop.number(u"SELECT on_hand FROM stock WHERE sku = 'S-0'"_s), 4);
        QCOMPARE(shop.number(u"SELECT shortfall FROM stock WHERE sku = 'S-0'"_s), 3);
        shop.ran(rowsOf(2, 9));
        QCOMPARE(shop.number(u"SELECT on_hand FROM stock WHERE sku = 'S-0'"_s), 9);
        QCOMPARE(shop.number(u"SELECT shortfall FROM stock WHERE sku = 'S-0'"_s), 0);
        QCOMPARE(shop.problem(), QString());
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
        const FeedJob undo = shop.finished(shop.jobs->undo(emptied.id, u"staff:eve"_s).get().value().id);
        QCOMPARE(undo.updated, 2);
        QCOMPARE(shop.products()[u"S-0"_s].stock, 10);
        QCOMPARE(shop.problem(), QString());
    }

    void retryWorksOnTheSameUploadAgain()
    {
        FeedShop shop;
        shop.start();
        const FeedJob first = shop.ran("sku,name,price\nA,Cup,1.00\n");
        shop.run(u"UPDATE product SET name = 'Changed' WHERE sku = 'A'"_s);
        const FeedJob again = shop.finished(shop.jobs->retry(first.id, u"staff:eve"_s).get().value().id);
        QCOMPARE(again.updated, 1);
        QCOMPARE(shop.products()[u"A"_s].name, u"Cup"_s);
    }

    void newerStockIsNotOverwritten()
    {
        FeedShop shop;
        shop.start();
        const FeedJob first = shop.ran(rowsOf(2, 5));
        shop.run(u"UPDATE stock SET on_hand = 9, source_at = %1 WHERE sku = 'S-0'"_s.arg(shop.clock.utc() + 1'000));
        shop.run(u"INSERT INTO stock_movement (id, sku, delta, reason, source_type, source_id, purpose, actor, at) "
                 "VALUES ('m', 'S-0', 4, 'webhook', 'webhook', 'w', 'set_stock', 'partner', 0)"_s);
        const FeedJob late = shop.ran(rowsOf(2, 7));
        QCOMPARE(late.updated, 1);
        QCOMPARE(late.unchanged, 1);
        QCOMPARE(shop.errorCodes(late.id), QStringList{u"stock_late"_s});
        QCOMPARE(shop.products()[u"S-0"_s].stock, 9);
        shop.clock.advance(2s);
        shop.ran(rowsOf(2, 7));
        QCOMPARE(shop.products()[u"S-0"_s].stock, 7);
        // A retry says no more than its upload did.
        shop.clock.advance(2s);
        shop.finished(shop.jobs->retry(first.id, u"staff:eve"_s).get().value().id);
        QCOMPARE(shop.products()[u"S-0"_s].stock, 7);
    }

    void aFeedThatConfirmsTheStockMakesItNewer()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(2, 5));
        shop.clock.advance(1min);
        QCOMPARE(shop.ran(rowsOf(2, 5)).unchanged, 2);
        QCOMPARE(shop.number(u"SELECT MIN(source_at) FROM stock"_s), shop.clock.utc());
    }

    void jobsOfOnePartnerKeepTheirOrder()
    {
        FeedShop shop;
        QStringList ids;
        for (int price = 1; price <= 5; ++price)
            ids << shop.submit(shop.upload("sku,name,price\nA,Cup," + QByteArray::number(price) + "\n")).id;
        shop.start();
        shop.finished(ids.back());
        QCOMPARE(shop.products()[u"A"_s].price, 500);
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM feed_job WHERE status = 'succeeded'"_s), 5);
    }

    void aSmallJobDoesNotWaitBehindALargeOne()
    {
        FeedShop shop;
        const FeedJob large = shop.submit(shop.upload(rowsOf(60'000, 5)));
        FeedUpload upload = shop.upload("sku,name,price\nB,Plate,3.00\n");
        upload.partnerId = u"bolt"_s;
        const FeedJob small = shop.submit(upload);
        shop.start();
        shop.finished(small.id);
        QCOMPARE(shop.job(large.id).status, JobStatus::Running);
        shop.jobs->cancel(large.id, u"staff:eve"_s).get();
        QCOMPARE(shop.finished(large.id).status, JobStatus::Cancelled);
    }

    void theSameKeyAndBodyIsTheSameJob()
    {
        FeedShop shop;
        FeedUpload upload = shop.upload(rowsOf(3, 5));
        upload.idempotencyKey = u"monday"_s;
        const FeedJob first = shop.submit(upload);
        FeedUpload again = shop.upload(rowsOf(3, 5));
        again.idempotencyKey = u"monday"_s;
        const auto repeated = shop.jobs->submit(again).get();
        QVERIFY(repeated->replayed);
        QCOMPARE(repeated->job.id, first.id);
        QVERIFY(!QFile::exists(again.file));
        FeedUpload other = shop.upload(rowsOf(4, 5));
        other.idempotencyKey = u"monday"_s;
        QCOMPARE(shop.jobs->submit(other).get().error().code, ErrorCode::IdempotencyKeyReused);
        FeedUpload dry = shop.upload(rowsOf(3, 5));
        dry.idempotencyKey = u"monday"_s;
        dry.dryRun = true;
        QCOMPARE(shop.jobs->submit(dry).get().error().code, ErrorCode::IdempotencyKeyReused);
        QCOMPARE(QDir(shop.options.folder).entryList({u"*.feed"_s}).size(), 1);
    }

    void anotherPartnersJobIsNotFound()
    {
        FeedShop shop;
        const FeedJob job = shop.submit(shop.upload(rowsOf(3, 5)));
        QVERIFY(shop.jobs->find(job.id, u"acme"_s, false).get());
        QCOMPARE(shop.jobs->find(job.id, u"bolt"_s).get().error().code, ErrorCode::NotFound);
        QCOMPARE(shop.jobs->find(job.id, u"acme"_s, true).get().error().code, ErrorCode::NotFound);
    }

    void jobsAreListedNewestFirst()
    {
        FeedShop shop;
        QStringList ids;
        for (int i = 0; i < 5; ++i)
            ids.prepend(shop.submit(shop.upload(rowsOf(1, i))).id);
        const JobPage first = shop.jobs->list({.partnerId = u"acme"_s}, 3).get().value();
        const JobPage second = shop.jobs->list({.partnerId = u"acme"_s}, 3, first.nextCursor).get().value();
        QStringList listed;
        for (const JobPage &page : {first, second}) {
            for (const FeedJob &job : page.jobs)
                listed << job.id;
        }
        QCOMPARE(listed, ids);
        QCOMPARE(second.nextCursor, QString());
        QVERIFY(shop.jobs->list({.partnerId = u"bolt"_s}, 3).get().value().jobs.empty());
        QCOMPARE(shop.jobs->list({.onlyOpen = true}, 10).get().value().jobs.size(), std::size_t(5));
    }

    void errorsComePageByPage()
    {
        FeedShop shop;
        shop.start();
        QByteArray text = "sku,name,price\nGOOD,Cup,1\n";
        for (int i = 0; i < 700; ++i)
            text += "B-" + QByteArray::number(i) + ",Cup,abc\n";
        const FeedJob job = shop.ran(text);
        QCOMPARE(job.errorCount, 700);
        qint64 line = 2;
        QString cursor;
        do {
            const JobErrorPage page = shop.jobs->errors(job.id, 300, cursor).get().value();
            for (const JobError &error : page.errors)
                QCOMPARE(error.error.line, ++line);
            cursor = page.nextCursor;
        } while (!cursor.isEmpty());
        QCOMPARE(line, 702);
    }

    void refusedRowsComeBackToBeMended()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran("sku,name,price\nA,Cup,1.00\nB,Mug,abc\nC,,\n");
        const RejectedFile file = shop.jobs->rejected(job.id).get().value();
        QVERIFY(file.content.contains("B,Mug,abc"));
        QVERIFY(file.content.contains("C,,"));
        QVERIFY(!file.content.contains("A,Cup"));
        QVERIFY(file.nextCursor.isEmpty());
        const FeedJob again = shop.ran(file.content);
        QCOMPARE(again.rejected, 2);
        QByteArray mended = file.content;
        QCOMPARE(shop.ran(mended.replace("abc", "2.00")).created, 1);
    }

    void whoeverStopsWaitsForNoLongRequest()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran("sku,name,price\nA,Cup,1.00\nB,Mug,abc\n");
        shop.jobs->beginStop();
        QCOMPARE(shop.jobs->rejected(job.id).get().error().code, ErrorCode::Overloaded);
        QCOMPARE(shop.jobs->undo(job.id, u"staff:eve"_s).get().error().code, ErrorCode::Overloaded);
    }

    void aHostileRowIsToldWhole()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran("sku,name,price\nA,<script>alert(1)</script>,1.00\n");
        QCOMPARE(job.rejected, 1);
        QCOMPARE(shop.securityEvents.size(), std::size_t(1));
        const SecurityEvent &event = shop.securityEvents.front();
        QCOMPARE(event.kind, u"hostile_row"_s);
        QCOMPARE(event.outcome, u"cross_site_scripting"_s);
        QCOMPARE(event.partner, u"acme"_s);
        QVERIFY(event.detail[u"row"_s].toString().contains(u"<script>alert(1)</script>,1.00"));
    }

    void thePartnerIsToldByCallbackAndMail()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran("sku,name,price\nA,Cup,1.00\n<b>,Mug,abc\n");
        const QString callback = shop.text(u"SELECT body FROM delivery WHERE cause = '%1'"_s.arg(job.id));
        QVERIFY(callback.contains(u"\"job.completed\""));
        QVERIFY(callback.contains(u"\"rejected\":1"));
        QCOMPARE(shop.text(u"SELECT recipient FROM mail"_s), u"acme@example.org"_s);
        const QString text = shop.text(u"SELECT text_body FROM mail"_s);
        QVERIFY(text.contains(u"Line 3"));
        QVERIFY(text.contains(job.id));
        QVERIFY(!shop.text(u"SELECT html_body FROM mail"_s).contains(u"<b>"));
    }

    void oldJobsAndTheirFilesGo()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran(rowsOf(3, 5) + "BAD,,,1,\n");
        QVERIFY(job.fileKept);
        shop.clock.advance(std::chrono::days(8));
        shop.jobs->purge();
        QTRY_VERIFY(!shop.job(job.id).fileKept);
        QTRY_VERIFY(QDir(shop.options.folder).entryList({u"*.feed"_s}).isEmpty());
        QCOMPARE(shop.jobs->rejected(job.id).get().error().code, ErrorCode::NotFound);
        QCOMPARE(shop.jobs->retry(job.id, u"staff:eve"_s).get().error().code, ErrorCode::NotFound);
        shop.clock.advance(std::chrono::days(30));
        shop.jobs->purge();
        QTRY_COMPARE(shop.jobs->find(job.id).get().has_value(), false);
        QCOMPARE(shop.number(u"SELECT (SELECT COUNT(*) FROM feed_job_error) + (SELECT COUNT(*) FROM feed_job_change)"_s), 0);
    }

    void onlyOneServerWorksInAFolder()
    {
        FeedShop shop;
        shop.start();
        FeedJobService other(*shop.store, shop.formats, shop.options, shop.clock, shop.random);
        QCOMPARE(other.start().error().code, ErrorCode::Conflict);
    }

    void aServerWaitsForAnotherThatWorksForThePartner()
    {
        FeedShop shop;
        const FeedJob elsewhere = shop.submit(shop.upload(rowsOf(3, 5)));
        const FeedJob here = shop.submit(shop.upload(rowsOf(3, 6)));
        shop.run(
            u"UPDATE feed_job SET home = 'other', status = 'running', lease_owner = 'other', lease_until = %1 WHERE id = '%2'"_s
                .arg(shop.clock.utc() + 10'000)
                .arg(elsewhere.id));
        shop.start();
        QTest::qWait(50);
        QCOMPARE(shop.job(here.id).status, JobStatus::Queued);
        shop.clock.advance(11s);
        QCOMPARE(shop.finished(here.id).status, JobStatus::Succeeded);
        QCOMPARE(shop.job(elsewhere.id).status, JobStatus::Running);
    }

    void oneOfTwoServersBeginsForAPartner()
    {
        FeedShop shop;
        const FeedJob first = shop.submit(shop.upload(rowsOf(3, 5)));
        const FeedJob second = shop.submit(shop.upload(rowsOf(3, 6)));
        const auto claims = [&shop](const FeedJob &job, const QString &owner) {
            auto claiming = shop.store->write([id = job.id, owner](WriteTransaction &transaction) -> Result<bool> {
                return claimJob(transaction, id, owner, transaction.now() + 10'000);
            });
            return claiming.get().value();
        };
        QVERIFY(claims(first, u"one"_s));
        QVERIFY(!claims(second, u"other"_s));
        shop.clock.advance(11s);
        QVERIFY(claims(second, u"other"_s));
    }

    void anUploadThatIsGoneFailsItsJob()
    {
        FeedShop shop;
        const FeedJob queued = shop.submit(shop.upload(rowsOf(3, 5)));
        QFile::remove(shop.options.folder + u'/' + shop.text(u"SELECT file FROM feed_job"_s));
        shop.start();
        QCOMPARE(shop.finished(queued.id).failure, u"file_missing"_s);
    }
};

QTEST_GUILESS_MAIN(FeedJobServiceTest)
#include "tst_feed_job_service.moc"
