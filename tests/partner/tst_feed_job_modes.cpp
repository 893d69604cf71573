// SPDX-License-Identifier: GPL-3.0-or-later
#include "partner/feed_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class FeedJobModesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
        const FeedJob job = shop.ran(rowsOf(9, 5), JobMode::Full);
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
        const FeedJob job = shop.ran(rowsOf(9, 5) + "S-9,Cup 9,abc,5,Acme\n", JobMode::Full);
        QCOMPARE(job.withdrawn, 0);
        QVERIFY(!shop.products()[u"S-9"_s].withdrawn);
    }

    void whatIsPromisedStaysWhenAProductIsWithdrawn()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        shop.run(u"UPDATE stock SET held = 1, allocated = 2 WHERE sku = 'S-9'"_s);
        shop.ran(rowsOf(9, 5), JobMode::Full);
        QCOMPARE(shop.products()[u"S-9"_s].stock, 3);
        QCOMPARE(shop.problem(), QString());
    }

    void tooManyWithdrawalsAreNone()
    {
        FeedShop shop;
        shop.start();
        shop.ran(rowsOf(10, 5));
        const FeedJob job = shop.ran(rowsOf(7, 6), JobMode::Full);
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
        const FeedJob job = shop.ran(rowsOf(100, 5, 7), JobMode::Full);
        QCOMPARE(job.created, 97);
        QCOMPARE(job.failure, u"too_many_withdrawals"_s);
    }

    void onlyThePartnersOwnProductsAreWithdrawn()
    {
        FeedShop shop;
        shop.start();
        shop.ran("sku,name,price\nA,Plate,3.00\n");
        FeedUpload upload = shop.upload(rowsOf(10, 5));
        upload.partnerId = u"bolt"_s;
        shop.ran(upload);
        upload = shop.upload(rowsOf(9, 5));
        upload.partnerId = u"bolt"_s;
        upload.mode = JobMode::Full;
        QCOMPARE(shop.ran(upload).withdrawn, 1);
        QVERIFY(shop.products()[u"S-9"_s].withdrawn);
        QVERIFY(!shop.products()[u"A"_s].withdrawn);
    }

    void anAtomicFeedWithAnErrorChangesNothing()
    {
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran(rowsOf(600, 5) + "BAD,,,1,\n", JobPolicy::Atomic);
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
        const FeedJob job = shop.ran(rowsOf(600, 5), JobPolicy::Atomic);
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
        const FeedJob done = shop.ran(rowsOf(600, 6), JobPolicy::Atomic);
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
};

QTEST_GUILESS_MAIN(FeedJobModesTest)
#include "tst_feed_job_modes.moc"
