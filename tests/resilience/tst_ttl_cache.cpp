// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario P1, and the cases of the caches of others (b19, b20, b29, b31, b32; golang, caffeine, fluo and more).
#include "resilience/cache_backend.h"
#include "resilience/threads.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

class TtlCacheTest : public QObject
{
    Q_OBJECT

private:
    ManualClock m_clock;
    SeededRandom m_random{1};
    const QString m_key = u"listing"_s;

    /// A loader that answers at once with how often it was asked.
    static Cache::Loader counting(std::atomic<int> &loads)
    {
        return [&loads](const QString &key, const Completion &done) { done(u"%1 %2"_s.arg(key).arg(++loads)); };
    }

private Q_SLOTS:
    void p1_aMissLoadsThenHitsUntilTheTtlEnds()
    {
        std::atomic<int> loads = 0;
        Cache cache(m_clock, m_random, {}, counting(loads));
        const auto first = cache.get(m_key).get();
        QCOMPARE(first.state, CacheState::Miss);
        QCOMPARE(*first.value, u"listing 1"_s);
        QCOMPARE(first.age, nanoseconds(0));
        m_clock.advance(30s - 1ns);
        const auto second = cache.get(m_key).get();
        QCOMPARE(second.state, CacheState::Hit);
        QCOMPARE(second.value, first.value);
        QCOMPARE(second.version, first.version);
        QCOMPARE(second.age, nanoseconds(30s - 1ns));
        QCOMPARE(loads.load(), 1);
        QCOMPARE(cacheStateName(first.state), u"MISS"_s);
        QCOMPARE(cacheStateName(second.state), u"HIT"_s);
        QCOMPARE(cacheStateName(CacheState::Stale), u"STALE"_s);
    }

    void p1_anExpiredValueIsServedWhileOneLoadRefreshesIt()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {}, backend.loader());
        const auto first = cache.get(m_key);
        QVERIFY(!first.isReady());
        backend.take()(u"old"_s);
        QVERIFY(first.isReady());
        m_clock.advance(30s);
        for (int i = 0; i < 10; ++i) {
            const auto stale = cache.get(m_key).get();
            QCOMPARE(stale.state, CacheState::Stale);
            QCOMPARE(*stale.value, u"old"_s);
            QCOMPARE(stale.age, nanoseconds(30s));
        }
        QCOMPARE(backend.asked.size(), std::size_t(1));
        backend.take()(u"new"_s);
        QCOMPARE(*cache.get(m_key).get().value, u"new"_s);
    }

    void aValueBeyondTheStaleSpanIsNotServed()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {.staleFor = 30s}, backend.loader());
        std::ignore = cache.get(m_key);
        backend.take()(u"old"_s);
        m_clock.advance(60s);
        auto fresh = cache.get(m_key);
        QVERIFY(!fresh.isReady());
        backend.take()(u"new"_s);
        QCOMPARE(fresh.get().state, CacheState::Miss);
    }

    void p1_noWindowOfTheTtlSeesTwoLoads()
    {
        for (const double jitter : {0.0, 0.3}) {
            std::vector<Monotonic> begins;
            Cache cache(m_clock, m_random, {.ttlJitter = jitter}, [&](const QString &, const Completion &done) {
                begins.push_back(m_clock.monotonic());
                m_clock.advance(1ms * m_random.below(2000));
                done(u"value"_s);
            });
            for (int i = 0; i < 20'000; ++i) {
                std::ignore = i % 2 == 0 ? cache.get(m_key).get() : *cache.tryGet(m_key);
                m_clock.advance(1ms * m_random.below(200));
            }
            QVERIFY(begins.size() > 20);
            for (std::size_t i = 1; i < begins.size(); ++i)
                QVERIFY(begins[i] - begins[i - 1] >= 30s);
            const CacheStats stats = cache.stats();
            QCOMPARE(stats.loads, qint64(begins.size()));
            QCOMPARE(stats.hits + stats.stale + stats.misses, qint64(20'000));
            QVERIFY(stats.hits > 19'000);
        }
    }

    void jitterLengthensTheTtlOnly()
    {
        TtlCacheOptions options{.ttl = 30s, .ttlJitter = 0.2};
        nanoseconds least = 1h;
        nanoseconds most = 0s;
        for (int i = 0; i < 1000; ++i) {
            const nanoseconds fresh = freshDuration(options, m_random);
            least = std::min(least, fresh);
            most = std::max(most, fresh);
        }
        QVERIFY(least >= 30s && least < 31s);
        QVERIFY(most > 35s && most <= 36s);
        QCOMPARE(freshDuration({}, m_random), nanoseconds(30s));
    }

    void ageCountsFromTheBeginOfTheLoad()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {.loadLease = 60s}, backend.loader());
        auto waiting = cache.get(m_key);
        m_clock.advance(4s);
        backend.take()(u"value"_s);
        QCOMPARE(waiting.get().age, nanoseconds(4s));
        QCOMPARE(cache.get(m_key).get().age, nanoseconds(4s));
        m_clock.advance(26s);
        QCOMPARE(cache.get(m_key).get().state, CacheState::Stale);
    }

    void keysAreApart()
    {
        std::atomic<int> loads = 0;
        Cache cache(m_clock, m_random, {}, counting(loads));
        QCOMPARE(*cache.get(u"a"_s).get().value, u"a 1"_s);
        QCOMPARE(*cache.get(u"b"_s).get().value, u"b 2"_s);
        QCOMPARE(*cache.get(u"a"_s).get().value, u"a 1"_s);
        QCOMPARE(cache.stats().keys, std::size_t(2));
    }

    void beyondTheMaximumTheOldestValueGoes()
    {
        std::atomic<int> loads = 0;
        Cache cache(m_clock, m_random, {.maximumKeys = 2}, counting(loads));
        for (const auto &key : {u"a"_s, u"b"_s, u"c"_s}) {
            std::ignore = cache.get(key).get();
            m_clock.advance(1s);
        }
        QCOMPARE(cache.stats().keys, std::size_t(2));
        QVERIFY(!cache.tryGet(u"a"_s));
        QVERIFY(cache.tryGet(u"b"_s));
        QVERIFY(cache.tryGet(u"c"_s));
    }

    void whatIsBeingLoadedStaysBeyondTheMaximum()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {.maximumKeys = 1}, backend.loader());
        auto first = cache.get(u"a"_s);
        auto second = cache.get(u"b"_s);
        QCOMPARE(cache.stats().keys, std::size_t(2));
        backend.take()(u"1"_s);
        backend.take()(u"2"_s);
        QCOMPARE(*first.get().value, u"1"_s);
        QCOMPARE(*second.get().value, u"2"_s);

        Cache none(m_clock, m_random, {.maximumKeys = 0}, backend.loader());
        auto only = none.get(u"a"_s);
        backend.take()(u"3"_s);
        QCOMPARE(*only.get().value, u"3"_s);
    }

    void tryGetNeverWaitsAndLoadsOnlyToRefresh()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {}, backend.loader());
        QVERIFY(!cache.tryGet(m_key));
        QVERIFY(backend.asked.empty());
        std::ignore = cache.get(m_key);
        backend.take()(u"value"_s);
        QCOMPARE(cache.tryGet(m_key)->state, CacheState::Hit);
        m_clock.advance(30s);
        QCOMPARE(cache.tryGet(m_key)->state, CacheState::Stale);
        QCOMPARE(backend.asked.size(), std::size_t(1));
        QCOMPARE(cache.stats().misses, qint64(1));
    }

    void b19_aWallClockThatIsSetNeitherExpiresNorRevives()
    {
        std::atomic<int> loads = 0;
        Cache cache(m_clock, m_random, {}, counting(loads));
        std::ignore = cache.get(m_key).get();
        m_clock.jumpWall(8h);
        QCOMPARE(cache.get(m_key).get().state, CacheState::Hit);
        m_clock.jumpWall(-16h);
        m_clock.advance(30s);
        QCOMPARE(cache.get(m_key).get().state, CacheState::Stale);
    }

    void b20_aMonotonicClockThatStepsBackDoesNotKeepAValueForHours()
    {
        std::atomic<int> loads = 0;
        Cache cache(m_clock, m_random, {}, counting(loads));
        std::ignore = cache.get(m_key).get();
        m_clock.jumpMonotonic(-5h);
        QCOMPARE(cache.get(m_key).get().age, nanoseconds(0));
        m_clock.advance(30s);
        QCOMPARE(cache.get(m_key).get().state, CacheState::Stale);
    }

    void b29_whoLosesInterestDisturbsNobody()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {}, backend.loader());
        SeededRandom chance(4);
        for (int round = 0; round < 50; ++round) {
            const QString key = QString::number(round);
            std::vector<std::optional<Async<Cache::Lookup>>> callers;
            for (int i = 0; i < 20; ++i)
                callers.emplace_back(cache.get(key));
            // Any subset, the first one that began the load among them.
            for (auto &caller : callers) {
                if (round % 2 == 0 ? chance.below(2) == 0 : &caller == &callers.front())
                    caller.reset();
            }
            QCOMPARE(backend.asked.size(), std::size_t(1));
            backend.take()(key);
            for (auto &caller : callers) {
                if (caller)
                    QCOMPARE(*caller->get().value, key);
            }
            QCOMPARE(cache.get(key).get().state, CacheState::Hit);
        }
    }

    void b31_aReaderCannotDiscardAValueThatIsNewerThanTheOneItSaw()
    {
        std::atomic<int> loads = 0;
        Cache cache(m_clock, m_random, {}, counting(loads));
        const auto seen = cache.get(m_key).get();
        m_clock.advance(30s);
        std::ignore = cache.get(m_key).get();
        const auto fresh = cache.get(m_key).get();
        QVERIFY(fresh.version != seen.version);
        QVERIFY(!cache.invalidate(m_key, seen.version));
        QCOMPARE(cache.get(m_key).get().state, CacheState::Hit);
        QVERIFY(cache.invalidate(m_key, fresh.version));
        QVERIFY(!cache.invalidate(m_key, fresh.version));
        QCOMPARE(*cache.get(m_key).get().value, u"listing 3"_s);
    }

    void b31_whatWasLoadedBeforeAnInvalidationIsNotKept()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {}, backend.loader());
        auto before = cache.get(m_key);
        cache.invalidate(m_key);
        backend.take()(u"sold out is not in here"_s);
        QCOMPARE(*before.get().value, u"sold out is not in here"_s);
        QVERIFY(!cache.tryGet(m_key));
        QCOMPARE(cache.stats().keys, std::size_t(0));
    }

    void b31_whoComesAfterAnInvalidationGetsWhatWasLoadedAfterIt()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {}, backend.loader());
        std::ignore = cache.get(m_key);
        backend.take()(u"1"_s);
        m_clock.advance(30s);
        std::ignore = cache.get(m_key);
        cache.invalidate(m_key);
        auto after = cache.get(m_key);
        QCOMPARE(backend.asked.size(), std::size_t(2));
        backend.take()(u"2"_s);
        QVERIFY(!after.isReady());
        backend.take()(u"3"_s);
        QCOMPARE(*after.get().value, u"3"_s);
        QCOMPARE(*cache.get(m_key).get().value, u"3"_s);
    }

    void whatIsRefreshedIsServedAsStaleMeanwhile()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {}, backend.loader());
        std::ignore = cache.get(m_key);
        backend.take()(u"1"_s);
        auto refreshed = cache.refresh(m_key);
        QCOMPARE(cache.get(m_key).get().state, CacheState::Stale);
        QVERIFY(!refreshed.isReady());
        backend.take()(u"2"_s);
        QCOMPARE(*refreshed.get().value, u"2"_s);
        QCOMPARE(cache.get(m_key).get().state, CacheState::Hit);
        QCOMPARE(cache.stats().loads, 2);
    }

    void whatWasLoadedBeforeARefreshIsNotKept()
    {
        Backend backend;
        Cache cache(m_clock, m_random, {}, backend.loader());
        auto first = cache.get(m_key);
        auto refreshed = cache.refresh(m_key);
        QCOMPARE(backend.asked.size(), std::size_t(2));
        backend.take()(u"old"_s);
        QVERIFY(!refreshed.isReady());
        backend.take()(u"new"_s);
        QCOMPARE(*first.get().value, u"new"_s);
        QCOMPARE(*refreshed.get().value, u"new"_s);
    }

    void invalidatingWhatIsNotThereDoesNothing()
    {
        std::atomic<int> loads = 0;
        Cache cache(m_clock, m_random, {}, counting(loads));
        cache.invalidate(m_key);
        QVERIFY(!cache.invalidate(m_key, 1));
        QCOMPARE(cache.stats().keys, std::size_t(0));
    }

    void b32_tenThousandReadersAtExpiryMakeOneLoad_data()
    {
        QTest::addColumn<nanoseconds>("age");
        QTest::newRow("nothing there") << nanoseconds(0);
        QTest::newRow("just expired") << nanoseconds(30s);
        QTest::newRow("long expired") << nanoseconds(1h);
    }
    void b32_tenThousandReadersAtExpiryMakeOneLoad()
    {
        QFETCH(nanoseconds, age);
        Backend backend;
        Cache cache(m_clock, m_random, {}, backend.loader());
        if (age > 0s) {
            std::ignore = cache.get(m_key);
            backend.take()(u"old"_s);
            m_clock.advance(age);
        }
        std::mutex mutex;
        std::vector<Async<Cache::Lookup>> readers;
        onThreads(1000, [&](int) {
            for (int i = 0; i < 10; ++i) {
                auto reader = cache.get(m_key);
                const std::lock_guard lock(mutex);
                readers.push_back(std::move(reader));
            }
        });
        QCOMPARE(backend.asked.size(), std::size_t(1));
        backend.take()(u"new"_s);
        for (auto &reader : readers) {
            const auto lookup = reader.get();
            QCOMPARE(*lookup.value, lookup.state == CacheState::Stale ? u"old"_s : u"new"_s);
        }
    }

    void loadsEndOnOtherThreads()
    {
        std::vector<std::thread> threads;
        std::mutex mutex;
        std::atomic<int> loads = 0;
        Cache cache(m_clock, m_random, {.failurePause = 0s}, [&](const QString &, const Completion &done) {
            const int load = ++loads;
            const std::lock_guard lock(mutex);
            threads.emplace_back([done, load] { load % 3 == 0 ? done(broken()) : done(QString::number(load)); });
        });
        onThreads(32, [&](int thread) {
            for (int i = 0; i < 30; ++i) {
                const auto lookup = cache.get(QString::number(i % 5)).get();
                QVERIFY(lookup.value || lookup.error);
                if (thread == 0)
                    m_clock.advance(20s);
                if (thread == 1)
                    cache.invalidate(QString::number(i % 5));
            }
        });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(cache.stats().loads, qint64(loads.load()));
    }
};

QTEST_GUILESS_MAIN(TtlCacheTest)
#include "tst_ttl_cache.moc"
