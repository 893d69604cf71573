// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/money.h"

#include <cstdlib>

using namespace tidegate;

/// What is accepted is within bounds and reads back as the same amount, in currencies of 2, 0 and 3 decimals.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    for (const char16_t *code : {u"EUR", u"JPY", u"KWD"}) {
        const auto currency = Currency::fromCode(code);
        const auto money = Money::parse(text, *currency);
        if (!money)
            continue;
        if (money->amount < 0 || money->amount > Money::maximum())
            std::abort();
        const auto again = Money::parse(money->toDecimal(), *currency);
        if (!again || *again != *money)
            std::abort();
    }
    return 0;
}
