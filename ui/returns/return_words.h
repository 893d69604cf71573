// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"

#include <QString>

namespace tidegate {

// What is told about returned units, and whose they are, in words for people.

/// The e-mail address; without one the shopper's id.
QString customerText(const RmaSummary &rma);
QString reasonText(ReturnReason reason);
/// With the customer's own words, where there are some: "Does not fit: Too tight at the shoulders".
QString reasonText(const RmaLine &line);
QString gradeText(ItemGrade grade);
QString verdictText(Verdict verdict);
QString stockText(StockClass stock);
QString dispositionText(DispositionKind kind);
QString dispositionStateText(DispositionState state);
/// "Used · rejected · quarantine"
QString findingText(ItemGrade grade, Verdict verdict, StockClass stock);

} // namespace tidegate
