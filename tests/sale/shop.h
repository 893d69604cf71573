// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_service.h"
#include "core/sale/checkout.h"
#include "core/sale/invariants.h"
#include "core/sale/listing.h"
#include "core/sale/order_queries.h"
#include "core/sale/order_service.h"
#include "core/sale/refund_service.h"
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
    QCoro::Task<ChargeOutcome> refund(RefundRequest request, std::chrono::milliseconds) override
    {
        if (duringRefund)
            std::exchange(duringRefund, nullptr)();
        co_return giveBack(request);
    }

    /// Done while a checkout waits for its charge.
    std::function<void()> duringCharge;
    /// Done while a recovery waits for its answer.
    std::function<void()> duringRecovery;
    /// Done once, while the next refund waits for its answer.
    std::function<void()> duringRefund;

    /// For the next charges, one after the other; then Charge.
    void plays(std::initializer_list<Manner> manners)
    {
        const std::lock_guard lock(m_mutex);
        m_script = manners;
    }
    /// The same for the next refunds.
    void refundsPlay(const QList<Manner> &manners)
    {
        const std::lock_guard lock(m_mutex);
        m_refundScript = {manners.begin(), manners.end()};
    }
    /// What went back, by idempotency key.
    [[nodiscard]] std::map<QString, Money> refunded() const
    {
        const std::lock_guard lock(m_mutex);
        return m_refunded;
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

    ChargeOutcome giveBack(const RefundRequest &request)
    {
        const std::lock_guard lock(m_mutex);
        Manner manner = m_refundScript.empty() ? Manner::Charge : m_refundScript.front();
        if (!m_refundScript.empty())
            m_refundScript.pop_front();
        if (manner == Manner::Decline && m_refunded.contains(request.idempotencyKey))
            manner = Manner::Charge; // the same key gets the same answer
        ChargeOutcome outcome;
        outcome.reference = QStringLiteral("re_") + request.idempotencyKey;
        outcome.detail = QStringLiteral("scripted");
        switch (manner) {
        case Manner::Charge: outcome.status = ChargeStatus::Charged; break;
        case Manner::Decline: outcome.status = ChargeStatus::Declined; return outcome;
        case Manner::Refuse: outcome.status = ChargeStatus::Failed; return outcome;
        case Manner::LoseBeforeCharge: return outcome;
        case Manner::LoseAfterCharge: break;
        case Manner::ChargeAgain:
            outcome.status = ChargeStatus::Charged;
            outcome.reference = QStringLiteral("re_") + m_refunded.begin()->first;
            return outcome;
        }
        m_refunded.try_emplace(request.idempotencyKey, request.amount);
        return outcome;
    }

    mutable std::mutex m_mutex;
    std::deque<Manner> m_refundScript;
    std::map<QString, Money> m_refunded;
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
    ScratchStore scratch = ScratchStore::withTables();
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
    OrderQueries orders{*store, clock};
    OrderService fulfilment{*store, board, clock, random};
    RefundService refunds{*store, payments, methods, clock, random, {.attempts = 3}};
    const StaffActor warehouse{QStringLiteral("staff-1"), QStringLiteral("walt"), StaffRole::Warehouse};
    const StaffActor support{QStringLiteral("staff-2"), QStringLiteral("sue"), StaffRole::Support};
    const StaffActor finance{QStringLiteral("staff-3"), QStringLiteral("fay"), StaffRole::Finance};
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
    /// An order that was paid; ends the test program where it is not.
    Order buyOrder(const QString &shopper, const QString &sku, qint64 quantity = 1,
                   const QString &method = QStringLiteral("card"));
    /// What `actor` does to an order as it is now.
    OrderAction actionOn(const QString &orderId, const StaffActor &actor);
    Result<Refund> queue(const RefundOrder &refund);
    /// The one refund of an order; ends the test program where there are none or several.
    Refund refundOf(const QString &orderId);
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
