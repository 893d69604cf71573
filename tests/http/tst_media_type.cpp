// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/media_type.h"

#include <QTest>

using namespace tidegate;

class MediaTypeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chooses_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<QByteArray>("chosen");
        QTest::newRow("no header") << QByteArray() << QByteArray("application/json");
        QTest::newRow("anything") << QByteArray("*/*") << QByteArray("application/json");
        QTest::newRow("the one") << QByteArray("text/csv") << QByteArray("text/csv");
        QTest::newRow("any case, with parameters") << QByteArray("Text/CSV; header=present") << QByteArray("text/csv");
        QTest::newRow("a family") << QByteArray("text/*") << QByteArray("text/csv");
        QTest::newRow("order tells nothing") << QByteArray("text/csv, application/json") << QByteArray("application/json");
        QTest::newRow("weights") << QByteArray("application/json;q=0.5, text/csv;q=0.9") << QByteArray("text/csv");
        QTest::newRow("rather than anything") << QByteArray("text/csv, */*;q=0.1") << QByteArray("text/csv");
        QTest::newRow("the closest range counts")
            << QByteArray("text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5") << QByteArray("application/json");
        QTest::newRow("refused") << QByteArray("*/*, application/json;q=0") << QByteArray("text/csv");
        QTest::newRow("none of them") << QByteArray("image/png") << QByteArray();
        QTest::newRow("browser") << QByteArray("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                                 << QByteArray("application/json");
    }
    void chooses()
    {
        QFETCH(QByteArray, accept);
        QTEST(chooseMediaType(accept, {"application/json", "text/csv"}), "chosen");
    }
};

QTEST_GUILESS_MAIN(MediaTypeTest)
#include "tst_media_type.moc"
