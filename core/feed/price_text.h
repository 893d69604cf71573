// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/money.h"

#include <QStringView>

#include <tl/expected.hpp>

namespace tidegate {

struct PriceText {
    Money price;
    bool isUngrouped = false; ///< separators of thousands were passed over
};

/// Why a price was refused: a FieldError's code and message.
struct PriceProblem {
    QString code;
    QString message;
};

/// Reads a price as people and programs write it, where it can mean one thing only: "19.99", "15.00 USD", "€19.99", "1,299.00",
/// "1 299". What may mean two ("19,99", "1,299", "$5" where many dollars are about) is told, not guessed: `negative_price`,
/// `decimal_comma`, `currency_conflict`, `invalid_price`.
///
/// `currency` is that of a price that does not name its own; `isNamed` tells that the row has a column for it, which the price
/// must not gainsay.
tl::expected<PriceText, PriceProblem> readPrice(QStringView text, Currency currency, bool isNamed);

} // namespace tidegate
