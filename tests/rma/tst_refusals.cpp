// SPDX-License-Identifier: GPL-3.0-or-later
// What is refused for security's sake stands in the audit trail, once, and changes nothing else.
#include "returns_shop.h"

#include <QTest>

#include <semaphore>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

const SoldOrder oneOfA{.lines = {{.sku = u"A"_s}}};

QStringList refusalsIn(ReturnsShop &shop)
{
    return *shop.store
                ->read([](ReadTransaction &transaction) -> Result<QStringList> {
                    QStringList refusals;
                    transaction.each(
                        u"SELECT actor, entity_id, state_after, request_id FROM audit WHERE action = 'access.refused' ORDER BY seq"_s,
                        QVariantList{}, [&refusals](const Row &row) {
                            refusals << QStringList{row.text(0), row.text(1), row.text(2), row.text(3)}.join(u' ');
                        });
                    return refusals;
                })
                .get();
}

} // namespace

class RefusalsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWrongRoleIsWrittenDownWithWhatItWanted()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip(oneOfA));
        RmaAction action = shop.by(shop.finance, rma);
        action.requestId = u"req-9"_s;
        QCOMPARE(ReturnsShop::refusal(shop.rma.validate(action)), u"forbidden"_s);
        const QString wanted =
            u"staff:fay %1 {\"action\":\"rma.validate\",\"code\":\"forbidden\",\"reason\":\"staff:fay may not validate a return\"} req-9"_s;
        QCOMPARE(refusalsIn(shop), QStringList(wanted.arg(rma.summary.id)));
        QCOMPARE(shop.find(rma.summary.id).summary.version, 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void whoMayNotReleaseTheirOwnMoneyIsWrittenDown()
    {
        ReturnsShop shop;
        const Rma rma = shop.decided(shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 20'001}}}));
        QCOMPARE(ReturnsShop::refusal(shop.rma.complete(shop.by(shop.finance, rma))), u"forbidden"_s);
        QCOMPARE(refusalsIn(shop).size(), 1);
        QVERIFY(refusalsIn(shop).front().contains(u"\"action\":\"rma.complete\""_s));
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM refund"_s), 0);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void ordersRefundsAndRulesTellIt()
    {
        ReturnsShop shop;
        const Order order = shop.sell(oneOfA);
        const auto code = [](const auto &result) { return result ? u"done"_s : errorName(result.error().code); };
        QCOMPARE(code(shop.fulfilment.ship(shop.actionOn(order.id, shop.support), {}, {}).get()), u"forbidden"_s);
        QCOMPARE(code(shop.fulfilment.cancel(shop.actionOn(order.id, shop.warehouse), {}, {}).get()), u"forbidden"_s);
        QCOMPARE(code(shop.fulfilment.settleByHand(shop.actionOn(order.id, shop.support), {}).get()), u"forbidden"_s);
        QCOMPARE(code(shop.refunds.retry(u"none"_s, 1, shop.support).get()), u"forbidden"_s);
        QCOMPARE(code(shop.refunds.settleByHand(u"none"_s, 1, u"re_1"_s, shop.warehouse).get()), u"forbidden"_s);
        QCOMPARE(code(shop.rules.change({}, shop.finance).get()), u"forbidden"_s);
        QStringList wanted;
        for (const QString &refusal : refusalsIn(shop))
            wanted << refusal.section(u"\"action\":\""_s, 1).section(u'"', 0, 0);
        QCOMPARE(wanted,
                 QStringList({u"order.shipped"_s, u"order.cancelled"_s, u"order.settled"_s, u"refund.retried"_s,
                              u"refund.settled"_s, u"rma_rules.changed"_s}));
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// Another shopper's return is not there, whatever is tried; the trail knows better, and is not filled.
    void whoReachesForAnothersReturnIsWrittenDown()
    {
        ReturnsShop shop;
        const QString id = shop.submitted(shop.sellAndShip(oneOfA)).summary.id;
        QCOMPARE(ReturnsShop::refusal(shop.rma.cancel(ReturnsShop::byShopper(u"eve"_s, id), {})), u"not_found"_s);
        QTRY_COMPARE(refusalsIn(shop).size(), 1);
        QVERIFY(refusalsIn(shop).front().startsWith(u"shopper:eve "_s + id));
        QCOMPARE(ReturnsShop::refusal(shop.queries.rma(id, u"eve"_s)), u"not_found"_s);
        QTRY_COMPARE(refusalsIn(shop).size(), 2);
        QVERIFY(refusalsIn(shop).back().contains(u"\"action\":\"rma.read\""_s));
        QCOMPARE(ReturnsShop::refusal(shop.queries.rma(id)), u"done"_s);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void whoReachesForAnothersOrderIsWrittenDown()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip(oneOfA);
        QCOMPARE(ReturnsShop::refusal(shop.orders.order(order.id, u"eve"_s)), u"not_found"_s);
        QTRY_COMPARE(refusalsIn(shop).size(), 1);
        QCOMPARE(ReturnsShop::refusal(shop.rma.returnable(order.id, u"eve"_s)), u"not_found"_s);
        QTRY_COMPARE(refusalsIn(shop).size(), 2);
        QCOMPARE(ReturnsShop::refusal(shop.rma.submit(ReturnsShop::byShopper(u"eve"_s), shop.all(order))), u"not_found"_s);
        QTRY_COMPARE(refusalsIn(shop).size(), 3);
        QStringList wanted;
        for (const QString &refusal : refusalsIn(shop)) {
            QVERIFY(refusal.startsWith(u"shopper:eve "_s + order.id));
            wanted << refusal.section(u"\"action\":\""_s, 1).section(u'"', 0, 0);
        }
        QCOMPARE(wanted, QStringList({u"order.read"_s, u"order.returnable_read"_s, u"rma.submit"_s}));
    }
    /// What is another's and what is not there are answered alike, and as fast: nobody waits for what is written down.
    void nobodyWaitsForWhatIsWrittenDown()
    {
        ReturnsShop shop;
        const QString id = shop.submitted(shop.sellAndShip(oneOfA)).summary.id;
        std::binary_semaphore go(0);
        shop.store->write([&go](WriteTransaction &) -> Result<Done> {
            go.acquire();
            return Done{};
        });
        auto answer = shop.queries.rma(id, u"eve"_s);
        const bool answered = QTest::qWaitFor([&answer] { return answer.isReady(); });
        go.release();
        QVERIFY(answered);
        QTRY_COMPARE(refusalsIn(shop).size(), 1);
    }
    void whatIsNotThereOrIsKnownWellCostsNoWrite()
    {
        ReturnsShop shop;
        const QString id = shop.submitted(shop.sellAndShip(oneOfA)).summary.id;
        const qint64 before = shop.store->health().commands;
        for (int time = 0; time < 30; ++time) {
            QCOMPARE(ReturnsShop::refusal(shop.queries.rma(u"none"_s, u"eve"_s)), u"not_found"_s);
            QCOMPARE(ReturnsShop::refusal(shop.orders.order(u"none"_s, u"eve"_s)), u"not_found"_s);
        }
        for (int time = 1; time <= 20; ++time) {
            QCOMPARE(ReturnsShop::refusal(shop.queries.rma(id, u"eve"_s)), u"not_found"_s);
            QTRY_COMPARE(refusalsIn(shop).size(), time);
        }
        for (int time = 0; time < 30; ++time)
            QCOMPARE(ReturnsShop::refusal(shop.queries.rma(id, u"eve"_s)), u"not_found"_s);
        QCOMPARE(ReturnsShop::refusal(shop.queries.rma(id, u"bob"_s)), u"not_found"_s);
        QTRY_COMPARE(refusalsIn(shop).size(), 21);
        QCOMPARE(shop.store->health().commands - before, 21);
    }
    /// What is only wrong, late or not there is no security matter.
    void otherRefusalsLeaveNoTrace()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip(oneOfA));
        RmaAction stale = shop.by(shop.support, rma);
        stale.expectedVersion = 7;
        QCOMPARE(ReturnsShop::refusal(shop.rma.validate(stale)), u"version_conflict"_s);
        QCOMPARE(ReturnsShop::refusal(shop.rma.approve(shop.by(shop.support, rma))), u"illegal_transition"_s);
        QCOMPARE(ReturnsShop::refusal(shop.rma.decline(shop.by(shop.support, rma), {})), u"invalid_request"_s);
        QCOMPARE(refusalsIn(shop), QStringList());
    }
};

QTEST_GUILESS_MAIN(RefusalsTest)
#include "tst_refusals.moc"
