// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_decision.h"
#include "core/rma/rma_queries.h"

namespace tidegate {

// Returns for tests and pictures of what is done to them: of one order with two jackets (PINE-M), a lamp (LAMP-2) and a kettle (KETTLE).

/// Nothing has come.
RmaDetails returnUnderWay(UtcMillis now);
/// The jackets and the lamp have come, the kettle is missing; nothing is inspected.
RmaDetails returnReceived(UtcMillis now);
/// One jacket is accepted and in quarantine, the other accepted and on sale again, the lamp rejected.
RmaDetails returnInspected(UtcMillis now);
/// All is decided, and the refund failed.
RmaDetails returnInAttention(UtcMillis now);
/// The jacket in quarantine was sent back to the customer, and then the return was opened again.
RmaDetails returnSentBack(UtcMillis now);
/// A jacket is under repair.
RmaDetails returnUnderRepair(UtcMillis now);

/// What completing returnInspected() would do with a refund and a replacement.
CompletionPlan mixedPlan();

/// Of a shop with some thousand returns.
RmaFigures busyReturnFigures(UtcMillis now);

} // namespace tidegate
