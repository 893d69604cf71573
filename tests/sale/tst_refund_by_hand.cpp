// SPDX-License-Identifier: GPL-3.0-or-later
// What finance does about refunds that failed, and where it finds them.
#include "refunding_shop.h"
#include "support/error_of.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Manner = Shop::Manner;

/// A refund of 59.97 has failed: declined, or as told.
class FailedRefundShop : public RefundingShop
{
public:
    explicit FailedRefundShop(std::initializer_list<Manner> manners = {Manner::Decline})
    {
        card->refundsPlay(manners);
        passUntilDecided();
        if (now().state != RefundState::Failed)
            qFatal("the refund did not fail");
    }
    static FailedRefundShop inDoubt()
    {
        return FailedRefundShop({Manner::LoseBeforeCharge, Manner::LoseBeforeCharge, Manner::LoseBeforeCharge});
    }

    RefundAction action(const StaffActor &actor, const QString &key = u"key-1"_s)
    {
        const Refund seen = now();
        return {seen.id, seen.version, key, u"hash"_s, actor, u"req-1"_s};
    }
    qint64 audited(const QString &event) { return count(u"SELECT COUNT(*) FROM audit WHERE action = '%1'"_s.arg(event)); }

    const StaffActor otherFinance{u"staff-4"_s, u"fritz"_s, StaffRole::Finance};
};

/// In a transaction of the caller's own.
Result<Refund> retryInside(Shop &shop, const QString &id, const StaffActor &actor)
{
    return shop.store
        ->write([&, id, actor](WriteTransaction &transaction) { return shop.refunds.retry(transaction, id, actor, u"req-1"_s); })
        .get();
}

QStringList idsOf(const std::vector<Refund> &refunds)
{
    QStringList ids;
    for (const Refund &refund : refunds)
        ids << refund.id;
    return ids;
}

} // namespace

class RefundByHandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameKeyRetriesOnce() // T11
    {
        FailedRefundShop shop;
        const RefundAction action = shop.action(shop.finance);
        const auto first = shop.refunds.retry(action).get();
        const auto again = shop.refunds.retry(action).get();
        QVERIFY2(first && again, qPrintable(errorOf(again)));
        QVERIFY(!first->replayed);
        QVERIFY(again->replayed);
        QCOMPARE(again->refund, first->refund);
        QCOMPARE(shop.audited(u"refund.retried"_s), 1);
    }

    void theSameKeySettlesOnce() // T11
    {
        FailedRefundShop shop;
        const RefundAction action = shop.action(shop.finance);
        const auto first = shop.refunds.settleByHand(action, u"re_found"_s).get();
        const auto again = shop.refunds.settleByHand(action, u"re_found"_s).get();
        QVERIFY2(first && again, qPrintable(errorOf(again)));
        QCOMPARE(first->refund.state, RefundState::Settled);
        QVERIFY(again->replayed);
        QCOMPARE(shop.audited(u"refund.settled"_s), 1);
    }

    void aKeyOfAnotherRequestIsRefused()
    {
        FailedRefundShop shop;
        RefundAction action = shop.action(shop.finance);
        QVERIFY(shop.refunds.settleByHand(action, {}).get());
        action.requestHash = u"other"_s;
        QCOMPARE(errorOf(shop.refunds.settleByHand(action, u"re_found"_s).get()), u"idempotency_key_reused"_s);
        QCOMPARE(shop.now().state, RefundState::Failed);
    }

    void aRefusalLeavesItsKeyFree()
    {
        FailedRefundShop shop;
        RefundAction action = shop.action(shop.finance);
        ++action.expectedVersion;
        QCOMPARE(errorOf(shop.refunds.retry(action).get()), u"version_conflict"_s);
        --action.expectedVersion;
        const auto retried = shop.refunds.retry(action).get();
        QVERIFY(retried);
        QVERIFY(!retried->replayed);
    }

    void aKeyGivesNobodyWhatHisRoleDoesNot()
    {
        FailedRefundShop shop;
        QCOMPARE(errorOf(shop.refunds.retry(shop.action(shop.support)).get()), u"forbidden"_s);
        QCOMPARE(errorOf(shop.refunds.settleByHand(shop.action(shop.support), u"re_found"_s).get()), u"forbidden"_s);
        QCOMPARE(shop.now().state, RefundState::Failed);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'access.refused' AND actor = 'staff:sue'"_s), 2);
    }

    void aRefundThatIsNoneIsNotFound()
    {
        Shop shop;
        const RefundAction action{.refundId = u"none"_s, .actor = shop.finance};
        QCOMPARE(errorOf(shop.refunds.retry(action).get()), u"not_found"_s);
        QCOMPARE(errorOf(shop.refunds.settleByHand(action, {}).get()), u"not_found"_s);
        QCOMPARE(errorOf(shop.refunds.refund(u"none"_s).get()), u"not_found"_s);
    }

    void aReferenceOfAnotherRefundSettlesNothing() // T12
    {
        FailedRefundShop shop;
        shop.addSale({{u"A"_s, 1999, 5, 5}});
        const Order other = shop.buyOrder(u"bob"_s, u"A"_s);
        shop.cancel(other);
        shop.pass();
        QCOMPARE(errorOf(shop.settleByHand(shop.refundOf(other.id).reference)), u"conflict"_s);
        QCOMPARE(shop.now().state, RefundState::Failed);
        QCOMPARE(shop.violations(), QStringList());
    }

    void whoClearedADoubtDoesNotSendItAgain()
    {
        FailedRefundShop shop = FailedRefundShop::inDoubt();
        RefundService strict{*shop.store, shop.payments, shop.methods, shop.clock, shop.random, {.fourEyesAbove = 5'996}};
        QVERIFY(shop.settleByHand({}));
        QCOMPARE(errorOf(strict.retry(shop.action(shop.finance)).get()), u"forbidden"_s);
        QCOMPARE(shop.now().state, RefundState::Failed);
        QCOMPARE(errorOf(strict.retry(shop.action(shop.otherFinance)).get()), u"done"_s);
    }

    void whatIsNotAboveTheLimitOneAloneSendsAgain()
    {
        FailedRefundShop shop = FailedRefundShop::inDoubt();
        RefundService strict{*shop.store, shop.payments, shop.methods, shop.clock, shop.random, {.fourEyesAbove = 5'997}};
        QVERIFY(shop.settleByHand({}));
        QCOMPARE(errorOf(strict.retry(shop.action(shop.finance)).get()), u"done"_s);
    }

    void aDoubtClearedBeforeTheLastRetryCountsNoMore()
    {
        FailedRefundShop shop = FailedRefundShop::inDoubt();
        RefundService strict{*shop.store, shop.payments, shop.methods, shop.clock, shop.random, {.fourEyesAbove = 0}};
        QVERIFY(shop.settleByHand({}));
        QVERIFY(strict.retry(shop.action(shop.otherFinance)).get());
        shop.card->refundsPlay({Manner::Decline});
        QCOMPARE(shop.pass().failed, 1);
        QCOMPARE(errorOf(strict.retry(shop.action(shop.finance)).get()), u"done"_s);
    }

    void whatTheGuardRefusesStaysAsItIs()
    {
        FailedRefundShop shop;
        shop.refunds.guardRetries([](ReadTransaction &, const Refund &refund) -> Result<Done> {
            return failure(ErrorCode::Conflict, u"not "_s + refund.id);
        });
        const Refund failed = shop.now();
        const auto refused = shop.retry();
        QCOMPARE(errorOf(refused), u"conflict"_s);
        QCOMPARE(refused.error().detail, u"not "_s + failed.id);
        QCOMPARE(shop.now(), failed);
    }

    void insideACallersTransactionTheListenerIsNotTold()
    {
        FailedRefundShop shop;
        shop.refunds.onDecided([](WriteTransaction &transaction, const Refund &refund) {
            transaction.audit({u"listener"_s, u"rma.told"_s, u"rma"_s, refund.id, {}, {}, {}});
        });
        QCOMPARE(errorOf(retryInside(shop, shop.now().id, shop.finance)), u"done"_s);
        QCOMPARE(shop.now().state, RefundState::Pending);
        QCOMPARE(shop.audited(u"rma.told"_s), 0);
    }

    void insideACallersTransactionTheSameIsRefused()
    {
        FailedRefundShop shop;
        const QString id = shop.now().id;
        QCOMPARE(errorOf(retryInside(shop, id, shop.support)), u"forbidden"_s);
        QCOMPARE(errorOf(retryInside(shop, u"none"_s, shop.finance)), u"not_found"_s);
        QVERIFY(shop.retry());
        QCOMPARE(errorOf(retryInside(shop, id, shop.finance)), u"illegal_transition"_s);
        QCOMPARE(shop.audited(u"refund.retried"_s), 1);
    }

    void aListComesNewestFirstPageByPage_data()
    {
        QTest::addColumn<QList<Manner>>("manners");
        QTest::addColumn<int>("state");
        QTest::newRow("pending") << QList<Manner>() << int(RefundState::Pending);
        QTest::newRow("sent") << QList<Manner>(4, Manner::Refuse) << int(RefundState::Sent);
        QTest::newRow("failed") << QList<Manner>(4, Manner::Decline) << int(RefundState::Failed);
    }

    void aListComesNewestFirstPageByPage()
    {
        QFETCH(const QList<Manner>, manners);
        QFETCH(const int, state);
        RefundingShop shop;
        QStringList all{shop.now().id};
        for (const QString &shopper : {u"bob"_s, u"cleo"_s, u"dan"_s}) {
            shop.clock.advance(1s);
            const Order order = shop.buyOrder(shopper, u"A"_s);
            shop.cancel(order);
            all.prepend(shop.refundOf(order.id).id);
        }
        if (!manners.isEmpty()) {
            shop.card->refundsPlay(manners);
            shop.pass();
        }
        const auto first = shop.refunds.list(RefundState(state), {}, 3).get();
        QVERIFY(first);
        QCOMPARE(idsOf(first->items), all.first(3));
        const auto rest = shop.refunds.list(RefundState(state), first->nextCursor, 3).get();
        QCOMPARE(idsOf(rest->items), all.last(1));
        QVERIFY(rest->nextCursor.isEmpty());
    }

    void aListHasItsStateAlone()
    {
        RefundingShop shop;
        shop.card->refundsPlay({Manner::Refuse});
        shop.pass();
        const Order other = shop.buyOrder(u"bob"_s, u"A"_s);
        shop.cancel(other);
        const auto listed = [&shop](RefundState state) { return idsOf(shop.refunds.list(state, {}, 10).get().value().items); };
        QCOMPARE(listed(RefundState::Sent), QStringList{shop.now().id});
        QCOMPARE(listed(RefundState::Pending), QStringList{shop.refundOf(other.id).id});
        QCOMPARE(listed(RefundState::Failed), QStringList());
    }

    void aPageThatCanNotBeIsRefused()
    {
        Shop shop;
        for (const int limit : {0, 201})
            QCOMPARE(errorOf(shop.refunds.list(RefundState::Failed, {}, limit).get()), u"invalid_request"_s);
    }

    void aRefundIsFoundByItsId()
    {
        RefundingShop shop;
        QCOMPARE(shop.refunds.refund(shop.now().id).get().value(), shop.now());
    }

    void aReturnHasItsRefundsAlone()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 10);
        shop.addSale({{u"A"_s, 1999, 9, 5}});
        const Order order = shop.buyOrder(u"ann"_s, u"A"_s, 3);
        std::vector<Refund> queued;
        for (const QString &rma : {u"rma-1"_s, u"rma-2"_s}) {
            queued.push_back(*shop.queue({.orderId = order.id,
                                          .rmaId = rma,
                                          .kind = RefundKind::Return,
                                          .amount = {1999, Currency::euro()},
                                          .requestedBy = u"staff:sue"_s}));
        }
        const auto found = shop.store
                               ->read([](ReadTransaction &transaction) -> Result<std::vector<Refund>> {
                                   return refundsOfRma(transaction, u"rma-1"_s);
                               })
                               .get();
        QCOMPARE(*found, std::vector<Refund>{queued.front()});
    }
};

QTEST_GUILESS_MAIN(RefundByHandTest)
#include "tst_refund_by_hand.moc"
