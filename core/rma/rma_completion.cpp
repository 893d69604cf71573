// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_completion.h"

#include "core/rma/rma_table.h"
#include "core/rma/unit_stock.h"
#include "core/sale/order_store.h"

#include <QJsonArray>
#include <QLoggingCategory>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcReturns, "tidegate.returns", QtInfoMsg)

std::vector<RmaUnit *> unitsIn(Rma &rma, DispositionState state)
{
    std::vector<RmaUnit *> units = rma.arrivedUnits();
    std::erase_if(units, [state](const RmaUnit *unit) { return !unit->disposition || unit->disposition->state != state; });
    return units;
}

/// Where a return stands once all that is decided has begun.
RmaState stateAfter(Rma &rma)
{
    if (!unitsIn(rma, DispositionState::Failed).empty())
        return RmaState::Attention;
    return unitsIn(rma, DispositionState::Executing).empty() ? RmaState::Completed : RmaState::Settling;
}

void setState(WriteTransaction &transaction, RmaDisposition &disposition, DispositionState state)
{
    disposition.state = state;
    disposition.doneAt = state == DispositionState::Done ? std::optional(transaction.now()) : std::nullopt;
    updateDisposition(transaction, disposition);
}

/// One completion under way.
struct Completion {
    WriteTransaction &transaction;
    const RmaContext &context;
    const RmaAction &action;
    Rma &rma;

    [[nodiscard]] QString skuOf(const RmaUnit &unit) const { return rma.line(unit.lineId)->sku; }
    [[nodiscard]] Money money(qint64 amount) const { return {amount, rma.summary.value.currency}; }
};

Result<Refund> queue(const Completion &completion, qint64 amount, const QString &decidedBy, bool toStoreCredit)
{
    RefundOrder order;
    order.id = completion.context.newId();
    order.orderId = completion.rma.summary.orderId;
    order.rmaId = completion.rma.summary.id;
    order.kind = RefundKind::Return;
    order.amount = completion.money(amount);
    order.requestedBy = decidedBy;
    order.approvedBy = order.actor = completion.action.actor.text();
    order.toStoreCredit = toStoreCredit;
    order.requestId = completion.action.requestId;
    return queueRefund(completion.transaction, order);
}

void attach(const Completion &completion, RmaDisposition &disposition, const Refund &refund)
{
    disposition.refundId = refund.id;
    setState(completion.transaction, disposition,
             refund.state == RefundState::Settled ? DispositionState::Done : DispositionState::Executing);
}

/// All that goes back by the way in which was paid, as one refund.
Result<Done> refundUnits(const Completion &completion, const std::vector<RmaUnit *> &units)
{
    std::vector<RmaDisposition *> paying;
    QStringList deciders;
    qint64 amount = 0;
    for (RmaUnit *unit : units) {
        RmaDisposition &disposition = *unit->disposition;
        if (disposition.kind != DispositionKind::Refund)
            continue;
        if (disposition.amount == 0) {
            setState(completion.transaction, disposition, DispositionState::Done);
            continue;
        }
        paying.push_back(&disposition);
        if (!deciders.contains(disposition.decidedBy))
            deciders << disposition.decidedBy;
        amount += disposition.amount;
    }
    if (paying.empty())
        return Done{};
    const auto refund = queue(completion, amount, deciders.join(u", "_s), false);
    if (!refund)
        return tl::unexpected(refund.error());
    for (RmaDisposition *disposition : paying)
        attach(completion, *disposition, *refund);
    return Done{};
}

Result<Done> creditUnit(const Completion &completion, RmaDisposition &disposition)
{
    if (disposition.amount == 0) {
        setState(completion.transaction, disposition, DispositionState::Done);
        return Done{};
    }
    const auto refund = queue(completion, disposition.amount, disposition.decidedBy, true);
    if (!refund)
        return tl::unexpected(refund.error());
    attach(completion, disposition, *refund);
    return Done{};
}

Result<Done> repairUnit(const Completion &completion, RmaUnit &unit)
{
    const RmaRepair repair{completion.context.newId(),   unit.disposition->id, completion.skuOf(unit), RepairState::Open, {}, {},
                           completion.transaction.now(), std::nullopt};
    if (auto moved = moveUnit(
            completion.transaction, completion.context,
            {repair.sku, unit.place, UnitPlace::Repair, u"repair"_s, u"rma_repair"_s, repair.id, completion.action.actor.text()});
        !moved)
        return moved;
    insertRepair(completion.transaction, completion.rma.summary.id, repair);
    unit.place = UnitPlace::Repair;
    updateUnit(completion.transaction, completion.rma, unit);
    setState(completion.transaction, *unit.disposition, DispositionState::Executing);
    return Done{};
}

/// Goes back to the customer from quarantine; what was scrapped stays.
Result<Done> rejectUnit(const Completion &completion, RmaUnit &unit)
{
    if (unit.place == UnitPlace::Quarantine) {
        if (auto moved = moveUnit(completion.transaction, completion.context,
                                  {completion.skuOf(unit), unit.place, UnitPlace::Customer, u"sent_back"_s, u"rma_disposition"_s,
                                   unit.disposition->id, completion.action.actor.text()});
            !moved)
            return moved;
        unit.place = UnitPlace::Customer;
        updateUnit(completion.transaction, completion.rma, unit);
    }
    setState(completion.transaction, *unit.disposition, DispositionState::Done);
    return Done{};
}

Order replacementOrder(const Completion &completion, const CompletionPlan &plan)
{
    Order order;
    order.id = completion.context.newId();
    order.shopperId = completion.rma.summary.shopperId;
    order.email = completion.rma.summary.email;
    order.language = orderLanguage(completion.transaction, completion.rma.summary.orderId);
    order.kind = OrderKind::Replacement;
    order.status = OrderStatus::Paid;
    order.total = completion.money(0);
    order.paymentMethod = u"none"_s;
    order.paymentReference = u"replacement:"_s + order.id;
    order.createdAt = order.updatedAt = completion.transaction.now();
    for (const PlannedReplacement &replacement : plan.replacements) {
        OrderLine line;
        line.id = completion.context.newId();
        line.sku = replacement.sku;
        line.name = replacement.name;
        line.quantity = replacement.quantity;
        line.unitPrice = completion.money(0);
        order.lines.push_back(std::move(line));
    }
    // All who reserve lock the rows of the stock in one order.
    std::sort(order.lines.begin(), order.lines.end(), [](const OrderLine &a, const OrderLine &b) { return a.sku < b.sku; });
    return order;
}

Result<Done> replaceUnits(const Completion &completion, const CompletionPlan &plan, const std::vector<RmaUnit *> &units)
{
    if (plan.replacements.empty())
        return Done{};
    const Order order = replacementOrder(completion, plan);
    if (auto placed = placeOrder(completion.transaction, order, completion.action.actor.text(), completion.action.requestId,
                                 completion.context.board);
        !placed)
        return placed;
    for (RmaUnit *unit : units) {
        if (unit->disposition->kind != DispositionKind::Replacement)
            continue;
        unit->disposition->resultRef = order.id;
        setState(completion.transaction, *unit->disposition, DispositionState::Done);
    }
    return Done{};
}

Result<Done> carryOut(const Completion &completion, const CompletionPlan &plan)
{
    const std::vector<RmaUnit *> units = unitsIn(completion.rma, DispositionState::Decided);
    if (auto replaced = replaceUnits(completion, plan, units); !replaced)
        return replaced;
    if (auto refunded = refundUnits(completion, units); !refunded)
        return refunded;
    for (RmaUnit *unit : units) {
        Result<Done> done = Done{};
        switch (unit->disposition->kind) {
        case DispositionKind::StoreCredit: done = creditUnit(completion, *unit->disposition); break;
        case DispositionKind::Repair: done = repairUnit(completion, *unit); break;
        case DispositionKind::Reject: done = rejectUnit(completion, *unit); break;
        case DispositionKind::Refund:
        case DispositionKind::Replacement: break;
        }
        if (!done)
            return done;
    }
    return Done{};
}

void insertCompletion(const Completion &completion, const CompletionPlan &plan)
{
    completion.transaction.exec(
        u"INSERT INTO rma_completion (id, rma_id, money, four_eyes_above, actor, actor_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
        {completion.context.newId(), completion.rma.summary.id, plan.allMoney.amount, completion.context.options.fourEyesAbove,
         completion.action.actor.text(), completion.action.actor.staffId(), completion.transaction.now()});
}

QJsonObject describe(const CompletionPlan &plan)
{
    QJsonObject details;
    const auto add = [&details](const QString &name, qint64 value) {
        if (value > 0)
            details.insert(name, value);
    };
    add(u"refund"_s, plan.refund.amount);
    add(u"credit"_s, plan.credit.amount);
    add(u"fees"_s, plan.fees.amount);
    add(u"replacements"_s, qint64(plan.replacements.size()));
    add(u"repairs"_s, plan.repairs);
    add(u"sent_back"_s, plan.sentBack);
    return details;
}

RmaUnit *unitOfDisposition(Rma &rma, const QString &dispositionId)
{
    for (RmaUnit *unit : rma.arrivedUnits()) {
        if (unit->disposition && unit->disposition->id == dispositionId)
            return unit;
    }
    return nullptr;
}

/// A refund was paid of which finance had decided otherwise: it takes the place of what is decided and not carried out. False
/// where there is nothing of the kind.
bool putPaidBack(WriteTransaction &transaction, Rma &rma, const Refund &refund)
{
    std::vector<RmaDisposition> withdrawn = withdrawnOfRefund(transaction, refund.id);
    for (RmaDisposition &paid : withdrawn) {
        RmaUnit *const unit = rma.unit(paid.lineId, paid.unit);
        const bool isFree = unit && unit->inspection && unit->inspection->id == paid.inspectionId
            && (!unit->disposition || unit->disposition->state == DispositionState::Decided);
        if (!isFree)
            continue;
        if (unit->disposition)
            setState(transaction, *unit->disposition, DispositionState::Withdrawn);
        setState(transaction, paid, DispositionState::Done);
        unit->disposition = paid;
        updateUnit(transaction, rma, *unit);
    }
    return !withdrawn.empty();
}

bool isSettlingState(RmaState state)
{
    return state == RmaState::Settling || state == RmaState::Attention;
}

} // namespace

Result<RmaAnswer> completeRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action)
{
    return takeStep(transaction, action, RmaStep::Complete, [&](Rma &rma) -> Result<StepOutcome> {
        const CompletionPlan plan = planCompletion(transaction, context.options, rma, action.actor);
        if (plan.needsAnotherPerson)
            return failure(
                ErrorCode::Forbidden,
                u"%1 inspected or decided about return %2, which gives back %3: somebody else has to complete it"_s.arg(
                    action.actor.text(), rma.summary.number, plan.allMoney.toString()));
        const Completion completion{transaction, context, action, rma};
        if (auto done = carryOut(completion, plan); !done)
            return tl::unexpected(done.error());
        insertCompletion(completion, plan);
        return StepOutcome{stateAfter(rma), describe(plan)};
    });
}

Result<RmaAnswer> finishRepair(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                               const RepairResult &result)
{
    return takeStep(transaction, action, RmaStep::Repair, [&](Rma &rma) -> Result<StepOutcome> {
        const auto found = std::find_if(rma.repairs.begin(), rma.repairs.end(),
                                        [&result](const RmaRepair &known) { return known.id == result.repairId; });
        if (found == rma.repairs.end())
            return invalidField(u"repair_id"_s, u"unknown"_s, u"The return has no such repair."_s, result.repairId.left(64));
        if (result.note.size() > 1'000)
            return invalidField(u"note"_s, u"too_long"_s, u"A note on a repair has at most 1000 characters."_s);
        if (!result.repaired && result.note.trimmed().isEmpty())
            return invalidField(u"note"_s, u"required"_s, u"Say why it can't be repaired."_s);
        RmaUnit *const unit = unitOfDisposition(rma, found->dispositionId);
        if (found->state != RepairState::Open || !unit)
            return failure(ErrorCode::Conflict, u"repair %1 has ended"_s.arg(found->id));
        const UnitPlace to = result.repaired ? UnitPlace::Customer : UnitPlace::Quarantine;
        if (auto moved = moveUnit(transaction, context,
                                  {found->sku, unit->place, to, result.repaired ? u"sent_back"_s : u"repair_failed"_s,
                                   u"rma_repair"_s, found->id, action.actor.text()});
            !moved)
            return tl::unexpected(moved.error());
        unit->place = to;
        updateUnit(transaction, rma, *unit);
        found->state = result.repaired ? RepairState::Repaired : RepairState::Failed;
        found->note = result.note.trimmed();
        found->actor = action.actor.text();
        found->closedAt = transaction.now();
        closeRepair(transaction, *found);
        setState(transaction, *unit->disposition, result.repaired ? DispositionState::Done : DispositionState::Failed);
        const RmaState state = rma.summary.state;
        return StepOutcome{state == RmaState::Settling ? stateAfter(rma) : state,
                           {{u"repair"_s, found->id}, {u"outcome"_s, repairStateName(found->state)}}};
    });
}

Result<RmaAnswer> retryRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                           const RefundService &refunds)
{
    return takeStep(transaction, action, RmaStep::Retry, [&](Rma &rma) -> Result<StepOutcome> {
        const Completion completion{transaction, context, action, rma};
        const std::vector<RmaUnit *> failed = unitsIn(rma, DispositionState::Failed);
        if (failed.empty())
            return failure(ErrorCode::Conflict, u"nothing of return %1 failed: reopen it"_s.arg(rma.summary.number));
        QSet<QString> retried;
        for (RmaUnit *unit : failed) {
            RmaDisposition &disposition = *unit->disposition;
            if (disposition.kind == DispositionKind::Repair) {
                if (auto begun = repairUnit(completion, *unit); !begun)
                    return tl::unexpected(begun.error());
                continue;
            }
            if (!retried.contains(disposition.refundId)) {
                const auto refund = refunds.retry(transaction, disposition.refundId, *action.actor.staff, action.requestId);
                if (!refund)
                    return tl::unexpected(refund.error());
                retried.insert(disposition.refundId);
            }
            setState(transaction, disposition, DispositionState::Executing);
        }
        return StepOutcome{RmaState::Settling, {{u"refunds"_s, QJsonArray::fromStringList(retried.values())}}};
    });
}

Result<RmaAnswer> reopenRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                            const QString &note)
{
    return takeStep(transaction, action, RmaStep::Reopen, [&](Rma &rma) -> Result<StepOutcome> {
        if (note.size() > 2'000)
            return invalidField(u"note"_s, u"too_long"_s, u"A note has at most 2000 characters."_s);
        if (note.trimmed().isEmpty())
            return invalidField(u"note"_s, u"required"_s, u"Say why it is reopened."_s);
        const bool underWay = std::any_of(rma.refunds.begin(), rma.refunds.end(), [](const Refund &refund) {
            return refund.state == RefundState::Pending || refund.state == RefundState::Sent;
        });
        if (underWay)
            return failure(ErrorCode::Conflict, u"a refund of return %1 is on its way"_s.arg(rma.summary.number));
        insertNote(transaction, rma.summary.id,
                   {context.newId(), NoteVisibility::Internal, note.trimmed(), action.actor.text(), transaction.now()});
        return StepOutcome{RmaState::Decided, {{u"note"_s, note.trimmed()}}};
    });
}

void refundChanged(WriteTransaction &transaction, const Refund &refund)
{
    auto rma = refund.rmaId.isEmpty() ? std::nullopt : findRma(transaction, refund.rmaId);
    if (!rma)
        return;
    const DispositionState state = refund.state == RefundState::Settled ? DispositionState::Done
        : refund.state == RefundState::Failed                           ? DispositionState::Failed
                                                                        : DispositionState::Executing;
    const RmaState before = rma->summary.state;
    const bool hadFailed = !unitsIn(*rma, DispositionState::Failed).empty();
    const bool wasGivenUp = refund.state == RefundState::Settled && putPaidBack(transaction, *rma, refund);
    bool any = wasGivenUp;
    for (RmaUnit *unit : rma->arrivedUnits()) {
        if (unit->disposition && unit->disposition->refundId == refund.id && unit->disposition->state != state) {
            setState(transaction, *unit->disposition, state);
            any = true;
        }
    }
    if (!any) {
        qCWarning(lcReturns).noquote() << "refund" << refund.id << "is" << refundStateName(refund.state) << "but return"
                                       << rma->summary.number << "does not wait for it";
        return;
    }
    const bool needsPerson = (wasGivenUp && before != RmaState::Inspected) || (before == RmaState::Attention && !hadFailed);
    const StepOutcome outcome{needsPerson                   ? RmaState::Attention
                                  : isSettlingState(before) ? stateAfter(*rma)
                                                            : before,
                              {{u"refund"_s, refund.id}, {u"refund_state"_s, refundStateName(refund.state)}}};
    if (const auto applied = applyStep(transaction, *rma, RmaStep::Settle, outcome, RmaActor::system().text(), {}); !applied)
        qCCritical(lcReturns).noquote() << "refund" << refund.id
                                        << "changed, but its return does not follow:" << applied.error().detail;
}

Result<Done> mayRetry(ReadTransaction &transaction, const Refund &refund)
{
    if (refund.rmaId.isEmpty())
        return Done{};
    const qint64 waiting =
        transaction.integer(u"SELECT COUNT(*) FROM rma_disposition WHERE refund_id = ? AND state <> 'withdrawn'"_s, {refund.id});
    const qint64 withdrawn =
        transaction.integer(u"SELECT COUNT(*) FROM rma_disposition WHERE refund_id = ? AND state = 'withdrawn'"_s, {refund.id});
    if (waiting > 0 && withdrawn == 0)
        return Done{};
    return failure(ErrorCode::Conflict, u"the return that refund %1 belongs to was decided otherwise meanwhile"_s.arg(refund.id));
}

} // namespace tidegate
