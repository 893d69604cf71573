// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_states.h"

#include "core/rma/name_table.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

using enum RmaState;
using S = RmaStep;
using P = RmaParty;

constexpr std::array stateNames{"submitted", "validated", "approved",  "in_transit", "partly_received", "received", "inspected",
                                "decided",   "settling",  "completed", "declined",   "cancelled",       "expired",  "attention"};
constexpr std::array stepNames{"submit",  "validate", "approve",  "decline", "cancel", "expire", "send",  "receive",
                               "inspect", "decide",   "complete", "repair",  "settle", "retry",  "reopen"};
constexpr std::array partyNames{"shopper", "support", "warehouse", "finance", "system"};
constexpr std::array queueNames{"support", "customer", "warehouse", "finance", "system", "closed"};

constexpr std::array<RmaStateRule, 14> stateRules{{
    {Submitted, RmaQueue::Support, 24h},
    {Validated, RmaQueue::Support, 24h},
    {Approved, RmaQueue::Customer, 0h},
    {InTransit, RmaQueue::Warehouse, 240h},
    {PartlyReceived, RmaQueue::Warehouse, 120h},
    {Received, RmaQueue::Warehouse, 48h},
    {Inspected, RmaQueue::Finance, 48h},
    {Decided, RmaQueue::Finance, 24h},
    {Settling, RmaQueue::System, 24h},
    {Completed, RmaQueue::Closed, 0h},
    {Declined, RmaQueue::Closed, 0h},
    {Cancelled, RmaQueue::Closed, 0h},
    {Expired, RmaQueue::Closed, 0h},
    {Attention, RmaQueue::Finance, 4h},
}};

constexpr std::array<RmaParty, 3> by(RmaParty one)
{
    return {one, one, one};
}
constexpr std::array<RmaParty, 3> by(RmaParty one, RmaParty other)
{
    return {one, other, other};
}
constexpr const char *restToCome = "units are still to come";
constexpr const char *allThere = "every approved unit has arrived or is missing";
constexpr const char *nothingCame = "every approved unit is missing";
constexpr const char *unitsLeft = "units are left";
constexpr const char *noUnitsLeft = "no unit is left";
constexpr const char *waits = "a refund is on its way or a repair under way";
constexpr const char *failed = "a refund or a repair failed";
constexpr const char *paidAfterAll = "a refund was paid after all that was decided otherwise about";
constexpr const char *failedOrPaid = "a refund or a repair failed, or a refund was paid after all";
constexpr const char *allDone = "all is done";

constexpr RmaTransition transitions[] = {
    {std::nullopt, S::Submit, Submitted, by(P::Shopper, P::Support), ""},
    {Submitted, S::Validate, Validated, by(P::Support, P::System), ""},
    {Submitted, S::Decline, Declined, by(P::Support), ""},
    {Submitted, S::Cancel, Cancelled, by(P::Shopper, P::Support), ""},
    {Validated, S::Approve, Approved, by(P::Support, P::System), ""},
    {Validated, S::Decline, Declined, by(P::Support), ""},
    {Validated, S::Cancel, Cancelled, by(P::Shopper, P::Support), ""},
    {Approved, S::Send, InTransit, {{P::Shopper, P::Support, P::Warehouse}}, ""},
    {Approved, S::Receive, PartlyReceived, by(P::Warehouse), restToCome},
    {Approved, S::Receive, Received, by(P::Warehouse), allThere},
    {Approved, S::Receive, Inspected, by(P::Warehouse), nothingCame},
    {Approved, S::Cancel, Cancelled, by(P::Shopper, P::Support), ""},
    {Approved, S::Expire, Expired, by(P::System), "nothing was sent in time"},
    {InTransit, S::Receive, PartlyReceived, by(P::Warehouse), restToCome},
    {InTransit, S::Receive, Received, by(P::Warehouse), allThere},
    {InTransit, S::Receive, Inspected, by(P::Warehouse), nothingCame},
    {InTransit, S::Cancel, Cancelled, by(P::Shopper, P::Support), ""},
    {PartlyReceived, S::Receive, PartlyReceived, by(P::Warehouse), restToCome},
    {PartlyReceived, S::Receive, Received, by(P::Warehouse), allThere},
    {PartlyReceived, S::Receive, Inspected, by(P::Warehouse), nothingCame},
    {Received, S::Inspect, Received, by(P::Warehouse), unitsLeft},
    {Received, S::Inspect, Inspected, by(P::Warehouse), noUnitsLeft},
    {Inspected, S::Inspect, Inspected, by(P::Warehouse), ""},
    {Inspected, S::Repair, Inspected, by(P::Warehouse), "it was reopened with a repair under way"},
    {Inspected, S::Settle, Inspected, by(P::System), "a refund that had failed was tried again"},
    {Inspected, S::Decide, Inspected, by(P::Finance), unitsLeft},
    {Inspected, S::Decide, Decided, by(P::Finance), noUnitsLeft},
    {Decided, S::Decide, Decided, by(P::Finance), ""},
    {Decided, S::Inspect, Inspected, by(P::Warehouse), ""},
    {Decided, S::Complete, Settling, by(P::Finance), waits},
    {Decided, S::Complete, Attention, by(P::Finance), failed},
    {Decided, S::Complete, Completed, by(P::Finance), allDone},
    {Decided, S::Repair, Decided, by(P::Warehouse), "it was reopened with a repair under way"},
    {Decided, S::Settle, Decided, by(P::System), "a refund that had failed was tried again"},
    {Decided, S::Settle, Attention, by(P::System), paidAfterAll},
    {Settling, S::Settle, Settling, by(P::System), waits},
    {Settling, S::Settle, Attention, by(P::System), failedOrPaid},
    {Settling, S::Settle, Completed, by(P::System), allDone},
    {Settling, S::Repair, Settling, by(P::Warehouse), waits},
    {Settling, S::Repair, Attention, by(P::Warehouse), failed},
    {Settling, S::Repair, Completed, by(P::Warehouse), allDone},
    {Attention, S::Settle, Settling, by(P::System), waits},
    {Attention, S::Settle, Attention, by(P::System), failedOrPaid},
    {Attention, S::Settle, Completed, by(P::System), allDone},
    {Attention, S::Repair, Attention, by(P::Warehouse), ""},
    {Attention, S::Retry, Settling, by(P::Finance), ""},
    {Attention, S::Reopen, Decided, by(P::Finance), "no refund is on its way"},
    {Completed, S::Settle, Attention, by(P::System), paidAfterAll},
    {Completed, S::Reopen, Decided, by(P::Finance), ""},
};

QStringList partiesOf(const RmaTransition &transition)
{
    QStringList names;
    for (const RmaParty party : transition.parties) {
        if (!names.contains(rmaPartyName(party)))
            names << rmaPartyName(party);
    }
    return names;
}

QString diagram()
{
    QString text = u"```mermaid\nstateDiagram-v2\n"_s;
    for (const RmaTransition &transition : transitions) {
        text += u"    "_s + (transition.from ? rmaStateName(*transition.from) : u"[*]"_s) + u" --> "_s
            + rmaStateName(transition.to) + u" : "_s + rmaStepName(transition.step) + u'\n';
    }
    for (const RmaState state : {Declined, Cancelled, Expired, Completed})
        text += u"    "_s + rmaStateName(state) + u" --> [*]\n"_s;
    return text + u"```\n"_s;
}

} // namespace

QString rmaStateName(RmaState state)
{
    return nameOf(stateNames, state);
}
std::optional<RmaState> rmaStateFromName(QStringView name)
{
    return valueOf<RmaState>(stateNames, name);
}
QString rmaStepName(RmaStep step)
{
    return nameOf(stepNames, step);
}
std::optional<RmaStep> rmaStepFromName(QStringView name)
{
    return valueOf<RmaStep>(stepNames, name);
}
QString rmaPartyName(RmaParty party)
{
    return nameOf(partyNames, party);
}
QString rmaQueueName(RmaQueue queue)
{
    return nameOf(queueNames, queue);
}
std::optional<RmaQueue> rmaQueueFromName(QStringView name)
{
    return valueOf<RmaQueue>(queueNames, name);
}

std::span<const RmaStateRule> rmaStateRules()
{
    return stateRules;
}
const RmaStateRule &ruleOf(RmaState state)
{
    return stateRules.at(std::size_t(state));
}
std::span<const RmaTransition> rmaTransitions()
{
    return transitions;
}

std::vector<RmaStep> legalSteps(RmaState state)
{
    std::vector<RmaStep> steps;
    for (const RmaTransition &transition : transitions) {
        if (transition.from == state && std::find(steps.begin(), steps.end(), transition.step) == steps.end())
            steps.push_back(transition.step);
    }
    return steps;
}

std::vector<RmaState> next(std::optional<RmaState> state, RmaStep step)
{
    std::vector<RmaState> states;
    for (const RmaTransition &transition : transitions) {
        if (transition.from == state && transition.step == step)
            states.push_back(transition.to);
    }
    return states;
}

bool isLegal(std::optional<RmaState> from, RmaStep step, RmaState to)
{
    const std::vector<RmaState> states = next(from, step);
    return std::find(states.begin(), states.end(), to) != states.end();
}

bool mayTake(RmaParty party, RmaStep step)
{
    return std::any_of(std::begin(transitions), std::end(transitions), [party, step](const RmaTransition &transition) {
        return transition.step == step
            && std::find(std::begin(transition.parties), std::end(transition.parties), party) != std::end(transition.parties);
    });
}

std::vector<StaffRole> rolesFor(RmaStep step)
{
    std::vector<StaffRole> roles;
    for (const auto &[party, role] :
         {std::pair(RmaParty::Support, StaffRole::Support), std::pair(RmaParty::Warehouse, StaffRole::Warehouse),
          std::pair(RmaParty::Finance, StaffRole::Finance)}) {
        if (mayTake(party, step))
            roles.push_back(role);
    }
    return roles;
}

QString rmaDocument()
{
    QString text =
        u"# Returns\n\nHow a return (RMA) goes from the shopper's request to its end. Whoever of the staff is named may take the step; "
        "an admin may take all of them. `tst_rma_states` holds this page equal to `core/rma/rma_states.cpp`.\n\n"_s
        + diagram() + u"\n## Steps\n\n| from | step | to | who | when |\n|---|---|---|---|---|\n"_s;
    for (const RmaTransition &transition : transitions) {
        const QString from = transition.from ? u'`' + rmaStateName(*transition.from) + u'`' : u"(new)"_s;
        text += u"| "_s + from + u" | "_s + rmaStepName(transition.step) + u" | `"_s + rmaStateName(transition.to) + u"` | "_s
            + partiesOf(transition).join(u", "_s) + u" | "_s + QString::fromLatin1(transition.when) + u" |\n"_s;
    }
    text += u"\n## States\n\n| state | who has to act | within |\n|---|---|---|\n"_s;
    for (const RmaStateRule &rule : stateRules) {
        text += u"| `"_s + rmaStateName(rule.state) + u"` | "_s + rmaQueueName(rule.queue) + u" | "_s
            + (rule.due.count() > 0 ? QString::number(rule.due.count()) + u" h"_s : QString()) + u" |\n"_s;
    }
    return text;
}

} // namespace tidegate
