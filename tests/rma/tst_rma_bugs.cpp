// SPDX-License-Identifier: GPL-3.0-or-later
// Thirty mistakes about money and stock that other systems made, T1 to T30; here those that concern returns. The others are in tests/sale.
#include "returns_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const SoldOrder oneOfA{.lines = {{.sku = u"A"_s}}};
const SoldOrder threeOfA{.lines = {{.sku = u"A"_s, .quantity = 3}}};

qint64 refunded(ReturnsShop &shop, const QString &orderId)
{
    return shop.count(u"SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM refund WHERE state = 'settled' AND order_id = '"_s
                      + orderId + u'\'');
}

NewRma some(const Order &order, qint64 quantity, std::size_t line = 0)
{
    return {order.id, {{order.lines[line].id, quantity, ReturnReason::Other, {}}}, false};
}

/// A return of some units that are here and on sale again.
Rma inspected(ReturnsShop &shop, const NewRma &wanted)
{
    Rma rma = ReturnsShop::must(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), wanted));
    rma = ReturnsShop::must(shop.rma.validate(shop.by(shop.support, rma)));
    rma = ReturnsShop::must(shop.rma.approve(shop.by(shop.support, rma)));
    rma = ReturnsShop::must(shop.rma.receive(shop.by(shop.warehouse, rma), {{{rma.lines.front().id, rma.summary.units, 0}}, {}}));
    return shop.inspect(rma, shop.findings(rma, StockClass::Restock));
}

/// A return of some units, from its request to its last refund.
Rma returned(ReturnsShop &shop, const NewRma &wanted)
{
    Rma rma = inspected(shop, wanted);
    rma = shop.complete(shop.decide(rma, shop.decisions(rma, DispositionKind::Refund)));
    shop.sendRefunds();
    return shop.find(rma.summary.id);
}

} // namespace

class RmaBugsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// T1, T29: completed by two at once, a return pays once.
    void twoWhoCompleteAtOncePayOnce()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2, .price = 5'000}}});
        const Rma rma = shop.decided(order);
        auto first = shop.rma.complete(shop.by(shop.otherFinance, rma));
        auto second = shop.rma.complete(shop.by(shop.otherFinance, rma));
        const auto one = first.get();
        const auto other = second.get();
        QCOMPARE(int(one.has_value()) + int(other.has_value()), 1);
        QCOMPARE((one ? other : one).error().code, ErrorCode::VersionConflict);
        shop.sendRefunds();
        QCOMPARE(refunded(shop, order.id), 10'000);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T1: what went back otherwise already is not paid again.
    void nothingIsRefundedAboveWhatWasCaptured()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 10'000}}});
        const Rma rma = shop.decided(order);
        ReturnsShop::must(shop.queue({.id = {},
                                      .orderId = order.id,
                                      .kind = RefundKind::Goodwill,
                                      .amount = {6'000, Currency::euro()},
                                      .requestedBy = u"a"_s,
                                      .approvedBy = u"b"_s}));
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.complete(shop.by(shop.otherFinance, rma))), u"above_captured"_s);
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Decided);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T2: neither a negative fee nor one above the price makes a refund of less than nothing or more than was paid.
    void noAmountIsBelowNothing()
    {
        ReturnsShop shop;
        const Rma rma = shop.inspected(shop.sellAndShip(oneOfA));
        for (const qint64 fee :
             {qint64(-1), qint64(1'001), std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max()})
            QCOMPARE(ReturnsShop::fieldCode(
                         shop.rma.decide(shop.by(shop.finance, rma), shop.decisions(rma, DispositionKind::Refund, fee))),
                     u"out_of_range"_s);
    }
    /// T3: three asked for, two received: two are paid.
    void onlyWhatCameIsPaid()
    {
        ReturnsShop shop;
        Rma rma = shop.approved(shop.sellAndShip(threeOfA));
        const QString line = rma.lines.front().id;
        rma = ReturnsShop::must(shop.rma.receive(shop.by(shop.warehouse, rma), {{{line, 2, 1}}, {}}));
        rma = shop.inspect(rma, shop.findings(rma, StockClass::Scrap));
        std::vector<UnitDecision> three = shop.decisions(rma, DispositionKind::Refund);
        three.push_back({line, 3, DispositionKind::Refund, 0});
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.decide(shop.by(shop.finance, rma), three)), u"not_inspected"_s);
        three.pop_back();
        rma = shop.complete(shop.decide(rma, three));
        QCOMPARE(rma.refunds.front().amount.amount, 2'000);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T4: a line that was returned is not returned again, though the order has money left.
    void aReturnedLineIsNotReturnedAgain()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s}, {.sku = u"B"_s, .price = 9'000}}});
        returned(shop, some(order, 1));
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), some(order, 1))),
                 u"above_returnable"_s);
        QCOMPARE(shop.onHand(u"A"_s), 100);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T5, T14, T19: a refund with restock, then the rest of the order is cancelled: nothing is restocked twice, only the rest goes back.
    void cancellingTheRestTouchesOnlyTheRest()
    {
        ReturnsShop shop;
        const Order order = shop.sell(threeOfA);
        shop.ship(order, 1);
        returned(shop, some(order, 1));
        QCOMPARE(shop.onHand(u"A"_s), 100);
        ReturnsShop::must(shop.fulfilment.cancel(shop.actionOn(order.id, shop.support), {}, u"changed"_s).get());
        shop.sendRefunds();
        QCOMPARE(shop.onHand(u"A"_s), 100);
        QCOMPARE(refunded(shop, order.id), 3'000);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T6, T8: a refund alone moves no stock.
    void aRefundWithoutRestockLeavesWhatIsSellable()
    {
        ReturnsShop shop;
        const qint64 before = shop.onHand(u"A"_s);
        shop.completing(shop.sellAndShip(oneOfA), DispositionKind::Refund, 0, StockClass::Scrap);
        shop.sendRefunds();
        QCOMPARE(shop.onHand(u"A"_s), before - 1);
        QCOMPARE(shop.bucket(u"A"_s, u"scrap"_s), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T7: what becomes of one unit's stock is that unit's alone.
    void restockingOneLineLeavesTheOther()
    {
        ReturnsShop shop;
        const Rma rma = shop.received(shop.sellAndShip({.lines = {{.sku = u"A"_s}, {.sku = u"B"_s}}}));
        std::vector<UnitFinding> findings = shop.findings(rma, StockClass::Quarantine);
        findings[0].stock = StockClass::Restock;
        shop.inspect(rma, findings);
        QCOMPARE(shop.onHand(u"A"_s), 100);
        QCOMPARE(shop.onHand(u"B"_s), 99);
    }
    /// T9: what was not shipped is cancelled and not returned.
    void whatWasNotShippedCannotComeBack()
    {
        ReturnsShop shop;
        const Order order = shop.sell(threeOfA);
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), some(order, 1))),
                 u"above_returnable"_s);
        ReturnsShop::must(shop.fulfilment.cancel(shop.actionOn(order.id, shop.support), {}, {}).get());
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), some(order, 1))),
                 u"above_returnable"_s);
        QCOMPARE(shop.onHand(u"A"_s), 100);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T10: after a refund the count that is sold from is the stock's, whatever became of the unit.
    void onHandAndSellableAgreeAfterARefund()
    {
        ReturnsShop shop;
        shop.addSale({{u"A"_s, 900, 50, 5}});
        const auto item = shop.board.snapshot()->openItem(u"A"_s, shop.clock.utc());
        for (const StockClass stock : {StockClass::Restock, StockClass::Scrap}) {
            shop.completing(shop.sellAndShip(oneOfA), DispositionKind::Refund, 0, stock);
            shop.sendRefunds();
            QCOMPARE(shop.count(u"SELECT on_hand - held - allocated FROM stock WHERE sku = 'A'"_s), shop.onHand(u"A"_s));
            QCOMPARE(item->stockLeft.load(), shop.onHand(u"A"_s));
        }
        QCOMPARE(shop.onHand(u"A"_s), 99);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T11, T30: an answer that was lost after the money went back is asked for again under the same key, and nothing is paid twice.
    void aLostAnswerIsNotASecondPayment()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip(oneOfA);
        Rma rma = shop.completing(order);
        shop.card->refundsPlay({Shop::Manner::LoseAfterCharge});
        shop.sendRefunds();
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Settling);
        shop.clock.advance(1h);
        shop.sendRefunds();
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Completed);
        QCOMPARE(shop.card->refunded().size(), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T12: what somebody finds at the provider and what a return asked for are one refund.
    void aRefundSettledByHandIsTheReturns()
    {
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip(oneOfA));
        shop.card->refundsPlay({Shop::Manner::Decline});
        shop.sendRefunds();
        const Refund failed = shop.find(rma.summary.id).refunds.front();
        ReturnsShop::must(shop.refunds.settleByHand(failed.id, failed.version, u"re_found"_s, shop.finance).get());
        rma = shop.find(rma.summary.id);
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QCOMPARE(rma.refunds.size(), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T13: store credit is one entry of the ledger for each unit.
    void storeCreditIsIssuedOnce()
    {
        ReturnsShop shop;
        const Rma rma = shop.completing(shop.sellAndShip(threeOfA), DispositionKind::StoreCredit);
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM credit_entry"_s), 3);
        QCOMPARE(shop.count(u"SELECT balance FROM credit_account"_s), 3'000);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void everyUnitOneByOneIsExactlyWhatWasPaid_data()
    {
        QTest::addColumn<QString>("currency");
        QTest::newRow("EUR") << u"EUR"_s;
        QTest::newRow("JPY") << u"JPY"_s;
        QTest::newRow("KWD") << u"KWD"_s;
    }
    /// T15, T16, T17, T18: units returned one by one give back what was paid, discounts, tax and shipping included, and never more on the way.
    void everyUnitOneByOneIsExactlyWhatWasPaid()
    {
        QFETCH(QString, currency);
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 3, .price = 333, .discount = 100, .tax = 47},
                                                        {.sku = u"B"_s, .quantity = 2, .price = 103, .tax = 1}},
                                              .currency = currency,
                                              .discount = 77,
                                              .shipping = 499});
        for (const auto &[line, units] : {std::pair<std::size_t, int>(0, 3), std::pair<std::size_t, int>(1, 2)}) {
            for (int unit = 0; unit < units; ++unit) {
                const Rma rma = returned(shop, some(order, 1, line));
                QCOMPARE(rma.summary.state, RmaState::Completed);
                const CompletionPlan plan = ReturnsShop::must(shop.rma.preview(rma.summary.id, {}, shop.finance).get());
                QCOMPARE(plan.refundable.amount, order.total.amount - refunded(shop, order.id));
                QVERIFY(plan.refundable.amount >= 0);
                QCOMPARE(shop.allViolations(), QStringList());
            }
        }
        QCOMPARE(refunded(shop, order.id), order.total.amount);
    }
    /// T28: a return that was refunded in part is refunded once more for its rest.
    void oneReturnIsRefundedInTwoSteps()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2}}});
        Rma rma = shop.inspected(order, StockClass::Scrap);
        std::vector<UnitDecision> decisions = shop.decisions(rma, DispositionKind::Refund);
        decisions[1].kind = DispositionKind::Reject;
        shop.complete(shop.decide(rma, decisions));
        shop.sendRefunds();
        rma = shop.find(rma.summary.id);
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QCOMPARE(refunded(shop, order.id), 1'000);
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, rma), u"it was ours to pay"_s));
        decisions[1].kind = DispositionKind::Refund;
        shop.complete(shop.decide(rma, {decisions[1]}));
        shop.sendRefunds();
        rma = shop.find(rma.summary.id);
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QCOMPARE(rma.refunds.size(), 2);
        QCOMPARE(refunded(shop, order.id), order.total.amount);
        QCOMPARE(shop.card->refunded().size(), 2);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T27: what the return does not have is given nothing, though the order has it.
    void aDecisionAboveTheReturnsQuantityIsRefused()
    {
        ReturnsShop shop;
        Rma rma = inspected(shop, some(shop.sellAndShip(threeOfA), 2));
        std::vector<UnitDecision> three = shop.decisions(rma, DispositionKind::Refund);
        three.push_back({rma.lines.front().id, 3, DispositionKind::Refund, 0});
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.decide(shop.by(shop.finance, rma), three)), u"not_inspected"_s);
        QCOMPARE(shop.find(rma.summary.id).summary.version, rma.summary.version);
        three.pop_back();
        rma = shop.complete(shop.decide(rma, three));
        QCOMPARE(rma.refunds.front().amount.amount, 2'000);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T17: two of five, then three.
    void aLineIsReturnedInTwoSteps()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 5}}});
        returned(shop, some(order, 2));
        QCOMPARE(refunded(shop, order.id), 2'000);
        returned(shop, some(order, 3));
        QCOMPARE(refunded(shop, order.id), 5'000);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T20: more than was shipped, or a part of what was not.
    void moreThanWasShippedIsRefused()
    {
        ReturnsShop shop;
        const Order order = shop.sell(threeOfA);
        shop.ship(order, 2);
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), some(order, 3))),
                 u"above_returnable"_s);
        QCOMPARE(ReturnsShop::fieldCode(
                     shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), some(order, std::numeric_limits<qint64>::max()))),
                 u"above_returnable"_s);
    }
    /// T21: units that come in several parcels count once.
    void parcelsCountOnce()
    {
        ReturnsShop shop;
        Rma rma = shop.approved(shop.sellAndShip(threeOfA));
        for (int parcel = 0; parcel < 3; ++parcel)
            rma = ReturnsShop::must(shop.rma.receive(shop.by(shop.warehouse, rma), {{{rma.lines.front().id, 1, 0}}, {}}));
        QCOMPARE(rma.lines.front().received, 3);
        QCOMPARE(ReturnsShop::refusal(shop.rma.receive(shop.by(shop.warehouse, rma), {{{rma.lines.front().id, 1, 0}}, {}})),
                 u"illegal_transition"_s);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T22: a return is of its own line, though another one has the same SKU.
    void aReturnIsOfItsOwnLine()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 100}, {.sku = u"A"_s, .price = 900}}});
        const Rma rma = returned(shop, some(order, 1, 1));
        QCOMPARE(rma.refunds.front().amount.amount, 900);
        QCOMPARE(ReturnsShop::must(shop.rma.returnable(order.id).get())[0].returnable, 1);
        QCOMPARE(ReturnsShop::must(shop.rma.returnable(order.id).get())[1].returnable, 0);
    }
    /// T23: of two sold the third return is refused, also when all three are asked for at once.
    void theThirdReturnOfTwoIsRefused()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2}}});
        std::vector<Async<Result<RmaAnswer>>> asked;
        for (int count = 0; count < 3; ++count)
            asked.push_back(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), some(order, 1)));
        int made = 0;
        for (auto &answer : asked)
            made += answer.get().has_value() ? 1 : 0;
        QCOMPARE(made, 2);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T24: a line that is named twice.
    void aLineNamedTwiceIsRefused()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip(threeOfA);
        NewRma twice = some(order, 1);
        twice.lines.push_back(twice.lines.front());
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), twice)), u"duplicate"_s);
    }
    /// T25: what may have gone back already is not given a second time: while a refund is in doubt its money counts as paid.
    void nothingIsRefundedWhileTheMoneyIsInDoubt()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 10'000}}});
        const Rma rma = shop.decided(order);
        ReturnsShop::must(shop.queue({.id = {},
                                      .orderId = order.id,
                                      .kind = RefundKind::Goodwill,
                                      .amount = {6'000, Currency::euro()},
                                      .requestedBy = u"a"_s,
                                      .approvedBy = u"b"_s}));
        shop.card->refundsPlay({Shop::Manner::LoseAfterCharge});
        shop.sendRefunds();
        shop.clock.advance(24h);
        shop.sendRefunds();
        QCOMPARE(shop.refundOf(order.id).state, RefundState::Failed);
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.complete(shop.by(shop.otherFinance, rma))), u"above_captured"_s);
        QCOMPARE(shop.card->refunded().size(), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// T26: a refund that failed gives its money free for another way.
    void aFailedRefundFreesTheMoney()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip(oneOfA);
        Rma rma = shop.completing(order);
        shop.card->refundsPlay({Shop::Manner::Decline});
        shop.sendRefunds();
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, shop.find(rma.summary.id)), u"closed card"_s));
        shop.complete(shop.decide(rma, shop.decisions(rma, DispositionKind::StoreCredit)));
        QCOMPARE(refunded(shop, order.id), 1'000);
        QCOMPARE(shop.allViolations(), QStringList());
    }
};

QTEST_GUILESS_MAIN(RmaBugsTest)
#include "tst_rma_bugs.moc"
