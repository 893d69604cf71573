// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/money.h"

#include <QJsonObject>
#include <QMap>

namespace tidegate {

/// What the rows of a file came to. Every row is in an order's line, in a return, or refused.
struct ReplayReport {
    Currency currency = Currency::euro();
    qint64 rows = 0;
    qint64 orders = 0;
    qint64 orderRows = 0; ///< rows that became lines of orders
    qint64 units = 0;     ///< sold
    qint64 revenue = 0;   ///< in minor units
    qint64 returns = 0;
    qint64 returnRows = 0;
    qint64 returnedUnits = 0;
    qint64 returned = 0;             ///< given back as store credit, in minor units
    QMap<QString, qint64> refused{}; ///< rows by the code of the reason

    [[nodiscard]] qint64 refusedRows() const;
    bool operator==(const ReplayReport &) const = default;
};

/// As the database and machines have it.
QJsonObject toJson(const ReplayReport &report);
ReplayReport replayReportFromJson(const QJsonObject &object, Currency currency);

} // namespace tidegate
