// SPDX-License-Identifier: GPL-3.0-or-later
#include "feed/reading.h"

#include <QDir>
#include <QSet>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QByteArray product(const QByteArray &children)
{
    return "<products>\n<product><sku>A</sku>" + children + "</product></products>";
}

} // namespace

class XmlFeedsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsOurElements()
    {
        const Outcome outcome = readText(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<catalogue xmlns=\"urn:x\">\n <products>\n  <product\n>\n"
            "   <sku>A-1</sku><name>Blue &amp; cup</name><description><![CDATA[<p>Holds <b>tea</b></p>]]></description>\n"
            "   <price>19.99</price><currency>EUR</currency><stock>7</stock><image_url>https://x.example/a.jpg</image_url>\n"
            "   <brand>Acme</brand><gtin>4006381333931</gtin><category/>\n  </product>\n"
            "  <item sku=\"B\" Name=\"Cup\"><price>1</price></item>\n </products>\n</catalogue>\n");
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(outcome.format, u"own-xml"_s);
        QCOMPARE(outcome.skus(), (QStringList{u"A-1"_s, u"B"_s}));
        const ProductRow &cup = outcome.products.at(0);
        QCOMPARE(cup.line, 4);
        QCOMPARE(*cup.name, u"Blue & cup"_s);
        QCOMPARE(cup.price->amount, 1999);
        QCOMPARE(*cup.stock, 7);
        QCOMPARE(*cup.category, QString());
        QCOMPARE(outcome.products.at(1).line, 10);
        QCOMPARE(*outcome.products.at(1).name, u"Cup"_s);
        QVERIFY(!outcome.products.at(1).brand);
    }

    void aProductMayBeTheWholeDocument()
    {
        const Outcome outcome = readText("<product><sku>A</sku><price>x</price></product>");
        QCOMPARE(outcome.codes(), QStringList{u"invalid_price"_s});
        QCOMPARE(readText(rejectedFile(outcome).replace(">x<", ">1<")).skus(), QStringList{u"A"_s});
        QCOMPARE(readText(rejectedFile(readText("<product><sku>A</sku></product>"))).failure.code, u"no_rows"_s);
    }

    void anyNumberOfElementsIsRead()
    {
        QByteArray unknown;
        for (int i = 0; i < 200; ++i)
            unknown += "<x" + QByteArray::number(i) + "/>";
        const Outcome outcome = readText(product(unknown + "<name>Cup</name>" + unknown + "<stock>7</stock>"));
        QCOMPARE(outcome.errors.size(), std::size_t(0));
        QCOMPARE(*outcome.products.at(0).name, u"Cup"_s);
        QCOMPARE(*outcome.products.at(0).stock, 7);
        QCOMPARE(outcome.notesOf(u"unknown_element"_s), 32);
    }

    void markupInADescriptionIsItsHtml()
    {
        const Outcome outcome = readText(product("<description><p>Holds <b class=\"x\">tea</b> &lt; 1 l</p></description>"));
        QVERIFY(outcome.products.at(0).description->contains(u"Holds "));
        QVERIFY(outcome.products.at(0).description->contains(u"tea"));
    }

    void tellsUnknownAndRepeatedElements()
    {
        const Outcome outcome = readText(
            "<products><product><sku>A</sku><title>x</title></product><product><sku>B</sku><title>y</title><stock>1</stock><stock>2</stock>"
            "</product></products>");
        QCOMPARE(outcome.notesOf(u"unknown_element"_s), 1);
        QCOMPARE(outcome.skus(), QStringList{u"A"_s});
        QCOMPARE(outcome.codes(), QStringList{u"duplicate_element"_s});
        QCOMPARE(readText("<shop><article><sku>A</sku></article></shop>").failure.code, u"unknown_elements"_s);
    }

    void readsTheEncodingThatTheFileNames_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QString document =
            u"<?xml version=\"1.0\" encoding=\"%1\"?><products><product><sku>A</sku><name>Käse</name></product></products>"_s;
        const auto encoded = [&](const char *name, QStringConverter::Encoding encoding, bool mark) {
            QStringEncoder encoder(encoding, mark ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
            return QByteArray(encoder.encode(document.arg(QString::fromLatin1(name))));
        };
        QTest::newRow("UTF-8") << encoded("UTF-8", QStringConverter::Utf8, false);
        QTest::newRow("UTF-8 with a mark") << encoded("utf-8", QStringConverter::Utf8, true);
        QTest::newRow("UTF-16LE with a mark") << encoded("UTF-16", QStringConverter::Utf16LE, true);
        QTest::newRow("UTF-16BE with a mark") << encoded("UTF-16", QStringConverter::Utf16BE, true);
        QTest::newRow("UTF-16LE") << encoded("UTF-16LE", QStringConverter::Utf16LE, false);
        QTest::newRow("Latin-1") << encoded("ISO-8859-1", QStringConverter::Latin1, false);
        QTest::newRow("Windows-1252") << encoded("windows-1252", QStringConverter::Latin1, false);
    }
    void readsTheEncodingThatTheFileNames()
    {
        QFETCH(QByteArray, text);
        const Outcome outcome = readText(text);
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(*outcome.products.at(0).name, u"Käse"_s);
    }

    void refusesBrokenFeedsWithTheirLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<qint64>("line");
        const auto row = [](const char *name, const QByteArray &text, const QString &code, qint64 line) {
            QTest::newRow(name) << text << code << line;
        };
        const QByteArray dtd = "<?xml version=\"1.0\"?>\n<!DOCTYPE p [";
        QByteArray lol = dtd + "<!ENTITY l0 \"lollollollollollollollollollol\">";
        for (int i = 1; i < 10; ++i)
            lol += "<!ENTITY l" + QByteArray::number(i) + " \"" + QByteArray("&l" + QByteArray::number(i - 1) + ";").repeated(10)
                + "\">";
        row("truncated", "<products>\n<product><sku>A</sku>\n", u"invalid_xml"_s, 3);
        row("tag not closed", product("<name>x</nam>"), u"invalid_xml"_s, 2);
        row("two roots", "<products><product><sku>A</sku></product></products>\n<products/>", u"invalid_xml"_s, 2);
        row("something behind it", product({}) + "\nx", u"invalid_xml"_s, 3);
        row("much behind it", product({}) + QByteArray(1 << 20, ' ') + "x", u"invalid_xml"_s, 2);
        row("Latin-1 in UTF-8", product("<name>K\xe4se</name>"), u"wrong_encoding"_s, 2);
        row("unknown encoding", "<?xml version=\"1.0\" encoding=\"klingon\"?><products/>", u"unknown_encoding"_s, 1);
        row("HTML's entity", product("<name>a&nbsp;b</name>"), u"invalid_xml"_s, 2);
        row("NUL", product(QByteArray("<name>a\0b</name>", 16)), u"invalid_xml"_s, 2);
        row("billion laughs", lol + "]>" + product("<name>&l9;</name>"), u"entity_expansion"_s, 3);
        row("quadratic blowup",
            dtd + "<!ENTITY a \"" + QByteArray(1'000, 'a') + "\">]>"
                + product("<name>" + QByteArray("&a;").repeated(9'000) + "</name>"),
            u"record_too_long"_s, 3);
        row("entity of itself", dtd + "<!ENTITY a \"&a;\">]>" + product("<name>&a;</name>"), u"entity_expansion"_s, 3);
        row("file outside", dtd + "<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + product("<name>&x;</name>"),
            u"external_entity"_s, 2);
        row("address outside", dtd + "<!ENTITY x PUBLIC \"x\" \"http://127.0.0.1/\">]>" + product("<name>&x;</name>"),
            u"external_entity"_s, 2);
        row("parameter entity", dtd + "<!ENTITY % x SYSTEM \"file:///etc/passwd\"> %x;]>" + product({}), u"external_entity"_s, 2);
        row("document type outside", "<!DOCTYPE p SYSTEM \"http://127.0.0.1/p.dtd\">\n" + product("<name>&x;</name>"),
            u"external_entity"_s, 3);
        row("100 000 levels", QByteArray("<a>").repeated(100'000), u"too_deep"_s, 1);
        row("100 000 levels in a product", product(QByteArray("<a>").repeated(100'000)), u"too_deep"_s, 2);
        row("1 000 attributes",
            product("<name " +
                    [] {
                        QByteArray list;
                        for (int i = 0; i < 1'000; ++i)
                            list += "a" + QByteArray::number(i) + "=\"\" ";
                        return list;
                    }()
                    + "/>"),
            u"too_many_attributes"_s, 2);
        row("text of 2 MiB", product("<name>" + QByteArray(2 << 20, 'x') + "</name>"), u"record_too_long"_s, 2);
        row("comment of 2 MiB", product("<!--" + QByteArray(2 << 20, 'x') + "-->"), u"record_too_long"_s, 2);
        row("product of 100 000 elements", product(QByteArray("<name>x</name>").repeated(100'000)), u"record_too_long"_s, 2);
    }
    void refusesBrokenFeedsWithTheirLine()
    {
        QFETCH(QByteArray, text);
        const Outcome outcome = readText(text);
        QTEST(outcome.failure.code, "code");
        QTEST(outcome.failure.line, "line");
        QVERIFY(outcome.failure.message.size() > 10);
    }

    void anEntityOfTheFilesOwnIsExpanded()
    {
        const Outcome outcome = readText("<!DOCTYPE p [<!ENTITY maker \"Acme\">]>" + product("<brand>&maker;</brand>"));
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(*outcome.products.at(0).brand, u"Acme"_s);
    }

    void refusedRecordsComeBackWithTheirError()
    {
        const Outcome first = readText(
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><c:catalogue xmlns:c=\"urn:c\" n=\"&quot;1&quot;\"><list>"
            "<c:product id=\"&gt;7\"><sku>A</sku><price>x</price><name>K\xe4se &lt;1&gt;</name></c:product>"
            "<c:product><sku>B</sku></c:product>"
            "<c:product><tidegate_error>old</tidegate_error><sku>C</sku><stock>-1</stock></c:product></list></c:catalogue>");
        QCOMPARE(first.failure.message, QString());
        QCOMPARE(first.refusedRows, 2);
        const QByteArray file = rejectedFile(first);
        QVERIFY(!file.contains("old"));
        const Outcome second = readText(file);
        QCOMPARE(second.failure.message, QString());
        QCOMPARE(second.codes(), first.codes());
        QCOMPARE(rejectedFile(second), file);
        const Outcome mended = readText(QByteArray(file).replace("<price>x", "<price>1").replace(">-1<", ">1<"));
        QCOMPARE(mended.skus(), (QStringList{u"A"_s, u"C"_s}));
        QCOMPARE(*mended.products.at(0).name, u"Käse <1>"_s);
    }

    void aCarriageReturnComesBackAsOne()
    {
        const Outcome first = readText(product("<price>x</price><name>Blue&#13;cup</name>"));
        QVERIFY(rejectedFile(first).contains("<name>Blue&#13;cup</name>"));
    }

    // T2: of libxml2's suite recurse_good* are legal; bombs and loops are refused, and quickly.
    void libxml2Suite()
    {
        NEEDS_SHARED_DATA(u"xml_suite"_s);
        const QDir folder(sharedData(u"xml_suite"_s));
        const QStringList files = folder.entryList(QDir::Files);
        QVERIFY(files.size() >= 50);
        // Everything else is not well-formed, or asks for a part of another file.
        const QSet<QString> wellFormed{u"errors_attr3.xml"_s, u"errors_ent_redecl.xml"_s, u"recurse_good_attr.xml"_s};
        const QSet<QString> bombs{u"recurse_lol_classic.xml"_s, u"recurse_lol_ig_attr.xml"_s, u"recurse_lol_ig_content.xml"_s,
                                  u"recurse_lol_long_value.xml"_s};
        for (const QString &name : files) {
            const FieldError failure = readText(contents(folder.filePath(name)), {.format = u"own-xml"_s}).failure;
            QVERIFY2(!failure.code.isEmpty(), qPrintable(name));
            QVERIFY2((failure.code == u"no_rows") == wellFormed.contains(name), qPrintable(name + u": "_s + failure.code));
            QVERIFY2((failure.code == u"entity_expansion") == bombs.contains(name), qPrintable(name + u": "_s + failure.code));
        }
    }

    // T2: feedparser reads leniently what it marks as "bozo"; all else is to be read here too.
    void feedparserSuite()
    {
        NEEDS_SHARED_DATA(u"xml_feedparser"_s);
        const QDir folder(sharedData(u"xml_feedparser"_s));
        const QStringList files = folder.entryList(QDir::Files);
        QVERIFY(files.size() >= 60);
        QMap<QString, QString> refused;
        for (const QString &name : files) {
            const FieldError failure = readText(contents(folder.filePath(name)), {.format = u"google-xml"_s}).failure;
            if (!failure.code.isEmpty() && failure.code != u"no_rows" && failure.code != u"unknown_elements")
                refused.insert(name.chopped(4), failure.code);
        }
        const QMap<QString, QString> expected{
            {u"encoding_bozo_double-encoded-html"_s, u"invalid_xml"_s},
            {u"encoding_bozo_invalid-bytes-with-bom"_s, u"wrong_encoding"_s},
            {u"encoding_bozo_linenoise"_s, u"wrong_encoding"_s},
            {u"illformed_aaa_illformed"_s, u"invalid_xml"_s},
            {u"illformed_chardet_big5"_s, u"wrong_encoding"_s},
            {u"illformed_chardet_eucjp"_s, u"wrong_encoding"_s},
            {u"illformed_chardet_shiftjis"_s, u"wrong_encoding"_s},
            {u"illformed_chardet_tis620"_s, u"wrong_encoding"_s},
            {u"illformed_chardet_windows1255"_s, u"wrong_encoding"_s},
            {u"illformed_rdf_channel_empty_textinput"_s, u"invalid_xml"_s},
            {u"illformed_rss_incomplete_cdata"_s, u"invalid_xml"_s},
            {u"illformed_rss_item_link_corrupted_ampersands"_s, u"invalid_xml"_s},
            {u"illformed_undeclared_namespace"_s, u"invalid_xml"_s},
        };
        QCOMPARE(refused, expected);
    }
};

QTEST_GUILESS_MAIN(XmlFeedsTest)
#include "tst_xml_feeds.moc"
