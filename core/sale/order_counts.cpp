// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_counts.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

// This reads by a SELECT after its callers' UPDATE: for RETURNING SQLite makes a table of its own each time, which took as long as
// the rest.
ItemCounts countsOf(ReadTransaction &transaction, const QString &saleItemId, const QString &sku)
{
    ItemCounts counts{saleItemId, sku, 0, 0, 0};
    if (!saleItemId.isEmpty()) {
        transaction.each(u"SELECT sold, held FROM sale_item WHERE id = ?"_s, {saleItemId}, [&counts](const Row &row) {
            counts.sold = row.integer(0);
            counts.held = row.integer(1);
        });
    }
    counts.stockLeft = transaction.integer(u"SELECT on_hand - held - allocated FROM stock WHERE sku = ?"_s, {sku});
    return counts;
}

void dropShortfall(WriteTransaction &transaction, StockMovement movement)
{
    const qint64 shortfall = transaction.integer(u"SELECT shortfall FROM stock WHERE sku = ?"_s, {movement.sku});
    const qint64 gone = std::min(shortfall, -movement.delta);
    if (gone == 0)
        return;
    movement.delta = -gone;
    moveStock(transaction, movement);
    transaction.exec(u"UPDATE stock SET shortfall = shortfall - ? WHERE sku = ?"_s, {gone, movement.sku});
}

} // namespace tidegate
