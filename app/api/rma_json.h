// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/order_json.h"
#include "core/rma/rma_decision.h"
#include "core/rma/rma_queries.h"
#include "core/rma/rma_request.h"

namespace tidegate {

// Returns as JSON. A shopper is told nothing that is the shop's own: no internal notes, no names of the staff ("staff" did it), no decision before it
// is carried out, no place of a unit in the stock.

/// As the answer to a step.
QByteArray toJson(const Rma &rma, Audience audience);
/// The same with its history.
QByteArray toJson(const RmaDetails &details, Audience audience);
QByteArray toJson(const Page<RmaSummary> &page, Audience audience);
QByteArray toJson(const RmaAttachment &attachment, Audience audience);
QByteArray toJson(const RmaNote &note);
QByteArray toJson(const std::vector<ReturnableLine> &lines);
QByteArray toJson(const CompletionPlan &plan);
QByteArray toJson(const ReturnRules &rules);

} // namespace tidegate
