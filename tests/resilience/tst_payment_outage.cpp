// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario A2 by the tactics alone, in simulated time: breaker outside the retries, deadline around both.
#include "core/resilience/circuit_breaker.h"
#include "core/resilience/retry_policy.h"

#include <QTest>

#include <functional>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

class PaymentOutageTest : public QObject
{
    Q_OBJECT

private:
    enum class Answer { Charged, Declined, Failed };
    enum class Outcome { Charged, Declined, Failed, Refused };

    struct Shop {
        ManualClock clock;
        SeededRandom random{5};
        CircuitBreaker breaker{clock, random, {}};
        RetryBudget budget{clock, {.ratio = 0.2, .floorPerSecond = 100}};
        RetryPolicy policy{{.attempts = 3, .base = 100ms, .cap = 1s}, random};
        std::function<Answer()> provider;
        int tries = 0;

        /// What a checkout does; time passes where it would wait.
        Outcome pay(nanoseconds tryTime)
        {
            const Deadline deadline(clock, 5s);
            auto permit = breaker.acquire();
            if (!permit)
                return Outcome::Refused;
            RetrySequence sequence = policy.begin(deadline, &budget);
            for (;;) {
                ++tries;
                clock.advance(deadline.limit(tryTime));
                const Answer answer = provider();
                if (answer != Answer::Failed) {
                    breaker.succeeded(std::move(*permit));
                    return answer == Answer::Charged ? Outcome::Charged : Outcome::Declined;
                }
                const RetryDecision next = sequence.next();
                if (!next.goesOn()) {
                    breaker.failed(std::move(*permit), {.detail = next.explanation()});
                    return Outcome::Failed;
                }
                clock.advance(next.delay);
            }
        }
    };

private Q_SLOTS:
    void aDeadProviderCostsThreeTransactionsOfFourTriesEach()
    {
        Shop shop;
        shop.provider = [] { return Answer::Failed; };
        for (int i = 0; i < 3; ++i)
            QCOMPARE(shop.pay(10ms), Outcome::Failed);
        QCOMPARE(shop.tries, 12);
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(shop.pay(10ms), Outcome::Refused);
        QCOMPARE(shop.tries, 12);
        shop.clock.advance(30s);
        shop.provider = [] { return Answer::Charged; };
        QCOMPARE(shop.pay(10ms), Outcome::Charged);
        QCOMPARE(shop.breaker.snapshot().state, BreakerState::Closed);
    }

    void declinedCardsNeverOpenIt()
    {
        Shop shop;
        shop.provider = [] { return Answer::Declined; };
        for (int i = 0; i < 100; ++i)
            QCOMPARE(shop.pay(10ms), Outcome::Declined);
    }

    void ninetyFivePercentOfTransientFailuresAreRecovered()
    {
        Shop shop;
        shop.provider = [&shop] { return shop.random.below(100) < 30 ? Answer::Failed : Answer::Charged; };
        int transient = 0;
        int recovered = 0;
        for (int i = 0; i < 20'000; ++i) {
            const int before = shop.tries;
            const Outcome outcome = shop.pay(10ms);
            shop.clock.advance(2s);
            if (outcome == Outcome::Refused || (outcome == Outcome::Charged && shop.tries == before + 1))
                continue;
            ++transient;
            recovered += outcome == Outcome::Charged ? 1 : 0;
        }
        QVERIFY(transient > 1000);
        QVERIFY2(recovered >= transient * 95 / 100, qPrintable(u"%1 of %2"_s.arg(recovered).arg(transient)));
    }

    void everyoneIsAnsweredWithinTheDeadlineHoweverSlowTheProvider()
    {
        SeededRandom chance(6);
        Shop shop;
        shop.provider = [&chance] { return chance.below(2) == 0 ? Answer::Failed : Answer::Charged; };
        for (int i = 0; i < 5000; ++i) {
            const Monotonic begun = shop.clock.monotonic();
            std::ignore = shop.pay(1ms * chance.below(8000));
            QVERIFY(shop.clock.monotonic() - begun <= 5s);
            shop.clock.advance(1ms * chance.below(20'000));
        }
    }
};

QTEST_GUILESS_MAIN(PaymentOutageTest)
#include "tst_payment_outage.moc"
