// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/money.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class MoneyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parsesDecimalText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<qint64>("amount"); // -1: refused
        QTest::newRow("cents") << u"19.99"_s << u"EUR"_s << qint64(1999);
        QTest::newRow("whole") << u"20"_s << u"EUR"_s << qint64(2000);
        QTest::newRow("one decimal") << u"0.5"_s << u"EUR"_s << qint64(50);
        QTest::newRow("zeros beyond the cents") << u"1.5000"_s << u"EUR"_s << qint64(150);
        QTest::newRow("half a cent") << u"1.505"_s << u"EUR"_s << qint64(-1);
        QTest::newRow("yen") << u"1200"_s << u"JPY"_s << qint64(1200);
        QTest::newRow("yen with .00") << u"1200.00"_s << u"JPY"_s << qint64(1200);
        QTest::newRow("yen with decimals") << u"1200.5"_s << u"JPY"_s << qint64(-1);
        QTest::newRow("dinar") << u"1.234"_s << u"KWD"_s << qint64(1234);
        QTest::newRow("negative") << u"-1"_s << u"EUR"_s << qint64(-1);
        QTest::newRow("plus") << u"+1"_s << u"EUR"_s << qint64(-1);
        QTest::newRow("comma") << u"1,50"_s << u"EUR"_s << qint64(-1);
        QTest::newRow("exponent") << u"1e3"_s << u"EUR"_s << qint64(-1);
        QTest::newRow("empty") << u""_s << u"EUR"_s << qint64(-1);
        QTest::newRow("only a point") << u"."_s << u"EUR"_s << qint64(-1);
        QTest::newRow("no decimals behind the point") << u"1."_s << u"EUR"_s << qint64(-1);
        QTest::newRow("arabic digits") << u"١٢"_s << u"EUR"_s << qint64(-1);
        QTest::newRow("the largest") << u"10000000000.00"_s << u"EUR"_s << Money::maximum();
        QTest::newRow("one cent more") << u"10000000000.01"_s << u"EUR"_s << qint64(-1);
        QTest::newRow("beyond 64 bits") << u"99999999999999999999999999"_s << u"EUR"_s << qint64(-1);
    }
    void parsesDecimalText()
    {
        QFETCH(QString, text);
        QFETCH(QString, currency);
        QFETCH(qint64, amount);
        const auto parsed = Money::parse(text, *Currency::fromCode(currency));
        QCOMPARE(parsed ? parsed->amount : -1, amount);
    }

    void writesDecimalText()
    {
        QCOMPARE((Money{5, Currency::euro()}).toString(), u"0.05 EUR"_s);
        QCOMPARE((Money{-1999, Currency::euro()}).toDecimal(), u"-19.99"_s);
        QCOMPARE((Money{1200, *Currency::fromCode(u"JPY")}).toDecimal(), u"1200"_s);
        QCOMPARE((Money{1, *Currency::fromCode(u"KWD")}).toDecimal(), u"0.001"_s);
    }

    void knowsOnlyRealCurrencies()
    {
        QVERIFY(Currency::fromCode(u"EUR"));
        QVERIFY(!Currency::fromCode(u"eur"));
        QVERIFY(!Currency::fromCode(u"XXY"));
        QVERIFY(!Currency::fromCode(u""));
        QVERIFY(!Currency::fromCode(u"ZZZ"));
    }
};

QTEST_GUILESS_MAIN(MoneyTest)
#include "tst_money.moc"
