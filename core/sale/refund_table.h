// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/money.h"
#include "core/store/transaction.h"

#include <optional>
#include <vector>

namespace tidegate {

enum class RefundKind {
    Cancel,   ///< of what was never shipped
    Return,   ///< of what came back
    Goodwill, ///< of neither; needs an approver other than who asked
};
/// As stored and as in the API: "cancel", …
QString refundKindName(RefundKind kind);
RefundKind refundKindFromName(const QString &name);

enum class RefundState {
    Pending, ///< to be sent
    Sent,    ///< the provider is being asked, again and again until it says something definite
    Settled, ///< the money went back
    Failed,  ///< somebody has to look at it: RefundService::retry(), or settleByHand()
};
/// As stored and as in the API: "pending", …
QString refundStateName(RefundState state);
RefundState refundStateFromName(const QString &name);

/// Money that goes back for an order, by the way in which it was paid, or as store credit.
struct Refund {
    QString id;
    QString orderId;
    QString rmaId; ///< empty: of no return
    RefundKind kind = RefundKind::Cancel;
    QString method;          ///< the payment method's id
    QString chargeReference; ///< the provider's, of the charge
    Money amount;
    RefundState state = RefundState::Pending;
    QString idempotencyKey; ///< towards the provider: the same until it has said definitely that nothing went back
    QString reference;      ///< the provider's, of the refund; of store credit the ledger's entry
    QString requestedBy;    ///< as in the audit trail; several with ", " between them
    QString approvedBy;
    qint64 attempts = 0;
    bool inDoubt = false;            ///< asked, and not answered definitely: it counts as paid out, whatever its state
    std::optional<UtcMillis> sentAt; ///< when the provider was first asked under this key
    UtcMillis nextAt = 0;
    QString problem; ///< why it is not settled, for people
    qint64 version = 1;
    UtcMillis createdAt = 0;
    UtcMillis updatedAt = 0;
    std::optional<UtcMillis> settledAt;

    bool operator==(const Refund &) const = default;
};

/// What is to go back.
struct RefundOrder {
    QString id{}; ///< of the new refund (newId())
    QString orderId;
    QString rmaId{}; ///< empty: of no return
    RefundKind kind = RefundKind::Cancel;
    Money amount;
    QString requestedBy;
    QString approvedBy{};
    bool toStoreCredit = false; ///< also where the order was paid otherwise
    QString requestId{};
    QString actor{}; ///< who does it, for the audit trail; empty: requestedBy
};

/// The SQL of table refund. Everything here runs inside a command.

/// Puts a refund on its way, with its audit entry: pending, for the RefundService; or, as store credit, issued and settled at once. In this
/// transaction what was captured for the order is compared with all that went or goes back already, so that two of them at once can't be more
/// than that. InvalidRequest: an amount of 0 or less, another currency, goodwill that nobody else approves. NotFound: no such order. Conflict: the order was
/// not paid, or less is left than `amount`; the fields name what is left ("amount", "above_captured").
Result<Refund> queueRefund(WriteTransaction &transaction, const RefundOrder &refund);

/// What was captured for the order and has not gone back, nor is about to. 0 for one that was not paid, or does not exist.
Money refundable(ReadTransaction &transaction, const QString &orderId);

/// The refusal where `wanted` is more than what is left of what was captured; Done where it is not.
Result<Done> checkRefundable(ReadTransaction &transaction, const QString &orderId, const Money &wanted);

std::optional<Refund> findRefund(ReadTransaction &transaction, const QString &id);
/// By age.
std::vector<Refund> refundsOfOrder(ReadTransaction &transaction, const QString &orderId);
std::vector<Refund> refundsOfRma(ReadTransaction &transaction, const QString &rmaId);

/// Those that are pending, sent or failed; newest first, older than `before` (empty: from the newest).
std::vector<Refund> refundsInState(ReadTransaction &transaction, RefundState state, const QString &before, int limit);

/// Writes what can change of a refund, as its next version and at the transaction's time, which `refund` then has too; with its audit entry.
void changeRefund(WriteTransaction &transaction, Refund &refund, const QString &action, const QString &actor,
                  const QString &requestId = {});

} // namespace tidegate
