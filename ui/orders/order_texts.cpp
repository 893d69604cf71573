// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/order_texts.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::Orders)
};

QJsonObject jsonOf(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

/// What an event added to one count of each line.
std::vector<LineQuantity> addedBy(const OrderEvent &event, const QString &count)
{
    QHash<QString, qint64> before;
    for (const QJsonValue line : jsonOf(event.before)["lines"_L1].toArray()) {
        before[line["id"_L1].toString()] = line[count].toInteger();
    }
    std::vector<LineQuantity> added;
    for (const QJsonValue line : jsonOf(event.after)["lines"_L1].toArray()) {
        const QString id = line["id"_L1].toString();
        if (const qint64 more = line[count].toInteger() - before.value(id); more > 0) {
            added.push_back({id, more});
        }
    }
    return added;
}

QString shippedText(const OrderEvent &event, const OrderDetails &details)
{
    const QString what = Text::tr("Shipped %1").arg(quantitiesText(details.order, addedBy(event, u"shipped"_s)));
    const QString id = jsonOf(event.after)["shipment"_L1].toString();
    const auto shipment = std::find_if(details.shipments.begin(), details.shipments.end(),
                                       [&](const Shipment &candidate) { return candidate.id == id; });
    const bool tracked = shipment != details.shipments.end() && !shipment->tracking.isEmpty();
    return tracked ? Text::tr("%1, tracking %2", "what was shipped").arg(what, shipment->tracking) : what;
}

QString cancelledText(const OrderEvent &event, const OrderDetails &details)
{
    const QString what = Text::tr("Cancelled %1").arg(quantitiesText(details.order, addedBy(event, u"cancelled"_s)));
    const QString reason = jsonOf(event.after)["reason"_L1].toString();
    return reason.isEmpty() ? what : Text::tr("%1: %2", "what was cancelled, and why").arg(what, reason);
}

QString refundText(const OrderEvent &event, const OrderDetails &details)
{
    const auto refund = std::find_if(details.refunds.begin(), details.refunds.end(),
                                     [&](const Refund &candidate) { return candidate.id == event.entityId; });
    const QString amount = refund == details.refunds.end() ? QString() : moneyText(refund->amount);
    const QJsonObject after = jsonOf(event.after);
    const QString reference = after["reference"_L1].toString();
    const QString problem = after["problem"_L1].toString();
    const QString step = event.action.section(u'.', 1);
    if (step == "requested"_L1) {
        return Text::tr("Refund of %1 requested").arg(amount);
    }
    if (step == "sent"_L1) {
        return Text::tr("Refund of %1 sent to the provider").arg(amount);
    }
    if (step == "settled"_L1) {
        return Text::tr("Refund of %1 settled, reference %2").arg(amount, reference);
    }
    if (step == "failed"_L1) {
        return Text::tr("Refund of %1 failed: %2").arg(amount, problem);
    }
    if (step == "put_off"_L1) {
        return Text::tr("Refund of %1 is tried again later: %2").arg(amount, problem);
    }
    if (step == "retried"_L1) {
        return Text::tr("Refund of %1 is sent again").arg(amount);
    }
    return step == "cleared"_L1 ? Text::tr("Refund of %1: surely not paid out").arg(amount) : event.action;
}

} // namespace

QString orderStatusText(OrderStatus status)
{
    switch (status) {
    case OrderStatus::Reserved: return Text::tr("In payment");
    case OrderStatus::Paid: return Text::tr("Paid");
    case OrderStatus::Declined: return Text::tr("Declined");
    case OrderStatus::Released: break;
    }
    return Text::tr("Released");
}

QIcon orderStatusIcon(OrderStatus status)
{
    switch (status) {
    case OrderStatus::Reserved: return themedIcon(u"clock"_s, IconTone::Warning);
    case OrderStatus::Paid: return themedIcon(u"good"_s, IconTone::Good);
    case OrderStatus::Declined: return themedIcon(u"bad"_s, IconTone::Bad);
    case OrderStatus::Released: break;
    }
    return themedIcon(u"undo"_s, IconTone::Muted);
}

QString fulfilmentText(Fulfilment fulfilment)
{
    switch (fulfilment) {
    case Fulfilment::Unshipped: return Text::tr("Unshipped");
    case Fulfilment::PartShipped: return Text::tr("Part shipped");
    case Fulfilment::Shipped: return Text::tr("Shipped");
    case Fulfilment::Cancelled: break;
    }
    return Text::tr("Cancelled");
}

QIcon fulfilmentIcon(Fulfilment fulfilment)
{
    switch (fulfilment) {
    case Fulfilment::Unshipped: return themedIcon(u"clock"_s, IconTone::Warning);
    case Fulfilment::PartShipped: return themedIcon(u"send"_s, IconTone::Warning);
    case Fulfilment::Shipped: return themedIcon(u"good"_s, IconTone::Good);
    case Fulfilment::Cancelled: break;
    }
    return themedIcon(u"close"_s, IconTone::Muted);
}

QString orderStateText(const Order &order)
{
    return order.status == OrderStatus::Paid ? fulfilmentText(order.fulfilment) : orderStatusText(order.status);
}

QString customerText(const Order &order)
{
    return order.email.isEmpty() ? order.shopperId : order.email;
}

QString paymentMethodText(const QString &methodId)
{
    if (methodId == "card"_L1) {
        return Text::tr("Card");
    }
    if (methodId == "paypal"_L1) {
        return Text::tr("PayPal");
    }
    if (methodId == "store_credit"_L1) {
        return Text::tr("Store credit");
    }
    return methodId == "none"_L1 ? Text::tr("Nothing to pay") : methodId;
}

QString actorText(const QString &actor)
{
    const QString name = actor.section(u':', 1);
    if (actor.startsWith("staff:"_L1)) {
        return name;
    }
    if (actor.startsWith("shopper:"_L1)) {
        return Text::tr("Customer");
    }
    return actor.startsWith("system:"_L1) ? Text::tr("Tidegate", "the program itself, as an actor") : actor;
}

QString refundKindText(RefundKind kind)
{
    switch (kind) {
    case RefundKind::Cancel: return Text::tr("Cancellation");
    case RefundKind::Return: return Text::tr("Return");
    case RefundKind::Goodwill: break;
    }
    return Text::tr("Goodwill");
}

QString refundStateText(const Refund &refund)
{
    switch (refund.state) {
    case RefundState::Pending: return refund.inDoubt ? Text::tr("Pending, in doubt") : Text::tr("Pending");
    case RefundState::Sent: return Text::tr("Sent");
    case RefundState::Settled: return Text::tr("Settled");
    case RefundState::Failed: break;
    }
    return refund.inDoubt ? Text::tr("Failed, in doubt") : Text::tr("Failed");
}

QIcon refundStateIcon(const Refund &refund)
{
    switch (refund.state) {
    case RefundState::Pending: return themedIcon(u"clock"_s, IconTone::Muted);
    case RefundState::Sent: return themedIcon(u"send"_s, IconTone::Muted);
    case RefundState::Settled: return themedIcon(u"good"_s, IconTone::Good);
    case RefundState::Failed: break;
    }
    return refund.inDoubt ? themedIcon(u"warning"_s, IconTone::Warning) : themedIcon(u"bad"_s, IconTone::Bad);
}

QString returnStateText(RmaState state)
{
    switch (state) {
    case RmaState::Submitted: return Text::tr("Submitted");
    case RmaState::Validated: return Text::tr("Validated");
    case RmaState::Approved: return Text::tr("Approved");
    case RmaState::InTransit: return Text::tr("In transit");
    case RmaState::PartlyReceived: return Text::tr("Partly received");
    case RmaState::Received: return Text::tr("Received");
    case RmaState::Inspected: return Text::tr("Inspected");
    case RmaState::Decided: return Text::tr("Decided");
    case RmaState::Settling: return Text::tr("Settling");
    case RmaState::Completed: return Text::tr("Completed");
    case RmaState::Declined: return Text::tr("Declined");
    case RmaState::Cancelled: return Text::tr("Cancelled");
    case RmaState::Expired: return Text::tr("Expired");
    case RmaState::Attention: break;
    }
    return Text::tr("Attention");
}

qint64 unitsOf(const Order &order)
{
    return std::accumulate(order.lines.begin(), order.lines.end(), qint64(0),
                           [](qint64 sum, const OrderLine &line) { return sum + line.quantity - line.cancelled; });
}

qint64 openUnitsOf(const Order &order)
{
    return std::accumulate(order.lines.begin(), order.lines.end(), qint64(0),
                           [](qint64 sum, const OrderLine &line) { return sum + line.open(); });
}

QString openLinesText(const Order &order)
{
    QStringList parts;
    for (const OrderLine &line : order.lines) {
        if (line.open() > 0) {
            parts += Text::tr("%1 × %2", "quantity and product").arg(countText(line.open()), line.name);
        }
    }
    return parts.join(u"; "_s);
}

const OrderLine *lineOf(const Order &order, const QString &lineId)
{
    const auto found =
        std::find_if(order.lines.begin(), order.lines.end(), [&](const OrderLine &line) { return line.id == lineId; });
    return found == order.lines.end() ? nullptr : &*found;
}

QString quantitiesText(const Order &order, const std::vector<LineQuantity> &quantities)
{
    QStringList parts;
    for (const LineQuantity &quantity : quantities) {
        const OrderLine *line = lineOf(order, quantity.orderLineId);
        parts +=
            Text::tr("%1 × %2", "quantity and SKU").arg(countText(quantity.quantity), line ? line->sku : quantity.orderLineId);
    }
    return parts.join(u", "_s);
}

QString orderEventText(const OrderEvent &event, const OrderDetails &details)
{
    if (event.action.startsWith("refund."_L1)) {
        return refundText(event, details);
    }
    if (event.action == "order.shipped"_L1) {
        return shippedText(event, details);
    }
    if (event.action == "order.cancelled"_L1) {
        return cancelledText(event, details);
    }
    if (event.action == "order.reserved"_L1) {
        return Text::tr("Ordered; the payment is under way");
    }
    if (event.action == "order.paid"_L1) {
        return Text::tr("Paid");
    }
    if (event.action == "order.declined"_L1) {
        return Text::tr("The payment was declined; the stock was given back");
    }
    return event.action == "order.released"_L1 ? Text::tr("Not paid; the stock was given back") : event.action;
}

QString changesSince(qint64 seq, const QString &entityId, const OrderRecord &record)
{
    QStringList changes;
    for (const OrderEvent &event : record.history) {
        if (event.seq > seq && event.entityId == entityId) {
            changes += Text::tr("%1 (%2, %3)", "what happened, who did it, and when")
                           .arg(orderEventText(event, record.details), actorText(event.actor), clockText(event.at));
        }
    }
    return changes.join(u"; "_s);
}

qint64 lastEventOf(const OrderRecord &record)
{
    return record.history.empty() ? 0 : record.history.back().seq;
}

QString roleObstacle(const std::optional<StaffActor> &actor, StaffRole needed)
{
    if (!actor) {
        return Text::tr("Sign in first.");
    }
    if (roleAllows(actor->role, needed)) {
        return {};
    }
    switch (needed) {
    case StaffRole::Support: return Text::tr("This is for support.");
    case StaffRole::Warehouse: return Text::tr("This is for the warehouse.");
    case StaffRole::Finance: return Text::tr("This is for finance.");
    case StaffRole::Admin: break;
    }
    return Text::tr("This is for admins.");
}

QString refusalText(const Error &error)
{
    QStringList reasons;
    for (const FieldError &field : error.fields) {
        if (!field.message.isEmpty()) {
            reasons += field.message;
        }
    }
    return reasons.isEmpty() ? errorText(error) : reasons.join(u' ');
}

QString openObstacle(const Order &order)
{
    if (order.status != OrderStatus::Paid) {
        return Text::tr("Only an order that is paid is shipped or cancelled.");
    }
    return openUnitsOf(order) > 0 ? QString() : Text::tr("Nothing of this order is left to ship or cancel.");
}

} // namespace tidegate
