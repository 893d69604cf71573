// SPDX-License-Identifier: GPL-3.0-or-later
#include "feed/reading.h"

#include <QDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

const FeedOptions asJson{.format = u"own-json"_s};

} // namespace

class JsonFeedsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAListOfObjects()
    {
        const Outcome outcome = readText(
            "[\n {\"sku\": \"A-1\", \"name\": \"Blue \\u00fc\", \"description\": \"<p>Holds <b>tea</b></p>\", \"price\": 19.90,\n"
            "  \"currency\": \"EUR\", \"stock\": 7, \"image_url\": \"https://x.example/a.jpg\", \"brand\": \"Acme\",\n"
            "  \"gtin\": \"4006381333931\", \"category\": \"Cups\"},\n {\"sku\": 12, \"price\": \"500\", \"currency\": \"JPY\"}\n]\n");
        QCOMPARE(outcome.failure.code, QString());
        QCOMPARE(outcome.format, u"own-json"_s);
        QCOMPARE(outcome.errors.size(), std::size_t(0));
        const ProductRow &cup = outcome.products.at(0);
        QCOMPARE(cup.line, 2);
        QCOMPARE(*cup.name, u"Blue ü"_s);
        QCOMPARE(cup.price->amount, 1990);
        QCOMPARE(*cup.stock, 7);
        QCOMPARE(*cup.gtin, u"4006381333931"_s);
        QCOMPARE(outcome.products.at(1).sku, u"12"_s);
        QCOMPARE(outcome.products.at(1).line, 5);
        QVERIFY(!outcome.products.at(1).name);
    }

    void readsTheListInsideOfAnObject()
    {
        const Outcome outcome = readText(
            "{\"tags\":[\"a\",[1]],\"none\":null,\"meta\":{\"list\":[{\"sku\":\"no\"}]},\n\"products\":[{\"sku\":\"A\"},{\"sku\":\"B\"}],"
            "\"total\":2,\"more\":[]}");
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(outcome.skus(), (QStringList{u"A"_s, u"B"_s}));
        QCOMPARE(outcome.products.at(0).line, 2);
        QCOMPARE(readText("{\"a\":[{\"sku\":\"A\"}],\n\"b\":[{\"sku\":\"B\"}]}").failure.code, u"second_list"_s);
        QCOMPARE(readText("{\n\"sku\":\"A\",\n\"name\":\"Cup\"\n}", asJson).failure.code, u"no_list"_s);
    }

    // The price never becomes a floating-point number.
    void numbersAreTakenByTheirText_data()
    {
        QTest::addColumn<QByteArray>("number");
        QTest::addColumn<qint64>("amount");
        QTest::newRow("two decimals") << QByteArray("19.99") << 1999LL;
        QTest::newRow("one decimal") << QByteArray("0.1") << 10LL;
        QTest::newRow("trailing zeros") << QByteArray("1.10000000000000000000") << 110LL;
        QTest::newRow("beyond a double") << QByteArray("9007199254.93") << 900'719'925'493LL;
        QTest::newRow("text") << QByteArray("\"19.99\"") << 1999LL;
        QTest::newRow("a thousandth") << QByteArray("1.001") << -1LL;
        QTest::newRow("exponent") << QByteArray("1e2") << -1LL;
        QTest::newRow("almost 0.30") << QByteArray("0.30000000000000004") << -1LL;
    }
    void numbersAreTakenByTheirText()
    {
        QFETCH(QByteArray, number);
        QFETCH(qint64, amount);
        const Outcome outcome = readText("[{\"sku\":\"A\",\"name\":\"Cup\",\"price\":" + number + "}]");
        QCOMPARE(outcome.codes(), amount < 0 ? QStringList{u"invalid_price"_s} : QStringList());
        if (amount >= 0)
            QCOMPARE(outcome.products.at(0).price->amount, amount);
    }

    void absentMembersStayAndBlankOrNullOnesClear()
    {
        const Outcome outcome = readText("[{\"sku\":\"A\",\"brand\":null,\"category\":\"\",\"stock\":null}]");
        QCOMPARE(*outcome.products.at(0).brand, QString());
        QCOMPARE(*outcome.products.at(0).category, QString());
        QVERIFY(!outcome.products.at(0).stock);
        QVERIFY(!outcome.products.at(0).name);
    }

    void namesInAnyMannerAreKnownAndOthersAreTold()
    {
        const Outcome outcome = readText(
            "[{\"SKU\":\"A\",\"imageUrl\":\"x\",\"title\":\"Cup\"},{\"sku\":\"B\",\"title\":\"Cup\",\"size\":{\"w\":[1]}}]");
        QCOMPARE(outcome.notesOf(u"unknown_member"_s), 2);
        QCOMPARE(outcome.notes.at(0).field, u"title"_s);
        QCOMPARE(outcome.errors.at(0).field, u"imageUrl"_s);
        QCOMPARE(outcome.errors.at(0).code, u"invalid_url"_s);
        QCOMPARE(outcome.skus(), QStringList{u"B"_s});
    }

    void aRecordOfTheWrongShapeIsRefusedAlone_data()
    {
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("code");
        QTest::newRow("list as a name") << QByteArray("{\"sku\":\"X\",\"name\":[\"Cup\"]}") << u"name"_s << u"wrong_type"_s;
        QTest::newRow("object as a price") << QByteArray("{\"sku\":\"X\",\"price\":{\"amount\":1}}") << u"price"_s
                                           << u"wrong_type"_s;
        QTest::newRow("true as stock") << QByteArray("{\"sku\":\"X\",\"stock\":true}") << u"stock"_s << u"wrong_type"_s;
        QTest::newRow("number as a name") << QByteArray("{\"sku\":\"X\",\"Name\":1984}") << u"name"_s << u"wrong_type"_s;
        QTest::newRow("member twice") << QByteArray("{\"sku\":\"X\",\"stock\":1,\"stock\":2}") << u"stock"_s
                                      << u"duplicate_member"_s;
        QTest::newRow("number for a product") << QByteArray("42") << QString() << u"not_an_object"_s;
        QTest::newRow("null for a product") << QByteArray("null") << QString() << u"not_an_object"_s;
        QTest::newRow("list for a product") << QByteArray("[{\"sku\":\"X\"}]") << QString() << u"not_an_object"_s;
        QTest::newRow("no SKU") << QByteArray("{\"name\":\"Cup\"}") << u"sku"_s << u"missing"_s;
        QTest::newRow("escaped NUL") << QByteArray("{\"sku\":\"X\\u0000Y\"}") << u"sku"_s << u"nul_byte"_s;
    }
    void aRecordOfTheWrongShapeIsRefusedAlone()
    {
        QFETCH(QByteArray, record);
        for (const QByteArray &feed : {QByteArray("[{\"sku\":\"A\"},\n" + record + ",\n{\"sku\":\"B\"}]"),
                                       QByteArray("{\"sku\":\"A\"}\n" + record + "\n{\"sku\":\"B\"}\n")}) {
            const Outcome outcome = readText(feed);
            QCOMPARE(outcome.failure.code, QString());
            QCOMPARE(outcome.skus(), (QStringList{u"A"_s, u"B"_s}));
            QCOMPARE(outcome.refusedRows, 1);
            QCOMPARE(outcome.errors.size(), std::size_t(1));
            QCOMPARE(outcome.errors.at(0).line, 2);
            QTEST(outcome.errors.at(0).field, "field");
            QTEST(outcome.errors.at(0).code, "code");
        }
    }

    void aNameLongerThanAnyOfOursIsUnknown()
    {
        const Outcome outcome = readText("[{\"sku\":\"A\",\"" + QByteArray(100, '-') + "stock\":7}]");
        QCOMPARE(outcome.notesOf(u"unknown_member"_s), 1);
        QVERIFY(!outcome.products.at(0).stock);
    }

    void aMemberOfTheWrongTypeIsToldThoughItStandsThereRightToo()
    {
        const Outcome outcome = readText("[{\"sku\":\"A\",\"stock\":[1],\"stock\":1}]");
        QCOMPARE(outcome.codes(), QStringList{u"wrong_type"_s});
        QCOMPARE(outcome.errors.at(0).field, QString());
    }

    void aBrokenLineOfNdjsonIsRefusedAlone()
    {
        const Outcome outcome = readText("{\"sku\":\"A\"}\n{\"sku\":\"B\n\n{\"sku\":\"C\"} x\n{\"sku\":\"D\"}\r\n"
                                         + QByteArray("[").repeated(100'000) + "\n{\"sku\":\"E\"}");
        QCOMPARE(outcome.format, u"own-ndjson"_s);
        QCOMPARE(outcome.skus(), (QStringList{u"A"_s, u"D"_s, u"E"_s}));
        QCOMPARE(outcome.codes(), (QStringList{u"invalid_json"_s, u"invalid_json"_s, u"too_deep"_s}));
        QCOMPARE(outcome.errors.at(1).line, 4);
        QCOMPARE(outcome.products.at(2).line, 7);
    }

    void refusesBrokenFeedsWithTheirLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<qint64>("line");
        const auto row = [](const char *name, const QByteArray &text, const QString &code, qint64 line) {
            QTest::newRow(name) << text << code << line;
        };
        row("truncated", "[{\"sku\":\"A\"},\n{\"sku\":\"B\"", u"invalid_json"_s, 2);
        row("no end of the list", "[{\"sku\":\"A\"}\n", u"invalid_json"_s, 2);
        row("comma missing", "[{\"sku\":\"A\"}\n{\"sku\":\"B\"}]", u"invalid_json"_s, 2);
        row("comma behind the last", "[{\"sku\":\"A\"},\n]", u"invalid_json"_s, 2);
        row("comma missing beside the list", "{\"a\":[1 2],\n\"b\":[{\"sku\":\"A\"}]}", u"invalid_json"_s, 1);
        row("something behind it", "[{\"sku\":\"A\"}]\n x", u"invalid_json"_s, 2);
        row("line break in a text", "[{\"sku\":\"A\nB\"}]", u"invalid_json"_s, 1);
        row("lone surrogate", "[{\"sku\":\"\\ud800\"}]", u"invalid_json"_s, 1);
        row("Latin-1", "[\n{\"sku\":\"K\xe4se\"}]", u"not_utf8"_s, 2);
        row("NUL", QByteArray("[\n{\"sku\":\"A\0\"}]", 14), u"nul_byte"_s, 2);
        row("100 000 levels", QByteArray("[").repeated(100'000), u"too_deep"_s, 1);
        row("100 000 levels in a record", "[{\"sku\":\"A\"},\n{\"x\":" + QByteArray("[").repeated(100'000), u"too_deep"_s, 2);
        row("100 000 levels beside the list", "{\"x\":" + QByteArray("{\"x\":").repeated(100'000), u"too_deep"_s, 1);
        row("text of 2 MiB", "[\n{\"sku\":\"" + QByteArray(2 << 20, 'x') + "\"}]", u"record_too_long"_s, 2);
        row("text of 2 MiB beside the list", "{\"a\":\"" + QByteArray(2 << 20, 'x') + "\",\n\"b\":[{\"sku\":\"A\"}]}",
            u"record_too_long"_s, 1);
        row("line of 2 MiB", "{\"sku\":\"A\"}\n{\"sku\":\"" + QByteArray(2 << 20, 'x') + "\"}\n", u"record_too_long"_s, 2);
    }
    void refusesBrokenFeedsWithTheirLine()
    {
        QFETCH(QByteArray, text);
        const Outcome outcome = readText(text);
        QTEST(outcome.failure.code, "code");
        QTEST(outcome.failure.line, "line");
        QVERIFY(outcome.failure.message.size() > 20);
    }

    void depthIsCountedExactly()
    {
        const auto nested = [](int levels) {
            return QByteArray("[{\"sku\":\"A\",\"x\":" + QByteArray("[").repeated(levels - 2)
                              + QByteArray("]").repeated(levels - 2) + "}]");
        };
        QCOMPARE(readText(nested(64)).failure.code, QString());
        QCOMPARE(readText(nested(65)).failure.code, u"too_deep"_s);
    }

    void aMillionBlanksAreNoRecord()
    {
        QCOMPARE(readText("[" + QByteArray(3 << 20, ' ') + "{\"sku\":\"A\"}" + QByteArray(3 << 20, '\n') + "]").skus(),
                 QStringList{u"A"_s});
    }

    void refusedRecordsComeBackWithTheirError_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("json") << QByteArray(
            "[{\"sku\":\"A\"},{\"sku\" : \"B\", \"price\": 1.005},{ \"name\" :\"x\"},{\"sku\":\"C\",\"tidegate_error\":\"old\",\"stock\":\"x\"}]");
        QTest::newRow("ndjson") << QByteArray(
            "{\"sku\":\"A\"}\n{\"sku\":\"B\",\"price\":1.005}\n{\"name\":\"=1+1\"}\n{\"tidegate_error\":\"old\",\"sku\":\"C\",\"stock\":[]}\n");
    }
    void refusedRecordsComeBackWithTheirError()
    {
        QFETCH(QByteArray, text);
        const Outcome first = readText(text);
        QCOMPARE(first.refusedRows, 3);
        const QByteArray file = rejectedFile(first);
        QCOMPARE(file.count("tidegate_error"), 3);
        QVERIFY(!file.contains("old"));
        const Outcome second = readText(file);
        QCOMPARE(second.format, first.format);
        QCOMPARE(second.failure.code, QString());
        QCOMPARE(second.codes(), first.codes());
        QCOMPARE(rejectedFile(second), file);
        const QByteArray mended = QByteArray(file).replace("1.005", "1.05");
        QCOMPARE(readText(mended).skus(), QStringList{u"B"_s});
    }

    void whatIsNoObjectComesBackBesideItsError()
    {
        const Outcome lines = readText("{\"sku\":\"A\"}\n{\"sku\":\n");
        QCOMPARE(lines.refusedRows, 1);
        const Outcome again = readText(rejectedFile(lines), {.format = u"own-ndjson"_s});
        QCOMPARE(again.rows, 1);
        QCOMPARE(again.codes(), lines.codes());
        const Outcome list = readText("[{\"sku\":\"A\"},42]");
        QCOMPARE(readText(rejectedFile(list), asJson).failure.code, u"no_rows"_s);
    }

    // T2: y_ must be read, n_ must be refused; each file stands as the value of a member that is passed over.
    void jsonTestSuite()
    {
        NEEDS_SHARED_DATA(u"json_suite"_s);
        const QDir folder(sharedData(u"json_suite"_s));
        const QStringList files = folder.entryList({u"*.json"_s}, QDir::Files);
        QVERIFY(files.size() >= 180);
        for (const QString &name : files) {
            const QByteArray text = contents(folder.filePath(name));
            const Outcome outcome = readText("[{\"sku\":\"A\",\"x\":\n" + text + "\n}]", asJson);
            const Outcome alone = readText(text, asJson);
            if (name.startsWith(u"y_"))
                QVERIFY2(outcome.failure.code.isEmpty(), qPrintable(name + u": "_s + outcome.failure.message));
            // What is wrong with it in the middle of other JSON may be right at its end, and the other way round: one of the two
            // must tell.
            if (name.startsWith(u"n_"))
                QVERIFY2(!outcome.failure.code.isEmpty() && !alone.failure.code.isEmpty(), qPrintable(name));
            QVERIFY2(outcome.failure.code.isEmpty() || outcome.failure.line > 0, qPrintable(name));
        }
    }

    void readsRealCatalogues()
    {
        NEEDS_SHARED_DATA(u"json_catalogue/products.json"_s);
        const Outcome outcome = readShared(u"json_catalogue/products.json"_s);
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(outcome.format, u"own-json"_s);
        QCOMPARE(outcome.rows, 194);
        QCOMPARE(outcome.refusedRows, 0);
        QCOMPARE(outcome.products.at(0).price->toDecimal(), u"9.99"_s);
        QVERIFY(outcome.notesOf(u"unknown_member"_s) > 5);
        for (const char *file : {"catalog.json", "products_boutique.json", "stores.json", "carts.json"}) {
            const Outcome other = readShared(u"json_catalogue/"_s + QString::fromLatin1(file));
            QVERIFY2(other.failure.code.isEmpty() && other.refusedRows == other.rows, file);
        }
    }
};

QTEST_GUILESS_MAIN(JsonFeedsTest)
#include "tst_json_feeds.moc"
