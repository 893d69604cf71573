// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_details.h"

#include "core/sale/order_store.h"

using namespace Qt::StringLiterals;

namespace tidegate {

std::optional<OrderDetails> findOrderDetails(ReadTransaction &transaction, const QString &id)
{
    auto order = findOrder(transaction, id);
    if (!order)
        return std::nullopt;
    OrderDetails details{std::move(*order), {}, refundsOfOrder(transaction, id)};
    transaction.each(u"SELECT s.id, s.tracking, s.actor, s.at, l.order_line_id, l.quantity FROM shipment s "
                     "JOIN shipment_line l ON l.shipment_id = s.id WHERE s.order_id = ? ORDER BY s.id, l.order_line_id"_s,
                     {id}, [&details](const Row &row) {
                         if (details.shipments.empty() || details.shipments.back().id != row.text(0))
                             details.shipments.push_back({row.text(0), row.text(1), row.text(2), row.integer(3), {}});
                         details.shipments.back().lines.push_back({row.text(4), row.integer(5)});
                     });
    return details;
}

} // namespace tidegate
