// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/unit_stock.h"

#include "core/sale/order_counts.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

std::optional<StockBucket> bucketOf(UnitPlace place)
{
    switch (place) {
    case UnitPlace::Sellable: return StockBucket::Sellable;
    case UnitPlace::Quarantine: return StockBucket::Quarantine;
    case UnitPlace::Scrap: return StockBucket::Scrap;
    case UnitPlace::Repair: return StockBucket::Repair;
    case UnitPlace::Expected:
    case UnitPlace::Missing:
    case UnitPlace::Arrived:
    case UnitPlace::Customer: return std::nullopt;
    }
    Q_UNREACHABLE();
}

/// What can be sold; nothing where the catalogue has no such product.
std::optional<qint64> available(ReadTransaction &transaction, const QString &sku)
{
    return transaction.one(u"SELECT on_hand - held - allocated FROM stock WHERE sku = ?"_s, {sku},
                           [](const Row &row) { return row.integer(0); });
}

} // namespace

Result<Done> moveUnit(WriteTransaction &transaction, const RmaContext &context, const UnitMove &move)
{
    const auto from = bucketOf(move.from);
    const auto to = bucketOf(move.to);
    if (from == to)
        return Done{};
    const auto left = available(transaction, move.sku);
    if (!left)
        return failure(ErrorCode::Conflict, u"the catalogue has no %1"_s.arg(move.sku));
    if (from == StockBucket::Sellable && *left < 1)
        return failure(ErrorCode::Conflict, u"%1 was put back on sale, and all of it is sold by now"_s.arg(move.sku));
    const auto write = [&](StockBucket bucket, qint64 delta, const QString &purpose) {
        moveStock(transaction,
                  {context.newId(), move.sku, delta, move.reason, move.sourceType, move.sourceId, purpose, move.actor, bucket});
    };
    if (from)
        write(*from, -1, u"from_"_s + unitPlaceName(move.from));
    if (to)
        write(*to, 1, u"to_"_s + unitPlaceName(move.to));
    // What is promised and not there is made good first: only then is there something to sell.
    if (to == StockBucket::Sellable)
        dropShortfall(transaction,
                      {context.newId(), move.sku, -1, u"shortfall"_s, u"rma_shortfall"_s, move.sourceId, {}, move.actor});
    if (from == StockBucket::Sellable || to == StockBucket::Sellable) {
        const qint64 now = *available(transaction, move.sku);
        transaction.afterCommit(
            [&board = context.board, level = StockLevel{move.sku, now}] { board.update(std::vector{level}); });
    }
    return Done{};
}

} // namespace tidegate
