// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_files.h"
#include "core/rma/rma_queries.h"
#include "core/rma/rma_service.h"
#include "core/sale/order_search.h"
#include "ui/answer.h"

#include <optional>

namespace tidegate {

/// Which return is to be changed, and as which version it was seen.
struct ReturnWrite {
    QString rmaId;
    qint64 expectedVersion = 0;
    QString key; ///< newKey(), the same when the same press is sent again
};

/// A photo or document that is added to a return.
struct NewReturnFile {
    QString rmaId;
    QString name;
    QByteArray content;
    QString key;      ///< as in a ReturnWrite
    QString lineId{}; ///< that it shows; empty: the whole return
    qint64 unit = 0;  ///< of the line; 0: all of it
};

/// What the console asks about returns, and does with them in the name of whoever is signed in. Lists, steps and errors are those of RmaQueries and
/// RmaService (core/rma); Unauthenticated where a step is taken and nobody is signed in. Called on the GUI thread alone; no call blocks.
class ReturnServices
{
public:
    virtual ~ReturnServices() = default;

    /// An idempotency key for one press of a button.
    [[nodiscard]] virtual QString newKey() = 0;
    /// For what is offered; the services check the role themselves.
    [[nodiscard]] virtual std::optional<StaffActor> signedIn() const = 0;

    virtual void returns(const RmaFilter &filter, Answer<Page<RmaSummary>> answer) = 0;
    virtual void returnCounts(Answer<std::vector<RmaStateCount>> answer) = 0;
    /// For charts. Reads much: every few seconds at most.
    virtual void returnFigures(Answer<RmaFigures> answer) = 0;
    virtual void returnDetails(const QString &rmaId, Answer<RmaDetails> answer) = 0;

    /// For a new return: the orders that begin so, the newest first.
    virtual void ordersToReturn(const OrderSearch &search, Answer<Page<Order>> answer) = 0;
    virtual void returnableLines(const QString &orderId, Answer<std::vector<ReturnableLine>> answer) = 0;
    virtual void submitReturn(const NewRma &wanted, const QString &key, Answer<RmaAnswer> answer) = 0;

    virtual void validateReturn(const ReturnWrite &write, Answer<RmaAnswer> answer) = 0;
    virtual void approveReturn(const ReturnWrite &write, Answer<RmaAnswer> answer) = 0;
    virtual void declineReturn(const ReturnWrite &write, const QString &reason, Answer<RmaAnswer> answer) = 0;
    virtual void cancelReturn(const ReturnWrite &write, const QString &reason, Answer<RmaAnswer> answer) = 0;
    virtual void sendReturn(const ReturnWrite &write, const QString &tracking, Answer<RmaAnswer> answer) = 0;

    virtual void receiveReturn(const ReturnWrite &write, const NewReceipt &receipt, Answer<RmaAnswer> answer) = 0;
    virtual void inspectReturn(const ReturnWrite &write, const std::vector<UnitFinding> &findings, Answer<RmaAnswer> answer) = 0;
    virtual void finishRepair(const ReturnWrite &write, const RepairResult &result, Answer<RmaAnswer> answer) = 0;

    virtual void decideReturn(const ReturnWrite &write, const std::vector<UnitDecision> &decisions, Answer<RmaAnswer> answer) = 0;
    virtual void previewReturn(const QString &rmaId, const std::vector<UnitDecision> &decisions,
                               Answer<CompletionPlan> answer) = 0;
    virtual void completeReturn(const ReturnWrite &write, Answer<RmaAnswer> answer) = 0;
    virtual void retryReturn(const ReturnWrite &write, Answer<RmaAnswer> answer) = 0;
    virtual void reopenReturn(const ReturnWrite &write, const QString &note, Answer<RmaAnswer> answer) = 0;

    /// A note is no step: it has no version and no key.
    virtual void addNote(const QString &rmaId, NoteVisibility visibility, const QString &body, Answer<RmaNote> answer) = 0;

    /// Whether photos and documents can be read and added here; they can't where they lie with servers elsewhere.
    [[nodiscard]] virtual bool hasFiles() const = 0;
    /// Errors of RmaFiles (core/rma); NotFound without hasFiles().
    virtual void returnFile(const QString &rmaId, const QString &attachmentId, Answer<RmaFileContent> answer) = 0;
    virtual void addReturnFile(const NewReturnFile &file, Answer<RmaAttachment> answer) = 0;
};

} // namespace tidegate
