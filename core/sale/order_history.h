// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/store/transaction.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace tidegate {

/// One entry of an order's history, from the audit trail.
struct OrderEvent {
    qint64 seq = 0;
    UtcMillis at = 0;
    QString actor;     ///< "staff:anna", "shopper:…", "system:refunds"
    QString action;    ///< "order.shipped", "refund.settled"
    QString entityId;  ///< the order's, or that of the refund that it is about
    QByteArray before; ///< compact JSON, or empty
    QByteArray after;
    QString requestId;

    bool operator==(const OrderEvent &) const = default;
};

/// What happened to the order and to its refunds, by age. Inside a command.
std::vector<OrderEvent> orderHistory(ReadTransaction &transaction, const QString &orderId);

} // namespace tidegate
