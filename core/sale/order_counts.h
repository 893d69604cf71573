// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/product_table.h"
#include "core/sale/sale_board.h"
#include "core/store/transaction.h"

namespace tidegate {

/// What the board is told of an item that was just changed. Without an item: of the product's stock alone.
ItemCounts countsOf(ReadTransaction &transaction, const QString &saleItemId, const QString &sku);

/// Goods are promised no longer: what was on hand only because it was promised goes too, at most as much as the movement says. `movement` is
/// written for what goes.
void dropShortfall(WriteTransaction &transaction, StockMovement movement);

} // namespace tidegate
