// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/scripted_orders.h"

namespace tidegate {

/// An order of `email` with a tent (3 for 159.00 EUR) and a lamp (2 for 49.00 EUR), paid, two hours old, nothing shipped.
OrderRecord orderRecordOf(const QString &id, const QString &email, UtcMillis now);

/// Orders in every state, refunds that failed and that are on their way, a payment in doubt and a return.
void fillBusyOrders(ScriptedOrders &orders, UtcMillis now);

/// So many paid orders, a second after each other.
void fillManyOrders(ScriptedOrders &orders, UtcMillis now, int count);

} // namespace tidegate
