// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/inspection_draft.h"

#include "ui/returns/return_words.h"

using namespace Qt::StringLiterals;

namespace tidegate {

void InspectionDraft::copyFinding(const InspectionDraft &from)
{
    grade = from.grade;
    verdict = from.verdict;
    stock = from.stock;
    reason = from.reason;
}

void InspectionDraft::clearFinding()
{
    grade.reset();
    verdict.reset();
    stock.reset();
    reason.clear();
}

UnitFinding InspectionDraft::finding() const
{
    return {lineId, unit, *grade, *verdict, *verdict == Verdict::Reject ? reason.trimmed() : QString(), *stock};
}

std::vector<InspectionDraft> inspectionDrafts(const Rma &rma)
{
    std::vector<InspectionDraft> drafts;
    for (const RmaLine &line : rma.lines) {
        const QString customer = reasonText(line);
        for (const RmaUnit &unit : line.units) {
            if (unit.place == UnitPlace::Expected || unit.place == UnitPlace::Missing) {
                continue;
            }
            const bool isGone = unit.place == UnitPlace::Repair || unit.place == UnitPlace::Customer;
            drafts.push_back({line.id, unit.unit, line.received, line.sku, line.name, customer, unit.inspection, isGone});
        }
    }
    return drafts;
}

} // namespace tidegate
