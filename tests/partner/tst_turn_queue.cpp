// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/turn_queue.h"

#include <QTest>

#include <future>

using namespace tidegate;
using namespace Qt::StringLiterals;

class TurnQueueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoAsksForMuchWaitsForHimselfAlone()
    {
        std::promise<void> gate;
        const std::shared_future<void> opened = gate.get_future().share();
        std::promise<void> served;
        TurnQueue queue(2, 10);
        for (int i = 0; i < 5; ++i)
            QVERIFY(queue.add(u"greedy"_s, [opened](const auto &) { opened.wait(); }));
        QVERIFY(queue.add(u"modest"_s, [&served](const auto &) { served.set_value(); }));
        served.get_future().wait();
        gate.set_value();
    }

    void turnsAreTakenInTheOrderOfAsking()
    {
        std::promise<void> gate;
        QStringList order;
        TurnQueue queue(1, 10);
        const auto note = [&order](const QString &what) { return [&order, what](const auto &) { order << what; }; };
        QVERIFY(queue.add(u"a"_s, [opened = gate.get_future().share()](const auto &) { opened.wait(); }));
        QVERIFY(queue.add(u"a"_s, note(u"a1"_s)));
        QVERIFY(queue.add(u"a"_s, note(u"a2"_s)));
        QVERIFY(queue.add(u"b"_s, note(u"b1"_s)));
        gate.set_value();
        queue.stop();
        QCOMPARE(order, QStringList({u"b1"_s, u"a1"_s, u"a2"_s}));
    }

    void oneMayNotHaveTooManyWaiting()
    {
        std::promise<void> gate;
        TurnQueue queue(1, 2);
        const std::shared_future<void> opened = gate.get_future().share();
        const auto waits = [opened](const auto &) { opened.wait(); };
        QVERIFY(queue.add(u"a"_s, waits));
        QVERIFY(queue.add(u"a"_s, waits));
        QVERIFY(queue.add(u"a"_s, waits));
        QVERIFY(!queue.add(u"a"_s, waits));
        QVERIFY(queue.add(u"b"_s, waits));
        gate.set_value();
    }

    void stoppingIsToldToAllThatWasAdded()
    {
        std::atomic<int> told = 0;
        TurnQueue queue(1, 10);
        for (int i = 0; i < 3; ++i)
            QVERIFY(queue.add(u"a"_s, [&told](const std::atomic<bool> &stopping) {
                while (!stopping)
                    std::this_thread::yield();
                ++told;
            }));
        queue.beginStop();
        queue.stop();
        QCOMPARE(told.load(), 3);
        QVERIFY(!queue.add(u"a"_s, [](const auto &) {}));
    }
};

QTEST_APPLESS_MAIN(TurnQueueTest)
#include "tst_turn_queue.moc"
