// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"
#include "core/base/json.h"
#include "core/rma/rma_completion.h"
#include "core/rma/rma_reception.h"
#include "core/rma/rma_request.h"

namespace tidegate {

// What is asked for over HTTP about returns. These read the fields of a body and leave what is wrong with them in `fields`, whose finish() tells it.

NewRma readNewRma(JsonFields &fields);
NewReceipt readReceipt(JsonFields &fields);
std::vector<UnitFinding> readFindings(JsonFields &fields);
/// "units"; required: at least one.
std::vector<UnitDecision> readDecisions(JsonFields &fields, bool required);
RepairResult readRepair(JsonFields &fields);
ReturnRules readRules(JsonFields &fields);

/// Who asks for what, but for the return and the version: those are in the request's path and If-Match.
Result<RmaAction> readAction(const Request &request, RmaActor actor);
/// The same on the version that If-Match names. PreconditionRequired without one.
Result<RmaAction> readVersionedAction(const Request &request, RmaActor actor);

} // namespace tidegate
