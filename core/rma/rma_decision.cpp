// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_decision.h"

#include "core/rma/rma_table.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool paysMoney(DispositionKind kind)
{
    return kind == DispositionKind::Refund || kind == DispositionKind::StoreCredit;
}

Result<Done> checkFee(const RmaUnit &unit, const UnitDecision &decision, const QString &path)
{
    if (!paysMoney(decision.kind)) {
        if (decision.fee == 0)
            return Done{};
        return invalidField(path + u"fee"_s, u"not_allowed"_s, u"Only what is paid back can have a fee."_s);
    }
    if (unit.share() == 0)
        return invalidField(path + u"kind"_s, u"nothing_paid"_s, u"Nothing was paid for this unit."_s);
    if (decision.fee < 0 || decision.fee > unit.share())
        return invalidField(path + u"fee"_s, u"out_of_range"_s,
                            u"The fee is 0 to what was paid for the unit (%1)."_s.arg(unit.share()),
                            QString::number(decision.fee));
    return Done{};
}

Result<Done> checkPlace(const RmaUnit &unit, const UnitDecision &decision, const QString &path)
{
    if (unit.place != UnitPlace::Customer || decision.kind == DispositionKind::Reject)
        return Done{};
    Error error{ErrorCode::Conflict, path + u"unit: it was sent back to the customer"_s, std::nullopt, {}};
    error.fields.push_back({0, path + u"kind"_s, u"with_customer"_s,
                            u"The unit was sent back to the customer: this return gives nothing for it any more."_s,
                            dispositionKindName(decision.kind)});
    return tl::unexpected(std::move(error));
}

Result<Done> checkKind(const RmaUnit &unit, const UnitDecision &decision, const QString &path)
{
    const auto refuse = [&path](const QString &code, const QString &message) {
        return invalidField(path + u"kind"_s, code, message);
    };
    if (unit.inspection->verdict == Verdict::Reject && decision.kind != DispositionKind::Reject)
        return refuse(u"rejected"_s, u"The unit was rejected at its inspection: it can only be REJECT."_s);
    if (decision.kind == DispositionKind::Reject && unit.place == UnitPlace::Sellable)
        return refuse(u"on_sale"_s, u"The unit is on sale again and can't be sent back: have it inspected again first."_s);
    if (decision.kind == DispositionKind::Repair && unit.place != UnitPlace::Quarantine)
        return refuse(u"not_in_quarantine"_s, u"Only a unit in quarantine can be repaired: have it inspected again first."_s);
    return Done{};
}

/// Whether units of a replacement's order were cancelled that still stand for returned ones. All of one product are alike.
bool replacementWasCancelled(ReadTransaction &transaction, Rma &rma, const RmaUnit &unit)
{
    const QString orderId = unit.disposition->resultRef;
    const QString sku = rma.line(unit.lineId)->sku;
    const std::vector<RmaUnit *> units = rma.arrivedUnits();
    const auto replaced = std::count_if(units.begin(), units.end(), [&](const RmaUnit *other) {
        return other->disposition && other->disposition->resultRef == orderId && rma.line(other->lineId)->sku == sku;
    });
    const qint64 kept = transaction.integer(
        u"SELECT CAST(COALESCE(SUM(quantity - cancelled), 0) AS BIGINT) FROM order_line WHERE order_id = ? AND sku = ?"_s,
        {orderId, sku});
    return replaced > kept;
}

/// Whether the decision that there is can still be taken back.
Result<Done> checkEarlier(ReadTransaction &transaction, Rma &rma, const RmaUnit &unit, const QString &path)
{
    if (!unit.disposition || unit.disposition->state == DispositionState::Decided)
        return Done{};
    const RmaDisposition &earlier = *unit.disposition;
    if (earlier.state == DispositionState::Failed) {
        const auto refund = std::find_if(rma.refunds.begin(), rma.refunds.end(),
                                         [&earlier](const Refund &known) { return known.id == earlier.refundId; });
        if (refund == rma.refunds.end() || !refund->inDoubt)
            return Done{};
        return failure(ErrorCode::Conflict, path + u"unit: its refund is in doubt; find out what became of it first"_s);
    }
    const bool cameToNothing = earlier.state == DispositionState::Done
        && (earlier.kind == DispositionKind::Reject
            || (earlier.kind == DispositionKind::Replacement && replacementWasCancelled(transaction, rma, unit)));
    if (cameToNothing)
        return Done{};
    return failure(ErrorCode::Conflict, path + u"unit: its %1 is carried out"_s.arg(dispositionKindName(earlier.kind)));
}

struct Decider {
    QString name;
    QString id;
    UtcMillis at = 0;
};

/// Makes the decision in memory; what it takes the place of is returned withdrawn.
std::optional<RmaDisposition> put(RmaUnit &unit, const UnitDecision &decision, const QString &id, const Decider &decider)
{
    std::optional<RmaDisposition> earlier = std::move(unit.disposition);
    if (earlier)
        earlier->state = DispositionState::Withdrawn;
    RmaDisposition made;
    made.id = id;
    made.lineId = unit.lineId;
    made.unit = unit.unit;
    made.inspectionId = unit.inspection->id;
    made.kind = decision.kind;
    made.fee = decision.fee;
    made.amount = paysMoney(decision.kind) ? unit.share() - decision.fee : 0;
    made.decidedBy = decider.name;
    made.decidedById = decider.id;
    made.decidedAt = decider.at;
    unit.disposition = std::move(made);
    return earlier;
}

/// The unit that a decision is about, if it may be made.
Result<RmaUnit *> checked(ReadTransaction &transaction, Rma &rma, const UnitDecision &decision, const QString &path)
{
    RmaUnit *const unit = rma.unit(decision.lineId, decision.unit);
    if (!unit || !unit->inspection)
        return invalidField(path + u"unit"_s, u"not_inspected"_s, u"No such unit was received and inspected."_s);
    const Currency currency = rma.summary.value.currency;
    if (decision.feeCurrency.value_or(currency) != currency)
        return invalidField(path + u"fee.currency"_s, u"other_currency"_s, u"The order was paid in %1."_s.arg(currency.code()),
                            decision.feeCurrency->code());
    for (const auto &found : {checkEarlier(transaction, rma, *unit, path), checkPlace(*unit, decision, path),
                              checkKind(*unit, decision, path), checkFee(*unit, decision, path)}) {
        if (!found)
            return tl::unexpected(found.error());
    }
    return unit;
}

/// Those named, and REJECT for the rejected ones that nobody decided about.
Result<std::vector<UnitDecision>> withRejected(Rma &rma, const std::vector<UnitDecision> &named)
{
    std::vector<UnitDecision> all = named;
    QSet<std::pair<QString, qint64>> seen;
    for (std::size_t index = 0; index < named.size(); ++index) {
        const std::pair which(named[index].lineId, named[index].unit);
        if (seen.contains(which))
            return invalidField(u"units[%1].unit"_s.arg(index), u"duplicate"_s, u"The unit is named twice."_s);
        seen.insert(which);
    }
    for (const RmaUnit *unit : rma.arrivedUnits()) {
        const bool rejected = unit->inspection && unit->inspection->verdict == Verdict::Reject;
        if (rejected && !unit->disposition && !seen.contains({unit->lineId, unit->unit}))
            all.push_back({unit->lineId, unit->unit, DispositionKind::Reject, 0});
    }
    return all;
}

QSet<QString> peopleOf(ReadTransaction &transaction, Rma &rma)
{
    QSet<QString> people;
    transaction.each(u"SELECT DISTINCT inspector_id FROM rma_inspection WHERE rma_id = ?"_s, {rma.summary.id},
                     [&people](const Row &row) { people.insert(row.text(0)); });
    for (const RmaUnit *unit : rma.arrivedUnits()) {
        if (unit->disposition)
            people.insert(unit->disposition->decidedById);
    }
    return people;
}

/// What other returns of the order gave in money or credit for units that this person inspected or decided about.
qint64 givenBefore(ReadTransaction &transaction, const RmaSummary &summary, const QString &person)
{
    if (person.isEmpty())
        return 0;
    return transaction.integer(
        u"SELECT CAST(COALESCE(SUM(d.amount), 0) AS BIGINT) FROM rma r JOIN rma_disposition d ON d.rma_id = r.id "
        "WHERE r.order_id = ? AND r.id <> ? AND d.state NOT IN ('decided', 'withdrawn') AND (d.decided_by_id = ? OR EXISTS "
        "(SELECT 1 FROM rma_inspection i WHERE i.rma_id = d.rma_id AND i.line_id = d.line_id AND i.unit = d.unit AND i.inspector_id = ?))"_s,
        {summary.orderId, summary.id, person, person});
}

/// What is in stock and is not needed for the replacements planned so far.
qint64 leftFor(ReadTransaction &transaction, const CompletionPlan &plan, const QString &sku)
{
    qint64 left = transaction.integer(u"SELECT on_hand - held - allocated FROM stock WHERE sku = ?"_s, {sku});
    for (const PlannedReplacement &earlier : plan.replacements)
        left -= earlier.sku == sku ? earlier.quantity : 0;
    return std::max<qint64>(0, left);
}

void planUnit(ReadTransaction &transaction, CompletionPlan &plan, const RmaLine &line, const RmaUnit &unit)
{
    const RmaDisposition &disposition = *unit.disposition;
    switch (disposition.kind) {
    case DispositionKind::Refund: plan.refund.amount += disposition.amount; break;
    case DispositionKind::StoreCredit: plan.credit.amount += disposition.amount; break;
    case DispositionKind::Repair: ++plan.repairs; break;
    case DispositionKind::Reject: plan.sentBack += unit.place == UnitPlace::Quarantine ? 1 : 0; break;
    case DispositionKind::Replacement:
        if (plan.replacements.empty() || plan.replacements.back().orderLineId != line.orderLineId)
            plan.replacements.push_back({line.orderLineId, line.sku, line.name, 0, leftFor(transaction, plan, line.sku)});
        ++plan.replacements.back().quantity;
        break;
    }
    plan.fees.amount += disposition.fee;
}

QJsonArray describe(const std::vector<UnitDecision> &decisions)
{
    QJsonArray units;
    for (const UnitDecision &decision : decisions) {
        QJsonObject unit{
            {u"line"_s, decision.lineId}, {u"unit"_s, decision.unit}, {u"kind"_s, dispositionKindName(decision.kind)}};
        if (decision.fee > 0)
            unit.insert(u"fee"_s, decision.fee);
        units << unit;
    }
    return units;
}

} // namespace

CompletionPlan planCompletion(ReadTransaction &transaction, const RmaOptions &options, Rma &rma, const RmaActor &actor)
{
    const Money none{0, rma.summary.value.currency};
    CompletionPlan plan{none, none, none, none, refundable(transaction, rma.summary.orderId), {}, 0, 0, 0, false, false};
    for (const RmaLine &line : rma.lines) {
        for (const RmaUnit &unit : line.units) {
            if (!unit.disposition) {
                plan.undecided += unit.inspection && unit.inspection->verdict == Verdict::Accept ? 1 : 0;
                continue;
            }
            if (unit.disposition->state == DispositionState::Decided)
                planUnit(transaction, plan, line, unit);
            plan.allMoney.amount += unit.disposition->amount;
        }
    }
    plan.allMoney.amount += givenBefore(transaction, rma.summary, actor.staffId());
    plan.aboveLimit = plan.allMoney.amount > options.fourEyesAbove;
    plan.needsAnotherPerson =
        plan.aboveLimit && !actor.staffId().isEmpty() && peopleOf(transaction, rma).contains(actor.staffId());
    return plan;
}

Result<RmaAnswer> decideRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                            const std::vector<UnitDecision> &decisions)
{
    return takeStep(transaction, action, RmaStep::Decide, [&](Rma &rma) -> Result<StepOutcome> {
        const auto all = withRejected(rma, decisions);
        if (!all)
            return tl::unexpected(all.error());
        const Decider decider{action.actor.text(), action.actor.staffId(), transaction.now()};
        for (std::size_t index = 0; index < all->size(); ++index) {
            const auto unit = checked(transaction, rma, (*all)[index], u"units[%1]."_s.arg(index));
            if (!unit)
                return tl::unexpected(unit.error());
            if (const auto earlier = put(**unit, (*all)[index], context.newId(), decider))
                updateDisposition(transaction, *earlier);
            insertDisposition(transaction, rma.summary.id, *(*unit)->disposition);
            updateUnit(transaction, rma, **unit);
        }
        const CompletionPlan plan = planCompletion(transaction, context.options, rma, action.actor);
        return StepOutcome{plan.undecided > 0 && rma.summary.state == RmaState::Inspected ? RmaState::Inspected
                                                                                          : RmaState::Decided,
                           {{u"units"_s, describe(*all)}}};
    });
}

Result<CompletionPlan> previewCompletion(ReadTransaction &transaction, const RmaOptions &options, const QString &rmaId,
                                         const std::vector<UnitDecision> &decisions, const RmaActor &actor)
{
    auto rma = findRma(transaction, rmaId);
    if (!rma)
        return failure(ErrorCode::NotFound, u"there is no return %1"_s.arg(rmaId.left(64)));
    const auto all = withRejected(*rma, decisions);
    if (!all)
        return tl::unexpected(all.error());
    for (std::size_t index = 0; index < all->size(); ++index) {
        const auto unit = checked(transaction, *rma, (*all)[index], u"units[%1]."_s.arg(index));
        if (!unit)
            return tl::unexpected(unit.error());
        put(**unit, (*all)[index], {}, {actor.text(), actor.staffId(), 0});
    }
    return planCompletion(transaction, options, *rma, actor);
}

} // namespace tidegate
