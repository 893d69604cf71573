// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/return_services.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace tidegate {

/// Returns as a test wants them. A step moves its return to the first state that the workflow has for it, unless `landing` names another.
class ScriptedReturns : public QObject, public ReturnServices
{
    Q_OBJECT

public:
    struct Taken {
        RmaStep step = RmaStep::Submit;
        ReturnWrite write;
        QString text; ///< reason, tracking, or note

        bool operator==(const Taken &other) const { return step == other.step && write.rmaId == other.write.rmaId; }
    };

    std::optional<StaffActor> actor = StaffActor{QStringLiteral("staff-1"), QStringLiteral("anna"), StaffRole::Admin};
    UtcMillis now = 0;               ///< when steps are taken, and what is overdue
    std::vector<RmaDetails> records; ///< the newest first
    std::vector<Order> orders;       ///< the newest first
    QHash<QString, std::vector<ReturnableLine>> returnable;
    RmaFigures figures;
    CompletionPlan plan;
    std::optional<RmaState> landing;
    std::optional<Error> readFailure;
    std::optional<Error> stepFailure; ///< of every step and note
    QHash<QString, Error> refusals;   ///< of the steps of one return
    bool silent = false;              ///< steps stay without an answer
    bool holds = false;               ///< steps and files are taken, and answered only on release()

    std::vector<RmaFilter> filters;
    std::vector<OrderSearch> orderSearches;
    std::vector<Taken> taken;
    std::vector<NewRma> submitted;
    std::vector<NewReceipt> receipts;
    std::vector<std::vector<UnitFinding>> findings;
    std::vector<std::vector<UnitDecision>> decisions;
    std::vector<std::vector<UnitDecision>> previews;
    std::vector<RepairResult> repairResults;
    std::vector<RmaNote> notes;
    std::vector<NewReturnFile> files;
    bool filesAreHere = true;
    int keysMade = 0;
    int figuresAsked = 0;

    [[nodiscard]] RmaDetails *find(const QString &rmaId);
    void release();
    /// What somebody else does meanwhile.
    void moveByOther(const QString &rmaId, RmaStep step, const QString &name);

    [[nodiscard]] QString newKey() override;
    [[nodiscard]] std::optional<StaffActor> signedIn() const override { return actor; }
    void returns(const RmaFilter &filter, Answer<Page<RmaSummary>> answer) override;
    void returnCounts(Answer<std::vector<RmaStateCount>> answer) override;
    void returnFigures(Answer<RmaFigures> answer) override;
    void returnDetails(const QString &rmaId, Answer<RmaDetails> answer) override;
    void ordersToReturn(const OrderSearch &search, Answer<Page<Order>> answer) override;
    void returnableLines(const QString &orderId, Answer<std::vector<ReturnableLine>> answer) override;
    void submitReturn(const NewRma &wanted, const QString &key, Answer<RmaAnswer> answer) override;
    void validateReturn(const ReturnWrite &write, Answer<RmaAnswer> answer) override;
    void approveReturn(const ReturnWrite &write, Answer<RmaAnswer> answer) override;
    void declineReturn(const ReturnWrite &write, const QString &reason, Answer<RmaAnswer> answer) override;
    void cancelReturn(const ReturnWrite &write, const QString &reason, Answer<RmaAnswer> answer) override;
    void sendReturn(const ReturnWrite &write, const QString &tracking, Answer<RmaAnswer> answer) override;
    void receiveReturn(const ReturnWrite &write, const NewReceipt &receipt, Answer<RmaAnswer> answer) override;
    void inspectReturn(const ReturnWrite &write, const std::vector<UnitFinding> &found, Answer<RmaAnswer> answer) override;
    void finishRepair(const ReturnWrite &write, const RepairResult &result, Answer<RmaAnswer> answer) override;
    void decideReturn(const ReturnWrite &write, const std::vector<UnitDecision> &decided, Answer<RmaAnswer> answer) override;
    void previewReturn(const QString &rmaId, const std::vector<UnitDecision> &decided, Answer<CompletionPlan> answer) override;
    void completeReturn(const ReturnWrite &write, Answer<RmaAnswer> answer) override;
    void retryReturn(const ReturnWrite &write, Answer<RmaAnswer> answer) override;
    void reopenReturn(const ReturnWrite &write, const QString &note, Answer<RmaAnswer> answer) override;
    void addNote(const QString &rmaId, NoteVisibility visibility, const QString &body, Answer<RmaNote> answer) override;
    [[nodiscard]] bool hasFiles() const override { return filesAreHere; }
    void returnFile(const QString &rmaId, const QString &attachmentId, Answer<RmaFileContent> answer) override;
    void addReturnFile(const NewReturnFile &file, Answer<RmaAttachment> answer) override;

private:
    template <typename T>
    void give(Answer<T> answer, Result<T> result);
    void take(RmaStep step, const ReturnWrite &write, const QString &text, Answer<RmaAnswer> answer);
    void move(RmaDetails &record, RmaStep step, RmaState to, const QString &who);

    std::vector<std::function<void()>> m_held;
};

} // namespace tidegate
