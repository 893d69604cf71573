// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_service.h"
#include "core/sale/order_queries.h"
#include "core/sale/refund_table.h"
#include "core/staff/staff_actor.h"
#include "core/store/store.h"

#include <qcoro/qcorotask.h>

namespace tidegate {

struct RefundOptions {
    int attempts = 10; ///< whole transactions, each with the payment service's own retries; then it needs a person
    std::chrono::milliseconds base{5'000}; ///< pause after the first; twice as long after each further one
    std::chrono::milliseconds cap{3'600'000};
    /// Whoever said of a refund in doubt that it was surely not paid may not send more than this again, in minor units of
    /// whatever currency.
    qint64 fourEyesAbove = 20'000;
};

/// Who decides about which refund that failed.
struct RefundAction {
    QString refundId;
    qint64 expectedVersion = 0; ///< that the actor has seen
    QString idempotencyKey{};   ///< empty: none
    QString requestHash{};      ///< tells one request from another under the same key
    StaffActor actor;
    QString requestId{};
};

struct RefundAnswer {
    Refund refund; ///< as it is now
    bool replayed = false;
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
    /// Called inside the transaction that settles a refund, makes it fail or (retry()) puts it on its way again, so that what waits for it changes
    /// in the same one. May run more than once for one change, as every command.
    using Decided = std::function<void(WriteTransaction &, const Refund &)>;

    RefundService(Store &store, PaymentService &payments, const PaymentRegistry &methods, const Clock &clock, Random &random,
                  RefundOptions options = {});

    /// Before the first run(). There is one listener.
    void onDecided(Decided listener) { m_decided = std::move(listener); }
    /// Asked before a refund that failed is sent again: a refusal keeps it as it is.
    using Guard = std::function<Result<Done>(ReadTransaction &, const Refund &)>;
    void guardRetries(Guard guard) { m_guard = std::move(guard); }

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
    /// while it is in doubt. Forbidden, also above the four-eyes limit for the one who cleared it of its doubt; NotFound;
    /// VersionConflict; IllegalTransition where it has not failed; Conflict where by now too little is left of what was captured,
    /// or where it is in doubt for longer than the provider keeps a key: then look at the provider's page, and settleByHand().
    /// Under a key that was used for the same request already nothing is done again; IdempotencyKeyReused for another.
    Async<Result<RefundAnswer>> retry(RefundAction action);
    /// The same without an idempotency key.
    Async<Result<Refund>> retry(QString refundId, qint64 expectedVersion, StaffActor actor, QString requestId = {});
    /// The same in the caller's transaction, at whatever version; the listener is not told.
    Result<Refund> retry(WriteTransaction &transaction, const QString &refundId, const StaffActor &actor,
                         const QString &requestId) const;
    /// What somebody found at the provider about a failed refund: finance. With the refund's `reference` it is settled, whatever
    /// was decided since; without one it surely did not go back, and stays failed without a doubt. Forbidden; NotFound;
    /// VersionConflict; IllegalTransition where it has not failed; Conflict for a reference that another refund has.
    Async<Result<RefundAnswer>> settleByHand(RefundAction action, QString reference);
    /// The same without an idempotency key.
    Async<Result<Refund>> settleByHand(QString refundId, qint64 expectedVersion, QString reference, StaffActor actor,
                                       QString requestId = {});

    /// Those in this state, newest first: what is on its way, what somebody has to look at. Not for Settled, of which there is no end.
    /// InvalidRequest for a limit out of 1 to 200.
    Async<Result<Page<Refund>>> list(RefundState state, QString cursor, int limit);
    /// NotFound where there is none.
    Async<Result<Refund>> refund(QString id);

    /// A refund's turn at the provider, so long at most.
    static constexpr std::chrono::seconds askFor{3};
    /// How long a claim keeps other servers away, and a refund whose server crashed waits.
    static constexpr std::chrono::seconds lease{15};

private:
    struct Claim {
        Refund refund; ///< as it is after the claim
        bool wasInDoubt = false;
    };
    struct Claims {
        std::vector<Claim> toAsk;
        int failed = 0;   ///< in doubt for too long
        bool any = false; ///< something was due
    };
    Async<Result<QStringList>> due();
    Async<Result<Claims>> claim(QStringList ids);
    QCoro::Task<RefundState> send(Claim claim);
    Refund keep(WriteTransaction &transaction, const Claim &claim, const ChargeOutcome &outcome,
                std::chrono::milliseconds pause) const;
    [[nodiscard]] std::chrono::milliseconds pauseAfter(const Refund &refund, const ChargeOutcome &outcome) const;
    [[nodiscard]] bool isTooOldToAsk(const Refund &refund, UtcMillis now) const;
    void tell(WriteTransaction &transaction, const Refund &refund) const;
    Result<Refund> findFailed(ReadTransaction &transaction, const QString &id, std::optional<qint64> expectedVersion) const;
    Result<Refund> retryFailed(WriteTransaction &transaction, const RefundAction &action) const;
    Result<Refund> settleFailed(WriteTransaction &transaction, const RefundAction &action, const QString &reference) const;
    [[nodiscard]] Result<Done> checkRetry(ReadTransaction &transaction, const Refund &refund) const;
    [[nodiscard]] Result<Done> checkFourEyes(ReadTransaction &transaction, const Refund &refund, const StaffActor &actor) const;

    Store &m_store;
    PaymentService &m_payments;
    const PaymentRegistry &m_methods;
    const Clock &m_clock;
    Random &m_random;
    const RefundOptions m_options;
    const RetryPolicy m_pauses;
    Decided m_decided;
    Guard m_guard;
    std::atomic<bool> m_stopping = false;
};

} // namespace tidegate
