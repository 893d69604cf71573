// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/attack_scan.h"

#include "core/feed/attack_text.h"
#include "core/feed/text_scan.h"
#include "support/csv_cells.h"
#include "support/shared_data.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <rapidcheck.h>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QString shortAttack(const QString &text)
{
    return findAttack(text, textTraits(text), AttackScope::ShortText);
}

QString proseAttack(const QString &text)
{
    return findAttack(text, textTraits(text), AttackScope::Description);
}

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The lines of an attack list, as a short field would have them.
QStringList payloads(const QString &path)
{
    QStringList payloads;
    for (const QString &line : QString::fromUtf8(content(sharedData(path))).split(u'\n')) {
        if (!line.trimmed().isEmpty())
            payloads << line.trimmed();
    }
    return payloads;
}

void collectTexts(const QJsonValue &value, QStringList &texts)
{
    if (value.isString())
        texts << value.toString();
    for (const QJsonValue &element : value.toArray())
        collectTexts(element, texts);
    for (const QJsonValue &member : value.toObject())
        collectTexts(member, texts);
}

/// Every text that stands in the real catalogues, the tables' and the JSON ones'.
QStringList catalogueTexts()
{
    QStringList texts;
    for (const QString &folder : {u"shopify"_s, u"csv_products_other"_s, u"orders"_s}) {
        for (const QFileInfo &file : QDir(sharedData(folder)).entryInfoList({u"*.csv"_s})) {
            const QChar delimiter = file.fileName().contains(u"semicolon"_s) ? u';' : u',';
            for (const QStringList &row : csvCells(QString::fromUtf8(content(file.filePath())), delimiter))
                texts << row;
        }
    }
    for (const QFileInfo &file : QDir(sharedData(u"json_catalogue"_s)).entryInfoList({u"*.json"_s})) {
        const QJsonDocument document = QJsonDocument::fromJson(content(file.filePath()));
        collectTexts(document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()), texts);
    }
    texts.removeDuplicates();
    return texts;
}

} // namespace

class AttackScanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void attacksAreToldByTheirKind_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kind");
        const auto rows = [](const QString &kind, const QStringList &texts) {
            for (const QString &text : texts)
                QTest::newRow(qPrintable(kind + u' ' + text)) << text << kind;
        };
        rows(u"sql_injection"_s,
             {u"' OR '1'='1"_s,
              u"' or 1=1 --"_s,
              u"admin'--"_s,
              u"\" or \"\"=\""_s,
              u"Robert'); DROP TABLE Students;--"_s,
              u"1; DROP TABLE product"_s,
              u"x' UNION SELECT NULL, password FROM staff --"_s,
              u"UNION ALL SELECT 1,2,3"_s,
              u"1 AND SLEEP(5)"_s,
              u"'; WAITFOR DELAY '0:0:5'--"_s,
              u"1' AND (SELECT COUNT(*) FROM sqlite_master)>0 --"_s,
              u"' || pg_sleep(5) --"_s,
              u"ORDER BY 10"_s,
              u"%27%20or%201=1"_s,
              u"%2527%2520or%25201%253D1"_s,
              u"&#39; or &#x31;=1"_s,
              u"’ or ‘1’=’1"_s,
              u"'/**/or/**/1=1"_s,
              u"' /*!50000or*/ 1=1 --"_s,
              u"＇ or １=１ --"_s,
              u"; exec master..xp_cmdshell 'dir'"_s,
              u"x'; UPDATE stock SET on_hand = 0; --"_s,
              u"insert into users values(1)"_s,
              u"delete from orders where 1=1"_s,
              u"1 or 0x3130303d3130300a0a0a0a0a0a=1"_s,
              u"or 1 = 1"_s});
        rows(u"cross_site_scripting"_s,
             {u"<script>alert(1)</script>"_s, u"<img src=x onerror=alert(1)>"_s, u"<svg/onload=alert(1)>"_s,
              u"\"><b onclick=x>"_s, u"\" onmouseover=\"alert(1)"_s, u"javascript:alert(1)"_s, u"jav&#x09;ascript:alert(1)"_s,
              u"data:text/html,<b>"_s, u"%3Cscript%3E"_s, u"&lt;script&gt;alert(1)"_s, u"＜script＞alert(1)"_s, u"';alert(1)//"_s,
              u"<!-- x"_s, u"<?php echo 1"_s, u"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>"_s, u"<x y=1"_s,
              u"{}document.cookie"_s});
        rows(u"nosql_injection"_s, {u"{\"$gt\": \"\"}"_s, u"[$ne]=1"_s});
        rows(u"ldap_injection"_s, {u"*)(uid=*))(|(uid=*"_s});
        rows(u"template_injection"_s,
             {u"{{7*7}}"_s, u"${7*7}"_s, u"${jndi:ldap://x.example/a}"_s, u"<%= 7 * 7 %>"_s, u"#{7*7}"_s});
        rows(u"command_injection"_s, {u"; cat /etc/passwd"_s, u"$(touch /tmp/x)"_s, u"| cmd /c dir"_s});
        rows(u"formula_injection"_s,
             {u"=cmd|' /C calc'!A0"_s, u"=HYPERLINK(\"https://x.example\")"_s, u"@SUM(1+9)*cmd|' /C calc'!A0"_s,
              u"DDE (\"cmd\")"_s});
        rows(u"header_injection"_s, {u"Cup\r\nSet-Cookie: a=b"_s, u"Cup%0d%0aLocation:%20https://x.example"_s});
        rows(u"path_traversal"_s, {u"../../../secret, a"_s, u"..\\..\\windows"_s, u"..%2f..%2fsecret"_s});
    }
    void attacksAreToldByTheirKind()
    {
        QFETCH(QString, text);
        QFETCH(QString, kind);
        if (text.startsWith(u"<%") || text.contains(u"ENTITY"))
            QVERIFY(!shortAttack(text).isEmpty()); // two kinds in one
        else
            QCOMPARE(shortAttack(text), kind);
    }

    void realNamesAreNoAttacks_data()
    {
        QTest::addColumn<QString>("text");
        for (const QString &text : {u"O'Neill"_s,
                                    u"Rock 'n' Roll"_s,
                                    u"1/2\" pipe"_s,
                                    u"Set of 6\" and 8\" pans"_s,
                                    u"5' or 6' ladder"_s,
                                    u"Select; drop-in table, union jack"_s,
                                    u"C++ <3"_s,
                                    u"AT&T"_s,
                                    u"50% off -- today"_s,
                                    u"Kids' -- Blue"_s,
                                    u"SQL INSERT INTO: a primer"_s,
                                    u"SELECT, UPDATE and DELETE: SQL by Example"_s,
                                    u"JavaScript: The Good Parts"_s,
                                    u"JavaScript: jQuery (2nd edition)"_s,
                                    u"PowerShell in Depth"_s,
                                    u"Union Select Whiskey 12"_s,
                                    u"Order by 10 or more"_s,
                                    u"Select cuts from Argentina"_s,
                                    u"T-shirt (select colours from list)"_s,
                                    u"Smoke Alert (2-pack)"_s,
                                    u"Red Alert 2"_s,
                                    u"Sleep (king size)"_s,
                                    u"Cat | Dog | Bird"_s,
                                    u"Apparel & Accessories > Clothing > Shirts"_s,
                                    u"Size <M>"_s,
                                    u"I <heart> you"_s,
                                    u"a < b and c > d"_s,
                                    u"#1 Dad mug"_s,
                                    u"$100 gift card"_s,
                                    u"100% cotton; machine wash (30°)"_s,
                                    u"5 x 4 = 20 pieces"_s,
                                    u"Now or never = now"_s,
                                    u"H&M's \"best\" ; new"_s,
                                    u"=) smiley mug"_s,
                                    u"@home candle"_s,
                                    u"+1 (555) 010-0000"_s,
                                    u"-20% Winter sale"_s,
                                    u"Online=better"_s,
                                    u"3-in-1 (50ml, 100ml)"_s,
                                    u"{{product.title}}"_s,
                                    u"Drop leaf table; oak"_s,
                                    u"Caf\\u00e9"_s,
                                    u"L'Oréal Paris – Elvive «Dream Long»"_s,
                                    u"ชุด 'ดำ' (M)"_s,
                                    u"כוס \"כחולה\" (גדולה)"_s,
                                    u"كوب 'أزرق'"_s,
                                    u"../images"_s,
                                    u"Like 'new' and 'boxed'"_s,
                                    u"\"Black\" or \"White\" lid"_s,
                                    u"union, select"_s,
                                    u"Having fun = key"_s})
            QTest::newRow(qPrintable(text)) << text;
    }
    void realNamesAreNoAttacks()
    {
        QFETCH(QString, text);
        QCOMPARE(shortAttack(text), QString());
        QVERIFY(!hasPlainMarkup(text));
        QCOMPARE(proseAttack(text), QString());
    }

    void proseMayQuoteSql_data()
    {
        QTest::addColumn<QString>("text");
        for (const QString &text :
             {u"Learn SELECT * FROM product; then UPDATE, DELETE and DROP TABLE."_s,
              u"It doesn't run <b>JavaScript: alert(1)</b>; see \"onclick=\"."_s,
              u"The chapter \"SQL injection\" shows why ' or 1=1 works, and what to do."_s,
              u"{{7*7}} is what a template engine's tester types"_s,
              u"<p style=\"color: red\">'Classic' and \"modern\"; 5' = 1.5 m</p>"_s, u"Don't wash; \"dry\" -- and iron = low"_s})
            QTest::newRow(qPrintable(text.left(40))) << text;
    }
    void proseMayQuoteSql()
    {
        QFETCH(QString, text);
        QCOMPARE(proseAttack(text), QString());
    }

    void sqlInjectionInProseIsTold_data()
    {
        QTest::addColumn<QString>("text");
        for (const QString &text : {u"Nice cup'; DROP TABLE product; --"_s, u"x' OR '1'='1"_s, u"' or 1=1--"_s,
                                    u"cup' UNION SELECT password FROM staff --"_s, u"admin'--"_s, u"1; DELETE FROM product"_s})
            QTest::newRow(qPrintable(text)) << text;
    }
    void sqlInjectionInProseIsTold()
    {
        QFETCH(QString, text);
        QCOMPARE(proseAttack(text), u"sql_injection"_s);
    }

    void simpleFormattingIsMarkupButNoAttack()
    {
        for (const QString &text : {u"<b>Cup</b>"_s, u"Cup<br>blue"_s, u"Cup<BR />blue"_s, u"<h1>Cup"_s}) {
            QCOMPARE(shortAttack(text), QString());
            QVERIFY2(hasPlainMarkup(text), qPrintable(text));
        }
    }

    void realCataloguesRaiseNoAlarm()
    {
        NEEDS_SHARED_DATA(u"orders"_s);
        const QStringList texts = catalogueTexts();
        QVERIFY(texts.size() > 20'000);
        for (const QString &text : texts) {
            QVERIFY2(proseAttack(text).isEmpty(), qPrintable(text));
            // What holds HTML is a description, no short text.
            QVERIFY2(hasPlainMarkup(text) || shortAttack(text).isEmpty(), qPrintable(text));
        }
    }

    void attackListsAreRefusedInShortFields_data()
    {
        QTest::addColumn<int>("percent");
        QTest::newRow("malicious/xss-payload-list.txt") << 99;
        QTest::newRow("malicious/csv-payload.txt") << 100;
        QTest::newRow("malicious/sqli/detect_GenericBlind.txt") << 100;
        QTest::newRow("malicious/sqli/detect_Generic_ErrorBased.txt") << 100;
        QTest::newRow("malicious/sqli/detect_Generic_TimeBased.txt") << 97;
        QTest::newRow("malicious/sqli/detect_Generic_UnionSelect.txt") << 100;
        QTest::newRow("malicious/sqli/detect_MSSQL_MSSQL.txt") << 100;
        QTest::newRow("malicious/sqli/detect_MSSQL_MSSQL_blind.txt") << 100;
        QTest::newRow("malicious/sqli/detect_Oracle_oracle.txt") << 100;
        QTest::newRow("malicious/sqli/detect_NoSQL_no-sql.txt") << 95;
        QTest::newRow("malicious/sqli/detect_MySQL_MySQL.txt") << 85;
        QTest::newRow("malicious/sqli/detect_MySQL_MySQL_MSSQL.txt") << 65;
        // What these have besides are single words and signs ("like", "0", "29 %") that anybody may write.
        QTest::newRow("malicious/sqli/detect_Generic_SQLI.txt") << 70;
        QTest::newRow("malicious/sqli/detect_xPlatform_xplatform.txt") << 65;
    }
    void attackListsAreRefusedInShortFields()
    {
        QFETCH(int, percent);
        const QString path = QString::fromUtf8(QTest::currentDataTag());
        NEEDS_SHARED_DATA(path);
        const QStringList list = payloads(path);
        const auto isRefused = [](const QString &payload) { return !shortAttack(payload).isEmpty() || hasPlainMarkup(payload); };
        const auto refused = std::count_if(list.begin(), list.end(), isRefused);
        qInfo("%d of %d refused", int(refused), int(list.size()));
        QVERIFY(refused * 100 >= percent * list.size());
    }

    void plainFormUndoesEveryEncoding_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("plain");
        QTest::newRow("case and blanks") << u" A \t\u00a0B\u2003C "_s << QByteArray(" a b c ");
        QTest::newRow("line ends") << u"a \r\n b\u2028c"_s << QByteArray("a\nb\nc");
        QTest::newRow("percent") << u"%41%2"_s << QByteArray("a%2");
        QTest::newRow("percent twice") << u"%2541"_s << QByteArray("a");
        QTest::newRow("no hexadecimal") << u"5%zz %4"_s << QByteArray("5%zz %4");
        QTest::newRow("decimal entity") << u"&#65;&#66"_s << QByteArray("ab");
        QTest::newRow("hexadecimal entity") << u"&#x41;&#X"_s << QByteArray("a&#x");
        QTest::newRow("huge entity") << u"&#99999999999;"_s << QByteArray("\x80");
        QTest::newRow("named entities") << u"&lt;&quot;&unknown;&"_s << QByteArray("<\"&unknown;&");
        QTest::newRow("comment") << u"a/* b */c/*d"_s << QByteArray("a c/*d");
        QTest::newRow("comment that MySQL runs") << u"a/*!50000 b*/c"_s << QByteArray("a b c");
        QTest::newRow("wide forms") << u"＜ＡＺ＞"_s << QByteArray("<az>");
        QTest::newRow("typographic quotes") << u"‘’“”′″"_s << QByteArray("''\"\"'\"");
        QTest::newRow("controls") << u"a\u0001b\u007f"_s << QByteArray("ab");
        QTest::newRow("everything else") << u"ä日"_s << QByteArray("\x80\x80");
    }
    void plainFormUndoesEveryEncoding()
    {
        QFETCH(QString, text);
        QTEST(QByteArray::fromStdString(plainForm(text)), "plain");
    }

    // Shapes with many ways to begin must not be tried each anew.
    void timeGrowsWithTheLengthAlone()
    {
        for (const QString &piece :
             {u"/*"_s, u"' or "_s, u"<a "_s, u"%25"_s, u"&#"_s, u"select ("_s, u"union select "_s, u"${"_s, u"../"_s})
            (void)proseAttack(piece.repeated(50'000));
    }

    void anyTextIsRead()
    {
        QVERIFY(rc::check("any text is read, in either scope", [] {
            const auto units = *rc::gen::container<std::vector<std::uint16_t>>(rc::gen::arbitrary<std::uint16_t>());
            QString text;
            for (const std::uint16_t unit : units)
                text += QChar(unit % 3 ? unit % 128 : unit);
            (void)shortAttack(text);
            (void)proseAttack(text);
        }));
    }
};

QTEST_GUILESS_MAIN(AttackScanTest)
#include "tst_attack_scan.moc"
