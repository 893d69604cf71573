// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/money.h"

#include <QString>

#include <optional>
#include <qcoro/qcorotask.h>

namespace tidegate {

struct ChargeRequest {
    QString orderId;
    QString idempotencyKey; ///< the same for every try of one charge, also after a restart
    Money amount;
    QString token; ///< what the shopper's browser got from the provider
};

enum class ChargeStatus {
    Charged,
    Declined, ///< final: nothing was charged, trying again will not help
    Failed,   ///< nothing was charged; trying again may help
    Unknown,  ///< the answer was lost; only the same idempotency key finds out
    Absent,   ///< of recover() alone: the charge never arrived and now never will, so nothing is charged
};

struct ChargeOutcome {
    ChargeStatus status = ChargeStatus::Unknown;
    QString reference; ///< the provider's id of the charge
    QString detail;    ///< for the log
    std::optional<std::chrono::milliseconds> retryAfter;
    bool retryable = true; ///< of Failed and Unknown: false where asking again at once can't help (a wrong key, a limit of ours)
    bool gatewayAtFault =
        true; ///< of Failed and Unknown: whether it speaks against the provider's health (the breaker counts it)
    ErrorCode error = ErrorCode::PaymentUnavailable; ///< of Failed: what to answer; Overloaded where a limit of ours refused
};

struct RefundRequest {
    QString refundId;
    QString idempotencyKey;
    QString chargeReference;
    Money amount;
};

/// One way to pay. Implement this, register it (PaymentRegistry::add, or a plugin), and the shop offers it; breaker, retry, bulkhead and
/// deadline are put around it by PaymentService. Methods are called on any thread that has an event loop, many at once, and must not block.
class PaymentMethod
{
public:
    virtual ~PaymentMethod() = default;

    /// Lower-case, stable: "card".
    [[nodiscard]] virtual QString id() const = 0;
    /// For people: "Credit card".
    [[nodiscard]] virtual QString name() const = 0;
    /// True for store credit: the amount is taken inside the transaction that makes the order; charge() is never called.
    [[nodiscard]] virtual bool settlesInside() const { return false; }

    /// One try. Asking again with the same idempotency key charges once and tells how the first ended: that is also how a lost
    /// answer is found again after a crash. Ends by itself within `timeout`.
    virtual QCoro::Task<ChargeOutcome> charge(ChargeRequest request, std::chrono::milliseconds timeout) = 0;
    /// What became of a charge whose answer was lost, or that a crash may have kept from being sent: Charged or Declined as it ended, Absent,
    /// or Unknown for now. A provider that can be asked without charging should be: the shopper was told that the payment failed. This
    /// default is for the others: it asks again by the same key, which charges what never arrived.
    virtual QCoro::Task<ChargeOutcome> recover(ChargeRequest request, std::chrono::milliseconds timeout)
    {
        return charge(std::move(request), timeout);
    }
    /// For how long the provider surely knows a key again. What is in doubt for longer can't be asked about any more: under a forgotten
    /// key the same charge would be a second one.
    [[nodiscard]] virtual std::chrono::hours keyLifetime() const { return std::chrono::hours(23); }
    /// As charge(), for giving money back; `reference` is the refund's.
    virtual QCoro::Task<ChargeOutcome> refund(RefundRequest request, std::chrono::milliseconds timeout) = 0;
};

} // namespace tidegate
