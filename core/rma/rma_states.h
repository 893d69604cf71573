// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/staff/staff_role.h"

#include <QString>

#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <vector>

namespace tidegate {

/// Where a return (RMA) stands.
enum class RmaState {
    Submitted,
    Validated,
    Approved,
    InTransit,
    PartlyReceived,
    Received,
    Inspected,
    Decided,
    Settling, ///< money is on its way, or a repair under way
    Completed,
    Declined,
    Cancelled,
    Expired,
    Attention, ///< a refund or a repair failed; finance decides how it goes on
};

/// What can be done to a return.
enum class RmaStep {
    Submit,
    Validate,
    Approve,
    Decline,
    Cancel,
    Expire,
    Send,
    Receive,
    Inspect,
    Decide,
    Complete,
    Repair,
    Settle,
    Retry,
    Reopen,
};

/// Who may take a step. An admin may whatever one of the staff may.
enum class RmaParty { Shopper, Support, Warehouse, Finance, System };

/// Who has to act next; the queues of the console.
enum class RmaQueue { Support, Customer, Warehouse, Finance, System, Closed };

/// As stored and as in the API: "partly_received", …
QString rmaStateName(RmaState state);
std::optional<RmaState> rmaStateFromName(QStringView name);
/// "validate", …; the audit trail's action is "rma." and this.
QString rmaStepName(RmaStep step);
std::optional<RmaStep> rmaStepFromName(QStringView name);
QString rmaPartyName(RmaParty party);
QString rmaQueueName(RmaQueue queue);
std::optional<RmaQueue> rmaQueueFromName(QStringView name);

/// What a state means for those who work on it.
struct RmaStateRule {
    RmaState state;
    RmaQueue queue;
    std::chrono::hours due; ///< the SLA clock: so long may it stay in this state; 0: as long as it likes
};
/// In the order of the enumeration.
std::span<const RmaStateRule> rmaStateRules();
const RmaStateRule &ruleOf(RmaState state);

/// One arrow of the workflow. A step with several arrows from one state goes where `when` says. A new return comes from nothing.
struct RmaTransition {
    std::optional<RmaState> from;
    RmaStep step;
    RmaState to;
    std::array<RmaParty, 3> parties; ///< filled up by repeating the last
    const char *when;                ///< for people; empty: always
};
/// The whole workflow; code, docs/returns.md and the console's diagram are all drawn from it.
std::span<const RmaTransition> rmaTransitions();

/// The steps that some party may take, in the order of the table; empty: the return is over for good.
std::vector<RmaStep> legalSteps(RmaState state);
/// Where a step may lead; empty: it is not legal.
std::vector<RmaState> next(std::optional<RmaState> state, RmaStep step);
bool isLegal(std::optional<RmaState> from, RmaStep step, RmaState to);
/// Whether the party may take the step, in whatever state.
bool mayTake(RmaParty party, RmaStep step);
/// The role that `step` asks of the staff; nothing for what only the shopper or the program itself does.
std::vector<StaffRole> rolesFor(RmaStep step);

/// The page docs/returns.md.
QString rmaDocument();

} // namespace tidegate
