// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/language.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class LanguageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chooses_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("language");
        QTest::newRow("no header") << QByteArray() << u"en"_s;
        QTest::newRow("one") << QByteArray("de") << u"de"_s;
        QTest::newRow("region") << QByteArray("de-AT") << u"de"_s;
        QTest::newRow("any case") << QByteArray("DE-at") << u"de"_s;
        QTest::newRow("unknown") << QByteArray("pt-BR") << u"en"_s;
        QTest::newRow("longer code that begins alike") << QByteArray("den") << u"en"_s;
        QTest::newRow("order without weights") << QByteArray("ja, de") << u"ja"_s;
        QTest::newRow("weights beat order") << QByteArray("ja;q=0.5, de;q=0.9") << u"de"_s;
        QTest::newRow("missing weight is 1") << QByteArray("ja;q=0.9, de") << u"de"_s;
        QTest::newRow("three digits") << QByteArray("ja;q=0.501, de;q=0.502") << u"de"_s;
        QTest::newRow("unknown first") << QByteArray("pt, fr;q=0.3") << u"fr"_s;
        QTest::newRow("blanks") << QByteArray(" ja ; q=0.1 ,\tde ; q=0.2 ") << u"de"_s;
        QTest::newRow("refused") << QByteArray("en;q=0, de;q=0.1") << u"de"_s;
        QTest::newRow("all refused") << QByteArray("de;q=0") << u"en"_s;
        QTest::newRow("any") << QByteArray("*") << u"en"_s;
        QTest::newRow("any but English") << QByteArray("en;q=0, *") << u"de"_s;
        QTest::newRow("rather than any") << QByteArray("*;q=0.1, fr") << u"fr"_s;
        QTest::newRow("malformed weight is no wish") << QByteArray("ja;q=2, de;q=0.1") << u"de"_s;
        QTest::newRow("weight with four digits") << QByteArray("ja;q=0.1234, de;q=0.1") << u"de"_s;
        QTest::newRow("weight that is a word") << QByteArray("ja;q=yes, de;q=0.1") << u"de"_s;
        QTest::newRow("empty entries") << QByteArray(",,;q=1,de") << u"de"_s;
        QTest::newRow("browser") << QByteArray("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5") << u"fr"_s;
        QTest::newRow("a thousand entries") << QByteArray("pt,").repeated(1000) + "de" << u"en"_s;
    }
    void chooses()
    {
        QFETCH(QByteArray, header);
        QFETCH(QString, language);
        QCOMPARE(chooseLanguage(header, {u"en"_s, u"de"_s, u"fr"_s, u"ja"_s}), language);
    }
};

QTEST_APPLESS_MAIN(LanguageTest)
#include "tst_language.moc"
