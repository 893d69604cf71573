// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/money.h"

#include <QString>

#include <chrono>
#include <optional>

namespace tidegate {

// Values as people read them, in the language and the manner of QLocale().

/// "1,234"
QString countText(qint64 count);
/// For tr()'s %n, which takes no more than an int.
int plural(qint64 count);
/// One decimal below 100 unless it is whole: "3.2", "12", "1,234".
QString rateText(double perSecond);
/// Three figures at most: "850 µs", "3.21 ms", "1.5 s".
QString latencyText(std::chrono::nanoseconds duration);
/// "97.4 %"; never "100 %" for less than all.
QString percentText(double share);
/// The two largest units, rounded up to a second: "4 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
QString spanText(std::chrono::milliseconds span);
/// "1,234.50 EUR"
QString moneyText(const Money &money);
/// "1234.50" with the locale's decimal point, for editing.
QString priceText(const Money &money);
/// The inverse; nothing where it is no price. A thousands separator is refused: somewhere else it is the decimal point.
std::optional<Money> priceFromText(const QString &text, Currency currency);
/// Date and time of day to the minute, in the machine's time zone.
QString momentText(UtcMillis time);
/// Time of day to the second, in the machine's time zone.
QString clockText(UtcMillis time);
/// "1.4 MB"
QString sizeText(qint64 bytes);

/// What was refused, as the name of a cause: "Out of stock".
QString causeText(ErrorCode cause);
/// Why something that the console asked for did not happen, and what to do, in a sentence or two without jargon.
QString errorText(const Error &error);

} // namespace tidegate
