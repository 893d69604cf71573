// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace tidegate {

struct StockItem {
    QString sku;
    qint64 stock = 0;                ///< pieces there are, not a change
    std::optional<qint64> version{}; ///< what the sender counts

    bool operator==(const StockItem &) const = default;
};

/// `{"type": "stock.updated", "timestamp", "data": {"items": [{"sku", "stock", "version"?}]}}`
struct StockMessage {
    QString type;
    UtcMillis occurredAt = 0;
    std::vector<StockItem> items;
};

inline constexpr qsizetype maximumStockItems = 1'000;

/// Reads the body of a webhook. InvalidRequest with all that is wrong: JSON, unknown fields, another type, a timestamp that is
/// none or more than five minutes ahead of `now` (everything sent until then would be late), no or more than maximumStockItems
/// items, an item twice.
Result<StockMessage> parseStockMessage(const QByteArray &body, UtcMillis now);

} // namespace tidegate
