// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/id.h"

#include <QSet>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class IdTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesVersionVariantAndTime()
    {
        ManualClock clock(0x0123'4567'89ab);
        SeededRandom random(1);
        const QString id = newId(clock, random);
        QVERIFY(isId(id));
        QCOMPARE(id.left(13), u"01234567-89ab"_s);
        QCOMPARE(id[14], QChar(u'7'));
        QVERIFY(u"89ab"_s.contains(id[19]));
    }

    void laterIdsSortLaterWithinOneMillisecondAndWhenTheClockStepsBack()
    {
        ManualClock clock;
        SeededRandom random(1);
        QString last;
        for (int i = 0; i < 10'000; ++i) {
            if (i == 5'000)
                clock.jumpWall(std::chrono::hours(-1));
            const QString id = newId(clock, random);
            QVERIFY2(last < id, qPrintable(last + u' ' + id));
            last = id;
        }
    }

    void refusesWhatIsNoId_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << u""_s;
        QTest::newRow("upper case") << u"0190A000-0000-7000-8000-000000000000"_s;
        QTest::newRow("no dashes") << u"0190a00000000700080000000000000000000"_s;
        QTest::newRow("one short") << u"0190a000-0000-7000-8000-00000000000"_s;
        QTest::newRow("not hexadecimal") << u"0190a000-0000-7000-8000-00000000000g"_s;
    }
    void refusesWhatIsNoId()
    {
        QFETCH(QString, text);
        QVERIFY(!isId(text));
    }
};

QTEST_GUILESS_MAIN(IdTest)
#include "tst_id.moc"
