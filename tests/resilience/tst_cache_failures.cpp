// SPDX-License-Identifier: GPL-3.0-or-later
// What a cache gives when its loads fail, throw, or never end (b28, b30, b33: the cases of golang, caffeine, fluo and more).
#include "resilience/cache_backend.h"
#include "resilience/threads.h"

#include <QTest>

#include <atomic>
#include <stdexcept>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

class CacheFailuresTest : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock;
    SeededRandom m_random{1};
    const QString m_key = u"listing"_s;

private Q_SLOTS:
    void duringThePauseAfterAFailureNobodyLoads()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {.failurePause = 1s}, backend.loader());
        auto first = cache.get(m_key);
        backend.take()(broken());
        QCOMPARE(first.get().error->code, ErrorCode::StorageUnavailable);
        m_clock.advance(1s - 1ns);
        const auto refused = cache.get(m_key).get();
        QVERIFY(!refused.value);
        QCOMPARE(refused.error->detail, u"the database is gone"_s);
        QVERIFY(cache.tryGet(m_key)->error);
        QVERIFY(backend.asked.empty());
        m_clock.advance(1ns);
        auto second = cache.get(m_key);
        backend.take()(u"back"_s);
        const auto back = second.get();
        QCOMPARE(*back.value, u"back"_s);
        QVERIFY(!back.error);
        QCOMPARE(cache.stats().refused, qint64(2));
        QCOMPARE(cache.stats().failures, qint64(1));
    }

    void whatCannotBeRefreshedIsServedOn()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {}, backend.loader());
        std::ignore = cache.get(m_key);
        backend.take()(u"1"_s);
        auto refreshed = cache.refresh(m_key);
        backend.take()(failure(ErrorCode::StorageUnavailable, u"locked"_s));
        const auto told = refreshed.get();
        QCOMPARE(told.state, CacheState::Stale);
        QCOMPARE(told.error->code, ErrorCode::StorageUnavailable);
        QCOMPARE(*cache.get(m_key).get().value, u"1"_s);
    }

    void b28_aLoaderThatThrowsWakesAllAndTheNextCallLoads()
    {
        std::atomic<int> loads = 0;
        std::latch go(1);
        Cache cache(m_clock, m_random, {.failurePause = 0s}, [&](const QString &, const Completion &done) {
            const int load = ++loads;
            if (load == 1) {
                go.wait();
                throw std::runtime_error("no such table");
            }
            if (load == 2)
                throw 7;
            done(u"value"_s);
        });
        std::thread leader([&] {
            const auto lookup = cache.get(m_key).get();
            QCOMPARE(lookup.error->detail, u"the loader threw: no such table"_s);
        });
        while (loads == 0)
            std::this_thread::yield();
        std::vector<Async<Cache::Lookup>> followers;
        for (int i = 0; i < 100; ++i)
            followers.push_back(cache.get(m_key));
        go.count_down();
        leader.join();
        for (auto &follower : followers) {
            const auto lookup = follower.get();
            QVERIFY(!lookup.value);
            QCOMPARE(lookup.error->code, ErrorCode::Internal);
        }
        QCOMPARE(cache.get(m_key).get().error->detail, u"the loader threw something unknown"_s);
        QCOMPARE(*cache.get(m_key).get().value, u"value"_s);
        QCOMPARE(loads.load(), 3);
    }

    void b28_aLoaderThatThrowsAfterItsResultHasDelivered()
    {
        Cache cache(m_clock, m_random, {}, [](const QString &, const Completion &done) {
            done(u"value"_s);
            done(u"another"_s);
            throw std::runtime_error("too late");
        });
        QCOMPARE(*cache.get(m_key).get().value, u"value"_s);
        QCOMPARE(cache.stats().failures, qint64(0));
    }

    void b30_aLoaderThatDropsItsCompletionWakesAllAndOneTakesOver()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {.failurePause = 0s}, backend.loader());
        std::vector<Async<Cache::Lookup>> callers;
        for (int i = 0; i < 100; ++i)
            callers.push_back(cache.get(m_key));
        backend.asked.clear();
        for (auto &caller : callers)
            QCOMPARE(caller.get().error->detail, u"the loader ended without a result"_s);
        onThreads(100, [&](int i) { callers[static_cast<std::size_t>(i)] = cache.get(m_key); });
        QCOMPARE(backend.asked.size(), std::size_t(1));
        backend.take()(u"value"_s);
        for (auto &caller : callers)
            QCOMPARE(*caller.get().value, u"value"_s);
    }

    void b30_aLoadThatNeverEndsIsTakenOverByOneWhenItsLeaseIsOver()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {.loadLease = 10s}, backend.loader());
        auto first = cache.get(m_key);
        const Completion hanging = backend.take();
        m_clock.advance(10s - 1ns);
        std::ignore = cache.get(m_key);
        QVERIFY(backend.asked.empty());
        m_clock.advance(1ns);
        onThreads(64, [&](int) { std::ignore = cache.get(m_key); });
        QCOMPARE(backend.asked.size(), std::size_t(1));
        backend.take()(u"fresh"_s);
        QCOMPARE(*first.get().value, u"fresh"_s);
        // The lost one comes back after all.
        hanging(u"old"_s);
        QCOMPARE(*cache.get(m_key).get().value, u"fresh"_s);
        QCOMPARE(cache.get(m_key).get().state, CacheState::Hit);
    }

    void b30_aLostRefreshIsTakenOver()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {.loadLease = 10s}, backend.loader());
        std::ignore = cache.get(m_key);
        backend.take()(u"old"_s);
        m_clock.advance(30s);
        std::ignore = cache.get(m_key);
        const Completion hanging = backend.take();
        m_clock.advance(10s);
        QCOMPARE(cache.get(m_key).get().state, CacheState::Stale);
        backend.take()(u"new"_s);
        hanging(broken());
        QCOMPARE(*cache.get(m_key).get().value, u"new"_s);
    }

    void b33_afterAFailedRefreshTheOldValueIsServedAndTheRefreshRunsAgain()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {.failurePause = 1s}, backend.loader());
        std::ignore = cache.get(m_key);
        backend.take()(u"old"_s);
        m_clock.advance(30s);
        for (int round = 0; round < 10; ++round) {
            QCOMPARE(cache.get(m_key).get().state, CacheState::Stale);
            QCOMPARE(backend.asked.size(), std::size_t(1));
            backend.take()(broken());
            const auto paused = cache.get(m_key).get();
            QCOMPARE(*paused.value, u"old"_s);
            QCOMPARE(paused.state, CacheState::Stale);
            QCOMPARE(paused.error->code, ErrorCode::StorageUnavailable);
            QVERIFY(backend.asked.empty());
            m_clock.advance(1s);
        }
        std::ignore = cache.get(m_key);
        backend.take()(u"new"_s);
        const auto healed = cache.get(m_key).get();
        QCOMPARE(*healed.value, u"new"_s);
        QVERIFY(!healed.error);
        m_clock.advance(30s);
        const auto expired = cache.get(m_key).get();
        QCOMPARE(expired.state, CacheState::Stale);
        QVERIFY(!expired.error);
    }

    void b33_theOldValueIsServedOnFailureWithoutAnyPauseAsWell()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {.failurePause = 0s}, backend.loader());
        std::ignore = cache.get(m_key);
        backend.take()(u"old"_s);
        m_clock.advance(2min);
        auto waiting = cache.get(m_key);
        backend.take()(broken());
        const auto served = waiting.get();
        QCOMPARE(served.state, CacheState::Stale);
        QCOMPARE(*served.value, u"old"_s);
    }

    void b33_whileLoadsFailTheOldValueIsServedUpToTheBoundOnly()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {.staleFor = 30s, .staleIfErrorFor = 5min, .failurePause = 1s}, backend.loader());
        std::ignore = cache.get(m_key);
        backend.take()(u"old"_s);
        m_clock.advance(30s + 5min - 1ns);
        auto within = cache.get(m_key);
        QVERIFY(!within.isReady());
        backend.take()(broken());
        const auto served = within.get();
        QCOMPARE(served.state, CacheState::Stale);
        QCOMPARE(*served.value, u"old"_s);
        QCOMPARE(served.age, nanoseconds(30s + 5min - 1ns));
        QVERIFY(served.error);
        m_clock.advance(1ns);
        const auto beyond = cache.get(m_key).get();
        QVERIFY(!beyond.value);
        QVERIFY(beyond.error);
        m_clock.advance(1s);
        auto last = cache.get(m_key);
        backend.take()(broken());
        QVERIFY(!last.get().value);
    }

    void whoWaitsWhenTheCacheGoesGetsAnError()
    {
        Backend backend;
        auto cache = std::make_unique<Cache>(m_clock, m_random, TtlCacheOptions{}, backend.loader());
        std::ignore = cache->get(u"a"_s);
        backend.take()(u"1"_s);
        auto waiting = cache->get(u"b"_s);
        const Completion late = backend.take();
        cache.reset();
        QCOMPARE(waiting.get().error->detail, u"the cache was closed"_s);
        late(u"2"_s);
    }
};

QTEST_GUILESS_MAIN(CacheFailuresTest)
#include "tst_cache_failures.moc"
