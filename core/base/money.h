// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringView>

#include <optional>

namespace tidegate {

/// An ISO 4217 currency that the program knows.
class Currency
{
public:
    /// Nothing for a code that is not in the ISO 4217 list of circulating currencies.
    static std::optional<Currency> fromCode(QStringView code);
    static Currency euro();

    [[nodiscard]] QString code() const;
    /// Digits behind the decimal point: 2 for EUR, 0 for JPY, 3 for KWD.
    [[nodiscard]] int minorDigits() const { return m_minorDigits; }

    bool operator==(const Currency &) const = default;

private:
    Currency(const char *code, int minorDigits);
    char m_code[4] = {};
    int m_minorDigits = 2;
};

/// An amount in minor units ("1999" is 19.99 EUR). Arithmetic that would leave the range of 64 bits, or mix currencies, is a
/// bug of the caller's and ends the program; amounts from outside are bounded where they come in (maximum()).
struct Money {
    qint64 amount = 0;
    Currency currency = Currency::euro();

    /// The largest amount accepted from outside, for one price or one total.
    static constexpr qint64 maximum() { return 1'000'000'000'000; }

    /// Plain decimal text as in a feed: "19.99", "20", "0.5". No sign, no thousands separator, no exponent; more decimals than the
    /// currency has are refused unless they are zeros. Bounded by maximum().
    static Result<Money> parse(QStringView text, Currency currency);

    /// "19.99 EUR"
    [[nodiscard]] QString toString() const;
    /// "19.99"
    [[nodiscard]] QString toDecimal() const;

    bool operator==(const Money &) const = default;
};

Money operator+(const Money &a, const Money &b);
Money operator-(const Money &a, const Money &b);
Money operator*(const Money &a, qint64 factor);

} // namespace tidegate
