// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/money.h"

#include <QString>

#include <vector>

namespace tidegate {

/// What stands in for placeholders, in the language of the mail.

/// "1,234.50 EUR", "1.234,50 EUR"
QString moneyInMail(const Money &money, const QString &language);
/// "2 March 2026", in UTC.
QString dayInMail(UtcMillis time, const QString &language);

struct MailItem {
    qint64 quantity = 0;
    QString name;
    QString note{}; ///< empty: none
};
/// One line for each: "2 × Desk lamp", "1 × Desk lamp: broken". Those of which there are none are left out.
QString itemsInMail(const std::vector<MailItem> &items);

} // namespace tidegate
