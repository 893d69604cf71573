// SPDX-License-Identifier: GPL-3.0-or-later
// What finance corrects afterwards: returns that are reopened, refunds of which nobody knows, and who may correct what alone; and what ends by itself.
#include "returns_shop.h"

#include <QTest>

#include <semaphore>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const SoldOrder oneOfA{.lines = {{.sku = u"A"_s}}};

/// A return of one unit of the order's first line, decided as REFUND by `decider`.
Rma oneDecided(ReturnsShop &shop, const Order &order, const StaffActor &decider)
{
    Rma rma = ReturnsShop::must(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s),
                                                {order.id, {{order.lines.front().id, 1, ReturnReason::Other, {}}}, false}));
    rma = ReturnsShop::must(shop.rma.validate(shop.by(shop.support, rma)));
    rma = ReturnsShop::must(shop.rma.approve(shop.by(shop.support, rma)));
    rma = ReturnsShop::must(shop.rma.receive(shop.by(shop.warehouse, rma), {{{rma.lines.front().id, 1, 0}}, {}}));
    rma = shop.inspect(rma, shop.findings(rma, StockClass::Scrap));
    return ReturnsShop::must(shop.rma.decide(shop.by(decider, rma), shop.decisions(rma, DispositionKind::Refund)));
}

/// A refund of a return that the provider was asked for and never told about.
Refund inDoubt(ReturnsShop &shop, const Rma &rma)
{
    shop.card->refundsPlay({Shop::Manner::LoseBeforeCharge});
    shop.sendRefunds();
    shop.clock.advance(23h);
    shop.sendRefunds();
    return shop.find(rma.summary.id).refunds.front();
}

/// A return whose refund the provider refused, and about which finance has decided otherwise since: STORE_CREDIT.
struct DecidedOtherwise {
    explicit DecidedOtherwise(ReturnsShop &shop)
    {
        rma = shop.completing(shop.sellAndShip(oneOfA));
        shop.card->refundsPlay({Shop::Manner::Decline});
        shop.sendRefunds();
        failed = shop.find(rma.summary.id).refunds.front();
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, shop.find(rma.summary.id)), u"closed card"_s));
        rma = shop.decide(rma, shop.decisions(rma, DispositionKind::StoreCredit));
    }

    Rma rma;
    Refund failed;
};

/// Approved returns that nobody sent in time.
std::vector<Rma> overdueIn(ReturnsShop &shop, int count)
{
    std::vector<Rma> overdue;
    for (int number = 0; number < count; ++number)
        overdue.push_back(shop.approved(shop.sellAndShip(oneOfA)));
    shop.clock.advance(21 * 24h);
    return overdue;
}

qint64 audits(ReturnsShop &shop, const QString &action, const QString &actor)
{
    return shop.count(u"SELECT COUNT(*) FROM audit WHERE action = '%1' AND actor = '%2'"_s.arg(action, actor));
}

} // namespace

class RmaCorrectionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatLiesWithTheCustomerIsGivenNothing_data()
    {
        QTest::addColumn<DispositionKind>("kind");
        for (const DispositionKind kind :
             {DispositionKind::Refund, DispositionKind::StoreCredit, DispositionKind::Replacement, DispositionKind::Repair})
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
    void returnsOfOneOrderCountTogether()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 4, .price = 15'000}}});
        shop.complete(oneDecided(shop, order, shop.finance), shop.finance);
        const Rma second = oneDecided(shop, order, shop.finance);
        const CompletionPlan plan = ReturnsShop::must(shop.rma.preview(second.summary.id, {}, shop.finance).get());
        QVERIFY(plan.aboveLimit && plan.needsAnotherPerson);
        QCOMPARE(plan.allMoney.amount, 30'000);
        QCOMPARE(ReturnsShop::refusal(shop.rma.complete(shop.by(shop.finance, second))), u"forbidden"_s);
        shop.complete(second, shop.otherFinance);
        // What somebody else inspected or decided is not counted for her, nor what she completed alone.
        shop.complete(oneDecided(shop, order, shop.otherFinance), shop.otherFinance);
        QCOMPARE(ReturnsShop::refusal(shop.rma.complete(shop.by(shop.finance, oneDecided(shop, order, shop.finance)))),
                 u"forbidden"_s);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void returnsOfOtherOrdersDoNotCount()
    {
        ReturnsShop shop;
        for (int count = 0; count < 2; ++count) {
            const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 15'000}}});
            shop.complete(oneDecided(shop, order, shop.finance), shop.finance);
        }
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void whoeverSaysItWasNotPaidDoesNotPayItAgain()
    {
        ReturnsShop shop;
        const Rma rma = shop.completing(shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 20'001}}}));
        Refund refund = inDoubt(shop, rma);
        QCOMPARE(refund.state, RefundState::Failed);
        QVERIFY(refund.inDoubt);
        refund = ReturnsShop::must(shop.refunds.settleByHand(refund.id, refund.version, {}, shop.finance).get());
        QCOMPARE(ReturnsShop::refusal(shop.refunds.retry(refund.id, refund.version, shop.finance)), u"forbidden"_s);
        QCOMPARE(ReturnsShop::refusal(shop.rma.retry(shop.by(shop.finance, shop.find(rma.summary.id)))), u"forbidden"_s);
        QCOMPARE(ReturnsShop::must(shop.rma.retry(shop.by(shop.otherFinance, shop.find(rma.summary.id)))).summary.state,
                 RmaState::Settling);
        shop.card->refundsPlay({Shop::Manner::Decline});
        shop.sendRefunds();
        // Refused by the provider itself: nothing hangs on anybody's word now.
        refund = shop.find(rma.summary.id).refunds.front();
        ReturnsShop::must(shop.refunds.retry(refund.id, refund.version, shop.finance).get());
        shop.sendRefunds();
        QCOMPARE(shop.card->refunded().size(), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aSmallRefundIsClearedAndSentAgainByOne()
    {
        ReturnsShop shop;
        const Rma rma = shop.completing(shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 20'000}}}));
        Refund refund = inDoubt(shop, rma);
        refund = ReturnsShop::must(shop.refunds.settleByHand(refund.id, refund.version, {}, shop.finance).get());
        ReturnsShop::must(shop.refunds.retry(refund.id, refund.version, shop.finance).get());
        shop.sendRefunds();
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Completed);
    }
    void whatWasPaidAfterAllTakesThePlaceOfAnotherDecision()
    {
        ReturnsShop shop;
        const auto [before, failed] = DecidedOtherwise(shop);
        const Refund settled =
            ReturnsShop::must(shop.refunds.settleByHand(failed.id, failed.version, u"re_late"_s, shop.finance).get());
        QCOMPARE(settled.state, RefundState::Settled);
        Rma rma = shop.find(before.summary.id);
        QCOMPARE(rma.summary.state, RmaState::Attention);
        QCOMPARE(rma.lines.front().units.front().disposition->kind, DispositionKind::Refund);
        QCOMPARE(rma.lines.front().units.front().disposition->state, DispositionState::Done);
        QCOMPARE(shop.allViolations(), QStringList());
        QCOMPARE(ReturnsShop::refusal(shop.rma.retry(shop.by(shop.finance, rma))), u"conflict"_s);
        rma = shop.complete(ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, rma), u"seen"_s)));
        QCOMPARE(rma.summary.state, RmaState::Completed);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM credit_entry"_s), 0);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void whatWasPaidTwiceNeedsAttention()
    {
        ReturnsShop shop;
        const auto [decided, failed] = DecidedOtherwise(shop);
        QCOMPARE(shop.complete(decided).summary.state, RmaState::Completed);
        ReturnsShop::must(shop.refunds.settleByHand(failed.id, failed.version, u"re_late"_s, shop.finance).get());
        const Rma rma = shop.find(decided.summary.id);
        QCOMPARE(rma.summary.state, RmaState::Attention);
        QVERIFY(!rma.closedAt);
        QCOMPARE(rma.lines.front().units.front().disposition->kind, DispositionKind::StoreCredit);
        // More went back than was captured: that is told, and nothing else.
        const QStringList found = shop.allViolations();
        QVERIFY2(found.size() == 1 && found.front().startsWith(u"what goes back of an order is at most what was captured"),
                 qPrintable(found.join(u'\n')));
    }
    void whatIsLeftOfAReplacementIsDecidedAnew()
    {
        ReturnsShop shop;
        Rma rma = shop.completing(shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 3}}}), DispositionKind::Replacement);
        const QString replacement = rma.lines.front().units.front().disposition->resultRef;
        const QString line = ReturnsShop::must(shop.fulfilment.order(replacement).get()).order.lines.front().id;
        ReturnsShop::must(shop.fulfilment.ship(shop.actionOn(replacement, shop.warehouse), {{line, 1}}, u"TRACK"_s).get());
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.finance, rma), u"none left"_s));
        const std::vector<UnitDecision> three = shop.decisions(rma, DispositionKind::Refund);
        const std::vector<UnitDecision> two(three.begin() + 1, three.end());
        QCOMPARE(ReturnsShop::refusal(shop.rma.decide(shop.by(shop.finance, rma), two)), u"conflict"_s);
        ReturnsShop::must(shop.fulfilment.cancel(shop.actionOn(replacement, shop.support), {}, u"none left"_s).get());
        QCOMPARE(ReturnsShop::refusal(shop.rma.preview(rma.summary.id, three, shop.finance)), u"conflict"_s);
        QCOMPARE(ReturnsShop::refusal(shop.rma.decide(shop.by(shop.finance, rma), three)), u"conflict"_s);
        rma = shop.decide(rma, two);
        QCOMPARE(ReturnsShop::refusal(shop.rma.decide(shop.by(shop.finance, rma), {three.front()})), u"conflict"_s);
        rma = shop.complete(rma);
        shop.sendRefunds();
        QCOMPARE(shop.find(rma.summary.id).summary.state, RmaState::Completed);
        QCOMPARE(shop.find(rma.summary.id).refunds.front().amount.amount, 2'000);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void aRefundNamesAllWhoDecidedIt()
    {
        ReturnsShop shop;
        Rma rma = shop.inspected(shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2}}}));
        const std::vector<UnitDecision> both = shop.decisions(rma, DispositionKind::Refund);
        rma = ReturnsShop::must(shop.rma.decide(shop.by(shop.finance, rma), {both[0]}));
        rma = ReturnsShop::must(shop.rma.decide(shop.by(shop.otherFinance, rma), {both[1]}));
        rma = shop.complete(rma, shop.admin);
        QCOMPARE(rma.refunds.front().requestedBy, u"staff:fay, staff:flo"_s);
        QCOMPARE(rma.refunds.front().approvedBy, u"staff:ada"_s);
        QCOMPARE(audits(shop, u"refund.requested"_s, u"staff:ada"_s), 1);
    }
    void aNoteThatIsTooLongIsRefusedAsThat()
    {
        ReturnsShop shop;
        const Rma rma = shop.completing(shop.sellAndShip(oneOfA), DispositionKind::Repair);
        const QString repair = rma.repairs.front().id;
        QCOMPARE(
            ReturnsShop::fieldCode(shop.rma.finishRepair(shop.by(shop.warehouse, rma), {repair, true, QString(1'001, u'x')})),
            u"too_long"_s);
        QCOMPARE(ReturnsShop::fieldCode(shop.rma.finishRepair(shop.by(shop.warehouse, rma), {repair, false, u" "_s})),
                 u"required"_s);
    }
    void oneReturnThatCannotExpireLeavesTheOthers()
    {
        ReturnsShop shop;
        const std::vector<Rma> overdue = overdueIn(shop, 3);
        shop.refuseToChange(overdue[0].summary.id);
        QCOMPARE(ReturnsShop::must(shop.rma.expire().get()), 2);
        QCOMPARE(shop.find(overdue[0].summary.id).summary.state, RmaState::Approved);
        QCOMPARE(shop.find(overdue[2].summary.id).summary.state, RmaState::Expired);
    }
    void onePassOverOverdueReturnsAtATime()
    {
        ReturnsShop shop;
        overdueIn(shop, 3);
        std::binary_semaphore go(0);
        shop.store->write([&go](WriteTransaction &) -> Result<Done> {
            go.acquire();
            return Done{};
        });
        auto first = shop.rma.expire();
        auto second = shop.rma.expire();
        const bool answered = second.isReady();
        go.release();
        QVERIFY(answered);
        QCOMPARE(ReturnsShop::must(second.get()), 0);
        QCOMPARE(ReturnsShop::must(first.get()), 3);
        QCOMPARE(ReturnsShop::must(shop.rma.expire().get()), 0);
        overdueIn(shop, 1);
        QCOMPARE(ReturnsShop::must(shop.rma.expire().get()), 1);
    }
    void whatAnotherServerExpiresIsPassedOver()
    {
        QStringList outcomes;
        ReturnsShop shop;
        const std::vector<Rma> overdue = overdueIn(shop, 2);
        // As the other server does between this one's look at what is overdue and its turn.
        shop.rma.observe([&](RmaStep, const QString &outcome) {
            outcomes << outcome;
            shop.store->write([id = overdue[1].summary.id](WriteTransaction &transaction) { return expireRma(transaction, id); });
        });
        QCOMPARE(ReturnsShop::must(shop.rma.expire().get()), 1);
        QCOMPARE(outcomes, QStringList(u"done"_s));
        QCOMPARE(shop.find(overdue[1].summary.id).summary.state, RmaState::Expired);
    }
    void aPassEndsWhereTheDatabaseTakesNoMore()
    {
        QStringList outcomes;
        std::optional<Async<Result<Done>>> last;
        ReturnsShop shop;
        overdueIn(shop, 3);
        shop.rma.observe([&](RmaStep, const QString &outcome) {
            outcomes << outcome;
            if (outcomes.size() > 1)
                return;
            for (int count = 0; count < StoreOptions().maximumQueue; ++count)
                last = shop.store->write([](WriteTransaction &) -> Result<Done> { return Done{}; });
        });
        QCOMPARE(ReturnsShop::refusal(shop.rma.expire()), u"overloaded"_s);
        QCOMPARE(outcomes, QStringList({u"done"_s, u"overloaded"_s}));
        QVERIFY(last->get());
        QCOMPARE(ReturnsShop::must(shop.rma.expire().get()), 2);
    }
};

QTEST_GUILESS_MAIN(RmaCorrectionsTest)
#include "tst_rma_corrections.moc"
