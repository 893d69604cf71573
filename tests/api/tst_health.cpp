// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/health_controller.h"
#include "http/test_server.h"
#include "support/scratch_store.h"

#include <QSemaphore>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class HealthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aQueueThatDoesNotMoveIsNotReady()
    {
        ManualClock clock;
        SystemRandom random;
        const test::ScratchStore scratch;
        const std::unique_ptr<Store> store = scratch.open(clock);
        const auto sessions = std::move(*ShopperSessions::open(*store, clock, random));
        const KeyRing keys(clock);
        SlidingWindowLimiter guesses(clock, random, {});
        const Authenticator authenticator(keys, *sessions, guesses);
        TestServer server;
        addHealthRoutes(server.router(), authenticator, *store, server.metrics());
        server.start();
        QCOMPARE(server.get("/readyz").status, 200);

        QSemaphore started;
        QSemaphore mayEnd;
        auto stuck = store->write([&](WriteTransaction &) -> Result<Done> {
            started.release();
            mayEnd.acquire();
            return Done{};
        });
        started.acquire();
        clock.advance(5s);
        auto waiting = store->write([](WriteTransaction &) -> Result<Done> { return Done{}; });
        QCOMPARE(server.get("/readyz").status, 200);
        clock.advance(1ms);
        const RawAnswer answer = server.get("/readyz");
        mayEnd.release();
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.headers.value("retry-after"), QByteArray("1"));
        const QJsonObject checks = jsonIn(answer).value(u"checks"_s).toObject();
        QCOMPARE(checks.value(u"oldest_write_ms"_s).toInt(), 5'001);
        QCOMPARE(checks.value(u"write_queue"_s).toInt(), 1);
        QVERIFY(stuck.get());
        QVERIFY(waiting.get());
        QTRY_COMPARE(server.get("/readyz").status, 200);
        QCOMPARE(server.get("/healthz").status, 200);
    }
};

QTEST_GUILESS_MAIN(HealthTest)
#include "tst_health.moc"
