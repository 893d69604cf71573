// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"
#include "core/sale/order_service.h"
#include "core/staff/staff_actor.h"

#include <QIcon>
#include <QString>

namespace tidegate {

// What orders, refunds and their history are called by people.

QString orderStatusText(OrderStatus status);
QIcon orderStatusIcon(OrderStatus status);
QString fulfilmentText(Fulfilment fulfilment);
QIcon fulfilmentIcon(Fulfilment fulfilment);
/// Both in one: what the goods say of an order that was paid, what the money says of any other.
QString orderStateText(const Order &order);
/// The e-mail address; without one the shopper's id.
QString customerText(const Order &order);
/// "Card"; a method that is not one of ours by its id.
QString paymentMethodText(const QString &methodId);
/// Whoever acted, without what the audit trail puts before the name.
QString actorText(const QString &actor);

QString refundKindText(RefundKind kind);
/// Also whether it is in doubt.
QString refundStateText(const Refund &refund);
QIcon refundStateIcon(const Refund &refund);
QString returnStateText(RmaState state);

/// All units of an order that were not cancelled.
qint64 unitsOf(const Order &order);
/// Those that are still to be shipped.
qint64 openUnitsOf(const Order &order);
/// "2 × Green tent; 1 × Desk lamp": what is still to be shipped.
QString openLinesText(const Order &order);
/// A line of the order by its id; null where there is none.
const OrderLine *lineOf(const Order &order, const QString &lineId);
/// "2 × TENT, 1 × LAMP"
QString quantitiesText(const Order &order, const std::vector<LineQuantity> &quantities);

/// What happened, without who and when: "Shipped 2 × TENT, tracking DHL 1".
QString orderEventText(const OrderEvent &event, const OrderDetails &details);
/// What others did to `entityId` (an order or a refund) after the event with the number `seq`: "anna (10:42:03): shipped 2 × TENT". Empty: nothing.
QString changesSince(qint64 seq, const QString &entityId, const OrderRecord &record);
/// The number of the last event.
qint64 lastEventOf(const OrderRecord &record);

/// Why whoever is signed in can't do what `needed` may; empty where they can.
QString roleObstacle(const std::optional<StaffActor> &actor, StaffRole needed);
/// Why the services refused something, in their own words where they have any for people.
QString refusalText(const Error &error);
/// Why nothing of the order can be shipped or cancelled now; empty where something can.
QString openObstacle(const Order &order);

} // namespace tidegate
