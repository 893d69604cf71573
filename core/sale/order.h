// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/money.h"

#include <QString>

#include <vector>

namespace tidegate {

enum class OrderStatus {
    Reserved, ///< stock is held, payment is under way
    Paid,
    Declined, ///< the payment was declined; the stock was given back
    Released, ///< the payment could not be made; the stock was given back
};

/// As stored and as in the API: "reserved", "paid", …
QString orderStatusName(OrderStatus status);
/// The inverse, for values that came out of the database.
OrderStatus orderStatusFromName(const QString &name);

struct OrderLine {
    QString id;
    QString saleItemId;
    QString sku;
    QString name;
    qint64 quantity = 0;
    Money unitPrice;
};

struct Order {
    QString id;
    QString shopperId;
    QString email;
    QString saleId;
    OrderStatus status = OrderStatus::Reserved;
    Money total;
    std::vector<OrderLine> lines;
    QString paymentMethod;
    QString paymentReference;
    UtcMillis createdAt = 0;
    UtcMillis updatedAt = 0;
};

} // namespace tidegate
