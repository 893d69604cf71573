// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_service.h"

#include "core/base/json.h"
#include "core/rma/rma_mail.h"
#include "core/rma/rma_table.h"
#include "core/sale/order_store.h"

#include <QLoggingCategory>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcReturns, "tidegate.returns", QtInfoMsg)

constexpr int expireAtOnce = 200;

std::optional<RmaNote> findNote(const Rma &rma, const QString &id)
{
    const auto found = std::find_if(rma.notes.begin(), rma.notes.end(), [&id](const RmaNote &note) { return note.id == id; });
    return found == rma.notes.end() ? std::nullopt : std::optional(*found);
}

Result<RmaNoteAnswer> writeNote(WriteTransaction &transaction, const RmaContext &context, const NewRmaNote &wanted)
{
    const RmaNote note{context.newId(), wanted.visibility, wanted.body.trimmed(), wanted.actor.text(), transaction.now()};
    if (note.body.isEmpty() || note.body.size() > 5'000)
        return invalidField(u"body"_s, u"out_of_range"_s, u"A note has 1 to 5000 characters."_s);
    const auto rma = findRma(transaction, wanted.rmaId);
    if (!rma)
        return failure(ErrorCode::NotFound, u"there is no return %1"_s.arg(wanted.rmaId.left(64)));
    const ActionKey key{RmaActor::ofStaff(wanted.actor).scope(), wanted.idempotencyKey, wanted.requestHash};
    const auto known = findAction(transaction, key);
    if (!known)
        return tl::unexpected(known.error());
    if (*known) {
        const auto before = findNote(*rma, (*known)->entityId);
        return before ? Result<RmaNoteAnswer>({*before, true})
                      : failure(ErrorCode::IdempotencyKeyReused, u"the key was used for something else than a note"_s);
    }
    insertNote(transaction, wanted.rmaId, note);
    transaction.audit({note.author,
                       u"rma_note.added"_s,
                       u"rma_note"_s,
                       note.id,
                       {},
                       toJson({{u"rma"_s, wanted.rmaId}, {u"visibility"_s, noteVisibilityName(note.visibility)}}),
                       wanted.requestId});
    mailReturnNote(transaction, context, *rma, note);
    rememberAction(transaction, key, {note.id, 0});
    return RmaNoteAnswer{note, false};
}

QString outcomeOf(const Result<RmaAnswer> &answer)
{
    if (!answer)
        return errorName(answer.error().code);
    return answer->replayed ? u"replayed"_s : u"done"_s;
}

void tell(const RmaStepObserver &observer, RmaStep step, const QString &outcome)
{
    if (observer)
        observer(step, outcome);
}

/// One pass over overdue returns, which may go on after the service has gone.
struct ExpiryPass {
    Store &store;
    const RmaContext context;
    std::shared_ptr<RmaStepObserver> observer;
    std::shared_ptr<std::atomic<bool>> underWay;
    QStringList waiting;
    qint64 expired = 0;
    Promise<Result<qint64>> promise;
};

void end(ExpiryPass &pass, Result<qint64> expired)
{
    *pass.underWay = false;
    pass.promise.deliver(std::move(expired));
}

/// Whether there is no sense in asking for the next one.
bool isOfTheDatabase(const Error &error)
{
    return error.code == ErrorCode::StorageUnavailable || error.code == ErrorCode::Overloaded;
}

/// Whether somebody else was quicker: another server's pass, or the shopper who sent it after all.
bool isDecidedMeanwhile(const Error &error)
{
    return error.code == ErrorCode::IllegalTransition || error.code == ErrorCode::Conflict
        || error.code == ErrorCode::VersionConflict;
}

/// Each in a write of its own, asked for when the one before has ended: what others write meanwhile waits for one return, not for
/// all.
void expireNext(const std::shared_ptr<ExpiryPass> &pass)
{
    if (pass->waiting.isEmpty())
        return end(*pass, pass->expired);
    const QString id = pass->waiting.takeFirst();
    pass->store
        .write([id, context = pass->context](WriteTransaction &transaction) {
            auto answer = expireRma(transaction, id);
            if (answer)
                mailStep(transaction, context, RmaStep::Expire, answer->rma);
            return answer;
        })
        .onDelivery([pass, id](const Result<RmaAnswer> &answer) {
            if (!answer && isDecidedMeanwhile(answer.error()))
                return expireNext(pass);
            tell(*pass->observer, RmaStep::Expire, outcomeOf(answer));
            if (!answer && isOfTheDatabase(answer.error()))
                return end(*pass, tl::unexpected(answer.error()));
            if (answer)
                ++pass->expired;
            else
                qCWarning(lcReturns).noquote() << "return" << id << "is overdue and does not expire:" << answer.error().detail;
            expireNext(pass);
        });
}

} // namespace

RmaService::RmaService(Store &store, RefundService &refunds, SaleBoard &board, const Clock &clock, Random &random,
                       RmaOptions options)
    : m_store(store)
    , m_refunds(refunds)
    , m_context{clock, random, board, options}
{
    m_refunds.onDecided([context = m_context, observer = m_observer](WriteTransaction &transaction, const Refund &refund) {
        refundChanged(transaction, refund);
        mailReturnRefund(transaction, context, refund);
        if (!refund.rmaId.isEmpty())
            transaction.afterCommit([observer] { tell(*observer, RmaStep::Settle, u"done"_s); });
    });
    m_refunds.guardRetries([](ReadTransaction &transaction, const Refund &refund) { return mayRetry(transaction, refund); });
}

/// Counted once its outcome is sure: a command may run more than once before. What is forbidden is a security matter and stands in the audit trail.
template <typename Work>
Async<Result<RmaAnswer>> RmaService::take(RmaStep step, RmaAction action, Work work, const QString &orderId)
{
    Promise<Result<RmaAnswer>> promise;
    const bool isNew = !orderId.isEmpty();
    auto isForeign = isNew ? foreignOrder(orderId, action.actor.shopperId) : foreignRma(action.rmaId, action.actor.shopperId);
    Attempt attempt{action.actor.text(), u"rma."_s + rmaStepName(step), isNew ? orderId : action.rmaId, action.requestId};
    auto withMail = [context = m_context, step, action = std::move(action),
                     work = std::move(work)](WriteTransaction &transaction) mutable {
        Result<RmaAnswer> answer = work(transaction, action);
        if (answer && !answer->replayed)
            mailStep(transaction, context, step, answer->rma);
        return answer;
    };
    auto taking = auditForbidden(m_store, m_store.write(std::move(withMail)), attempt);
    auditForeign(m_store, m_context.clock, std::move(taking), std::move(attempt), std::move(isForeign))
        .onDelivery([promise, step, observer = m_observer](Result<RmaAnswer> answer) mutable {
            tell(*observer, step, outcomeOf(answer));
            promise.deliver(std::move(answer));
        });
    return promise.async();
}

Async<Result<RmaAnswer>> RmaService::submit(RmaAction action, NewRma wanted)
{
    const QString orderId = wanted.orderId;
    return take(
        RmaStep::Submit, std::move(action),
        [context = m_context, wanted = std::move(wanted)](WriteTransaction &transaction, const RmaAction &taken) {
            return submitRma(transaction, context, taken, wanted);
        },
        orderId);
}

Async<Result<RmaAnswer>> RmaService::validate(RmaAction action)
{
    return take(RmaStep::Validate, std::move(action), validateRma);
}

Async<Result<RmaAnswer>> RmaService::approve(RmaAction action)
{
    return take(RmaStep::Approve, std::move(action), approveRma);
}

Async<Result<RmaAnswer>> RmaService::decline(RmaAction action, QString reason)
{
    return take(RmaStep::Decline, std::move(action), [reason](WriteTransaction &transaction, const RmaAction &taken) {
        return declineRma(transaction, taken, reason);
    });
}

Async<Result<RmaAnswer>> RmaService::cancel(RmaAction action, QString reason)
{
    return take(RmaStep::Cancel, std::move(action), [reason](WriteTransaction &transaction, const RmaAction &taken) {
        return cancelRma(transaction, taken, reason);
    });
}

Async<Result<RmaAnswer>> RmaService::send(RmaAction action, QString tracking)
{
    return take(RmaStep::Send, std::move(action), [tracking](WriteTransaction &transaction, const RmaAction &taken) {
        return sendRma(transaction, taken, tracking);
    });
}

Async<Result<RmaAnswer>> RmaService::receive(RmaAction action, NewReceipt receipt)
{
    return take(RmaStep::Receive, std::move(action),
                [context = m_context, receipt = std::move(receipt)](WriteTransaction &transaction, const RmaAction &taken) {
                    return receiveRma(transaction, context, taken, receipt);
                });
}

Async<Result<RmaAnswer>> RmaService::inspect(RmaAction action, std::vector<UnitFinding> findings)
{
    return take(RmaStep::Inspect, std::move(action),
                [context = m_context, findings = std::move(findings)](WriteTransaction &transaction, const RmaAction &taken) {
                    return inspectRma(transaction, context, taken, findings);
                });
}

Async<Result<RmaAnswer>> RmaService::decide(RmaAction action, std::vector<UnitDecision> decisions)
{
    return take(RmaStep::Decide, std::move(action),
                [context = m_context, decisions = std::move(decisions)](WriteTransaction &transaction, const RmaAction &taken) {
                    return decideRma(transaction, context, taken, decisions);
                });
}

Async<Result<RmaAnswer>> RmaService::complete(RmaAction action)
{
    return take(RmaStep::Complete, std::move(action),
                [context = m_context](WriteTransaction &transaction, const RmaAction &taken) {
                    return completeRma(transaction, context, taken);
                });
}

Async<Result<RmaAnswer>> RmaService::finishRepair(RmaAction action, RepairResult result)
{
    return take(RmaStep::Repair, std::move(action),
                [context = m_context, result = std::move(result)](WriteTransaction &transaction, const RmaAction &taken) {
                    return tidegate::finishRepair(transaction, context, taken, result);
                });
}

Async<Result<RmaAnswer>> RmaService::retry(RmaAction action)
{
    return take(RmaStep::Retry, std::move(action),
                [context = m_context, &refunds = m_refunds](WriteTransaction &transaction, const RmaAction &taken) {
                    return retryRma(transaction, context, taken, refunds);
                });
}

Async<Result<RmaAnswer>> RmaService::reopen(RmaAction action, QString note)
{
    return take(RmaStep::Reopen, std::move(action),
                [context = m_context, note](WriteTransaction &transaction, const RmaAction &taken) {
                    return reopenRma(transaction, context, taken, note);
                });
}

Async<Result<RmaNoteAnswer>> RmaService::addNote(NewRmaNote note)
{
    return m_store.write([note = std::move(note), context = m_context](WriteTransaction &transaction) {
        return writeNote(transaction, context, note);
    });
}

Async<Result<RmaNote>> RmaService::addNote(QString rmaId, NoteVisibility visibility, QString body, StaffActor actor,
                                           QString requestId)
{
    NewRmaNote note{std::move(rmaId), visibility, std::move(body), std::move(actor), {}, {}, std::move(requestId)};
    return m_store.write([note = std::move(note), context = m_context](WriteTransaction &transaction) -> Result<RmaNote> {
        return writeNote(transaction, context, note).map(&RmaNoteAnswer::note);
    });
}

Async<Result<CompletionPlan>> RmaService::preview(QString rmaId, std::vector<UnitDecision> decisions, StaffActor actor)
{
    return m_store.read(
        [options = m_context.options, rmaId, decisions = std::move(decisions), actor](ReadTransaction &transaction) {
            return previewCompletion(transaction, options, rmaId, decisions, RmaActor::ofStaff(actor));
        });
}

Async<Result<std::vector<ReturnableLine>>> RmaService::returnable(QString orderId, QString shopperId)
{
    auto reading = m_store.read(
        [orderId, shopperId, now = m_context.clock.utc()](ReadTransaction &transaction) -> Result<std::vector<ReturnableLine>> {
            const auto order = findOrder(transaction, orderId);
            if (!order || (!shopperId.isEmpty() && order->shopperId != shopperId))
                return failure(ErrorCode::NotFound, u"there is no order %1"_s.arg(orderId.left(64)));
            return returnableLines(transaction, orderId, now);
        });
    return auditForeign(m_store, m_context.clock, std::move(reading),
                        {u"shopper:"_s + shopperId, u"order.returnable_read"_s, orderId, {}}, foreignOrder(orderId, shopperId));
}

Async<Result<qint64>> RmaService::expire()
{
    const auto pass = std::make_shared<ExpiryPass>(ExpiryPass{m_store, m_context, m_observer, m_expiring, {}, 0, {}});
    if (m_expiring->exchange(true)) {
        pass->promise.deliver(0);
        return pass->promise.async();
    }
    // In the writer's turn as well: the store finishes a pass that has begun before it closes.
    m_store
        .write([](WriteTransaction &transaction) -> Result<QStringList> {
            return overdueRmas(transaction, transaction.now(), expireAtOnce);
        })
        .onDelivery([pass](Result<QStringList> overdue) {
            if (!overdue)
                return end(*pass, tl::unexpected(overdue.error()));
            pass->waiting = *std::move(overdue);
            expireNext(pass);
        });
    return pass->promise.async();
}

} // namespace tidegate
