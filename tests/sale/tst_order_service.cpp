// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop.h"
#include "support/error_of.h"

#include "core/base/id.h"
#include "core/sale/order_store.h"
#include "core/store/action_key.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// Three of A were bought by ann.
class BoughtShop : public Shop
{
public:
    explicit BoughtShop(const QString &method = u"card"_s)
    {
        addProduct(u"A"_s, 10);
        addSale({{u"A"_s, 1999, 9, 5}});
        giveCredit(u"ann"_s, 10'000);
        order = buyOrder(u"ann"_s, u"A"_s, 3, method);
        line = order.lines.front().id;
    }

    Result<OrderActionAnswer> ship(std::vector<LineQuantity> lines, const QString &tracking = {})
    {
        return fulfilment.ship(actionOn(order.id, warehouse), std::move(lines), tracking).get();
    }
    Result<OrderActionAnswer> cancel(std::vector<LineQuantity> lines, const QString &reason = {})
    {
        return fulfilment.cancel(actionOn(order.id, support), std::move(lines), reason).get();
    }
    Refund goodwill(qint64 amount)
    {
        return *queue({.orderId = order.id,
                       .kind = RefundKind::Goodwill,
                       .amount = {amount, Currency::euro()},
                       .requestedBy = u"staff:sue"_s,
                       .approvedBy = u"staff:fay"_s});
    }
    qint64 onHand() { return count(u"SELECT on_hand FROM stock WHERE sku = 'A'"_s); }
    qint64 allocated() { return count(u"SELECT allocated FROM stock WHERE sku = 'A'"_s); }
    qint64 movements() { return count(u"SELECT COUNT(*) FROM stock_movement"_s); }

    Order order;
    QString line;
};

QString fieldCodeOf(const Result<OrderActionAnswer> &answer)
{
    return answer || answer.error().fields.empty() ? QString() : answer.error().fields.front().code;
}

} // namespace

class OrderServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shippingAPartLeavesTheRestOpen()
    {
        BoughtShop shop;
        const auto first = shop.ship({{shop.line, 2}}, u"DHL 1"_s);
        QVERIFY(first);
        QCOMPARE(first->details.order.fulfilment, Fulfilment::PartShipped);
        QCOMPARE(first->details.order.lines.front().open(), 1);
        QCOMPARE(shop.onHand(), 8);
        QCOMPARE(shop.allocated(), 1);
        QCOMPARE(shop.violations(), QStringList());
    }

    void shippingTheRestIsTheWholeOrder()
    {
        BoughtShop shop;
        QVERIFY(shop.ship({{shop.line, 2}}, u"DHL 1"_s));
        const auto rest = shop.ship({}, u"DHL 2"_s);
        QVERIFY(rest);
        QCOMPARE(rest->details.order.fulfilment, Fulfilment::Shipped);
        QCOMPARE(rest->details.shipments.size(), 2U);
        QCOMPARE(rest->details.shipments.back().tracking, u"DHL 2"_s);
        QCOMPARE(rest->details.shipments.back().lines.front().quantity, 1);
        QCOMPARE(shop.onHand(), 7);
        QCOMPARE(shop.violations(), QStringList());
    }

    void aCancelledRestLeavesTheOrderShipped()
    {
        BoughtShop shop;
        QVERIFY(shop.ship({{shop.line, 1}}));
        const auto cancelled = shop.cancel({});
        QVERIFY(cancelled);
        QCOMPARE(cancelled->details.order.fulfilment, Fulfilment::Shipped);
        QCOMPARE(cancelled->details.refunds.front().amount.amount, 2 * 1999);
        QCOMPARE(shop.violations(), QStringList());
    }

    void cancellingReleasesTheReservationAndMovesNoStock() // T9
    {
        BoughtShop shop;
        const qint64 movements = shop.movements();
        const auto cancelled = shop.cancel({}, u"changed her mind"_s);
        QVERIFY(cancelled);
        QCOMPARE(cancelled->details.order.fulfilment, Fulfilment::Cancelled);
        QCOMPARE(shop.allocated(), 0);
        QCOMPARE(shop.onHand(), 10);
        QCOMPARE(shop.movements(), movements);
        QCOMPARE(shop.violations(), QStringList());
    }

    void whatWasCancelledCanBeBoughtAgain()
    {
        BoughtShop shop;
        QVERIFY(shop.cancel({}));
        QCOMPARE(shop.board.snapshot()->openItem(u"A"_s, shop.clock.utc())->available(), 9);
        QCOMPARE(shop.buyResult(shop.request(u"ann"_s, u"A"_s, 5)), u"paid"_s);
    }

    void whatWasShippedIsNotCancelled() // T5: nor does it come back into the stock
    {
        BoughtShop shop;
        QVERIFY(shop.ship({{shop.line, 2}}));
        QCOMPARE(fieldCodeOf(shop.cancel({{shop.line, 2}})), u"out_of_range"_s);
        QCOMPARE(shop.onHand(), 8);
    }

    void cancellingGivesBackWhatWasPaidForIt()
    {
        BoughtShop shop;
        QVERIFY(shop.cancel({{shop.line, 2}}));
        const Refund refund = shop.refundOf(shop.order.id);
        QCOMPARE(refund.amount.amount, 2 * 1999);
        QCOMPARE(refund.state, RefundState::Pending);
        QCOMPARE(refund.kind, RefundKind::Cancel);
        QCOMPARE(refund.chargeReference, shop.order.paymentReference);
        QCOMPARE(refund.requestedBy, u"staff:sue"_s);
    }

    void whatWasPaidByCreditIsCreditAtOnce() // T13
    {
        BoughtShop shop(u"store_credit"_s);
        QVERIFY(shop.cancel({}));
        QCOMPARE(shop.refundOf(shop.order.id).state, RefundState::Settled);
        QCOMPARE(shop.count(u"SELECT balance FROM credit_account WHERE shopper_id = 'ann'"_s), 10'000);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM credit_entry WHERE source LIKE 'refund:%'"_s), 1);
        QCOMPARE(shop.violations(), QStringList());
    }

    void cancellingUnitByUnitGivesBackAll() // T19: none of them is 0
    {
        BoughtShop shop;
        for (int count = 0; count < 3; ++count)
            QVERIFY(shop.cancel({{shop.line, 1}}));
        QCOMPARE(shop.count(u"SELECT SUM(amount) FROM refund"_s), shop.order.total.amount);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM refund WHERE amount = 1999"_s), 3);
    }

    void afterAPartRefundCancellingGivesBackTheRemainder() // T14
    {
        BoughtShop shop;
        shop.goodwill(1000);
        QVERIFY(shop.cancel({}));
        QCOMPARE(shop.count(u"SELECT amount FROM refund WHERE kind = 'cancel'"_s), shop.order.total.amount - 1000);
        QCOMPARE(shop.violations(), QStringList());
    }

    void twoRefundsAtOnceAreNotMoreThanWasCaptured() // T1, T29
    {
        BoughtShop shop;
        const auto ask = [&shop] {
            const RefundOrder refund{.id = newId(shop.clock, shop.random),
                                     .orderId = shop.order.id,
                                     .kind = RefundKind::Return,
                                     .amount = {3'600, Currency::euro()},
                                     .requestedBy = u"staff:fay"_s};
            return shop.store->write([refund](WriteTransaction &transaction) { return queueRefund(transaction, refund); });
        };
        auto one = ask();
        auto other = ask();
        const Result<Refund> first = one.get();
        const Result<Refund> second = other.get();
        QVERIFY(first.has_value() != second.has_value());
        const Error &error = first ? second.error() : first.error();
        QCOMPARE(error.code, ErrorCode::Conflict);
        QCOMPARE(error.fields.front().code, u"above_captured"_s);
        QCOMPARE(shop.violations(), QStringList());
    }

    void amountsThatAreNoneAreRefused_data() // T2
    {
        QTest::addColumn<qint64>("amount");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<QString>("code");
        QTest::newRow("nothing") << qint64(0) << u"EUR"_s << u"out_of_range"_s;
        QTest::newRow("less than nothing") << qint64(-5) << u"EUR"_s << u"out_of_range"_s;
        QTest::newRow("another currency") << qint64(5) << u"USD"_s << u"currency_mismatch"_s;
    }

    void amountsThatAreNoneAreRefused()
    {
        QFETCH(const qint64, amount);
        QFETCH(const QString, currency);
        QFETCH(const QString, code);
        BoughtShop shop;
        const auto refund = shop.queue({.orderId = shop.order.id,
                                        .kind = RefundKind::Return,
                                        .amount = {amount, Currency::fromCode(currency).value()},
                                        .requestedBy = u"staff:fay"_s});
        QCOMPARE(refund.error().fields.front().code, code);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM refund"_s), 0);
    }

    void goodwillNeedsAnApproverOtherThanWhoAsked()
    {
        BoughtShop shop;
        for (const QString &approver : {QString(), u"staff:sue"_s}) {
            const auto refund = shop.queue({.orderId = shop.order.id,
                                            .kind = RefundKind::Goodwill,
                                            .amount = {5, Currency::euro()},
                                            .requestedBy = u"staff:sue"_s,
                                            .approvedBy = approver});
            QVERIFY(!refund);
            QCOMPARE(refund.error().fields.front().field, u"approved_by"_s);
        }
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM refund"_s), 0);
    }

    void theSameKeyDoesItOnce() // T11
    {
        BoughtShop shop;
        OrderAction action = shop.actionOn(shop.order.id, shop.support);
        action.idempotencyKey = u"k"_s;
        action.requestHash = u"h"_s;
        const auto first = shop.fulfilment.cancel(action, {{shop.line, 1}}, {}).get();
        const auto again = shop.fulfilment.cancel(action, {{shop.line, 1}}, {}).get();
        QVERIFY(!first->replayed);
        QVERIFY(again->replayed);
        QCOMPARE(again->details.order.version, first->details.order.version);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM refund"_s), 1);
        QCOMPARE(shop.count(u"SELECT cancelled FROM order_line"_s), 1);
    }

    void aKeyOfAnotherRequestIsRefused()
    {
        BoughtShop shop;
        OrderAction action = shop.actionOn(shop.order.id, shop.support);
        action.idempotencyKey = u"k"_s;
        action.requestHash = u"h"_s;
        QVERIFY(shop.fulfilment.cancel(action, {{shop.line, 1}}, {}).get());
        action.requestHash = u"other"_s;
        QCOMPARE(errorOf(shop.fulfilment.cancel(action, {}, {}).get()), u"idempotency_key_reused"_s);
    }

    void keysOfTwoPeopleHaveNothingToDoWithEachOther()
    {
        BoughtShop shop;
        OrderAction action = shop.actionOn(shop.order.id, shop.support);
        action.idempotencyKey = u"k"_s;
        QVERIFY(shop.fulfilment.cancel(action, {{shop.line, 1}}, {}).get());
        OrderAction other = shop.actionOn(shop.order.id, {u"staff-9"_s, u"sam"_s, StaffRole::Support});
        other.idempotencyKey = u"k"_s;
        QVERIFY(!shop.fulfilment.cancel(other, {{shop.line, 1}}, {}).get()->replayed);
    }

    void keysAreForgottenByAge()
    {
        BoughtShop shop;
        OrderAction action = shop.actionOn(shop.order.id, shop.support);
        action.idempotencyKey = u"k"_s;
        QVERIFY(shop.fulfilment.cancel(action, {{shop.line, 1}}, {}).get());
        const auto forget = [&shop](UtcMillis before) {
            return shop.store
                ->write(
                    [before](WriteTransaction &transaction) -> Result<qint64> { return forgetActions(transaction, before, 10); })
                .get()
                .value();
        };
        QCOMPARE(forget(shop.clock.utc()), 0);
        QCOMPARE(forget(shop.clock.utc() + 1), 1);
    }

    void aStaleVersionChangesNothingAndNamesTheNewer()
    {
        BoughtShop shop;
        const OrderAction stale = shop.actionOn(shop.order.id, shop.warehouse);
        QVERIFY(shop.ship({{shop.line, 1}}));
        const auto answer = shop.fulfilment.ship(stale, {{shop.line, 1}}, {}).get();
        QCOMPARE(errorOf(answer), u"version_conflict"_s);
        QCOMPARE(answer.error().fields.front().value, QString::number(stale.expectedVersion + 1));
        QCOMPARE(shop.count(u"SELECT shipped FROM order_line"_s), 1);
    }

    void eachActionIsOfItsRole_data()
    {
        QTest::addColumn<int>("role");
        QTest::addColumn<QString>("ship");
        QTest::addColumn<QString>("cancel");
        QTest::newRow("admin") << int(StaffRole::Admin) << u"done"_s << u"done"_s;
        QTest::newRow("support") << int(StaffRole::Support) << u"forbidden"_s << u"done"_s;
        QTest::newRow("warehouse") << int(StaffRole::Warehouse) << u"done"_s << u"forbidden"_s;
        QTest::newRow("finance") << int(StaffRole::Finance) << u"forbidden"_s << u"forbidden"_s;
    }

    void eachActionIsOfItsRole()
    {
        QFETCH(const int, role);
        QFETCH(const QString, ship);
        QFETCH(const QString, cancel);
        BoughtShop shop;
        const StaffActor actor{u"x"_s, u"x"_s, StaffRole(role)};
        QCOMPARE(errorOf(shop.fulfilment.ship(shop.actionOn(shop.order.id, actor), {{shop.line, 1}}, {}).get()), ship);
        QCOMPARE(errorOf(shop.fulfilment.cancel(shop.actionOn(shop.order.id, actor), {{shop.line, 1}}, {}).get()), cancel);
        QCOMPARE(shop.count(u"SELECT shipped FROM order_line"_s), ship == u"done" ? 1 : 0);
        QCOMPARE(shop.count(u"SELECT cancelled FROM order_line"_s), cancel == u"done" ? 1 : 0);
    }

    void linesThatCannotBeAreRefused_data()
    {
        QTest::addColumn<QList<qint64>>("quantities");
        QTest::addColumn<QString>("code");
        QTest::newRow("too many") << QList<qint64>{4} << u"out_of_range"_s; // T20
        QTest::newRow("none") << QList<qint64>{0} << u"out_of_range"_s;
        QTest::newRow("less than none") << QList<qint64>{-1} << u"out_of_range"_s;
        QTest::newRow("twice") << QList<qint64>{1, 1} << u"duplicate_line"_s; // T24
    }

    void linesThatCannotBeAreRefused()
    {
        QFETCH(const QList<qint64>, quantities);
        QFETCH(const QString, code);
        BoughtShop shop;
        std::vector<LineQuantity> lines;
        for (const qint64 quantity : quantities)
            lines.push_back({shop.line, quantity});
        QCOMPARE(fieldCodeOf(shop.ship(lines)), code);
        QCOMPARE(fieldCodeOf(shop.cancel(lines)), code);
        QCOMPARE(shop.count(u"SELECT shipped + cancelled FROM order_line"_s), 0);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM shipment"_s), 0);
    }

    void aLineOfAnotherOrderIsRefused()
    {
        BoughtShop shop;
        const Order other = shop.buyOrder(u"bob"_s, u"A"_s);
        QCOMPARE(fieldCodeOf(shop.ship({{other.lines.front().id, 1}})), u"unknown_line"_s);
    }

    void ordersThatWereNotPaidAreNeitherShippedNorCancelled()
    {
        BoughtShop shop;
        shop.card->plays({Shop::Manner::Decline});
        QCOMPARE(shop.buyResult(shop.request(u"bob"_s, u"A"_s)), u"payment_declined"_s);
        const auto found = shop.fulfilment.search({.status = u"declined"_s}).get();
        QCOMPARE(found->items.size(), 1U);
        const QString id = found->items.front().id;
        const auto shipped = shop.fulfilment.ship(shop.actionOn(id, shop.warehouse), {}, {}).get();
        QCOMPARE(errorOf(shipped), u"illegal_transition"_s);
        QCOMPARE(shipped.error().fields.front().value, u"declined"_s);
        QCOMPARE(errorOf(shop.fulfilment.cancel(shop.actionOn(id, shop.support), {}, {}).get()), u"illegal_transition"_s);
    }

    void whereNothingIsLeftNothingIsDone()
    {
        BoughtShop shop;
        QVERIFY(shop.ship({}));
        const auto again = shop.ship({});
        QCOMPARE(errorOf(again), u"illegal_transition"_s);
        QCOMPARE(again.error().fields.front().value, u"shipped"_s);
        QCOMPARE(errorOf(shop.cancel({})), u"illegal_transition"_s);
    }

    void anOrderThatIsNoneIsNotFound()
    {
        BoughtShop shop;
        OrderAction action = shop.actionOn(shop.order.id, shop.warehouse);
        action.orderId = u"none"_s;
        QCOMPARE(errorOf(shop.fulfilment.ship(action, {}, {}).get()), u"not_found"_s);
        QCOMPARE(errorOf(shop.fulfilment.order(u"none"_s).get()), u"not_found"_s);
        QCOMPARE(errorOf(shop.fulfilment.record(u"none"_s).get()), u"not_found"_s);
    }

    void ofAnOrderThatIsNoneNothingGoesBack()
    {
        Shop shop;
        const auto refund = shop.queue(
            {.orderId = u"none"_s, .kind = RefundKind::Return, .amount = {5, Currency::euro()}, .requestedBy = u"staff:fay"_s});
        QCOMPARE(errorOf(refund), u"not_found"_s);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM refund"_s), 0);
    }

    void whatStoreCreditCannotTakeBackIsNotCancelled()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 2);
        shop.addSale({{u"A"_s, Money::maximum(), 2, 2}});
        shop.giveCredit(u"ann"_s, Money::maximum());
        shop.giveCredit(u"ann"_s, Money::maximum());
        const Order order = shop.buyOrder(u"ann"_s, u"A"_s, 2, u"store_credit"_s);
        const auto refused = shop.fulfilment.cancel(shop.actionOn(order.id, shop.support), {}, {}).get();
        QCOMPARE(fieldCodeOf(refused), u"out_of_range"_s);
        QCOMPARE(shop.fulfilment.order(order.id).get()->order.fulfilment, Fulfilment::Unshipped);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM refund"_s), 0);
        QCOMPARE(shop.violations(), QStringList());
    }

    void longTextsAreRefused()
    {
        BoughtShop shop;
        QCOMPARE(fieldCodeOf(shop.ship({}, QString(101, u'x'))), u"too_long"_s);
        QCOMPARE(fieldCodeOf(shop.cancel({}, QString(501, u'x'))), u"too_long"_s);
        const OrderAction action = shop.actionOn(shop.order.id, shop.finance);
        QCOMPARE(fieldCodeOf(shop.fulfilment.settleByHand(action, QString(OrderService::longestReference + 1, u'x')).get()),
                 u"too_long"_s);
    }

    void eachActionHasOneAuditEntry()
    {
        BoughtShop shop;
        QVERIFY(shop.ship({{shop.line, 1}}));
        QVERIFY(shop.cancel({}, u"out of reach"_s));
        QCOMPARE(
            shop.count(
                u"SELECT COUNT(*) FROM audit WHERE action = 'order.shipped' AND actor = 'staff:walt' AND request_id = 'req-1'"_s),
            1);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'order.cancelled' AND actor = 'staff:sue' "
                            "AND state_after LIKE '%out of reach%'"_s),
                 1);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'refund.requested' AND actor = 'staff:sue'"_s), 1);
    }

    void whatWasThereOnlyForTheOrderGoesWithIt()
    {
        BoughtShop shop;
        shop.change(u"UPDATE stock SET shortfall = 2"_s);
        QVERIFY(shop.cancel({{shop.line, 1}}));
        QVERIFY(shop.cancel({{shop.line, 1}}));
        QVERIFY(shop.cancel({{shop.line, 1}}));
        QCOMPARE(shop.onHand(), 8);
        QCOMPARE(shop.count(u"SELECT shortfall FROM stock"_s), 0);
        QCOMPARE(shop.violations(), QStringList());
    }

    void moreShippedThanItsSenderCountedWasThere()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 3);
        shop.addSale({{u"A"_s, 1999, 3, 3}});
        const Order order = shop.buyOrder(u"ann"_s, u"A"_s, 3);
        shop.change(u"UPDATE stock SET shortfall = 2"_s);
        QVERIFY(shop.fulfilment.ship(shop.actionOn(order.id, shop.warehouse), {}, {}).get());
        QCOMPARE(shop.count(u"SELECT shortfall FROM stock"_s), 0);
        QCOMPARE(shop.violations(), QStringList());
    }

    void anOrderWithoutASaleIsShippedAndCancelledToo_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("replacement") << int(OrderKind::Replacement);
        QTest::newRow("imported") << int(OrderKind::Imported);
    }

    void anOrderWithoutASaleIsShippedAndCancelledToo()
    {
        QFETCH(const int, kind);
        BoughtShop shop;
        Order order;
        order.id = newId(shop.clock, shop.random);
        order.shopperId = u"ann"_s;
        order.status = OrderStatus::Paid;
        order.kind = OrderKind(kind);
        order.total = {0, Currency::euro()};
        order.lines.push_back({newId(shop.clock, shop.random), {}, u"A"_s, u"Product A"_s, 2, Money{}});
        order.paymentMethod = u"none"_s;
        order.createdAt = order.updatedAt = shop.clock.utc();
        const auto place = [&shop](const Order &wanted) {
            return shop.store
                ->write([wanted, &board = shop.board](WriteTransaction &transaction) {
                    return placeOrder(transaction, wanted, u"system"_s, {}, board);
                })
                .get();
        };
        QVERIFY(place(order));
        QCOMPARE(shop.fulfilment.order(order.id).get()->order.kind, OrderKind(kind));
        QCOMPARE(shop.allocated(), 5);
        QCOMPARE(shop.board.snapshot()->openItem(u"A"_s, shop.clock.utc())->stockLeft.load(), 5);
        QVERIFY(shop.fulfilment.ship(shop.actionOn(order.id, shop.warehouse), {{order.lines.front().id, 1}}, {}).get());
        QVERIFY(shop.fulfilment.cancel(shop.actionOn(order.id, shop.support), {}, {}).get());
        QCOMPARE(shop.violations(), QStringList());
        order.id = newId(shop.clock, shop.random);
        order.lines.front().quantity = 100;
        QCOMPARE(place(order).error().code, ErrorCode::OutOfStock);
    }
};

QTEST_GUILESS_MAIN(OrderServiceTest)
#include "tst_order_service.moc"
