// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"

#include <QString>

namespace tidegate {

// The words that the console has for what is entered about returned units.

QString stateText(RmaState state);
QString reasonText(ReturnReason reason);
QString gradeText(ItemGrade grade);
QString verdictText(Verdict verdict);
QString stockText(StockClass stock);
QString dispositionText(DispositionKind kind);
QString dispositionStateText(DispositionState state);
/// "Used · rejected · quarantine"
QString findingText(ItemGrade grade, Verdict verdict, StockClass stock);

} // namespace tidegate
