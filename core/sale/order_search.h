// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order_queries.h"

namespace tidegate {

/// What staff look for. All may be empty.
struct OrderSearch {
    QString status{}; ///< the name of an OrderStatus or of a Fulfilment; of the latter only paid orders
    /// The beginning of an order's id (8 characters or more), of its e-mail address or of an SKU in it, whatever the case.
    QString text{};
    QString cursor{}; ///< of the page before
    int limit = 50;   ///< 1 to 200
};

/// Newest first; with a text first those whose id begins with it, then the others by what of them does, and newest first among those of one address or
/// SKU. Every order once. Reads by index alone, about as many rows as it returns, or as the status leaves out of those the text finds.
/// InvalidRequest for an unknown status or a cursor that is none.
Result<Page<Order>> searchOrders(ReadTransaction &transaction, const OrderSearch &search);

} // namespace tidegate
