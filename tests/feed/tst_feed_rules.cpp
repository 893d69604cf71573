// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_rules.h"

#include "core/base/text.h"
#include "core/feed/csv_writer.h"
#include "core/feed/html_clean.h"
#include "core/feed/text_scan.h"
#include "support/csv_cells.h"
#include "support/harmless_html.h"
#include "support/shared_data.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <rapidcheck.h>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

constexpr std::array textFields{FeedField::Sku,   FeedField::Name, FeedField::Description, FeedField::ImageUrl,
                                FeedField::Brand, FeedField::Gtin, FeedField::Category};

/// A record that nothing is wrong with, but for one field.
FeedParser::Item itemWith(FeedField field, const QString &text)
{
    FeedParser::Item item;
    item.record.line = 7;
    item.record.source = "source";
    item.record[FeedField::Sku] = u"A-1"_s;
    item.record[FeedField::Name] = u"Cup"_s;
    item.record[FeedField::Price] = u"19.99"_s;
    item.record[field] = text;
    item.record.names[std::size_t(field)] = u"The Column"_s;
    return item;
}

FeedRow check(FeedField field, const QString &text)
{
    return checkRecord(itemWith(field, text), Currency::euro());
}

QStringList codes(const std::vector<FieldError> &errors)
{
    QStringList codes;
    for (const FieldError &error : errors)
        codes << error.code;
    return codes;
}

/// What is stored of a field.
QString stored(const FeedRow &row, FeedField field)
{
    switch (field) {
    case FeedField::Sku: return row.product.sku;
    case FeedField::Name: return *row.product.name;
    case FeedField::Description: return *row.product.description;
    case FeedField::ImageUrl: return *row.product.imageUrl;
    case FeedField::Brand: return *row.product.brand;
    case FeedField::Gtin: return *row.product.gtin;
    case FeedField::Category: return *row.product.category;
    case FeedField::Price: return row.product.price ? row.product.price->toString() : QString();
    case FeedField::Stock: return row.product.stock ? QString::number(*row.product.stock) : QString();
    default: return {};
    }
}

/// Whatever reads a stored text does no harm with it: a page, JSON, a spreadsheet, a line of a log.
QString harmAnywhere(const QString &text, bool isHtml)
{
    if (const QString harm = harmless::harmIn(isHtml ? text : text.toHtmlEscaped()); !harm.isEmpty())
        return u"page: "_s + harm;
    const QByteArray json = QJsonDocument(QJsonObject{{u"text"_s, text}}).toJson(QJsonDocument::Compact);
    if (QJsonDocument::fromJson(json).object().size() != 1 || json.contains('\n'))
        return u"JSON"_s;
    const QList<QStringList> cells = csvCells(QString::fromUtf8(csvRow({text, u"end"_s})), u',');
    if (cells.size() != 1 || cells[0].size() != 2 || withoutGuard(cells[0][0]) != text)
        return u"CSV"_s;
    if (!cells[0][0].isEmpty() && QStringView(u"=+-@\t\r").contains(cells[0][0].front()))
        return u"formula"_s;
    const QString line = escapeControls(text);
    return textTraits(line) & (LineBreak | ControlCharacter | NulCharacter) ? u"log"_s : QString();
}

void payload(const char *name, const QString &text)
{
    QTest::newRow(name) << text;
}

} // namespace

class FeedRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeRecordsPass()
    {
        FeedParser::Item item = itemWith(FeedField::Sku, u" A-1 "_s);
        item.record[FeedField::Name] = u"Blue cup"_s;
        item.record[FeedField::Description] = u"<p style=x>Holds <b>tea</b></p>"_s;
        item.record[FeedField::Currency] = u"usd"_s;
        item.record[FeedField::Stock] = u"7"_s;
        item.record[FeedField::ImageUrl] = u"https://x.example/a.jpg"_s;
        item.record[FeedField::Brand] = u"Acme"_s;
        item.record[FeedField::Gtin] = u"4006381333931"_s;
        item.record[FeedField::Category] = u"Home > Cups"_s;
        item.notes.push_back({7, {}, u"of_the_adapter"_s, {}, {}});
        const FeedRow row = checkRecord(std::move(item), Currency::euro());
        QVERIFY(row.ok());
        QCOMPARE(row.line, 7);
        QCOMPARE(row.product.line, 7);
        QCOMPARE(row.source, QByteArray("source"));
        QCOMPARE(codes(row.notes), QStringList(u"of_the_adapter"_s));
        QCOMPARE(row.product.sku, u"A-1"_s);
        QCOMPARE(*row.product.description, u"<p>Holds <b>tea</b></p>"_s);
        QCOMPARE(row.product.price->toString(), u"19.99 USD"_s);
        QCOMPARE(*row.product.stock, 7);
        QCOMPARE(*row.product.category, u"Home > Cups"_s);
    }

    void absentFieldsStayAndBlankOnesClear()
    {
        FeedParser::Item item;
        item.record[FeedField::Sku] = u"A"_s;
        item.record[FeedField::Brand] = u" "_s;
        item.record[FeedField::Stock] = u""_s;
        item.record[FeedField::Currency] = u" "_s;
        const FeedRow row = checkRecord(std::move(item), Currency::euro());
        QVERIFY(row.ok());
        QVERIFY(!row.product.name && !row.product.description && !row.product.price && !row.product.stock
                && !row.product.imageUrl);
        QCOMPARE(*row.product.brand, QString());
    }

    void brokenRecordsAreRefusedForThat()
    {
        FeedParser::Item item = itemWith(FeedField::Name, QString());
        item.broken.push_back({7, {}, u"wrong_cell_count"_s, {}, {}});
        const FeedRow row = checkRecord(std::move(item), Currency::euro());
        QVERIFY(!row.ok());
        QCOMPARE(codes(row.errors), QStringList(u"wrong_cell_count"_s));
    }

    void recordsWithoutAProductArePassedOver()
    {
        FeedParser::Item item;
        item.record.passedOver = true;
        const FeedRow row = checkRecord(std::move(item), Currency::euro());
        QVERIFY(!row.ok());
        QVERIFY(row.passedOver);
        QVERIFY(row.errors.empty());
    }

    void everythingThatIsWrongIsTold()
    {
        FeedParser::Item item = itemWith(FeedField::Stock, u"many"_s);
        item.record[FeedField::Sku] = QString();
        item.record[FeedField::Name] = QString(301, u'x') + u'\u0001';
        item.record[FeedField::Price] = u"19,99"_s;
        item.record[FeedField::Currency] = u"XXQ"_s;
        const FeedRow row = checkRecord(std::move(item), Currency::euro());
        QCOMPARE(codes(row.errors),
                 (QStringList{u"missing"_s, u"too_long"_s, u"control_character"_s, u"invalid_currency"_s, u"decimal_comma"_s,
                              u"invalid_stock"_s}));
    }

    void errorsTellLineFieldAndValue()
    {
        const FeedRow row = check(FeedField::Name, QString(400, u'x'));
        const FieldError &error = row.errors.at(0);
        QCOMPARE(error.line, 7);
        QCOMPARE(error.field, u"The Column"_s);
        QCOMPARE(error.value.size(), 200);
        QVERIFY(error.message.contains(u"400"_s));
        QCOMPARE(checkRecord({}, Currency::euro()).errors.at(0).field, u"sku"_s);
    }

    void valuesAreCutBetweenCharacters()
    {
        const QString value = QString(198, u'x') + u"🧀🧀"_s;
        QVERIFY(!shortened(value).at(shortened(value).size() - 2).isHighSurrogate());
    }

    void rulesRefuse_data()
    {
        QTest::addColumn<int>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, FeedField field, const QString &text, const QString &code) {
            QTest::newRow(name) << int(field) << text << code;
        };
        row("no SKU", FeedField::Sku, u" "_s, u"missing"_s);
        row("SKU of 65", FeedField::Sku, QString(65, u'x'), u"too_long"_s);
        row("no name", FeedField::Name, u"\u00a0"_s, u"missing"_s);
        row("name that nobody sees", FeedField::Name, u"\u200b \u200e"_s, u"missing"_s);
        row("name of 301", FeedField::Name, u"🧀"_s.repeated(301), u"too_long"_s);
        row("brand of 201", FeedField::Brand, QString(201, u'x'), u"too_long"_s);
        row("category of 501", FeedField::Category, QString(501, u'x'), u"too_long"_s);
        row("control character", FeedField::Brand, u"A\u0001cme"_s, u"control_character"_s);
        row("control character of Latin-1", FeedField::Name, u"Rock \u0092n\u0092 Roll"_s, u"control_character"_s);
        row("half an emoji", FeedField::Name, u"Cup "_s + QChar(0xd83e), u"invalid_character"_s);
        row("the other half", FeedField::Name, QChar(0xddc0) + u" Cup"_s, u"invalid_character"_s);
        row("no character", FeedField::Name, u"Cup \ufffe"_s, u"invalid_character"_s);
        row("no character of a higher plane", FeedField::Name, u"Cup \U0001fffe"_s, u"invalid_character"_s);
        row("no character of its own block", FeedField::Name, u"Cup \ufdd0"_s, u"invalid_character"_s);
        row("formatting in a name", FeedField::Name, u"<b>Cup</b>"_s, u"html_not_allowed"_s);
        row("control character in a description", FeedField::Description, u"a\u0002b"_s, u"control_character"_s);
        row("HTML of 263 000 characters", FeedField::Description, QString(263'000, u' '), u"too_long"_s);
        row("text of 66 000 characters", FeedField::Description, QString(66'000, u'x'), u"too_long"_s);
        row("cleaned HTML of 66 000 characters", FeedField::Description, u"<p>"_s + QString(66'000, u'x'), u"too_long"_s);
        row("2001 tags", FeedField::Description, u"<br>"_s.repeated(2'001), u"too_many_tags"_s);
        row("no price", FeedField::Price, u" "_s, u"missing"_s);
        row("negative price", FeedField::Price, u"-1.00"_s, u"negative_price"_s);
        row("negative price with a real minus", FeedField::Price, u"€ \u22121.00"_s, u"negative_price"_s);
        row("decimal comma", FeedField::Price, u"19,99"_s, u"decimal_comma"_s);
        row("thousands or decimals", FeedField::Price, u"1,299"_s, u"decimal_comma"_s);
        row("points between thousands", FeedField::Price, u"1.299,00"_s, u"decimal_comma"_s);
        row("ragged thousands", FeedField::Price, u"12,99.00"_s, u"decimal_comma"_s);
        row("too many thousands", FeedField::Price, u"1299,000.00"_s, u"decimal_comma"_s);
        row("two separators", FeedField::Price, u"1'299,000.00"_s, u"decimal_comma"_s);
        row("exponent", FeedField::Price, u"1e3"_s, u"invalid_price"_s);
        row("exponent with a sign", FeedField::Price, u"1.2E+3"_s, u"invalid_price"_s);
        row("sign", FeedField::Price, u"+5"_s, u"invalid_price"_s);
        row("no number", FeedField::Price, u"free"_s, u"invalid_price"_s);
        row("not a number", FeedField::Price, u"NaN"_s, u"invalid_price"_s);
        row("digits of another script", FeedField::Price, u"١٩"_s, u"invalid_price"_s);
        row("no digit before the point", FeedField::Price, u".99"_s, u"invalid_price"_s);
        row("no digit behind the point", FeedField::Price, u"19."_s, u"invalid_price"_s);
        row("a dollar of some country", FeedField::Price, u"$5"_s, u"invalid_price"_s);
        row("a yen or a yuan", FeedField::Price, u"¥5"_s, u"invalid_price"_s);
        row("half a cent", FeedField::Price, u"19.995"_s, u"invalid_price"_s);
        row("price out of all bounds", FeedField::Price, u"99999999999999999999"_s, u"invalid_price"_s);
        row("no currency", FeedField::Currency, u"EURO"_s, u"invalid_currency"_s);
        row("a sign for a currency", FeedField::Currency, u"€"_s, u"invalid_currency"_s);
        row("negative stock", FeedField::Stock, u"-3"_s, u"negative_stock"_s);
        row("half a piece", FeedField::Stock, u"1.5"_s, u"invalid_stock"_s);
        row("stock with a point alone", FeedField::Stock, u"1."_s, u"invalid_stock"_s);
        row("stock with thousands", FeedField::Stock, u"1,000"_s, u"invalid_stock"_s);
        row("stock with a sign", FeedField::Stock, u"+5"_s, u"invalid_stock"_s);
        row("too much stock", FeedField::Stock, u"1000000001"_s, u"invalid_stock"_s);
        row("overflowing stock", FeedField::Stock, u"99999999999999999999"_s, u"invalid_stock"_s);
        row("a path for a picture", FeedField::ImageUrl, u"C:\\pictures\\a.jpg"_s, u"invalid_url"_s);
        row("half an address", FeedField::ImageUrl, u"//x.example/a.jpg"_s, u"invalid_url"_s);
        row("address without a host", FeedField::ImageUrl, u"https:///a.jpg"_s, u"invalid_url"_s);
        row("address with a password", FeedField::ImageUrl, u"https://me:secret@x.example/a.jpg"_s, u"invalid_url"_s);
        row("another scheme", FeedField::ImageUrl, u"ftp://x.example/a.jpg"_s, u"invalid_url"_s);
        row("address too long", FeedField::ImageUrl, u"https://x.example/"_s + QString(2'048, u'x'), u"too_long"_s);
        row("wrong check digit", FeedField::Gtin, u"4006381333932"_s, u"invalid_gtin"_s);
        row("GTIN that a spreadsheet rounded", FeedField::Gtin, u"4.00638E+12"_s, u"invalid_gtin"_s);
        row("GTIN of hyphens", FeedField::Gtin, QString(40, u'-'), u"invalid_gtin"_s);
    }
    void rulesRefuse()
    {
        QFETCH(int, field);
        QFETCH(QString, text);
        QFETCH(QString, code);
        const FeedRow row = check(FeedField(field), text);
        QCOMPARE(codes(row.errors), QStringList(code));
        QCOMPARE(row.errors.at(0).field, u"The Column"_s);
        QVERIFY(row.errors.at(0).message.endsWith(u'.'));
        QVERIFY(row.errors.at(0).value.size() <= 200);
        QVERIFY(row.attacks.empty());
    }

    void rulesAccept_data()
    {
        QTest::addColumn<int>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("note");
        const auto row = [](const char *name, FeedField field, const QString &text, const QString &value,
                            const QString &note = {}) { QTest::newRow(name) << int(field) << text << value << note; };
        row("SKU of 64", FeedField::Sku, QString(64, u'x'), QString(64, u'x'));
        row("SKU with what nobody sees", FeedField::Sku, u"\ufeffA\u200b-\u200e1"_s, u"A-1"_s, u"invisible_character"_s);
        row("name of 300", FeedField::Name, u"🧀"_s.repeated(300), u"🧀"_s.repeated(300));
        row("line breaks", FeedField::Name, u"Blue\r\n\tcup\u2028large"_s, u"Blue cup large"_s, u"line_break"_s);
        row("Hebrew with marks", FeedField::Name, u"כוס \u200fABC\u200e (גדול)"_s, u"כוס \u200fABC\u200e (גדול)"_s);
        row("Arabic with isolates", FeedField::Name, u"كوب \u2066Acme\u2069 أزرق"_s, u"كوب \u2066Acme\u2069 أزرق"_s);
        row("embedding that ends", FeedField::Name, u"\u202bכוס\u202c"_s, u"\u202bכוס\u202c"_s);
        row("embedding without end", FeedField::Name, u"\u202bכוס"_s, u"כוס"_s, u"direction_override"_s);
        row("end without embedding", FeedField::Name, u"Cup\u2069"_s, u"Cup"_s, u"direction_override"_s);
        row("wrong end", FeedField::Name, u"\u2066Cup\u202c"_s, u"Cup"_s, u"direction_override"_s);
        row("direction override", FeedField::Name, u"Cup \u202egpj.exe\u202c"_s, u"Cup gpj.exe"_s, u"direction_override"_s);
        row("a character that was lost before", FeedField::Name, u"K\ufffdse"_s, u"K\ufffdse"_s, u"damaged_character"_s);
        row("family of emoji", FeedField::Name, u"👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿"_s,
            u"👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿"_s);
        row("apostrophes", FeedField::Brand, u"L'Oréal"_s, u"L'Oréal"_s);
        row("plain description", FeedField::Description, u" Wool;\n5 < 6 & soft "_s, u"Wool;\n5 < 6 & soft"_s);
        row("description with a frame", FeedField::Description, u"<p>a</p><iframe></iframe>"_s, u"<p>a</p>"_s, u"html_removed"_s);
        row("description that is turned round", FeedField::Description, u"a\u202eb"_s, u"ab"_s, u"direction_override"_s);
        row("price", FeedField::Price, u" 19.90 "_s, u"19.90 EUR"_s);
        row("price of zeros", FeedField::Price, u"19.9900"_s, u"19.99 EUR"_s);
        row("price with its currency", FeedField::Price, u"15.00 USD"_s, u"15.00 USD"_s);
        row("price behind its currency", FeedField::Price, u"usd 15"_s, u"15.00 USD"_s);
        row("euro sign", FeedField::Price, u"€19.99"_s, u"19.99 EUR"_s);
        row("euro sign behind", FeedField::Price, u"19.99\u00a0€"_s, u"19.99 EUR"_s);
        row("pound sign", FeedField::Price, u"£5"_s, u"5.00 GBP"_s);
        row("thousands", FeedField::Price, u"1,299.00"_s, u"1299.00 EUR"_s, u"thousands_separator"_s);
        row("Swiss thousands", FeedField::Price, u"1'299'000"_s, u"1299000.00 EUR"_s, u"thousands_separator"_s);
        row("French thousands", FeedField::Price, u"1\u202f299.50 €"_s, u"1299.50 EUR"_s, u"thousands_separator"_s);
        row("price of nothing", FeedField::Price, u"0.00"_s, u"0.00 EUR"_s, u"zero_price"_s);
        row("stock", FeedField::Stock, u" 1000000000 "_s, u"1000000000"_s);
        row("stock as spreadsheets write it", FeedField::Stock, u"7.00"_s, u"7"_s);
        row("address", FeedField::ImageUrl, u"http://shop.x.example/a_b~c.jpg?v=1&w=2"_s,
            u"http://shop.x.example/a_b~c.jpg?v=1&w=2"_s);
        row("address with a port", FeedField::ImageUrl, u"https://x.example:8443/a.jpg"_s, u"https://x.example:8443/a.jpg"_s);
        row("address with blanks", FeedField::ImageUrl, u"https://x.example/a b.jpg"_s, u"https://x.example/a%20b.jpg"_s);
        row("address with umlauts", FeedField::ImageUrl, u"https://käse.example/ä.jpg"_s,
            u"https://xn--kse-qla.example/%C3%A4.jpg"_s);
        row("address with percents", FeedField::ImageUrl, u"https://x.example/a%20b.jpg"_s, u"https://x.example/a%20b.jpg"_s);
        row("GTIN", FeedField::Gtin, u"4006381333931"_s, u"4006381333931"_s);
        row("ISBN", FeedField::Gtin, u"978-3-16-148410-0"_s, u"9783161484100"_s);
    }
    void rulesAccept()
    {
        QFETCH(int, field);
        QFETCH(QString, text);
        QFETCH(QString, value);
        QFETCH(QString, note);
        const FeedRow row = check(FeedField(field), text);
        QCOMPARE(codes(row.errors), QStringList());
        QCOMPARE(stored(row, FeedField(field)), value);
        QCOMPARE(codes(row.notes), note.isEmpty() ? QStringList() : QStringList(note));
    }

    void aSignMayFitTheFeedsCurrency()
    {
        const auto price = [](const QString &text, const QString &currency) {
            const FeedRow row = checkRecord(itemWith(FeedField::Price, text), *Currency::fromCode(currency));
            return row.product.price ? row.product.price->toString() : QString();
        };
        QCOMPARE(price(u"$5"_s, u"CAD"_s), u"5.00 CAD"_s);
        QCOMPARE(price(u"¥500"_s, u"JPY"_s), u"500 JPY"_s);
    }

    void priceAndCurrencyMustAgree()
    {
        FeedParser::Item item = itemWith(FeedField::Price, u"15.00 USD"_s);
        item.record[FeedField::Currency] = u"EUR"_s;
        QCOMPARE(codes(checkRecord(item, Currency::euro()).errors), QStringList(u"currency_conflict"_s));
        item.record[FeedField::Currency] = u"USD"_s;
        QVERIFY(checkRecord(item, Currency::euro()).ok());
    }

    void acceptsGtinsOfEachLength()
    {
        for (const QString &gtin : {u"73513537"_s, u"036000291452"_s, u"4006381333931"_s, u"10012345678902"_s})
            QVERIFY2(isGtin(gtin), qPrintable(gtin));
        for (const QString &gtin : {u"73513538"_s, u""_s, u"123"_s, u"40063813339310000"_s, u"4006381333９31"_s})
            QVERIFY2(!isGtin(gtin), qPrintable(gtin));
    }

    void sqlInjectionIsRefusedInEveryField_data()
    {
        QTest::addColumn<QString>("text");
        payload("tautology", u"' OR '1'='1"_s);
        payload("stacked statement", u"x'; DROP TABLE product; --"_s);
        payload("union", u"x' UNION SELECT password FROM staff --"_s);
        payload("comment", u"admin'--"_s);
    }
    void sqlInjectionIsRefusedInEveryField()
    {
        QFETCH(QString, text);
        refusedEverywhere(text, u"sql_injection"_s);
    }

    void crossSiteScriptingIsRefusedInEveryField_data()
    {
        QTest::addColumn<QString>("text");
        payload("script element", u"<script>alert(1)</script>"_s);
        payload("event handler", u"<img src=x onerror=alert(1)>"_s);
        payload("drawing", u"<svg/onload=alert(1)>"_s);
        payload("address", u"<a href=\"javascript:alert(1)\">x</a>"_s);
    }
    void crossSiteScriptingIsRefusedInEveryField()
    {
        QFETCH(QString, text);
        refusedEverywhere(text, u"cross_site_scripting"_s);
    }

    void nullBytesAreRefusedInEveryText()
    {
        for (const FeedField field :
             {FeedField::Sku, FeedField::Name, FeedField::Description, FeedField::Brand, FeedField::Category}) {
            const FeedRow row = check(field, u"Cup"_s + QChar(u'\0'));
            QCOMPARE(codes(row.errors), QStringList(u"nul_byte"_s));
            QCOMPARE(row.attacks.at(0).kind, u"nul_byte"_s);
        }
    }

    void terminalEscapesAreRefused()
    {
        const FeedRow row = check(FeedField::Name, u"Cup\u001b[31m"_s);
        QCOMPARE(codes(row.errors), QStringList(u"terminal_escape"_s));
        QCOMPARE(row.attacks.at(0).kind, u"terminal_escape"_s);
    }

    void otherInjectionsAreRefusedWithTheirKind()
    {
        for (const auto &[text, kind] :
             {std::pair(u"{{7*7}}"_s, u"template_injection"_s), std::pair(u"=cmd|' /C calc'!A0"_s, u"formula_injection"_s),
              std::pair(u"[$ne]=1"_s, u"nosql_injection"_s)}) {
            const FeedRow row = check(FeedField::Name, text);
            QCOMPARE(codes(row.errors), QStringList(kind));
            QCOMPARE(row.attacks.at(0).value, text);
        }
    }

    void attacksAreKeptWhole()
    {
        const QString text = u"<script>"_s + QString(1'000, u'x');
        const FeedRow row = check(FeedField::Description, text);
        QCOMPARE(row.attacks.at(0).value, text);
        QCOMPARE(row.attacks.at(0).field, u"The Column"_s);
        QCOMPARE(row.errors.at(0).value.size(), 200);
    }

    void attackListsDoNoHarmAnywhere_data()
    {
        QTest::addColumn<QString>("path");
        for (const QString &path : {u"malicious/xss-payload-list.txt"_s,
                                    u"malicious/blns.txt"_s,
                                    u"malicious/csv-payload.txt"_s,
                                    u"malicious/xxe-injection-payload-list.txt.txt"_s,
                                    u"malicious/sqli/detect_Generic_SQLI.txt"_s,
                                    u"malicious/sqli/detect_xPlatform_xplatform.txt"_s,
                                    u"malicious/sqli/detect_Generic_UnionSelect.txt"_s,
                                    u"malicious/sqli/detect_Generic_ErrorBased.txt"_s,
                                    u"malicious/sqli/detect_Generic_TimeBased.txt"_s,
                                    u"malicious/sqli/detect_GenericBlind.txt"_s,
                                    u"malicious/sqli/detect_NoSQL_no-sql.txt"_s,
                                    u"malicious/sqli/detect_Oracle_oracle.txt"_s,
                                    u"malicious/sqli/detect_MySQL_MySQL.txt"_s,
                                    u"malicious/sqli/detect_MySQL_MySQL_MSSQL.txt"_s,
                                    u"malicious/sqli/detect_MSSQL_MSSQL.txt"_s,
                                    u"malicious/sqli/detect_MSSQL_MSSQL_blind.txt"_s,
                                    u"malicious/fuzzdb/format-strings_format-strings.txt"_s,
                                    u"malicious/fuzzdb/unicode_naughty-unicode.txt"_s,
                                    u"malicious/fuzzdb/unicode_right-to-left.txt"_s,
                                    u"malicious/fuzzdb/control-chars_NullByteRepresentations.txt"_s})
            QTest::newRow(qPrintable(path)) << path;
    }
    void attackListsDoNoHarmAnywhere()
    {
        QFETCH(QString, path);
        NEEDS_SHARED_DATA(path);
        QFile source(sharedData(path));
        QVERIFY(source.open(QIODevice::ReadOnly));
        while (!source.atEnd()) {
            const QString text = QString::fromUtf8(source.readLine()).chopped(1);
            for (const FeedField field : textFields) {
                const FeedRow row = check(field, text);
                if (!row.ok())
                    continue;
                const QString harm = harmAnywhere(stored(row, field), field == FeedField::Description);
                QVERIFY2(harm.isEmpty(), qPrintable(harm + u": "_s + text));
            }
        }
    }

    void anyRecordIsRefusedWithReasonsOrStoredInBounds()
    {
        QVERIFY(rc::check("any record is refused with reasons or stored in bounds", [] {
            const auto pieces =
                *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{"a",
                                                                                                          "7",
                                                                                                          ".",
                                                                                                          ",",
                                                                                                          "-",
                                                                                                          " ",
                                                                                                          "<b>",
                                                                                                          "</b>",
                                                                                                          "<script>",
                                                                                                          "'",
                                                                                                          "\"",
                                                                                                          "=",
                                                                                                          ";",
                                                                                                          "\xe2\x80\xae",
                                                                                                          "\xe2\x81\xa6",
                                                                                                          "\xf0\x9f\xa7\x80",
                                                                                                          "\n",
                                                                                                          "\t",
                                                                                                          "\x01",
                                                                                                          "https://",
                                                                                                          "x.example",
                                                                                                          "/",
                                                                                                          "EUR",
                                                                                                          "&amp;",
                                                                                                          "\xef\xbf\xbd",
                                                                                                          std::string(1, '\0')}));
            std::string text;
            for (const std::string &piece : pieces)
                text += piece;
            const auto field = FeedField(*rc::gen::inRange<std::size_t>(0, feedFieldCount));
            const FeedRow row = check(field, QString::fromStdString(text));
            for (const FieldError &error : row.errors) {
                RC_ASSERT(!error.code.isEmpty());
                RC_ASSERT(!error.message.isEmpty());
                RC_ASSERT(error.line == 7);
            }
            RC_ASSERT(row.attacks.size() <= row.errors.size());
            if (row.ok())
                RC_ASSERT(harmAnywhere(stored(row, field), field == FeedField::Description).toStdString() == std::string());
        }));
    }

private:
    static void refusedEverywhere(const QString &text, const QString &kind)
    {
        for (std::size_t i = 0; i < feedFieldCount; ++i) {
            const FeedRow row = check(FeedField(i), text);
            QCOMPARE(codes(row.errors), QStringList(kind));
            QCOMPARE(row.attacks.size(), std::size_t(1));
            QCOMPARE(row.attacks.at(0).kind, kind);
            QCOMPARE(row.attacks.at(0).value, text);
        }
    }
};

QTEST_GUILESS_MAIN(FeedRulesTest)
#include "tst_feed_rules.moc"
