// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_store.h"

#include "core/base/json_writer.h"
#include "core/sale/order_counts.h"
#include "core/sale/store_credit.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcOrders, "tidegate.orders", QtInfoMsg)

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
    return countsOf(transaction, item.id, item.sku);
}

/// What a new order's payment row says.
struct NewPayment {
    QString status;
    QString token;
};

void insertLines(WriteTransaction &transaction, const Order &order)
{
    QStringList terms{orderSearchTerm(order.email)};
    qint64 position = 0;
    for (const OrderLine &line : order.lines) {
        transaction.exec(
            u"INSERT INTO order_line (order_id, position, id, sale_item_id, sku, name, quantity, unit_price, discount, tax) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            {order.id, position++, line.id, nullable(line.saleItemId), line.sku, line.name, line.quantity, line.unitPrice.amount,
             line.discount, line.tax});
        terms << orderSearchTerm(line.sku);
    }
    terms.removeDuplicates();
    terms.removeAll(QString());
    for (const QString &term : std::as_const(terms))
        transaction.exec(u"INSERT INTO order_search (term, order_id) VALUES (?, ?)"_s, {term, order.id});
}

void insertOrder(WriteTransaction &transaction, const Order &order, const NewPayment &payment, const QString &idempotencyKey = {})
{
    const QString currency = order.total.currency.code();
    const QString status = orderStatusName(order.status);
    transaction.exec(u"INSERT INTO orders (id, shopper_id, email, sale_id, status, total, currency, idempotency_key, created_at, "
                     "updated_at, kind, discount, shipping, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {order.id, order.shopperId, order.email, nullable(order.saleId), status, order.total.amount, currency,
                      nullable(idempotencyKey), order.createdAt, order.updatedAt, orderKindName(order.kind), order.discount,
                      order.shipping, order.language});
    insertLines(transaction, order);
    transaction.exec(u"INSERT INTO payment (order_id, method, status, amount, currency, token, reference, updated_at) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {order.id, order.paymentMethod, payment.status, order.total.amount, currency, payment.token,
                      order.paymentReference, order.updatedAt});
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
        dropShortfall(transaction,
                      {line.id, line.sku, -line.quantity, u"shortfall"_s, u"order_line"_s, line.id, u"give_back"_s, actor});
    }
    return countsOf(transaction, line.saleItemId, line.sku);
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
    insertOrder(transaction, order,
                {reservation.settlesInside ? u"charged"_s : u"pending"_s,
                 reservation.settlesInside ? QString() : reservation.paymentToken},
                reservation.idempotencyKey);
    if (!reservation.idempotencyKey.isEmpty()) {
        transaction.exec(
            u"INSERT INTO idempotency (scope, idempotency_key, request_hash, order_id, created_at) VALUES (?, ?, ?, ?, ?)"_s,
            {order.shopperId, reservation.idempotencyKey, reservation.requestHash, order.id, order.createdAt});
    }
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

Result<Done> placeOrder(WriteTransaction &transaction, const Order &order, const QString &actor, const QString &requestId,
                        SaleBoard &board)
{
    std::vector<ItemCounts> counts;
    for (const OrderLine &line : order.lines) {
        const qint64 inStock = transaction.exec(u"UPDATE stock SET allocated = allocated + ?, version = version + 1 "
                                                "WHERE sku = ? AND on_hand - held - allocated >= ?"_s,
                                                {line.quantity, line.sku, line.quantity});
        if (inStock == 0)
            return failure(ErrorCode::OutOfStock,
                           u"%1 of %2: the product's stock does not suffice"_s.arg(line.quantity).arg(line.sku));
        counts.push_back(countsOf(transaction, line.saleItemId, line.sku));
    }
    insertOrder(transaction, order, {u"charged"_s, {}});
    transaction.audit({actor, u"order.paid"_s, u"order"_s, order.id, {}, auditState(order), requestId});
    transaction.afterCommit([&board, counts = std::move(counts)] { board.update(counts); });
    return Done{};
}

bool paysForAnother(ReadTransaction &transaction, const Order &order, const QString &reference)
{
    return transaction.integer(u"SELECT COUNT(*) FROM payment WHERE method = ? AND reference = ? AND status = 'charged' "
                               "AND method <> 'store_credit' AND order_id <> ?"_s,
                               {order.paymentMethod, reference, order.id})
        > 0;
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

ForeignQuery foreignOrder(const QString &id, const QString &shopperId)
{
    if (shopperId.isEmpty())
        return nullptr;
    return [id, shopperId](ReadTransaction &transaction) {
        return transaction.integer(u"SELECT COUNT(*) FROM orders WHERE id = ? AND shopper_id <> ?"_s, {id, shopperId}) > 0;
    };
}

std::optional<Order> findOrder(ReadTransaction &transaction, const QString &id)
{
    auto order = transaction.one(
        u"SELECT o.id, o.shopper_id, o.email, o.sale_id, o.status, o.total, o.currency, o.created_at, o.updated_at, "
        "p.method, p.reference, o.fulfilment, o.kind, o.discount, o.shipping, o.version, o.language "
        "FROM orders o JOIN payment p ON p.order_id = o.id WHERE o.id = ?"_s,
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
            read.fulfilment = fulfilmentFromName(row.text(11));
            read.kind = orderKindFromName(row.text(12));
            read.discount = row.integer(13);
            read.shipping = row.integer(14);
            read.version = row.integer(15);
            read.language = row.text(16);
            return read;
        });
    if (!order)
        return std::nullopt;
    transaction.each(u"SELECT id, sale_item_id, sku, name, quantity, unit_price, shipped, cancelled, discount, tax "
                     "FROM order_line WHERE order_id = ? ORDER BY position"_s,
                     {id}, [&order](const Row &row) {
                         order->lines.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4),
                                                 Money{row.integer(5), order->total.currency}, row.integer(6), row.integer(7),
                                                 row.integer(8), row.integer(9)});
                     });
    return order;
}

QString orderLanguage(ReadTransaction &transaction, const QString &id)
{
    return transaction.one(u"SELECT language FROM orders WHERE id = ?"_s, {id}, [](const Row &row) { return row.text(0); })
        .value_or(QString());
}

QString orderSearchTerm(const QString &text)
{
    return text.trimmed().toLower();
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
