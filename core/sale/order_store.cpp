// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_store.h"

#include "core/base/json_writer.h"
#include "core/catalog/product_table.h"
#include "core/sale/store_credit.h"

#include <QLoggingCategory>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcOrders, "tidegate.orders", QtInfoMsg)

struct LineCounts {
    qint64 sold = 0;
    qint64 held = 0;
};

// These read by a SELECT after their UPDATE: for RETURNING SQLite makes a table of its own each time, which took as long as the
// rest.

LineCounts countsOf(ReadTransaction &transaction, const QString &saleItemId)
{
    return transaction
        .one(u"SELECT sold, held FROM sale_item WHERE id = ?"_s, {saleItemId},
             [](const Row &row) {
                 return LineCounts{row.integer(0), row.integer(1)};
             })
        .value_or(LineCounts{});
}

qint64 stockLeftOf(ReadTransaction &transaction, const QString &sku)
{
    return transaction.integer(u"SELECT on_hand - held - allocated FROM stock WHERE sku = ?"_s, {sku});
}

/// Which of the conditions of a refused line was the reason.
ErrorCode whyNoQuota(ReadTransaction &transaction, const QString &saleItemId, UtcMillis now)
{
    const qint64 open = transaction.integer(u"SELECT COUNT(*) FROM sale s JOIN sale_item i ON i.sale_id = s.id "
                                            "WHERE i.id = ? AND s.status = 'scheduled' AND s.starts_at <= ? AND s.ends_at > ?"_s,
                                            {saleItemId, now, now});
    return open == 0 ? ErrorCode::SaleNotActive : ErrorCode::OutOfStock;
}

/// False where the shopper would have more than the item's limit.
bool takeShare(WriteTransaction &transaction, const BoardItem &item, const QString &shopperId, qint64 quantity)
{
    // No limit is a limit that nobody reaches.
    const qint64 limit = item.limitPerShopper > 0 ? item.limitPerShopper : item.quota;
    if (quantity > limit)
        return false;
    return transaction.exec(
               u"INSERT INTO sale_shopper (sale_item_id, shopper_id, quantity) VALUES (?, ?, ?) "
               "ON CONFLICT (sale_item_id, shopper_id) DO UPDATE SET quantity = sale_shopper.quantity + excluded.quantity "
               "WHERE sale_shopper.quantity + excluded.quantity <= ?"_s,
               {item.id, shopperId, quantity, limit})
        == 1;
}

Result<ItemCounts> reserveLine(WriteTransaction &transaction, const Reservation &reservation, const ReservationLine &line)
{
    const BoardItem &item = *line.item;
    const qint64 held = reservation.settlesInside ? 0 : line.quantity;
    const qint64 sold = line.quantity - held;
    const QString named = u"%1 of %2"_s.arg(line.quantity).arg(item.sku);

    const qint64 onSale =
        transaction.exec(u"UPDATE sale_item SET held = held + ?, sold = sold + ? "
                         "WHERE id = ? AND quota - sold - held >= ? AND EXISTS (SELECT 1 FROM sale WHERE sale.id = "
                         "sale_item.sale_id AND sale.status = 'scheduled' AND sale.starts_at <= ? AND sale.ends_at > ?)"_s,
                         {held, sold, item.id, line.quantity, transaction.now(), transaction.now()});
    if (onSale == 0)
        return failure(whyNoQuota(transaction, item.id, transaction.now()), named);
    const qint64 inStock = transaction.exec(u"UPDATE stock SET held = held + ?, allocated = allocated + ?, version = version + 1 "
                                            "WHERE sku = ? AND on_hand - held - allocated >= ?"_s,
                                            {held, sold, item.sku, line.quantity});
    if (inStock == 0)
        return failure(ErrorCode::OutOfStock, named + u": the product's stock does not suffice"_s);
    if (!takeShare(transaction, item, reservation.order.shopperId, line.quantity))
        return failure(ErrorCode::LimitPerShopper, named + u": at most %1 per shopper"_s.arg(item.limitPerShopper));
    const LineCounts counts = countsOf(transaction, item.id);
    return ItemCounts{item.id, item.sku, counts.sold, counts.held, stockLeftOf(transaction, item.sku)};
}

void insertOrder(WriteTransaction &transaction, const Reservation &reservation)
{
    const Order &order = reservation.order;
    const QString currency = order.total.currency.code();
    transaction.exec(u"INSERT INTO orders (id, shopper_id, email, sale_id, status, total, currency, idempotency_key, created_at, "
                     "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {order.id, order.shopperId, order.email, order.saleId, orderStatusName(order.status), order.total.amount,
                      currency, nullable(reservation.idempotencyKey), order.createdAt, order.updatedAt});
    qint64 position = 0;
    for (const OrderLine &line : order.lines) {
        transaction.exec(
            u"INSERT INTO order_line (order_id, position, id, sale_item_id, sku, name, quantity, unit_price) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s,
            {order.id, position++, line.id, line.saleItemId, line.sku, line.name, line.quantity, line.unitPrice.amount});
    }
    transaction.exec(u"INSERT INTO payment (order_id, method, status, amount, currency, token, reference, updated_at) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {order.id, order.paymentMethod, reservation.settlesInside ? u"charged"_s : u"pending"_s, order.total.amount,
                      currency, reservation.settlesInside ? QString() : reservation.paymentToken, order.paymentReference,
                      order.updatedAt});
    if (!reservation.idempotencyKey.isEmpty()) {
        transaction.exec(
            u"INSERT INTO idempotency (scope, idempotency_key, request_hash, order_id, created_at) VALUES (?, ?, ?, ?, ?)"_s,
            {order.shopperId, reservation.idempotencyKey, reservation.requestHash, order.id, order.createdAt});
    }
}

QByteArray auditState(const Order &order)
{
    JsonWriter json;
    json.beginObject();
    if (!order.paymentReference.isEmpty())
        json.add("reference", order.paymentReference);
    json.add("status", orderStatusName(order.status));
    json.add("total", order.total);
    json.endObject();
    return json.text();
}

/// What was on hand only because it was promised goes, as it is promised no longer.
void dropShortfall(WriteTransaction &transaction, const OrderLine &line, const QString &actor)
{
    const qint64 shortfall = transaction.integer(u"SELECT shortfall FROM stock WHERE sku = ?"_s, {line.sku});
    const qint64 gone = std::min(shortfall, line.quantity);
    if (gone == 0)
        return;
    moveStock(transaction, {line.id, line.sku, -gone, u"shortfall"_s, u"order_line"_s, line.id, u"give_back"_s, actor});
    transaction.exec(u"UPDATE stock SET shortfall = shortfall - ? WHERE sku = ?"_s, {gone, line.sku});
}

/// Moves what an order holds to sold, or gives it back.
ItemCounts moveHeld(WriteTransaction &transaction, const Order &order, const OrderLine &line, bool sold, const QString &actor)
{
    const qint64 bought = sold ? line.quantity : 0;
    transaction.exec(u"UPDATE sale_item SET held = held - ?, sold = sold + ? WHERE id = ?"_s,
                     {line.quantity, bought, line.saleItemId});
    transaction.exec(u"UPDATE stock SET held = held - ?, allocated = allocated + ?, version = version + 1 WHERE sku = ?"_s,
                     {line.quantity, bought, line.sku});
    if (!sold) {
        transaction.exec(u"UPDATE sale_shopper SET quantity = quantity - ? WHERE sale_item_id = ? AND shopper_id = ?"_s,
                         {line.quantity, line.saleItemId, order.shopperId});
        dropShortfall(transaction, line, actor);
    }
    const LineCounts counts = countsOf(transaction, line.saleItemId);
    return {line.saleItemId, line.sku, counts.sold, counts.held, stockLeftOf(transaction, line.sku)};
}

struct SettlementNames {
    OrderStatus order;
    QString payment;
};

SettlementNames namesOf(Settlement settlement)
{
    switch (settlement) {
    case Settlement::Charged: return {OrderStatus::Paid, u"charged"_s};
    case Settlement::Declined: return {OrderStatus::Declined, u"declined"_s};
    case Settlement::Failed: return {OrderStatus::Released, u"failed"_s};
    }
    Q_UNREACHABLE();
}

/// One charge pays for one order.
bool paysForAnother(ReadTransaction &transaction, const Order &order, const QString &reference)
{
    return transaction.integer(u"SELECT COUNT(*) FROM payment WHERE method = ? AND reference = ? AND status = 'charged' "
                               "AND method <> 'store_credit' AND order_id <> ?"_s,
                               {order.paymentMethod, reference, order.id})
        > 0;
}

} // namespace

Result<Done> reserve(WriteTransaction &transaction, const Reservation &reservation, SaleBoard &board)
{
    std::vector<ItemCounts> counts;
    for (const ReservationLine &line : reservation.lines) {
        auto reserved = reserveLine(transaction, reservation, line);
        if (!reserved)
            return tl::unexpected(reserved.error());
        counts.push_back(std::move(*reserved));
    }
    const Order &order = reservation.order;
    if (reservation.settlesInside) {
        auto captured = captureCredit(transaction, order.paymentReference, order.shopperId, order.total, u"order:"_s + order.id);
        if (!captured)
            return captured;
    }
    insertOrder(transaction, reservation);
    transaction.audit({u"shopper:"_s + order.shopperId,
                       reservation.settlesInside ? u"order.paid"_s : u"order.reserved"_s,
                       u"order"_s,
                       order.id,
                       {},
                       auditState(order),
                       reservation.requestId});
    transaction.afterCommit([&board, counts = std::move(counts)] { board.update(counts); });
    return Done{};
}

Result<Order> settle(WriteTransaction &transaction, const QString &orderId, Settlement settlement, const QString &reference,
                     const QString &actor, SaleBoard &board)
{
    auto found = findOrder(transaction, orderId);
    if (!found)
        return failure(ErrorCode::NotFound, u"order %1"_s.arg(orderId));
    Order &order = *found;
    if (order.status != OrderStatus::Reserved)
        return order;
    const QByteArray before = auditState(order);
    if (settlement == Settlement::Charged && paysForAnother(transaction, order, reference)) {
        qCCritical(lcOrders).noquote() << "order" << order.id << "is declined:" << order.paymentMethod << "charge" << reference
                                       << "has paid for another order";
        settlement = Settlement::Declined;
    }
    const SettlementNames names = namesOf(settlement);
    order.status = names.order;
    order.paymentReference = reference;
    order.updatedAt = transaction.now();
    transaction.exec(u"UPDATE orders SET status = ?, updated_at = ?, version = version + 1 WHERE id = ?"_s,
                     {orderStatusName(order.status), order.updatedAt, order.id});
    transaction.exec(u"UPDATE payment SET status = ?, reference = ?, token = '', updated_at = ? WHERE order_id = ?"_s,
                     {names.payment, reference, order.updatedAt, order.id});
    if (settlement == Settlement::Failed)
        transaction.exec(u"DELETE FROM idempotency WHERE scope = ? AND order_id = ?"_s, {order.shopperId, order.id});
    std::vector<ItemCounts> counts;
    for (const OrderLine &line : order.lines)
        counts.push_back(moveHeld(transaction, order, line, settlement == Settlement::Charged, actor));
    transaction.audit({actor, u"order."_s + orderStatusName(order.status), u"order"_s, order.id, before, auditState(order), {}});
    transaction.afterCommit([&board, counts = std::move(counts)] { board.update(counts); });
    return order;
}

std::optional<Order> findOrder(ReadTransaction &transaction, const QString &id)
{
    auto order = transaction.one(
        u"SELECT o.id, o.shopper_id, o.email, o.sale_id, o.status, o.total, o.currency, o.created_at, o.updated_at, "
        "p.method, p.reference FROM orders o JOIN payment p ON p.order_id = o.id WHERE o.id = ?"_s,
        {id}, [](const Row &row) {
            Order read;
            read.id = row.text(0);
            read.shopperId = row.text(1);
            read.email = row.text(2);
            read.saleId = row.text(3);
            read.status = orderStatusFromName(row.text(4));
            read.total = {row.integer(5), Currency::fromCode(row.text(6)).value_or(Currency::euro())};
            read.createdAt = row.integer(7);
            read.updatedAt = row.integer(8);
            read.paymentMethod = row.text(9);
            read.paymentReference = row.text(10);
            return read;
        });
    if (!order)
        return std::nullopt;
    transaction.each(
        u"SELECT id, sale_item_id, sku, name, quantity, unit_price FROM order_line WHERE order_id = ? ORDER BY position"_s, {id},
        [&order](const Row &row) {
            order->lines.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4),
                                    Money{row.integer(5), order->total.currency}});
        });
    return order;
}

std::optional<KnownKey> findKey(ReadTransaction &transaction, const QString &shopperId, const QString &key)
{
    return transaction.one(u"SELECT request_hash, order_id, refusal FROM idempotency WHERE scope = ? AND idempotency_key = ?"_s,
                           {shopperId, key}, [](const Row &row) {
                               return KnownKey{row.text(0), row.text(1), row.text(2)};
                           });
}

void rememberRefusal(WriteTransaction &transaction, const QString &shopperId, const QString &key, const QString &requestHash,
                     const QString &refusal)
{
    transaction.exec(
        u"INSERT INTO idempotency (scope, idempotency_key, request_hash, refusal, created_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (scope, idempotency_key) DO NOTHING"_s,
        {shopperId, key, requestHash, refusal, transaction.now()});
}

} // namespace tidegate
