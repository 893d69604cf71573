// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/epoll_dispatcher.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <fcntl.h>
#include <functional>
#include <sys/socket.h>
#include <unistd.h>

using namespace tidegate;
using namespace std::chrono_literals;

namespace {

/// Runs a function on a thread with the dispatcher; the thread ends with its event loop, which the function may have or not.
class DispatcherThread : public QThread
{
public:
    explicit DispatcherThread(std::function<void()> function)
        : m_function(std::move(function))
    {
        setEventDispatcher(new EpollDispatcher);
        start();
    }

protected:
    void run() override { m_function(); }

private:
    std::function<void()> m_function;
};

bool runs(std::function<void()> function)
{
    DispatcherThread thread(std::move(function));
    const bool hasEnded = thread.wait(5000);
    if (!hasEnded)
        qFatal("the event loop hangs");
    return hasEnded;
}

struct SocketPair {
    SocketPair()
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
            qFatal("no sockets");
    }
    ~SocketPair()
    {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    void send() { QCOMPARE(::write(ends[1], "x", 1), 1); }

    int ends[2] = {};
};

} // namespace

class EpollDispatcherTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timersFireInTheOrderOfTheirTime()
    {
        QList<int> fired;
        runs([&fired] {
            QEventLoop loop;
            QTimer::singleShot(30, &loop, [&] { fired.append(30); });
            QTimer::singleShot(10, &loop, [&] { fired.append(10); });
            QTimer::singleShot(0, &loop, [&] { fired.append(0); });
            QTimer::singleShot(60, &loop, &QEventLoop::quit);
            loop.exec();
        });
        QCOMPARE(fired, (QList<int>{0, 10, 30}));
    }

    void timersRepeatUntilStopped()
    {
        int fired = 0;
        runs([&fired] {
            QEventLoop loop;
            QTimer timer;
            QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
                if (++fired != 3)
                    return;
                timer.stop();
                QTimer::singleShot(30, &loop, &QEventLoop::quit);
            });
            timer.start(5);
            loop.exec();
        });
        QCOMPARE(fired, 3);
    }

    void aTimerMayStopAnotherThatIsDueToo()
    {
        int fired = 0;
        runs([&fired] {
            QEventLoop loop;
            QTimer a;
            QTimer b;
            const auto onFirst = [&] {
                ++fired;
                a.stop();
                b.stop();
            };
            QObject::connect(&a, &QTimer::timeout, &loop, onFirst);
            QObject::connect(&b, &QTimer::timeout, &loop, onFirst);
            a.start(5);
            b.start(5);
            QThread::msleep(10);
            QTimer::singleShot(30, &loop, &QEventLoop::quit);
            loop.exec();
        });
        QCOMPARE(fired, 1);
    }

    void timersTellTheirRemainingTime()
    {
        int remaining = 0;
        bool isStopped = false;
        runs([&] {
            QTimer timer;
            timer.start(10'000);
            remaining = timer.remainingTime();
            timer.stop();
            isStopped = timer.remainingTime() == -1;
            QCOMPARE(QThread::currentThread()->eventDispatcher()->registeredTimers(&timer).size(), 0);
        });
        QVERIFY(remaining > 9'000 && remaining <= 10'000);
        QVERIFY(isStopped);
    }

    void anObjectsTimersGoWithIt()
    {
        runs([] {
            QEventLoop loop;
            QThread other;
            QTimer timer;
            timer.start(1);
            timer.moveToThread(&other);
            QTimer::singleShot(20, &loop, &QEventLoop::quit);
            loop.exec();
            QCOMPARE(QAbstractEventDispatcher::instance()->registeredTimers(&timer).size(), 0);
            other.start();
            QMetaObject::invokeMethod(
                &timer,
                [&timer, here = QThread::currentThread()] {
                    timer.stop();
                    timer.moveToThread(here);
                },
                Qt::BlockingQueuedConnection);
            other.quit();
            other.wait();
        });
    }

    void eventsPostedFromOtherThreadsWakeIt()
    {
        QObject *receiver = nullptr;
        std::atomic<bool> isReady = false;
        std::atomic<int> received = 0;
        DispatcherThread thread([&] {
            QEventLoop loop;
            QObject object;
            receiver = &object;
            isReady = true;
            loop.exec();
        });
        QTRY_VERIFY(isReady);
        for (int i = 0; i < 1000; ++i) {
            QMetaObject::invokeMethod(receiver, [&received] { ++received; });
            if (i % 100 == 0)
                QTRY_COMPARE(received, i + 1);
        }
        QTRY_COMPARE(received, 1000);
        thread.quit();
        QVERIFY(thread.wait(5000));
    }

    void eventsPostedFromWithinAreNotSleptThrough()
    {
        int received = 0;
        runs([&received] {
            QEventLoop loop;
            std::function<void()> next = [&] {
                if (++received == 1000)
                    loop.quit();
                else
                    QMetaObject::invokeMethod(&loop, next, Qt::QueuedConnection);
            };
            QMetaObject::invokeMethod(&loop, next, Qt::QueuedConnection);
            loop.exec();
        });
        QCOMPARE(received, 1000);
    }

    void objectsAreDeletedLater()
    {
        bool isDeleted = false;
        runs([&isDeleted] {
            QEventLoop loop;
            auto *const object = new QObject;
            QObject::connect(object, &QObject::destroyed, &loop, [&] {
                isDeleted = true;
                loop.quit();
            });
            QTimer::singleShot(0, object, &QObject::deleteLater);
            loop.exec();
        });
        QVERIFY(isDeleted);
    }

    void quitEndsALoopThatHasNothingToDo()
    {
        for (int i = 0; i < 50; ++i) {
            std::atomic<bool> isRunning = false;
            DispatcherThread thread([&] {
                QEventLoop loop;
                QMetaObject::invokeMethod(
                    &loop, [&] { isRunning = true; }, Qt::QueuedConnection);
                loop.exec();
            });
            QTRY_VERIFY(isRunning);
            thread.quit();
            QVERIFY(thread.wait(5000));
        }
    }

    void loopsNest()
    {
        QList<int> order;
        runs([&order] {
            QEventLoop outer;
            QTimer::singleShot(0, &outer, [&] {
                QEventLoop inner;
                QTimer::singleShot(5, &inner, [&] {
                    order.append(1);
                    inner.quit();
                });
                inner.exec();
                order.append(2);
                outer.quit();
            });
            outer.exec();
        });
        QCOMPARE(order, (QList<int>{1, 2}));
    }

    void notifiersTellWhatCanBeReadAndWritten()
    {
        int reads = 0;
        int writes = 0;
        runs([&] {
            SocketPair sockets;
            QEventLoop loop;
            QSocketNotifier read(sockets.ends[0], QSocketNotifier::Read);
            QSocketNotifier write(sockets.ends[0], QSocketNotifier::Write);
            QObject::connect(&write, &QSocketNotifier::activated, &loop, [&] {
                ++writes;
                write.setEnabled(false);
                sockets.send();
            });
            QObject::connect(&read, &QSocketNotifier::activated, &loop, [&] {
                if (++reads == 2) // nobody reads: it is told again
                    loop.quit();
            });
            loop.exec();
        });
        QCOMPARE(reads, 2);
        QCOMPARE(writes, 1);
    }

    void aNotifierThatIsOffIsSilent()
    {
        int reads = 0;
        runs([&reads] {
            SocketPair sockets;
            QEventLoop loop;
            QSocketNotifier read(sockets.ends[0], QSocketNotifier::Read);
            read.setEnabled(false);
            QObject::connect(&read, &QSocketNotifier::activated, &loop, [&] {
                ++reads;
                loop.quit();
            });
            sockets.send();
            QTimer::singleShot(20, &loop, [&] {
                QCOMPARE(reads, 0);
                read.setEnabled(true);
            });
            loop.exec();
        });
        QCOMPARE(reads, 1);
    }

    void aNotifierMayTakeAwayAnother()
    {
        int reads = 0;
        runs([&reads] {
            SocketPair a;
            SocketPair b;
            QEventLoop loop;
            auto readA = std::make_unique<QSocketNotifier>(a.ends[0], QSocketNotifier::Read);
            auto readB = std::make_unique<QSocketNotifier>(b.ends[0], QSocketNotifier::Read);
            const auto onRead = [&](std::unique_ptr<QSocketNotifier> &own, std::unique_ptr<QSocketNotifier> &other) {
                ++reads;
                other.reset();
                own->setEnabled(false);
            };
            QObject::connect(readA.get(), &QSocketNotifier::activated, &loop, [&] { onRead(readA, readB); });
            QObject::connect(readB.get(), &QSocketNotifier::activated, &loop, [&] { onRead(readB, readA); });
            a.send();
            b.send();
            QTimer::singleShot(20, &loop, &QEventLoop::quit);
            loop.exec();
        });
        QCOMPARE(reads, 1);
    }

    void anEventForADescriptorsFormerOwnerIsDropped()
    {
        int wrong = 0;
        runs([&wrong] {
            SocketPair a;
            SocketPair b;
            SocketPair quiet;
            QEventLoop loop;
            std::unique_ptr<QSocketNotifier> later;
            auto readA = std::make_unique<QSocketNotifier>(a.ends[0], QSocketNotifier::Read);
            auto readB = std::make_unique<QSocketNotifier>(b.ends[0], QSocketNotifier::Read);
            // Whichever is told first gives the other's number to a socket on which nothing has arrived.
            const auto onRead = [&](std::unique_ptr<QSocketNotifier> &own, std::unique_ptr<QSocketNotifier> &other, int number) {
                own->setEnabled(false);
                if (later)
                    return;
                other.reset();
                ::dup3(quiet.ends[0], number, O_CLOEXEC);
                later = std::make_unique<QSocketNotifier>(number, QSocketNotifier::Read);
                QObject::connect(later.get(), &QSocketNotifier::activated, &loop, [&] { ++wrong; });
            };
            QObject::connect(readA.get(), &QSocketNotifier::activated, &loop, [&] { onRead(readA, readB, b.ends[0]); });
            QObject::connect(readB.get(), &QSocketNotifier::activated, &loop, [&] { onRead(readB, readA, a.ends[0]); });
            a.send();
            b.send();
            QTimer::singleShot(20, &loop, &QEventLoop::quit);
            loop.exec();
        });
        QCOMPARE(wrong, 0);
    }

    void tcpSocketsWorkOnIt()
    {
        QByteArray echoed;
        const QByteArray sent(3'000'000, 'x');
        runs([&] {
            QEventLoop loop;
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            QObject::connect(&server, &QTcpServer::newConnection, &loop, [&] {
                QTcpSocket *const peer = server.nextPendingConnection();
                QObject::connect(peer, &QTcpSocket::readyRead, peer, [peer] { peer->write(peer->readAll()); });
            });
            QTcpSocket client;
            client.setReadBufferSize(10'000);
            QObject::connect(&client, &QTcpSocket::connected, &loop, [&] { client.write(sent); });
            QObject::connect(&client, &QTcpSocket::readyRead, &loop, [&] {
                echoed += client.readAll();
                if (echoed.size() == sent.size())
                    client.disconnectFromHost();
            });
            QObject::connect(&client, &QTcpSocket::disconnected, &loop, &QEventLoop::quit);
            client.connectToHost(QHostAddress::LocalHost, server.serverPort());
            loop.exec();
        });
        QVERIFY(echoed == sent);
    }
};

QTEST_GUILESS_MAIN(EpollDispatcherTest)
#include "tst_epoll_dispatcher.moc"
