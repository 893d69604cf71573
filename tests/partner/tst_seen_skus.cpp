// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/seen_skus.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class SeenSkusTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachSkuIsNewOnce()
    {
        SeededRandom random(1);
        constexpr int count = 20'000;
        SeenSkus seen(count, random);
        for (int i = 0; i < count; ++i)
            QCOMPARE(seen.firstLine(u"SKU-%1"_s.arg(i), i + 2), 0);
        for (int i = 0; i < count; ++i)
            QCOMPARE(seen.firstLine(u"SKU-%1"_s.arg(i), 99), i + 2);
        QVERIFY(!seen.contains(u"SKU-20000"_s));
    }

    void aSkuThatIsOnlyNamedMayStillBeTaken()
    {
        SeededRandom random(1);
        SeenSkus seen(10, random);
        seen.name(u"A"_s);
        QVERIFY(seen.contains(u"A"_s));
        QCOMPARE(seen.firstLine(u"A"_s, 7), 0);
        seen.name(u"A"_s);
        QCOMPARE(seen.firstLine(u"A"_s, 8), 7);
    }

    void aSkuTakesSixteenBytes()
    {
        SeededRandom random(1);
        QVERIFY(SeenSkus(1'000'000, random).bytes() <= 16'100'000);
    }
};

QTEST_GUILESS_MAIN(SeenSkusTest)
#include "tst_seen_skus.moc"
