// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/sale/order_details.h"

namespace tidegate {

/// What the customer is written about an order, in the transaction of what happened (queueCustomerMail()).

/// A parcel left with these. The order's lines are as they are after it.
void mailShipment(WriteTransaction &transaction, const Order &order, const Shipment &shipment, const Clock &clock,
                  Random &random);
/// These will not come, and `back` goes back for them; 0: nothing does.
void mailCancellation(WriteTransaction &transaction, const Order &order, const std::vector<LineQuantity> &cancelled,
                      const Money &back, const Clock &clock, Random &random);
/// The provider has paid it back. Nothing for a refund of a return, which has mails of its own.
void mailRefund(WriteTransaction &transaction, const Refund &refund, const Clock &clock, Random &random);

} // namespace tidegate
