// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/order_json.h"

#include "core/base/text.h"

namespace tidegate {

namespace {

void write(JsonWriter &json, const OrderLine &line)
{
    json.beginObject();
    json.add("id", line.id);
    json.add("name", line.name);
    json.add("quantity", line.quantity);
    json.add("sku", line.sku);
    json.add("unit_price", line.unitPrice);
    json.endObject();
}

} // namespace

void write(JsonWriter &json, const Order &order)
{
    json.beginObject();
    json.add("created_at", formatTime(order.createdAt));
    json.add("id", order.id);
    json.beginArray("items");
    for (const OrderLine &line : order.lines)
        write(json, line);
    json.endArray();
    json.beginObject("payment");
    json.add("method", order.paymentMethod);
    json.add("reference", order.paymentReference);
    json.endObject();
    json.add("status", orderStatusName(order.status));
    json.add("total", order.total);
    json.endObject();
}

QByteArray toJson(const Order &order)
{
    JsonWriter json;
    write(json, order);
    return json.text();
}

} // namespace tidegate
