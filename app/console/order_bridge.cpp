// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/order_bridge.h"

#include "app/console/console_access.h"
#include "app/console/console_answer.h"
#include "app/console/console_request_hash.h"
#include "core/base/id.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QStringList textsOf(const std::vector<LineQuantity> &lines)
{
    QStringList texts;
    for (const LineQuantity &line : lines)
        texts << line.orderLineId << QString::number(line.quantity);
    return texts;
}

} // namespace

OrderBridge::OrderBridge(OrderService &orders, RefundService &refunds, RmaQueries &returns, const Clock &clock, Random &random,
                         const ConsoleIdentity &identity)
    : m_orders(orders)
    , m_refunds(refunds)
    , m_returns(returns)
    , m_clock(clock)
    , m_random(random)
    , m_identity(identity)
{
}

template <typename Act>
void OrderBridge::change(const OrderWrite &write, const QStringList &asked, Answer<OrderDetails> answer, Act act)
{
    const auto actor = admit(this, m_identity, answer);
    if (!actor)
        return;
    const OrderAction action{write.orderId, write.expectedVersion,
                             write.key,     consoleRequestHash(QStringList(write.orderId) + asked),
                             *actor,        newId(m_clock, m_random)};
    deliverTo(this, act(action), std::move(answer), [](OrderActionAnswer &done) { return std::move(done.details); });
}

QString OrderBridge::newKey()
{
    return newId(m_clock, m_random);
}

void OrderBridge::orders(const OrderSearch &search, Answer<Page<Order>> answer)
{
    deliverTo(this, m_orders.search(search), std::move(answer), asItIs);
}

void OrderBridge::order(const QString &orderId, Answer<OrderRecord> answer)
{
    deliverTo(this, m_orders.record(orderId), std::move(answer), asItIs);
}

void OrderBridge::returnsOf(const QString &orderId, Answer<std::vector<RmaSummary>> answer)
{
    deliverTo(this, m_returns.ofOrder(orderId), std::move(answer), asItIs);
}

void OrderBridge::ship(const OrderWrite &write, const std::vector<LineQuantity> &lines, const QString &tracking,
                       Answer<OrderDetails> answer)
{
    change(write, QStringList{u"ship"_s, tracking} + textsOf(lines), std::move(answer),
           [&](const OrderAction &action) { return m_orders.ship(action, lines, tracking); });
}

void OrderBridge::previewCancel(const QString &orderId, const std::vector<LineQuantity> &lines, Answer<CancelPreview> answer)
{
    deliverTo(this, m_orders.previewCancel(orderId, lines), std::move(answer), asItIs);
}

void OrderBridge::cancel(const OrderWrite &write, const std::vector<LineQuantity> &lines, const QString &reason,
                         Answer<OrderDetails> answer)
{
    change(write, QStringList{u"cancel"_s, reason} + textsOf(lines), std::move(answer),
           [&](const OrderAction &action) { return m_orders.cancel(action, lines, reason); });
}

void OrderBridge::ordersToShip(const QString &cursor, int limit, Answer<Page<Order>> answer)
{
    deliverTo(this, m_orders.toShip(cursor, limit), std::move(answer), asItIs);
}

void OrderBridge::pickList(const QStringList &orderIds, Answer<PickList> answer)
{
    deliverTo(this, m_orders.pickList(orderIds), std::move(answer), asItIs);
}

void OrderBridge::refunds(RefundState state, const QString &cursor, int limit, Answer<Page<Refund>> answer)
{
    deliverTo(this, m_refunds.list(state, cursor, limit), std::move(answer), asItIs);
}

void OrderBridge::retryRefund(const QString &refundId, qint64 expectedVersion, Answer<Refund> answer)
{
    if (const auto actor = admit(this, m_identity, answer))
        deliverTo(this, m_refunds.retry(refundId, expectedVersion, *actor, newId(m_clock, m_random)), std::move(answer), asItIs);
}

void OrderBridge::settleRefund(const QString &refundId, qint64 expectedVersion, const QString &reference, Answer<Refund> answer)
{
    if (const auto actor = admit(this, m_identity, answer))
        deliverTo(this, m_refunds.settleByHand(refundId, expectedVersion, reference, *actor, newId(m_clock, m_random)),
                  std::move(answer), asItIs);
}

void OrderBridge::ordersInDoubt(const QString &cursor, int limit, Answer<Page<Order>> answer)
{
    deliverTo(this, m_orders.inDoubt(cursor, limit), std::move(answer), asItIs);
}

void OrderBridge::settlePayment(const OrderWrite &write, const QString &reference, Answer<OrderDetails> answer)
{
    change(write, {u"settle"_s, reference}, std::move(answer),
           [&](const OrderAction &action) { return m_orders.settleByHand(action, reference); });
}

} // namespace tidegate
