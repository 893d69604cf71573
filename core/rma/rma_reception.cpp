// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_reception.h"

#include "core/rma/rma_table.h"
#include "core/rma/unit_stock.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// The units that arrive are the first that are still expected; those given up the last.
void placeUnits(WriteTransaction &transaction, const Rma &rma, RmaLine &line, const RmaReceiptLine &came)
{
    qint64 arriving = came.quantity;
    for (RmaUnit &unit : line.units) {
        if (arriving > 0 && unit.place == UnitPlace::Expected) {
            unit.place = UnitPlace::Arrived;
            updateUnit(transaction, rma, unit);
            --arriving;
        }
    }
    qint64 lost = came.missing;
    for (auto unit = line.units.rbegin(); unit != line.units.rend() && lost > 0; ++unit) {
        if (unit->place == UnitPlace::Expected) {
            unit->place = UnitPlace::Missing;
            updateUnit(transaction, rma, *unit);
            --lost;
        }
    }
}

Result<Done> receiveLine(WriteTransaction &transaction, Rma &rma, const RmaReceiptLine &came, const QString &path)
{
    RmaLine *const line = rma.line(came.lineId);
    if (!line)
        return invalidField(path + u"line_id"_s, u"unknown"_s, u"The return has no such line."_s, came.lineId);
    // Each bounded by itself first: their sum could leave the range.
    const qint64 open = line->approved - line->received - line->missing;
    if (came.quantity < 0 || came.missing < 0 || came.quantity > open || came.missing > open
        || came.quantity + came.missing > open || came.quantity + came.missing == 0) {
        return invalidField(
            path + u"quantity"_s, u"out_of_range"_s,
            u"Of %1 there are %2 units to come; received and missing together are 1 to that."_s.arg(line->sku).arg(open),
            QString::number(came.quantity));
    }
    line->received += came.quantity;
    line->missing += came.missing;
    updateLine(transaction, rma, *line);
    placeUnits(transaction, rma, *line, came);
    return Done{};
}

StepOutcome afterReceipt(const Rma &rma)
{
    qint64 open = 0;
    qint64 received = 0;
    for (const RmaLine &line : rma.lines) {
        open += line.approved - line.received - line.missing;
        received += line.received;
    }
    const RmaState to = open > 0 ? RmaState::PartlyReceived : received > 0 ? RmaState::Received : RmaState::Inspected;
    return {to, {{u"received"_s, received}, {u"to_come"_s, open}}};
}

Result<Done> checkFinding(const UnitFinding &finding, const RmaUnit *unit, const QString &path)
{
    if (!unit || unit->place == UnitPlace::Expected || unit->place == UnitPlace::Missing)
        return invalidField(path + u"unit"_s, u"not_received"_s, u"No such unit was received."_s);
    if (finding.reason.size() > 1'000)
        return invalidField(path + u"reason"_s, u"too_long"_s, u"A reason has at most 1000 characters."_s);
    if (finding.verdict == Verdict::Reject && finding.reason.trimmed().isEmpty())
        return invalidField(path + u"reason"_s, u"required"_s, u"The customer is told why a unit is rejected: give a reason."_s);
    if (finding.verdict == Verdict::Reject && finding.stock == StockClass::Restock)
        return invalidField(path + u"stock"_s, u"not_allowed"_s, u"A rejected unit goes to quarantine or is scrapped."_s);
    return Done{};
}

UnitPlace placeOf(StockClass stock)
{
    switch (stock) {
    case StockClass::Restock: return UnitPlace::Sellable;
    case StockClass::Quarantine: return UnitPlace::Quarantine;
    case StockClass::Scrap: return UnitPlace::Scrap;
    }
    Q_UNREACHABLE();
}

/// What finance decided about a unit goes, where nothing has come of it yet.
Result<Done> withdrawDecision(WriteTransaction &transaction, RmaUnit &unit, const QString &path)
{
    if (!unit.disposition)
        return Done{};
    const bool scrapped = unit.disposition->kind == DispositionKind::Reject && unit.disposition->state == DispositionState::Done;
    if (unit.disposition->state != DispositionState::Decided && !scrapped)
        return failure(ErrorCode::Conflict, path + u"unit: what finance decided about it has been carried out"_s);
    unit.disposition->state = DispositionState::Withdrawn;
    updateDisposition(transaction, *unit.disposition);
    unit.disposition.reset();
    return Done{};
}

Result<Done> inspectUnit(WriteTransaction &transaction, const RmaContext &context, Rma &rma, const UnitFinding &finding,
                         const RmaActor &actor, const QString &path)
{
    RmaUnit *const unit = rma.unit(finding.lineId, finding.unit);
    if (auto checked = checkFinding(finding, unit, path); !checked)
        return checked;
    if (unit->place == UnitPlace::Repair || unit->place == UnitPlace::Customer)
        return failure(ErrorCode::Conflict, path + u"unit: it is under repair, or back with the customer"_s);
    if (auto withdrawn = withdrawDecision(transaction, *unit, path); !withdrawn)
        return withdrawn;
    RmaInspection inspection{context.newId(),  finding.lineId,
                             finding.unit,     finding.grade,
                             finding.verdict,  finding.reason.trimmed(),
                             finding.stock,    actor.text(),
                             actor.staffId(),  unit->inspection ? unit->inspection->id : QString(),
                             transaction.now()};
    const UnitPlace to = placeOf(finding.stock);
    const QString reason = unit->inspection ? u"return_corrected"_s : u"returned"_s;
    if (auto moved =
            moveUnit(transaction, context,
                     {rma.line(finding.lineId)->sku, unit->place, to, reason, u"rma_inspection"_s, inspection.id, actor.text()});
        !moved)
        return moved;
    insertInspection(transaction, rma.summary.id, inspection);
    unit->inspection = std::move(inspection);
    unit->place = to;
    updateUnit(transaction, rma, *unit);
    return Done{};
}

StepOutcome afterInspection(Rma &rma, std::size_t inspected)
{
    const std::vector<RmaUnit *> arrived = rma.arrivedUnits();
    const auto left = std::count_if(arrived.begin(), arrived.end(), [](const RmaUnit *unit) { return !unit->inspection; });
    return {left > 0 ? RmaState::Received : RmaState::Inspected,
            {{u"inspected"_s, qint64(inspected)}, {u"left"_s, qint64(left)}}};
}

} // namespace

Result<RmaAnswer> receiveRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                             const NewReceipt &receipt)
{
    return takeStep(transaction, action, RmaStep::Receive, [&](Rma &rma) -> Result<StepOutcome> {
        if (receipt.lines.empty() || receipt.tracking.size() > 100)
            return invalidField(u"lines"_s, u"required"_s, u"Name what came; a tracking number has at most 100 characters."_s);
        QSet<QString> seen;
        for (std::size_t index = 0; index < receipt.lines.size(); ++index) {
            const QString path = u"lines[%1]."_s.arg(index);
            if (seen.contains(receipt.lines[index].lineId))
                return invalidField(path + u"line_id"_s, u"duplicate"_s, u"The line is named twice."_s);
            seen.insert(receipt.lines[index].lineId);
            if (auto received = receiveLine(transaction, rma, receipt.lines[index], path); !received)
                return tl::unexpected(received.error());
        }
        rma.expiresAt.reset();
        insertReceipt(transaction, rma.summary.id,
                      {context.newId(), receipt.tracking.trimmed(), action.actor.text(), transaction.now(), receipt.lines});
        return afterReceipt(rma);
    });
}

Result<RmaAnswer> inspectRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                             const std::vector<UnitFinding> &findings)
{
    return takeStep(transaction, action, RmaStep::Inspect, [&](Rma &rma) -> Result<StepOutcome> {
        if (findings.empty())
            return invalidField(u"units"_s, u"required"_s, u"Name at least one unit."_s);
        QSet<std::pair<QString, qint64>> seen;
        for (std::size_t index = 0; index < findings.size(); ++index) {
            const QString path = u"units[%1]."_s.arg(index);
            const std::pair which(findings[index].lineId, findings[index].unit);
            if (seen.contains(which))
                return invalidField(path + u"unit"_s, u"duplicate"_s, u"The unit is named twice."_s);
            seen.insert(which);
            if (auto inspected = inspectUnit(transaction, context, rma, findings[index], action.actor, path); !inspected)
                return tl::unexpected(inspected.error());
        }
        return afterInspection(rma, findings.size());
    });
}

} // namespace tidegate
