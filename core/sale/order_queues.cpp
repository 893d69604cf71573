// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_queues.h"

#include "core/sale/order_store.h"

#include <algorithm>
#include <map>
#include <numeric>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool isToShip(const std::optional<Order> &order)
{
    return order && order->status == OrderStatus::Paid
        && std::any_of(order->lines.begin(), order->lines.end(), [](const OrderLine &line) { return line.open() > 0; });
}

} // namespace

Page<Order> ordersToShip(ReadTransaction &transaction, const QString &cursor, int limit)
{
    std::vector<QString> ids;
    // The conditions are those of the partial index orders_to_ship, word for word: SQLite looks no further. A subquery each,
    // since SQLite takes no LIMIT in a part of a UNION.
    transaction.each(u"SELECT id FROM ("
                     "SELECT id FROM (SELECT id FROM orders WHERE fulfilment = 'unshipped' AND status = 'paid' "
                     "AND fulfilment <> 'shipped' AND id > ? ORDER BY id LIMIT ?) AS unshipped UNION ALL "
                     "SELECT id FROM (SELECT id FROM orders WHERE fulfilment = 'part_shipped' AND status = 'paid' "
                     "AND fulfilment <> 'shipped' AND id > ? ORDER BY id LIMIT ?) AS part_shipped"
                     ") AS open ORDER BY id LIMIT ?"_s,
                     {cursor, limit + 1, cursor, limit + 1, limit + 1}, [&ids](const Row &row) { ids.push_back(row.text(0)); });
    return pageOfOrders(transaction, std::move(ids), limit);
}

Page<Order> ordersInDoubt(ReadTransaction &transaction, UtcMillis before, const QString &cursor, int limit)
{
    std::vector<QString> ids;
    transaction.each(u"SELECT id FROM orders WHERE status = 'reserved' AND created_at < ? AND id > ? ORDER BY id LIMIT ?"_s,
                     {before, cursor, limit + 1}, [&ids](const Row &row) { ids.push_back(row.text(0)); });
    return pageOfOrders(transaction, std::move(ids), limit);
}

qint64 PickList::units() const
{
    return std::accumulate(items.begin(), items.end(), qint64(0),
                           [](qint64 sum, const PickItem &item) { return sum + item.quantity; });
}

PickList makePickList(ReadTransaction &transaction, const QStringList &orderIds, UtcMillis now)
{
    PickList list;
    list.at = now;
    std::map<QString, PickItem> items;
    QStringList ids = orderIds;
    ids.removeDuplicates();
    for (const QString &id : std::as_const(ids)) {
        auto order = findOrder(transaction, id);
        if (!isToShip(order)) {
            list.leftOut << id;
            continue;
        }
        for (const OrderLine &line : order->lines) {
            if (line.open() <= 0)
                continue;
            PickItem &item = items[line.sku];
            item.sku = line.sku;
            item.name = line.name;
            item.quantity += line.open();
            if (item.shares.empty() || item.shares.back().orderId != id)
                item.shares.push_back({id, 0});
            item.shares.back().quantity += line.open();
        }
        list.orders.push_back(std::move(*order));
    }
    for (auto &[sku, item] : items) {
        item.onHand = transaction.integer(u"SELECT on_hand FROM stock WHERE sku = ?"_s, {sku});
        list.items.push_back(std::move(item));
    }
    return list;
}

} // namespace tidegate
