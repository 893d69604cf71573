// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/catalog/currency_box.h"

#include <QCompleter>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace tidegate {

CurrencyBox::CurrencyBox(Currency currency, QWidget *parent)
    : QComboBox(parent)
{
    addItems(
        {u"EUR"_s, u"USD"_s, u"GBP"_s, u"CHF"_s, u"SEK"_s, u"NOK"_s, u"DKK"_s, u"PLN"_s, u"CZK"_s, u"JPY"_s, u"CAD"_s, u"AUD"_s});
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    completer()->setCaseSensitivity(Qt::CaseInsensitive);
    setMinimumContentsLength(5);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setAccessibleName(tr("Currency"));
    lineEdit()->setAccessibleName(accessibleName());
    setToolTip(
        tr("Of prices that name no currency of their own, such as all of Shopify's. Codes that are not listed can be typed."));
    setCurrentText(currency.code());
}

std::optional<Currency> CurrencyBox::currency() const
{
    return Currency::fromCode(currentText().trimmed().toUpper());
}

} // namespace tidegate
