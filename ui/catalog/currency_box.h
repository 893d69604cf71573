// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/money.h"

#include <QComboBox>

#include <optional>

namespace tidegate {

/// Chooses a currency: the usual ones from a list, any other by typing its code.
class CurrencyBox : public QComboBox
{
    Q_OBJECT

public:
    explicit CurrencyBox(Currency currency, QWidget *parent = nullptr);

    /// Nothing where what was typed is no code of ISO 4217.
    [[nodiscard]] std::optional<Currency> currency() const;
};

} // namespace tidegate
