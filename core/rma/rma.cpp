// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma.h"

#include "core/rma/name_table.h"

#include <algorithm>

namespace tidegate {

namespace {

constexpr NameTable<8> reasons{"damaged",      "defective",    "wrong_item",   "not_as_described",
                               "does_not_fit", "changed_mind", "arrived_late", "other"};
constexpr NameTable<5> grades{"new", "opened", "used", "damaged", "defective"};
constexpr NameTable<2> verdicts{"accept", "reject"};
constexpr NameTable<3> stockClasses{"restock", "quarantine", "scrap"};
constexpr NameTable<5> kinds{"REFUND", "REPLACEMENT", "REPAIR", "STORE_CREDIT", "REJECT"};
constexpr NameTable<5> dispositionStates{"decided", "executing", "done", "failed", "withdrawn"};
constexpr NameTable<8> places{"expected", "missing", "arrived", "sellable", "quarantine", "scrap", "repair", "customer"};
constexpr NameTable<3> repairStates{"open", "repaired", "failed"};
constexpr NameTable<2> visibilities{"internal", "customer"};

} // namespace

#define TIDEGATE_NAMES(Type, function, table)                                                                                    \
    QString function##Name(Type value)                                                                                           \
    {                                                                                                                            \
        return nameOf(table, value);                                                                                             \
    }                                                                                                                            \
    std::optional<Type> function##FromName(QStringView name)                                                                     \
    {                                                                                                                            \
        return valueOf<Type>(table, name);                                                                                       \
    }

TIDEGATE_NAMES(ReturnReason, returnReason, reasons)
TIDEGATE_NAMES(ItemGrade, itemGrade, grades)
TIDEGATE_NAMES(Verdict, verdict, verdicts)
TIDEGATE_NAMES(StockClass, stockClass, stockClasses)
TIDEGATE_NAMES(DispositionKind, dispositionKind, kinds)
TIDEGATE_NAMES(DispositionState, dispositionState, dispositionStates)
TIDEGATE_NAMES(UnitPlace, unitPlace, places)
TIDEGATE_NAMES(RepairState, repairState, repairStates)
TIDEGATE_NAMES(NoteVisibility, noteVisibility, visibilities)
#undef TIDEGATE_NAMES

RmaLine *Rma::line(const QString &lineId)
{
    const auto found = std::find_if(lines.begin(), lines.end(), [&lineId](const RmaLine &known) { return known.id == lineId; });
    return found == lines.end() ? nullptr : &*found;
}

const RmaLine *Rma::line(const QString &lineId) const
{
    return const_cast<Rma *>(this)->line(lineId);
}

RmaUnit *Rma::unit(const QString &lineId, qint64 number)
{
    RmaLine *const its = line(lineId);
    return its && number >= 1 && number <= qint64(its->units.size()) ? &its->units[std::size_t(number - 1)] : nullptr;
}

std::vector<RmaUnit *> Rma::arrivedUnits()
{
    std::vector<RmaUnit *> arrived;
    for (RmaLine &one : lines) {
        for (RmaUnit &its : one.units) {
            if (its.place != UnitPlace::Expected && its.place != UnitPlace::Missing)
                arrived.push_back(&its);
        }
    }
    return arrived;
}

} // namespace tidegate
