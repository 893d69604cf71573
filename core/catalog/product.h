// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/money.h"

#include <QString>

#include <algorithm>
#include <optional>
#include <vector>

namespace tidegate {

/// A product of the catalogue with its stock.
struct Product {
    QString id;
    QString sku;
    QString name;
    QString description; ///< plain text or harmless HTML, as ProductRow has it
    Money price;
    QString imageUrl;
    QString brand;
    QString gtin;
    QString category;
    qint64 onHand = 0;
    qint64 held = 0;      ///< in open reservations
    qint64 allocated = 0; ///< paid, not shipped yet
    qint64 shortfall =
        0; ///< of those on hand: not there by the newest message, only kept for what is promised, and not sold again
    qint64 version = 1;
    UtcMillis updatedAt = 0;
    QString partnerId;                    ///< whose feed keeps it; empty: the shop's own
    std::optional<UtcMillis> withdrawnAt; ///< since then it is not offered for new sales
    std::optional<qint64> sourceVersion;  ///< of the newest message that set the stock: what its sender counted
    UtcMillis sourceAt = 0;               ///< and when he sent it; 0: no message did

    [[nodiscard]] qint64 promised() const { return held + allocated; }
    [[nodiscard]] qint64 available() const { return onHand - held - allocated; }
    /// What the newest message said is there.
    [[nodiscard]] qint64 counted() const { return onHand - shortfall; }
    /// So many are there, but what is promised stays.
    void setStock(qint64 count)
    {
        onHand = std::max(count, promised());
        shortfall = onHand - count;
    }
};

struct ProductPage {
    std::vector<Product> products;
    QString nextCursor; ///< empty: this was the last page
};

} // namespace tidegate
