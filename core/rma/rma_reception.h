// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_step_frame.h"

namespace tidegate {

/// What came with one parcel, and what will surely not come.
struct NewReceipt {
    std::vector<RmaReceiptLine> lines;
    QString tracking;
};

/// What the inspector found about one unit.
struct UnitFinding {
    QString lineId;
    qint64 unit = 1;
    ItemGrade grade = ItemGrade::New;
    Verdict verdict = Verdict::Accept;
    QString reason;                            ///< of a rejection, always; at most 1000 characters
    StockClass stock = StockClass::Quarantine; ///< a rejected unit is not sold again
};

/// Steps receive and inspect, as takeStep() has them. InvalidRequest names the line, the unit and why. An inspection puts the unit into the stock that
/// it names; one of a unit that was inspected before supersedes the earlier one, takes the unit from where that one put it, and withdraws what
/// finance had decided: Conflict where the unit is on sale again and sold by now, or where its disposition has begun.
Result<RmaAnswer> receiveRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                             const NewReceipt &receipt);
Result<RmaAnswer> inspectRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                             const std::vector<UnitFinding> &findings);

} // namespace tidegate
