// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json_writer.h"
#include "core/sale/order_queries.h"

namespace tidegate {

/// An order as a checkout answers with it. The same order always gives the same bytes: a repeated request is answered from the table, so this
/// tells nothing that changes once it is paid.
QByteArray toJson(const Order &order);

/// Who reads it.
enum class Audience {
    Shopper,
    Staff, ///< is told everything
};
/// Orders as they are now, with what became of their goods.
QByteArray toJson(const Page<Order> &page, Audience audience);
/// One with its shipments and refunds.
QByteArray toJson(const OrderDetails &details, Audience audience);

/// The member "refunds" of an object.
void writeRefunds(JsonWriter &json, const std::vector<Refund> &refunds, Audience audience);

/// A refund as the staff see it by itself: with the order that it belongs to.
QByteArray toJson(const Refund &refund);
QByteArray toJson(const Page<Refund> &page);

} // namespace tidegate
