// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/kept_uploads.h"

#include "partner/feed_shop.h"

#include <QDir>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto feed = "sku,name,price,stock,brand\nA,Cup,9.99,5,\n";
constexpr qint64 feedBytes = 41;

/// Room for so many of the feed above.
FeedJobOptions roomFor(int feeds)
{
    FeedJobOptions options;
    options.maximumKept = feedBytes * feeds;
    return options;
}

int keptFiles(const FeedShop &shop)
{
    return int(QDir(shop.options.folder).entryList({u"*.feed"_s}).size());
}

} // namespace

class KeptUploadsTest : public QObject
{
    Q_OBJECT

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
        QCOMPARE(keptFiles(shop), 2);
        QCOMPARE(shop.number(u"SELECT COUNT(*) FROM feed_job"_s), 2);
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
        QTRY_COMPARE(keptFiles(shop), 1);
        QVERIFY(shop.jobs->submit(shop.upload(feed)).get());
    }

    void oneCallRemovesAllThatIsDue()
    {
        FeedShop shop;
        shop.start();
        for (int i = 0; i < 30; ++i)
            shop.ran(feed);
        shop.clock.advance(7 * 24h + 1s);
        shop.jobs->purge();
        QTRY_COMPARE(keptFiles(shop), 0);
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
