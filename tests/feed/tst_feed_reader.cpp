// SPDX-License-Identifier: GPL-3.0-or-later
#include "feed/failing_device.h"
#include "feed/packing.h"
#include "feed/reading.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

const QByteArray googleRss =
    "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel><item><g:id>A</g:id>"
    "<title>Cup</title><g:price>1.50 EUR</g:price></item></channel></rss>";

/// A format that takes what begins with "%".
class PercentAdapter final : public FeedAdapter
{
public:
    explicit PercentAdapter(QString format, QString name = u"Percent"_s)
        : m_format(std::move(format))
        , m_name(std::move(name))
    {
    }
    [[nodiscard]] QString format() const override { return m_format; }
    [[nodiscard]] QString name() const override { return m_name; }
    [[nodiscard]] QString expectation() const override { return u"a percent sign"_s; }
    [[nodiscard]] FeedMatch recognises(const FeedSample &sample) const override
    {
        return sample.beginning.startsWith('%') ? FeedMatch::Certain : FeedMatch::No;
    }
    [[nodiscard]] std::unique_ptr<FeedParser> open(FeedInput &) const override { return std::make_unique<Parser>(); }
    [[nodiscard]] QByteArray rejected(const QByteArray &, const std::vector<RejectedRecord> &) const override { return {}; }
    [[nodiscard]] QByteArray mediaType() const override { return "text/plain"; }

private:
    class Parser final : public FeedParser
    {
        Result<std::optional<Item>> next() override
        {
            if (std::exchange(m_done, true))
                return std::nullopt;
            Item item;
            item.record.line = 1;
            item.record[FeedField::Sku] = u"P"_s;
            return item;
        }
        bool m_done = false;
    };
    QString m_format;
    QString m_name;
};

} // namespace

class FeedReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recognisesEachFormatByItsContent_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("format");
        const auto row = [](const QByteArray &text, const char *format) {
            QTest::newRow(format) << text << QString::fromLatin1(format);
        };
        row("sku,name,price\nA,Cup,1.50\n", "own-csv");
        row("sku\tname\tprice\nA\tCup\t1.50\n", "own-tsv");
        row("[{\"sku\":\"A\",\"name\":\"Cup\",\"price\":1.50}]", "own-json");
        row("{\"sku\":\"A\",\"name\":\"Cup\",\"price\":\"1.50\"}\n{\"sku\":\"B\",\"name\":\"Cup\",\"price\":\"1.50\"}\n",
            "own-ndjson");
        row("<products><product><sku>A</sku><name>Cup</name><price>1.50</price></product></products>", "own-xml");
        row("Handle,Title,Variant SKU,Variant Price\ncup,Cup,A,1.50\n", "shopify-csv");
        row("id\ttitle\tprice\tlink\nA\tCup\t1.50 EUR\thttps://x.example\n", "google-tsv");
        row(googleRss, "google-xml");
    }
    void recognisesEachFormatByItsContent()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, format);
        for (const QByteArray &sent : {text, packed(text), QByteArray("\xef\xbb\xbf" + text)}) {
            const Outcome outcome = readText(sent);
            QCOMPARE(outcome.failure.message, QString());
            QCOMPARE(outcome.format, format);
            QCOMPARE(outcome.products.at(0).sku, u"A"_s);
            QCOMPARE(outcome.products.at(0).price->amount, 150);
        }
        QCOMPARE(readText(text, {.format = format}).format, format);
    }

    void tellsJsonFromLinesOfJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("mediaType");
        QTest::addColumn<QString>("format");
        QTest::newRow("object with a list") << QByteArray("{\"total\":1,\"products\":[{\"sku\":\"A\"}]}") << QString()
                                            << u"own-json"_s;
        QTest::newRow("object with a list, of many lines")
            << QByteArray("{\n\"products\":[\n{\"sku\":\"A\"}\n]\n}\n") << QString() << u"own-json"_s;
        QTest::newRow("one record") << QByteArray("{\"sku\":\"A\"}\n") << QString() << u"own-ndjson"_s;
        QTest::newRow("blank lines between")
            << QByteArray("{\"sku\":\"A\"}\n\n\n{\"sku\":\"B\"}\n") << QString() << u"own-ndjson"_s;
        QTest::newRow("first line broken") << QByteArray("{\"sku\":\"A,}\n{\"sku\":\"B\"}\n") << QString() << u"own-ndjson"_s;
        QTest::newRow("media type") << QByteArray("{\"sku\":\n") << u"application/x-ndjson"_s << u"own-ndjson"_s;
    }
    void tellsJsonFromLinesOfJson()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, mediaType);
        QTEST(readText(text, {.mediaType = mediaType}).format, "format");
    }

    void refusesWhatNobodyKnows()
    {
        QCOMPARE(readText("<!DOCTYPE html>\n<html><body>404 not found</body></html>").failure.code, u"unknown_format"_s);
        const FieldError failure = readText("A,Cup,1\nB,Cup,1\n").failure;
        QCOMPARE(failure.code, u"unknown_columns"_s);
        QVERIFY(failure.message.contains(u"sku, name"));
        QCOMPARE(readText("sku\nA\n", {.format = u"xlsx"_s}).failure.code, u"unknown_format"_s);
    }

    void onlyAgreedFormatsAreRead()
    {
        const FieldError failure = readText("sku\nA\n", {.allowed = {u"own-json"_s, u"google-xml"_s}}).failure;
        QCOMPARE(failure.code, u"format_not_allowed"_s);
        QVERIFY(failure.message.contains(u"own-json, google-xml"));
        QCOMPARE(readText("sku\nA\n", {.allowed = {u"own-csv"_s}}).failure.code, QString());
    }

    void tellsAnEmptyFeedFromOneWithoutRows()
    {
        QCOMPARE(readText({}).failure.code, u"empty_feed"_s);
        QCOMPARE(readText(" \r\n\t\n").failure.code, u"empty_feed"_s);
        QCOMPARE(readText("\xef\xbb\xbf").failure.code, u"empty_feed"_s);
        QCOMPARE(readText(packed({})).failure.code, u"empty_feed"_s);
        for (const char *text : {"sku,name\n", "[]", "{\"products\":[]}", "<products/>", "<products></products>",
                                 "<rss xmlns:g=\"http://base.google.com/ns/1.0\"/>"})
            QCOMPARE(readText(text).failure.code, u"no_rows"_s);
    }

    void gzipThatIsAnnouncedMustBeGzip()
    {
        QCOMPARE(readText("sku\nA\n", {.gzip = true}).failure.code, u"broken_gzip"_s);
        QCOMPARE(readText(packed("sku\nA\n"), {.gzip = true}).skus(), QStringList{u"A"_s});
        QCOMPARE(readText(packed("sku\nA\n").chopped(3)).failure.code, u"broken_gzip"_s);
        QCOMPARE(readText(packed("sku,name\n" + QByteArray("A," + QByteArray(1'000, 'x') + "\n").repeated(40'000))).failure.code,
                 u"gzip_bomb"_s);
    }

    void skippingCountsWhatReadingReads()
    {
        QBuffer device;
        device.setData("sku,price\nA,1\n,1\nB,x\n\nC\nD,1\n");
        device.open(QIODevice::ReadOnly);
        const auto reader = FeedReader::open(builtInFormats(), device, {});
        QVERIFY(reader);
        QVERIFY(*(*reader)->skip());
        QVERIFY(*(*reader)->skip());
        QCOMPARE((*(*reader)->next())->line, 4);
        QVERIFY(*(*reader)->skip());
        QVERIFY((*(*reader)->next())->ok());
        QVERIFY(!*(*reader)->skip());
        QVERIFY(!*(*reader)->skip());
        QCOMPARE((*reader)->bytesRead(), device.size());
    }

    void recordsAcrossThePiecesOfAFileAreReadAndComeBackWhole_data()
    {
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<QByteArray>("separator");
        QTest::addColumn<QByteArray>("end");
        QTest::newRow("csv") << QByteArray("sku,name,price\n") << QByteArray("A%1,\"Käse, ☕ %1\",x") << QByteArray("\n")
                             << QByteArray("\n");
        QTest::newRow("json") << QByteArray("[") << QByteArray("{\"sku\":\"A%1\",\"name\":\"Käse, ☕ %1\",\"price\":\"x\"}")
                              << QByteArray(",\r\n") << QByteArray("]");
        QTest::newRow("ndjson") << QByteArray() << QByteArray("{\"sku\":\"A%1\",\"name\":\"Käse, ☕ %1\",\"price\":\"x\"}")
                                << QByteArray("\n") << QByteArray();
        QTest::newRow("xml") << QByteArray("<products>")
                             << QByteArray("<product><sku>A%1</sku><name>Käse, ☕ %1</name><price>x</price></product>")
                             << QByteArray("\n") << QByteArray("</products>");
    }
    void recordsAcrossThePiecesOfAFileAreReadAndComeBackWhole()
    {
        QFETCH(QByteArray, begin);
        QFETCH(QByteArray, record);
        QFETCH(QByteArray, separator);
        QFETCH(QByteArray, end);
        QByteArrayList records;
        QStringList skus;
        for (int i = 0; i < 5'000; ++i) {
            records << QByteArray(record).replace("%1", QByteArray::number(i));
            skus << u"A%1"_s.arg(i);
        }
        const Outcome first = readText(begin + records.join(separator) + end);
        QCOMPARE(first.failure.message, QString());
        QCOMPARE(first.refusedRows, 5'000);
        const Outcome mended =
            readText(QByteArray(rejectedFile(first)).replace(",x\r", ",1\r").replace(":\"x\"", ":1").replace(">x<", ">1<"));
        QCOMPARE(mended.failure.message, QString());
        QCOMPARE(mended.skus(), skus);
        QCOMPARE(*mended.products.at(4'999).name, u"Käse, ☕ 4999"_s);
    }

    void aFailureStays_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("csv") << QByteArray("sku\nA\n\"B\n");
        QTest::newRow("json") << QByteArray("[{\"sku\":\"A\"},{\"sku\":\"B]");
        QTest::newRow("xml") << QByteArray("<products><product><sku>A</sku></product></product>");
    }
    void aFailureStays()
    {
        QFETCH(QByteArray, text);
        QBuffer device;
        device.setData(text);
        device.open(QIODevice::ReadOnly);
        const auto reader = FeedReader::open(builtInFormats(), device, {});
        QVERIFY((*reader)->next());
        QVERIFY(!(*reader)->next());
        QVERIFY(!(*reader)->next());
        QVERIFY(!(*reader)->skip());
    }

    void aFileThatCantBeReadFurtherFailsForThat_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const int beyondTheSample = 10'000;
        QStringEncoder utf16(QStringConverter::Utf16LE, QStringConverter::Flag::WriteBom);
        QTest::newRow("from the first byte on") << QByteArray();
        QTest::newRow("table") << "sku,name\n" + QByteArray("A,Cup of tea\n").repeated(beyondTheSample);
        QTest::newRow("table in UTF-16") << QByteArray(
            utf16.encode(u"sku,name\n"_s + u"A,Cup of tea\n"_s.repeated(beyondTheSample)));
        QTest::newRow("json") << "[{\"sku\":\"A\"}" + QByteArray(",{\"sku\":\"A\"}").repeated(beyondTheSample);
        QTest::newRow("ndjson") << QByteArray("{\"sku\":\"A\"}\n").repeated(beyondTheSample);
        QTest::newRow("xml") << "<products>" + QByteArray("<product><sku>A</sku></product>").repeated(beyondTheSample);
        QTest::newRow("behind the end of the xml")
            << "<products><product><sku>A</sku></product></products>" + QByteArray("          ").repeated(beyondTheSample);
    }
    void aFileThatCantBeReadFurtherFailsForThat()
    {
        QFETCH(QByteArray, bytes);
        FailingDevice device(bytes);
        const Outcome outcome = read(device);
        QCOMPARE(outcome.failure.code, errorName(ErrorCode::NotFound));
        QVERIFY2(outcome.failure.message.contains(u"the disk failed"), qPrintable(outcome.failure.message));
    }

    void nothingRefusedGivesAFileWithoutRecords()
    {
        QCOMPARE(builtInFormats().find(u"own-csv"_s)->rejected({}, {}), QByteArray());
        QCOMPARE(builtInFormats().find(u"own-xml"_s)->rejected({}, {}), QByteArray());
        QCOMPARE(builtInFormats().find(u"own-ndjson"_s)->rejected({}, {}), QByteArray());
        QCOMPARE(builtInFormats().find(u"own-json"_s)->rejected({}, {}), QByteArray("[\n]\n"));
    }

    void everyFormatTellsPeopleWhatItIs()
    {
        QSet<QString> names;
        for (const auto &adapter : builtInFormats().all()) {
            names.insert(adapter->name());
            QVERIFY2(!adapter->name().isEmpty() && !adapter->expectation().isEmpty(), qPrintable(adapter->format()));
            QVERIFY2(builtInFormats().expectations().contains(adapter->expectation()), qPrintable(adapter->format()));
        }
        QCOMPARE(std::size_t(names.size()), builtInFormats().all().size());
    }

    void formatsComeAndGo()
    {
        FeedRegistry registry;
        QCOMPARE(registry.all().size(), std::size_t(8));
        QCOMPARE(registry.add(std::make_shared<PercentAdapter>(u"own-csv"_s)).error().code, ErrorCode::Conflict);
        QCOMPARE(registry.add(std::make_shared<PercentAdapter>(u"Not An Id"_s)).error().code, ErrorCode::InvalidRequest);
        QCOMPARE(registry.add(std::make_shared<PercentAdapter>(u"percent"_s, QString())).error().code, ErrorCode::InvalidRequest);
        QVERIFY(registry.add(std::make_shared<PercentAdapter>(u"percent"_s)));
        QCOMPARE(readText("%", {}, registry).skus(), QStringList{u"P"_s});
        registry.remove(u"percent"_s);
        QVERIFY(!registry.find(u"percent"_s));
        QCOMPARE(readText("%", {}, registry).failure.code, u"unknown_columns"_s);
    }

    void whatIsReadGoesOnWhenItsFormatGoes()
    {
        FeedRegistry registry;
        QVERIFY(registry.add(std::make_shared<PercentAdapter>(u"percent"_s)));
        QBuffer device;
        device.setData("%");
        device.open(QIODevice::ReadOnly);
        const auto reader = FeedReader::open(registry, device, {});
        registry.remove(u"percent"_s);
        QCOMPARE((*(*reader)->next())->product.sku, u"P"_s);
        QCOMPARE((*reader)->adapter().format(), u"percent"_s);
    }
};

QTEST_GUILESS_MAIN(FeedReaderTest)
#include "tst_feed_reader.moc"
