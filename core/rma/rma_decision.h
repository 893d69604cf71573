// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_step_frame.h"

namespace tidegate {

/// What finance decides about one unit.
struct UnitDecision {
    QString lineId;
    qint64 unit = 1;
    DispositionKind kind = DispositionKind::Reject;
    qint64 fee = 0;                        ///< for restocking, of money and credit alone; at most what was paid for the unit
    std::optional<Currency> feeCurrency{}; ///< where the caller has named one: InvalidRequest unless it is the order's
};

/// Units that one line of a replacement order will have.
struct PlannedReplacement {
    QString orderLineId;
    QString sku;
    QString name;
    qint64 quantity = 0;
    qint64 available = 0; ///< in stock now, but for what the lines before need; fewer than the quantity: completing will fail
};

/// What completing a return does, before it is done.
struct CompletionPlan {
    Money refund; ///< by the way in which was paid
    Money credit;
    Money fees; ///< kept back
    /// What four eyes look at: refunds and credit of the whole return, those that were given before as well, and what other
    /// returns of the order gave for units that the one who asks inspected or decided about.
    Money allMoney;
    Money refundable; ///< what is left of what was captured for the order
    std::vector<PlannedReplacement> replacements;
    qint64 repairs = 0;
    qint64 sentBack = 0;
    qint64 undecided = 0;            ///< accepted units without a decision
    bool aboveLimit = false;         ///< whoever inspected or decided may not complete it
    bool needsAnotherPerson = false; ///< the one who asks is such a person
};

/// Step decide, as takeStep() has it. InvalidRequest names the unit and why: not inspected; a rejected unit given anything but REJECT; a fee that is
/// out of bounds; nothing was paid for the unit; REJECT of a unit that is on sale again; REPAIR of one that is not in quarantine. Conflict where an
/// earlier decision has been carried out, its refund is in doubt, or the unit was sent back ("with_customer": then REJECT alone
/// is left). Rejected units that are not named get REJECT by themselves.
Result<RmaAnswer> decideRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                            const std::vector<UnitDecision> &decisions);

/// What completing would do if these decisions were made first (none: as the return stands). Changes nothing.
Result<CompletionPlan> previewCompletion(ReadTransaction &transaction, const RmaOptions &options, const QString &rmaId,
                                         const std::vector<UnitDecision> &decisions, const RmaActor &actor);

/// The same for a return in hand; what completing is done by.
CompletionPlan planCompletion(ReadTransaction &transaction, const RmaOptions &options, Rma &rma, const RmaActor &actor);

} // namespace tidegate
