// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios A1, A2, P2, U1: one checkout at a time.
#include "core/catalog/product_table.h"
#include "payment/manual_sleeper.h"
#include "shop.h"

#include <QTest>

#include <semaphore>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class CheckoutTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Shop> m_shop;

    CheckoutRequest keyed(const QString &shopper, const QString &sku, const QString &key, qint64 quantity = 1)
    {
        CheckoutRequest request = m_shop->request(shopper, sku, quantity);
        request.idempotencyKey = key;
        return request;
    }

    /// Somebody counts the product anew.
    void countStock(const QString &sku, qint64 count)
    {
        auto counting = m_shop->store->write([this, sku, count](WriteTransaction &transaction) -> Result<Done> {
            const Product before = findProduct(transaction, sku).value_or(Product{});
            ProductChange change{before, before};
            change.after.setStock(count);
            writeChanges(transaction, {change}, {u"feed"_s, u"job"_s, u"set_stock"_s, u"test"_s}, m_shop->clock, m_shop->random);
            return Done{};
        });
        QVERIFY(counting.get());
    }

    static QCoro::Task<void> keep(QCoro::Task<CheckoutAnswer> task, std::optional<CheckoutAnswer> &kept)
    {
        CheckoutAnswer answer = co_await std::move(task);
        kept.emplace(std::move(answer));
    }

private Q_SLOTS:
    void init()
    {
        m_shop = std::make_unique<Shop>();
        m_shop->addProduct(u"A"_s, 10);
        m_shop->addProduct(u"B"_s, 5);
        m_shop->addProduct(u"C"_s, 5);
        m_shop->addSale({{u"A"_s, 1999, 10, 2}, {u"B"_s, 500, 5, 0}});
    }
    void cleanup()
    {
        QCOMPARE(m_shop->violations(), QStringList());
        m_shop.reset();
    }

    void chargesOnceAndSells()
    {
        const CheckoutAnswer answer = m_shop->buy(m_shop->request(u"ann"_s, u"A"_s, 2));
        QVERIFY(answer.order);
        QCOMPARE(answer.order->status, OrderStatus::Paid);
        QCOMPARE(answer.order->total.amount, 3998);
        QCOMPARE(answer.order->paymentReference, u"ch_"_s + answer.order->id);
        QCOMPARE(m_shop->card->charged().size(), 1u);
        QCOMPARE(m_shop->card->charged().begin()->second.amount, 3998);
        QCOMPARE(m_shop->count(u"SELECT sold FROM sale_item WHERE sku = 'A'"_s), 2);
        QCOMPARE(m_shop->count(u"SELECT allocated FROM stock WHERE sku = 'A'"_s), 2);
        QCOMPARE(m_shop->count(u"SELECT COUNT(*) FROM payment WHERE token <> ''"_s), 0);
        QCOMPARE(m_shop->board.snapshot()->openItem(u"A"_s, m_shop->clock.utc())->available(), 8);
    }

    void buysSeveralItemsInOneOrder()
    {
        CheckoutRequest request = m_shop->request(u"ann"_s, u"B"_s, 3);
        request.items.push_back({u"A"_s, 1});
        const CheckoutAnswer answer = m_shop->buy(std::move(request));
        QVERIFY(answer.order);
        QCOMPARE(answer.order->lines.size(), 2u);
        QCOMPARE(answer.order->total.amount, 3 * 500 + 1999);
    }

    void takesNothingWhenOneOfSeveralItemsIsMissing()
    {
        CheckoutRequest request = m_shop->request(u"ann"_s, u"A"_s, 1);
        request.items.push_back({u"B"_s, 6});
        QCOMPARE(m_shop->buyResult(std::move(request)), u"out_of_stock"_s);
        QCOMPARE(m_shop->count(u"SELECT SUM(held) + SUM(sold) FROM sale_item"_s), 0);
        QCOMPARE(m_shop->card->asked(), 0);
    }

    void tellsWhyItRefuses()
    {
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"nothing"_s)), u"product_not_found"_s);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"C"_s)), u"sale_not_active"_s);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s, 3)), u"limit_per_shopper"_s);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"bob"_s, u"B"_s, 6)), u"out_of_stock"_s);
        CheckoutRequest unknownMethod = m_shop->request(u"bob"_s, u"A"_s);
        unknownMethod.paymentMethod = u"shells"_s;
        QCOMPARE(m_shop->buyResult(std::move(unknownMethod)), u"invalid_request"_s);
        QCOMPARE(m_shop->card->asked(), 0);
    }

    void countsTheLimitPerShopperOverAllOrders()
    {
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s, 1)), u"paid"_s);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s, 2)), u"limit_per_shopper"_s);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s, 1)), u"paid"_s);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s, 1)), u"limit_per_shopper"_s);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"bob"_s, u"A"_s, 2)), u"paid"_s);
    }

    void aRefusalThatMayPassIsNotRemembered()
    {
        CheckoutRequest request = keyed(u"ann"_s, u"A"_s, u"k"_s);
        request.paymentMethod = u"later"_s;
        QCOMPARE(m_shop->buyResult(request), u"invalid_request"_s);
        request.paymentMethod = u"card"_s;
        QCOMPARE(m_shop->buyResult(request), u"paid"_s);
    }

    void aMethodWhoseBreakerIsOpenIsRefusedBeforeAnythingIsHeld()
    {
        QVERIFY(m_shop->payments.setBreakerMode(u"card"_s, BreakerMode::ForcedOpen));
        const CheckoutAnswer answer = m_shop->buy(m_shop->request(u"ann"_s, u"A"_s));
        QCOMPARE(answer.order.error().code, ErrorCode::PaymentUnavailable);
        QVERIFY(answer.order.error().retryAfter >= 1s);
        QCOMPARE(m_shop->count(u"SELECT COUNT(*) FROM orders"_s), 0);
    }

    void aRefusalOfAnotherVersionIsNotMisread()
    {
        QCOMPARE(m_shop->buyResult(keyed(u"ann"_s, u"nothing"_s, u"k"_s)), u"product_not_found"_s);
        m_shop->change(u"UPDATE idempotency SET refusal = 'of_tomorrow'"_s);
        QCOMPARE(m_shop->buyResult(keyed(u"ann"_s, u"nothing"_s, u"k"_s)), u"internal"_s);
    }

    void aKeyWhoseOrderIsGoneIsNoOrder()
    {
        if (ScratchStore::backendFromEnvironment() == ScratchStore::Backend::Postgres)
            QSKIP("PostgreSQL lets nobody take away an order that a key leads to");
        Shop shop;
        shop.addProduct(u"A"_s, 10);
        shop.addSale({{u"A"_s, 1999, 10, 2}});
        QCOMPARE(shop.buyResult(keyed(u"ann"_s, u"A"_s, u"k"_s)), u"paid"_s);
        shop.scratch.runOutside(u"DELETE FROM orders"_s);
        QCOMPARE(shop.buyResult(keyed(u"ann"_s, u"A"_s, u"k"_s)), u"internal"_s);
    }

    void oneChargePaysForOneOrder()
    {
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s)), u"paid"_s);
        m_shop->card->plays({Shop::Manner::ChargeAgain});
        QCOMPARE(m_shop->buyResult(m_shop->request(u"bob"_s, u"A"_s)), u"payment_declined"_s);
        QCOMPARE(m_shop->count(u"SELECT held + allocated FROM stock WHERE sku = 'A'"_s), 1);
    }

    /// Prepared before the sale's end, written after it: the board still shows the sale.
    void aSaleThatEndsWhileACheckoutWaitsIsNotActive()
    {
        m_shop->change(u"UPDATE sale SET starts_at = starts_at - 2000, ends_at = starts_at - 1000"_s);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s)), u"sale_not_active"_s);
    }

    void sellsOnlyWhileTheSaleRuns()
    {
        m_shop->clock.advance(1h);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s)), u"sale_not_active"_s);
    }

    void believesTheDatabaseOverTheBoardWhenASaleWasPausedElsewhere()
    {
        m_shop->change(u"UPDATE sale SET status = 'paused'"_s);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s)), u"sale_not_active"_s);
    }

    void stopsAtTheProductsStockEvenWhereTheQuotaIsLarger()
    {
        m_shop->change(u"UPDATE stock SET held = 4, on_hand = 5 WHERE sku = 'B'"_s);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"B"_s, 2)), u"out_of_stock"_s);
        m_shop->change(u"UPDATE stock SET held = 0, on_hand = 5 WHERE sku = 'B'"_s);
    }

    void givesEverythingBackWhenThePaymentIsDeclined()
    {
        m_shop->card->plays({Shop::Manner::Decline});
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s, 2)), u"payment_declined"_s);
        QCOMPARE(m_shop->count(u"SELECT held + sold FROM sale_item WHERE sku = 'A'"_s), 0);
        QCOMPARE(m_shop->board.snapshot()->openItem(u"A"_s, m_shop->clock.utc())->available(), 10);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s, 2)), u"paid"_s);
    }

    void aPieceThatWasOnlyKeptForAnOrderIsNotSoldAgain()
    {
        m_shop->card->plays({Shop::Manner::Decline});
        m_shop->card->duringCharge = [this] { countStock(u"A"_s, 0); };
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s, 2)), u"payment_declined"_s);
        m_shop->card->duringCharge = {};
        QCOMPARE(m_shop->count(u"SELECT on_hand + shortfall FROM stock WHERE sku = 'A'"_s), 0);
        QCOMPARE(m_shop->buyResult(m_shop->request(u"bob"_s, u"A"_s)), u"out_of_stock"_s);
    }

    void aPieceThatWasOnlyKeptForAnOrderIsSoldToIt()
    {
        m_shop->card->duringCharge = [this] { countStock(u"A"_s, 1); };
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s, 2)), u"paid"_s);
        m_shop->card->duringCharge = {};
        QCOMPARE(m_shop->count(u"SELECT on_hand FROM stock WHERE sku = 'A'"_s), 2);
    }

    void givesEverythingBackWhenThePaymentCannotBeMade()
    {
        m_shop->card->plays({Shop::Manner::Refuse});
        const CheckoutAnswer answer = m_shop->buy(keyed(u"ann"_s, u"A"_s, u"k"_s));
        QCOMPARE(answer.order.error().code, ErrorCode::PaymentUnavailable);
        QVERIFY(answer.order.error().retryAfter);
        QCOMPARE(m_shop->count(u"SELECT held + sold FROM sale_item WHERE sku = 'A'"_s), 0);
        QCOMPARE(m_shop->buyResult(keyed(u"ann"_s, u"A"_s, u"k"_s)), u"paid"_s);
    }

    void keepsTheReservationWhileTheOutcomeIsUnknown()
    {
        m_shop->card->plays({Shop::Manner::LoseAfterCharge});
        QCOMPARE(m_shop->buyResult(keyed(u"ann"_s, u"A"_s, u"k"_s)), u"payment_unavailable"_s);
        QCOMPARE(m_shop->count(u"SELECT held FROM sale_item WHERE sku = 'A'"_s), 1);
        QCOMPARE(m_shop->buyResult(keyed(u"ann"_s, u"A"_s, u"k"_s)), u"idempotency_in_progress"_s);
        const auto pass = finish(m_shop->recovery.run());
        QVERIFY(pass);
        QCOMPARE(pass->settled, 1);
        const CheckoutAnswer again = m_shop->buy(keyed(u"ann"_s, u"A"_s, u"k"_s));
        QVERIFY(again.order);
        QVERIFY(again.replayed);
        QCOMPARE(m_shop->card->charged().size(), 1u);
    }

    void repeatsTheAnswerToTheSameKeyAndBody()
    {
        const CheckoutAnswer first = m_shop->buy(keyed(u"ann"_s, u"A"_s, u"k"_s));
        m_shop->clock.advance(2h);
        const CheckoutAnswer second = m_shop->buy(keyed(u"ann"_s, u"A"_s, u"k"_s));
        QVERIFY(first.order && second.order);
        QVERIFY(!first.replayed && second.replayed);
        QCOMPARE(second.order->id, first.order->id);
        QCOMPARE(second.order->createdAt, first.order->createdAt);
        QCOMPARE(m_shop->card->charged().size(), 1u);
    }

    void refusesTheSameKeyWithAnotherBody()
    {
        QCOMPARE(m_shop->buyResult(keyed(u"ann"_s, u"A"_s, u"k"_s)), u"paid"_s);
        QCOMPARE(m_shop->buyResult(keyed(u"ann"_s, u"B"_s, u"k"_s)), u"idempotency_key_reused"_s);
        QCOMPARE(m_shop->buyResult(keyed(u"bob"_s, u"B"_s, u"k"_s)), u"paid"_s);
    }

    void repeatsARefusalEvenWhenItsReasonIsGone()
    {
        QCOMPARE(m_shop->buyResult(keyed(u"ann"_s, u"B"_s, u"k"_s, 6)), u"out_of_stock"_s);
        const CheckoutAnswer again = m_shop->buy(keyed(u"ann"_s, u"B"_s, u"k"_s, 6));
        QVERIFY(again.replayed);
        QCOMPARE(again.order.error().code, ErrorCode::OutOfStock);
        m_shop->card->plays({Shop::Manner::Decline});
        QCOMPARE(m_shop->buyResult(keyed(u"bob"_s, u"A"_s, u"d"_s)), u"payment_declined"_s);
        const CheckoutAnswer declined = m_shop->buy(keyed(u"bob"_s, u"A"_s, u"d"_s));
        QVERIFY(declined.replayed);
        QCOMPARE(declined.order.error().code, ErrorCode::PaymentDeclined);
    }

    void theLimitThatIsToldCountsNoSlotThatWasGivenBack()
    {
        QCOMPARE(m_shop->buy(keyed(u"ann"_s, u"A"_s, u"k"_s)).limit.remaining, 4);
        const CheckoutAnswer replayed = m_shop->buy(keyed(u"ann"_s, u"A"_s, u"k"_s));
        QVERIFY(replayed.replayed);
        QCOMPARE(replayed.limit.remaining, 4);

        CheckoutOptions options;
        options.maximumInFlight = 0;
        CheckoutService full(options, *m_shop->store, m_shop->board, m_shop->methods, m_shop->payments, m_shop->limiter,
                             m_shop->inFlight, m_shop->clock, m_shop->random, m_shop->sleeper);
        const CheckoutAnswer overloaded = finish(full.checkout(m_shop->request(u"ann"_s, u"A"_s)));
        QCOMPARE(overloaded.order.error().code, ErrorCode::Overloaded);
        QCOMPARE(overloaded.limit.remaining, 4);
    }

    void repeatedRequestsCostNoSlotAndAreAnsweredWithoutOne()
    {
        for (int i = 0; i < 10; ++i)
            QVERIFY(m_shop->buy(keyed(u"ann"_s, u"A"_s, u"k"_s)).order);
        for (int i = 0; i < 4; ++i)
            m_shop->buy(m_shop->request(u"ann"_s, u"B"_s));
        const CheckoutAnswer refused = m_shop->buy(m_shop->request(u"ann"_s, u"B"_s));
        QCOMPARE(refused.order.error().code, ErrorCode::RateLimited);
        QVERIFY(m_shop->buy(keyed(u"ann"_s, u"A"_s, u"k"_s)).order);
        m_shop->clock.advance(*refused.order.error().retryAfter);
        QVERIFY(m_shop->buy(m_shop->request(u"ann"_s, u"B"_s)).order);
    }

    void storeCreditIsTakenWithTheOrderInOneStep()
    {
        m_shop->giveCredit(u"ann"_s, 2'500);
        CheckoutRequest request = m_shop->request(u"ann"_s, u"A"_s);
        request.paymentMethod = u"store_credit"_s;
        const CheckoutAnswer answer = m_shop->buy(request);
        QVERIFY(answer.order);
        QCOMPARE(answer.order->status, OrderStatus::Paid);
        QCOMPARE(m_shop->count(u"SELECT balance FROM credit_account WHERE shopper_id = 'ann'"_s), 501);
        QCOMPARE(m_shop->buyResult(request), u"payment_declined"_s);
        QCOMPARE(m_shop->count(u"SELECT balance FROM credit_account WHERE shopper_id = 'ann'"_s), 501);
        QCOMPARE(m_shop->count(u"SELECT sold FROM sale_item WHERE sku = 'A'"_s), 1);
    }

    void refusesItemsInDifferentCurrencies()
    {
        m_shop->addProduct(u"J"_s, 5, 900, u"JPY"_s);
        m_shop->addSale({{u"J"_s, 800, 5, 0}});
        CheckoutRequest request = m_shop->request(u"ann"_s, u"A"_s);
        request.items.push_back({u"J"_s, 1});
        QCOMPARE(m_shop->buyResult(std::move(request)), u"invalid_request"_s);
    }

    void aSettlementThatComesTooLateIsAnsweredInTimeAndKept()
    {
        ManualSleeper sleeper(m_shop->clock);
        CheckoutService checkout({}, *m_shop->store, m_shop->board, m_shop->methods, m_shop->payments, m_shop->limiter,
                                 m_shop->inFlight, m_shop->clock, m_shop->random, sleeper);
        std::binary_semaphore stuck{0};
        m_shop->card->duringCharge = [this, &stuck] {
            m_shop->store->write([&stuck](WriteTransaction &) -> Result<Done> {
                stuck.acquire();
                return Done{};
            });
        };
        const Monotonic began = m_shop->clock.monotonic();
        std::optional<CheckoutAnswer> answer;
        const QCoro::Task<void> buying = keep(checkout.checkout(keyed(u"ann"_s, u"A"_s, u"k"_s)), answer);
        while (!sleeper.wakeNext())
            QCoreApplication::processEvents();
        while (!answer)
            QCoreApplication::processEvents();
        QCOMPARE(answer->order.error().code, ErrorCode::StorageUnavailable);
        QCOMPARE(m_shop->clock.monotonic() - began, CheckoutOptions().deadline);

        stuck.release();
        m_shop->card->duringCharge = nullptr;
        m_shop->change(u"UPDATE revision SET version = version"_s); // behind what was waiting
        const CheckoutAnswer again = m_shop->buy(keyed(u"ann"_s, u"A"_s, u"k"_s));
        QVERIFY(again.order && again.replayed);
        QCOMPARE(again.order->status, OrderStatus::Paid);
        QCOMPARE(m_shop->card->charged().size(), 1U);
    }

    void storageFailureChargesNobodyAndKeepsNothing()
    {
        if (ScratchStore::backendFromEnvironment() == ScratchStore::Backend::Postgres)
            QSKIP("PostgreSQL prepares no ALTER TABLE; the store's own tests break its connections instead");
        m_shop->change(u"ALTER TABLE sale_shopper RENAME TO elsewhere"_s);
        const QString result = m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s));
        m_shop->change(u"ALTER TABLE elsewhere RENAME TO sale_shopper"_s);
        QCOMPARE(result, u"internal"_s);
        QCOMPARE(m_shop->card->asked(), 0);
        QCOMPARE(m_shop->count(u"SELECT COUNT(*) FROM orders"_s), 0);
    }
};

QTEST_GUILESS_MAIN(CheckoutTest)
#include "tst_checkout.moc"
