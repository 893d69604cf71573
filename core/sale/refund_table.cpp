// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/refund_table.h"

#include "core/base/json_writer.h"
#include "core/sale/store_credit.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString storeCredit = u"store_credit"_s;

const QString selectRefunds =
    u"SELECT id, order_id, rma_id, kind, method, charge_reference, amount, currency, state, idempotency_key, reference, requested_by, "
    "approved_by, attempts, in_doubt, sent_at, next_at, problem, version, created_at, updated_at, settled_at FROM refund "_s;

Refund readRefund(const Row &row)
{
    Refund refund;
    refund.id = row.text(0);
    refund.orderId = row.text(1);
    refund.rmaId = row.text(2);
    refund.kind = refundKindFromName(row.text(3));
    refund.method = row.text(4);
    refund.chargeReference = row.text(5);
    refund.amount = {row.integer(6), Currency::fromCode(row.text(7)).value_or(Currency::euro())};
    refund.state = refundStateFromName(row.text(8));
    refund.idempotencyKey = row.text(9);
    refund.reference = row.text(10);
    refund.requestedBy = row.text(11);
    refund.approvedBy = row.text(12);
    refund.attempts = row.integer(13);
    refund.inDoubt = row.integer(14) != 0;
    refund.sentAt = row.optionalInteger(15);
    refund.nextAt = row.integer(16);
    refund.problem = row.text(17);
    refund.version = row.integer(18);
    refund.createdAt = row.integer(19);
    refund.updatedAt = row.integer(20);
    refund.settledAt = row.optionalInteger(21);
    return refund;
}

/// `condition` has one "?" for `value`.
std::vector<Refund> refundsWhere(ReadTransaction &transaction, const QString &condition, const QString &value)
{
    std::vector<Refund> refunds;
    transaction.each(selectRefunds + condition, {value}, [&refunds](const Row &row) { refunds.push_back(readRefund(row)); });
    return refunds;
}

/// What was paid for an order.
struct Capture {
    QString shopperId;
    QString method;
    QString reference;
    Money amount;
};

std::optional<Capture> findCapture(ReadTransaction &transaction, const QString &orderId)
{
    return transaction.one(
        u"SELECT o.shopper_id, p.method, p.reference, CASE p.status WHEN 'charged' THEN p.amount ELSE 0 END, p.currency "
        "FROM orders o JOIN payment p ON p.order_id = o.id WHERE o.id = ?"_s,
        {orderId}, [](const Row &row) {
            return Capture{row.text(0), row.text(1), row.text(2),
                           Money{row.integer(3), Currency::fromCode(row.text(4)).value_or(Currency::euro())}};
        });
}

Money leftOf(ReadTransaction &transaction, const QString &orderId, const Capture &capture)
{
    const qint64 back = transaction.integer(
        u"SELECT COALESCE(SUM(amount), 0) FROM refund WHERE order_id = ? AND (state <> 'failed' OR in_doubt <> 0)"_s, {orderId});
    return {capture.amount.amount - back, capture.amount.currency};
}

Result<Done> checkLeft(const Money &wanted, const Money &left)
{
    if (wanted.amount <= left.amount)
        return Done{};
    Error error{
        ErrorCode::Conflict, u"%1 are to go back, %2 are left"_s.arg(wanted.toString(), left.toString()), std::nullopt, {}};
    error.fields.push_back({0, u"amount"_s, u"above_captured"_s,
                            u"Of what was paid for this order at most %1 can still go back."_s.arg(left.toString()),
                            wanted.toDecimal()});
    return tl::unexpected(std::move(error));
}

QByteArray auditState(const Refund &refund)
{
    JsonWriter json;
    json.beginObject();
    json.add("amount", refund.amount);
    json.add("method", refund.method);
    json.add("order_id", refund.orderId);
    if (!refund.problem.isEmpty())
        json.add("problem", refund.problem);
    if (!refund.reference.isEmpty())
        json.add("reference", refund.reference);
    json.add("state", refundStateName(refund.state));
    json.endObject();
    return json.text();
}

void insertRefund(WriteTransaction &transaction, const Refund &refund)
{
    const QString kind = refundKindName(refund.kind);
    transaction.exec(
        u"INSERT INTO refund (id, order_id, rma_id, kind, method, charge_reference, amount, currency, state, idempotency_key, "
        "reference, requested_by, approved_by, next_at, created_at, updated_at, settled_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {refund.id, refund.orderId, nullable(refund.rmaId), kind, refund.method, refund.chargeReference, refund.amount.amount,
         refund.amount.currency.code(), refundStateName(refund.state), refund.idempotencyKey, refund.reference,
         refund.requestedBy, refund.approvedBy, refund.nextAt, refund.createdAt, refund.updatedAt, nullable(refund.settledAt)});
}

Result<Done> checkOrder(const RefundOrder &wanted, const Capture &capture)
{
    if (wanted.amount.amount <= 0)
        return invalidField(u"amount"_s, u"out_of_range"_s, u"What goes back must be more than nothing."_s,
                            wanted.amount.toDecimal());
    if (wanted.amount.currency != capture.amount.currency)
        return invalidField(u"currency"_s, u"currency_mismatch"_s,
                            u"The order was paid in %1."_s.arg(capture.amount.currency.code()), wanted.amount.currency.code());
    if (wanted.kind == RefundKind::Goodwill && wanted.approvedBy.isEmpty())
        return invalidField(u"approved_by"_s, u"required"_s, u"Goodwill needs somebody who approves it."_s);
    if (wanted.kind == RefundKind::Goodwill && wanted.approvedBy == wanted.requestedBy)
        return invalidField(u"approved_by"_s, u"same_person"_s, u"Somebody else must approve goodwill."_s, wanted.approvedBy);
    return Done{};
}

} // namespace

QString refundKindName(RefundKind kind)
{
    switch (kind) {
    case RefundKind::Cancel: return u"cancel"_s;
    case RefundKind::Return: return u"return"_s;
    case RefundKind::Goodwill: return u"goodwill"_s;
    }
    Q_UNREACHABLE();
}

RefundKind refundKindFromName(const QString &name)
{
    if (name == u"return")
        return RefundKind::Return;
    return name == u"goodwill" ? RefundKind::Goodwill : RefundKind::Cancel;
}

QString refundStateName(RefundState state)
{
    switch (state) {
    case RefundState::Pending: return u"pending"_s;
    case RefundState::Sent: return u"sent"_s;
    case RefundState::Settled: return u"settled"_s;
    case RefundState::Failed: return u"failed"_s;
    }
    Q_UNREACHABLE();
}

RefundState refundStateFromName(const QString &name)
{
    if (name == u"sent")
        return RefundState::Sent;
    if (name == u"settled")
        return RefundState::Settled;
    return name == u"failed" ? RefundState::Failed : RefundState::Pending;
}

Result<Refund> queueRefund(WriteTransaction &transaction, const RefundOrder &wanted)
{
    const auto capture = findCapture(transaction, wanted.orderId);
    if (!capture)
        return failure(ErrorCode::NotFound, u"order %1"_s.arg(wanted.orderId));
    if (auto checked = checkOrder(wanted, *capture); !checked)
        return tl::unexpected(checked.error());
    if (auto checked = checkLeft(wanted.amount, leftOf(transaction, wanted.orderId, *capture)); !checked)
        return tl::unexpected(checked.error());
    Refund refund;
    refund.id = wanted.id;
    refund.orderId = wanted.orderId;
    refund.rmaId = wanted.rmaId;
    refund.kind = wanted.kind;
    refund.method = wanted.toStoreCredit ? storeCredit : capture->method;
    refund.chargeReference = capture->reference;
    refund.amount = wanted.amount;
    refund.idempotencyKey = u"refund:"_s + refund.id;
    refund.requestedBy = wanted.requestedBy;
    refund.approvedBy = wanted.approvedBy;
    refund.nextAt = refund.createdAt = refund.updatedAt = transaction.now();
    const QString actor = wanted.actor.isEmpty() ? wanted.requestedBy : wanted.actor;
    if (refund.method == storeCredit) {
        auto issued = issueCredit(transaction, refund.id, capture->shopperId, refund.amount, refund.idempotencyKey, actor);
        if (!issued)
            return tl::unexpected(issued.error());
        refund.state = RefundState::Settled;
        refund.reference = refund.id;
        refund.settledAt = refund.createdAt;
    }
    insertRefund(transaction, refund);
    const QString action = refund.state == RefundState::Settled ? u"refund.settled"_s : u"refund.requested"_s;
    transaction.audit({actor, action, u"refund"_s, refund.id, {}, auditState(refund), wanted.requestId});
    return refund;
}

Money refundable(ReadTransaction &transaction, const QString &orderId)
{
    const auto capture = findCapture(transaction, orderId);
    return capture ? leftOf(transaction, orderId, *capture) : Money{};
}

Result<Done> checkRefundable(ReadTransaction &transaction, const QString &orderId, const Money &wanted)
{
    return checkLeft(wanted, refundable(transaction, orderId));
}

std::optional<Refund> findRefund(ReadTransaction &transaction, const QString &id)
{
    return transaction.one(selectRefunds + u"WHERE id = ?"_s, {id}, readRefund);
}

std::vector<Refund> refundsOfOrder(ReadTransaction &transaction, const QString &orderId)
{
    return refundsWhere(transaction, u"WHERE order_id = ? ORDER BY id"_s, orderId);
}

std::vector<Refund> refundsOfRma(ReadTransaction &transaction, const QString &rmaId)
{
    return refundsWhere(transaction, u"WHERE rma_id = ? ORDER BY id"_s, rmaId);
}

std::vector<Refund> refundsInState(ReadTransaction &transaction, RefundState state, const QString &before, int limit)
{
    std::vector<Refund> refunds;
    // The conditions of the partial indexes, word for word: SQLite looks no further.
    const QString indexed =
        state == RefundState::Failed ? u"WHERE state = 'failed' "_s : u"WHERE state IN ('pending', 'sent') "_s;
    transaction.each(selectRefunds + indexed + u"AND state = ? AND (? = '' OR id < ?) ORDER BY id DESC LIMIT ?"_s,
                     {refundStateName(state), before, before, limit},
                     [&refunds](const Row &row) { refunds.push_back(readRefund(row)); });
    return refunds;
}

void changeRefund(WriteTransaction &transaction, Refund &refund, const QString &action, const QString &actor,
                  const QString &requestId)
{
    const auto before = findRefund(transaction, refund.id);
    ++refund.version;
    refund.updatedAt = transaction.now();
    transaction.exec(
        u"UPDATE refund SET state = ?, idempotency_key = ?, reference = ?, attempts = ?, in_doubt = ?, sent_at = ?, next_at = ?, "
        "problem = ?, version = ?, updated_at = ?, settled_at = ? WHERE id = ?"_s,
        {refundStateName(refund.state), refund.idempotencyKey, refund.reference, refund.attempts, refund.inDoubt ? 1 : 0,
         nullable(refund.sentAt), refund.nextAt, refund.problem, refund.version, refund.updatedAt, nullable(refund.settledAt),
         refund.id});
    transaction.audit(
        {actor, action, u"refund"_s, refund.id, before ? auditState(*before) : QByteArray(), auditState(refund), requestId});
}

} // namespace tidegate
