// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_decision.h"

#include <vector>

namespace tidegate {

/// A unit that finance decides about, or has decided about.
struct DecisionRow {
    QString lineId;
    qint64 unit = 1;
    QString sku;
    QString name;
    RmaInspection inspection;
    UnitPlace place = UnitPlace::Arrived;
    Money paid; ///< for the unit
    Money tax;  ///< of that
    Money shipping;
    std::optional<RmaDisposition> disposition; ///< the one that holds
    bool isSettled = false;                    ///< it is carried out, or under way: nothing can be decided any more

    std::optional<DispositionKind> kind; ///< what is chosen
    qint64 fee = 0;                      ///< likewise, in minor units

    [[nodiscard]] bool isSame(const DecisionRow &other) const { return lineId == other.lineId && unit == other.unit; }
    [[nodiscard]] bool paysMoney() const { return kind == DispositionKind::Refund || kind == DispositionKind::StoreCredit; }
    /// Something else is chosen than what is decided.
    [[nodiscard]] bool isChanged() const;
    /// Why the unit can't be given this; empty: it can.
    [[nodiscard]] QString obstacle(DispositionKind kind) const;
    /// Nothing but REJECT is left for it: it was rejected, or is with the customer again.
    [[nodiscard]] bool isRejected() const;
};

/// Of every inspected unit, in the order of the lines. What is decided is chosen; of a unit of which nothing else is left REJECT; of one that nobody
/// decided about, or whose disposition failed, nothing.
std::vector<DecisionRow> decisionRows(const Rma &rma);
/// Of the rows that are changed.
std::vector<UnitDecision> changedDecisions(const std::vector<DecisionRow> &rows);

} // namespace tidegate
