// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_service.h"
#include "core/sale/checkout.h"
#include "core/sale/invariants.h"
#include "core/sale/listing.h"
#include "core/sale/order_queries.h"
#include "core/sale/reservation_recovery.h"
#include "core/sale/sale_service.h"
#include "core/sale/store_credit_method.h"
#include "support/scratch_store.h"

#include <QCoreApplication>

#include <deque>
#include <map>

namespace tidegate::test {

/// Runs the event loop until a task has ended.
template <typename T>
T finish(QCoro::Task<T> task)
{
    std::optional<T> result;
    const auto take = [](QCoro::Task<T> awaited, std::optional<T> &kept) -> QCoro::Task<void> {
        T value = co_await std::move(awaited);
        kept.emplace(std::move(value));
    };
    const QCoro::Task<void> taken = take(std::move(task), result);
    while (!result)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return std::move(*result);
}

/// A payment method that keeps what it charged by idempotency key, as a gateway does, and answers as told.
class LedgerMethod final : public PaymentMethod
{
public:
    enum class Manner {
        Charge,
        Decline,
        Refuse,           ///< fails and charges nothing
        LoseBeforeCharge, ///< no answer, nothing charged
        LoseAfterCharge,  ///< no answer, but charged
        ChargeAgain,      ///< names the charge of another order, as a provider does that was asked with a used token
    };

    QString id() const override { return QStringLiteral("card"); }
    QString name() const override { return QStringLiteral("Card"); }
    QCoro::Task<ChargeOutcome> charge(ChargeRequest request, std::chrono::milliseconds) override
    {
        if (duringCharge)
            duringCharge();
        co_return decide(request);
    }
    QCoro::Task<ChargeOutcome> recover(ChargeRequest request, std::chrono::milliseconds) override
    {
        if (duringRecovery)
            duringRecovery();
        co_return lookUp(request);
    }
    QCoro::Task<ChargeOutcome> refund(RefundRequest, std::chrono::milliseconds) override { co_return ChargeOutcome{}; }

    /// Done while a checkout waits for its charge.
    std::function<void()> duringCharge;
    /// Done while a recovery waits for its answer.
    std::function<void()> duringRecovery;

    /// For the next charges, one after the other; then Charge.
    void plays(std::initializer_list<Manner> manners)
    {
        const std::lock_guard lock(m_mutex);
        m_script = manners;
    }
    [[nodiscard]] std::map<QString, Money> charged() const
    {
        const std::lock_guard lock(m_mutex);
        return m_charged;
    }
    [[nodiscard]] int asked() const
    {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }

private:
    Manner next()
    {
        ++m_asked;
        if (m_script.empty())
            return Manner::Charge;
        const Manner manner = m_script.front();
        m_script.pop_front();
        return manner;
    }

    static ChargeOutcome outcomeOf(ChargeStatus status, const ChargeRequest &request)
    {
        ChargeOutcome outcome;
        outcome.status = status;
        outcome.reference = QStringLiteral("ch_") + request.idempotencyKey;
        outcome.detail = QStringLiteral("scripted");
        return outcome;
    }

    ChargeOutcome lookUp(const ChargeRequest &request)
    {
        const std::lock_guard lock(m_mutex);
        switch (next()) {
        case Manner::Charge: break;
        case Manner::Decline: return outcomeOf(ChargeStatus::Declined, request);
        case Manner::Refuse: return outcomeOf(ChargeStatus::Failed, request);
        case Manner::LoseBeforeCharge:
        case Manner::LoseAfterCharge:
        case Manner::ChargeAgain: return outcomeOf(ChargeStatus::Unknown, request);
        }
        return outcomeOf(m_charged.contains(request.idempotencyKey) ? ChargeStatus::Charged : ChargeStatus::Absent, request);
    }

    ChargeOutcome decide(const ChargeRequest &request)
    {
        const std::lock_guard lock(m_mutex);
        const Manner manner = next();
        if (manner == Manner::ChargeAgain) {
            ChargeOutcome again = outcomeOf(ChargeStatus::Charged, request);
            again.reference = QStringLiteral("ch_") + m_charged.begin()->first;
            return again;
        }
        const bool reached = manner == Manner::Charge || manner == Manner::LoseAfterCharge;
        if (reached)
            m_charged.try_emplace(request.idempotencyKey, request.amount);
        return outcomeOf(manner == Manner::Charge        ? ChargeStatus::Charged
                             : manner == Manner::Decline ? ChargeStatus::Declined
                             : manner == Manner::Refuse  ? ChargeStatus::Failed
                                                         : ChargeStatus::Unknown,
                         request);
    }

    mutable std::mutex m_mutex;
    std::deque<Manner> m_script;
    std::map<QString, Money> m_charged;
    int m_asked = 0;
};

/// A shop on a scratch database with one running sale, by a clock that stands.
class Shop
{
public:
    using Manner = LedgerMethod::Manner;

    ManualClock clock;
    SeededRandom random{42};
    ScratchStore scratch;
    std::unique_ptr<Store> store = scratch.open(clock);
    SaleBoard board;
    PaymentRegistry methods;
    std::shared_ptr<LedgerMethod> card = std::make_shared<LedgerMethod>();
    TimerSleeper sleeper;
    PaymentService payments{methods, paymentOptions(), clock, random, sleeper};
    SlidingWindowLimiter limiter{clock, random, {}};
    OrdersInFlight inFlight;
    CheckoutService checkout{{}, *store, board, methods, payments, limiter, inFlight, clock, random, sleeper};
    ReservationRecovery recovery{*store, board, payments, inFlight, clock, std::chrono::milliseconds(0)};
    SaleService sales{*store, clock, random};
    OrderQueries orders{*store};
    Listing listing{*store, board, clock, random, std::chrono::seconds(30)};

    Shop()
    {
        if (!methods.add(card) || !methods.add(std::make_shared<StoreCreditMethod>()))
            qFatal("the payment methods were refused");
    }

    void addProduct(const QString &sku, qint64 stock, qint64 price = 2999, const QString &currency = QStringLiteral("EUR"));
    /// Runs for an hour from now.
    Sale addSale(std::vector<NewSaleItem> items);
    void giveCredit(const QString &shopper, qint64 amount);
    CheckoutRequest request(const QString &shopper, const QString &sku, qint64 quantity = 1) const;
    CheckoutAnswer buy(CheckoutRequest request) { return finish(checkout.checkout(std::move(request))); }
    /// The name of the refusal, or of the order's status.
    QString buyResult(CheckoutRequest request);
    QStringList violations();
    qint64 count(const QString &sql);
    void change(const QString &sql);

private:
    static PaymentServiceOptions paymentOptions()
    {
        PaymentServiceOptions options;
        options.retries = 0;
        options.breakerFailures = 1'000'000;
        return options;
    }
};

} // namespace tidegate::test
