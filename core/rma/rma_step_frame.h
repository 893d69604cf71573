// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/rma/rma.h"
#include "core/sale/sale_board.h"
#include "core/staff/staff_actor.h"
#include "core/store/action_key.h"
#include "core/store/transaction.h"

#include <QJsonObject>

#include <functional>

namespace tidegate {

/// Who does something to a return: one of the staff, a shopper, or the program itself. By default nobody, who may do nothing.
struct RmaActor {
    std::optional<StaffActor> staff;
    QString shopperId;
    bool isSystem = false;

    static RmaActor ofStaff(StaffActor actor) { return {std::move(actor), {}}; }
    static RmaActor ofShopper(QString id) { return {std::nullopt, std::move(id)}; }
    static RmaActor system() { return {std::nullopt, {}, true}; }

    /// As in the audit trail: "staff:NAME", "shopper:ID", "system", "nobody".
    [[nodiscard]] QString text() const;
    /// Of idempotency keys: "staff:ID", "shopper:ID".
    [[nodiscard]] QString scope() const;
    /// The staff member's id; empty for others.
    [[nodiscard]] QString staffId() const { return staff ? staff->id : QString(); }
};

/// Who does something to which return.
struct RmaAction {
    QString rmaId;                         ///< empty for a new one
    std::optional<qint64> expectedVersion; ///< that the actor has seen; only shoppers may do without
    QString idempotencyKey;                ///< empty: none
    QString requestHash;                   ///< tells one request from another under the same key
    RmaActor actor;
    QString requestId;
};

struct RmaAnswer {
    Rma rma; ///< as it is now
    bool replayed = false;
};

struct RmaOptions {
    /// Whoever inspected or decided a unit may not release more than this by completing, all returns of one order together, in
    /// minor units of whatever currency.
    qint64 fourEyesAbove = 20'000;
};

/// What all steps work with.
struct RmaContext {
    const Clock &clock;
    Random &random;
    SaleBoard &board;
    RmaOptions options;

    [[nodiscard]] QString newId() const;
};

/// What a step made of the return it was given: its fields are written back, but for the state, which becomes `to`.
struct StepOutcome {
    RmaState to;
    QJsonObject details; ///< for the audit trail, beside the state
};

/// Forbidden where the actor may not take the step, whatever the return.
Result<Done> demandParty(const RmaActor &actor, RmaStep step);

/// The frame of every step, in the caller's one transaction: a request that was done under its key before is answered with the return as it is now;
/// else role, return, version and state are checked, `work` does what the step is about, and the return gets its new state, version, SLA clock and
/// one audit entry. Errors: Forbidden; NotFound (also for another shopper's return); PreconditionRequired; VersionConflict, which names the version
/// now; IllegalTransition, which names the state and what is legal; IdempotencyKeyReused; and whatever `work` fails with. Then nothing has changed.
Result<RmaAnswer> takeStep(WriteTransaction &transaction, const RmaAction &action, RmaStep step,
                           const std::function<Result<StepOutcome>(Rma &)> &work);

/// The part of takeStep() after the checks, for steps that the program takes within others: state, version, clock, audit entry.
Result<Done> applyStep(WriteTransaction &transaction, Rma &rma, RmaStep step, const StepOutcome &outcome, const QString &actor,
                       const QString &requestId);

/// The audit entry of one step. Without a state before: the return is new.
void auditStep(WriteTransaction &transaction, const Rma &rma, RmaStep step, std::optional<RmaState> before, QJsonObject details,
               const QString &actor, const QString &requestId);

/// The request that was done under this key before, if it was.
Result<std::optional<RmaAnswer>> replayOf(ReadTransaction &transaction, const RmaAction &action);
ActionKey keyOf(const RmaAction &action);

} // namespace tidegate
