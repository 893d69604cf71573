// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_table.h"
#include "partner/feed_shop.h"

#include <QFile>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class FeedJobServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aJobThatWaitsIsCancelledAtOnce()
    {
        FeedShop shop;
        const FeedJob queued = shop.submit(shop.upload(rowsOf(3, 5)));
        QCOMPARE(shop.jobs->cancel(queued.id, u"staff:eve"_s).get().value().status, JobStatus::Cancelled);
        shop.start();
        shop.ran(rowsOf(1, 5, 9)); // behind it in the queue
        QCOMPARE(shop.products().keys(), QStringList{u"S-9"_s});
        QCOMPARE(shop.jobs->cancel(queued.id, u"staff:eve"_s).get().value().status, JobStatus::Cancelled);
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
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM upload_body"_s), 1);
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
        const FeedJobPage first = shop.jobs->list({.partnerId = u"acme"_s}, 3).get().value();
        const FeedJobPage second = shop.jobs->list({.partnerId = u"acme"_s}, 3, first.nextCursor).get().value();
        QStringList listed;
        for (const FeedJobPage &page : {first, second}) {
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
        QTRY_COMPARE(shop.number(u"SELECT COUNT(*) FROM upload_body"_s), 0);
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
        FeedUpload last = shop.upload(rowsOf(3, 7, 10));
        last.partnerId = u"bolt"_s;
        const FeedJob behind = shop.submit(last);
        shop.start();
        shop.finished(behind.id);
        QCOMPARE(shop.job(here.id).status, JobStatus::Queued);
        shop.clock.advance(11s);
        QCOMPARE(shop.finished(here.id).status, JobStatus::Succeeded);
        QCOMPARE(shop.job(elsewhere.id).status, JobStatus::Running);
    }

    void theFirstJobOfEachTurnIsTheNext()
    {
        FeedShop shop;
        QStringList expected;
        for (const int round : {1, 2}) {
            for (const QString &partner : {u"bolt"_s, u"acme"_s}) {
                for (const bool sandbox : {true, false}) {
                    for (const QString &home : {u"server-b"_s, u"server-a"_s}) {
                        FeedUpload upload = shop.upload(rowsOf(1, 1));
                        upload.partnerId = partner;
                        upload.sandbox = sandbox;
                        const QString id = shop.submit(upload).id;
                        shop.run(u"UPDATE feed_job SET home = '%1' WHERE id = '%2'"_s.arg(home, id));
                        if (round == 1)
                            expected << id;
                    }
                }
            }
        }
        const auto first = [&shop] {
            auto reading = shop.store->read([](ReadTransaction &transaction) -> Result<QStringList> {
                QStringList ids;
                for (const OpenJob &job : firstOpenJobs(transaction))
                    ids << job.id;
                return ids;
            });
            return reading.get().value();
        };
        QCOMPARE(first(), expected);
        shop.run(u"UPDATE feed_job SET status = 'running' WHERE id = '%1'"_s.arg(expected[2]));
        QCOMPARE(first(), expected);
        shop.run(u"UPDATE feed_job SET status = 'succeeded'"_s);
        QCOMPARE(first(), QStringList());
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
};

QTEST_GUILESS_MAIN(FeedJobServiceTest)
#include "tst_feed_job_service.moc"
