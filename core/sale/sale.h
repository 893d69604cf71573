// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/money.h"

#include <QString>

#include <vector>

namespace tidegate {

enum class SaleStatus {
    Scheduled, ///< begins and ends by its times
    Paused,
    Ended, ///< for good
};

QString saleStatusName(SaleStatus status);

struct SaleItem {
    QString id;
    QString sku;
    QString name; ///< the product's
    Money price;
    Money listPrice; ///< the product's outside of the sale
    qint64 quota = 0;
    qint64 limitPerShopper = 0; ///< 0: none
    qint64 sold = 0;
    qint64 held = 0;
    qint64 stockLeft = 0; ///< of the product, over all sales
};

struct Sale {
    QString id;
    QString name;
    UtcMillis startsAt = 0;
    UtcMillis endsAt = 0;
    SaleStatus status = SaleStatus::Scheduled;
    std::vector<SaleItem> items;
    qint64 version = 1;
};

struct NewSaleItem {
    QString sku;
    qint64 price = 0; ///< minor units of the product's currency
    qint64 quota = 0;
    qint64 limitPerShopper = 0;
};

struct NewSale {
    QString name;
    UtcMillis startsAt = 0;
    UtcMillis endsAt = 0;
    std::vector<NewSaleItem> items;
};

} // namespace tidegate
