// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/deadline.h"
#include "core/resilience/duration_text.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

class DeadlineTest : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock;

private Q_SLOTS:
    void runsDownAndStaysAtZero()
    {
        const Deadline deadline(m_clock, 5s);
        QCOMPARE(deadline.remaining(), nanoseconds(5s));
        m_clock.advance(5s - 1ns);
        QCOMPARE(deadline.remaining(), nanoseconds(1));
        QVERIFY(!deadline.expired());
        m_clock.advance(1ns);
        QVERIFY(deadline.expired());
        m_clock.advance(1h);
        QCOMPARE(deadline.remaining(), nanoseconds(0));
    }

    void limitsATimeoutToWhatRemains()
    {
        const Deadline deadline(m_clock, 5s);
        QCOMPARE(deadline.limit(2s), nanoseconds(2s));
        m_clock.advance(4s);
        QCOMPARE(deadline.limit(2s), nanoseconds(1s));
        m_clock.advance(4s);
        QCOMPARE(deadline.limit(2s), nanoseconds(0));
    }

    void aCopyRunsWithTheOriginal()
    {
        const Deadline deadline(m_clock, 5s);
        m_clock.advance(1s);
        const Deadline copy = deadline;
        m_clock.advance(1s);
        QCOMPARE(copy.remaining(), nanoseconds(3s));
    }

    void lessThanNothingIsNothingAndForEverIsForEver()
    {
        QVERIFY(Deadline(m_clock, -1s).expired());
        const Deadline endless(m_clock, nanoseconds::max());
        m_clock.advance(24h);
        QVERIFY(!endless.expired());
        QCOMPARE(endless.remaining(), nanoseconds::max() - nanoseconds(24h));
    }

    void b20_aMonotonicClockThatStepsBackNeverMakesItLonger()
    {
        const Deadline deadline(m_clock, 5s);
        m_clock.jumpMonotonic(-1h);
        QCOMPARE(deadline.remaining(), nanoseconds(5s));
    }

    void b21_aWallClockThatIsSetMovesNoDeadline()
    {
        const Deadline deadline(m_clock, 5s);
        m_clock.jumpWall(8h);
        QCOMPARE(deadline.remaining(), nanoseconds(5s));
        m_clock.jumpWall(-16h);
        QCOMPARE(deadline.remaining(), nanoseconds(5s));
    }

    void durationsAreWrittenRoundedUp()
    {
        QCOMPARE(secondsText(0s), u"0 s"_s);
        QCOMPARE(secondsText(1ns), u"0.1 s"_s);
        QCOMPARE(secondsText(12'301ms), u"12.4 s"_s);
        QCOMPARE(secondsText(60s), u"60 s"_s);
    }
};

QTEST_GUILESS_MAIN(DeadlineTest)
#include "tst_deadline.moc"
