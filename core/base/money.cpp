// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/money.h"

#include <algorithm>
#include <cstring>

namespace tidegate {

namespace {

struct Entry {
    const char *code;
    int minorDigits;
};

/// ISO 4217, list one, sorted by code, with the number of minor digits.
constexpr Entry currencies[] = {
#include "core/base/money_table.inc"
};

qint64 checked(bool overflow, qint64 value)
{
    if (overflow)
        qFatal("an amount of money left the range of 64 bits");
    return value;
}

void sameCurrency(const Money &a, const Money &b)
{
    if (a.currency != b.currency)
        qFatal("amounts of different currencies can't be added");
}

tl::unexpected<Error> badAmount(QStringView text, const QString &message)
{
    return invalidField(QStringLiteral("price"), QStringLiteral("invalid_price"), message, text.left(64).toString());
}

} // namespace

Currency::Currency(const char *code, int minorDigits)
    : m_minorDigits(minorDigits)
{
    std::memcpy(m_code, code, 3);
}

std::optional<Currency> Currency::fromCode(QStringView code)
{
    if (code.size() != 3)
        return std::nullopt;
    const QByteArray latin = code.toLatin1();
    const auto *found = std::lower_bound(std::begin(currencies), std::end(currencies), latin.constData(),
                                         [](const Entry &entry, const char *key) { return std::strcmp(entry.code, key) < 0; });
    if (found == std::end(currencies) || latin != found->code)
        return std::nullopt;
    return Currency(found->code, found->minorDigits);
}

Currency Currency::euro()
{
    return {"EUR", 2};
}

QString Currency::code() const
{
    return QString::fromLatin1(m_code, 3);
}

Result<Money> Money::parse(QStringView text, Currency currency)
{
    const qsizetype point = text.indexOf(u'.');
    const QStringView whole = point < 0 ? text : text.left(point);
    const QStringView decimals = point < 0 ? QStringView() : text.mid(point + 1);
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    if (whole.isEmpty() || (point >= 0 && decimals.isEmpty()) || !std::all_of(whole.begin(), whole.end(), isDigit)
        || !std::all_of(decimals.begin(), decimals.end(), isDigit)) {
        return badAmount(text, QStringLiteral("Write the price as a plain number with a point, such as 19.99."));
    }
    qint64 amount = 0;
    const auto append = [&amount](QChar digit) { amount = std::min(amount * 10 + (digit.unicode() - u'0'), maximum() + 1); };
    std::for_each(whole.begin(), whole.end(), append);
    for (qsizetype i = 0; i < std::max<qsizetype>(currency.minorDigits(), decimals.size()); ++i) {
        const QChar digit = i < decimals.size() ? decimals[i] : QChar(u'0');
        if (i < currency.minorDigits())
            append(digit);
        else if (digit != u'0')
            return badAmount(text, QStringLiteral("%1 has %2 decimal places.").arg(currency.code()).arg(currency.minorDigits()));
    }
    if (amount > maximum())
        return badAmount(text, QStringLiteral("The price is too large."));
    return Money{amount, currency};
}

QString Money::toDecimal() const
{
    const int digits = currency.minorDigits();
    QString text = QString::number(amount < 0 ? 0 - static_cast<quint64>(amount) : static_cast<quint64>(amount));
    if (digits > 0) {
        text = text.rightJustified(digits + 1, u'0');
        text.insert(text.size() - digits, u'.');
    }
    return amount < 0 ? u'-' + text : text;
}

QString Money::toString() const
{
    return toDecimal() + u' ' + currency.code();
}

Money operator+(const Money &a, const Money &b)
{
    sameCurrency(a, b);
    qint64 sum = 0;
    const bool overflow = __builtin_add_overflow(a.amount, b.amount, &sum);
    return {checked(overflow, sum), a.currency};
}

Money operator-(const Money &a, const Money &b)
{
    sameCurrency(a, b);
    qint64 difference = 0;
    const bool overflow = __builtin_sub_overflow(a.amount, b.amount, &difference);
    return {checked(overflow, difference), a.currency};
}

Money operator*(const Money &a, qint64 factor)
{
    qint64 product = 0;
    const bool overflow = __builtin_mul_overflow(a.amount, factor, &product);
    return {checked(overflow, product), a.currency};
}

} // namespace tidegate
