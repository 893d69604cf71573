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

/// What became of a paid order's goods.
enum class Fulfilment {
    Unshipped,
    PartShipped, ///< something is still to be shipped
    Shipped,     ///< nothing is; what was not shipped was cancelled
    Cancelled,   ///< nothing was shipped, and nothing will be
};

/// As stored and as in the API: "unshipped", "part_shipped", …
QString fulfilmentName(Fulfilment fulfilment);
/// The inverse, for values that came out of the database.
Fulfilment fulfilmentFromName(const QString &name);

enum class OrderKind {
    Sale,
    Replacement, ///< of a returned unit; costs nothing
    Imported,    ///< from another system's records
};

/// As stored and as in the API: "sale", …
QString orderKindName(OrderKind kind);
/// The inverse, for values that came out of the database.
OrderKind orderKindFromName(const QString &name);

struct OrderLine {
    QString id;
    QString saleItemId; ///< empty where no sale sold it
    QString sku;
    QString name;
    qint64 quantity = 0;
    Money unitPrice;
    qint64 shipped = 0;
    qint64 cancelled = 0;
    qint64 discount = 0; ///< of the whole line, in minor units of the order's currency
    qint64 tax = 0;      ///< added to the whole line, in the same; 0 where prices contain it

    /// What is still to be shipped.
    [[nodiscard]] qint64 open() const { return quantity - shipped - cancelled; }
    bool operator==(const OrderLine &) const = default;
};

struct Order {
    QString id;
    QString shopperId;
    QString email;
    QString saleId; ///< empty where no sale sold it
    OrderStatus status = OrderStatus::Reserved;
    Money total; ///< of the lines (quantity * unit price - discount + tax) - discount + shipping
    std::vector<OrderLine> lines;
    QString paymentMethod;
    QString paymentReference;
    UtcMillis createdAt = 0;
    UtcMillis updatedAt = 0;
    Fulfilment fulfilment = Fulfilment::Unshipped;
    OrderKind kind = OrderKind::Sale;
    qint64 discount = 0; ///< of the whole order, in minor units
    qint64 shipping = 0; ///< in minor units
    qint64 version = 1;

    bool operator==(const Order &) const = default;
};

} // namespace tidegate
