// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"
#include "core/store/refusal.h"

#include <limits>

namespace tidegate {

/// The SQL of the tables of returns. Everything here runs inside a command.

/// due_at of a state that has no clock.
inline constexpr UtcMillis neverDue = std::numeric_limits<qint64>::max();

/// The columns of a summary, and what reads them.
QString rmaSummaryColumns();
RmaSummary readRmaSummary(const Row &row);

std::optional<Rma> findRma(ReadTransaction &transaction, const QString &id);
/// Whether a return is another shopper's; of `shopperId` empty (one of the staff) nothing.
ForeignQuery foreignRma(const QString &id, const QString &shopperId);

/// A new return, in state submitted: rma, its lines and units, and what it is found by.
void insertRma(WriteTransaction &transaction, const Rma &rma);
/// State, queue, SLA clock and what of the return itself may change, under its next version. False where it has another version now.
bool updateRma(WriteTransaction &transaction, const Rma &rma, RmaState before);
/// approved, received, missing.
void updateLine(WriteTransaction &transaction, const Rma &rma, const RmaLine &line);
/// place, and which inspection and disposition hold.
void updateUnit(WriteTransaction &transaction, const Rma &rma, const RmaUnit &unit);
/// Other returns may have its units again.
void releaseUnits(WriteTransaction &transaction, const QString &rmaId);

void insertReceipt(WriteTransaction &transaction, const QString &rmaId, const RmaReceipt &receipt);
void insertInspection(WriteTransaction &transaction, const QString &rmaId, const RmaInspection &inspection);
void insertDisposition(WriteTransaction &transaction, const QString &rmaId, const RmaDisposition &disposition);
/// state, refund_id, result_ref, done_at.
void updateDisposition(WriteTransaction &transaction, const RmaDisposition &disposition);
/// What was decided otherwise since this refund was asked for.
std::vector<RmaDisposition> withdrawnOfRefund(ReadTransaction &transaction, const QString &refundId);
void insertRepair(WriteTransaction &transaction, const QString &rmaId, const RmaRepair &repair);
void closeRepair(WriteTransaction &transaction, const RmaRepair &repair);
void insertNote(WriteTransaction &transaction, const QString &rmaId, const RmaNote &note);

} // namespace tidegate
