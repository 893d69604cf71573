// SPDX-License-Identifier: GPL-3.0-or-later
#include "order_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Three tents and a lamp were bought by ann; the tents with a discount, and with shipping.
class BoughtShop : public OrderShop
{
public:
    BoughtShop()
    {
        fillCatalogue();
        order = place(u"ann@example.com"_s, {{u"TENT"_s, u"Green tent"_s, 3, 15'900, 100}, {u"LAMP"_s, u"Desk lamp"_s, 1, 5'900}},
                      490);
        tent = order.lines[0].id;
        lamp = order.lines[1].id;
    }

    QStringList found(const OrderSearch &search)
    {
        const auto page = answerOf<Page<Order>>([&](auto answer) { services().orders(search, std::move(answer)); });
        QStringList emails;
        for (const Order &each : page->items)
            emails << each.email;
        return emails;
    }

    /// A refund that the provider never answered about.
    Refund failRefund()
    {
        enter(support);
        const auto cancelled = cancel(writeOf(order.id), {{lamp, 1}}, u"not wanted"_s);
        change(u"UPDATE refund SET state = 'failed', in_doubt = 1, sent_at = created_at, attempts = 3, problem = 'no answer'"_s);
        return record(order.id).details.refunds.front();
    }

    Order order;
    QString tent;
    QString lamp;
};

} // namespace

class OrderBridgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ordersAreFoundByNumberEmailAndSku()
    {
        BoughtShop shop;
        shop.clock.advance(1h);
        const Order later = shop.place(u"bob@example.com"_s, {{u"LAMP"_s, u"Desk lamp"_s, 1, 5'900}});
        const QStringList both{u"bob@example.com"_s, u"ann@example.com"_s};
        QCOMPARE(shop.found({}), both);
        QCOMPARE(shop.found({.text = u"lam"_s}), both);
        QCOMPARE(shop.found({.text = u"ann@"_s}), QStringList{u"ann@example.com"_s});
        QCOMPARE(shop.found({.text = later.id.left(13)}), QStringList{u"bob@example.com"_s});
        QCOMPARE(shop.found({.status = u"shipped"_s}), QStringList());
    }

    void aPartIsShippedByWhoeverIsSignedIn()
    {
        BoughtShop shop;
        shop.enter(shop.warehouse);
        const auto shipped = shop.ship(shop.writeOf(shop.order.id), {{shop.tent, 2}}, u"DHL 1"_s);
        QVERIFY2(shipped, qPrintable(errorOf(shipped)));
        QCOMPARE(shipped->order.fulfilment, Fulfilment::PartShipped);
        const OrderRecord record = shop.record(shop.order.id);
        QCOMPARE(record.details.shipments.front().tracking, u"DHL 1"_s);
        QCOMPARE(record.history.back().action, u"order.shipped"_s);
        QCOMPARE(record.history.back().actor, u"staff:walt"_s);
        QVERIFY(!record.history.back().requestId.isEmpty());
    }

    void theSamePressIsDoneOnce()
    {
        BoughtShop shop;
        shop.enter(shop.warehouse);
        const OrderWrite write = shop.writeOf(shop.order.id);
        QVERIFY(shop.ship(write, {{shop.tent, 1}}));
        const auto again = shop.ship(write, {{shop.tent, 1}});
        QVERIFY(again);
        QCOMPARE(again->shipments.size(), 1U);
        QCOMPARE(errorOf(shop.ship(write, {{shop.tent, 2}})), u"idempotency_key_reused"_s);
        OrderWrite stale = write;
        stale.key = shop.services().newKey();
        QCOMPARE(errorOf(shop.ship(stale, {{shop.tent, 1}})), u"version_conflict"_s);
        QCOMPARE(shop.record(shop.order.id).details.shipments.size(), 1U);
    }

    void nobodyAndTheWrongRoleChangeNothing()
    {
        BoughtShop shop;
        const OrderWrite write = shop.writeOf(shop.order.id);
        shop.enter(shop.support);
        QCOMPARE(errorOf(shop.ship(write, {})), u"forbidden"_s);
        shop.enter(shop.warehouse);
        QCOMPARE(errorOf(shop.cancel(write, {})), u"forbidden"_s);
        shop.bridge.identity().set(std::nullopt);
        QCOMPARE(errorOf(shop.ship(write, {})), u"unauthenticated"_s);
        QCOMPARE(errorOf(shop.cancel(write, {})), u"unauthenticated"_s);
        QCOMPARE(shop.record(shop.order.id).details.order.version, write.expectedVersion);
    }

    void aCancellationGivesBackWhatItsPreviewSaid()
    {
        BoughtShop shop;
        shop.enter(shop.support);
        const std::vector<LineQuantity> lines{{shop.tent, 1}, {shop.lamp, 1}};
        const auto preview =
            answerOf<CancelPreview>([&](auto answer) { shop.services().previewCancel(shop.order.id, lines, std::move(answer)); });
        QVERIFY(preview);
        const auto cancelled = shop.cancel(shop.writeOf(shop.order.id), lines, u"changed her mind"_s);
        QVERIFY(cancelled);
        QCOMPARE(cancelled->refunds.front().amount, preview->amount);
        // The last of three tents, of 15,867 after the line's discount, the lamp, and both shares of 490 shipping.
        QVERIFY(preview->amount.amount > 15'866 + 5'900 && preview->amount.amount < 15'868 + 5'900 + 490);
        const auto proof = answerOf<StockProof>([&](auto answer) { shop.bridge.proveStock(std::move(answer)); });
        QVERIFY(proof->differences.empty());
    }

    void whatWaitsIsListedAndPicked()
    {
        BoughtShop shop;
        shop.clock.advance(1h);
        const Order later = shop.place(u"bob@example.com"_s, {{u"TENT"_s, u"Green tent"_s, 2, 15'900}});
        const auto waiting = answerOf<Page<Order>>([&](auto answer) { shop.services().ordersToShip({}, 10, std::move(answer)); });
        QCOMPARE(waiting->items.size(), 2U);
        QCOMPARE(waiting->items.front().id, shop.order.id);
        const auto list = answerOf<PickList>([&](auto answer) {
            shop.services().pickList({shop.order.id, later.id}, std::move(answer));
        });
        QCOMPARE(list->items.back().sku, u"TENT"_s);
        QCOMPARE(list->items.back().quantity, 5);
        QCOMPARE(list->items.back().onHand, 100);
    }

    void aRefundInDoubtIsDecidedByFinance()
    {
        BoughtShop shop;
        const Refund failed = shop.failRefund();
        const auto settle = [&](const QString &reference) {
            return answerOf<Refund>(
                [&](auto answer) { shop.services().settleRefund(failed.id, failed.version, reference, std::move(answer)); });
        };
        QCOMPARE(errorOf(settle(u"re_1"_s)), u"forbidden"_s);
        shop.enter(shop.finance);
        const auto settled = settle(u"re_1"_s);
        QVERIFY2(settled, qPrintable(errorOf(settled)));
        QCOMPARE(settled->state, RefundState::Settled);
        QCOMPARE(errorOf(settle(u"re_1"_s)), u"version_conflict"_s);
        QCOMPARE(shop.record(shop.order.id).history.back().actor, u"staff:fay"_s);
    }

    void aFailedRefundIsSentAgain()
    {
        BoughtShop shop;
        const Refund failed = shop.failRefund();
        shop.enter(shop.finance);
        const auto listed =
            answerOf<Page<Refund>>([&](auto answer) { shop.services().refunds(RefundState::Failed, {}, 10, std::move(answer)); });
        QCOMPARE(listed->items.size(), 1U);
        const auto retried =
            answerOf<Refund>([&](auto answer) { shop.services().retryRefund(failed.id, failed.version, std::move(answer)); });
        QVERIFY(retried);
        QCOMPARE(retried->state, RefundState::Pending);
    }

    void aPaymentInDoubtIsDecidedByFinance()
    {
        BoughtShop shop;
        QVERIFY(shop.planSale());
        const Order reserved = shop.reserveLamp(u"cleo@example.com"_s);
        shop.clock.advance(OrderService::checkoutTakes);
        shop.clock.advance(1s);
        const auto doubts = answerOf<Page<Order>>([&](auto answer) { shop.services().ordersInDoubt({}, 10, std::move(answer)); });
        QCOMPARE(doubts->items.size(), 1U);
        shop.enter(shop.finance);
        const auto settled = answerOf<OrderDetails>(
            [&](auto answer) { shop.services().settlePayment(shop.writeOf(reserved.id), u"ch_cleo"_s, std::move(answer)); });
        QVERIFY2(settled, qPrintable(errorOf(settled)));
        QCOMPARE(settled->order.status, OrderStatus::Paid);
    }

    void theDashboardsRefundsAreThoseOfTheTable()
    {
        BoughtShop shop;
        const Refund failed = shop.failRefund();
        const auto totals = answerOf<OrderTotals>([&](auto answer) { shop.bridge.orderTotals(std::move(answer)); });
        const std::vector<RefundTotal> expected{{RefundKind::Cancel, RefundState::Failed, 1, failed.amount}};
        QCOMPARE(totals->refunds, expected);
        QCOMPARE(totals->revenue, std::vector<Money>{shop.order.total});
    }
};

QTEST_GUILESS_MAIN(OrderBridgeTest)
#include "tst_order_bridge.moc"
