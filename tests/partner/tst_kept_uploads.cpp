// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/kept_uploads.h"

#include "core/store/migration.h"
#include "partner/feed_shop.h"

#include <QDir>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray feed = "sku,name,price,stock,brand\nA,Cup,9.99,5,\n";
constexpr qint64 feedBytes = 41;

/// A feed of so many bytes with one row that is refused.
QByteArray feedOf(qint64 bytes)
{
    const QByteArray rows = rowsOf(3, 5) + "BAD,Mug,abc,5,\n";
    return rows + QByteArray(bytes - rows.size(), '\n');
}

/// Room for so many of the feed above.
FeedJobOptions roomFor(int feeds)
{
    FeedJobOptions options;
    options.maximumKept = feedBytes * feeds;
    return options;
}

qsizetype keptFiles(const FeedShop &shop)
{
    return QDir(shop.options.folder).entryList({u"*.feed"_s}).size();
}

qint64 keptBodies(FeedShop &shop)
{
    return shop.number(u"SELECT COUNT(*) FROM upload_body"_s);
}

/// What is counted against what there is.
QString miscounted(FeedShop &shop)
{
    const qint64 counted = shop.number(u"SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM upload_total"_s);
    const qint64 kept = shop.number(
        u"SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM (SELECT DISTINCT file, bytes FROM feed_job WHERE file <> '') AS kept"_s);
    return counted == kept ? QString() : u"%1 bytes are counted, %2 are kept"_s.arg(counted).arg(kept);
}

} // namespace

class KeptUploadsTest : public QObject
{
    Q_OBJECT

    static void addPlaces()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::newRow("in the database") << smallUpload;
        QTest::newRow("as a file") << smallUpload + 1;
    }

private Q_SLOTS:
    void whatFitsIsKept()
    {
        FeedShop shop(roomFor(2));
        for (int i = 0; i < 2; ++i)
            QVERIFY(shop.jobs->submit(shop.upload(feed)).get());
    }

    void whatDoesNotFitIsRefusedAndGone()
    {
        FeedShop shop(roomFor(2));
        for (int i = 0; i < 2; ++i)
            shop.submit(shop.upload(feed));
        const FeedUpload third = shop.upload(feed);
        const auto refused = shop.jobs->submit(third).get();
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::RateLimited);
        QCOMPARE(refused.error().fields.front().code, u"too_much_kept"_s);
        QVERIFY(refused.error().fields.front().message.contains(u"7 days"));
        QVERIFY(!QFile::exists(third.file));
        QCOMPARE(keptBodies(shop), 2);
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM feed_job"_s), 2);
        QCOMPARE(miscounted(shop), QString());
    }

    void eachPartnerHasItsOwnRoom()
    {
        FeedShop shop(roomFor(1));
        shop.submit(shop.upload(feed));
        FeedUpload other = shop.upload(feed);
        other.partnerId = u"bolt"_s;
        QVERIFY(shop.jobs->submit(other).get());
    }

    void theSandboxSharesIt()
    {
        FeedShop shop(roomFor(1));
        shop.submit(shop.upload(feed));
        FeedUpload sandbox = shop.upload(feed);
        sandbox.sandbox = true;
        QVERIFY(!shop.jobs->submit(sandbox).get());
    }

    void aRetrySharesItsUpload()
    {
        FeedShop shop(roomFor(2));
        shop.start();
        const FeedJob job = shop.ran(feed);
        QVERIFY(shop.jobs->retry(job.id, u"staff:eve"_s).get());
        QVERIFY(shop.jobs->submit(shop.upload(feed)).get());
    }

    void aRepetitionTakesNothing()
    {
        FeedShop shop(roomFor(1));
        for (const bool isRepeated : {false, true}) {
            FeedUpload upload = shop.upload(feed);
            upload.idempotencyKey = u"once"_s;
            const auto submitted = shop.jobs->submit(upload).get();
            QVERIFY(submitted);
            QCOMPARE(submitted->replayed, isRepeated);
        }
    }

    void whoWaitsAsToldFindsRoom()
    {
        FeedShop shop(roomFor(2));
        shop.start();
        shop.ran(feed);
        shop.clock.advance(24h);
        shop.ran(feed);
        shop.clock.advance(24h);
        const auto refused = shop.jobs->submit(shop.upload(feed)).get();
        QVERIFY(!refused && refused.error().retryAfter);
        // The first goes seven days after it ended, two of which have passed.
        QCOMPARE(*refused.error().retryAfter, 5 * 24h + 2min);
        shop.clock.advance(*refused.error().retryAfter);
        shop.jobs->purge();
        QTRY_COMPARE(keptBodies(shop), 1);
        QVERIFY(shop.jobs->submit(shop.upload(feed)).get());
    }

    void oneCallRemovesAllThatIsDue()
    {
        FeedShop shop;
        shop.start();
        for (int i = 0; i < 30; ++i)
            shop.ran(i % 3 == 0 ? feedOf(smallUpload + 1) : feed);
        QCOMPARE(keptFiles(shop), 10);
        QCOMPARE(keptBodies(shop), 20);
        shop.clock.advance(7 * 24h + 1s);
        shop.jobs->purge();
        QTRY_COMPARE(keptFiles(shop), 0);
        QTRY_COMPARE(keptBodies(shop), 0);
        QCOMPARE(shop.number(u"SELECT bytes FROM upload_total"_s), 0);
    }

    void aSmallUploadIsKeptInTheDatabaseAndALargerOneAsAFile_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<bool>("inDatabase");
        QTest::newRow("of few bytes") << qint64(500) << true;
        QTest::newRow("at the bound") << smallUpload << true;
        QTest::newRow("a byte more") << smallUpload + 1 << false;
    }
    void aSmallUploadIsKeptInTheDatabaseAndALargerOneAsAFile()
    {
        QFETCH(qint64, bytes);
        QFETCH(bool, inDatabase);
        FeedShop shop;
        const FeedUpload upload = shop.upload(feedOf(bytes));
        shop.submit(upload);
        QVERIFY(!QFile::exists(upload.file));
        QCOMPARE(keptBodies(shop), qint64(inDatabase));
        QCOMPARE(keptFiles(shop), qsizetype(!inDatabase));
        QCOMPARE(miscounted(shop), QString());
    }

    void bytesThatCameInMemoryAreKeptAsTheyAre()
    {
        FeedShop shop;
        FeedUpload upload = shop.upload(feedOf(500));
        QFile::remove(upload.file);
        upload.file.clear();
        upload.content = feedOf(500);
        shop.submit(upload);
        auto reading = shop.store->read([](ReadTransaction &transaction) -> Result<QByteArray> {
            return *transaction.one(u"SELECT content FROM upload_body"_s, {}, [](const Row &row) { return row.bytes(0); });
        });
        QCOMPARE(reading.get().value(), feedOf(500));
    }

    void anUploadThatCanNotBeReadIsRefused()
    {
        FeedShop shop;
        const FeedUpload upload = shop.upload(feed);
        QFile::remove(upload.file);
        QCOMPARE(shop.jobs->submit(upload).get().error().code, ErrorCode::StorageUnavailable);
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM feed_job"_s), 0);
    }

    void whatWasKeptOutlastsARestart_data() { addPlaces(); }
    void whatWasKeptOutlastsARestart()
    {
        QFETCH(qint64, bytes);
        FeedShop shop;
        const FeedJob queued = shop.submit(shop.upload(feedOf(bytes)));
        shop.restart();
        shop.start();
        const FeedJob job = shop.finished(queued.id);
        QCOMPARE(job.created, 3);
        shop.restart();
        shop.start();
        QVERIFY(shop.jobs->rejected(job.id).get().value().content.contains("BAD,Mug,abc"));
        const FeedJob again = shop.finished(shop.jobs->retry(job.id, u"staff:eve"_s).get().value().id);
        QCOMPARE(again.unchanged, 3);
        QCOMPARE(again.rejected, 1);
        QCOMPARE(shop.undone(job.id).updated, 3);
    }

    void whatARetrySharesStaysUntilBothAreOld_data() { addPlaces(); }
    void whatARetrySharesStaysUntilBothAreOld()
    {
        QFETCH(qint64, bytes);
        FeedShop shop;
        shop.start();
        const FeedJob job = shop.ran(shop.upload(feedOf(bytes)));
        shop.clock.advance(4 * 24h);
        const FeedJob again = shop.finished(shop.jobs->retry(job.id, u"staff:eve"_s).get().value().id);
        shop.clock.advance(4 * 24h);
        shop.jobs->purge();
        QTRY_VERIFY(!shop.job(job.id).fileKept);
        QVERIFY(shop.jobs->rejected(again.id).get());
        QCOMPARE(miscounted(shop), QString());
        shop.clock.advance(4 * 24h);
        shop.jobs->purge();
        QTRY_COMPARE(keptFiles(shop) + keptBodies(shop), 0);
        QCOMPARE(miscounted(shop), QString());
    }

    void bothKindsCountAgainstTheBound()
    {
        FeedJobOptions options;
        options.maximumKept = smallUpload * 2 + 1;
        FeedShop shop(options);
        shop.submit(shop.upload(feedOf(smallUpload + 1)));
        shop.submit(shop.upload(feedOf(smallUpload)));
        const auto refused = shop.jobs->submit(shop.upload(feed)).get();
        QVERIFY(!refused);
        QCOMPARE(refused.error().fields.front().code, u"too_much_kept"_s);
    }

    void aSmallUploadOfAnOlderVersionIsReadFromItsFile()
    {
        FeedShop shop;
        const FeedJob queued = shop.submit(shop.upload(feed));
        QFile file(shop.options.folder + u'/' + shop.text(u"SELECT file FROM feed_job"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(feed) == feed.size());
        file.close();
        shop.run(u"DELETE FROM upload_body"_s);
        shop.start();
        QCOMPARE(shop.finished(queued.id).created, 1);
    }

    void whatAnOlderVersionKeptIsCounted()
    {
        const ManualClock clock;
        const ScratchStore scratch;
        std::vector<Migration> older = builtInMigrations();
        while (!older.back().name.endsWith(u"_upload_bodies"))
            older.pop_back();
        older.pop_back();
        QVERIFY(Store::open(scratch.options, clock, older));
        scratch.runOutside(u"INSERT INTO partner (id, name, email, created_at) VALUES ('acme', 'Acme', 'a@b.example', 0)"_s);
        // b was retried as c; the upload of d is gone.
        for (const auto &[id, file, bytes] :
             {std::tuple{"a", "a.feed", 100}, {"b", "b.feed", 20}, {"c", "b.feed", 20}, {"d", "", 3'000}}) {
            scratch.runOutside(
                u"INSERT INTO feed_job (id, partner_id, kind, status, mode, policy, home, file, bytes, actor, uploaded_at, created_at) "
                "VALUES ('%1', 'acme', 'feed', 'queued', 'delta', 'partial', 'here', '%2', %3, 'test', 1, 1)"_s
                    .arg(QLatin1String(id), QLatin1String(file))
                    .arg(bytes));
        }
        const auto store = scratch.open(clock);
        auto counting = store->read([](ReadTransaction &transaction) -> Result<qint64> {
            return transaction.integer(u"SELECT bytes FROM upload_total WHERE partner_id = 'acme' AND home = 'here'"_s);
        });
        QCOMPARE(counting.get().value(), 120);
    }

    void aBackupHoldsWhatIsKeptInTheDatabase()
    {
        FeedShop shop;
        if (shop.scratch.backend() == ScratchStore::Backend::Postgres)
            QSKIP("pg_dump makes the backups of PostgreSQL");
        shop.start();
        const FeedJob job = shop.ran(feedOf(500));
        const QString backup = shop.scratch.folder() + u"/backup.db"_s;
        QVERIFY(shop.store->backup(backup).get());
        shop.run(u"DELETE FROM upload_body"_s);
        shop.jobs.reset();
        shop.store.reset();
        QVERIFY(Store::restore(shop.scratch.options, backup, shop.clock));
        shop.store = shop.scratch.open(shop.clock);
        shop.restart();
        QVERIFY(shop.jobs->rejected(job.id).get().value().content.contains("BAD,Mug,abc"));
    }

    void anotherServerHasTheRowsOfASmallUploadAlone()
    {
        FeedShop shop;
        shop.start();
        const FeedJob small = shop.ran(feedOf(500));
        const FeedJob large = shop.ran(feedOf(smallUpload + 1));
        FeedJobOptions options = shop.options;
        options.folder = shop.scratch.folder() + u"/elsewhere"_s;
        FeedJobService other(*shop.store, shop.formats, options, shop.clock, shop.random);
        QVERIFY(other.rejected(small.id).get().value().content.contains("BAD,Mug,abc"));
        const auto refused = other.rejected(large.id).get();
        QVERIFY(!refused);
        QVERIFY(refused.error().detail.contains(u"another of the shop's servers"));
    }

    void aServerRemovesWhatOneThatIsGoneLeftInTheDatabase()
    {
        FeedShop shop;
        shop.start();
        shop.ran(feedOf(500));
        shop.run(u"UPDATE feed_job SET home = 'gone'"_s);
        shop.run(u"UPDATE upload_total SET home = 'gone'"_s);
        shop.clock.advance(7 * 24h + 1s);
        shop.jobs->purge();
        QTRY_COMPARE(keptBodies(shop), 0);
        QCOMPARE(shop.number(u"SELECT bytes FROM upload_total WHERE home = 'gone'"_s), 0);
    }

    void ofJobsThatWaitTheTimeIsTheLeast()
    {
        FeedShop shop(roomFor(1));
        shop.submit(shop.upload(feed));
        const auto refused = shop.jobs->submit(shop.upload(feed)).get();
        QVERIFY(!refused && refused.error().retryAfter);
        QCOMPARE(*refused.error().retryAfter, 7 * 24h + 2min);
    }
};

QTEST_GUILESS_MAIN(KeptUploadsTest)
#include "tst_kept_uploads.moc"
