// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/refund_service.h"

#include "core/sale/order_mail.h"
#include "core/store/action_key.h"
#include "core/store/page.h"
#include "core/store/refusal.h"

#include <QLoggingCategory>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

// In these coroutines no call that takes objects by value stands in the same expression as a co_await: g++ 12 copies such
// arguments bit by bit (gcc.gnu.org/PR99576 and its kin), and destroys them twice.

namespace {

Q_LOGGING_CATEGORY(lcRefunds, "tidegate.refunds", QtInfoMsg)

constexpr int askedAtOnce = 16;
constexpr std::chrono::hours knownWithoutMethod{23};
const QString worker = u"system:refunds"_s;

/// A provider that names one refund for two has not paid the second.
bool isOfAnother(ReadTransaction &transaction, const Refund &refund, const QString &reference)
{
    return !reference.isEmpty()
        && transaction.integer(u"SELECT COUNT(*) FROM refund WHERE method = ? AND reference = ? AND id <> ?"_s,
                               {refund.method, reference, refund.id})
        > 0;
}

/// Does what was asked for, unless it was done under its key already.
Result<RefundAnswer> once(WriteTransaction &transaction, const RefundAction &action, const std::function<Result<Refund>()> &work)
{
    if (auto allowed = demandRole(action.actor, StaffRole::Finance); !allowed)
        return tl::unexpected(allowed.error());
    const ActionKey key{u"staff:"_s + action.actor.id, action.idempotencyKey, action.requestHash};
    const auto known = findAction(transaction, key);
    if (!known)
        return tl::unexpected(known.error());
    if (*known) {
        const auto refund = findRefund(transaction, (*known)->entityId);
        Q_ASSERT(refund); // none is ever deleted
        return RefundAnswer{*refund, true};
    }
    const Result<Refund> refund = work();
    if (!refund)
        return tl::unexpected(refund.error());
    rememberAction(transaction, key, {refund->id, refund->version});
    return RefundAnswer{*refund, false};
}

Attempt attemptOf(const RefundAction &action, const QString &event)
{
    return {action.actor.text(), event, action.refundId, action.requestId};
}

} // namespace

RefundService::RefundService(Store &store, PaymentService &payments, const PaymentRegistry &methods, const Clock &clock,
                             Random &random, RefundOptions options)
    : m_store(store)
    , m_payments(payments)
    , m_methods(methods)
    , m_clock(clock)
    , m_random(random)
    , m_options(options)
    , m_pauses({.attempts = options.attempts, .base = options.base, .cap = options.cap}, random)
{
}

Async<Result<QStringList>> RefundService::due()
{
    return m_store.read([now = m_clock.utc()](ReadTransaction &transaction) -> Result<QStringList> {
        QStringList ids;
        transaction.each(
            u"SELECT id FROM refund WHERE state IN ('pending', 'sent') AND next_at <= ? ORDER BY next_at, id LIMIT ?"_s,
            {now, askedAtOnce}, [&ids](const Row &row) { ids << row.text(0); });
        return ids;
    });
}

bool RefundService::isTooOldToAsk(const Refund &refund, UtcMillis now) const
{
    if (!refund.inDoubt || !refund.sentAt)
        return false;
    const auto method = m_methods.find(refund.method);
    const std::chrono::milliseconds known = method ? method->keyLifetime() : knownWithoutMethod;
    return now - *refund.sentAt >= known.count();
}

Async<Result<RefundService::Claims>> RefundService::claim(QStringList ids)
{
    return m_store.write([this, ids](WriteTransaction &transaction) -> Result<Claims> {
        Claims claims;
        const UtcMillis now = transaction.now();
        for (const QString &id : ids) {
            auto refund = findRefund(transaction, id);
            const bool isOpen = refund && (refund->state == RefundState::Pending || refund->state == RefundState::Sent);
            if (!isOpen || refund->nextAt > now)
                continue;
            claims.any = true;
            if (isTooOldToAsk(*refund, now)) {
                refund->state = RefundState::Failed;
                refund->problem =
                    u"The provider never said whether it paid, and no longer knows the request: look there before anything else."_s;
                changeRefund(transaction, *refund, u"refund.failed"_s, worker);
                tell(transaction, *refund);
                ++claims.failed;
                continue;
            }
            Claim claim{*refund, refund->inDoubt};
            if (!claim.wasInDoubt)
                claim.refund.sentAt = now;
            claim.refund.state = RefundState::Sent;
            claim.refund.inDoubt = true;
            claim.refund.nextAt = now + std::chrono::milliseconds(lease).count();
            ++claim.refund.attempts;
            changeRefund(transaction, claim.refund, u"refund.sent"_s, worker);
            claims.toAsk.push_back(std::move(claim));
        }
        return claims;
    });
}

QCoro::Task<Result<RefundService::Pass>> RefundService::run()
{
    Pass pass;
    while (!m_stopping) {
        auto looking = due();
        const Result<QStringList> ids = co_await looking;
        if (!ids)
            co_return tl::unexpected(ids.error());
        if (ids->isEmpty() || m_stopping)
            break;
        auto claiming = claim(*ids);
        const Result<Claims> claims = co_await claiming;
        if (!claims)
            co_return tl::unexpected(claims.error());
        if (!claims->any)
            break;
        pass.failed += claims->failed;
        std::vector<QCoro::Task<RefundState>> asked;
        for (const Claim &claimed : claims->toAsk)
            asked.push_back(send(claimed));
        for (QCoro::Task<RefundState> &task : asked) {
            const RefundState state = co_await task;
            ++pass.asked;
            pass.settled += state == RefundState::Settled ? 1 : 0;
            pass.failed += state == RefundState::Failed ? 1 : 0;
        }
    }
    co_return pass;
}

QCoro::Task<RefundState> RefundService::send(Claim claim)
{
    const Refund refund = claim.refund;
    const RefundRequest request{refund.id, refund.idempotencyKey, refund.chargeReference, refund.amount};
    auto asking = m_payments.refund(refund.method, request, Deadline(m_clock, askFor));
    const ChargeOutcome outcome = co_await asking;
    const std::chrono::milliseconds pause = pauseAfter(refund, outcome);
    auto keeping = m_store.write([this, claim, outcome, pause](WriteTransaction &transaction) -> Result<Refund> {
        return keep(transaction, claim, outcome, pause);
    });
    const Result<Refund> kept = co_await keeping;
    if (!kept) {
        qCWarning(lcRefunds).noquote() << "what became of refund" << refund.id
                                       << "could not be written down, it will be asked again:" << kept.error().detail;
        co_return RefundState::Sent;
    }
    if (kept->state == RefundState::Failed)
        qCWarning(lcRefunds).noquote() << "refund" << refund.id << "of order" << refund.orderId << "failed:" << kept->problem;
    co_return kept->state;
}

std::chrono::milliseconds RefundService::pauseAfter(const Refund &refund, const ChargeOutcome &outcome) const
{
    const int earlier = static_cast<int>(std::max<qint64>(refund.attempts - 1, 0));
    const auto own = std::chrono::ceil<std::chrono::milliseconds>((m_pauses.bound(earlier) + m_pauses.backoff(earlier)) / 2);
    return std::max(own, outcome.retryAfter.value_or(0ms));
}

Refund RefundService::keep(WriteTransaction &transaction, const Claim &claim, const ChargeOutcome &outcome,
                           std::chrono::milliseconds pause) const
{
    auto found = findRefund(transaction, claim.refund.id);
    Q_ASSERT(found);
    Refund refund = std::move(*found);
    const bool isPaid = outcome.status == ChargeStatus::Charged;
    // Another server took it over, or a person decided it. That it was paid is true whoever asked.
    if (refund.state == RefundState::Settled || (!isPaid && refund.version != claim.refund.version))
        return refund;
    refund.problem = isPaid ? QString() : outcome.detail;
    switch (outcome.status) {
    case ChargeStatus::Charged:
        refund.inDoubt = false;
        if (isOfAnother(transaction, refund, outcome.reference)) {
            refund.state = RefundState::Failed;
            refund.problem = u"The provider answered with %1, which is another refund's."_s.arg(outcome.reference);
            break;
        }
        refund.state = RefundState::Settled;
        refund.reference = outcome.reference;
        refund.settledAt = transaction.now();
        break;
    case ChargeStatus::Declined:
    case ChargeStatus::Absent:
        refund.inDoubt = false;
        refund.state = RefundState::Failed;
        break;
    case ChargeStatus::Failed:
    case ChargeStatus::Unknown:
        refund.inDoubt = outcome.status == ChargeStatus::Unknown || claim.wasInDoubt;
        refund.nextAt = transaction.now() + pause.count();
        if (refund.attempts >= m_options.attempts)
            refund.state = RefundState::Failed;
        break;
    }
    const bool isDecided = refund.state != RefundState::Sent;
    changeRefund(transaction, refund, isDecided ? u"refund."_s + refundStateName(refund.state) : u"refund.put_off"_s, worker);
    if (isDecided)
        tell(transaction, refund);
    return refund;
}

Async<Result<Page<Refund>>> RefundService::list(RefundState state, QString cursor, int limit)
{
    return m_store.read([state, cursor, limit](ReadTransaction &transaction) -> Result<Page<Refund>> {
        if (const auto checked = checkPageLimit(limit); !checked)
            return tl::unexpected(checked.error());
        Page<Refund> page{refundsInState(transaction, state, cursor, limit + 1), {}};
        page.nextCursor = cutPage(page.items, limit, [](const Refund &refund) { return refund.id; });
        return page;
    });
}

Async<Result<Refund>> RefundService::refund(QString id)
{
    return m_store.read([id](ReadTransaction &transaction) -> Result<Refund> {
        auto refund = findRefund(transaction, id);
        if (!refund)
            return failure(ErrorCode::NotFound, u"refund %1"_s.arg(id));
        return std::move(*refund);
    });
}

void RefundService::tell(WriteTransaction &transaction, const Refund &refund) const
{
    if (m_decided)
        m_decided(transaction, refund);
    if (refund.state == RefundState::Settled)
        mailRefund(transaction, refund, m_clock, m_random);
}

Result<Refund> RefundService::findFailed(ReadTransaction &transaction, const QString &id,
                                         std::optional<qint64> expectedVersion) const
{
    auto refund = findRefund(transaction, id);
    if (!refund)
        return failure(ErrorCode::NotFound, u"refund %1"_s.arg(id));
    if (expectedVersion && refund->version != *expectedVersion)
        return versionConflict(u"refund "_s + id, refund->version);
    const QString state = refundStateName(refund->state);
    if (refund->state != RefundState::Failed)
        return illegalTransition(u"refund "_s + id, state,
                                 u"The refund is %1; only one that failed is decided by hand."_s.arg(state));
    return std::move(*refund);
}

Result<Done> RefundService::checkRetry(ReadTransaction &transaction, const Refund &refund) const
{
    return m_guard ? m_guard(transaction, refund) : Done{};
}

/// Who cleared it since it was last sent again, as the audit trail has it.
Result<Done> RefundService::checkFourEyes(ReadTransaction &transaction, const Refund &refund, const StaffActor &actor) const
{
    if (refund.inDoubt || refund.amount.amount <= m_options.fourEyesAbove)
        return Done{};
    const qint64 cleared = transaction.integer(
        u"SELECT COUNT(*) FROM audit WHERE entity = 'refund' AND entity_id = ? AND action = 'refund.cleared' AND actor = ? "
        "AND seq > (SELECT COALESCE(MAX(seq), 0) FROM audit WHERE entity = 'refund' AND entity_id = ? AND action = 'refund.retried')"_s,
        {refund.id, actor.text(), refund.id});
    if (cleared == 0)
        return Done{};
    return failure(ErrorCode::Forbidden,
                   u"%1 said that refund %2 of %3 was surely not paid: somebody else has to send it again"_s.arg(
                       actor.text(), refund.id, refund.amount.toString()));
}

Result<Refund> RefundService::retry(WriteTransaction &transaction, const QString &refundId, const StaffActor &actor,
                                    const QString &requestId) const
{
    if (auto allowed = demandRole(actor, StaffRole::Finance); !allowed)
        return tl::unexpected(allowed.error());
    Result<Refund> refund = findFailed(transaction, refundId, std::nullopt);
    if (!refund)
        return refund;
    for (const auto &checked : {checkRetry(transaction, *refund), checkFourEyes(transaction, *refund, actor)}) {
        if (!checked)
            return tl::unexpected(checked.error());
    }
    if (isTooOldToAsk(*refund, transaction.now()))
        return failure(ErrorCode::Conflict, u"refund %1 is in doubt for longer than the provider keeps its key"_s.arg(refundId));
    if (!refund->inDoubt) {
        if (auto left = checkRefundable(transaction, refund->orderId, refund->amount); !left)
            return tl::unexpected(left.error());
        // Under the old key the provider would repeat its refusal.
        refund->idempotencyKey = u"refund:%1:%2"_s.arg(refund->id).arg(refund->version);
        refund->sentAt.reset();
    }
    refund->state = RefundState::Pending;
    refund->attempts = 0;
    refund->nextAt = transaction.now();
    refund->problem.clear();
    changeRefund(transaction, *refund, u"refund.retried"_s, actor.text(), requestId);
    return refund;
}

Async<Result<RefundAnswer>> RefundService::retry(RefundAction action)
{
    auto retrying = m_store.write([this, action](WriteTransaction &transaction) {
        return once(transaction, action, [&] { return retryFailed(transaction, action); });
    });
    return auditForbidden(m_store, std::move(retrying), attemptOf(action, u"refund.retried"_s));
}

Async<Result<Refund>> RefundService::retry(QString refundId, qint64 expectedVersion, StaffActor actor, QString requestId)
{
    const RefundAction action{std::move(refundId), expectedVersion, {}, {}, std::move(actor), std::move(requestId)};
    auto retrying = m_store.write([this, action](WriteTransaction &transaction) { return retryFailed(transaction, action); });
    return auditForbidden(m_store, std::move(retrying), attemptOf(action, u"refund.retried"_s));
}

Result<Refund> RefundService::retryFailed(WriteTransaction &transaction, const RefundAction &action) const
{
    if (auto allowed = demandRole(action.actor, StaffRole::Finance); !allowed)
        return tl::unexpected(allowed.error());
    if (auto found = findFailed(transaction, action.refundId, action.expectedVersion); !found)
        return found;
    Result<Refund> refund = retry(transaction, action.refundId, action.actor, action.requestId);
    if (refund)
        tell(transaction, *refund);
    return refund;
}

Async<Result<RefundAnswer>> RefundService::settleByHand(RefundAction action, QString reference)
{
    auto settling = m_store.write([this, action, reference](WriteTransaction &transaction) {
        return once(transaction, action, [&] { return settleFailed(transaction, action, reference); });
    });
    return auditForbidden(m_store, std::move(settling), attemptOf(action, u"refund.settled"_s));
}

Async<Result<Refund>> RefundService::settleByHand(QString refundId, qint64 expectedVersion, QString reference, StaffActor actor,
                                                  QString requestId)
{
    const RefundAction action{std::move(refundId), expectedVersion, {}, {}, std::move(actor), std::move(requestId)};
    auto settling = m_store.write(
        [this, action, reference](WriteTransaction &transaction) { return settleFailed(transaction, action, reference); });
    return auditForbidden(m_store, std::move(settling), attemptOf(action, u"refund.settled"_s));
}

Result<Refund> RefundService::settleFailed(WriteTransaction &transaction, const RefundAction &action,
                                           const QString &reference) const
{
    if (auto allowed = demandRole(action.actor, StaffRole::Finance); !allowed)
        return tl::unexpected(allowed.error());
    Result<Refund> refund = findFailed(transaction, action.refundId, action.expectedVersion);
    if (!refund)
        return refund;
    const QString actor = action.actor.text();
    if (reference.isEmpty()) {
        refund->inDoubt = false;
        changeRefund(transaction, *refund, u"refund.cleared"_s, actor, action.requestId);
        return refund;
    }
    // That it was paid is true whatever was decided since, and however little is left.
    if (isOfAnother(transaction, *refund, reference))
        return failure(ErrorCode::Conflict, u"%1 is the reference of another refund"_s.arg(reference));
    refund->state = RefundState::Settled;
    refund->reference = reference;
    refund->inDoubt = false;
    refund->problem.clear();
    refund->settledAt = transaction.now();
    changeRefund(transaction, *refund, u"refund.settled"_s, actor, action.requestId);
    tell(transaction, *refund);
    return refund;
}

} // namespace tidegate
