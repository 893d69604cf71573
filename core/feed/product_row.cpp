// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/product_row.h"

#include "core/feed/attack_scan.h"
#include "core/feed/html_clean.h"
#include "core/feed/price_text.h"
#include "core/feed/text_scan.h"

#include <QUrl>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// More of a text is not looked at for attacks: it is refused as too long anyway.
constexpr qsizetype scannedCharacters = 4'096;

qsizetype characters(const QString &text)
{
    return text.size() - std::count_if(text.begin(), text.end(), [](QChar c) { return c.isLowSurrogate(); });
}

bool isDigits(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

bool opensDirection(QChar c)
{
    return c == u'\u202a' || c == u'\u202b' || (c >= u'\u2066' && c <= u'\u2068');
}

bool isOverride(QChar c)
{
    return c == u'\u202d' || c == u'\u202e';
}

bool isDirection(QChar c)
{
    return (c >= u'\u202a' && c <= u'\u202e') || (c >= u'\u2066' && c <= u'\u2069');
}

/// Embeddings and isolates that each end, in the order of brackets, and no overrides: such text disturbs nothing around it.
bool isBalanced(QStringView text)
{
    QString open;
    for (const QChar c : text) {
        if (isOverride(c))
            return false;
        if (opensDirection(c)) {
            open += c < u'\u2066' ? u'\u202c' : u'\u2069';
        } else if (isDirection(c)) {
            if (!open.endsWith(c))
                return false;
            open.chop(1);
        }
    }
    return open.isEmpty();
}

bool isInvisible(QChar c)
{
    return textTraits(QStringView(&c, 1)) & (Invisible | Bidirectional);
}

QString withLineBreaksAsSpaces(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        if (!isLineBreak(c.unicode()))
            result += c;
        else if (!result.endsWith(u' '))
            result += u' ';
    }
    return result;
}

QString attackMessage(const QString &kind)
{
    if (kind == u"cross_site_scripting")
        return u"This holds HTML or a program for a browser, which has no place in this field. Write plain text."_s;
    if (kind == u"sql_injection" || kind == u"nosql_injection")
        return u"This reads like a command to a database, not like a text about a product. Write it in other words."_s;
    if (kind == u"formula_injection")
        return u"This would run as a formula in a spreadsheet. Write plain text, without = + - @ before it."_s;
    return u"This reads like a command to a computer (%1), not like a text about a product. Write it in other words."_s.arg(
        QString(kind).replace(u'_', u' '));
}

bool isUrlCharacter(QChar c)
{
    return (c > u' ' && c < u'\u007f') && !QStringView(u"\"<>\\^`{|}").contains(c);
}

bool hasWebHost(const QUrl &url)
{
    return url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty()
        && (url.scheme() == u"https" || url.scheme() == u"http");
}

/// A plain address with a plain host, as nearly all are: QUrl need not look at it.
bool isPlainAddress(QStringView text)
{
    const qsizetype begin = text.startsWith(u"https://") ? 8 : text.startsWith(u"http://") ? 7 : 0;
    if (begin == 0 || !std::all_of(text.begin(), text.end(), isUrlCharacter))
        return false;
    const auto *path = std::find(text.begin() + begin, text.end(), u'/');
    const auto isHostCharacter = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'.';
    };
    const QStringView host(text.begin() + begin, path);
    const auto isPercent = [](QChar c) { return c == u'%'; };
    return !host.isEmpty() && host.front().isLower() && host.back().isLower()
        && std::all_of(host.begin(), host.end(), isHostCharacter) && !host.contains(u"..")
        && std::none_of(path, text.end(), isPercent);
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
    if (value.size() <= 200)
        return value;
    return value.left(value[198].isHighSurrogate() ? 198 : 199) + u'…';
}

ProductRules::ProductRules(qint64 line)
    : m_line(line)
{
}

void ProductRules::refuse(const QString &field, const QString &code, const QString &message, const QString &value)
{
    m_errors.push_back({m_line, field, code, message, shortened(value)});
}

void ProductRules::note(const QString &field, const QString &code, const QString &message, const QString &value)
{
    m_notes.push_back({m_line, field, code, message, shortened(value)});
}

void ProductRules::attack(const QString &field, const QString &kind, const QString &message, const QString &value)
{
    refuse(field, kind, message, value);
    m_attacks.push_back({field, kind, value});
}

void ProductRules::refuseUnlessAttack(const QString &field, const QString &code, const QString &message, const QString &value)
{
    const QString kind = findAttack(QStringView(value).left(scannedCharacters), textTraits(value), AttackScope::ShortText);
    if (kind.isEmpty())
        refuse(field, code, message, value);
    else
        attack(field, kind, attackMessage(kind), value);
}

void ProductRules::checkLength(const QString &text, qsizetype maximum, const QString &field)
{
    if (text.size() > maximum && characters(text) > maximum) {
        refuse(field, u"too_long"_s,
               u"This has %1 characters; at most %2 are allowed. Shorten it."_s.arg(characters(text)).arg(maximum), text);
    }
}

void ProductRules::checkCharacters(const QString &text, unsigned traits, const QString &field)
{
    if (traits & NulCharacter) {
        attack(field, u"nul_byte"_s, u"There is a NUL character in this text. Export the file anew, or type the text anew."_s,
               text);
    }
    if (traits & ControlCharacter) {
        const QString message =
            u"There is an invisible control character in this text. Type it anew. If you see none, the file may have been saved in "
            "another encoding: save it as UTF-8."_s;
        if (text.contains(u'\u001b') || text.contains(u'\u009b'))
            attack(field, u"terminal_escape"_s, message, text);
        else
            refuse(field, u"control_character"_s, message, text);
    }
    if (traits & NotACharacter) {
        refuse(field, u"invalid_character"_s,
               u"There is half of a character in this text, such as a cut emoji. Type the end of the text anew."_s, text);
    }
    if (traits & Damaged) {
        note(field, u"damaged_character"_s,
             u"There is a \uFFFD where a character could not be read before this file was made. Compare the "
             "text with its origin."_s,
             text);
    }
}

QString ProductRules::mended(QString text, unsigned traits, const QString &field, bool isShort)
{
    if ((traits & LineBreak) && isShort) {
        note(field, u"line_break"_s, u"There is a line break or a tab in this text; it was read as a space."_s, text);
        text = withLineBreaksAsSpaces(text);
    }
    if ((traits & Bidirectional) && !isBalanced(text)) {
        note(field, u"direction_override"_s,
             u"Invisible characters turned the direction of this text round; they were taken out. Compare how it shows now."_s,
             text);
        text.removeIf(isDirection);
    }
    return text;
}

void ProductRules::checkAttack(const QString &text, unsigned traits, const QString &field)
{
    const QStringView scanned = QStringView(text).left(scannedCharacters);
    const QString kind = findAttack(scanned, traits, AttackScope::ShortText);
    if (!kind.isEmpty()) {
        attack(field, kind, attackMessage(kind), text);
    } else if ((traits & Markup) && text.contains(u'<') && hasPlainMarkup(scanned)) {
        refuse(field, u"html_not_allowed"_s,
               u"There is an HTML tag in this field, which is plain text. Take out what stands between < and >."_s, text);
    }
}

QString ProductRules::text(const QString &cell, qsizetype maximum, const QString &field)
{
    const QString text = cell.trimmed();
    const unsigned traits = textTraits(text);
    checkLength(text, maximum, field);
    checkCharacters(text, traits, field);
    checkAttack(text, traits, field);
    return mended(text, traits, field, true);
}

QString ProductRules::sku(const QString &cell, const QString &field)
{
    QString sku = text(cell, maximumSku, field);
    if (textTraits(sku) & (Invisible | Bidirectional)) {
        note(field, u"invisible_character"_s, u"There were invisible characters in this SKU; they were taken out."_s, sku);
        sku.removeIf(isInvisible);
        sku = sku.trimmed();
    }
    if (sku.isEmpty())
        refuse(field, u"missing"_s, u"The SKU is missing. Every product needs one that no other product has."_s);
    return sku;
}

QString ProductRules::name(const QString &cell, const QString &field)
{
    const QString name = text(cell, maximumName, field);
    if (std::all_of(name.begin(), name.end(), [](QChar c) { return c.isSpace() || isInvisible(c); }))
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
    const unsigned traits = textTraits(cell);
    checkCharacters(cell, traits, field);
    const QString text = mended(cell.trimmed(), traits, field, false);
    if (const QString kind = findAttack(text, traits, AttackScope::Description); !kind.isEmpty())
        attack(field, kind, attackMessage(kind), cell);
    if (!(traits & Markup)) {
        checkLength(text, maximumDescription, field);
        return text;
    }
    const std::optional<CleanHtml> clean = cleanHtml(text);
    if (!clean) {
        refuse(field, u"too_many_tags"_s,
               u"This HTML has more than %1 tags, or one with more than %2 attributes. Simplify it."_s.arg(maximumTags)
                   .arg(maximumAttributes),
               cell);
        return {};
    }
    if (!clean->active.isEmpty()) {
        attack(field, u"cross_site_scripting"_s,
               u"This HTML would run a program in the shopper's browser (%1). Take that out; text, pictures, "
               "lists and tables may stay."_s.arg(clean->active),
               cell);
    } else if (!clean->removed.isEmpty()) {
        note(field, u"html_removed"_s,
             u"Shops show no such HTML elements; they were taken out: %1."_s.arg(clean->removed.join(u", "_s)), cell);
    }
    checkLength(clean->html, maximumDescription, field);
    return clean->html;
}

std::optional<Money> ProductRules::price(const QString &cell, Currency currency, const QString &field, bool isNamed)
{
    const QString text = cell.trimmed();
    if (text.isEmpty()) {
        refuse(field, u"missing"_s, u"The price is missing. Write it as a plain number with a point, such as 19.99."_s);
        return std::nullopt;
    }
    const auto read = readPrice(QStringView(text).left(scannedCharacters), currency, isNamed);
    if (!read) {
        refuseUnlessAttack(field, read.error().code, read.error().message, text);
        return std::nullopt;
    }
    if (read->isUngrouped)
        note(field, u"thousands_separator"_s, u"The price was read as %1."_s.arg(read->price.toString()), text);
    if (read->price.amount == 0)
        note(field, u"zero_price"_s, u"The price is 0: whoever orders this gets it for nothing. Make sure that you want that."_s,
             text);
    return read->price;
}

std::optional<Currency> ProductRules::currency(const QString &cell, const QString &field)
{
    const QString code = cell.trimmed();
    std::optional<Currency> currency = Currency::fromCode(code);
    if (!currency)
        currency = Currency::fromCode(code.left(8).toUpper());
    if (!currency)
        refuseUnlessAttack(field, u"invalid_currency"_s,
                           u"This is not a currency. Write its three-letter code, such as EUR or USD."_s, code);
    return currency;
}

std::optional<qint64> ProductRules::stock(const QString &cell, const QString &field)
{
    const QString text = cell.trimmed();
    const qsizetype point = text.indexOf(u'.');
    const QStringView whole = point < 0 ? QStringView(text) : QStringView(text).first(point);
    const QStringView decimals = QStringView(text).sliced(point < 0 ? text.size() : point + 1);
    const bool areZeros =
        (point < 0 || !decimals.isEmpty()) && std::all_of(decimals.begin(), decimals.end(), [](QChar c) { return c == u'0'; });
    const bool valid = isDigits(whole) && areZeros && whole.size() <= 18;
    const qint64 count = valid ? whole.toLongLong() : 0;
    if (valid && count <= maximumStock)
        return count;
    if (text.startsWith(u'-') && isDigits(QStringView(text).sliced(1))) {
        refuse(field, u"negative_stock"_s, u"The stock is below zero. Write 0 if there is none to sell."_s, text);
        return std::nullopt;
    }
    refuseUnlessAttack(field, u"invalid_stock"_s,
                       u"Write the stock as a whole number from 0 to %1, without points or commas."_s.arg(maximumStock), text);
    return std::nullopt;
}

QString ProductRules::imageUrl(const QString &cell, const QString &field)
{
    const QString address = cell.trimmed();
    if (address.isEmpty() || (address.size() <= maximumUrl && isPlainAddress(address)))
        return address;
    const std::size_t errors = m_errors.size();
    const QString checked = text(address, maximumUrl, field);
    const QUrl url(checked);
    if (m_errors.size() == errors && !hasWebHost(url))
        refuse(field, u"invalid_url"_s, u"This is not a web address. Write it whole, such as https://shop.example/picture.jpg."_s,
               address);
    return m_errors.size() == errors ? url.toString(QUrl::FullyEncoded) : address;
}

QString ProductRules::gtin(const QString &cell, const QString &field)
{
    const QString text = cell.trimmed();
    if (text.isEmpty() || isGtin(text))
        return text;
    QString digits = text.left(32);
    digits.removeIf([](QChar c) { return c == u'-' || c == u' '; });
    if (text.size() <= 32 && isGtin(digits))
        return digits;
    refuseUnlessAttack(
        field, u"invalid_gtin"_s,
        u"This is not a GTIN (EAN, UPC): 8, 12, 13 or 14 digits whose last one checks the others. A spreadsheet may have turned it "
        "into a rounded number; set the column to text. Leave the cell empty if the product has none."_s,
        text);
    return text;
}

QString ProductRules::shortText(const QString &cell, qsizetype maximum, const QString &field)
{
    return text(cell, maximum, field);
}

} // namespace tidegate
