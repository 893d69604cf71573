// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order_queries.h"

namespace tidegate {

/// Paid orders of which something is still to be shipped, the oldest first, after the one with the id `cursor` (empty: from the
/// oldest). Reads by index alone, about as many rows as it returns.
Page<Order> ordersToShip(ReadTransaction &transaction, const QString &cursor, int limit);

/// Orders that are reserved since before `before`, the oldest first: their checkout is surely over, and the provider has not said
/// so far whether it charged. `cursor` as above.
Page<Order> ordersInDoubt(ReadTransaction &transaction, UtcMillis before, const QString &cursor, int limit);

/// So much of a SKU is for one order.
struct PickShare {
    QString orderId;
    qint64 quantity = 0;

    bool operator==(const PickShare &) const = default;
};

/// What is to be fetched of one SKU.
struct PickItem {
    QString sku;
    QString name;
    qint64 quantity = 0;           ///< the sum of its shares
    qint64 onHand = 0;             ///< that the shelf should hold
    std::vector<PickShare> shares; ///< in the order in which the orders were named

    bool operator==(const PickItem &) const = default;
};

struct PickList {
    UtcMillis at = 0;
    std::vector<Order> orders;   ///< those that are on it, as named
    std::vector<PickItem> items; ///< by SKU
    QStringList leftOut;         ///< orders of which by now nothing is left to ship

    [[nodiscard]] qint64 units() const;
};

/// What is left to ship of these orders, by SKU. Each order counts once.
PickList makePickList(ReadTransaction &transaction, const QStringList &orderIds, UtcMillis now);

} // namespace tidegate
