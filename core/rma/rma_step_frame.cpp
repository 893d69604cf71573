// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_step_frame.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/rma/rma_table.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool mayTake(const RmaActor &actor, RmaStep step)
{
    if (actor.isSystem)
        return mayTake(RmaParty::System, step);
    if (!actor.staff)
        return !actor.shopperId.isEmpty() && mayTake(RmaParty::Shopper, step);
    const std::vector<StaffRole> roles = rolesFor(step);
    return std::any_of(roles.begin(), roles.end(), [&actor](StaffRole role) { return roleAllows(actor.staff->role, role); });
}

Result<Rma> findFor(ReadTransaction &transaction, const RmaAction &action)
{
    auto rma = findRma(transaction, action.rmaId);
    const RmaActor &actor = action.actor;
    const bool maySee = rma && (actor.staff || actor.isSystem || rma->summary.shopperId == actor.shopperId);
    if (!maySee)
        return failure(ErrorCode::NotFound, u"there is no return %1"_s.arg(action.rmaId.left(64)));
    return *std::move(rma);
}

Result<Done> checkVersion(const Rma &rma, const RmaAction &action)
{
    if (!action.expectedVersion) {
        if (action.actor.staff)
            return failure(ErrorCode::PreconditionRequired, u"the version of the return that was looked at is missing"_s);
        return Done{};
    }
    if (*action.expectedVersion == rma.summary.version)
        return Done{};
    return versionConflict(u"return "_s + rma.summary.number, rma.summary.version);
}

Result<Done> checkLegal(const Rma &rma, RmaStep step)
{
    const RmaState state = rma.summary.state;
    if (!next(state, step).empty())
        return Done{};
    QStringList legal;
    for (const RmaStep known : legalSteps(state))
        legal << rmaStepName(known);
    const QString could = legal.isEmpty() ? u"it is over"_s : u"legal now: %1"_s.arg(legal.join(u", "_s));
    return illegalTransition(
        u"return "_s + rma.summary.number, rmaStateName(state),
        u"The return is %1; it does not allow %2 (%3)."_s.arg(rmaStateName(state), rmaStepName(step), could));
}

bool isClosed(RmaState state)
{
    return ruleOf(state).queue == RmaQueue::Closed;
}

} // namespace

QString RmaActor::text() const
{
    if (staff)
        return staff->text();
    if (isSystem)
        return u"system"_s;
    return shopperId.isEmpty() ? u"nobody"_s : u"shopper:"_s + shopperId;
}

QString RmaActor::scope() const
{
    return staff ? u"staff:"_s + staff->id : text();
}

QString RmaContext::newId() const
{
    return tidegate::newId(clock, random);
}

ActionKey keyOf(const RmaAction &action)
{
    return {action.actor.scope(), action.idempotencyKey, action.requestHash};
}

Result<Done> demandParty(const RmaActor &actor, RmaStep step)
{
    if (mayTake(actor, step))
        return Done{};
    return failure(ErrorCode::Forbidden, u"%1 may not %2 a return"_s.arg(actor.text(), rmaStepName(step)));
}

Result<std::optional<RmaAnswer>> replayOf(ReadTransaction &transaction, const RmaAction &action)
{
    if (action.idempotencyKey.isEmpty())
        return std::optional<RmaAnswer>();
    const auto known = findAction(transaction, keyOf(action));
    if (!known)
        return tl::unexpected(known.error());
    if (!*known)
        return std::optional<RmaAnswer>();
    RmaAction again = action;
    again.rmaId = (*known)->entityId;
    auto rma = findFor(transaction, again);
    if (!rma)
        return tl::unexpected(rma.error());
    return std::optional(RmaAnswer{*std::move(rma), true});
}

void auditStep(WriteTransaction &transaction, const Rma &rma, RmaStep step, std::optional<RmaState> before, QJsonObject details,
               const QString &actor, const QString &requestId)
{
    details.insert(u"state"_s, rmaStateName(rma.summary.state));
    const QByteArray was = before ? toJson({{u"state"_s, rmaStateName(*before)}}) : QByteArray();
    transaction.audit({actor, u"rma."_s + rmaStepName(step), u"rma"_s, rma.summary.id, was, toJson(details), requestId});
}

Result<Done> applyStep(WriteTransaction &transaction, Rma &rma, RmaStep step, const StepOutcome &outcome, const QString &actor,
                       const QString &requestId)
{
    RmaSummary &summary = rma.summary;
    const RmaState before = summary.state;
    if (!isLegal(before, step, outcome.to))
        return failure(ErrorCode::Internal,
                       u"%1 leads from %2 to %3"_s.arg(rmaStepName(step), rmaStateName(before), rmaStateName(outcome.to)));
    summary.state = outcome.to;
    summary.updatedAt = transaction.now();
    if (outcome.to != before) {
        const auto due = std::chrono::milliseconds(ruleOf(outcome.to).due).count();
        summary.dueAt = due > 0 ? std::optional(summary.updatedAt + due) : std::nullopt;
        rma.closedAt = isClosed(outcome.to) ? std::optional(summary.updatedAt) : std::nullopt;
    }
    if (!updateRma(transaction, rma, before))
        return failure(ErrorCode::VersionConflict, u"return %1 was changed by somebody else"_s.arg(summary.number));
    ++summary.version;
    auditStep(transaction, rma, step, before, outcome.details, actor, requestId);
    return Done{};
}

Result<RmaAnswer> takeStep(WriteTransaction &transaction, const RmaAction &action, RmaStep step,
                           const std::function<Result<StepOutcome>(Rma &)> &work)
{
    if (const auto allowed = demandParty(action.actor, step); !allowed)
        return tl::unexpected(allowed.error());
    auto replayed = replayOf(transaction, action);
    if (!replayed)
        return tl::unexpected(replayed.error());
    if (*replayed)
        return **std::move(replayed);
    auto rma = findFor(transaction, action);
    if (!rma)
        return tl::unexpected(rma.error());
    for (const auto &checked : {checkVersion(*rma, action), checkLegal(*rma, step)}) {
        if (!checked)
            return tl::unexpected(checked.error());
    }
    const auto outcome = work(*rma);
    if (!outcome)
        return tl::unexpected(outcome.error());
    if (const auto applied = applyStep(transaction, *rma, step, *outcome, action.actor.text(), action.requestId); !applied)
        return tl::unexpected(applied.error());
    rememberAction(transaction, keyOf(action), {rma->summary.id, rma->summary.version});
    return RmaAnswer{*findRma(transaction, rma->summary.id), false};
}

} // namespace tidegate
