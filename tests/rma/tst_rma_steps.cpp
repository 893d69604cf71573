// SPDX-License-Identifier: GPL-3.0-or-later
// Every step of a return: what it does, who may take it, and what it refuses.
#include "returns_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const SoldOrder oneOfA{.lines = {{.sku = u"A"_s}}};
const SoldOrder threeOfA{.lines = {{.sku = u"A"_s, .quantity = 3}}};

} // namespace

class RmaStepsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReturnGoesItsStraightWayToARefund()
    {
        ReturnsShop shop;
        const Rma settling = shop.completing(shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2, .price = 1'999}}}));
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
    void historyHasOneEntryForEachStep()
    {
        ReturnsShop shop;
        const Rma settling = shop.completing(shop.sellAndShip(oneOfA));
        shop.sendRefunds();
        const RmaDetails details = ReturnsShop::must(shop.queries.rma(settling.summary.id).get());
        QStringList actions;
        for (const RmaEvent &event : details.history)
            actions << event.action;
        QCOMPARE(actions,
                 QStringList({u"rma.submit"_s, u"rma.validate"_s, u"rma.approve"_s, u"rma.receive"_s, u"rma.inspect"_s,
                              u"rma.decide"_s, u"rma.complete"_s, u"rma.settle"_s}));
        QCOMPARE(details.rma.summary.version, 8);
        QCOMPARE(details.history[5].actor, u"staff:fay"_s);
    }

    void severalParcelsBringALineInParts()
    {
        ReturnsShop shop;
        Rma rma = shop.approved(shop.sellAndShip(threeOfA));
        const QString line = rma.lines.front().id;
        rma = ReturnsShop::must(shop.rma.receive(shop.by(shop.warehouse, rma), {{{line, 1, 0}}, u"P1"_s}));
        QCOMPARE(rma.summary.state, RmaState::PartlyReceived);
        rma = ReturnsShop::must(shop.rma.receive(shop.by(shop.warehouse, rma), {{{line, 1, 1}}, u"P2"_s}));
        QCOMPARE(rma.summary.state, RmaState::Received);
        QCOMPARE(rma.receipts.size(), 2);
        QCOMPARE(rma.lines.front().units.back().place, UnitPlace::Missing);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aReturnOfWhichNothingCameGivesNothing()
    {
        ReturnsShop shop;
        Rma rma = shop.approved(shop.sellAndShip(oneOfA));
        rma = ReturnsShop::must(shop.rma.receive(shop.by(shop.warehouse, rma), {{{rma.lines.front().id, 0, 1}}, {}}));
        QCOMPARE(rma.summary.state, RmaState::Inspected);
        rma = shop.complete(shop.decide(rma, {}));
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QVERIFY(rma.refunds.empty());
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void moreThanApprovedIsNotReceived()
    {
        ReturnsShop shop;
        const Rma rma = shop.approved(shop.sellAndShip(oneOfA));
        const QString line = rma.lines.front().id;
        for (const RmaReceiptLine &bad : {RmaReceiptLine{line, 2, 0}, {line, 1, 1}, {line, -1, 0}, {line, 0, 0}, {u"x"_s, 1, 0}})
            QCOMPARE(ReturnsShop::refusal(shop.rma.receive(shop.by(shop.warehouse, rma), {{bad}, {}})), u"invalid_request"_s);
        QCOMPARE(shop.find(rma.summary.id).summary.version, rma.summary.version);
    }

    void eachStockClassIsAMovement()
    {
        ReturnsShop shop;
        const Rma rma = shop.received(shop.sellAndShip(threeOfA));
        std::vector<UnitFinding> findings = shop.findings(rma, StockClass::Restock);
        findings[1].stock = StockClass::Quarantine;
        findings[2].stock = StockClass::Scrap;
        shop.inspect(rma, findings);
        QCOMPARE(shop.onHand(u"A"_s), 98);
        QCOMPARE(shop.bucket(u"A"_s, u"quarantine"_s), 1);
        QCOMPARE(shop.bucket(u"A"_s, u"scrap"_s), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void whatIsMissingForOthersIsNotSoldAnew()
    {
        ReturnsShop shop;
        const Rma rma = shop.received(shop.sellAndShip(threeOfA));
        shop.sell({.lines = {{.sku = u"A"_s, .quantity = 5}}});
        shop.setStock(u"A"_s, 3);
        shop.inspect(rma, shop.findings(rma, StockClass::Restock));
        QCOMPARE(shop.count(u"SELECT on_hand - shortfall FROM stock WHERE sku = 'A'"_s), 6);
        QCOMPARE(shop.count(u"SELECT on_hand - held - allocated FROM stock WHERE sku = 'A'"_s), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void someUnitsCanBeInspectedBeforeTheOthers()
    {
        ReturnsShop shop;
        Rma rma = shop.received(shop.sellAndShip(threeOfA));
        const std::vector<UnitFinding> findings = shop.findings(rma, StockClass::Scrap);
        rma = shop.inspect(rma, {findings[1]});
        QCOMPARE(rma.summary.state, RmaState::Received);
        rma = shop.inspect(rma, {findings[0], findings[2]});
        QCOMPARE(rma.summary.state, RmaState::Inspected);
    }
    void aLaterInspectionSupersedesAndMovesTheStock()
    {
        ReturnsShop shop;
        Rma rma = shop.decided(shop.sellAndShip(oneOfA), DispositionKind::Refund, 0, StockClass::Restock);
        QCOMPARE(shop.onHand(u"A"_s), 100);
        rma = shop.inspect(rma, shop.findings(rma, StockClass::Scrap));
        QCOMPARE(rma.summary.state, RmaState::Inspected);
        QVERIFY(!rma.lines.front().units.front().disposition);
        QCOMPARE(shop.onHand(u"A"_s), 99);
        QCOMPARE(shop.bucket(u"A"_s, u"scrap"_s), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aUnitThatWasSoldAgainStaysWhereItIs()
    {
        ReturnsShop shop;
        const Rma rma = shop.inspected(shop.sellAndShip(oneOfA), StockClass::Restock);
        shop.sell({.lines = {{.sku = u"A"_s, .quantity = 100}}});
        QCOMPARE(ReturnsShop::refusal(shop.rma.inspect(shop.by(shop.warehouse, rma), shop.findings(rma, StockClass::Scrap))),
                 u"conflict"_s);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aRejectedUnitNeedsAReasonAndIsNotSold()
    {
        ReturnsShop shop;
        const Rma rma = shop.received(shop.sellAndShip(oneOfA));
        std::vector<UnitFinding> findings = shop.findings(rma, StockClass::Restock, Verdict::Reject);
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.inspect(shop.by(shop.warehouse, rma), findings)), u"not_allowed"_s);
        findings.front() = {findings.front().lineId, 1, ItemGrade::Used, Verdict::Reject, u" "_s, StockClass::Scrap};
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.inspect(shop.by(shop.warehouse, rma), findings)), u"required"_s);
        findings.front().unit = 2;
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.inspect(shop.by(shop.warehouse, rma), findings)), u"not_received"_s);
    }

    void dispositionsMixWithinOneReturn()
    {
        ReturnsShop shop;
        Rma rma = shop.inspected(
            shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 3}, {.sku = u"B"_s, .quantity = 2, .price = 500}}}));
        std::vector<UnitDecision> decisions = shop.decisions(rma, DispositionKind::Refund);
        decisions[1].kind = DispositionKind::StoreCredit;
        decisions[1].fee = 100;
        decisions[2].kind = DispositionKind::Replacement;
        decisions[3].kind = DispositionKind::Repair;
        decisions[4].kind = DispositionKind::Reject;
        const CompletionPlan plan = ReturnsShop::must(shop.rma.preview(rma.summary.id, decisions, shop.finance).get());
        QCOMPARE(plan.refund.amount, 1'000);
        QCOMPARE(plan.credit.amount, 900);
        QCOMPARE(plan.fees.amount, 100);
        QCOMPARE(plan.replacements.size(), 1);
        QCOMPARE(plan.repairs, 1);
        QCOMPARE(plan.sentBack, 1);
        QCOMPARE(plan.undecided, 0);
        rma = shop.complete(shop.decide(rma, decisions));
        QCOMPARE(rma.summary.state, RmaState::Settling);
        shop.sendRefunds();
        rma = shop.find(rma.summary.id);
        QCOMPARE(rma.summary.state, RmaState::Settling); // the repair
        QCOMPARE(shop.count(u"SELECT balance FROM credit_account WHERE shopper_id = 'ann'"_s), 900);
        QCOMPARE(shop.allViolations(), QStringList());
        rma = ReturnsShop::must(shop.rma.finishRepair(shop.by(shop.warehouse, rma), {rma.repairs.front().id, true, {}}));
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aReplacementIsAnOrderThatReservesStock()
    {
        ReturnsShop shop;
        const Rma rma = shop.completing(shop.sellAndShip(threeOfA), DispositionKind::Replacement);
        QCOMPARE(rma.summary.state, RmaState::Completed);
        const QString replacement = rma.lines.front().units.front().disposition->resultRef;
        const OrderDetails details = ReturnsShop::must(shop.fulfilment.order(replacement).get());
        QCOMPARE(details.order.kind, OrderKind::Replacement);
        QCOMPARE(details.order.total.amount, 0);
        QCOMPARE(details.order.lines.front().quantity, 3);
        QCOMPARE(shop.count(u"SELECT allocated FROM stock WHERE sku = 'A'"_s), 3);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void linesOfOneProductAreReplacedFromOneStock()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2}, {.sku = u"A"_s, .quantity = 2}}});
        const Rma rma = shop.decided(order, DispositionKind::Replacement);
        shop.setStock(u"A"_s, 3);
        const auto planned = ReturnsShop::must(shop.rma.preview(rma.summary.id, {}, shop.finance).get()).replacements;
        QCOMPARE(planned.size(), 2);
        QCOMPARE(planned.front().available, 3);
        QCOMPARE(planned.back().available, 1);
        QCOMPARE(ReturnsShop::refusal(shop.rma.complete(shop.by(shop.otherFinance, rma))), u"out_of_stock"_s);
    }
    void aReplacementThatIsNotInStockIsRefused()
    {
        ReturnsShop shop;
        const Rma rma = shop.decided(shop.sellAndShip(threeOfA), DispositionKind::Replacement);
        shop.sell({.lines = {{.sku = u"A"_s, .quantity = 96}}});
        QCOMPARE(ReturnsShop::must(shop.rma.preview(rma.summary.id, {}, shop.finance).get()).replacements.front().available, 1);
        QCOMPARE(ReturnsShop::refusal(shop.rma.complete(shop.by(shop.otherFinance, rma))), u"out_of_stock"_s);
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Decided);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aCancelledReplacementCanBeDecidedAnew()
    {
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip(oneOfA), DispositionKind::Replacement);
        const QString replacement = rma.lines.front().units.front().disposition->resultRef;
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, rma), u"it can't be had"_s));
        QCOMPARE(ReturnsShop::refusal(shop.rma.decide(shop.by(shop.finance, rma), shop.decisions(rma, DispositionKind::Refund))),
                 u"conflict"_s);
        ReturnsShop::must(shop.fulfilment.cancel(shop.actionOn(replacement, shop.support), {}, u"none left"_s).get());
        rma = shop.complete(shop.decide(rma, shop.decisions(rma, DispositionKind::Refund)));
        shop.sendRefunds();
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Completed);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aRepairThatFailsNeedsAttention()
    {
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip(oneOfA), DispositionKind::Repair);
        QCOMPARE(rma.summary.state, RmaState::Settling);
        QCOMPARE(shop.bucket(u"A"_s, u"repair"_s), 1);
        const QString repair = rma.repairs.front().id;
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.finishRepair(shop.by(shop.warehouse, rma), {repair, false, {}})), u"required"_s);
        rma = ReturnsShop::must(shop.rma.finishRepair(shop.by(shop.warehouse, rma), {repair, false, u"no parts"_s}));
        QCOMPARE(rma.summary.state, RmaState::Attention);
        QCOMPARE(shop.bucket(u"A"_s, u"quarantine"_s), 1);
        QCOMPARE(ReturnsShop::refusal(shop.rma.finishRepair(shop.by(shop.warehouse, rma), {repair, true, {}})), u"conflict"_s);
        rma = ReturnsShop::must(shop.rma.retry(shop.by(shop.finance, rma)));
        QCOMPARE(rma.repairs.size(), 2);
        QCOMPARE(shop.allViolations(), QStringList());
        rma = ReturnsShop::must(shop.rma.finishRepair(shop.by(shop.warehouse, rma), {rma.repairs.back().id, true, {}}));
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void theFeeIsKeptBack()
    {
        ReturnsShop shop;
        const Rma seen = shop.inspected(shop.sellAndShip(oneOfA));
        for (const qint64 fee : {-1, 1'001})
            QCOMPARE(ReturnsShop::fieldCode(
                         shop.rma.decide(shop.by(shop.finance, seen), shop.decisions(seen, DispositionKind::Refund, fee))),
                     u"out_of_range"_s);
        QCOMPARE(ReturnsShop::fieldCode(
                     shop.rma.decide(shop.by(shop.finance, seen), shop.decisions(seen, DispositionKind::Repair, 1))),
                 u"not_allowed"_s);
        const Rma rma = shop.complete(shop.decide(seen, shop.decisions(seen, DispositionKind::Refund, 150)));
        QCOMPARE(rma.refunds.front().amount.amount, 850);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aFeeOfEverythingLeavesNoRefund()
    {
        ReturnsShop shop;
        const Rma rma = shop.completing(shop.sellAndShip(oneOfA), DispositionKind::Refund, 1'000);
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QVERIFY(rma.refunds.empty());
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void rejectedUnitsGoBackByThemselves()
    {
        ReturnsShop shop;
        Rma rma = shop.received(shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2}}}));
        std::vector<UnitFinding> findings = shop.findings(rma, StockClass::Quarantine);
        findings[1].verdict = Verdict::Reject;
        findings[1].reason = u"worn"_s;
        rma = shop.inspect(rma, findings);
        QCOMPARE(
            ReturnsShop::fieldCode(shop.rma.decide(shop.by(shop.finance, rma), shop.decisions(rma, DispositionKind::Refund))),
            u"rejected"_s);
        rma = shop.decide(rma, {{rma.lines.front().id, 1, DispositionKind::Refund, 0}});
        QCOMPARE(rma.summary.state, RmaState::Decided);
        rma = shop.complete(rma);
        QCOMPARE(rma.lines.front().units[1].place, UnitPlace::Customer);
        QCOMPARE(rma.refunds.front().amount.amount, 1'000);
        QCOMPARE(shop.bucket(u"A"_s, u"quarantine"_s), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void whatIsOnSaleAgainIsNeitherSentBackNorRepaired()
    {
        ReturnsShop shop;
        const Rma rma = shop.inspected(shop.sellAndShip(oneOfA), StockClass::Restock);
        QCOMPARE(
            ReturnsShop::fieldCode(shop.rma.decide(shop.by(shop.finance, rma), shop.decisions(rma, DispositionKind::Reject))),
            u"on_sale"_s);
        QCOMPARE(
            ReturnsShop::fieldCode(shop.rma.decide(shop.by(shop.finance, rma), shop.decisions(rma, DispositionKind::Repair))),
            u"not_in_quarantine"_s);
    }

    void aFailedRefundNeedsAttentionAndIsTriedAgain()
    {
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip(oneOfA));
        shop.card->refundsPlay({Shop::Manner::Decline});
        shop.sendRefunds();
        rma = shop.find(rma.summary.id);
        QCOMPARE(rma.summary.state, RmaState::Attention);
        QCOMPARE(shop.allViolations(), QStringList());
        rma = ReturnsShop::must(shop.rma.retry(shop.by(shop.finance, rma)));
        QCOMPARE(rma.summary.state, RmaState::Settling);
        QCOMPARE(shop.allViolations(), QStringList());
        shop.sendRefunds();
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Completed);
        QCOMPARE(shop.card->refunded().size(), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aRefundThatIsRetriedFromTheOrderBringsTheReturnOn()
    {
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip(oneOfA));
        shop.card->refundsPlay({Shop::Manner::Decline});
        shop.sendRefunds();
        const Refund failed = shop.find(rma.summary.id).refunds.front();
        ReturnsShop::must(shop.refunds.retry(failed.id, failed.version, shop.finance).get());
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Settling);
        QCOMPARE(shop.allViolations(), QStringList());
        shop.sendRefunds();
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Completed);
    }
    void aFailedRefundCanBecomeStoreCreditAndIsNeverSentAgain()
    {
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip(oneOfA));
        shop.card->refundsPlay({Shop::Manner::Decline});
        shop.sendRefunds();
        rma = shop.find(rma.summary.id);
        const Refund failed = rma.refunds.front();
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.reopen(shop.by(shop.finance, rma), u" "_s)), u"required"_s);
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, rma), u"the card was closed"_s));
        rma = shop.complete(shop.decide(rma, shop.decisions(rma, DispositionKind::StoreCredit)));
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QCOMPARE(ReturnsShop::refusal(shop.refunds.retry(failed.id, failed.version, shop.finance)), u"conflict"_s);
        QCOMPARE(rma.notes.front().body, u"the card was closed"_s);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void whatIsInDoubtIsNotDecidedAnew()
    {
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip(oneOfA));
        shop.card->refundsPlay({Shop::Manner::LoseBeforeCharge, Shop::Manner::LoseBeforeCharge, Shop::Manner::LoseBeforeCharge});
        for (int pass = 0; pass < 3; ++pass) {
            shop.sendRefunds();
            shop.clock.advance(2h);
        }
        rma = shop.find(rma.summary.id);
        QCOMPARE(rma.summary.state, RmaState::Attention);
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, rma), u"why?"_s));
        QCOMPARE(
            ReturnsShop::refusal(shop.rma.decide(shop.by(shop.finance, rma), shop.decisions(rma, DispositionKind::StoreCredit))),
            u"conflict"_s);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aReturnIsNotReopenedWhileItsRefundIsOnItsWay()
    {
        ReturnsShop shop;
        const Rma rma = shop.completing(shop.sellAndShip(oneOfA));
        QCOMPARE(ReturnsShop::refusal(shop.rma.reopen(shop.by(shop.finance, rma), u"now"_s)), u"illegal_transition"_s);
    }
    void financeReopensWhatWasRejected()
    {
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip(oneOfA), DispositionKind::Reject, 0, StockClass::Scrap);
        QCOMPARE(rma.summary.state, RmaState::Completed);
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, rma), u"goodwill"_s));
        QVERIFY(!rma.closedAt);
        rma = shop.complete(shop.decide(rma, shop.decisions(rma, DispositionKind::StoreCredit)));
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void moneyAboveTheLimitTakesFourEyes()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 20'001}}});
        Rma rma = shop.received(order);
        rma = ReturnsShop::must(shop.rma.inspect(shop.by(shop.admin, rma), shop.findings(rma, StockClass::Scrap)));
        rma = shop.decide(rma, shop.decisions(rma, DispositionKind::Refund));
        for (const StaffActor &actor : {shop.admin, shop.finance}) {
            QVERIFY(ReturnsShop::must(shop.rma.preview(rma.summary.id, {}, actor).get()).needsAnotherPerson);
            QCOMPARE(ReturnsShop::refusal(shop.rma.complete(shop.by(actor, rma))), u"forbidden"_s);
        }
        rma = shop.complete(rma);
        QCOMPARE(rma.refunds.front().approvedBy, u"staff:flo"_s);
        QCOMPARE(rma.refunds.front().requestedBy, u"staff:fay"_s);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void moneyUpToTheLimitTakesTwo()
    {
        ReturnsShop shop;
        const Rma rma = shop.decided(shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 20'000}}}));
        QCOMPARE(shop.complete(rma, shop.finance).summary.state, RmaState::Settling);
    }

    void onlyTheRightRoleMayTakeAStep()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip(oneOfA));
        for (const StaffActor &actor : {shop.warehouse, shop.finance}) {
            QCOMPARE(ReturnsShop::refusal(shop.rma.validate(shop.by(actor, rma))), u"forbidden"_s);
            QCOMPARE(ReturnsShop::refusal(shop.rma.decline(shop.by(actor, rma), u"no"_s)), u"forbidden"_s);
        }
        for (const StaffActor &actor : {shop.support, shop.finance}) {
            QCOMPARE(ReturnsShop::refusal(shop.rma.receive(shop.by(actor, rma), {})), u"forbidden"_s);
            QCOMPARE(ReturnsShop::refusal(shop.rma.inspect(shop.by(actor, rma), {})), u"forbidden"_s);
        }
        for (const StaffActor &actor : {shop.support, shop.warehouse}) {
            QCOMPARE(ReturnsShop::refusal(shop.rma.decide(shop.by(actor, rma), {})), u"forbidden"_s);
            QCOMPARE(ReturnsShop::refusal(shop.rma.complete(shop.by(actor, rma))), u"forbidden"_s);
            QCOMPARE(ReturnsShop::refusal(shop.rma.reopen(shop.by(actor, rma), u"x"_s)), u"forbidden"_s);
        }
        QCOMPARE(ReturnsShop::refusal(shop.rma.approve(ReturnsShop::byShopper(u"ann"_s, rma.summary.id))), u"forbidden"_s);
        QCOMPARE(shop.find(rma.summary.id).summary.version, 1);
        ReturnsShop::must(shop.rma.validate(shop.by(shop.admin, rma)));
    }
    void aStaleVersionChangesNothing()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip(oneOfA));
        ReturnsShop::must(shop.rma.validate(shop.by(shop.support, rma)));
        const auto stale = shop.rma.validate(shop.by(shop.support, rma)).get();
        QVERIFY(!stale);
        QCOMPARE(stale.error().code, ErrorCode::VersionConflict);
        QCOMPARE(stale.error().fields.front().value, u"2"_s);
        RmaAction without = shop.by(shop.support, rma);
        without.expectedVersion.reset();
        QCOMPARE(ReturnsShop::refusal(shop.rma.approve(without)), u"precondition_required"_s);
        QCOMPARE(shop.find(rma.summary.id).summary.version, 2);
    }
    void anIllegalStepNamesTheStateAndWhatIsLegal()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip(oneOfA));
        const auto illegal = shop.rma.receive(shop.by(shop.warehouse, rma), {}).get();
        QVERIFY(!illegal);
        QCOMPARE(illegal.error().code, ErrorCode::IllegalTransition);
        QCOMPARE(illegal.error().fields.front().value, u"submitted"_s);
        const QString sentence = illegal.error().fields.front().message;
        QVERIFY2(sentence.contains(u"validate, decline, cancel"_s), qPrintable(sentence));
    }
    void aRepeatedRequestDoesNothingTwice()
    {
        ReturnsShop shop;
        Rma rma = shop.decided(shop.sellAndShip(oneOfA), DispositionKind::StoreCredit);
        RmaAction action = shop.by(shop.otherFinance, rma);
        action.idempotencyKey = u"key"_s;
        action.requestHash = u"hash"_s;
        ReturnsShop::must(shop.rma.complete(action));
        const RmaAnswer again = ReturnsShop::must(shop.rma.complete(action).get());
        QVERIFY(again.replayed);
        QCOMPARE(again.rma.summary.state, RmaState::Completed);
        QCOMPARE(shop.count(u"SELECT balance FROM credit_account WHERE shopper_id = 'ann'"_s), 1'000);
        action.requestHash = u"other"_s;
        QCOMPARE(ReturnsShop::refusal(shop.rma.complete(action)), u"idempotency_key_reused"_s);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aRepeatedRequestForANewReturnMakesOne()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip(oneOfA);
        RmaAction action = ReturnsShop::byShopper(u"ann"_s);
        action.idempotencyKey = u"key"_s;
        const Rma first = ReturnsShop::must(shop.rma.submit(action, shop.all(order)));
        const RmaAnswer again = ReturnsShop::must(shop.rma.submit(action, shop.all(order)).get());
        QVERIFY(again.replayed);
        QCOMPARE(again.rma.summary.id, first.summary.id);
    }
    void anothersReturnIsNotThere()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip(oneOfA));
        QCOMPARE(ReturnsShop::refusal(shop.rma.cancel(ReturnsShop::byShopper(u"bob"_s, rma.summary.id), {})), u"not_found"_s);
        QCOMPARE(ReturnsShop::refusal(shop.rma.submit(ReturnsShop::byShopper(u"bob"_s), {rma.summary.orderId, {{u"x"_s, 1}}})),
                 u"not_found"_s);
        QCOMPARE(ReturnsShop::refusal(shop.queries.rma(rma.summary.id, u"bob"_s)), u"not_found"_s);
        ReturnsShop::must(shop.rma.cancel(ReturnsShop::byShopper(u"ann"_s, rma.summary.id), u"kept it"_s));
    }
    void nobodyIsNotTheProgram()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip(oneOfA));
        RmaAction action{rma.summary.id, rma.summary.version, {}, {}, {}, {}};
        QCOMPARE(ReturnsShop::refusal(shop.rma.validate(action)), u"forbidden"_s);
        action.actor = RmaActor::ofShopper({});
        QCOMPARE(ReturnsShop::refusal(shop.rma.validate(action)), u"forbidden"_s);
        QCOMPARE(ReturnsShop::refusal(shop.rma.cancel(action, {})), u"forbidden"_s);
        QCOMPARE(shop.find(rma.summary.id).summary.version, rma.summary.version);
    }
    void whatIsGivenUpCanBeReturnedAgain()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip(oneOfA);
        Rma rma = shop.submitted(order);
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.decline(shop.by(shop.support, rma), {})), u"required"_s);
        rma = ReturnsShop::must(shop.rma.decline(shop.by(shop.support, rma), u"no photos"_s));
        QCOMPARE(rma.reason, u"no photos"_s);
        QCOMPARE(shop.submitted(order).summary.state, RmaState::Submitted);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void whatNobodySendsExpires()
    {
        ReturnsShop shop;
        const Rma rma = shop.approved(shop.sellAndShip(oneOfA));
        const Rma sent = shop.approved(shop.sellAndShip(oneOfA));
        ReturnsShop::must(shop.rma.send(ReturnsShop::byShopper(u"ann"_s, sent.summary.id), u"TR1"_s));
        QCOMPARE(ReturnsShop::must(shop.rma.expire().get()), 0);
        shop.clock.advance(21 * 24h);
        QCOMPARE(ReturnsShop::must(shop.rma.expire().get()), 1);
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Expired);
        QCOMPARE(shop.find(sent.summary.id).summary.state, RmaState::InTransit);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void notesAreForStaffOrForTheCustomer()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip(oneOfA));
        ReturnsShop::must(shop.rma.addNote(rma.summary.id, NoteVisibility::Internal, u"odd"_s, shop.support).get());
        ReturnsShop::must(shop.rma.addNote(rma.summary.id, NoteVisibility::Customer, u"hello"_s, shop.support).get());
        QCOMPARE(shop.find(rma.summary.id).notes.size(), 2);
        QCOMPARE(ReturnsShop::must(shop.queries.rma(rma.summary.id, u"ann"_s).get()).rma.notes.size(), 1);
        QCOMPARE(ReturnsShop::refusal(shop.rma.addNote(rma.summary.id, NoteVisibility::Internal, u" "_s, shop.support)),
                 u"invalid_request"_s);
    }
};

QTEST_GUILESS_MAIN(RmaStepsTest)
#include "tst_rma_steps.moc"
