// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json_writer.h"
#include "core/sale/order.h"

namespace tidegate {

/// An order as the API shows it. The same order always gives the same bytes: a repeated request is answered from the table.
QByteArray toJson(const Order &order);
/// The same as an element of an array.
void write(JsonWriter &json, const Order &order);

} // namespace tidegate
