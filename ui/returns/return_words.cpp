// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_words.h"

#include <QCoreApplication>

namespace tidegate {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::ReturnWords)
};

} // namespace

QString customerText(const RmaSummary &rma)
{
    return rma.email.isEmpty() ? rma.shopperId : rma.email;
}

QString reasonText(ReturnReason reason)
{
    switch (reason) {
    case ReturnReason::Damaged: return Words::tr("Arrived damaged");
    case ReturnReason::Defective: return Words::tr("Does not work");
    case ReturnReason::WrongItem: return Words::tr("Wrong item");
    case ReturnReason::NotAsDescribed: return Words::tr("Not as described");
    case ReturnReason::DoesNotFit: return Words::tr("Does not fit");
    case ReturnReason::ChangedMind: return Words::tr("Changed mind");
    case ReturnReason::ArrivedLate: return Words::tr("Arrived late");
    case ReturnReason::Other: break;
    }
    return Words::tr("Other reason");
}

QString reasonText(const RmaLine &line)
{
    return line.note.isEmpty() ? reasonText(line.reason)
                               : Words::tr("%1: %2", "reason, the customer's words").arg(reasonText(line.reason), line.note);
}

QString gradeText(ItemGrade grade)
{
    switch (grade) {
    case ItemGrade::New: return Words::tr("New");
    case ItemGrade::Opened: return Words::tr("Opened");
    case ItemGrade::Used: return Words::tr("Used");
    case ItemGrade::Damaged: return Words::tr("Damaged");
    case ItemGrade::Defective: break;
    }
    return Words::tr("Defective");
}

QString verdictText(Verdict verdict)
{
    return verdict == Verdict::Accept ? Words::tr("Accepted") : Words::tr("Rejected");
}

QString stockText(StockClass stock)
{
    switch (stock) {
    case StockClass::Restock: return Words::tr("Restock");
    case StockClass::Quarantine: return Words::tr("Quarantine");
    case StockClass::Scrap: break;
    }
    return Words::tr("Scrap");
}

QString dispositionText(DispositionKind kind)
{
    switch (kind) {
    case DispositionKind::Refund: return Words::tr("Refund");
    case DispositionKind::Replacement: return Words::tr("Replacement");
    case DispositionKind::Repair: return Words::tr("Repair");
    case DispositionKind::StoreCredit: return Words::tr("Store credit");
    case DispositionKind::Reject: break;
    }
    return Words::tr("Reject");
}

QString dispositionStateText(DispositionState state)
{
    switch (state) {
    case DispositionState::Decided: return Words::tr("decided");
    case DispositionState::Executing: return Words::tr("under way");
    case DispositionState::Done: return Words::tr("done");
    case DispositionState::Failed: return Words::tr("failed");
    case DispositionState::Withdrawn: break;
    }
    return Words::tr("withdrawn");
}

QString findingText(ItemGrade grade, Verdict verdict, StockClass stock)
{
    return Words::tr("%1 · %2 · %3", "grade, verdict, stock")
        .arg(gradeText(grade), verdictText(verdict).toLower(), stockText(stock).toLower());
}

} // namespace tidegate
