// SPDX-License-Identifier: GPL-3.0-or-later
#include "partner/feed_shop.h"

#include <QFile>
#include <QTest>

#include <atomic>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// On which whatever is timed takes ten milliseconds.
class SlowClock final : public Clock
{
public:
    [[nodiscard]] Monotonic monotonic() const override { return 10ms * ++m_looks; }
    [[nodiscard]] UtcMillis utc() const override { return m_wall.utc(); }

private:
    mutable std::atomic<int> m_looks{0};
    const ManualClock m_wall;
};

} // namespace

class FeedJobRowsTest : public QObject
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

    void commandsThatTakeLongHaveFewerRowsButNotFew()
    {
        FeedShop shop;
        const SlowClock slow;
        shop.jobs = std::make_unique<FeedJobService>(*shop.store, shop.formats, shop.options, slow, shop.random);
        shop.start();
        const FeedJob job = shop.ran(rowsOf(2'560, 5));
        QCOMPARE(job.created, 2'560);
        const auto inLater = u"SELECT %1(products) FROM feed_job_change WHERE position >= 1024"_s;
        QCOMPARE(shop.number(inLater.arg(u"MAX"_s)), 128);
        QCOMPARE(shop.number(inLater.arg(u"MIN"_s)), 128);
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

    void aRowMoreThanWasCountedEndsTheJob()
    {
        FeedShop shop;
        const FeedJob queued = shop.submit(shop.upload(rowsOf(600, 5)));
        // As if the upload had grown since it was counted.
        shop.run(u"UPDATE feed_job SET status = 'running', phase = 'applying', total = 2"_s);
        shop.start();
        const FeedJob job = shop.finished(queued.id);
        QCOMPARE(job.status, JobStatus::Failed);
        QCOMPARE(job.failure, u"file_changed"_s);
    }

    void anUploadThatIsGoneFailsItsJobWhereverItWasKept()
    {
        FeedShop shop;
        const FeedJob small = shop.submit(shop.upload(rowsOf(3, 5)));
        FeedUpload upload = shop.upload(rowsOf(3'000, 5));
        upload.partnerId = u"bolt"_s;
        const FeedJob large = shop.submit(upload);
        shop.run(u"DELETE FROM upload_body"_s);
        QVERIFY(
            QFile::remove(shop.options.folder + u'/' + shop.text(u"SELECT file FROM feed_job WHERE id = '%1'"_s.arg(large.id))));
        shop.start();
        for (const FeedJob &queued : {small, large})
            QCOMPARE(shop.finished(queued.id).failure, u"file_missing"_s);
    }
};

QTEST_GUILESS_MAIN(FeedJobRowsTest)
#include "tst_feed_job_rows.moc"
