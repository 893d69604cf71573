// SPDX-License-Identifier: GPL-3.0-or-later
// Queues, search and counts of returns.
#include "returns_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// All pages of a list, two entries each.
QStringList walk(ReturnsShop &shop, RmaFilter filter)
{
    QStringList numbers;
    filter.limit = 2;
    do {
        const Page<RmaSummary> page = ReturnsShop::must(shop.queries.search(filter).get());
        for (const RmaSummary &summary : page.items)
            numbers << summary.number;
        filter.cursor = page.nextCursor;
    } while (!filter.cursor.isEmpty());
    return numbers;
}

} // namespace

class RmaQueriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void queuesAreOrderedAndPaged()
    {
        ReturnsShop shop;
        QStringList numbers;
        QStringList byValue;
        for (const qint64 price : {500, 300, 900, 100, 700}) {
            numbers << shop.submitted(shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = price}}})).summary.number;
            shop.clock.advance(1min);
        }
        shop.approved(shop.sellAndShip({.lines = {{.sku = u"A"_s}}}));
        for (const int index : {2, 4, 0, 1, 3})
            byValue << numbers[index];
        QStringList newest(numbers.rbegin(), numbers.rend());
        QCOMPARE(walk(shop, {.queue = RmaQueue::Support}), numbers);
        QCOMPARE(walk(shop, {.state = RmaState::Submitted, .order = RmaOrder::Value}), byValue);
        QCOMPARE(walk(shop, {.state = RmaState::Submitted, .order = RmaOrder::Newest}), newest);
        QCOMPARE(walk(shop, {.state = RmaState::Submitted, .order = RmaOrder::Oldest}), numbers);
        QCOMPARE(walk(shop, {.queue = RmaQueue::Customer}).size(), 1);
        QCOMPARE(walk(shop, {}).size(), 6);
        QCOMPARE(walk(shop, {.queue = RmaQueue::Finance}), QStringList());
    }
    void textFindsTheBeginningOfWhatPeopleKnow()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip({.lines = {{.sku = u"A"_s}, {.sku = u"B"_s}}, .shopper = u"Élise"_s}));
        const Rma other = shop.submitted(shop.sellAndShip({.lines = {{.sku = u"C"_s}}}));
        const QString number = rma.summary.number;
        for (const QString &text : {number, number.toLower().left(5), rma.summary.orderId, u"ÉLISE@exam"_s, u" b "_s})
            QVERIFY2(walk(shop, {.text = text}).contains(number), qPrintable(text));
        QCOMPARE(walk(shop, {.text = u"c"_s}), QStringList(other.summary.number));
        QCOMPARE(walk(shop, {.state = RmaState::Approved, .text = u"c"_s}), QStringList());
        QCOMPARE(walk(shop, {.text = u"%"_s}), QStringList());
    }
    void whatManyHaveIsFoundToo()
    {
        ReturnsShop shop;
        QStringList newest;
        for (int count = 0; count < 3; ++count)
            newest.prepend(shop.submitted(shop.sellAndShip({.lines = {{.sku = u"A"_s}}})).summary.number);
        shop.submitted(shop.sellAndShip({.lines = {{.sku = u"B"_s}}, .shopper = u"zoe"_s}));
        shop.change(
            u"INSERT INTO rma_search (term, rma_id) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
            "SELECT 'a', CAST(i AS TEXT) FROM n"_s);
        QCOMPARE(walk(shop, {.state = RmaState::Submitted, .text = u"A"_s}), newest);
    }
    /// More than a search looks at one by one have it, and in the list it is beyond the newest that are looked at first.
    void whatManyHaveAndOnlyTheOldestOfTheListIsFound()
    {
        ReturnsShop shop;
        QStringList newest;
        for (int count = 0; count < 5; ++count)
            newest.prepend(shop.submitted(shop.sellAndShip({.lines = {{.sku = u"A"_s}}})).summary.number);
        const Order order = shop.sellAndShip({.lines = {{.sku = u"B"_s}}});
        shop.change(
            u"INSERT INTO rma (id, number, order_id, shopper_id, currency, source, state, queue, due_at, value, units, created_at, "
            "updated_at) WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 2100) "
            "SELECT 'f' || CAST(10000 + i AS TEXT), CAST(i AS TEXT), '%1', 'zoe', 'EUR', 'shopper', 'submitted', 'support', 1, 1, 1, i, i "
            "FROM n"_s.arg(order.id));
        shop.change(
            u"INSERT INTO rma_search (term, rma_id) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
            "SELECT 'a', CAST(i AS TEXT) FROM n"_s);
        shop.change(u"INSERT INTO rma_search (term, rma_id) SELECT 'abc', rma_id FROM rma_search WHERE term = 'a'"_s);
        QCOMPARE(walk(shop, {.text = u"a"_s}), newest);
        QCOMPARE(walk(shop, {.queue = RmaQueue::Support, .text = u"a"_s}), newest);
        QCOMPARE(walk(shop, {.state = RmaState::Submitted, .text = u"a"_s}), newest);
        QCOMPARE(walk(shop, {.queue = RmaQueue::Finance, .text = u"a"_s}), QStringList());
    }
    void badPagesAreRefused()
    {
        ReturnsShop shop;
        QCOMPARE(ReturnsShop::refusal(shop.queries.search({.limit = 0})), u"invalid_request"_s);
        QCOMPARE(ReturnsShop::refusal(shop.queries.search({.limit = 201})), u"invalid_request"_s);
        for (const int limit : {std::numeric_limits<int>::min(), -1, 0, 201, std::numeric_limits<int>::max()}) {
            QCOMPARE(ReturnsShop::fieldCode(shop.queries.ofShopper(u"ann"_s, {}, limit)), u"out_of_range"_s);
            QCOMPARE(ReturnsShop::fieldCode(shop.refunds.list(RefundState::Failed, {}, limit)), u"out_of_range"_s);
            QCOMPARE(ReturnsShop::fieldCode(shop.fulfilment.search({.limit = limit})), u"out_of_range"_s);
            QCOMPARE(ReturnsShop::fieldCode(shop.fulfilment.toShip({}, limit)), u"out_of_range"_s);
            QCOMPARE(ReturnsShop::fieldCode(shop.fulfilment.inDoubt({}, limit)), u"out_of_range"_s);
            QCOMPARE(ReturnsShop::fieldCode(shop.orders.orders(u"ann"_s, {}, limit)), u"out_of_range"_s);
            QCOMPARE(ReturnsShop::fieldCode(shop.orders.credit(u"ann"_s, {}, limit)), u"out_of_range"_s);
        }
        for (const RmaOrder order : {RmaOrder::Due, RmaOrder::Newest, RmaOrder::Oldest, RmaOrder::Value}) {
            for (const QString &cursor : {u"x"_s, u"5.x"_s, QString(u'\0')})
                QCOMPARE(ReturnsShop::refusal(shop.queries.search({.order = order, .cursor = cursor})), u"invalid_request"_s);
        }
    }
    void whatNoTextCanHoldFindsNothing()
    {
        ReturnsShop shop;
        shop.submitted(shop.sellAndShip({.lines = {{.sku = u"A"_s}}}));
        QCOMPARE(walk(shop, {.text = u"A"_s + QChar(u'\0')}), QStringList());
    }
    void countsAreThoseOfTheTable()
    {
        ReturnsShop shop;
        const SoldOrder one{.lines = {{.sku = u"A"_s}}};
        shop.submitted(shop.sellAndShip(one));
        shop.clock.advance(25h);
        shop.submitted(shop.sellAndShip(one));
        shop.completing(shop.sellAndShip(one), DispositionKind::StoreCredit, 100);
        const auto counts = ReturnsShop::must(shop.queries.counts().get());
        QCOMPARE(counts[std::size_t(RmaState::Submitted)].count, 2);
        QCOMPARE(counts[std::size_t(RmaState::Submitted)].overdue, 1);
        QCOMPARE(counts[std::size_t(RmaState::Completed)].count, 1);
        QCOMPARE(counts[std::size_t(RmaState::Completed)].overdue, 0);
        shop.completing(shop.sellAndShip(one), DispositionKind::StoreCredit, 0);
        shop.completing(shop.sellAndShip({.lines = {{.sku = u"A"_s}}, .currency = u"JPY"_s}), DispositionKind::StoreCredit, 300);
        const auto kinds = ReturnsShop::must(shop.queries.figures().get()).dispositions;
        const auto count = [](qint64 units, qint64 amount, const QString &currency) {
            return DispositionCount{DispositionKind::StoreCredit, DispositionState::Done, units, amount,
                                    Currency::fromCode(currency).value()};
        };
        QCOMPARE(kinds, (std::vector{count(2, 1'900, u"EUR"_s), count(1, 700, u"JPY"_s)}));
    }
    void shoppersDoNotSeeWhatTheStaffWroteForThemselves()
    {
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip({.lines = {{.sku = u"A"_s}}}), DispositionKind::Reject);
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, rma), u"a known swindler"_s));
        const RmaDetails details = ReturnsShop::must(shop.queries.rma(rma.summary.id, u"ann"_s).get());
        QCOMPARE(details.history.size(), 8);
        QCOMPARE(details.history.front().actor, u"shopper:ann"_s);
        QCOMPARE(details.history.back().actor, u"staff"_s);
        QCOMPARE(details.history.back().after, "{\"state\":\"decided\"}");
        QVERIFY(ReturnsShop::must(shop.queries.rma(rma.summary.id).get()).history.back().after.contains("swindler"));
    }
    void shoppersSeeWhyTheirReturnWasDeclined()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip({.lines = {{.sku = u"A"_s}}}));
        ReturnsShop::must(shop.rma.decline(shop.by(shop.support, rma), u"no photos"_s));
        const RmaDetails details = ReturnsShop::must(shop.queries.rma(rma.summary.id, u"ann"_s).get());
        QVERIFY(details.history.back().after.contains("no photos"));
    }
    void shoppersSeeTheirOwn()
    {
        ReturnsShop shop;
        const SoldOrder one{.lines = {{.sku = u"A"_s}}};
        const Rma first = shop.submitted(shop.sellAndShip(one));
        const Rma second = shop.submitted(shop.sellAndShip(one));
        shop.submitted(shop.sellAndShip({.lines = {{.sku = u"A"_s}}, .shopper = u"bob"_s}));
        const Page<RmaSummary> page = ReturnsShop::must(shop.queries.ofShopper(u"ann"_s, {}, 1).get());
        QCOMPARE(page.items.front().id, second.summary.id);
        QCOMPARE(ReturnsShop::must(shop.queries.ofShopper(u"ann"_s, page.nextCursor, 1).get()).items.front().id,
                 first.summary.id);
        QCOMPARE(ReturnsShop::must(shop.queries.ofOrder(first.summary.orderId).get()).size(), 1);
    }
};

QTEST_GUILESS_MAIN(RmaQueriesTest)
#include "tst_rma_queries.moc"
