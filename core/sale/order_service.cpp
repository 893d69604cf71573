// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_service.h"

#include "core/base/id.h"
#include "core/base/json_writer.h"
#include "core/sale/order_counts.h"
#include "core/sale/order_mail.h"
#include "core/sale/order_store.h"
#include "core/sale/unit_shares.h"
#include "core/store/action_key.h"
#include "core/store/page.h"
#include "core/store/refusal.h"

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// A line of an order and how much of it an action is about.
struct Share {
    OrderLine *line = nullptr;
    qint64 quantity = 0;
};

/// What an action needs besides its transaction.
struct Tools {
    SaleBoard &board;
    const Clock &clock;
    Random &random;
};

ActionKey keyOf(const OrderAction &action)
{
    return {u"staff:"_s + action.actor.id, action.idempotencyKey, action.requestHash};
}

/// The order, where it is as the actor has seen it.
Result<Order> findVersion(ReadTransaction &transaction, const OrderAction &action)
{
    auto order = findOrder(transaction, action.orderId);
    const QString what = u"order "_s + action.orderId;
    if (!order)
        return failure(ErrorCode::NotFound, what);
    if (order->version != action.expectedVersion)
        return versionConflict(what, order->version);
    return std::move(*order);
}

Result<Done> demandPaid(const Order &order)
{
    if (order.status == OrderStatus::Paid)
        return Done{};
    const QString status = orderStatusName(order.status);
    return illegalTransition(u"order "_s + order.id, status,
                             u"The order is %1; only a paid one is shipped or cancelled."_s.arg(status));
}

/// The order, where `action` may be done to it.
Result<Order> findForAction(ReadTransaction &transaction, const OrderAction &action)
{
    auto order = findVersion(transaction, action);
    if (!order)
        return order;
    if (auto paid = demandPaid(*order); !paid)
        return tl::unexpected(paid.error());
    return order;
}

Result<Share> findShare(Order &order, const LineQuantity &wanted, const QString &field, const std::vector<Share> &others)
{
    const auto line = std::find_if(order.lines.begin(), order.lines.end(),
                                   [&wanted](const OrderLine &candidate) { return candidate.id == wanted.orderLineId; });
    if (line == order.lines.end())
        return invalidField(field + u".order_line_id"_s, u"unknown_line"_s, u"The order has no such line."_s,
                            wanted.orderLineId.left(64));
    if (std::any_of(others.begin(), others.end(), [&line](const Share &other) { return other.line == &*line; }))
        return invalidField(field + u".order_line_id"_s, u"duplicate_line"_s, u"Name each line once, with its whole quantity."_s,
                            wanted.orderLineId);
    if (wanted.quantity < 1 || wanted.quantity > line->open())
        return invalidField(field + u".quantity"_s, u"out_of_range"_s,
                            u"Of this line %1 can still be shipped or cancelled."_s.arg(line->open()),
                            QString::number(wanted.quantity));
    return Share{&*line, wanted.quantity};
}

/// What the action is about: of no lines everything that is left.
Result<std::vector<Share>> sharesOf(Order &order, const std::vector<LineQuantity> &wanted)
{
    std::vector<Share> shares;
    for (std::size_t index = 0; index < wanted.size(); ++index) {
        auto share = findShare(order, wanted[index], u"lines[%1]"_s.arg(index), shares);
        if (!share)
            return tl::unexpected(share.error());
        shares.push_back(*share);
    }
    if (wanted.empty()) {
        for (OrderLine &line : order.lines) {
            if (line.open() > 0)
                shares.push_back({&line, line.open()});
        }
    }
    if (shares.empty()) {
        const QString state = fulfilmentName(order.fulfilment);
        return illegalTransition(u"order "_s + order.id, state,
                                 u"The order is %1: nothing of it is left to ship or cancel."_s.arg(state));
    }
    return shares;
}

Fulfilment fulfilmentOf(const Order &order)
{
    const auto any = [&order](auto count) {
        return std::any_of(order.lines.begin(), order.lines.end(), [&count](const OrderLine &line) { return count(line) > 0; });
    };
    const bool isShipped = any([](const OrderLine &line) { return line.shipped; });
    if (any([](const OrderLine &line) { return line.open(); }))
        return isShipped ? Fulfilment::PartShipped : Fulfilment::Unshipped;
    return isShipped ? Fulfilment::Shipped : Fulfilment::Cancelled;
}

QByteArray auditState(const Order &order)
{
    JsonWriter json;
    json.beginObject();
    json.add("fulfilment", fulfilmentName(order.fulfilment));
    json.beginArray("lines");
    for (const OrderLine &line : order.lines) {
        json.beginObject();
        json.add("cancelled", line.cancelled);
        json.add("id", line.id);
        json.add("shipped", line.shipped);
        json.endObject();
    }
    json.endArray();
    json.endObject();
    return json.text();
}

/// What is told beside the order's new state: the shipment, or the reason.
QByteArray withNote(QByteArray state, const char *name, const QString &note)
{
    if (note.isEmpty())
        return state;
    JsonWriter json;
    json.beginObject();
    json.add(name, note);
    json.endObject();
    QByteArray added = json.text();
    return added.chopped(1) + ',' + state.sliced(1);
}

/// Writes the order's lines and state, with the audit entry, and remembers the action under its key.
void saveOrder(WriteTransaction &transaction, Order &order, const OrderAction &action, const QString &event,
               const QByteArray &before, const QByteArray &after)
{
    for (const OrderLine &line : order.lines) {
        transaction.exec(u"UPDATE order_line SET shipped = ?, cancelled = ? WHERE order_id = ? AND id = ?"_s,
                         {line.shipped, line.cancelled, order.id, line.id});
    }
    ++order.version;
    order.updatedAt = transaction.now();
    transaction.exec(u"UPDATE orders SET fulfilment = ?, updated_at = ?, version = ? WHERE id = ?"_s,
                     {fulfilmentName(order.fulfilment), order.updatedAt, order.version, order.id});
    transaction.audit({action.actor.text(), event, u"order"_s, order.id, before, after, action.requestId});
    rememberAction(transaction, keyOf(action), {order.id, order.version});
}

void shipShare(WriteTransaction &transaction, const Share &share, const QString &shipmentId, const QString &movementId,
               const QString &actor)
{
    OrderLine &line = *share.line;
    line.shipped += share.quantity;
    transaction.exec(u"UPDATE stock SET allocated = allocated - ? WHERE sku = ?"_s, {share.quantity, line.sku});
    moveStock(transaction, {movementId, line.sku, -share.quantity, u"shipped"_s, u"shipment"_s, shipmentId, line.id, actor});
    // More left than its sender counted: then it was there.
    transaction.exec(u"UPDATE stock SET shortfall = on_hand WHERE sku = ? AND shortfall > on_hand"_s, {line.sku});
    transaction.exec(u"INSERT INTO shipment_line (shipment_id, order_line_id, quantity) VALUES (?, ?, ?)"_s,
                     {shipmentId, line.id, share.quantity});
}

/// What charts of the return rate divide by.
void countShipped(WriteTransaction &transaction, const std::vector<Share> &shares)
{
    constexpr qint64 dayMillis = 86'400'000;
    const qint64 units = std::accumulate(shares.begin(), shares.end(), qint64(0),
                                         [](qint64 sum, const Share &share) { return sum + share.quantity; });
    transaction.exec(u"INSERT INTO shipped_day (day, units) VALUES (?, ?) "
                     "ON CONFLICT (day) DO UPDATE SET units = shipped_day.units + excluded.units"_s,
                     {transaction.now() / dayMillis, units});
}

ItemCounts cancelShareOf(WriteTransaction &transaction, const Order &order, const Share &share, const StockMovement &shortfall)
{
    OrderLine &line = *share.line;
    line.cancelled += share.quantity;
    transaction.exec(u"UPDATE stock SET allocated = allocated - ?, version = version + 1 WHERE sku = ?"_s,
                     {share.quantity, line.sku});
    if (!line.saleItemId.isEmpty()) {
        transaction.exec(u"UPDATE sale_item SET sold = sold - ? WHERE id = ?"_s, {share.quantity, line.saleItemId});
        transaction.exec(u"UPDATE sale_shopper SET quantity = quantity - ? WHERE sale_item_id = ? AND shopper_id = ?"_s,
                         {share.quantity, line.saleItemId, order.shopperId});
    }
    dropShortfall(transaction, shortfall);
    return countsOf(transaction, line.saleItemId, line.sku);
}

std::vector<LineQuantity> quantitiesOf(const std::vector<Share> &shares)
{
    std::vector<LineQuantity> lines;
    for (const Share &share : shares)
        lines.push_back({share.line->id, share.quantity});
    return lines;
}

/// What was paid for the shares, or what is left of it where some went back already.
Money amountOf(ReadTransaction &transaction, const Order &order, const std::vector<Share> &shares)
{
    Money amount{0, order.total.currency};
    for (const Share &share : shares)
        amount = amount + cancelShare(order, *share.line, share.quantity);
    amount.amount = std::min(amount.amount, refundable(transaction, order.id).amount);
    return amount;
}

/// Of an order that is there: none is ever deleted.
OrderActionAnswer detailsAnswer(ReadTransaction &transaction, const QString &orderId, bool replayed)
{
    auto details = findOrderDetails(transaction, orderId);
    Q_ASSERT(details);
    return {std::move(*details), replayed};
}

Result<OrderActionAnswer> cancelOrder(WriteTransaction &transaction, const OrderAction &action,
                                      const std::vector<LineQuantity> &lines, const QString &reason, const Tools &tools)
{
    Result<Order> order = findForAction(transaction, action);
    if (!order)
        return tl::unexpected(order.error());
    const auto shares = sharesOf(*order, lines);
    if (!shares)
        return tl::unexpected(shares.error());
    const QByteArray before = auditState(*order);
    const QString actor = action.actor.text();
    const QString cancellationId = newId(tools.clock, tools.random);
    const Money amount = amountOf(transaction, *order, *shares);
    if (amount.amount > 0) {
        auto refund = queueRefund(transaction,
                                  {.id = cancellationId,
                                   .orderId = order->id,
                                   .kind = RefundKind::Cancel,
                                   .amount = amount,
                                   .requestedBy = actor,
                                   .requestId = action.requestId});
        if (!refund)
            return tl::unexpected(refund.error());
    }
    std::vector<ItemCounts> counts;
    for (const Share &share : *shares) {
        const StockMovement shortfall{newId(tools.clock, tools.random),
                                      share.line->sku,
                                      -share.quantity,
                                      u"shortfall"_s,
                                      u"cancellation"_s,
                                      cancellationId,
                                      share.line->id,
                                      actor};
        counts.push_back(cancelShareOf(transaction, *order, share, shortfall));
    }
    order->fulfilment = fulfilmentOf(*order);
    saveOrder(transaction, *order, action, u"order.cancelled"_s, before, withNote(auditState(*order), "reason", reason));
    transaction.afterCommit([&board = tools.board, counts = std::move(counts)] { board.update(counts); });
    mailCancellation(transaction, *order, quantitiesOf(*shares), amount, tools.clock, tools.random);
    return detailsAnswer(transaction, order->id, false);
}

Result<CancelPreview> previewOf(ReadTransaction &transaction, const QString &orderId, const std::vector<LineQuantity> &lines)
{
    auto order = findOrder(transaction, orderId);
    if (!order)
        return failure(ErrorCode::NotFound, u"order "_s + orderId);
    if (auto paid = demandPaid(*order); !paid)
        return tl::unexpected(paid.error());
    const auto shares = sharesOf(*order, lines);
    if (!shares)
        return tl::unexpected(shares.error());
    return CancelPreview{order->version, amountOf(transaction, *order, *shares)};
}

/// The order, where its payment can be decided by hand.
Result<Order> findInDoubt(ReadTransaction &transaction, const OrderAction &action, UtcMillis now)
{
    auto order = findVersion(transaction, action);
    if (!order)
        return order;
    const QString what = u"order "_s + action.orderId;
    const QString status = orderStatusName(order->status);
    if (order->status != OrderStatus::Reserved)
        return illegalTransition(what, status,
                                 u"The order is %1; only one that is reserved has a payment to decide."_s.arg(status));
    if (now - order->createdAt < std::chrono::milliseconds(OrderService::checkoutTakes).count())
        return illegalTransition(what, status, u"The payment of the order may still be under way."_s);
    return order;
}

Result<OrderActionAnswer> settleOrder(WriteTransaction &transaction, const OrderAction &action, const QString &reference,
                                      SaleBoard &board)
{
    const Result<Order> order = findInDoubt(transaction, action, transaction.now());
    if (!order)
        return tl::unexpected(order.error());
    if (!reference.isEmpty() && paysForAnother(transaction, *order, reference))
        return failure(ErrorCode::Conflict, u"charge %1 has paid for another order"_s.arg(reference));
    const auto settled = settle(transaction, order->id, reference.isEmpty() ? Settlement::Failed : Settlement::Charged, reference,
                                action.actor.text(), board);
    Q_ASSERT(settled);
    rememberAction(transaction, keyOf(action), {order->id, order->version + 1});
    return detailsAnswer(transaction, order->id, false);
}

/// Runs `act` unless the actor may not, or it was done under the action's key already.
template <typename Act>
Result<OrderActionAnswer> actOnce(WriteTransaction &transaction, const OrderAction &action, StaffRole role, Act act)
{
    if (auto allowed = demandRole(action.actor, role); !allowed)
        return tl::unexpected(allowed.error());
    const auto known = findAction(transaction, keyOf(action));
    if (!known)
        return tl::unexpected(known.error());
    if (known->has_value())
        return detailsAnswer(transaction, (*known)->entityId, true);
    return act();
}

Attempt attemptOf(const OrderAction &action, const QString &event)
{
    return {action.actor.text(), event, action.orderId, action.requestId};
}

} // namespace

Result<OrderActionAnswer> shipOrder(WriteTransaction &transaction, const OrderAction &action,
                                    const std::vector<LineQuantity> &lines, const QString &tracking, const Clock &clock,
                                    Random &random)
{
    Result<Order> order = findForAction(transaction, action);
    if (!order)
        return tl::unexpected(order.error());
    const auto shares = sharesOf(*order, lines);
    if (!shares)
        return tl::unexpected(shares.error());
    const QByteArray before = auditState(*order);
    const QString actor = action.actor.text();
    const QString shipmentId = newId(clock, random);
    transaction.exec(u"INSERT INTO shipment (id, order_id, tracking, actor, at) VALUES (?, ?, ?, ?, ?)"_s,
                     {shipmentId, order->id, tracking, actor, transaction.now()});
    for (const Share &share : *shares)
        shipShare(transaction, share, shipmentId, newId(clock, random), actor);
    countShipped(transaction, *shares);
    order->fulfilment = fulfilmentOf(*order);
    saveOrder(transaction, *order, action, u"order.shipped"_s, before, withNote(auditState(*order), "shipment", shipmentId));
    mailShipment(transaction, *order, {shipmentId, tracking, actor, transaction.now(), quantitiesOf(*shares)}, clock, random);
    return detailsAnswer(transaction, order->id, false);
}

OrderService::OrderService(Store &store, SaleBoard &board, const Clock &clock, Random &random)
    : m_store(store)
    , m_board(board)
    , m_clock(clock)
    , m_random(random)
{
}

Async<Result<OrderActionAnswer>> OrderService::ship(OrderAction action, std::vector<LineQuantity> lines, QString tracking)
{
    auto shipping = m_store.write([=, this](WriteTransaction &transaction) -> Result<OrderActionAnswer> {
        return actOnce(transaction, action, StaffRole::Warehouse, [&]() -> Result<OrderActionAnswer> {
            if (tracking.size() > longestTracking)
                return invalidField(u"tracking"_s, u"too_long"_s,
                                    u"A tracking number has at most %1 characters."_s.arg(longestTracking), tracking.left(64));
            return shipOrder(transaction, action, lines, tracking, m_clock, m_random);
        });
    });
    return auditForbidden(m_store, std::move(shipping), attemptOf(action, u"order.shipped"_s));
}

Async<Result<OrderActionAnswer>> OrderService::cancel(OrderAction action, std::vector<LineQuantity> lines, QString reason)
{
    auto cancelling = m_store.write([=, this](WriteTransaction &transaction) -> Result<OrderActionAnswer> {
        return actOnce(transaction, action, StaffRole::Support, [&]() -> Result<OrderActionAnswer> {
            if (reason.size() > longestReason)
                return invalidField(u"reason"_s, u"too_long"_s, u"A reason has at most %1 characters."_s.arg(longestReason),
                                    reason.left(64));
            return cancelOrder(transaction, action, lines, reason, {m_board, m_clock, m_random});
        });
    });
    return auditForbidden(m_store, std::move(cancelling), attemptOf(action, u"order.cancelled"_s));
}

Async<Result<CancelPreview>> OrderService::previewCancel(QString orderId, std::vector<LineQuantity> lines)
{
    return m_store.read([=](ReadTransaction &transaction) { return previewOf(transaction, orderId, lines); });
}

Async<Result<OrderActionAnswer>> OrderService::settleByHand(OrderAction action, QString reference)
{
    auto settling = m_store.write([=, this](WriteTransaction &transaction) -> Result<OrderActionAnswer> {
        return actOnce(transaction, action, StaffRole::Finance, [&]() -> Result<OrderActionAnswer> {
            if (reference.size() > longestReference)
                return invalidField(u"reference"_s, u"too_long"_s,
                                    u"A reference has at most %1 characters."_s.arg(longestReference), reference.left(64));
            return settleOrder(transaction, action, reference, m_board);
        });
    });
    return auditForbidden(m_store, std::move(settling), attemptOf(action, u"order.settled"_s));
}

Async<Result<OrderDetails>> OrderService::order(QString id)
{
    return m_store.read([id](ReadTransaction &transaction) -> Result<OrderDetails> {
        auto details = findOrderDetails(transaction, id);
        if (!details)
            return failure(ErrorCode::NotFound, u"order %1"_s.arg(id));
        return std::move(*details);
    });
}

Async<Result<OrderRecord>> OrderService::record(QString id)
{
    return m_store.read([id](ReadTransaction &transaction) -> Result<OrderRecord> {
        auto details = findOrderDetails(transaction, id);
        if (!details)
            return failure(ErrorCode::NotFound, u"order %1"_s.arg(id));
        return OrderRecord{std::move(*details), orderHistory(transaction, id)};
    });
}

Async<Result<Page<Order>>> OrderService::toShip(QString cursor, int limit)
{
    return m_store.read([cursor, limit](ReadTransaction &transaction) -> Result<Page<Order>> {
        if (const auto checked = checkPageLimit(limit); !checked)
            return tl::unexpected(checked.error());
        return ordersToShip(transaction, cursor, limit);
    });
}

Async<Result<Page<Order>>> OrderService::inDoubt(QString cursor, int limit)
{
    const UtcMillis before = m_clock.utc() - std::chrono::milliseconds(checkoutTakes).count();
    return m_store.read([before, cursor, limit](ReadTransaction &transaction) -> Result<Page<Order>> {
        if (const auto checked = checkPageLimit(limit); !checked)
            return tl::unexpected(checked.error());
        return ordersInDoubt(transaction, before, cursor, limit);
    });
}

Async<Result<PickList>> OrderService::pickList(QStringList orderIds)
{
    return m_store.read([orderIds, now = m_clock.utc()](ReadTransaction &transaction) -> Result<PickList> {
        if (orderIds.size() > longestPickList)
            return invalidField(u"orders"_s, u"too_many"_s, u"A pick list has at most %1 orders."_s.arg(longestPickList),
                                QString::number(orderIds.size()));
        return makePickList(transaction, orderIds, now);
    });
}

Async<Result<Page<Order>>> OrderService::search(OrderSearch search)
{
    return m_store.read([search](ReadTransaction &transaction) { return searchOrders(transaction, search); });
}

} // namespace tidegate
