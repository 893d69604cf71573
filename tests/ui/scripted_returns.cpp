// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/scripted_returns.h"

#include "ui/scripted_answer.h"

#include "core/store/action_key.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool begins(const QString &text, const QString &with)
{
    return text.startsWith(with, Qt::CaseInsensitive);
}

bool fits(const RmaFilter &filter, const Rma &rma)
{
    const RmaSummary &summary = rma.summary;
    const bool place =
        filter.state ? summary.state == *filter.state : !filter.queue || ruleOf(summary.state).queue == *filter.queue;
    const QString text = filter.text.trimmed();
    return place
        && (begins(summary.number, text) || begins(summary.orderId, text) || begins(summary.email, text)
            || std::any_of(rma.lines.begin(), rma.lines.end(), [&](const RmaLine &line) { return begins(line.sku, text); }));
}

void sortBy(RmaOrder order, std::vector<RmaSummary> &list)
{
    const auto due = [](const RmaSummary &rma) { return rma.dueAt.value_or(std::numeric_limits<UtcMillis>::max()); };
    std::stable_sort(list.begin(), list.end(), [&](const RmaSummary &one, const RmaSummary &other) {
        switch (order) {
        case RmaOrder::Due: return due(one) < due(other);
        case RmaOrder::Value: return one.value.amount > other.value.amount;
        case RmaOrder::Oldest: return one.createdAt < other.createdAt;
        case RmaOrder::Newest: break;
        }
        return one.createdAt > other.createdAt;
    });
}

/// Up to `limit` of `rows` from the one at the cursor on, and the cursor of what follows.
template <typename T>
Page<T> pageOf(const std::vector<T> &rows, int limit, const QString &cursor)
{
    const std::size_t begin = std::min<std::size_t>(cursor.toULongLong(), rows.size());
    const std::size_t end = std::min(begin + std::size_t(limit), rows.size());
    return {{rows.begin() + std::ptrdiff_t(begin), rows.begin() + std::ptrdiff_t(end)},
            end == rows.size() ? QString() : QString::number(end)};
}

QByteArray stateJson(RmaState state)
{
    return QJsonDocument(QJsonObject{{u"state"_s, rmaStateName(state)}}).toJson(QJsonDocument::Compact);
}

} // namespace

RmaDetails *ScriptedReturns::find(const QString &rmaId)
{
    const auto found =
        std::find_if(records.begin(), records.end(), [&](const RmaDetails &record) { return record.rma.summary.id == rmaId; });
    return found == records.end() ? nullptr : &*found;
}

void ScriptedReturns::move(RmaDetails &record, RmaStep step, RmaState to, const QString &who)
{
    RmaSummary &summary = record.rma.summary;
    const qint64 seq = record.history.empty() ? 1 : record.history.back().seq + 1;
    record.history.push_back({seq, now, u"staff:"_s + who, u"rma."_s + rmaStepName(step), stateJson(summary.state), stateJson(to),
                              u"request-%1"_s.arg(seq)});
    summary.state = to;
    summary.updatedAt = now;
    ++summary.version;
}

void ScriptedReturns::moveByOther(const QString &rmaId, RmaStep step, const QString &name)
{
    RmaDetails &record = *find(rmaId);
    move(record, step, next(record.rma.summary.state, step).front(), name);
}

template <typename T>
void ScriptedReturns::give(Answer<T> answer, Result<T> result)
{
    if (holds) {
        m_held.push_back([this, answer, result] { giveLater<T>(this, answer, result); });
    } else {
        giveLater<T>(this, std::move(answer), std::move(result));
    }
}

/// As the service: a stale version or a step that is not legal changes nothing.
void ScriptedReturns::take(RmaStep step, const ReturnWrite &write, const QString &text, Answer<RmaAnswer> answer)
{
    taken.push_back({step, write, text});
    if (silent) {
        return;
    }
    RmaDetails *record = find(write.rmaId);
    Result<RmaAnswer> result = failure(ErrorCode::NotFound);
    if (stepFailure || refusals.contains(write.rmaId)) {
        result = tl::unexpected(stepFailure ? *stepFailure : refusals.value(write.rmaId));
    } else if (record && record->rma.summary.version != write.expectedVersion) {
        result = versionConflict(u"return"_s, record->rma.summary.version);
    } else if (record && next(record->rma.summary.state, step).empty()) {
        result = failure(ErrorCode::IllegalTransition,
                         u"a return that is %1 can't be %2"_s.arg(rmaStateName(record->rma.summary.state), rmaStepName(step)));
    } else if (record) {
        move(*record, step, landing.value_or(next(record->rma.summary.state, step).front()), actor ? actor->name : QString());
        result = RmaAnswer{record->rma, false};
    }
    give<RmaAnswer>(std::move(answer), std::move(result));
}

QString ScriptedReturns::newKey()
{
    return u"key-%1"_s.arg(++keysMade);
}

void ScriptedReturns::returns(const RmaFilter &filter, Answer<Page<RmaSummary>> answer)
{
    filters.push_back(filter);
    std::vector<RmaSummary> fitting;
    for (const RmaDetails &record : records) {
        if (fits(filter, record.rma)) {
            fitting.push_back(record.rma.summary);
        }
    }
    sortBy(filter.text.trimmed().isEmpty() ? filter.order : RmaOrder::Newest, fitting);
    giveLater<Page<RmaSummary>>(this, std::move(answer), resultOf(readFailure, pageOf(fitting, filter.limit, filter.cursor)));
}

void ScriptedReturns::returnCounts(Answer<std::vector<RmaStateCount>> answer)
{
    std::vector<RmaStateCount> counts;
    for (const RmaStateRule &rule : rmaStateRules()) {
        counts.push_back({rule.state, 0, 0});
    }
    for (const RmaDetails &record : records) {
        RmaStateCount &count = counts[std::size_t(record.rma.summary.state)];
        ++count.count;
        count.overdue += record.rma.summary.dueAt && *record.rma.summary.dueAt < now ? 1 : 0;
    }
    giveLater<std::vector<RmaStateCount>>(this, std::move(answer), resultOf(readFailure, counts));
}

void ScriptedReturns::returnFigures(Answer<RmaFigures> answer)
{
    ++figuresAsked;
    giveLater<RmaFigures>(this, std::move(answer), resultOf(readFailure, figures));
}

void ScriptedReturns::returnDetails(const QString &rmaId, Answer<RmaDetails> answer)
{
    const RmaDetails *known = find(rmaId);
    giveLater<RmaDetails>(this, std::move(answer), known ? resultOf(readFailure, *known) : failure(ErrorCode::NotFound));
}

void ScriptedReturns::ordersToReturn(const OrderSearch &search, Answer<Page<Order>> answer)
{
    orderSearches.push_back(search);
    std::vector<Order> fitting;
    std::copy_if(orders.begin(), orders.end(), std::back_inserter(fitting), [&](const Order &order) {
        return begins(order.id, search.text) || begins(order.email, search.text)
            || std::any_of(order.lines.begin(), order.lines.end(),
                           [&](const OrderLine &line) { return begins(line.sku, search.text); });
    });
    giveLater<Page<Order>>(this, std::move(answer), resultOf(readFailure, pageOf(fitting, search.limit, search.cursor)));
}

void ScriptedReturns::returnableLines(const QString &orderId, Answer<std::vector<ReturnableLine>> answer)
{
    giveLater<std::vector<ReturnableLine>>(this, std::move(answer), resultOf(readFailure, returnable.value(orderId)));
}

void ScriptedReturns::submitReturn(const NewRma &wanted, const QString &key, Answer<RmaAnswer> answer)
{
    submitted.push_back(wanted);
    taken.push_back({RmaStep::Submit, {{}, 0, key}, {}});
    if (silent) {
        return;
    }
    Rma rma;
    rma.summary.id = u"new-%1"_s.arg(submitted.size());
    rma.summary.number = u"R-NEW00-0000%1"_s.arg(submitted.size());
    rma.summary.orderId = wanted.orderId;
    rma.summary.createdAt = rma.summary.updatedAt = now;
    rma.byStaff = true;
    for (const NewRmaLine &line : wanted.lines) {
        rma.summary.units += line.quantity;
        RmaLine made;
        made.id = made.orderLineId = line.orderLineId;
        made.quantity = line.quantity;
        made.reason = line.reason;
        made.note = line.note;
        rma.lines.push_back(made);
    }
    if (!stepFailure) {
        records.insert(records.begin(), {rma, {}});
    }
    giveLater<RmaAnswer>(this, std::move(answer), resultOf(stepFailure, RmaAnswer{rma, false}));
}

void ScriptedReturns::validateReturn(const ReturnWrite &write, Answer<RmaAnswer> answer)
{
    take(RmaStep::Validate, write, {}, std::move(answer));
}

void ScriptedReturns::approveReturn(const ReturnWrite &write, Answer<RmaAnswer> answer)
{
    take(RmaStep::Approve, write, {}, std::move(answer));
}

void ScriptedReturns::declineReturn(const ReturnWrite &write, const QString &reason, Answer<RmaAnswer> answer)
{
    take(RmaStep::Decline, write, reason, std::move(answer));
}

void ScriptedReturns::cancelReturn(const ReturnWrite &write, const QString &reason, Answer<RmaAnswer> answer)
{
    take(RmaStep::Cancel, write, reason, std::move(answer));
}

void ScriptedReturns::sendReturn(const ReturnWrite &write, const QString &tracking, Answer<RmaAnswer> answer)
{
    take(RmaStep::Send, write, tracking, std::move(answer));
}

void ScriptedReturns::receiveReturn(const ReturnWrite &write, const NewReceipt &receipt, Answer<RmaAnswer> answer)
{
    receipts.push_back(receipt);
    take(RmaStep::Receive, write, receipt.tracking, std::move(answer));
}

void ScriptedReturns::inspectReturn(const ReturnWrite &write, const std::vector<UnitFinding> &found, Answer<RmaAnswer> answer)
{
    findings.push_back(found);
    take(RmaStep::Inspect, write, {}, std::move(answer));
}

void ScriptedReturns::finishRepair(const ReturnWrite &write, const RepairResult &result, Answer<RmaAnswer> answer)
{
    repairResults.push_back(result);
    take(RmaStep::Repair, write, result.note, std::move(answer));
}

void ScriptedReturns::decideReturn(const ReturnWrite &write, const std::vector<UnitDecision> &decided, Answer<RmaAnswer> answer)
{
    decisions.push_back(decided);
    take(RmaStep::Decide, write, {}, std::move(answer));
}

void ScriptedReturns::previewReturn(const QString &, const std::vector<UnitDecision> &decided, Answer<CompletionPlan> answer)
{
    previews.push_back(decided);
    giveLater<CompletionPlan>(this, std::move(answer), resultOf(readFailure, plan));
}

void ScriptedReturns::completeReturn(const ReturnWrite &write, Answer<RmaAnswer> answer)
{
    take(RmaStep::Complete, write, {}, std::move(answer));
}

void ScriptedReturns::retryReturn(const ReturnWrite &write, Answer<RmaAnswer> answer)
{
    take(RmaStep::Retry, write, {}, std::move(answer));
}

void ScriptedReturns::reopenReturn(const ReturnWrite &write, const QString &note, Answer<RmaAnswer> answer)
{
    take(RmaStep::Reopen, write, note, std::move(answer));
}

void ScriptedReturns::addNote(const QString &rmaId, NoteVisibility visibility, const QString &body, Answer<RmaNote> answer)
{
    const RmaNote note{u"note-%1"_s.arg(notes.size() + 1), visibility, body, u"staff:"_s + (actor ? actor->name : QString()),
                       now};
    notes.push_back(note);
    if (RmaDetails *record = find(rmaId); record && !stepFailure) {
        record->rma.notes.push_back(note);
    }
    giveLater<RmaNote>(this, std::move(answer), resultOf(stepFailure, note));
}

void ScriptedReturns::returnFile(const QString &, const QString &attachmentId, Answer<RmaFileContent> answer)
{
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const NewReturnFile &file) { return file.name == attachmentId; });
    giveLater<RmaFileContent>(this, std::move(answer),
                              found == files.end() ? failure(ErrorCode::NotFound)
                                                   : Result<RmaFileContent>(RmaFileContent{{}, found->content}));
}

/// Its id is its name.
void ScriptedReturns::addReturnFile(const NewReturnFile &file, Answer<RmaAttachment> answer)
{
    files.push_back(file);
    RmaAttachment added;
    added.id = added.name = file.name;
    added.lineId = file.lineId;
    added.unit = file.unit;
    added.mediaType = file.name.endsWith(u"pdf"_s) ? u"application/pdf"_s : u"image/png"_s;
    added.size = file.content.size();
    added.author = u"staff:"_s + (actor ? actor->name : QString());
    added.at = now;
    if (RmaDetails *record = find(file.rmaId); record && !stepFailure) {
        record->rma.attachments.push_back(added);
    }
    give<RmaAttachment>(std::move(answer), resultOf(stepFailure, added));
}

void ScriptedReturns::release()
{
    holds = false;
    for (const auto &give : std::exchange(m_held, {})) {
        give();
    }
}

} // namespace tidegate
