// SPDX-License-Identifier: GPL-3.0-or-later
#include "refunding_shop.h"
#include "store/store_helpers.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Manner = Shop::Manner;

class RefundServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRefundIsPaidAndSettled()
    {
        RefundingShop shop;
        QCOMPARE(shop.pass().settled, 1);
        const Refund refund = shop.now();
        QCOMPARE(refund.state, RefundState::Settled);
        QCOMPARE(refund.reference, u"re_refund:"_s + refund.id);
        QCOMPARE(refund.settledAt, shop.clock.utc());
        QCOMPARE(shop.card->refunded().at(u"refund:"_s + refund.id), shop.order.total);
        QCOMPARE(shop.violations(), QStringList());
    }

    void aSettledRefundIsNotSentAgain()
    {
        RefundingShop shop;
        shop.pass();
        shop.clock.advance(2h);
        QCOMPARE(shop.pass().asked, 0);
        QCOMPARE(shop.card->refunded().size(), 1U);
    }

    void aLostAnswerIsAskedForUnderTheSameKey() // T30
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::LoseAfterCharge});
        shop.pass();
        QCOMPARE(shop.now().state, RefundState::Sent);
        shop.passUntilDecided();
        QCOMPARE(shop.now().state, RefundState::Settled);
        QCOMPARE(shop.card->refunded().size(), 1U);
    }

    void aServerThatDiedIsFollowedUnderTheSameKey() // T30
    {
        RefundingShop shop;
        // The first server waits for the gateway when the second one finds its claim overdue and does all of it.
        RefundService other{*shop.store, shop.payments, shop.methods, shop.clock, shop.random};
        RefundService::Pass others;
        shop.card->duringRefund = [&] {
            shop.clock.advance(RefundService::lease);
            others = finish(other.run()).value();
        };
        shop.pass();
        QCOMPARE(others.settled, 1);
        QCOMPARE(shop.card->refunded().size(), 1U);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'refund.settled'"_s), 1);
        QCOMPARE(shop.violations(), QStringList());
    }

    void aClaimKeepsOthersAway()
    {
        RefundingShop shop;
        RefundService other{*shop.store, shop.payments, shop.methods, shop.clock, shop.random};
        RefundService::Pass others;
        shop.card->duringRefund = [&] {
            shop.clock.advance(RefundService::lease - 1ms);
            others = finish(other.run()).value();
        };
        shop.pass();
        QCOMPARE(others.asked, 0);
    }

    void whatAnotherClaimedSinceItWasFoundDueIsLeftToIt()
    {
        RefundingShop shop;
        RefundService other{*shop.store, shop.payments, shop.methods, shop.clock, shop.random};
        HeldWriter held(*shop.store);
        auto first = shop.refunds.run();
        auto second = other.run();
        QTRY_COMPARE(shop.store->health().queueLength, 2);
        held.release();
        const int asked = finish(std::move(first)).value().asked + finish(std::move(second)).value().asked;
        QCOMPARE(asked, 1);
        QCOMPARE(shop.now().attempts, 1);
    }

    void aGatewayInTroubleIsAskedAgainLater()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::Refuse});
        QCOMPARE(shop.pass().asked, 1);
        QCOMPARE(shop.pass().asked, 0);
        const Refund refund = shop.now();
        QCOMPARE(refund.state, RefundState::Sent);
        QVERIFY(!refund.inDoubt);
        QCOMPARE(refund.problem, u"scripted"_s);
        shop.clock.advance(std::chrono::milliseconds(refund.nextAt - shop.clock.utc()));
        QCOMPARE(shop.pass().settled, 1);
        QCOMPARE(shop.now().problem, QString());
    }

    void pausesGrow()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::Refuse, Manner::Refuse});
        shop.pass();
        const qint64 first = shop.now().nextAt - shop.clock.utc();
        QVERIFY(first >= 2'500 && first <= 5'000);
        shop.clock.advance(5s);
        shop.pass();
        const qint64 second = shop.now().nextAt - shop.clock.utc();
        QVERIFY(second >= 5'000 && second <= 10'000);
    }

    void aDeclinedRefundFailsAndFreesTheBalance() // T26
    {
        RefundingShop shop;
        QCOMPARE(shop.left().amount, 0);
        shop.card->refundsPlay({Manner::Decline});
        QCOMPARE(shop.pass().failed, 1);
        QCOMPARE(shop.now().state, RefundState::Failed);
        QCOMPARE(shop.left(), shop.order.total);
        QCOMPARE(shop.violations(), QStringList());
    }

    void triesThatAreUsedUpFail()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::Refuse, Manner::Refuse, Manner::Refuse});
        shop.passUntilDecided();
        QCOMPARE(shop.now().state, RefundState::Failed);
        QCOMPARE(shop.now().attempts, 3);
        QCOMPARE(shop.left(), shop.order.total);
    }

    void aFailedRefundInDoubtCountsAsPaid()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::LoseAfterCharge, Manner::Refuse, Manner::Refuse});
        shop.passUntilDecided();
        QCOMPARE(shop.now().state, RefundState::Failed);
        QVERIFY(shop.now().inDoubt);
        QCOMPARE(shop.left().amount, 0);
    }

    void aRetryInDoubtKeepsItsKey()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::LoseAfterCharge, Manner::Refuse, Manner::Refuse});
        shop.passUntilDecided();
        QVERIFY(shop.retry());
        QCOMPARE(shop.pass().settled, 1);
        QCOMPARE(shop.card->refunded().size(), 1U);
        QCOMPARE(shop.violations(), QStringList());
    }

    void aRetryAfterARefusalHasANewKey()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::Decline});
        shop.pass();
        const QString refused = shop.now().idempotencyKey;
        const auto retried = shop.retry();
        QVERIFY(retried);
        QCOMPARE(retried->state, RefundState::Pending);
        QVERIFY(retried->idempotencyKey != refused);
        QCOMPARE(shop.pass().settled, 1);
        QVERIFY(!shop.card->refunded().contains(refused));
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'refund.retried' AND actor = 'staff:fay'"_s), 1);
    }

    void aRetryIsBoundedByWhatIsLeftByNow()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::Decline});
        shop.pass();
        const Refund failed = shop.now();
        QVERIFY(shop.queue({.orderId = shop.order.id,
                            .kind = RefundKind::Return,
                            .amount = {1, Currency::euro()},
                            .requestedBy = u"staff:fay"_s}));
        const auto retried = shop.refunds.retry(failed.id, failed.version, shop.finance).get();
        QCOMPARE(retried.error().code, ErrorCode::Conflict);
        QCOMPARE(shop.violations(), QStringList());
    }

    void whatIsInDoubtForTooLongIsNotAskedAgain()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::LoseAfterCharge});
        shop.pass();
        shop.clock.advance(23h);
        const auto pass = shop.pass();
        QCOMPARE(pass.asked, 0);
        QCOMPARE(pass.failed, 1);
        QVERIFY(shop.now().inDoubt);
        QCOMPARE(shop.retry().error().code, ErrorCode::Conflict);
        QCOMPARE(shop.left().amount, 0);
    }

    void whatSomebodyFoundAtTheProviderSettlesIt()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::LoseAfterCharge});
        shop.pass();
        shop.clock.advance(23h);
        shop.pass();
        QVERIFY(shop.settleByHand(u"re_found"_s));
        QCOMPARE(shop.now().state, RefundState::Settled);
        QCOMPARE(shop.now().reference, u"re_found"_s);
        QCOMPARE(shop.violations(), QStringList());
    }

    void whatNobodyFoundAtTheProviderIsFreeAgain()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::LoseBeforeCharge});
        shop.pass();
        shop.clock.advance(23h);
        shop.pass();
        QVERIFY(shop.settleByHand({}));
        QCOMPARE(shop.now().state, RefundState::Failed);
        QCOMPARE(shop.left(), shop.order.total);
        QVERIFY(shop.retry());
        QCOMPARE(shop.pass().settled, 1);
    }

    void oneRefundOfTheProvidersIsOneOfOurs() // T12
    {
        RefundingShop shop;
        shop.pass();
        const Order other = shop.buyOrder(u"bob"_s, u"A"_s);
        QVERIFY(shop.fulfilment.cancel(shop.actionOn(other.id, shop.support), {}, {}).get());
        shop.card->refundsPlay({Manner::ChargeAgain});
        QCOMPARE(shop.pass().failed, 1);
        QCOMPARE(shop.refundOf(other.id).state, RefundState::Failed);
        QCOMPARE(shop.violations(), QStringList());
    }

    void onlyAFailedOneIsDecidedByHand()
    {
        RefundingShop shop;
        QCOMPARE(shop.retry().error().code, ErrorCode::IllegalTransition);
        QCOMPARE(shop.settleByHand(u"re_1"_s).error().fields.front().value, u"pending"_s);
    }

    void onlyFinanceDecidesByHand()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::Decline});
        shop.pass();
        const Refund refund = shop.now();
        for (const StaffActor &actor : {shop.support, shop.warehouse}) {
            QCOMPARE(shop.refunds.retry(refund.id, refund.version, actor).get().error().code, ErrorCode::Forbidden);
            QCOMPARE(shop.refunds.settleByHand(refund.id, refund.version, u"re"_s, actor).get().error().code,
                     ErrorCode::Forbidden);
        }
        QCOMPARE(shop.now().version, refund.version);
    }

    void aSecondRetryMeetsTheNewerVersion() // T11
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::Decline});
        shop.pass();
        const Refund seen = shop.now();
        QVERIFY(shop.refunds.retry(seen.id, seen.version, shop.finance).get());
        QCOMPARE(shop.refunds.retry(seen.id, seen.version, shop.finance).get().error().code, ErrorCode::VersionConflict);
    }

    void theListenerIsPartOfTheTransaction()
    {
        RefundingShop shop;
        QStringList told;
        shop.refunds.onDecided([](WriteTransaction &transaction, const Refund &refund) {
            transaction.audit({u"listener"_s, u"rma."_s + refundStateName(refund.state), u"rma"_s, refund.id, {}, {}, {}});
        });
        shop.card->refundsPlay({Manner::Decline});
        shop.pass();
        QVERIFY(shop.retry());
        shop.pass();
        for (const char *state : {"failed", "pending", "settled"})
            QCOMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'rma.%1'"_s.arg(QLatin1String(state))), 1);
    }

    void aSettledRefundIsToldToWhomNobodyElseTells_data()
    {
        QTest::addColumn<bool>("hasAddress");
        QTest::addColumn<QString>("rma");
        QTest::addColumn<int>("mails");
        QTest::newRow("of an order") << true << QString() << 1;
        QTest::newRow("of an order without an address") << false << QString() << 0;
        QTest::newRow("of a return, which tells it itself") << true << u"rma-1"_s << 0;
    }

    void aSettledRefundIsToldToWhomNobodyElseTells()
    {
        QFETCH(const bool, hasAddress);
        QFETCH(const QString, rma);
        QFETCH(const int, mails);
        Shop shop;
        shop.addProduct(u"A"_s, 10);
        shop.addSale({{u"A"_s, 1999, 9, 5}});
        CheckoutRequest request = shop.request(u"bob"_s, u"A"_s);
        request.email = hasAddress ? u"bob@example.com"_s : QString();
        const auto bought = shop.buy(request).order;
        QVERIFY(bought);
        QVERIFY(shop.queue({.orderId = bought->id,
                            .rmaId = rma,
                            .kind = RefundKind::Return,
                            .amount = {500, Currency::euro()},
                            .requestedBy = u"staff:sue"_s}));
        QCOMPARE(finish(shop.refunds.run()).value().settled, 1);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM mail WHERE kind = 'refund.settled'"_s), mails);
    }

    void manyAreSentInOnePass()
    {
        RefundingShop shop;
        shop.addProduct(u"B"_s, 100);
        shop.addSale({{u"B"_s, 500, 100, 1}});
        for (int shopper = 0; shopper < 40; ++shopper) {
            const Order order = shop.buyOrder(u"shopper-%1"_s.arg(shopper), u"B"_s);
            QVERIFY(shop.fulfilment.cancel(shop.actionOn(order.id, shop.support), {}, {}).get());
        }
        QCOMPARE(shop.pass().settled, 41);
        QCOMPARE(shop.violations(), QStringList());
    }

    void afterStopNothingIsClaimed()
    {
        RefundingShop shop;
        shop.refunds.stop();
        QCOMPARE(shop.pass().asked, 0);
        QCOMPARE(shop.now().state, RefundState::Pending);
    }
};

QTEST_GUILESS_MAIN(RefundServiceTest)
#include "tst_refund_service.moc"
