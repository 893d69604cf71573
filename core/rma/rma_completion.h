// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_decision.h"
#include "core/sale/refund_service.h"

namespace tidegate {

/// How a repair ended.
struct RepairResult {
    QString repairId;
    bool repaired = false; ///< then the unit is sent back to the customer; else it is in quarantine again
    QString note;          ///< required where it was not repaired; at most 1000 characters
};

/// Steps complete, repair, retry and reopen, as takeStep() has them.
///
/// Completing carries out what is decided, all or nothing: the REFUNDs become one refund, each STORE_CREDIT one issue of credit, the REPLACEMENTs one
/// order of price zero that reserves stock, each REPAIR a job, and what is rejected is sent back. Forbidden to whoever inspected or decided, where the
/// return's money is above the four-eyes limit; OutOfStock where a replacement is not there; Conflict where less is left of what was captured.
Result<RmaAnswer> completeRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action);
/// InvalidRequest for an unknown repair; Conflict for one that has ended.
Result<RmaAnswer> finishRepair(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                               const RepairResult &result);
/// Refunds that failed are sent again, failed repairs begin anew. Conflict where nothing failed; errors of
/// RefundService::retry().
Result<RmaAnswer> retryRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                           const RefundService &refunds);
/// Finance decides anew about what came to nothing. Conflict while a refund is on its way. The note, at most 2000 characters, is kept (internal).
Result<RmaAnswer> reopenRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                            const QString &note);

/// RefundService's listener: what hangs on the refund, and the return's state, in the refund's own transaction. A refund that was
/// paid though finance has decided otherwise takes the place of what is not carried out yet, and puts the return into attention.
void refundChanged(WriteTransaction &transaction, const Refund &refund);
/// RefundService's guard: Conflict where finance has decided otherwise about all that a failed refund was for.
Result<Done> mayRetry(ReadTransaction &transaction, const Refund &refund);

} // namespace tidegate
