// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios A1, P2: many checkouts at once, on several threads.
#include "shop.h"

#include <QTest>
#include <QThread>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// Shoppers on a thread with an event loop, as an I/O thread has.
class ShopperThread : public QThread
{
public:
    ShopperThread(Shop &shop, std::vector<CheckoutRequest> requests)
        : m_shop(shop)
        , m_requests(std::move(requests))
    {
    }

    std::map<QString, int> results;

private:
    void run() override
    {
        int open = int(m_requests.size());
        for (CheckoutRequest &request : m_requests)
            buy(std::move(request), open);
        if (open > 0)
            exec();
    }

    QCoro::Task<void> buy(CheckoutRequest request, int &open)
    {
        const CheckoutAnswer answer = co_await m_shop.checkout.checkout(std::move(request));
        ++results[answer.order ? orderStatusName(answer.order->status) : errorName(answer.order.error().code)];
        if (--open == 0)
            quit();
    }

    Shop &m_shop;
    std::vector<CheckoutRequest> m_requests;
};

std::map<QString, int> buyOnThreads(Shop &shop, int threads, const std::vector<CheckoutRequest> &requests)
{
    std::vector<std::unique_ptr<ShopperThread>> running;
    for (int t = 0; t < threads; ++t) {
        std::vector<CheckoutRequest> share;
        for (std::size_t i = std::size_t(t); i < requests.size(); i += std::size_t(threads))
            share.push_back(requests[i]);
        running.push_back(std::make_unique<ShopperThread>(shop, std::move(share)));
        running.back()->start();
    }
    std::map<QString, int> all;
    for (const auto &thread : running) {
        thread->wait();
        for (const auto &[result, count] : thread->results)
            all[result] += count;
    }
    return all;
}

} // namespace

class CheckoutTogetherTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aThousandShoppersGetExactlyTheLastTenUnits()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 10);
        shop.addSale({{u"A"_s, 1999, 10, 1}});
        std::vector<CheckoutRequest> requests;
        for (int i = 0; i < 1'000; ++i)
            requests.push_back(shop.request(u"shopper %1"_s.arg(i), u"A"_s));
        const auto results = buyOnThreads(shop, 4, requests);
        QCOMPARE(results.at(u"paid"_s), 10);
        QCOMPARE(results.at(u"out_of_stock"_s), 990);
        QCOMPARE(shop.card->charged().size(), 10u);
        QCOMPARE(shop.violations(), QStringList());
    }

    void oneShoppersParallelTriesStayWithinRateAndLimit()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 100);
        shop.addSale({{u"A"_s, 1999, 100, 2}});
        const auto results = buyOnThreads(shop, 4, std::vector<CheckoutRequest>(200, shop.request(u"ann"_s, u"A"_s)));
        QCOMPARE(results.at(u"paid"_s), 2);
        QCOMPARE(results.at(u"limit_per_shopper"_s), 3);
        QCOMPARE(results.at(u"rate_limited"_s), 195);
        QCOMPARE(shop.violations(), QStringList());
    }

    void oneKeySentManyTimesAtOnceBuysOnce()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 100);
        shop.addSale({{u"A"_s, 1999, 100, 0}});
        CheckoutRequest request = shop.request(u"ann"_s, u"A"_s);
        request.idempotencyKey = u"once"_s;
        const auto results = buyOnThreads(shop, 4, std::vector<CheckoutRequest>(100, request));
        QVERIFY(results.at(u"paid"_s) >= 1);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM orders"_s), 1);
        QCOMPARE(shop.card->charged().size(), 1u);
        QCOMPARE(shop.violations(), QStringList());
    }

    void ordersOverTheSameItemsInDifferentSequencesDoNotBlockEachOther()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 300);
        shop.addProduct(u"B"_s, 300);
        shop.addSale({{u"A"_s, 100, 300, 0}, {u"B"_s, 100, 300, 0}});
        std::vector<CheckoutRequest> requests;
        for (int i = 0; i < 300; ++i) {
            CheckoutRequest request = shop.request(u"shopper %1"_s.arg(i), i % 2 ? u"A"_s : u"B"_s);
            request.items.push_back({i % 2 ? u"B"_s : u"A"_s, 1});
            requests.push_back(std::move(request));
        }
        QCOMPARE(buyOnThreads(shop, 4, requests).at(u"paid"_s), 300);
        QCOMPARE(shop.violations(), QStringList());
    }
};

QTEST_GUILESS_MAIN(CheckoutTogetherTest)
#include "tst_checkout_together.moc"
