// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/product_row.h"

#include "core/feed/html_text.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

qsizetype characters(const QString &text)
{
    return text.size() - std::count_if(text.begin(), text.end(), [](QChar c) { return c.isLowSurrogate(); });
}

bool isDigits(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

} // namespace

bool isGtin(QStringView text)
{
    if (!isDigits(text) || (text.size() != 8 && (text.size() < 12 || text.size() > 14)))
        return false;
    int sum = 0;
    for (qsizetype i = 0; i < text.size(); ++i)
        sum += (text[i].unicode() - u'0') * ((text.size() - i) % 2 == 0 ? 3 : 1);
    return sum % 10 == 0;
}

QString shortened(const QString &value)
{
    return value.size() <= 200 ? value : value.left(199) + u'…';
}

ProductRules::ProductRules(qint64 line)
    : m_line(line)
{
}

void ProductRules::refuse(const QString &field, const QString &code, const QString &message, const QString &value)
{
    m_errors.push_back({m_line, field, code, message, shortened(value)});
}

QString ProductRules::text(const QString &cell, qsizetype maximum, const QString &field, bool lineBreaks)
{
    const QString text = cell.trimmed();
    if (text.size() > maximum && characters(text) > maximum) {
        refuse(field, u"too_long"_s,
               u"This has %1 characters; at most %2 are allowed. Shorten it."_s.arg(characters(text)).arg(maximum), text);
    }
    const auto isControl = [lineBreaks](QChar c) {
        return c.category() == QChar::Other_Control && !(lineBreaks && (c == u'\n' || c == u'\r' || c == u'\t'));
    };
    if (std::any_of(text.begin(), text.end(), isControl)) {
        refuse(field, u"control_character"_s,
               u"There is an invisible control character or a line break in this cell. Type the text anew."_s, text);
    }
    return text;
}

QString ProductRules::sku(const QString &cell, const QString &field)
{
    const QString sku = text(cell, maximumSku, field, false);
    if (sku.isEmpty())
        refuse(field, u"missing"_s, u"The SKU is missing. Every product needs one that no other product has."_s);
    return sku;
}

QString ProductRules::name(const QString &cell, const QString &field)
{
    const QString name = text(cell, maximumName, field, false);
    if (name.isEmpty())
        refuse(field, u"missing"_s, u"The name is missing. Write the name that shoppers shall see."_s);
    return name;
}

QString ProductRules::description(const QString &cell, const QString &field)
{
    if (cell.size() > maximumHtml) {
        refuse(field, u"too_long"_s,
               u"This has %1 characters; at most %2 are allowed. Shorten it, or put pictures in files of their own."_s
                   .arg(cell.size())
                   .arg(maximumHtml),
               cell);
        return {};
    }
    const std::optional<QString> plain = plainText(cell);
    if (!plain) {
        refuse(field, u"too_many_tags"_s, u"This HTML has more than %1 tags. Simplify it."_s.arg(maximumTags), cell);
        return {};
    }
    return text(*plain, maximumDescription, field, true);
}

std::optional<Money> ProductRules::price(const QString &cell, Currency currency, const QString &field)
{
    const QString text = cell.trimmed();
    if (text.isEmpty()) {
        refuse(field, u"missing"_s, u"The price is missing. Write it as a plain number with a point, such as 19.99."_s);
        return std::nullopt;
    }
    const Result<Money> parsed = Money::parse(text, currency);
    if (parsed)
        return *parsed;
    const FieldError &error = parsed.error().fields.front();
    refuse(field, error.code, error.message, text);
    return std::nullopt;
}

std::optional<Currency> ProductRules::currency(const QString &cell, const QString &field)
{
    const QString code = cell.trimmed();
    const std::optional<Currency> currency = Currency::fromCode(code);
    if (!currency) {
        refuse(field, u"invalid_currency"_s,
               u"This is not a currency. Write its three-letter code in capitals, such as EUR or USD."_s, code);
    }
    return currency;
}

std::optional<qint64> ProductRules::stock(const QString &cell, const QString &field)
{
    const QString text = cell.trimmed();
    bool valid = isDigits(text) && text.size() <= 18;
    const qint64 count = valid ? text.toLongLong(&valid) : 0;
    if (!valid || count > maximumStock) {
        refuse(field, u"invalid_stock"_s,
               u"Write the stock as a whole number from 0 to %1, without points or commas."_s.arg(maximumStock), text);
        return std::nullopt;
    }
    return count;
}

QString ProductRules::imageUrl(const QString &cell, const QString &field)
{
    const QString address = text(cell, maximumUrl, field, false);
    if (address.isEmpty())
        return address;
    const QUrl url(address);
    const QString scheme = url.scheme();
    if (!url.isValid() || url.host().isEmpty() || (scheme != u"https" && scheme != u"http")) {
        refuse(field, u"invalid_url"_s, u"This is not a web address. Write it whole, such as https://shop.example/picture.jpg."_s,
               address);
    }
    return address;
}

QString ProductRules::gtin(const QString &cell, const QString &field)
{
    const QString gtin = text(cell, 64, field, false);
    if (!gtin.isEmpty() && !isGtin(gtin)) {
        refuse(
            field, u"invalid_gtin"_s,
            u"This is not a GTIN (EAN, UPC): 8, 12, 13 or 14 digits whose last one checks the others. A spreadsheet may have turned it "
            "into a rounded number; set the column to text. Leave the cell empty if the product has none."_s,
            gtin);
    }
    return gtin;
}

QString ProductRules::shortText(const QString &cell, qsizetype maximum, const QString &field)
{
    return text(cell, maximum, field, false);
}

} // namespace tidegate
