// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/return_rules.h"
#include "core/rma/rma_step_frame.h"

namespace tidegate {

struct NewRmaLine {
    QString orderLineId;
    qint64 quantity = 0;
    ReturnReason reason = ReturnReason::Other;
    QString note{}; ///< at most 1000 characters
};

/// A return that somebody asks for.
struct NewRma {
    QString orderId;
    std::vector<NewRmaLine> lines{}; ///< 1 to 100, no order line twice
    bool overrideRules = false;      ///< staff alone: window and final sale do not count, and nothing happens by itself
};

/// What of one order line can be returned now.
struct ReturnableLine {
    QString orderLineId;
    QString sku;
    QString name;
    qint64 shipped = 0;
    qint64 returnable = 0;                 ///< shipped, and in no other return
    qint64 withinWindow = 0;               ///< of these, those whose window is open
    bool finalSale = false;                ///< by the rules
    std::optional<UtcMillis> windowEndsAt; ///< of the unit whose window is open longest
};

/// By the order's lines. Inside a command; nothing where there is no such order.
std::vector<ReturnableLine> returnableLines(ReadTransaction &transaction, const QString &orderId, UtcMillis now);

/// Steps submit, validate, approve, decline, cancel, send, expire, as takeStep() has them.
Result<RmaAnswer> submitRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                            const NewRma &wanted);
Result<RmaAnswer> validateRma(WriteTransaction &transaction, const RmaAction &action);
Result<RmaAnswer> approveRma(WriteTransaction &transaction, const RmaAction &action);
Result<RmaAnswer> declineRma(WriteTransaction &transaction, const RmaAction &action, const QString &reason);
Result<RmaAnswer> cancelRma(WriteTransaction &transaction, const RmaAction &action, const QString &reason);
Result<RmaAnswer> sendRma(WriteTransaction &transaction, const RmaAction &action, const QString &tracking);
/// Step expire, of the system. Conflict for a return that is not overdue.
Result<RmaAnswer> expireRma(WriteTransaction &transaction, const QString &rmaId);
/// The approved returns that nobody sent in time, at most `maximum`.
QStringList overdueRmas(ReadTransaction &transaction, UtcMillis now, int maximum);

} // namespace tidegate
