// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_options.h"
#include "payment/gateway_process.h"
#include "shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A shop whose card and PayPal payments go to a real tidegate-gateway.
class GatewayShop : public Shop
{
public:
    GatewayShop()
    {
        PaymentOptions payment;
        payment.card = {gateway.url(), u"sk_test_1"_s};
        payment.paypal = {gateway.url(), u"id"_s, u"secret"_s};
        methods.remove(u"card"_s);
        if (!addGateways(payment, methods, wallClock))
            qFatal("no gateways");
        addProduct(u"A"_s, 10);
        addSale({{u"A"_s, 1999, 9, 5}});
    }

    Result<OrderActionAnswer> cancel(const Order &order, std::vector<LineQuantity> lines = {})
    {
        return fulfilment.cancel(actionOn(order.id, support), std::move(lines), {}).get();
    }
    void pass()
    {
        if (const auto done = finish(refunds.run()); !done)
            qFatal("%s", qPrintable(done.error().detail));
        clock.advance(5min);
    }

    GatewayProcess gateway;
    SystemClock wallClock;
};

void eachMethod()
{
    QTest::addColumn<QString>("method");
    QTest::newRow("card") << u"card"_s;
    QTest::newRow("paypal") << u"paypal"_s;
}

} // namespace

class RefundGatewayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cancelledUnitByUnitTheWholeChargeGoesBack_data() { eachMethod(); }
    void cancelledUnitByUnitTheWholeChargeGoesBack()
    {
        QFETCH(const QString, method);
        GatewayShop shop;
        const Order order = shop.buyOrder(u"ann"_s, u"A"_s, 3, method);
        for (int count = 0; count < 3; ++count)
            QVERIFY(shop.cancel(order, {{order.lines.front().id, 1}}));
        shop.pass();
        QCOMPARE(shop.gateway.refunds().size(), 3);
        QCOMPARE(shop.gateway.charges()[0][u"refunded"_s].toInteger(), order.total.amount);
        QCOMPARE(shop.violations(), QStringList());
    }

    void aRefundWhoseAnswerIsLostIsPaidOnce_data() { eachMethod(); } // T30
    void aRefundWhoseAnswerIsLostIsPaidOnce()
    {
        QFETCH(const QString, method);
        GatewayShop shop;
        const Order order = shop.buyOrder(u"ann"_s, u"A"_s, 2, method);
        QVERIFY(shop.cancel(order));
        shop.gateway.setFaults("drop_after_charge");
        shop.pass();
        QVERIFY(shop.refundOf(order.id).inDoubt);
        shop.gateway.setFaults("ok");
        shop.pass();
        QCOMPARE(shop.refundOf(order.id).state, RefundState::Settled);
        QCOMPARE(shop.gateway.refunds().size(), 1);
        QCOMPARE(shop.refundOf(order.id).reference, shop.gateway.refunds()[0][u"id"_s].toString());
        QCOMPARE(shop.violations(), QStringList());
    }

    void aGatewayInTroubleIsAskedUntilTheTriesAreUsedUp_data() { eachMethod(); }
    void aGatewayInTroubleIsAskedUntilTheTriesAreUsedUp()
    {
        QFETCH(const QString, method);
        GatewayShop shop;
        const Order order = shop.buyOrder(u"ann"_s, u"A"_s, 1, method);
        QVERIFY(shop.cancel(order));
        shop.gateway.setFaults("error");
        for (int count = 0; count < 3; ++count)
            shop.pass();
        const Refund failed = shop.refundOf(order.id);
        QCOMPARE(failed.state, RefundState::Failed);
        shop.gateway.setFaults("ok");
        QVERIFY(shop.refunds.retry(failed.id, failed.version, shop.finance).get());
        shop.pass();
        QCOMPARE(shop.refundOf(order.id).state, RefundState::Settled);
        QCOMPARE(shop.gateway.refunds().size(), 1);
        QCOMPARE(shop.violations(), QStringList());
    }
};

QTEST_GUILESS_MAIN(RefundGatewayTest)
#include "tst_refund_gateway.moc"
