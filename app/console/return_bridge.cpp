// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/return_bridge.h"

#include "app/console/console_access.h"
#include "app/console/console_answer.h"
#include "app/console/console_request_hash.h"
#include "core/base/id.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QStringList textsOf(const NewRma &wanted)
{
    QStringList texts{wanted.orderId, wanted.overrideRules ? u"override"_s : QString()};
    for (const NewRmaLine &line : wanted.lines)
        texts << line.orderLineId << QString::number(line.quantity) << returnReasonName(line.reason) << line.note;
    return texts;
}

QStringList textsOf(const NewReceipt &receipt)
{
    QStringList texts{receipt.tracking};
    for (const RmaReceiptLine &line : receipt.lines)
        texts << line.lineId << QString::number(line.quantity) << QString::number(line.missing);
    return texts;
}

QStringList textsOf(const std::vector<UnitFinding> &findings)
{
    QStringList texts;
    for (const UnitFinding &finding : findings) {
        texts << finding.lineId << QString::number(finding.unit) << itemGradeName(finding.grade) << verdictName(finding.verdict)
              << finding.reason << stockClassName(finding.stock);
    }
    return texts;
}

QStringList textsOf(const std::vector<UnitDecision> &decisions)
{
    QStringList texts;
    for (const UnitDecision &decision : decisions) {
        texts << decision.lineId << QString::number(decision.unit) << dispositionKindName(decision.kind)
              << QString::number(decision.fee);
    }
    return texts;
}

tl::unexpected<Error> filesAreElsewhere()
{
    return failure(ErrorCode::NotFound, u"the files lie with the shop's servers"_s);
}

} // namespace

ReturnBridge::ReturnBridge(const ReturnTools &tools, const Clock &clock, Random &random, const ConsoleIdentity &identity)
    : m_tools(tools)
    , m_clock(clock)
    , m_random(random)
    , m_identity(identity)
{
}

template <typename Take>
void ReturnBridge::take(const ReturnWrite &write, RmaStep step, const QStringList &asked, Answer<RmaAnswer> answer, Take take)
{
    const auto actor = admit(this, m_identity, answer);
    if (!actor)
        return;
    RmaAction action;
    action.rmaId = write.rmaId;
    if (step != RmaStep::Submit)
        action.expectedVersion = write.expectedVersion;
    action.idempotencyKey = write.key;
    action.requestHash = consoleRequestHash(QStringList{write.rmaId, rmaStepName(step)} + asked);
    action.actor = RmaActor::ofStaff(*actor);
    action.requestId = newId(m_clock, m_random);
    deliverTo(this, take(action), std::move(answer), asItIs);
}

QString ReturnBridge::newKey()
{
    return newId(m_clock, m_random);
}

void ReturnBridge::returns(const RmaFilter &filter, Answer<Page<RmaSummary>> answer)
{
    deliverTo(this, m_tools.queries.search(filter), std::move(answer), asItIs);
}

void ReturnBridge::returnCounts(Answer<std::vector<RmaStateCount>> answer)
{
    deliverTo(this, m_tools.queries.counts(), std::move(answer), asItIs);
}

void ReturnBridge::returnFigures(Answer<RmaFigures> answer)
{
    deliverTo(this, m_tools.queries.figures(), std::move(answer), asItIs);
}

void ReturnBridge::returnDetails(const QString &rmaId, Answer<RmaDetails> answer)
{
    deliverTo(this, m_tools.queries.rma(rmaId), std::move(answer), asItIs);
}

void ReturnBridge::ordersToReturn(const OrderSearch &search, Answer<Page<Order>> answer)
{
    deliverTo(this, m_tools.orders.search(search), std::move(answer), asItIs);
}

void ReturnBridge::returnableLines(const QString &orderId, Answer<std::vector<ReturnableLine>> answer)
{
    deliverTo(this, m_tools.returns.returnable(orderId), std::move(answer), asItIs);
}

void ReturnBridge::submitReturn(const NewRma &wanted, const QString &key, Answer<RmaAnswer> answer)
{
    take({{}, 0, key}, RmaStep::Submit, textsOf(wanted), std::move(answer),
         [&](const RmaAction &action) { return m_tools.returns.submit(action, wanted); });
}

void ReturnBridge::validateReturn(const ReturnWrite &write, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Validate, {}, std::move(answer),
         [this](const RmaAction &action) { return m_tools.returns.validate(action); });
}

void ReturnBridge::approveReturn(const ReturnWrite &write, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Approve, {}, std::move(answer),
         [this](const RmaAction &action) { return m_tools.returns.approve(action); });
}

void ReturnBridge::declineReturn(const ReturnWrite &write, const QString &reason, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Decline, {reason}, std::move(answer),
         [&](const RmaAction &action) { return m_tools.returns.decline(action, reason); });
}

void ReturnBridge::cancelReturn(const ReturnWrite &write, const QString &reason, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Cancel, {reason}, std::move(answer),
         [&](const RmaAction &action) { return m_tools.returns.cancel(action, reason); });
}

void ReturnBridge::sendReturn(const ReturnWrite &write, const QString &tracking, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Send, {tracking}, std::move(answer),
         [&](const RmaAction &action) { return m_tools.returns.send(action, tracking); });
}

void ReturnBridge::receiveReturn(const ReturnWrite &write, const NewReceipt &receipt, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Receive, textsOf(receipt), std::move(answer),
         [&](const RmaAction &action) { return m_tools.returns.receive(action, receipt); });
}

void ReturnBridge::inspectReturn(const ReturnWrite &write, const std::vector<UnitFinding> &findings, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Inspect, textsOf(findings), std::move(answer),
         [&](const RmaAction &action) { return m_tools.returns.inspect(action, findings); });
}

void ReturnBridge::finishRepair(const ReturnWrite &write, const RepairResult &result, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Repair, {result.repairId, result.repaired ? u"repaired"_s : u"failed"_s, result.note}, std::move(answer),
         [&](const RmaAction &action) { return m_tools.returns.finishRepair(action, result); });
}

void ReturnBridge::decideReturn(const ReturnWrite &write, const std::vector<UnitDecision> &decisions, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Decide, textsOf(decisions), std::move(answer),
         [&](const RmaAction &action) { return m_tools.returns.decide(action, decisions); });
}

void ReturnBridge::previewReturn(const QString &rmaId, const std::vector<UnitDecision> &decisions, Answer<CompletionPlan> answer)
{
    if (const auto actor = admit(this, m_identity, answer))
        deliverTo(this, m_tools.returns.preview(rmaId, decisions, *actor), std::move(answer), asItIs);
}

void ReturnBridge::completeReturn(const ReturnWrite &write, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Complete, {}, std::move(answer),
         [this](const RmaAction &action) { return m_tools.returns.complete(action); });
}

void ReturnBridge::retryReturn(const ReturnWrite &write, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Retry, {}, std::move(answer), [this](const RmaAction &action) { return m_tools.returns.retry(action); });
}

void ReturnBridge::reopenReturn(const ReturnWrite &write, const QString &note, Answer<RmaAnswer> answer)
{
    take(write, RmaStep::Reopen, {note}, std::move(answer),
         [&](const RmaAction &action) { return m_tools.returns.reopen(action, note); });
}

void ReturnBridge::addNote(const QString &rmaId, NoteVisibility visibility, const QString &body, Answer<RmaNote> answer)
{
    if (const auto actor = admit(this, m_identity, answer))
        deliverTo(this, m_tools.returns.addNote(rmaId, visibility, body, *actor, newId(m_clock, m_random)), std::move(answer),
                  asItIs);
}

void ReturnBridge::returnFile(const QString &rmaId, const QString &attachmentId, Answer<RmaFileContent> answer)
{
    if (!admit(this, m_identity, answer))
        return;
    if (m_tools.files)
        deliverTo(this, m_tools.files->content(rmaId, attachmentId), std::move(answer), asItIs);
    else
        answerLater(this, std::move(answer), filesAreElsewhere());
}

void ReturnBridge::addReturnFile(const NewReturnFile &file, Answer<RmaAttachment> answer)
{
    const auto actor = admit(this, m_identity, answer);
    if (!actor)
        return;
    if (!m_tools.files) {
        answerLater(this, std::move(answer), filesAreElsewhere());
        return;
    }
    const NewRmaFile added{.rmaId = file.rmaId,
                           .lineId = file.lineId,
                           .unit = file.unit,
                           .name = file.name,
                           .content = file.content,
                           .actor = RmaActor::ofStaff(*actor),
                           .idempotencyKey = file.key,
                           .requestId = newId(m_clock, m_random)};
    deliverTo(this, m_tools.files->add(added), std::move(answer), [](RmaFileAnswer &done) { return std::move(done.attachment); });
}

} // namespace tidegate
