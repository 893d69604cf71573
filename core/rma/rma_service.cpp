// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_service.h"

#include "core/base/json.h"
#include "core/rma/rma_table.h"
#include "core/sale/order_store.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int expireAtOnce = 200;

struct NewNote {
    QString rmaId;
    RmaNote note;
    QString requestId;
};

Result<RmaNote> writeNote(WriteTransaction &transaction, NewNote wanted)
{
    RmaNote &note = wanted.note;
    note.body = note.body.trimmed();
    note.at = transaction.now();
    if (note.body.isEmpty() || note.body.size() > 5'000)
        return invalidField(u"body"_s, u"out_of_range"_s, u"A note has 1 to 5000 characters."_s);
    if (!findRma(transaction, wanted.rmaId))
        return failure(ErrorCode::NotFound, u"there is no return %1"_s.arg(wanted.rmaId.left(64)));
    insertNote(transaction, wanted.rmaId, note);
    transaction.audit({note.author,
                       u"rma_note.added"_s,
                       u"rma_note"_s,
                       note.id,
                       {},
                       toJson({{u"rma"_s, wanted.rmaId}, {u"visibility"_s, noteVisibilityName(note.visibility)}}),
                       wanted.requestId});
    return note;
}

} // namespace

RmaService::RmaService(Store &store, RefundService &refunds, SaleBoard &board, const Clock &clock, Random &random,
                       RmaOptions options)
    : m_store(store)
    , m_refunds(refunds)
    , m_context{clock, random, board, options}
{
    m_refunds.onDecided([](WriteTransaction &transaction, const Refund &refund) { refundChanged(transaction, refund); });
    m_refunds.guardRetries([](ReadTransaction &transaction, const Refund &refund) { return mayRetry(transaction, refund); });
}

Async<Result<RmaAnswer>> RmaService::submit(RmaAction action, NewRma wanted)
{
    return m_store.write([context = m_context, action = std::move(action), wanted = std::move(wanted)](
                             WriteTransaction &transaction) { return submitRma(transaction, context, action, wanted); });
}

Async<Result<RmaAnswer>> RmaService::validate(RmaAction action)
{
    return m_store.write(
        [action = std::move(action)](WriteTransaction &transaction) { return validateRma(transaction, action); });
}

Async<Result<RmaAnswer>> RmaService::approve(RmaAction action)
{
    return m_store.write([action = std::move(action)](WriteTransaction &transaction) { return approveRma(transaction, action); });
}

Async<Result<RmaAnswer>> RmaService::decline(RmaAction action, QString reason)
{
    return m_store.write(
        [action = std::move(action), reason](WriteTransaction &transaction) { return declineRma(transaction, action, reason); });
}

Async<Result<RmaAnswer>> RmaService::cancel(RmaAction action, QString reason)
{
    return m_store.write(
        [action = std::move(action), reason](WriteTransaction &transaction) { return cancelRma(transaction, action, reason); });
}

Async<Result<RmaAnswer>> RmaService::send(RmaAction action, QString tracking)
{
    return m_store.write(
        [action = std::move(action), tracking](WriteTransaction &transaction) { return sendRma(transaction, action, tracking); });
}

Async<Result<RmaAnswer>> RmaService::receive(RmaAction action, NewReceipt receipt)
{
    return m_store.write([context = m_context, action = std::move(action), receipt = std::move(receipt)](
                             WriteTransaction &transaction) { return receiveRma(transaction, context, action, receipt); });
}

Async<Result<RmaAnswer>> RmaService::inspect(RmaAction action, std::vector<UnitFinding> findings)
{
    return m_store.write([context = m_context, action = std::move(action), findings = std::move(findings)](
                             WriteTransaction &transaction) { return inspectRma(transaction, context, action, findings); });
}

Async<Result<RmaAnswer>> RmaService::decide(RmaAction action, std::vector<UnitDecision> decisions)
{
    return m_store.write([context = m_context, action = std::move(action), decisions = std::move(decisions)](
                             WriteTransaction &transaction) { return decideRma(transaction, context, action, decisions); });
}

Async<Result<RmaAnswer>> RmaService::complete(RmaAction action)
{
    return m_store.write([context = m_context, action = std::move(action)](WriteTransaction &transaction) {
        return completeRma(transaction, context, action);
    });
}

Async<Result<RmaAnswer>> RmaService::finishRepair(RmaAction action, RepairResult result)
{
    return m_store.write(
        [context = m_context, action = std::move(action), result = std::move(result)](WriteTransaction &transaction) {
            return tidegate::finishRepair(transaction, context, action, result);
        });
}

Async<Result<RmaAnswer>> RmaService::retry(RmaAction action)
{
    return m_store.write([context = m_context, &refunds = m_refunds, action = std::move(action)](WriteTransaction &transaction) {
        return retryRma(transaction, context, action, refunds);
    });
}

Async<Result<RmaAnswer>> RmaService::reopen(RmaAction action, QString note)
{
    return m_store.write([context = m_context, action = std::move(action), note](WriteTransaction &transaction) {
        return reopenRma(transaction, context, action, note);
    });
}

Async<Result<RmaNote>> RmaService::addNote(QString rmaId, NoteVisibility visibility, QString body, StaffActor actor,
                                           QString requestId)
{
    const NewNote wanted{
        std::move(rmaId), {m_context.newId(), visibility, std::move(body), actor.text(), 0}, std::move(requestId)};
    return m_store.write([wanted](WriteTransaction &transaction) { return writeNote(transaction, wanted); });
}

Async<Result<CompletionPlan>> RmaService::preview(QString rmaId, std::vector<UnitDecision> decisions, StaffActor actor)
{
    return m_store.read(
        [options = m_context.options, rmaId, decisions = std::move(decisions), actor](ReadTransaction &transaction) {
            return previewCompletion(transaction, options, rmaId, decisions, RmaActor::ofStaff(actor));
        });
}

Async<Result<std::vector<ReturnableLine>>> RmaService::returnable(QString orderId, QString shopperId)
{
    return m_store.read(
        [orderId, shopperId, now = m_context.clock.utc()](ReadTransaction &transaction) -> Result<std::vector<ReturnableLine>> {
            const auto order = findOrder(transaction, orderId);
            if (!order || (!shopperId.isEmpty() && order->shopperId != shopperId))
                return failure(ErrorCode::NotFound, u"there is no order %1"_s.arg(orderId.left(64)));
            return returnableLines(transaction, orderId, now);
        });
}

Async<Result<qint64>> RmaService::expire()
{
    return m_store.write([](WriteTransaction &transaction) { return expireRmas(transaction, expireAtOnce); });
}

} // namespace tidegate
