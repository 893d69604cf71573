// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/async.h"

#include <QTest>
#include <QThread>
#include <qcoro/qcorotask.h>

using namespace tidegate;

class AsyncTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void getWaitsForAnotherThread()
    {
        Promise<int> promise;
        std::thread other([promise]() mutable { promise.deliver(7); });
        QCOMPARE(promise.async().get(), 7);
        other.join();
    }

    void awaitResumesOnTheAwaitingThread()
    {
        Promise<int> promise;
        QThread *resumedOn = nullptr;
        const auto flow = [](Async<int> value, QThread *&thread) -> QCoro::Task<int> {
            const int received = co_await value;
            thread = QThread::currentThread();
            co_return received;
        };
        QCoro::Task<int> task = flow(promise.async(), resumedOn);
        QVERIFY(!task.isReady());
        std::thread other([promise]() mutable { promise.deliver(7); });
        other.join();
        QTRY_VERIFY(task.isReady());
        QCOMPARE(resumedOn, QThread::currentThread());
    }

    void awaitGoesStraightOnWhenTheValueIsThere()
    {
        Promise<int> promise;
        promise.deliver(1);
        const auto flow = [](Async<int> value) -> QCoro::Task<int> { co_return co_await value; };
        QVERIFY(flow(promise.async()).isReady());
    }

    void thenIsNotCalledOnceItsContextIsGone()
    {
        Promise<int> promise;
        bool called = false;
        auto context = std::make_unique<QObject>();
        promise.async().then(context.get(), [&called](int) { called = true; });
        context.reset();
        promise.deliver(1);
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }

    void whatWaitsForAPromiseThatIsDroppedGoesWithIt()
    {
        const auto token = std::make_shared<int>(1);
        {
            const Promise<int> promise;
            Async<int> value = promise.async();
            value.then(this, [token](int) {});
            QVERIFY(token.use_count() > 1);
        }
        QCOMPARE(token.use_count(), 1);
    }

    void whatIsDeliveredToAThreadThatHasEndedIsLetGo()
    {
        const auto token = std::make_shared<int>(1);
        {
            Promise<int> promise;
            const std::unique_ptr<QThread> ended(
                QThread::create([&] { promise.async().then(Executor::current().get(), [token](int) {}); }));
            ended->start();
            QVERIFY(ended->wait());
            promise.deliver(1);
        }
        QTRY_COMPARE(token.use_count(), 1); // the thread lets go of its own after it has ended
    }

    void onDeliveryIsCalledWhereTheValueIsDelivered()
    {
        Promise<int> promise;
        std::thread::id where;
        promise.async().onDelivery([&where](int) { where = std::this_thread::get_id(); });
        std::thread other([&promise] { promise.deliver(1); });
        const std::thread::id there = other.get_id();
        other.join();
        QVERIFY(where == there);
        int late = 0;
        promise.async().onDelivery([&late](int value) { late = value; });
        QCOMPARE(late, 1);
    }

    void thenIsCalledForAValueThatIsThereAlready()
    {
        Promise<int> promise;
        promise.deliver(3);
        int received = 0;
        promise.async().then(this, [&received](int value) { received = value; });
        QTRY_COMPARE(received, 3);
    }
};

QTEST_GUILESS_MAIN(AsyncTest)
#include "tst_async.moc"
