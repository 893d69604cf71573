// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order.h"

#include <QJsonObject>

namespace tidegate {

/// An order as the API shows it. The same order always gives the same bytes: a repeated request is answered from the table.
QJsonObject toJson(const Order &order);

} // namespace tidegate
