// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/fee_text.h"

#include "ui/common/format.h"

#include <QLocale>

#include <cmath>

namespace tidegate {

std::optional<qint64> feeFromText(const QString &text, const Money &paid)
{
    QString plain = text.trimmed();
    if (plain.isEmpty()) {
        return 0;
    }
    if (plain.endsWith(u'%')) {
        plain.chop(1);
        bool isNumber = false;
        const double share = QLocale().toDouble(plain.trimmed(), &isNumber);
        if (!isNumber || share < 0 || share > 100) {
            return std::nullopt;
        }
        return std::llround(double(paid.amount) * share / 100);
    }
    const std::optional<Money> fee = priceFromText(plain, paid.currency);
    if (!fee || fee->amount < 0 || fee->amount > paid.amount) {
        return std::nullopt;
    }
    return fee->amount;
}

} // namespace tidegate
