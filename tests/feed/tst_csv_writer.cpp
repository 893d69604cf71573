// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/csv_writer.h"

#include "support/csv_cells.h"
#include "support/shared_data.h"

#include <QTest>

#include <rapidcheck.h>

using namespace tidegate;
using namespace Qt::StringLiterals;

class CsvWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesWhatRfc4180Asks_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("cell");
        QTest::newRow("plain") << u"Cup, no: blue"_s.remove(u',') << QByteArray("Cup no: blue");
        QTest::newRow("empty") << u""_s << QByteArray();
        QTest::newRow("delimiter") << u"a,b"_s << QByteArray("\"a,b\"");
        QTest::newRow("other delimiter") << u"a;b"_s << QByteArray("a;b");
        QTest::newRow("quote") << u"1/2\" pipe"_s << QByteArray("\"1/2\"\" pipe\"");
        QTest::newRow("line break") << u"a\nb"_s << QByteArray("\"a\nb\"");
        QTest::newRow("carriage return") << u"a\rb"_s << QByteArray("\"a\rb\"");
        QTest::newRow("blanks at the ends") << u" a "_s << QByteArray("\" a \"");
        QTest::newRow("umlauts") << u"Käse"_s << QByteArray("K\xc3\xa4se");
        QTest::newRow("formula") << u"=1+1"_s << QByteArray("'=1+1");
        QTest::newRow("plus") << u"+49 30 1"_s << QByteArray("'+49 30 1");
        QTest::newRow("minus") << u"-5"_s << QByteArray("'-5");
        QTest::newRow("at") << u"@SUM(1)"_s << QByteArray("'@SUM(1)");
        QTest::newRow("tab") << u"\t=1"_s << QByteArray("'\t=1");
        QTest::newRow("carriage return first") << u"\r=1"_s << QByteArray("\"'\r=1\"");
        QTest::newRow("wide equals sign") << u"＝1"_s
                                          << QByteArray("'\xef\xbc\x9d"
                                                        "1");
        QTest::newRow("an apostrophe of its own") << u"'=1"_s << QByteArray("''=1");
        QTest::newRow("an apostrophe before a word") << u"'n' roll"_s << QByteArray("'n' roll");
        QTest::newRow("minus within") << u"T-shirt"_s << QByteArray("T-shirt");
    }
    void writesWhatRfc4180Asks()
    {
        QFETCH(QString, text);
        QTEST(csvCell(text), "cell");
    }

    void quotesTheDelimiterThatIsUsed()
    {
        QCOMPARE(csvCell(u"a;b", ';'), QByteArray("\"a;b\""));
        QCOMPARE(csvCell(u"a\tb", '\t'), QByteArray("\"a\tb\""));
    }

    void writesRows()
    {
        QCOMPARE(csvRow({u"a"_s, u"b,c"_s, u""_s}), QByteArray("a,\"b,c\",\r\n"));
        QCOMPARE(csvRow({u"a"_s, u"b,c"_s}, ';'), QByteArray("a;b,c\r\n"));
        QCOMPARE(csvRow({}), QByteArray("\r\n"));
    }

    void readersGetBackWhatWasWritten()
    {
        const bool holds = rc::check("readers get back what was written, and spreadsheets no formula", [] {
            const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
                std::vector<std::string>{"'", "=", "+", "-", "@", "\t", "\r", "\n", "\"", ",", ";", " ", "a", "＝", "ü"}));
            QString text;
            for (const std::string &piece : pieces)
                text += QString::fromStdString(piece);
            const char delimiter = *rc::gen::element(',', ';', '\t');
            const QList<QStringList> rows =
                csvCells(QString::fromUtf8(csvRow({text, u"end"_s}, delimiter)), QLatin1Char(delimiter));
            RC_ASSERT(rows.size() == 1);
            RC_ASSERT(rows.front().size() == 2);
            const QString cell = rows.front().front();
            const bool isFormula = !cell.isEmpty() && QStringView(u"=+-@\t\r\n＝＋－＠").contains(cell.front());
            RC_ASSERT(!isFormula);
            RC_ASSERT(withoutGuard(cell) == text);
        });
        QVERIFY(holds);
    }

    void formulaInjectionOfTheAttackListIsHarmless()
    {
        NEEDS_SHARED_DATA(u"malicious/csv-payload.txt"_s);
        QFile source(sharedData(u"malicious/csv-payload.txt"_s));
        QVERIFY(source.open(QIODevice::ReadOnly));
        int count = 0;
        while (!source.atEnd()) {
            const QString payload = QString::fromUtf8(source.readLine()).trimmed();
            const QString cell = csvCells(QString::fromUtf8(csvRow({payload})), u',').at(0).at(0);
            QVERIFY2(!QStringView(u"=+-@").contains(cell.front()), qPrintable(cell));
            QCOMPARE(withoutGuard(cell), payload);
            ++count;
        }
        QVERIFY(count > 4);
    }
};

QTEST_GUILESS_MAIN(CsvWriterTest)
#include "tst_csv_writer.moc"
