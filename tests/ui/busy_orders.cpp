// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/busy_orders.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr UtcMillis hour = 3'600'000;

Money euros(qint64 cents)
{
    return {cents, Currency::euro()};
}

Refund refundOf(const QString &id, const QString &orderId, qint64 cents, RefundState state, UtcMillis at)
{
    Refund refund;
    refund.id = id;
    refund.orderId = orderId;
    refund.method = u"card"_s;
    refund.chargeReference = u"ch_"_s + orderId;
    refund.amount = euros(cents);
    refund.state = state;
    refund.requestedBy = u"staff:sue"_s;
    refund.attempts = state == RefundState::Pending ? 0 : 3;
    refund.createdAt = refund.updatedAt = at;
    return refund;
}

void age(OrderRecord &record, UtcMillis by)
{
    record.details.order.createdAt -= by;
    for (OrderEvent &event : record.history) {
        event.at -= by;
    }
}

} // namespace

OrderRecord orderRecordOf(const QString &id, const QString &email, UtcMillis now)
{
    OrderRecord record;
    Order &order = record.details.order;
    order.id = id;
    order.shopperId = u"shopper-"_s + id;
    order.email = email;
    order.status = OrderStatus::Paid;
    order.total = euros(3 * 15'900 + 2 * 4'900);
    OrderLine tent{.id = id + u"-1"_s, .saleItemId = {}, .sku = u"TENT"_s, .name = u"Green tent"_s, .quantity = 3, .unitPrice = euros(15'900)};
    OrderLine lamp{.id = id + u"-2"_s, .saleItemId = {}, .sku = u"LAMP"_s, .name = u"Desk lamp"_s, .quantity = 2, .unitPrice = euros(4'900)};
    order.lines = {tent, lamp};
    order.paymentMethod = u"card"_s;
    order.paymentReference = u"ch_"_s + id;
    order.createdAt = order.updatedAt = now - 2 * hour;
    order.version = 2;
    record.history = {{1, order.createdAt, u"shopper:"_s + order.shopperId, u"order.reserved"_s, id, {}, {}, {}},
                      {2, order.createdAt + 900, u"system:checkout"_s, u"order.paid"_s, id, {}, {}, {}}};
    return record;
}

void fillBusyOrders(ScriptedOrders &orders, UtcMillis now)
{
    OrderRecord fresh = orderRecordOf(u"o7"_s, u"ann@example.com"_s, now);
    OrderRecord inPayment = orderRecordOf(u"o6"_s, u"ben@example.com"_s, now);
    inPayment.details.order.status = OrderStatus::Reserved;
    OrderRecord declined = orderRecordOf(u"o5"_s, u"cleo@example.com"_s, now);
    declined.details.order.status = OrderStatus::Declined;
    OrderRecord part = orderRecordOf(u"o4"_s, u"dora@example.com"_s, now);
    age(part, 30 * hour);
    part.details.order.fulfilment = Fulfilment::PartShipped;
    part.details.order.lines[0].shipped = 2;
    part.details.shipments = {{u"s1"_s, u"DHL 1"_s, u"staff:walt"_s, now - hour, {{u"o4-1"_s, 2}}}};
    part.history.push_back({3, now - hour, u"staff:walt"_s, u"order.shipped"_s, u"o4"_s,
                            R"({"lines":[{"id":"o4-1","shipped":0}]})", R"({"shipment":"s1","lines":[{"id":"o4-1","shipped":2}]})",
                            {}});
    OrderRecord refunded = orderRecordOf(u"o3"_s, u"eve@example.com"_s, now);
    age(refunded, 60 * hour);
    refunded.details.order.fulfilment = Fulfilment::Shipped;
    refunded.details.order.lines[0].shipped = 3;
    refunded.details.order.lines[1].cancelled = 2;
    refunded.details.refunds = {refundOf(u"r1"_s, u"o3"_s, 9'800, RefundState::Failed, now - 5 * hour)};
    refunded.details.refunds[0].problem = u"The card was closed."_s;
    orders.records = {fresh, inPayment, declined, part, refunded};
    Refund doubtful = refundOf(u"r2"_s, u"o4"_s, 4'900, RefundState::Failed, now - 26 * hour);
    doubtful.inDoubt = true;
    doubtful.problem = u"The provider never said whether it paid."_s;
    orders.refundList = {refunded.details.refunds[0], doubtful,
                         refundOf(u"r3"_s, u"o7"_s, 1'000, RefundState::Sent, now - hour)};
    RmaSummary rma;
    rma.id = u"rma-1"_s;
    rma.number = u"R-7K3QD-2MX9B"_s;
    rma.orderId = u"o3"_s;
    rma.state = RmaState::Approved;
    rma.value = euros(15'900);
    rma.units = 1;
    rma.createdAt = now - 3 * hour;
    orders.returnList = {rma};
    orders.previewAmount = euros(15'900);
}

void fillManyOrders(ScriptedOrders &orders, UtcMillis now, int count)
{
    orders.records.clear();
    orders.records.reserve(std::size_t(count));
    for (int number = count; number > 0; --number) {
        orders.records.push_back(orderRecordOf(u"order-%1"_s.arg(number, 6, 10, QChar(u'0')), u"c%1@example.com"_s.arg(number),
                                               now - (count - number) * 1'000));
    }
}

} // namespace tidegate
