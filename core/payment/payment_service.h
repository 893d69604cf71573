// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sleeper.h"
#include "core/payment/payment_registry.h"
#include "core/resilience/bulkhead.h"
#include "core/resilience/circuit_breaker.h"
#include "core/resilience/deadline.h"
#include "core/resilience/retry_budget.h"
#include "core/resilience/retry_policy.h"

#include <atomic>
#include <map>

namespace tidegate {

/// What the shop offers at this moment, for GET /payment/methods.
struct PaymentOffer {
    QString id;
    QString name;
    bool available = true; ///< false while its breaker is open
};

struct PaymentServiceOptions {
    int breakerFailures = 3; ///< transactions that failed with all their tries
    std::chrono::seconds breakerWindow{60};
    std::chrono::seconds breakerOpen{30};
    int retries = 3; ///< after the first try
    std::chrono::milliseconds retryBase{100};
    std::chrono::milliseconds retryCap{1'000};
    double retryRatio = 0.2;         ///< retries for each transaction, over all transactions of a method
    double retryFloorPerSecond = 30; ///< so many retries more, whatever the traffic
    std::chrono::milliseconds tryTimeout{1'500};
    int concurrent = 512; ///< transactions of one method that may be under way; the next is refused at once
};

enum class PaymentOperation { Charge, Refund };

/// Told of what happens, for metrics. Called on any thread, many at once; must not block.
class PaymentObserver
{
public:
    virtual ~PaymentObserver() = default;
    /// One try ended.
    virtual void tried(const QString &methodId, PaymentOperation operation, ChargeStatus status,
                       std::chrono::nanoseconds took) = 0;
    /// A try that is not a transaction's first begins.
    virtual void retried(const QString &methodId, PaymentOperation operation) = 0;
    /// A whole transaction ended, or was refused.
    virtual void ended(const QString &methodId, PaymentOperation operation, const ChargeOutcome &outcome) = 0;
    virtual void breakerChanged(const QString &methodId, const BreakerTransition &transition) = 0;
};

/// The state of one method's protection, for the console.
struct PaymentMethodState {
    QString id;
    QString name;
    BreakerSnapshot breaker;
    int underWay = 0;
    std::int64_t overloaded = 0; ///< transactions refused because too many were under way, since the start
};

/// Charges and refunds by any registered method, with the same protection around each: a bulkhead (too many at once: refused), a
/// breaker (one result for a transaction: three that fail with all their tries within a minute open it), retries (full jitter, within
/// the budget and the deadline, none for the probe of a half-open breaker, none once the breaker has opened), a timeout for each try.
///
/// Every try of a transaction carries the same idempotency key. Where the answer of one was lost, nothing but a definite answer to the same
/// key takes the doubt away: such a transaction ends Charged, Declined or Unknown, and never Failed.
///
/// Transactions run on the calling thread, which needs an event loop; use one service from as many as you like. It must outlive its
/// transactions. Thread-safe.
class PaymentService
{
public:
    PaymentService(const PaymentRegistry &registry, const PaymentServiceOptions &options, const Clock &clock, Random &random,
                   Sleeper &sleeper, PaymentObserver *observer = nullptr);

    [[nodiscard]] std::vector<PaymentOffer> offers() const;
    /// How long a method's breaker lets nothing through; nothing where the method may be tried.
    [[nodiscard]] std::optional<std::chrono::milliseconds> unavailableFor(const QString &methodId) const;

    /// Ends by the deadline. Failed: nothing was charged; `error` and `retryAfter` say what to tell the shopper. Unknown: keep what was
    /// reserved and recover() later.
    QCoro::Task<ChargeOutcome> charge(QString methodId, ChargeRequest request, Deadline deadline);
    /// Asks what became of a charge that ended Unknown, or whose end was lost in a crash, `age` ago. Ends Charged, Declined or Absent,
    /// which settle it, or Unknown: ask again later.
    QCoro::Task<ChargeOutcome> recover(QString methodId, ChargeRequest request, std::chrono::milliseconds age, Deadline deadline);
    /// Charged: the money went back. Failed or Unknown: ask again with the same key. Declined: it can't be refunded so.
    QCoro::Task<ChargeOutcome> refund(QString methodId, RefundRequest request, Deadline deadline);

    /// From now on a transaction ends with the try that is under way: the program stops.
    void endRetries() { m_endRetries = true; }

    /// Of every method that has a breaker, in the registry's order.
    [[nodiscard]] std::vector<PaymentMethodState> states() const;
    /// Forces a method's breaker open or closed, or gives it back to itself. NotFound where no such method is registered.
    Result<Done> setBreakerMode(const QString &methodId, BreakerMode mode);

private:
    struct Protection;
    struct Transaction;
    struct Race;
    using Try = std::function<QCoro::Task<ChargeOutcome>(PaymentMethod &method, std::chrono::milliseconds timeout)>;

    [[nodiscard]] std::shared_ptr<Protection> protectionOf(const QString &methodId) const;
    QCoro::Task<ChargeOutcome> transact(std::shared_ptr<Transaction> transaction);
    QCoro::Task<ChargeOutcome> protect(std::shared_ptr<Transaction> transaction);
    QCoro::Task<ChargeOutcome> tryUntilDone(std::shared_ptr<Transaction> transaction, std::shared_ptr<Protection> protection,
                                            bool probe);
    QCoro::Task<ChargeOutcome> tryOnce(std::shared_ptr<Transaction> transaction);
    static QCoro::Task<void> run(std::shared_ptr<Transaction> transaction, std::chrono::milliseconds timeout,
                                 std::shared_ptr<Race> race);
    static void report(CircuitBreaker &breaker, BreakerPermit permit, const ChargeOutcome &outcome);

    const PaymentRegistry &m_registry;
    const PaymentServiceOptions m_options;
    const Clock &m_clock;
    Random &m_random;
    Sleeper &m_sleeper;
    PaymentObserver *m_observer;
    const RetryPolicy m_retry;
    std::atomic<bool> m_endRetries = false;
    mutable std::mutex m_mutex;
    mutable std::map<QString, std::shared_ptr<Protection>> m_protections;
};

} // namespace tidegate
