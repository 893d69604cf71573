// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/order_json.h"

#include "app/api/json_members.h"
#include "core/base/text.h"

namespace tidegate {

namespace {

/// Of an item what every audience is told; leaves the object open.
void beginItem(JsonWriter &json, const OrderLine &line)
{
    json.beginObject();
    json.add("id", line.id);
    json.add("name", line.name);
    json.add("quantity", line.quantity);
    json.add("sku", line.sku);
    json.add("unit_price", line.unitPrice);
}

void writePayment(JsonWriter &json, const Order &order)
{
    json.beginObject("payment");
    json.add("method", order.paymentMethod);
    json.add("reference", order.paymentReference);
    json.endObject();
}

void writeShipments(JsonWriter &json, const OrderDetails &details, Audience audience)
{
    json.beginArray("shipments");
    for (const Shipment &shipment : details.shipments) {
        json.beginObject();
        json.add("id", shipment.id);
        json.beginArray("lines");
        for (const LineQuantity &line : shipment.lines) {
            json.beginObject();
            json.add("order_line_id", line.orderLineId);
            json.add("quantity", line.quantity);
            json.endObject();
        }
        json.endArray();
        json.add("shipped_at", formatTime(shipment.at));
        if (audience == Audience::Staff)
            json.add("shipped_by", shipment.actor);
        json.add("tracking", shipment.tracking);
        json.endObject();
    }
    json.endArray();
}

/// Leaves the object open.
void beginRefund(JsonWriter &json, const Refund &refund, Audience audience)
{
    json.beginObject();
    json.add("amount", refund.amount);
    json.add("created_at", formatTime(refund.createdAt));
    json.add("id", refund.id);
    json.add("kind", refundKindName(refund.kind));
    json.add("method", refund.method);
    addTime(json, "settled_at", refund.settledAt);
    json.add("state", refundStateName(refund.state));
    if (audience == Audience::Shopper)
        return;
    json.add("approved_by", refund.approvedBy);
    json.add("attempts", refund.attempts);
    json.addBoolean("in_doubt", refund.inDoubt);
    json.add("problem", refund.problem);
    json.add("reference", refund.reference);
    json.add("requested_by", refund.requestedBy);
    json.add("version", refund.version);
}

/// With the order that it belongs to.
void write(JsonWriter &json, const Refund &refund)
{
    beginRefund(json, refund, Audience::Staff);
    json.add("charge_reference", refund.chargeReference);
    json.add("order_id", refund.orderId);
    addOptional(json, "rma_id", refund.rmaId);
    json.endObject();
}

/// Leaves the object open.
void beginOrder(JsonWriter &json, const Order &order, Audience audience)
{
    const Currency currency = order.total.currency;
    json.beginObject();
    json.add("created_at", formatTime(order.createdAt));
    json.add("discount", Money{order.discount, currency});
    json.add("fulfilment", fulfilmentName(order.fulfilment));
    json.add("id", order.id);
    json.beginArray("items");
    for (const OrderLine &line : order.lines) {
        beginItem(json, line);
        json.add("cancelled", line.cancelled);
        json.add("discount", Money{line.discount, currency});
        json.add("shipped", line.shipped);
        json.add("tax", Money{line.tax, currency});
        json.endObject();
    }
    json.endArray();
    json.add("kind", orderKindName(order.kind));
    writePayment(json, order);
    json.add("shipping", Money{order.shipping, currency});
    json.add("status", orderStatusName(order.status));
    json.add("total", order.total);
    if (audience == Audience::Staff) {
        json.add("email", order.email);
        json.add("shopper_id", order.shopperId);
        json.add("version", order.version);
    }
}

} // namespace

void writeRefunds(JsonWriter &json, const std::vector<Refund> &refunds, Audience audience)
{
    json.beginArray("refunds");
    for (const Refund &refund : refunds) {
        beginRefund(json, refund, audience);
        json.endObject();
    }
    json.endArray();
}

QByteArray toJson(const Order &order)
{
    JsonWriter json;
    json.beginObject();
    json.add("created_at", formatTime(order.createdAt));
    json.add("id", order.id);
    json.beginArray("items");
    for (const OrderLine &line : order.lines) {
        beginItem(json, line);
        json.endObject();
    }
    json.endArray();
    writePayment(json, order);
    json.add("status", orderStatusName(order.status));
    json.add("total", order.total);
    json.endObject();
    return json.text();
}

QByteArray toJson(const Page<Order> &page, Audience audience)
{
    return pageToJson(page, [audience](JsonWriter &json, const Order &order) {
        beginOrder(json, order, audience);
        json.endObject();
    });
}

QByteArray toJson(const OrderDetails &details, Audience audience)
{
    JsonWriter json;
    beginOrder(json, details.order, audience);
    writeShipments(json, details, audience);
    writeRefunds(json, details.refunds, audience);
    json.endObject();
    return json.text();
}

QByteArray toJson(const Refund &refund)
{
    JsonWriter json;
    write(json, refund);
    return json.text();
}

QByteArray toJson(const Page<Refund> &page)
{
    return pageToJson(page, write);
}

} // namespace tidegate
