// SPDX-License-Identifier: GPL-3.0-or-later
// What finance corrects afterwards: returns that are reopened, refunds of which nobody knows, and who may correct what alone.
#include "returns_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const SoldOrder oneOfA{.lines = {{.sku = u"A"_s}}};

} // namespace

class RmaCorrectionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatLiesWithTheCustomerIsGivenNothing_data()
    {
        QTest::addColumn<DispositionKind>("kind");
        for (const DispositionKind kind : {DispositionKind::Refund, DispositionKind::StoreCredit, DispositionKind::Replacement,
                                           DispositionKind::Repair})
            QTest::newRow(qPrintable(dispositionKindName(kind))) << kind;
    }
    void whatLiesWithTheCustomerIsGivenNothing()
    {
        QFETCH(DispositionKind, kind);
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip(oneOfA), DispositionKind::Reject);
        QCOMPARE(rma.lines.front().units.front().place, UnitPlace::Customer);
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, rma), u"they complained"_s));
        const auto decisions = shop.decisions(rma, kind);
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.preview(rma.summary.id, decisions, shop.finance)), u"with_customer"_s);
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.decide(shop.by(shop.finance, rma), decisions)), u"with_customer"_s);
        QCOMPARE(ReturnsShop::refusal(shop.rma.decide(shop.by(shop.finance, rma), decisions)), u"conflict"_s);
        rma = shop.complete(shop.decide(rma, shop.decisions(rma, DispositionKind::Reject)));
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QCOMPARE(rma.refunds.size(), 0);
        QCOMPARE(shop.allViolations(), QStringList());
    }
};

QTEST_GUILESS_MAIN(RmaCorrectionsTest)
#include "tst_rma_corrections.moc"
