// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop.h"
#include "support/error_of.h"

#include "core/base/id.h"
#include "core/sale/order_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A shop with two products on sale, in which time passes from one order to the next.
class BusyShop : public Shop
{
public:
    BusyShop()
    {
        addProduct(u"A"_s, 50);
        addProduct(u"B"_s, 50);
        addSale({{u"A"_s, 1999, 40, 9}, {u"B"_s, 500, 40, 9}});
    }

    Order buyLater(const QString &shopper, const QString &sku, qint64 quantity)
    {
        clock.advance(1s);
        return buyOrder(shopper, sku, quantity);
    }
    /// An order whose provider has not answered.
    Order loseAnswer(const QString &shopper)
    {
        card->plays({Manner::LoseAfterCharge});
        buy(request(shopper, u"A"_s, 2));
        return fulfilment.search({.status = u"reserved"_s}).get()->items.front();
    }
    Result<OrderActionAnswer> settleByHand(const QString &orderId, const QString &reference)
    {
        return fulfilment.settleByHand(actionOn(orderId, finance), reference).get();
    }
    qint64 held() { return count(u"SELECT held FROM stock WHERE sku = 'A'"_s); }
};

QStringList idsOf(const std::vector<Order> &orders)
{
    QStringList ids;
    for (const Order &order : orders)
        ids << order.id;
    return ids;
}

} // namespace

class OrderQueuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsToShipComesOldestFirstPageByPage()
    {
        BusyShop shop;
        QStringList bought;
        for (const QString &shopper : {u"ann"_s, u"bob"_s, u"cleo"_s, u"dan"_s, u"eve"_s})
            bought << shop.buyLater(shopper, u"A"_s, 2).id;
        const Order second = shop.fulfilment.order(bought[1]).get()->order;
        QVERIFY(shop.fulfilment.ship(shop.actionOn(second.id, shop.warehouse), {{second.lines.front().id, 1}}, {}).get());
        QVERIFY(shop.fulfilment.ship(shop.actionOn(bought[2], shop.warehouse), {}, {}).get());
        QVERIFY(shop.fulfilment.cancel(shop.actionOn(bought[3], shop.support), {}, {}).get());
        const auto first = shop.fulfilment.toShip({}, 2).get();
        QCOMPARE(idsOf(first->items), (QStringList{bought[0], bought[1]}));
        QVERIFY(!first->nextCursor.isEmpty());
        const auto rest = shop.fulfilment.toShip(first->nextCursor, 2).get();
        QCOMPARE(idsOf(rest->items), QStringList{bought[4]});
        QVERIFY(rest->nextCursor.isEmpty());
    }

    void aPickListSumsWhatIsLeftOfEachSku()
    {
        BusyShop shop;
        const Order ann = shop.buyLater(u"ann"_s, u"B"_s, 3);
        const Order bob = shop.buyLater(u"bob"_s, u"A"_s, 2);
        const Order cleo = shop.buyLater(u"cleo"_s, u"A"_s, 4);
        const Order gone = shop.buyLater(u"dan"_s, u"A"_s, 1);
        QVERIFY(shop.fulfilment.ship(shop.actionOn(cleo.id, shop.warehouse), {{cleo.lines.front().id, 1}}, {}).get());
        QVERIFY(shop.fulfilment.ship(shop.actionOn(gone.id, shop.warehouse), {}, {}).get());
        const auto list = shop.fulfilment.pickList({cleo.id, ann.id, gone.id, bob.id, cleo.id}).get();
        QVERIFY(list);
        QCOMPARE(idsOf(list->orders), (QStringList{cleo.id, ann.id, bob.id}));
        QCOMPARE(list->leftOut, QStringList{gone.id});
        QCOMPARE(list->units(), 8);
        const std::vector<PickItem> expected{{u"A"_s, u"Product A"_s, 5, 48, {{cleo.id, 3}, {bob.id, 2}}},
                                             {u"B"_s, u"Product B"_s, 3, 50, {{ann.id, 3}}}};
        QCOMPARE(list->items, expected);
    }

    void aPickListLeavesOutTheLinesThatWereShipped()
    {
        BusyShop shop;
        CheckoutRequest request = shop.request(u"ann"_s, u"A"_s, 2);
        request.items.push_back({u"B"_s, 3});
        const auto order = shop.buy(request).order;
        QVERIFY(order);
        QCOMPARE(order->lines.front().sku, u"A"_s);
        QVERIFY(shop.fulfilment.ship(shop.actionOn(order->id, shop.warehouse), {{order->lines.front().id, 2}}, {}).get());
        const std::vector<PickItem> expected{{u"B"_s, u"Product B"_s, 3, 50, {{order->id, 3}}}};
        QCOMPARE(shop.fulfilment.pickList({order->id}).get().value().items, expected);
    }

    void aPickListThatNobodyCouldCarryIsRefused()
    {
        BusyShop shop;
        QStringList ids;
        for (qsizetype row = 0; row <= OrderService::longestPickList; ++row)
            ids << QString::number(row);
        QCOMPARE(errorOf(shop.fulfilment.pickList(ids).get()), u"invalid_request"_s);
    }

    void thePreviewOfACancellationIsWhatItGivesBack()
    {
        BusyShop shop;
        const Order order = shop.buyLater(u"ann"_s, u"A"_s, 3);
        const std::vector<LineQuantity> lines{{order.lines.front().id, 2}};
        const auto preview = shop.fulfilment.previewCancel(order.id, lines).get();
        QVERIFY(preview);
        QCOMPARE(preview->version, shop.fulfilment.order(order.id).get()->order.version);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM refund"_s), 0);
        QVERIFY(shop.fulfilment.cancel(shop.actionOn(order.id, shop.support), lines, {}).get());
        QCOMPARE(shop.refundOf(order.id).amount, preview->amount);
        QCOMPARE(errorOf(shop.fulfilment.previewCancel(order.id, lines).get()), u"invalid_request"_s);
        QCOMPARE(errorOf(shop.fulfilment.previewCancel(u"nobody"_s, {}).get()), u"not_found"_s);
    }

    void theHistoryTellsWhoDidWhatToTheOrderAndItsRefunds()
    {
        BusyShop shop;
        const Order order = shop.buyLater(u"ann"_s, u"A"_s, 3);
        const QString line = order.lines.front().id;
        QVERIFY(shop.fulfilment.ship(shop.actionOn(order.id, shop.warehouse), {{line, 1}}, u"DHL 1"_s).get());
        QVERIFY(shop.fulfilment.cancel(shop.actionOn(order.id, shop.support), {{line, 1}}, u"too late"_s).get());
        shop.buyLater(u"bob"_s, u"A"_s, 1);
        const auto record = shop.fulfilment.record(order.id).get();
        QVERIFY(record);
        QStringList events;
        qint64 last = 0;
        for (const OrderEvent &event : record->history) {
            events << event.action + u' ' + event.actor.section(u':', 0, 0);
            QVERIFY(event.seq > last);
            last = event.seq;
        }
        QCOMPARE(events,
                 (QStringList{u"order.reserved shopper"_s, u"order.paid system"_s, u"order.shipped staff"_s,
                              u"refund.requested staff"_s, u"order.cancelled staff"_s}));
        QCOMPARE(record->history[2].actor, u"staff:walt"_s);
        QCOMPARE(record->history[3].entityId, record->details.refunds.front().id);
    }

    void aPaymentInDoubtIsDecidedByHandOnceItsCheckoutIsSurelyOver()
    {
        BusyShop shop;
        const Order order = shop.loseAnswer(u"ann"_s);
        QCOMPARE(order.status, OrderStatus::Reserved);
        QVERIFY(shop.fulfilment.inDoubt({}, 10).get()->items.empty());
        QCOMPARE(errorOf(shop.settleByHand(order.id, u"ch_1"_s)), u"illegal_transition"_s);
        shop.clock.advance(OrderService::checkoutTakes);
        shop.clock.advance(1s);
        QCOMPARE(idsOf(shop.fulfilment.inDoubt({}, 10).get()->items), QStringList{order.id});
        const auto paid = shop.settleByHand(order.id, u"ch_1"_s);
        QVERIFY2(paid, qPrintable(errorOf(paid)));
        QCOMPARE(paid->details.order.status, OrderStatus::Paid);
        QCOMPARE(paid->details.order.paymentReference, u"ch_1"_s);
        QVERIFY(shop.fulfilment.inDoubt({}, 10).get()->items.empty());
        QCOMPARE(errorOf(shop.settleByHand(order.id, u"ch_1"_s)), u"illegal_transition"_s);
        QCOMPARE(shop.violations(), QStringList());
    }

    void whatSurelyWasNotChargedIsReleased()
    {
        BusyShop shop;
        const Order order = shop.loseAnswer(u"ann"_s);
        shop.clock.advance(OrderService::checkoutTakes);
        shop.clock.advance(1s);
        QCOMPARE(shop.held(), 2);
        const auto released = shop.settleByHand(order.id, {});
        QVERIFY(released);
        QCOMPARE(released->details.order.status, OrderStatus::Released);
        QCOMPARE(shop.held(), 0);
        QCOMPARE(shop.violations(), QStringList());
    }

    void oneChargePaysForOneOrder()
    {
        BusyShop shop;
        const Order paid = shop.buyLater(u"bob"_s, u"A"_s, 1);
        const Order order = shop.loseAnswer(u"ann"_s);
        shop.clock.advance(OrderService::checkoutTakes);
        shop.clock.advance(1s);
        QCOMPARE(errorOf(shop.settleByHand(order.id, paid.paymentReference)), u"conflict"_s);
        QCOMPARE(shop.fulfilment.order(order.id).get()->order.status, OrderStatus::Reserved);
    }

    void onlyFinanceDecidesAPayment()
    {
        BusyShop shop;
        const Order order = shop.loseAnswer(u"ann"_s);
        shop.clock.advance(OrderService::checkoutTakes);
        shop.clock.advance(1s);
        OrderAction action = shop.actionOn(order.id, shop.support);
        QCOMPARE(errorOf(shop.fulfilment.settleByHand(action, {}).get()), u"forbidden"_s);
        action.actor = shop.finance;
        action.expectedVersion += 1;
        QCOMPARE(errorOf(shop.fulfilment.settleByHand(action, {}).get()), u"version_conflict"_s);
        QCOMPARE(shop.fulfilment.order(order.id).get()->order.status, OrderStatus::Reserved);
    }
};

QTEST_GUILESS_MAIN(OrderQueuesTest)
#include "tst_order_queues.moc"
