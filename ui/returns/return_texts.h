// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_queries.h"
#include "core/staff/staff_actor.h"

#include <QIcon>
#include <QString>

#include <optional>

namespace tidegate {

// What returns, their steps and their history are called by people.

QIcon returnStateIcon(RmaState state);
QString returnStepText(RmaStep step);
/// "validated", "declined": after somebody's name.
QString returnStepDone(RmaStep step);
/// "Return R-7K3QD-2MX9B is now validated."
QString returnNowText(const RmaSummary &rma);
/// Who acts next: "Support", "Customer", …
QString returnQueueText(RmaQueue queue);
QString unitPlaceText(UnitPlace place);

[[nodiscard]] bool isOverdue(const RmaSummary &rma, UtcMillis now);
/// "in 3 h", "overdue by 3 h"; "–" where there is no clock.
QString dueText(const RmaSummary &rma, UtcMillis now);

/// Of an event of the history: the state before and after, empty where there is none.
QString stateBefore(const RmaEvent &event);
QString stateAfter(const RmaEvent &event);
std::optional<RmaState> stateOfEvent(const RmaEvent &event); ///< after it
/// What else the audit trail has of it: "reason: Out of stock".
QString eventDetails(const RmaEvent &event);
/// Everything that is not in `known` but in `newer`: "bob (10:42:03): validated (Submitted → Validated)". Empty: nothing.
QString changesBetween(const RmaDetails &known, const RmaDetails &newer);

/// Why a step was refused, and what to do.
QString stepRefusalText(const Error &error);
/// Why whoever is signed in can't take this step with a return in this state; empty: they can.
QString stepObstacle(const std::optional<StaffActor> &actor, RmaState state, RmaStep step);

} // namespace tidegate
