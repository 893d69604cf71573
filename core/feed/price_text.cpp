// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/price_text.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

using Problem = tl::unexpected<PriceProblem>;

Problem problem(const QString &code, const QString &message)
{
    return Problem(PriceProblem{code, message});
}

/// What of a price's text is its currency, and what its number.
struct Parts {
    QStringView currency;
    QStringView number;
};

bool isNumeric(QChar c)
{
    return c.isDigit() || QStringView(u".,+-\u2212'\u2019").contains(c);
}

/// The currency stands on one side of the number.
Parts split(QStringView text)
{
    const auto *first = std::find_if(text.begin(), text.end(), isNumeric);
    if (first != text.begin())
        return {text.first(first - text.begin()).trimmed(), text.sliced(first - text.begin())};
    qsizetype end = text.size();
    while (end > 0 && !isNumeric(text[end - 1]))
        --end;
    return {text.sliced(end).trimmed(), text.first(end)};
}

bool isOneOf(Currency currency, std::initializer_list<QStringView> codes)
{
    const QString code = currency.code();
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

tl::expected<Currency, PriceProblem> currencyOf(QStringView mark, Currency expected)
{
    if (const std::optional<Currency> named = Currency::fromCode(mark.toString().toUpper()))
        return *named;
    if (mark == u"€")
        return Currency::euro();
    if (mark == u"£")
        return *Currency::fromCode(u"GBP");
    const bool fits =
        (mark == u"$"
         && isOneOf(expected, {u"USD", u"AUD", u"CAD", u"NZD", u"SGD", u"HKD", u"TWD", u"MXN", u"CLP", u"COP", u"ARS"}))
        || (mark == u"¥" && isOneOf(expected, {u"JPY", u"CNY"}));
    if (fits)
        return expected;
    return problem(
        u"invalid_price"_s,
        u"Beside the number stands \"%1\", which tells no currency for sure. Write the number alone, such as 19.99, and the "
        "currency in its own column."_s.arg(mark.left(20)));
}

bool isThousands(QChar c)
{
    return QStringView(u",'\u2019 \u00a0\u2009\u202f").contains(c);
}

bool areDigits(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

/// "1,299.00" without its separators, if it is such a number. A comma alone may be a decimal one, and needs the point behind it.
std::optional<QString> withoutThousands(QStringView number)
{
    const qsizetype point = number.indexOf(u'.');
    const QStringView whole = point < 0 ? number : number.first(point);
    const auto *separator = std::find_if(whole.begin(), whole.end(), isThousands);
    if (separator == whole.end() || (*separator == u',' && point < 0))
        return std::nullopt;
    const QList<QStringView> groups = whole.split(*separator);
    const bool fits = areDigits(groups.first()) && groups.first().size() <= 3
        && std::all_of(groups.begin() + 1, groups.end(), [](QStringView group) { return areDigits(group) && group.size() == 3; });
    if (!fits)
        return std::nullopt;
    QString plain = number.toString();
    return plain.remove(*separator);
}

PriceProblem problemOf(QStringView number, const Error &error)
{
    if (number.startsWith(u'-') || number.startsWith(u'\u2212'))
        return {u"negative_price"_s, u"The price is below zero. Write what the product costs; a discount is a lower price."_s};
    if (number.contains(u','))
        return {u"decimal_comma"_s,
                u"A comma may stand before decimals or between thousands. Write the price with a point and nothing between the "
                "thousands, such as 1299.50."_s};
    if (number.contains(u'e', Qt::CaseInsensitive))
        return {u"invalid_price"_s,
                u"A spreadsheet has written this number with an exponent. Set the column to text, and write it "
                "out, such as 1299.50."_s};
    return {u"invalid_price"_s, error.fields.front().message};
}

} // namespace

tl::expected<PriceText, PriceProblem> readPrice(QStringView text, Currency currency, bool isNamed)
{
    const Result<Money> plain = Money::parse(text, currency);
    if (plain)
        return PriceText{*plain, false};
    const Parts parts = split(text);
    if (!parts.currency.isEmpty()) {
        const tl::expected<Currency, PriceProblem> own = currencyOf(parts.currency, currency);
        if (!own)
            return Problem(own.error());
        if (isNamed && *own != currency) {
            return problem(
                u"currency_conflict"_s,
                u"The price is in %1, but the currency of this row is %2. Leave one of them out, or make them agree."_s.arg(
                    own->code(), currency.code()));
        }
        currency = *own;
    }
    const QStringView number = parts.number.trimmed();
    const std::optional<QString> ungrouped = withoutThousands(number);
    const Result<Money> price = Money::parse(ungrouped ? QStringView(*ungrouped) : number, currency);
    if (!price)
        return Problem(problemOf(number, price.error()));
    return PriceText{*price, ungrouped.has_value()};
}

} // namespace tidegate
