// SPDX-License-Identifier: GPL-3.0-or-later
#include "feed/reading.h"
#include "support/shared_data.h"

#include <QDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

const QByteArray shopifyHeader =
    "Handle,Title,Body (HTML),Vendor,Type,Option1 Value,Option2 Value,Variant SKU,Variant Inventory Qty,"
    "Variant Price,Variant Barcode,Image Src\n";

} // namespace

class TableFeedsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsOurOwnColumns()
    {
        const Outcome outcome =
            readText("sku,name,description,price,currency,stock,image_url,brand,gtin,category\n"
                     "A-1, Blue cup ,<p>Holds <b>tea</b></p>,19.99,EUR,7,https://x.example/a.jpg,Acme,4006381333931,Cups\n"
                     "A-2,Yen cup,,500,JPY,0,,,,\n");
        QCOMPARE(outcome.failure.code, QString());
        QCOMPARE(outcome.format, u"own-csv"_s);
        QCOMPARE(outcome.rows, 2);
        const ProductRow &cup = outcome.products.at(0);
        QCOMPARE(cup.line, 2);
        QCOMPARE(cup.sku, u"A-1"_s);
        QCOMPARE(*cup.name, u"Blue cup"_s);
        QCOMPARE(*cup.description, u"<p>Holds <b>tea</b></p>"_s);
        QCOMPARE(*cup.price, (Money{1999, Currency::euro()}));
        QCOMPARE(*cup.stock, 7);
        QCOMPARE(*cup.gtin, u"4006381333931"_s);
        QCOMPARE(outcome.products.at(1).price->toString(), u"500 JPY"_s);
    }

    void absentColumnsStayAndBlankCellsClear()
    {
        const Outcome outcome = readText("sku;stock;brand\nA;5;\nB;;Acme\n");
        QCOMPARE(outcome.failure.code, QString());
        QVERIFY(!outcome.products.at(0).name);
        QVERIFY(!outcome.products.at(0).price);
        QCOMPARE(*outcome.products.at(0).brand, QString());
        QVERIFY(!outcome.products.at(1).stock);
    }

    void readsOtherDialects_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("tabs") << QByteArray("sku\tname\tprice\nA\tCup, blue\t1.50\n");
        QTest::newRow("semicolons") << QByteArray("sku;name;price\r\nA;\"Cup, blue\";1.50\r\n");
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbfsku,name,price\nA,\"Cup, blue\",1.50\n");
        QTest::newRow("Excel's sep line") << QByteArray("sep=;\nsku;name;price\nA;Cup, blue;1.50\n");
        QTest::newRow("names in another manner") << QByteArray("Price,SKU , Name,,\n1.50,A,\"Cup, blue\",,\n");
        QTest::newRow("old Macintosh lines") << QByteArray("sku;name;price\rA;Cup, blue;1.50\r");
        QTest::newRow("blank rows") << QByteArray("\n\nsku;name;price\n;;\n\nA;Cup, blue;1.50\n;;;\n");
        QStringEncoder utf16(QStringConverter::Utf16LE, QStringConverter::Flag::WriteBom);
        QTest::newRow("UTF-16") << QByteArray(utf16.encode(u"sku\tname\tprice\r\nA\tCup, blue\t1.50\r\n"_s));
    }
    void readsOtherDialects()
    {
        QFETCH(QByteArray, text);
        const Outcome outcome = readText(text);
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(outcome.products.size(), std::size_t(1));
        QCOMPARE(*outcome.products.at(0).name, u"Cup, blue"_s);
        QCOMPARE(outcome.products.at(0).price->amount, 150);
    }

    void tellsWhatIsWrongWithARow_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, const QByteArray &text, const QString &field, const QString &code) {
            QTest::newRow(name) << text << field << code;
        };
        row("no SKU", ",Cup,,1.00,EUR,1,,,,", u"sku"_s, u"missing"_s);
        row("SKU too long", QByteArray(65, 'x') + ",Cup,,1.00,EUR,1,,,,", u"sku"_s, u"too_long"_s);
        row("no name", "A,,,1.00,EUR,1,,,,", u"name"_s, u"missing"_s);
        row("name too long", "A," + QByteArray(301, 'x') + ",,1.00,EUR,1,,,,", u"name"_s, u"too_long"_s);
        row("escape in a name", "A,Cup\x1b[31m,,1.00,EUR,1,,,,", u"name"_s, u"terminal_escape"_s);
        row("no price", "A,Cup,,,EUR,1,,,,", u"price"_s, u"missing"_s);
        row("price with a comma", "A,Cup,,\"1,00\",EUR,1,,,,", u"price"_s, u"decimal_comma"_s);
        row("negative price", "A,Cup,,-1.00,EUR,1,,,,", u"price"_s, u"negative_price"_s);
        row("price with the sign of another currency", "A,Cup,,£1.00,EUR,1,,,,", u"price"_s, u"currency_conflict"_s);
        row("half a cent", "A,Cup,,1.005,EUR,1,,,,", u"price"_s, u"invalid_price"_s);
        row("price out of all bounds", "A,Cup,,99999999999999999999,EUR,1,,,,", u"price"_s, u"invalid_price"_s);
        row("no such currency", "A,Cup,,1.00,EURO,1,,,,", u"currency"_s, u"invalid_currency"_s);
        row("negative stock", "A,Cup,,1.00,EUR,-1,,,,", u"stock"_s, u"negative_stock"_s);
        row("half a piece", "A,Cup,,1.00,EUR,1.5,,,,", u"stock"_s, u"invalid_stock"_s);
        row("too much stock", "A,Cup,,1.00,EUR,1000000001,,,,", u"stock"_s, u"invalid_stock"_s);
        row("overflowing stock", "A,Cup,,1.00,EUR,99999999999999999999,,,,", u"stock"_s, u"invalid_stock"_s);
        row("script as an image", "A,Cup,,1.00,EUR,1,javascript:alert(1),,,", u"image_url"_s, u"cross_site_scripting"_s);
        row("file as an image", "A,Cup,,1.00,EUR,1,C:\\pictures\\a.jpg,,,", u"image_url"_s, u"invalid_url"_s);
        row("address too long", "A,Cup,,1.00,EUR,1,https://x.example/" + QByteArray(2'048, 'x') + ",,,", u"image_url"_s,
            u"too_long"_s);
        row("brand too long", "A,Cup,,1.00,EUR,1,," + QByteArray(201, 'x') + ",,", u"brand"_s, u"too_long"_s);
        row("wrong check digit", "A,Cup,,1.00,EUR,1,,,4006381333932,", u"gtin"_s, u"invalid_gtin"_s);
        row("GTIN that a spreadsheet rounded", "A,Cup,,1.00,EUR,1,,,4.00638E+12,", u"gtin"_s, u"invalid_gtin"_s);
        row("description of 2001 tags", "A,Cup," + QByteArray("<b>").repeated(2'001) + ",1.00,EUR,1,,,,", u"description"_s,
            u"too_many_tags"_s);
        row("HTML of 260 000 characters", "A,Cup,<p>" + QByteArray(263'000, ' ') + "</p>,1.00,EUR,1,,,,", u"description"_s,
            u"too_long"_s);
        row("text of 70 000 characters", "A,Cup," + QByteArray(70'000, 'x') + ",1.00,EUR,1,,,,", u"description"_s, u"too_long"_s);
        row("too few cells", "A,Cup,,1.00", QString(), u"wrong_cell_count"_s);
        row("too many cells", "A,Cup,,1,00,EUR,1,,,,x", QString(), u"wrong_cell_count"_s);
    }
    void tellsWhatIsWrongWithARow()
    {
        QFETCH(QByteArray, row);
        const Outcome outcome =
            readText("sku,name,description,price,currency,stock,image_url,brand,gtin,category\nGOOD,Cup,,1,EUR,1,,,,\n" + row
                     + "\nALSO,Cup,,1,EUR,1,,,,\n");
        QCOMPARE(outcome.failure.code, QString());
        QCOMPARE(outcome.products.size(), std::size_t(2));
        QCOMPARE(outcome.refusedRows, 1);
        QCOMPARE(outcome.errors.size(), std::size_t(1));
        const FieldError &error = outcome.errors.at(0);
        QCOMPARE(error.line, 3);
        QTEST(error.field, "field");
        QTEST(error.code, "code");
        QVERIFY(error.message.size() > 15);
        QVERIFY(error.value.size() <= 200);
    }

    void tellsEverythingThatIsWrongWithARowAtOnce()
    {
        const Outcome outcome = readText("sku,name,price,stock\n,,x,y\n");
        QCOMPARE(outcome.errors.size(), std::size_t(4));
        QCOMPARE(outcome.refusedRows, 1);
    }

    void countsCharactersNotCodeUnits()
    {
        const Outcome outcome = readText("sku,name,price\nA," + QByteArray("\xf0\x9f\xa7\x80").repeated(300) + ",1\n");
        QCOMPARE(outcome.products.size(), std::size_t(1));
    }

    void acceptsGtinsOfEachLength()
    {
        for (const QString &gtin : {u"73513537"_s, u"036000291452"_s, u"4006381333931"_s, u"10012345678902"_s})
            QVERIFY2(isGtin(gtin), qPrintable(gtin));
        for (const QString &gtin : {u"73513538"_s, u""_s, u"123"_s, u"40063813339310000"_s, u"4006381333９31"_s})
            QVERIFY2(!isGtin(gtin), qPrintable(gtin));
    }

    void shopifyVariantsBecomeProducts()
    {
        const Outcome outcome =
            readText(shopifyHeader
                     + "shirt,Shirt,<p>Soft</p>,Acme,Shirts,Red,S,SH-R-S,5,20.00,'4006381333931,https://x.example/1.jpg\n"
                       "shirt,,,,,Red,M,SH-R-M,-2,20.00,,https://x.example/2.jpg\n"
                       "shirt,,,,,,,,,,,https://x.example/3.jpg\n"
                       "cup,Cup,,,,Default Title,,,,5,12345,\n");
        QCOMPARE(outcome.failure.code, QString());
        QCOMPARE(outcome.format, u"shopify-csv"_s);
        QCOMPARE(outcome.passed, 1);
        QCOMPARE(outcome.products.size(), std::size_t(3));
        const ProductRow &medium = outcome.products.at(1);
        QCOMPARE(*outcome.products.at(0).gtin, u"4006381333931"_s);
        QCOMPARE(*medium.name, u"Shirt – Red / M"_s);
        QCOMPARE(*medium.description, u"<p>Soft</p>"_s);
        QCOMPARE(*medium.brand, u"Acme"_s);
        QCOMPARE(*medium.category, u"Shirts"_s);
        QCOMPARE(*medium.stock, 0);
        QCOMPARE(*medium.imageUrl, u"https://x.example/1.jpg"_s);
        const ProductRow &cup = outcome.products.at(2);
        QCOMPARE(cup.sku, u"cup"_s);
        QCOMPARE(*cup.name, u"Cup"_s);
        QVERIFY(!cup.stock);
        QCOMPARE(*cup.gtin, QString());
        QCOMPARE(outcome.notesOf(u"negative_stock"_s), 1);
        QCOMPARE(outcome.notesOf(u"sku_derived"_s), 1);
        QCOMPARE(outcome.notesOf(u"invalid_gtin"_s), 1);
    }

    void derivedSkusAreStableAndFit()
    {
        const QByteArray handle(70, 'h');
        const QByteArray file = shopifyHeader + handle + ",Long,,,,Red,,,,1,,\n" + handle + ",,,,,Blue,,,,1,,\n";
        const Outcome first = readText(file);
        const Outcome second = readText(file);
        QCOMPARE(first.products.size(), std::size_t(2));
        QCOMPARE(first.products.at(0).sku.size(), 64);
        QVERIFY(first.products.at(0).sku != first.products.at(1).sku);
        QCOMPARE(first.products.at(0).sku, second.products.at(0).sku);
        QCOMPARE(readText(shopifyHeader + "a-b,T,,,,Deep Red,XL,,,1,,\n").products.at(0).sku, u"a-b-Deep-Red-XL"_s);
    }

    void derivedSkusAreCutBetweenCharacters()
    {
        const QByteArray handle = QByteArray(52, 'h') + QByteArray("\xf0\x9f\xa7\x80").repeated(10);
        const Outcome outcome = readText(shopifyHeader + handle + ",Long,,,,Red,,,,1,,\n");
        QCOMPARE(outcome.codes(), QStringList());
        QVERIFY(outcome.products.at(0).sku.startsWith(QString(52, u'h') + u'-'));
    }

    void refusesShopifyRowsWithoutTheirProduct()
    {
        const Outcome outcome =
            readText(shopifyHeader + "a,A,,,,S,,A-S,1,1,,\nb,B,,,,S,,B-S,1,1,,\na,,,,,M,,A-M,1,1,,\n,No handle,,,,S,,X,1,1,,\n"
                     + "c,C,,,,S,,C-S,1,,,\n");
        QCOMPARE(outcome.products.size(), std::size_t(2));
        QCOMPARE(outcome.refusedRows, 3);
        QCOMPARE(outcome.errors.at(0).line, 4);
        QCOMPARE(outcome.errors.at(0).field, u"Title"_s);
        QCOMPARE(outcome.errors.at(1).field, u"Handle"_s);
        QCOMPARE(outcome.errors.at(2).field, u"Variant Price"_s);
    }

    void refusesFilesOfNoKnownLayout_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("empty") << QByteArray() << u"empty_feed"_s;
        QTest::newRow("blank lines") << QByteArray("\n\n  \n") << u"empty_feed"_s;
        QTest::newRow("Excel's first line alone") << QByteArray("sep=;\n") << u"empty_feed"_s;
        QTest::newRow("empty cells alone") << QByteArray(",,\n,,\n") << u"empty_feed"_s;
        QTest::newRow("header alone") << QByteArray("sku,name,price\n") << u"no_rows"_s;
        QTest::newRow("mistyped column") << QByteArray("sku,name,prise\nA,Cup,1\n") << u"unknown_columns"_s;
        QTest::newRow("no header") << QByteArray("A,Cup,1\nB,Cup,1\n") << u"unknown_columns"_s;
        QTest::newRow("column twice") << QByteArray("sku,name,price,Price\nA,Cup,1,2\n") << u"duplicate_column"_s;
        QTest::newRow("Excel workbook") << QByteArray("PK\3\4\0\0\n", 7) << u"nul_byte"_s;
    }
    void refusesFilesOfNoKnownLayout()
    {
        QFETCH(QByteArray, text);
        const Outcome outcome = readText(text);
        QTEST(outcome.failure.code, "code");
        QVERIFY(outcome.products.empty());
    }

    void aFormatCanBeAskedFor()
    {
        const QByteArray own = "sku,name,price\nA,Cup,1\n";
        QVERIFY(readText(own, {.format = u"own-csv"_s}).failure.code.isEmpty());
        QCOMPARE(readText(own, {.format = u"shopify-csv"_s}).failure.code, u"unknown_columns"_s);
        QCOMPARE(readText(own, {.format = u"google-tsv"_s}).failure.code, u"unknown_columns"_s);
        QCOMPARE(readText(own, {.format = u"xlsx"_s}).failure.code, u"unknown_format"_s);
    }

    void readsTheSamples_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QStringList>("skus");
        QTest::addColumn<QList<qint64>>("refusedLines");
        QTest::addColumn<int>("passed");
        QTest::addColumn<int>("notes");
        QTest::newRow("own") << u"own.csv"_s << QStringList{u"TEA-250"_s, u"CUP-BLUE"_s, u"CARD-JP"_s} << QList<qint64>{6, 7} << 0
                             << 0;
        QTest::newRow("semicolon") << u"own-semicolon.csv"_s << QStringList{u"TEA-250"_s, u"CUP-BLUE"_s} << QList<qint64>{} << 0
                                   << 0;
        QTest::newRow("odd Shopify") << u"shopify-odd.csv"_s << QStringList{u"WS-BS"_s, u"wave-shirt-Blue-M"_s, u"gift-card"_s}
                                     << QList<qint64>{8} << 1 << 4;
    }
    void readsTheSamples()
    {
        QFETCH(QString, file);
        QFile source(QStringLiteral(TIDEGATE_SOURCE_DIR "/tests/feed/samples/") + file);
        QVERIFY(source.open(QIODevice::ReadOnly));
        const Outcome outcome = read(source);
        QCOMPARE(outcome.failure.code, QString());
        QStringList skus;
        for (const ProductRow &row : outcome.products)
            skus << row.sku;
        QTEST(skus, "skus");
        QList<qint64> lines;
        for (const FieldError &error : outcome.errors)
            lines << error.line;
        QTEST(lines, "refusedLines");
        QTEST(outcome.passed, "passed");
        QTEST(int(outcome.notes.size()), "notes");
    }

    // The counts were taken from the files with Python's csv module.
    void readsRealShopifyFiles_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("products");
        QTest::addColumn<int>("passed");
        QTest::addColumn<int>("derived");
        QTest::newRow("template") << u"product_template.csv"_s << 3 << 3 << 0 << 1;
        QTest::newRow("official template") << u"product_template_yavuz.csv"_s << 17 << 16 << 1 << 0;
        QTest::newRow("odd header") << u"products.csv"_s << 300 << 300 << 0 << 100;
        QTest::newRow("full export") << u"products_export.csv"_s << 192 << 89 << 103 << 0;
    }
    void readsRealShopifyFiles()
    {
        QFETCH(QString, file);
        QFETCH(int, rows);
        NEEDS_SHARED_DATA(u"shopify/"_s + file);
        const Outcome outcome = readShared(u"shopify/"_s + file);
        QCOMPARE(outcome.failure.code, QString());
        QCOMPARE(outcome.format, u"shopify-csv"_s);
        QCOMPARE(outcome.rows, rows);
        for (const FieldError &error : outcome.errors)
            qWarning() << error.line << error.field << error.code << error.value;
        QCOMPARE(outcome.refusedRows, 0);
        QTEST(int(outcome.products.size()), "products");
        QTEST(outcome.passed, "passed");
        QTEST(outcome.notesOf(u"sku_derived"_s), "derived");
    }

    void readsTheValuesOfARealExport()
    {
        NEEDS_SHARED_DATA(u"shopify/products_export.csv"_s);
        const Outcome outcome = readShared(u"shopify/products_export.csv"_s);
        const ProductRow &first = outcome.products.at(0);
        QCOMPARE(first.sku, u"CA-7385"_s);
        QCOMPARE(*first.name, u"Sleek Black Dual Compartment Handbag"_s);
        QCOMPARE(first.price->amount, 10'200);
        QCOMPARE(*first.brand, u"Calvin Klein"_s);
        QCOMPARE(*first.gtin, u"9999917246094"_s);
        QVERIFY(first.description->contains(u"Discover functional elegance"_s));
        QVERIFY(!first.description->contains(u"style="_s));
        QVERIFY(!first.stock);
        QCOMPARE(outcome.notesOf(u"no_stock_column"_s), 1);
    }

    void readsStockUnderItsOtherName()
    {
        NEEDS_SHARED_DATA(u"shopify/products.csv"_s);
        const Outcome outcome = readShared(u"shopify/products.csv"_s);
        const ProductRow &first = outcome.products.at(0);
        QCOMPARE(first.sku, u"fantastic-bronze-lamp-jade"_s);
        QCOMPARE(*first.stock, 24);
        QCOMPARE(first.price->toDecimal(), u"20.03"_s);
        QCOMPARE(*first.imageUrl, u"https://source.unsplash.com/random/?interior"_s);
        QCOMPARE(outcome.products.at(1).sku, u"fantastic-bronze-lamp-plum"_s);
    }

    void refusedRowsComeBackWithTheirError_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("commas") << QByteArray("sku,name,price\nA,Cup,1\nB,\"Cup, \"\"blue\"\"\",x\nC,Cup\nD,Cup,1,2,3\n");
        QTest::newRow("semicolons") << QByteArray("price;sku;name\r\n1;A;Cup\r\nx;B;Cup, blue\r\n1;C\r\n1;D;Cup;2;3\r\n");
        QTest::newRow("tabs") << QByteArray("sku\tname\tprice\nA\tCup\t1\nB\tCup; blue\tx\nC\tCup\nD\tCup\t1\t2\t3\n");
        QTest::newRow("with older errors") << QByteArray(
            "sku,tidegate_error,name,price\nA,,Cup,1\nB,stale,Cup,x\nC,stale,Cup\nD,stale,Cup,1,2,3\n");
    }
    void refusedRowsComeBackWithTheirError()
    {
        QFETCH(QByteArray, text);
        const Outcome first = readText(text);
        QCOMPARE(first.codes(), (QStringList{u"invalid_price"_s, u"wrong_cell_count"_s, u"wrong_cell_count"_s}));
        const QByteArray file = rejectedFile(first);
        QVERIFY(file.startsWith("tidegate_error"));
        QVERIFY(!file.contains("stale"));
        const Outcome second = readText(file);
        QCOMPARE(second.format, first.format);
        QCOMPARE(second.codes(), first.codes());
        QCOMPARE(rejectedFile(second), file);
        QCOMPARE(readText(QByteArray(file).replace(",x\r", ",3\r").replace("\tx\r", "\t3\r").replace(";x;", ";3;")).skus(),
                 QStringList{u"B"_s});
    }

    void refusedRowsDoNoHarmInASpreadsheetAndComeBackAsTheyWere()
    {
        const QByteArray text = "sku,name,brand,price\n'-A,\"=HYPERLINK(\"\"http://evil.example\"\")\",@x,bad\n";
        const Outcome first = readText(text);
        QCOMPARE(first.codes(), (QStringList{u"formula_injection"_s, u"invalid_price"_s}));
        const QByteArray file = rejectedFile(first);
        QVERIFY(file.contains(",'-A,\"'=HYPERLINK("));
        QVERIFY(file.contains(",'@x,"));
        const Outcome mended =
            readText(QByteArray(file).replace("bad", "1").replace("'=HYPERLINK(\"\"http://evil.example\"\")", "Cup"));
        QCOMPARE(mended.skus(), QStringList{u"-A"_s});
        QCOMPARE(*mended.products.at(0).brand, u"@x"_s);
    }

    void refusedVariantsComeBackWithTheirProduct()
    {
        const Outcome first = readText(shopifyHeader
                                       + "shirt,Shirt,<p>Soft</p>,Acme,Shirts,Red,S,SH-R-S,5,20.00,,https://x.example/1.jpg\n"
                                         "shirt,,,,,Red,M,SH-R-M,5,bad,,\nshirt,,,,,Red,L,SH-R-L,bad,20,,\n");
        QCOMPARE(first.refusedRows, 2);
        const Outcome mended = readText(rejectedFile(first).replace("bad", "7"));
        QCOMPARE(mended.failure.message, QString());
        QCOMPARE(mended.format, u"shopify-csv"_s);
        QCOMPARE(mended.skus(), (QStringList{u"SH-R-M"_s, u"SH-R-L"_s}));
        QCOMPARE(*mended.products.at(1).name, u"Shirt – Red / L"_s);
        QCOMPARE(*mended.products.at(1).description, u"<p>Soft</p>"_s);
        QCOMPARE(*mended.products.at(1).imageUrl, u"https://x.example/1.jpg"_s);
    }

    void refusesBrokenTablesWithTheirLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<qint64>("line");
        const auto row = [](const char *name, const QByteArray &text, const QString &code, qint64 line) {
            QTest::newRow(name) << text << code << line;
        };
        row("quote never closed", "sku,name\nA,Cup\nB,\"Cup\nC,Cup\n", u"unclosed_quote"_s, 3);
        row("text behind a quote", "sku,name\nA,\"Cup\"x\n", u"text_after_quote"_s, 2);
        row("100 000 columns", "sku" + QByteArray(",x").repeated(100'000) + "\n", u"too_many_columns"_s, 1);
        row("100 000 cells", "sku,name\nA" + QByteArray(100'000, ',') + "\n", u"too_many_columns"_s, 2);
        row("huge cell", "sku,name\nA,\"" + QByteArray(4 << 20, 'x') + "\"\n", u"record_too_long"_s, 2);
        row("line that never ends", "sku,name\nA," + QByteArray(4 << 20, 'x'), u"record_too_long"_s, 2);
        row("Latin-1", "sku,name\nA,Cup\nB,K\xe4se\n", u"not_utf8"_s, 3);
        row("NUL", QByteArray("sku,name\nA,C\0p\n", 15), u"nul_byte"_s, 2);
    }
    void refusesBrokenTablesWithTheirLine()
    {
        QFETCH(QByteArray, text);
        const Outcome outcome = readText(text);
        QTEST(outcome.failure.code, "code");
        QTEST(outcome.failure.line, "line");
        QVERIFY(outcome.failure.message.size() > 20);
    }

    void refusesOtherShopsLayoutsByName()
    {
        NEEDS_SHARED_DATA(u"csv_products_other"_s);
        const QStringList files = QDir(sharedData(u"csv_products_other"_s)).entryList({u"*.csv"_s}, QDir::Files);
        QCOMPARE(files.size(), 8);
        for (const QString &name : files) {
            QFile file(sharedData(u"csv_products_other/"_s + name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const FieldError error = read(file).failure;
            QCOMPARE(error.code, u"unknown_columns"_s);
            QVERIFY(error.message.contains(u"sku, name, description, price"_s));
            QVERIFY2(error.value.contains(u"Product Id"_s) || error.value.contains(u"slug"_s) || error.value.contains(u"sizes"_s)
                         || error.value.contains(u"salePrice"_s),
                     qPrintable(error.value));
        }
    }
};

QTEST_GUILESS_MAIN(TableFeedsTest)
#include "tst_table_feeds.moc"
