// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/order_json.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace tidegate {

QJsonObject toJson(const Order &order)
{
    QJsonArray items;
    for (const OrderLine &line : order.lines) {
        items.append(QJsonObject{{u"id"_s, line.id},
                                 {u"sku"_s, line.sku},
                                 {u"name"_s, line.name},
                                 {u"quantity"_s, line.quantity},
                                 {u"unit_price"_s, toJson(line.unitPrice)}});
    }
    return {{u"id"_s, order.id},
            {u"status"_s, orderStatusName(order.status)},
            {u"items"_s, items},
            {u"total"_s, toJson(order.total)},
            {u"payment"_s, QJsonObject{{u"method"_s, order.paymentMethod}, {u"reference"_s, order.paymentReference}}},
            {u"created_at"_s, formatTime(order.createdAt)}};
}

} // namespace tidegate
