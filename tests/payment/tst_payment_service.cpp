// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_service.h"
#include "payment/manual_sleeper.h"
#include "payment/scripted_method.h"

#include <QTest>

#include <numeric>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidegate;

namespace {

/// Writes down what it is told.
class Notebook final : public PaymentObserver
{
public:
    void tried(const QString &methodId, PaymentOperation, ChargeStatus status, std::chrono::nanoseconds) override
    {
        lines << u"tried %1 %2"_s.arg(methodId).arg(int(status));
    }
    void retried(const QString &methodId, PaymentOperation) override { lines << u"retried "_s + methodId; }
    void ended(const QString &methodId, PaymentOperation, const ChargeOutcome &outcome) override
    {
        lines << u"ended %1 %2"_s.arg(methodId).arg(int(outcome.status));
    }
    void breakerChanged(const QString &methodId, const BreakerTransition &) override { lines << u"breaker "_s + methodId; }

    QStringList lines;
};

} // namespace

/// Scenario A2, on a clock that is moved by hand.
class PaymentServiceTest : public QObject
{
    Q_OBJECT

    using Status = ChargeStatus;
    using Manner = ScriptedMethod::Manner;

    struct House {
        explicit House(PaymentServiceOptions options = {})
            : card(std::make_shared<ScriptedMethod>(u"card"_s, clock, sleeper))
            , paypal(std::make_shared<ScriptedMethod>(u"paypal"_s, clock, sleeper))
            , service(registry, options, clock, random, sleeper, &notebook)
        {
            if (!registry.add(card) || !registry.add(paypal))
                qFatal("refused a method");
            card->plays({Status::Charged});
            paypal->plays({Status::Charged});
        }

        ~House()
        {
            card->endSilence();
            ManualSleeper::settle();
            while (sleeper.wakeNext()) {}
        }

        Deadline deadline() const { return Deadline(clock, 5s); }
        QCoro::Task<ChargeOutcome> begin(const QString &method = u"card"_s)
        {
            return service.charge(method, {u"order"_s, u"key"_s, {1999, Currency::euro()}, u"tok_visa"_s}, deadline());
        }
        ChargeOutcome charge(const QString &method = u"card"_s) { return sleeper.finish(begin(method)); }
        ChargeOutcome recover(std::chrono::milliseconds age = 10s)
        {
            return sleeper.finish(
                service.recover(u"card"_s, {u"order"_s, u"key"_s, {1999, Currency::euro()}, u"tok_visa"_s}, age, deadline()));
        }
        BreakerState state() const { return service.states().front().breaker.state; }
        bool offered() const { return service.offers().front().available; }

        ManualClock clock;
        ManualSleeper sleeper{clock};
        SeededRandom random{1};
        PaymentRegistry registry;
        Notebook notebook;
        std::shared_ptr<ScriptedMethod> card;
        std::shared_ptr<ScriptedMethod> paypal;
        PaymentService service;
    };

    static void openBreaker(House &house)
    {
        house.card->plays({Status::Failed});
        for (int i = 0; i < 3; ++i)
            house.charge();
        QCOMPARE(house.state(), BreakerState::Open);
        house.card->asked.clear();
    }

private Q_SLOTS:
    void aChargeGivesTheProvidersReference()
    {
        House house;
        const ChargeOutcome outcome = house.charge();
        QCOMPARE(outcome.status, Status::Charged);
        QCOMPARE(outcome.reference, u"ref"_s);
        QCOMPARE(house.card->asked.size(), 1U);
    }

    void declinesAreNeitherRetriedNorCountedAgainstTheGateway()
    {
        House house;
        house.card->plays({Status::Declined});
        for (int i = 0; i < 10; ++i)
            QCOMPARE(house.charge().status, Status::Declined);
        QCOMPARE(house.card->asked.size(), 10U);
        QCOMPARE(house.state(), BreakerState::Closed);
    }

    void aFailureIsRetriedAtMostThreeTimesWithTheSameKey()
    {
        House house;
        house.card->plays({Status::Failed});
        const ChargeOutcome outcome = house.charge();
        QCOMPARE(outcome.status, Status::Failed);
        QCOMPARE(outcome.error, ErrorCode::PaymentUnavailable);
        QVERIFY(outcome.retryAfter && *outcome.retryAfter >= 1s);
        QCOMPARE(house.card->asked.size(), 4U);
        for (const auto &asked : house.card->asked)
            QCOMPARE(asked.idempotencyKey, u"key"_s);
    }

    void retriesBackOffExponentiallyWithFullJitter()
    {
        House house;
        house.card->plays({Status::Failed});
        std::vector<std::chrono::nanoseconds> longest(3, 0ns);
        for (int i = 0; i < 200; ++i) {
            house.card->asked.clear();
            house.clock.advance(61s);
            house.charge();
            QCOMPARE(house.card->asked.size(), 4U);
            for (std::size_t n = 0; n < 3; ++n)
                longest[n] = std::max(longest[n], house.card->asked[n + 1].at - house.card->asked[n].at);
        }
        for (std::size_t n = 0; n < 3; ++n) {
            const auto bound = 100ms * (1 << n);
            QVERIFY(longest[n] <= bound);
            QVERIFY(longest[n] > bound * 9 / 10);
        }
    }

    void transientFailuresThatARetryMendsNeverOpenTheBreaker()
    {
        House house;
        for (int i = 0; i < 20; ++i) {
            house.card->plays({Status::Failed, Status::Failed, Status::Charged});
            QCOMPARE(house.charge().status, Status::Charged);
        }
        QCOMPARE(house.state(), BreakerState::Closed);
    }

    void theBreakerOpensAfterExactlyThreeFailedTransactions()
    {
        House house;
        house.card->plays({Status::Failed});
        house.charge();
        house.charge();
        QCOMPARE(house.state(), BreakerState::Closed);
        QVERIFY(house.offered());
        house.charge();
        QCOMPARE(house.state(), BreakerState::Open);
        QVERIFY(!house.offered());
        QCOMPARE(house.card->asked.size(), 12U);
    }

    void anOpenBreakerRefusesWithoutAskingAndSaysWhenToComeBack()
    {
        House house;
        openBreaker(house);
        house.clock.advance(10s);
        const ChargeOutcome refused = house.charge();
        QCOMPARE(refused.status, Status::Failed);
        QCOMPARE(refused.error, ErrorCode::PaymentUnavailable);
        QVERIFY(house.card->asked.empty());
        QVERIFY(*refused.retryAfter > 19s && *refused.retryAfter <= 20s);
        house.card->plays({Status::Charged});
        house.clock.advance(*refused.retryAfter);
        QCOMPARE(house.charge().status, Status::Charged);
    }

    void otherMethodsAreNotAffected()
    {
        House house;
        openBreaker(house);
        QCOMPARE(house.charge(u"paypal"_s).status, Status::Charged);
        QVERIFY(house.service.offers().at(1).available);
    }

    void aHalfOpenBreakerLetsOneProbeThroughWhichHasASingleTry()
    {
        House house;
        openBreaker(house);
        house.clock.advance(30s);
        QVERIFY(house.offered());
        house.card->script = {ScriptedMethod::line(Status::Failed)};
        house.card->script.front().after = 100ms;
        QCoro::Task<ChargeOutcome> probe = house.begin();
        QCOMPARE(house.charge().error, ErrorCode::PaymentUnavailable); // a second one beside it
        QCOMPARE(house.sleeper.finish(std::move(probe)).status, Status::Failed);
        QCOMPARE(house.card->asked.size(), 1U);
        QCOMPARE(house.state(), BreakerState::Open);

        house.clock.advance(30s);
        house.card->plays({Status::Charged});
        QCOMPARE(house.charge().status, Status::Charged);
        QCOMPARE(house.state(), BreakerState::Closed);
    }

    void retriesEndWhenTheBreakerOpensMeanwhile()
    {
        House house;
        house.card->plays({Status::Failed});
        house.charge();
        house.charge();
        house.card->asked.clear();
        QCoro::Task<ChargeOutcome> waiting = house.begin();
        QCOMPARE(house.card->asked.size(), 1U);
        QVERIFY(house.service.setBreakerMode(u"card"_s, BreakerMode::ForcedOpen));
        QCOMPARE(house.sleeper.finish(std::move(waiting)).status, Status::Failed);
        QCOMPARE(house.card->asked.size(), 1U);
    }

    void aLostAnswerIsFoundAgainByAskingWithTheSameKey()
    {
        House house;
        house.card->plays({Status::Unknown, Status::Charged});
        QCOMPARE(house.charge().status, Status::Charged);
        house.card->plays({Status::Unknown, Status::Declined});
        QCOMPARE(house.charge().status, Status::Declined);
    }

    void onceInDoubtATransactionNeverEndsFailed()
    {
        House house;
        house.card->plays({Status::Unknown, Status::Failed});
        const ChargeOutcome outcome = house.charge();
        QCOMPARE(outcome.status, Status::Unknown);
        QCOMPARE(house.card->asked.size(), 4U);
    }

    void whatIsInDoubtForLongerThanKeysLiveIsNotAskedAbout()
    {
        House house;
        QCOMPARE(house.recover(22h).status, Status::Charged);
        const std::size_t asked = house.card->asked.size();
        QCOMPARE(house.recover(23h).status, Status::Unknown);
        QCOMPARE(house.card->asked.size(), asked);
    }

    void recoveryNeverEndsFailedWhateverRefusesIt()
    {
        House house;
        house.card->plays({Status::Failed});
        QCOMPARE(house.recover().status, Status::Unknown);
        openBreaker(house);
        QCOMPARE(house.recover().status, Status::Unknown);
        QVERIFY(house.card->asked.empty());
        house.registry.remove(u"card"_s);
        QCOMPARE(house.recover().status, Status::Unknown);
    }

    void everyShopperIsAnsweredByTheDeadlineThoughTheGatewayHangs()
    {
        for (const auto time : {300ms, 1000ms, 1600ms, 2000ms, 3500ms, 5000ms}) {
            House house;
            house.card->script = {ScriptedMethod::manner(Manner::NeverAnswers)};
            const Monotonic end = house.clock.monotonic() + time;
            const Deadline deadline(house.clock, time);
            const ChargeOutcome outcome =
                house.sleeper.finish(house.service.charge(u"card"_s, {u"order"_s, u"key"_s, {}, {}}, deadline));
            QCOMPARE(outcome.status, Status::Unknown);
            QVERIFY(house.clock.monotonic() <= end);
            for (const auto &asked : house.card->asked)
                QVERIFY(asked.at + asked.timeout <= end);
        }
    }

    void aTryHasItsOwnTimeout()
    {
        House house;
        house.card->script = {ScriptedMethod::manner(Manner::NeverAnswers), ScriptedMethod::line(Status::Charged)};
        const Monotonic begun = house.clock.monotonic();
        QCOMPARE(house.charge().status, Status::Charged);
        QCOMPARE(house.card->asked.front().timeout, 1500ms);
        QVERIFY(house.clock.monotonic() - begun < 2s);
    }

    void anExpiredDeadlineAsksNobody()
    {
        House house;
        const ChargeOutcome outcome =
            house.sleeper.finish(house.service.charge(u"card"_s, {u"o"_s, u"k"_s, {}, {}}, Deadline(house.clock, 0s)));
        QCOMPARE(outcome.status, Status::Failed);
        QCOMPARE(outcome.error, ErrorCode::Overloaded);
        QVERIFY(house.card->asked.empty());
    }

    void theProvidersRetryAfterIsKept()
    {
        House house;
        house.card->plays({Status::Failed, Status::Charged});
        house.card->script.front().outcome.retryAfter = 2s;
        QCOMPARE(house.charge().status, Status::Charged);
        QVERIFY(house.card->asked[1].at - house.card->asked[0].at >= 2s);
    }

    void aRetryAfterBeyondTheDeadlineEndsTheTriesAndIsPassedOn()
    {
        House house;
        house.card->plays({Status::Failed});
        house.card->script.front().outcome.retryAfter = 60s;
        QCOMPARE(*house.charge().retryAfter, 60s);
        QCOMPARE(house.card->asked.size(), 1U);
    }

    void whatTryingAgainCantMendIsNotRetried()
    {
        House house;
        house.card->plays({Status::Failed});
        house.card->script.front().outcome.retryable = false;
        QCOMPARE(house.charge().status, Status::Failed);
        QCOMPARE(house.card->asked.size(), 1U);
    }

    void whatDoesNotSpeakAgainstTheGatewayIsNotCounted()
    {
        House house;
        house.card->plays({Status::Unknown});
        house.card->script.front().outcome.retryable = false;
        house.card->script.front().outcome.gatewayAtFault = false;
        for (int i = 0; i < 5; ++i)
            QCOMPARE(house.charge().status, Status::Unknown);
        QCOMPARE(house.state(), BreakerState::Closed);
    }

    void tooManyAtOnceAreRefusedAtOnce()
    {
        House house({.concurrent = 2});
        house.card->script = {ScriptedMethod::manner(Manner::NeverAnswers)};
        QCoro::Task<ChargeOutcome> one = house.begin();
        QCoro::Task<ChargeOutcome> two = house.begin();
        QCoro::Task<ChargeOutcome> three = house.begin();
        QVERIFY(three.isReady());
        const ChargeOutcome refused = house.sleeper.finish(std::move(three));
        QCOMPARE(refused.status, Status::Failed);
        QCOMPARE(refused.error, ErrorCode::Overloaded);
        QVERIFY(refused.retryAfter);
        QCOMPARE(house.charge(u"paypal"_s).status, Status::Charged);
        QCOMPARE(house.service.states().front().underWay, 2);
        QCOMPARE(house.service.states().front().overloaded, 1);
        house.sleeper.finish(std::move(one));
        house.sleeper.finish(std::move(two));
        house.card->plays({Status::Charged});
        QCOMPARE(house.charge().status, Status::Charged);
    }

    void retriesOfManyTransactionsStayWithinTheBudget()
    {
        constexpr int transactions = 1000;
        House house({.breakerFailures = 10'000, .concurrent = transactions});
        house.card->plays({Status::Failed});
        std::vector<QCoro::Task<ChargeOutcome>> tasks;
        for (int i = 0; i < transactions; ++i)
            tasks.push_back(house.begin());
        for (auto &task : tasks)
            house.sleeper.finish(std::move(task));
        const auto retries = static_cast<int>(house.card->asked.size()) - transactions;
        QVERIFY2(retries <= transactions / 5 + 30 * 10, qPrintable(QString::number(retries)));
        QVERIFY(retries > transactions / 5);
    }

    void aMethodThatThrowsLeavesTheChargeInDoubt()
    {
        House house;
        house.card->script = {ScriptedMethod::manner(Manner::Throws), ScriptedMethod::line(Status::Charged)};
        QCOMPARE(house.charge().status, Status::Charged);
        house.card->script = {ScriptedMethod::manner(Manner::Throws)};
        QCOMPARE(house.charge().status, Status::Unknown);
    }

    void anAnswerAfterTheTimeoutIsNotTakenForTheNextTrys()
    {
        House house;
        house.card->script = {ScriptedMethod::line(Status::Declined), ScriptedMethod::line(Status::Charged)};
        house.card->script.front().after = 1600ms;
        house.card->script.back().after = 500ms;
        QCOMPARE(house.charge().status, Status::Charged);
    }

    void refundsHaveTheSameProtection()
    {
        House house;
        house.card->plays({Status::Failed, Status::Charged});
        const ChargeOutcome outcome = house.sleeper.finish(house.service.refund(
            u"card"_s, {u"refund"_s, u"refund-key"_s, u"pi_1"_s, {500, Currency::euro()}}, house.deadline()));
        QCOMPARE(outcome.status, Status::Charged);
        QCOMPARE(house.card->asked.size(), 2U);
        QCOMPARE(house.card->asked.back().idempotencyKey, u"refund-key"_s);
    }

    void aBreakerCanBeForcedAndGivenBack()
    {
        House house;
        QVERIFY(house.service.setBreakerMode(u"card"_s, BreakerMode::ForcedOpen));
        QVERIFY(!house.offered());
        QCOMPARE(house.charge().status, Status::Failed);
        QVERIFY(house.card->asked.empty());
        QVERIFY(house.service.setBreakerMode(u"card"_s, BreakerMode::ForcedClosed));
        QVERIFY(house.offered());
        house.card->plays({Status::Failed});
        for (int i = 0; i < 5; ++i)
            house.charge();
        QVERIFY(house.offered());
        QVERIFY(house.service.setBreakerMode(u"card"_s, BreakerMode::Automatic));
        QCOMPARE(house.service.setBreakerMode(u"cash"_s, BreakerMode::Automatic).error().code, ErrorCode::NotFound);
    }

    void whatIsPaidInsideIsOfferedAndNeverAsked()
    {
        House house;
        house.card->inside = true;
        QVERIFY(house.offered());
        QCOMPARE(house.service.states().size(), 1U);
        QCOMPARE(house.charge().error, ErrorCode::InvalidRequest);
        QVERIFY(house.card->asked.empty());
    }

    void anUnknownMethodIsTheCallersMistake()
    {
        House house;
        const ChargeOutcome outcome = house.charge(u"cash"_s);
        QCOMPARE(outcome.status, Status::Failed);
        QCOMPARE(outcome.error, ErrorCode::InvalidRequest);
    }

    void theObserverHearsOfTriesRetriesEndsAndTheBreaker()
    {
        House house({.breakerFailures = 1, .retries = 1});
        house.card->plays({Status::Failed});
        house.charge();
        QCOMPARE(house.notebook.lines,
                 QStringList({u"tried card 2"_s, u"retried card"_s, u"tried card 2"_s, u"breaker card"_s, u"ended card 2"_s}));
    }

    void ninetyFivePercentOfTransientFailuresAreRecovered()
    {
        House house({.breakerFailures = 10'000});
        SeededRandom chance(42);
        int troubled = 0;
        int recovered = 0;
        for (int i = 0; i < 2000; ++i) {
            house.card->script.clear();
            for (int line = 0; line < 4; ++line)
                house.card->script.push_back(ScriptedMethod::line(chance.unit() < 0.3 ? Status::Failed : Status::Charged));
            const bool trouble = house.card->script.front().outcome.status == Status::Failed;
            const bool charged = house.charge().status == Status::Charged;
            troubled += trouble ? 1 : 0;
            recovered += trouble && charged ? 1 : 0;
            house.clock.advance(100ms);
        }
        QVERIFY(troubled > 500);
        QVERIFY2(recovered >= troubled * 95 / 100, qPrintable(u"%1 of %2"_s.arg(recovered).arg(troubled)));
    }
};

QTEST_GUILESS_MAIN(PaymentServiceTest)
#include "tst_payment_service.moc"
