// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_service.h"
#include "core/sale/refund_table.h"
#include "core/staff/staff_actor.h"
#include "core/store/store.h"

#include <qcoro/qcorotask.h>

namespace tidegate {

struct RefundOptions {
    int attempts = 8; ///< whole transactions, each with the payment service's own retries; then it needs a person
    std::chrono::milliseconds base{5'000};
    std::chrono::milliseconds cap{600'000};
};

/// Sends refunds to the providers. Each is claimed in one write (sent), asked for with no lock held, and settled in another write, with its audit entry
/// and whatever hangs on it. A crash between the two asks again under the same idempotency key, so that nothing is paid twice; what is in doubt
/// for longer than the provider keeps a key is never asked again by itself, and needs a person (failed, in doubt).
///
/// run() and stop() belong to one thread with an event loop; retry() and settleByHand() are thread-safe. Several servers may run on one
/// database: a claim keeps the others away until it is surely over, and they ask under the same key.
class RefundService
{
public:
    /// Called inside the transaction that settles a refund, or makes it fail, so that what waits for it changes in the same one. May run more
    /// than once for one refund, as every command.
    using Decided = std::function<void(WriteTransaction &, const Refund &)>;

    RefundService(Store &store, PaymentService &payments, const PaymentRegistry &methods, const Clock &clock, Random &random,
                  RefundOptions options = {});

    /// Before the first run(). There is one listener.
    void onDecided(Decided listener) { m_decided = std::move(listener); }

    struct Pass {
        int asked = 0;
        int settled = 0;
        int failed = 0;
    };
    /// One round over the refunds that are due.
    QCoro::Task<Result<Pass>> run();
    /// A pass that is under way ends with what it has asked, at most `askFor` later; further ones do nothing.
    void stop() { m_stopping = true; }

    /// A failed refund is sent again: finance. Under a new key where the provider has said definitely that nothing went back, under the old one
    /// while it is in doubt. Forbidden; NotFound; VersionConflict; IllegalTransition where it has not failed; Conflict where by now too
    /// little is left of what was captured, or where it is in doubt for longer than the provider keeps a key: then look at the provider's page,
    /// and settleByHand().
    Async<Result<Refund>> retry(QString refundId, qint64 expectedVersion, StaffActor actor, QString requestId = {});
    /// What somebody found at the provider about a failed refund: finance. With the refund's `reference` it is settled; without one it surely
    /// did not go back, and stays failed without a doubt. Errors as retry(); Conflict for a reference that another refund has.
    Async<Result<Refund>> settleByHand(QString refundId, qint64 expectedVersion, QString reference, StaffActor actor,
                                       QString requestId = {});

    /// A refund's turn at the provider, so long at most.
    static constexpr std::chrono::seconds askFor{20};

private:
    QCoro::Task<bool> send(Refund refund, Pass &pass);
    Async<Result<std::vector<Refund>>> claimDue();
    Async<Result<Refund>> keep(const Refund &refund, const ChargeOutcome &outcome);

    Store &m_store;
    PaymentService &m_payments;
    const PaymentRegistry &m_methods;
    const Clock &m_clock;
    Random &m_random;
    const RefundOptions m_options;
    Decided m_decided;
    std::atomic<bool> m_stopping = false;
};

} // namespace tidegate
