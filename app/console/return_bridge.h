// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_identity.h"
#include "core/base/random.h"
#include "core/sale/order_service.h"
#include "ui/return_services.h"

#include <QObject>

namespace tidegate {

/// What a ReturnBridge works with. All outlive it.
struct ReturnTools {
    RmaService &returns;
    RmaQueries &queries;
    OrderService &orders;
    RmaFiles *files; ///< null: they lie with servers elsewhere
};

/// Gives the console what it asks about returns. Lives on the GUI thread.
class ReturnBridge final : public QObject, public ReturnServices
{
public:
    /// All outlive this.
    ReturnBridge(const ReturnTools &tools, const Clock &clock, Random &random, const ConsoleIdentity &identity);

    [[nodiscard]] QString newKey() override;
    [[nodiscard]] std::optional<StaffActor> signedIn() const override { return m_identity.actor(); }
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
    void inspectReturn(const ReturnWrite &write, const std::vector<UnitFinding> &findings, Answer<RmaAnswer> answer) override;
    void finishRepair(const ReturnWrite &write, const RepairResult &result, Answer<RmaAnswer> answer) override;
    void decideReturn(const ReturnWrite &write, const std::vector<UnitDecision> &decisions, Answer<RmaAnswer> answer) override;
    void previewReturn(const QString &rmaId, const std::vector<UnitDecision> &decisions, Answer<CompletionPlan> answer) override;
    void completeReturn(const ReturnWrite &write, Answer<RmaAnswer> answer) override;
    void retryReturn(const ReturnWrite &write, Answer<RmaAnswer> answer) override;
    void reopenReturn(const ReturnWrite &write, const QString &note, Answer<RmaAnswer> answer) override;
    void addNote(const QString &rmaId, NoteVisibility visibility, const QString &body, Answer<RmaNote> answer) override;
    [[nodiscard]] bool hasFiles() const override { return m_tools.files; }
    void returnFile(const QString &rmaId, const QString &attachmentId, Answer<RmaFileContent> answer) override;
    void addReturnFile(const NewReturnFile &file, Answer<RmaAttachment> answer) override;

private:
    template <typename Take>
    void take(const ReturnWrite &write, RmaStep step, const QStringList &asked, Answer<RmaAnswer> answer, Take take);

    ReturnTools m_tools;
    const Clock &m_clock;
    Random &m_random;
    const ConsoleIdentity &m_identity;
};

} // namespace tidegate
