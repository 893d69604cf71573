// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_history.h"

using namespace Qt::StringLiterals;

namespace tidegate {

std::vector<OrderEvent> orderHistory(ReadTransaction &transaction, const QString &orderId)
{
    std::vector<OrderEvent> history;
    transaction.each(
        u"SELECT seq, at, actor, action, entity_id, state_before, state_after, request_id FROM audit "
        "WHERE entity = 'order' AND entity_id = ? UNION ALL "
        "SELECT a.seq, a.at, a.actor, a.action, a.entity_id, a.state_before, a.state_after, a.request_id FROM refund r "
        "JOIN audit a ON a.entity = 'refund' AND a.entity_id = r.id WHERE r.order_id = ? ORDER BY seq"_s,
        {orderId, orderId}, [&history](const Row &row) {
            history.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5).toUtf8(),
                               row.text(6).toUtf8(), row.text(7)});
        });
    return history;
}

} // namespace tidegate
