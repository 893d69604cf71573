// SPDX-License-Identifier: GPL-3.0-or-later
// Every step of a return: what it does, who may take it, and what it refuses.
#include "returns_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class RmaStepsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReturnGoesItsStraightWayToARefund()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2, .price = 1'999}}});
        const Rma settling = shop.completing(order);
        QCOMPARE(settling.summary.state, RmaState::Settling);
        QCOMPARE(settling.refunds.size(), 1);
        QCOMPARE(settling.refunds.front().amount.amount, 3'998);
        QCOMPARE(shop.allViolations(), QStringList());
        shop.sendRefunds();
        const Rma done = shop.find(settling.summary.id);
        QCOMPARE(done.summary.state, RmaState::Completed);
        QVERIFY(done.closedAt);
        QCOMPARE(shop.card->refunded().size(), 1);
        QCOMPARE(shop.bucket(u"A"_s, u"quarantine"_s), 2);
        QCOMPARE(shop.allViolations(), QStringList());
    }
};

QTEST_GUILESS_MAIN(RmaStepsTest)
#include "tst_rma_steps.moc"
