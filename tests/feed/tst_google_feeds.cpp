// SPDX-License-Identifier: GPL-3.0-or-later
#include "feed/reading.h"

#include <QDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QByteArray rss(const QByteArray &item, const QByteArray &uri = "http://base.google.com/ns/1.0", const QByteArray &prefix = "g")
{
    return "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:" + prefix + "=\"" + uri
        + "\"><channel><title>Shop</title>\n<item>" + item + "</item></channel></rss>\n";
}

} // namespace

class GoogleFeedsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRss()
    {
        const Outcome outcome = readText(rss(
            "<g:id>A-1</g:id><title>Blue cup</title><description>&lt;p&gt;Holds tea&lt;/p&gt;</description><link>https://x.example/a</link>"
            "<g:image_link>https://x.example/a.jpg</g:image_link><g:image_link>https://x.example/b.jpg</g:image_link>"
            "<g:availability>in stock</g:availability><g:price>15.00 USD</g:price><g:sale_price>10.00 USD</g:sale_price><g:brand>Acme</g:brand>"
            "<g:gtin>4006381333931</g:gtin><g:product_type>Kitchen &gt; Cups</g:product_type><g:google_product_category>6047</g:google_product_category>"
            "<g:shipping><g:price>3.00 USD</g:price></g:shipping>"));
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(outcome.format, u"google-xml"_s);
        const ProductRow &cup = outcome.products.at(0);
        QCOMPARE(cup.line, 3);
        QCOMPARE(cup.sku, u"A-1"_s);
        QCOMPARE(*cup.name, u"Blue cup"_s);
        QCOMPARE(cup.price->toString(), u"15.00 USD"_s);
        QCOMPARE(*cup.imageUrl, u"https://x.example/a.jpg"_s);
        QCOMPARE(*cup.brand, u"Acme"_s);
        QCOMPARE(*cup.gtin, u"4006381333931"_s);
        QCOMPARE(*cup.category, u"Kitchen > Cups"_s);
        QVERIFY(!cup.stock);
        QCOMPARE(outcome.notesOf(u"sale_price_passed_over"_s), 1);
    }

    void readsAtom()
    {
        const Outcome outcome = readText(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:x=\"http://base.google.com/ns/1.0\"><title>Shop</title><entry><id>tag:x</id><x:id>A</x:id>"
            "<title>Cup</title><summary>Holds tea</summary><x:price>1.50 EUR</x:price><x:quantity>4</x:quantity></entry></feed>");
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(outcome.skus(), QStringList{u"A"_s});
        QCOMPARE(*outcome.products.at(0).description, u"Holds tea"_s);
        QCOMPARE(*outcome.products.at(0).stock, 4);
    }

    void theNamespaceCountsAndNotItsPrefix()
    {
        QCOMPARE(readText(rss("<p:id>A</p:id>", "http://base.google.com/ns/1.0", "p")).skus(), QStringList{u"A"_s});
        QCOMPARE(readText(rss("<p:id>A</p:id>", "https://base.google.com/ns/1.0/", "p")).skus(), QStringList{u"A"_s});
        QCOMPARE(readText(rss("<g:id>A</g:id>", "urn:other")).skus(), QStringList{});
        QCOMPARE(readText(rss("<guid>G</guid><g:id>A</g:id><g:title>Mine</g:title><title>Theirs</title>")).products.at(0).name,
                 u"Mine"_s);
        QCOMPARE(readText(rss("<guid>G</guid><title>T</title>")).skus(), QStringList{u"G"_s});
    }

    void availabilityGivesStockOnlyWhereNoQuantityDoes_data()
    {
        QTest::addColumn<QByteArray>("elements");
        QTest::addColumn<qint64>("stock");
        QTest::addColumn<int>("notes");
        QTest::newRow("out_of_stock") << QByteArray("<g:availability>out_of_stock</g:availability>") << 0LL << 0;
        QTest::newRow("older spelling") << QByteArray("<g:availability>Out of stock</g:availability>") << 0LL << 0;
        QTest::newRow("in_stock") << QByteArray("<g:availability>in_stock</g:availability>") << -1LL << 0;
        QTest::newRow("preorder") << QByteArray("<g:availability>preorder</g:availability>") << -1LL << 0;
        QTest::newRow("quantity") << QByteArray("<g:availability>out_of_stock</g:availability><g:quantity>3</g:quantity>") << 3LL
                                  << 0;
        QTest::newRow("inventory") << QByteArray("<g:inventory>5</g:inventory>") << 5LL << 0;
        QTest::newRow("no word of Google's") << QByteArray("<g:availability>maybe</g:availability>") << -1LL << 1;
        QTest::newRow("neither") << QByteArray() << -1LL << 0;
    }
    void availabilityGivesStockOnlyWhereNoQuantityDoes()
    {
        QFETCH(QByteArray, elements);
        const Outcome outcome = readText(rss("<g:id>A</g:id>" + elements));
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(outcome.products.at(0).stock.value_or(-1), outcome.products.at(0).stock ? *outcome.products.at(0).stock : -1);
        QTEST(outcome.products.at(0).stock.value_or(-1), "stock");
        QTEST(int(outcome.notes.size()), "notes");
    }

    void readsTheTextFeed()
    {
        const Outcome outcome =
            readText("id\ttitle\tdescription\tlink\timage link\tavailability\tprice\tsale price\tgtin\tbrand\n"
                     "A\tCup\tHolds tea\thttps://x.example\thttps://x.example/a.jpg\tout of stock\t1.50 EUR\t1.00 EUR\t\tAcme\n"
                     "B\tPlate\t\thttps://x.example\t\tin_stock\t2 JPY\t\t\tAcme\n"
                     "C\tBad\t\t\t\t\t2,50 EUR\t\t\t\n");
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(outcome.format, u"google-tsv"_s);
        QCOMPARE(outcome.skus(), (QStringList{u"A"_s, u"B"_s}));
        QCOMPARE(*outcome.products.at(0).stock, 0);
        QCOMPARE(outcome.products.at(1).price->toString(), u"2 JPY"_s);
        QCOMPARE(*outcome.products.at(1).imageUrl, QString());
        QCOMPARE(outcome.codes(), QStringList{u"decimal_comma"_s});
        QCOMPARE(outcome.errors.at(0).field, u"price"_s);
        QCOMPARE(outcome.notesOf(u"sale_price_passed_over"_s), 1);
        const Outcome again = readText(rejectedFile(outcome));
        QCOMPARE(again.format, u"google-tsv"_s);
        QCOMPARE(again.codes(), outcome.codes());
        QCOMPARE(readText(rejectedFile(outcome).replace("2,50", "2.50")).skus(), QStringList{u"C"_s});
    }

    void readsRdf()
    {
        const Outcome outcome = readText(
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\""
            " xmlns:g=\"http://base.google.com/ns/1.0\"><item rdf:about=\"https://x.example/a\"><g:id>A</g:id><title>Cup</title>"
            "</item></rdf:RDF>");
        QCOMPARE(outcome.failure.message, QString());
        QCOMPARE(outcome.skus(), QStringList{u"A"_s});
        QCOMPARE(*outcome.products.at(0).name, u"Cup"_s);
    }

    void aNameLongerThanAnyOfGooglesIsUnknown()
    {
        const QByteArray name = QByteArray(100, '_') + "brand";
        const Outcome outcome = readText(rss("<g:id>A</g:id><g:" + name + ">Acme</g:" + name + ">"));
        QCOMPARE(outcome.skus(), QStringList{u"A"_s});
        QVERIFY(!outcome.products.at(0).brand);
    }

    void anyNumberOfElementsIsRead()
    {
        QByteArray unknown;
        for (int i = 0; i < 200; ++i)
            unknown += "<g:x" + QByteArray::number(i) + "/>";
        const Outcome outcome =
            readText(rss("<g:id>A</g:id>" + unknown + "<title>Cup</title>" + unknown + "<g:brand>Acme</g:brand>"));
        QCOMPARE(*outcome.products.at(0).name, u"Cup"_s);
        QCOMPARE(*outcome.products.at(0).brand, u"Acme"_s);
    }

    void refusedItemsComeBackWithTheirError()
    {
        const Outcome first = readText(
            rss("<g:id>A</g:id><title>Cup &amp; plate</title><g:price>x</g:price><g:shipping><g:price>1</g:price></g:shipping>"));
        QCOMPARE(first.codes(), QStringList{u"invalid_price"_s});
        QCOMPARE(first.errors.at(0).field, u"g:price"_s);
        const QByteArray file = rejectedFile(first);
        QVERIFY(file.contains("<tidegate_error>"));
        QVERIFY(file.contains("<g:shipping><g:price>1</g:price></g:shipping>"));
        const Outcome second = readText(file);
        QCOMPARE(second.format, u"google-xml"_s);
        QCOMPARE(second.codes(), first.codes());
        QCOMPARE(readText(QByteArray(file).replace(">x<", ">1 EUR<")).products.at(0).name, u"Cup & plate"_s);
    }

    void samplesOfAllVerticalsAreReadOrRefusedFieldByField()
    {
        NEEDS_SHARED_DATA(u"google_feed"_s);
        const QDir folder(sharedData(u"google_feed"_s));
        const QStringList files = folder.entryList({u"*.xml"_s}, QDir::Files);
        QCOMPARE(files.size(), 18);
        const QMap<QString, QStringList> refused{{u"products2.xml"_s, {u"invalid_gtin"_s}},
                                                 {u"product_feed_backsunset.xml"_s, {u"invalid_url"_s, u"missing"_s}}};
        for (const QString &name : files) {
            const Outcome outcome = readShared(u"google_feed/"_s + name);
            QCOMPARE(outcome.failure.message, QString());
            QCOMPARE(outcome.format, u"google-xml"_s);
            QCOMPARE(outcome.rows, name.startsWith(u"product_feed") ? 21 : 2);
            QStringList codes = outcome.codes();
            codes.removeDuplicates();
            codes.sort();
            QCOMPARE(codes, refused.value(name));
        }
    }
};

QTEST_GUILESS_MAIN(GoogleFeedsTest)
#include "tst_google_feeds.moc"
