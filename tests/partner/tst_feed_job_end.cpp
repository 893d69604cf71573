// SPDX-License-Identifier: GPL-3.0-or-later
#include "partner/feed_shop.h"

#include <QTest>

#include <mutex>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

constexpr auto feed = "sku,name,price,stock,brand\nA,Cup,9.99,5,\n";

} // namespace

class FeedJobEndTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachEndIsToldOnce()
    {
        std::mutex mutex;
        std::vector<FeedJob> told;
        const auto tell = [&](const FeedJob &job) {
            const std::lock_guard lock(mutex);
            told.push_back(job);
        };
        const auto count = [&] {
            const std::lock_guard lock(mutex);
            return told.size();
        };
        FeedJobOptions options;
        options.onJobEnded = tell;
        FeedShop shop(options);
        const FeedJob cancelled = shop.submit(shop.upload(feed));
        for (int i = 0; i < 2; ++i)
            QVERIFY(shop.jobs->cancel(cancelled.id, u"staff:eve"_s).get());
        QTRY_COMPARE(count(), std::size_t(1));
        shop.start();
        const FeedJob done = shop.ran(feed);
        QTRY_COMPARE(count(), std::size_t(2));
        QCOMPARE(told.front(), shop.job(cancelled.id));
        QCOMPARE(told.back(), done);
    }
};

QTEST_GUILESS_MAIN(FeedJobEndTest)
#include "tst_feed_job_end.moc"
