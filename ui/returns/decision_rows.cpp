// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/decision_rows.h"

#include <QCoreApplication>

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::DecideForm)
};

bool isSettled(const RmaUnit &unit)
{
    if (!unit.disposition) {
        return false;
    }
    const DispositionState state = unit.disposition->state;
    return state == DispositionState::Executing
        || (state == DispositionState::Done && unit.disposition->kind != DispositionKind::Reject
            && unit.disposition->kind != DispositionKind::Replacement);
}

DecisionRow rowOf(const RmaLine &line, const RmaUnit &unit, Currency currency)
{
    DecisionRow row{line.id,
                    unit.unit,
                    line.sku,
                    line.name,
                    *unit.inspection,
                    unit.place,
                    {unit.share(), currency},
                    {unit.tax, currency},
                    {unit.shipping, currency},
                    unit.disposition,
                    isSettled(unit),
                    std::nullopt,
                    0};
    if (unit.disposition && unit.disposition->state != DispositionState::Failed) {
        row.kind = unit.disposition->kind;
        row.fee = unit.disposition->fee;
    } else if (row.isRejected()) {
        row.kind = DispositionKind::Reject;
    }
    return row;
}

} // namespace

bool DecisionRow::isChanged() const
{
    if (!kind || isSettled) {
        return false;
    }
    return !disposition || disposition->state == DispositionState::Failed || disposition->kind != *kind
        || (paysMoney() && disposition->fee != fee);
}

bool DecisionRow::isRejected() const
{
    return inspection.verdict == Verdict::Reject || place == UnitPlace::Customer;
}

QString DecisionRow::obstacle(DispositionKind wanted) const
{
    if (isRejected()) {
        return wanted == DispositionKind::Reject    ? QString()
            : inspection.verdict == Verdict::Reject ? Text::tr("It was rejected at its inspection.")
                                                    : Text::tr("It was sent back to the customer.");
    }
    switch (wanted) {
    case DispositionKind::Refund:
    case DispositionKind::StoreCredit: return paid.amount > 0 ? QString() : Text::tr("Nothing was paid for this unit.");
    case DispositionKind::Repair:
        return place == UnitPlace::Quarantine ? QString()
                                              : Text::tr("Only a unit in quarantine can be repaired: have it inspected again.");
    case DispositionKind::Reject:
        return place != UnitPlace::Sellable ? QString()
                                            : Text::tr("It is on sale again: have it inspected again to send it back.");
    case DispositionKind::Replacement: break;
    }
    return {};
}

std::vector<DecisionRow> decisionRows(const Rma &rma)
{
    std::vector<DecisionRow> rows;
    for (const RmaLine &line : rma.lines) {
        for (const RmaUnit &unit : line.units) {
            if (unit.inspection) {
                rows.push_back(rowOf(line, unit, rma.summary.value.currency));
            }
        }
    }
    return rows;
}

std::vector<UnitDecision> changedDecisions(const std::vector<DecisionRow> &rows)
{
    std::vector<UnitDecision> decisions;
    for (const DecisionRow &row : rows) {
        if (row.isChanged()) {
            decisions.push_back({row.lineId, row.unit, *row.kind, row.paysMoney() ? row.fee : 0});
        }
    }
    return decisions;
}

} // namespace tidegate
