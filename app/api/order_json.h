// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json_writer.h"
#include "core/sale/order_details.h"

namespace tidegate {

/// An order as a checkout answers with it. The same order always gives the same bytes: a repeated request is answered from the table, so this
/// tells nothing that changes once it is paid.
QByteArray toJson(const Order &order);

/// Who reads it.
enum class Audience {
    Shopper,
    Staff, ///< is told everything
};
/// An order as it is now, with what became of its goods: an element of a list.
void write(JsonWriter &json, const Order &order, Audience audience);
/// The same with its shipments and refunds.
QByteArray toJson(const OrderDetails &details, Audience audience);

/// The member "refunds" of an object.
void writeRefunds(JsonWriter &json, const std::vector<Refund> &refunds, Audience audience);
/// A time, or null.
void addTime(JsonWriter &json, const char *name, const std::optional<UtcMillis> &time);
/// A text, or null for an empty one.
void addOptional(JsonWriter &json, const char *name, const QString &text);

/// A refund as the staff see it by itself: with the order that it belongs to.
void write(JsonWriter &json, const Refund &refund);
QByteArray toJson(const Refund &refund);

} // namespace tidegate
