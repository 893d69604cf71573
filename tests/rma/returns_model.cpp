// SPDX-License-Identifier: GPL-3.0-or-later
#include "returns_model.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate::test {

namespace {

using enum RmaState;
using Place = UnitPlace;

const QString done = u"done"_s;
const QString invalid = u"invalid_request"_s;
const QString conflict = u"conflict"_s;

bool isOneOf(RmaState state, std::initializer_list<RmaState> states)
{
    return std::find(states.begin(), states.end(), state) != states.end();
}

bool isMoney(DispositionKind kind)
{
    return kind == DispositionKind::Refund || kind == DispositionKind::StoreCredit;
}

} // namespace

bool roleMay(StaffRole role, RmaStep step)
{
    if (role == StaffRole::Admin)
        return step != RmaStep::Expire && step != RmaStep::Settle;
    switch (step) {
    case RmaStep::Submit:
    case RmaStep::Validate:
    case RmaStep::Approve:
    case RmaStep::Decline:
    case RmaStep::Cancel: return role == StaffRole::Support;
    case RmaStep::Send: return role == StaffRole::Support || role == StaffRole::Warehouse;
    case RmaStep::Receive:
    case RmaStep::Inspect:
    case RmaStep::Repair: return role == StaffRole::Warehouse;
    case RmaStep::Decide:
    case RmaStep::Complete:
    case RmaStep::Retry:
    case RmaStep::Reopen: return role == StaffRole::Finance;
    case RmaStep::Expire:
    case RmaStep::Settle: return false;
    }
    Q_UNREACHABLE();
}

std::vector<ModelUnit *> ModelRma::units()
{
    std::vector<ModelUnit *> all;
    for (ModelLine &line : lines) {
        for (ModelUnit &unit : line.units)
            all.push_back(&unit);
    }
    return all;
}

RmaState ModelRma::stateAfter()
{
    RmaState after = Completed;
    for (const ModelUnit *unit : units()) {
        if (unit->kind && unit->state == DispositionState::Failed)
            return Attention;
        if (unit->kind && unit->state == DispositionState::Executing)
            after = Settling;
    }
    return after;
}

bool ReturnsModel::isLegal(RmaStep step) const
{
    const RmaState state = rma.state;
    switch (step) {
    case RmaStep::Validate: return state == Submitted;
    case RmaStep::Approve: return state == Validated;
    case RmaStep::Decline: return isOneOf(state, {Submitted, Validated});
    case RmaStep::Cancel: return isOneOf(state, {Submitted, Validated, Approved, InTransit});
    case RmaStep::Send:
    case RmaStep::Expire: return state == Approved;
    case RmaStep::Receive: return isOneOf(state, {Approved, InTransit, PartlyReceived});
    case RmaStep::Inspect: return isOneOf(state, {Received, Inspected, Decided});
    case RmaStep::Decide: return isOneOf(state, {Inspected, Decided});
    case RmaStep::Complete: return state == Decided;
    case RmaStep::Repair: return isOneOf(state, {Inspected, Decided, Settling, Attention});
    case RmaStep::Retry: return state == Attention;
    case RmaStep::Reopen: return isOneOf(state, {Attention, Completed});
    case RmaStep::Submit:
    case RmaStep::Settle: return false;
    }
    Q_UNREACHABLE();
}

void ReturnsModel::begin(ModelRma next)
{
    for (const ModelUnit *unit : rma.units()) {
        if (unit->kind && unit->state != DispositionState::Decided)
            m_given.push_back(*unit);
    }
    rma = std::move(next);
}

void ReturnsModel::advance(RmaState state)
{
    rma.state = state;
    ++rma.version;
}

QString ReturnsModel::simple(RmaStep step, UtcMillis now)
{
    switch (step) {
    case RmaStep::Validate: advance(Validated); break;
    case RmaStep::Approve:
        advance(Approved);
        rma.approvedAt = now;
        break;
    case RmaStep::Decline: advance(Declined); break;
    case RmaStep::Cancel: advance(Cancelled); break;
    case RmaStep::Send: advance(InTransit); break;
    default: advance(Expired);
    }
    return done;
}

QString ReturnsModel::receive(const std::vector<ModelReceipt> &rows)
{
    if (rows.empty())
        return invalid;
    for (const ModelReceipt &row : rows) {
        ModelLine &line = rma.lines[row.line];
        if (row.quantity < 0 || row.missing < 0 || row.quantity + row.missing < 1 || row.quantity + row.missing > line.open())
            return invalid;
        for (qint64 count = 0; count < row.quantity; ++count)
            line.units[std::size_t(line.received++)].place = Place::Arrived;
        for (qint64 count = 0; count < row.missing; ++count)
            line.units[line.units.size() - std::size_t(++line.missing)].place = Place::Missing;
    }
    qint64 open = 0;
    qint64 received = 0;
    for (const ModelLine &line : rma.lines) {
        open += line.open();
        received += line.received;
    }
    advance(open > 0 ? PartlyReceived : received > 0 ? Received : Inspected);
    return done;
}

bool ReturnsModel::move(const QString &sku, UnitPlace from, UnitPlace to)
{
    ModelStock &its = stock[sku];
    if (from == to)
        return true;
    if (from == Place::Sellable && its.available() < 1)
        return false;
    for (const auto &[place, delta] : {std::pair(from, -1), std::pair(to, 1)}) {
        if (place == Place::Sellable)
            its.onHand += delta;
        else if (place == Place::Quarantine || place == Place::Scrap || place == Place::Repair)
            its.buckets[place] += delta;
    }
    return true;
}

QString ReturnsModel::inspectUnit(const ModelFinding &finding, const QString &inspector)
{
    ModelLine &line = rma.lines[finding.line];
    ModelUnit &unit = line.units[finding.unit];
    if (unit.place == Place::Expected || unit.place == Place::Missing)
        return invalid;
    if (finding.verdict == Verdict::Reject && finding.stock == StockClass::Restock)
        return invalid;
    if (unit.place == Place::Repair || unit.place == Place::Customer)
        return conflict;
    const bool rejected = unit.kind == DispositionKind::Reject && unit.state == DispositionState::Done;
    if (unit.kind && unit.state != DispositionState::Decided && !rejected)
        return conflict;
    const Place to = finding.stock == StockClass::Restock ? Place::Sellable
        : finding.stock == StockClass::Scrap              ? Place::Scrap
                                                          : Place::Quarantine;
    if (!move(line.sku, unit.place, to))
        return conflict;
    unit.place = to;
    unit.inspectors.insert(inspector);
    unit.verdict = finding.verdict;
    unit.kind.reset();
    unit.refundId.clear();
    unit.amount = 0;
    return done;
}

QString ReturnsModel::inspect(const std::vector<ModelFinding> &findings, const QString &inspector)
{
    if (findings.empty())
        return invalid;
    for (const ModelFinding &finding : findings) {
        if (const QString ended = inspectUnit(finding, inspector); ended != done)
            return ended;
    }
    rma.inspectors.insert(inspector);
    bool left = false;
    for (const ModelUnit *unit : rma.units())
        left = left || unit->place == Place::Arrived;
    advance(left ? Received : Inspected);
    return done;
}

QString ReturnsModel::decideUnit(const ModelDecision &decision, const QString &decider)
{
    ModelUnit &unit = rma.lines[decision.line].units[decision.unit];
    if (!unit.verdict)
        return invalid;
    if (unit.kind && unit.state == DispositionState::Failed && refunds.contains(unit.refundId)
        && refunds.at(unit.refundId).inDoubt)
        return conflict;
    const bool rejected = unit.kind == DispositionKind::Reject && unit.state == DispositionState::Done;
    if (unit.kind && !rejected && (unit.state == DispositionState::Done || unit.state == DispositionState::Executing))
        return conflict;
    if (unit.place == Place::Customer && decision.kind != DispositionKind::Reject)
        return conflict;
    const bool fits = (unit.verdict == Verdict::Accept || decision.kind == DispositionKind::Reject)
        && (decision.kind != DispositionKind::Reject || unit.place != Place::Sellable)
        && (decision.kind != DispositionKind::Repair || unit.place == Place::Quarantine);
    const bool payable =
        isMoney(decision.kind) ? unit.share > 0 && decision.fee >= 0 && decision.fee <= unit.share : decision.fee == 0;
    if (!fits || !payable)
        return invalid;
    unit.kind = decision.kind;
    unit.state = DispositionState::Decided;
    unit.amount = isMoney(decision.kind) ? unit.share - decision.fee : 0;
    unit.decider = decider;
    unit.refundId.clear();
    return done;
}

QString ReturnsModel::decide(const std::vector<ModelDecision> &decisions, const QString &decider)
{
    const RmaState before = rma.state;
    for (const ModelDecision &decision : decisions) {
        if (const QString ended = decideUnit(decision, decider); ended != done)
            return ended;
    }
    bool undecided = false;
    for (ModelUnit *unit : rma.units()) {
        if (unit->verdict == Verdict::Reject && !unit->kind) {
            unit->kind = DispositionKind::Reject;
            unit->state = DispositionState::Decided;
            unit->decider = decider;
        }
        undecided = undecided || (unit->verdict && !unit->kind);
    }
    advance(undecided && before == Inspected ? Inspected : Decided);
    return done;
}

QString ReturnsModel::complete(const QString &actor)
{
    qint64 money = 0;
    std::set<QString> people = rma.inspectors;
    for (const ModelUnit *unit : rma.units()) {
        if (unit->kind) {
            money += unit->amount;
            people.insert(unit->decider);
        }
    }
    for (const ModelUnit &unit : m_given) {
        if (unit.decider == actor || unit.inspectors.contains(actor))
            money += unit.amount;
    }
    if (money > fourEyesAbove && people.contains(actor))
        return u"forbidden"_s;
    for (ModelLine &line : rma.lines) {
        for (ModelUnit &unit : line.units) {
            if (!unit.kind || unit.state != DispositionState::Decided)
                continue;
            unit.state = DispositionState::Done;
            switch (*unit.kind) {
            case DispositionKind::Refund:
                unit.state = unit.amount > 0 ? DispositionState::Executing : DispositionState::Done;
                break;
            case DispositionKind::StoreCredit: credit += unit.amount; break;
            case DispositionKind::Replacement: ++stock[line.sku].allocated; break;
            case DispositionKind::Repair:
                move(line.sku, unit.place, Place::Repair);
                unit.place = Place::Repair;
                unit.state = DispositionState::Executing;
                break;
            case DispositionKind::Reject:
                if (unit.place == Place::Quarantine) {
                    move(line.sku, unit.place, Place::Customer);
                    unit.place = Place::Customer;
                }
            }
        }
        if (stock[line.sku].available() < 0)
            return u"out_of_stock"_s;
    }
    advance(rma.stateAfter());
    return done;
}

QString ReturnsModel::repair(std::size_t line, std::size_t unit, bool repaired)
{
    ModelUnit &its = rma.lines[line].units[unit];
    const Place to = repaired ? Place::Customer : Place::Quarantine;
    move(rma.lines[line].sku, its.place, to);
    its.place = to;
    its.state = repaired ? DispositionState::Done : DispositionState::Failed;
    advance(isOneOf(rma.state, {Settling, Attention}) ? rma.stateAfter() : rma.state);
    return done;
}

bool ReturnsModel::mayRetry(const QString &refundId)
{
    const std::vector<ModelUnit *> units = rma.units();
    const auto waiting =
        std::count_if(units.begin(), units.end(), [&refundId](const ModelUnit *unit) { return unit->refundId == refundId; });
    return std::size_t(waiting) == refunds[refundId].units;
}

QString ReturnsModel::retryOf(const QString &refundId, const QString &actor)
{
    if (!mayRetry(refundId))
        return conflict;
    const ModelRefund &refund = refunds[refundId];
    return !refund.inDoubt && refund.amount > fourEyesAbove && refund.clearedBy == actor ? u"forbidden"_s : done;
}

QString ReturnsModel::retry(const QString &actor)
{
    for (ModelLine &line : rma.lines) {
        for (ModelUnit &unit : line.units) {
            if (!unit.kind || unit.state != DispositionState::Failed)
                continue;
            if (*unit.kind == DispositionKind::Repair) {
                move(line.sku, unit.place, Place::Repair);
                unit.place = Place::Repair;
            } else {
                ModelRefund &refund = refunds[unit.refundId];
                if (refund.state == RefundState::Failed) {
                    if (const QString ended = retryOf(unit.refundId, actor); ended != done)
                        return ended;
                }
                refund.state = RefundState::Pending;
                refund.clearedBy.clear();
            }
            unit.state = DispositionState::Executing;
        }
    }
    advance(Settling);
    return done;
}

QString ReturnsModel::reopen()
{
    for (const auto &[id, refund] : refunds) {
        if (refund.state == RefundState::Pending || refund.state == RefundState::Sent)
            return conflict;
    }
    advance(Decided);
    return done;
}

void ReturnsModel::refundIs(const QString &id, RefundState state)
{
    const DispositionState wanted = state == RefundState::Settled ? DispositionState::Done
        : state == RefundState::Failed                            ? DispositionState::Failed
                                                                  : DispositionState::Executing;
    bool changed = false;
    for (ModelUnit *unit : rma.units()) {
        if (unit->refundId != id || unit->state == wanted)
            continue;
        unit->state = wanted;
        changed = true;
    }
    if (changed)
        advance(isOneOf(rma.state, {Settling, Attention}) ? rma.stateAfter() : rma.state);
}

} // namespace tidegate::test
