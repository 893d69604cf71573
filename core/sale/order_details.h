// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order.h"
#include "core/sale/refund_table.h"

namespace tidegate {

struct LineQuantity {
    QString orderLineId;
    qint64 quantity = 0;
};

/// One parcel that left.
struct Shipment {
    QString id;
    QString tracking; ///< empty: none
    QString actor;
    UtcMillis at = 0;
    std::vector<LineQuantity> lines;
};

/// An order with all that became of it.
struct OrderDetails {
    Order order;
    std::vector<Shipment> shipments; ///< by age
    std::vector<Refund> refunds;     ///< by age
};

std::optional<OrderDetails> findOrderDetails(ReadTransaction &transaction, const QString &id);

} // namespace tidegate
