// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>
#include <vector>

namespace tidegate {

/// What can be sold of a product after a commit.
struct StockLevel {
    QString sku;
    qint64 available = 0;

    bool operator==(const StockLevel &) const = default;
};

/// Called on the store's writer thread after the commit that changed them; must not block.
using StockListener = std::function<void(const std::vector<StockLevel> &)>;

} // namespace tidegate
