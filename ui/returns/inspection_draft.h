// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_reception.h"

#include <optional>
#include <vector>

namespace tidegate {

/// A unit that has arrived, and what the inspector has entered about it so far.
struct InspectionDraft {
    QString lineId;
    qint64 unit = 1;
    qint64 unitsOfLine = 1;
    QString sku;
    QString name;
    QString customer; ///< why it comes back, in the customer's words where there are some
    std::optional<RmaInspection> earlier;
    bool isGone = false; ///< under repair or back with the customer: it can't be inspected any more

    std::optional<ItemGrade> grade{};
    std::optional<Verdict> verdict{};
    std::optional<StockClass> stock{};
    QString reason{}; ///< of a rejection

    [[nodiscard]] bool isSame(const InspectionDraft &other) const { return lineId == other.lineId && unit == other.unit; }
    [[nodiscard]] bool isBegun() const { return grade || verdict || stock || !reason.isEmpty(); }
    [[nodiscard]] bool isComplete() const { return grade && verdict && stock && (*verdict == Verdict::Accept || hasReason()); }
    [[nodiscard]] bool hasReason() const { return !reason.trimmed().isEmpty(); }
    /// Nothing is known about the unit, nor entered in full.
    [[nodiscard]] bool isToDo() const { return !isGone && !isComplete() && (isBegun() || !earlier); }
    /// Takes what another unit was found to be.
    void copyFinding(const InspectionDraft &from);
    void clearFinding();
    /// Of a complete one.
    [[nodiscard]] UnitFinding finding() const;
};

/// Of every unit that has arrived, in the order of the lines.
std::vector<InspectionDraft> inspectionDrafts(const Rma &rma);

} // namespace tidegate
