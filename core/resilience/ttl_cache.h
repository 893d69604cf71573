// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/resilience/steady_time.h"

#include <QString>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tidegate {

/// Times after the TTL count from its end.
struct TtlCacheOptions {
    std::chrono::nanoseconds ttl = std::chrono::seconds(30);
    double ttlJitter = 0;                                               ///< up to this share longer, by chance, for each load
    std::chrono::nanoseconds staleFor = std::chrono::seconds(30);       ///< so long after the TTL served while it is refreshed
    std::chrono::nanoseconds staleIfErrorFor = std::chrono::minutes(5); ///< so long after the TTL served while loads fail
    std::chrono::nanoseconds failurePause = std::chrono::seconds(1);    ///< after a failed load none begins for so long
    std::chrono::nanoseconds loadLease = std::chrono::seconds(10);      ///< a load with no result by then is lost: another may go
    std::size_t maximumKeys = 1024;                                     ///< beyond it the value loaded longest ago goes
};

enum class CacheState {
    Hit,
    Stale, ///< older than the TTL
    Miss,  ///< waited for a load
};

/// "HIT", "STALE", "MISS", for X-Cache.
QString cacheStateName(CacheState state);

template <typename Value>
struct CacheLookup {
    CacheState state = CacheState::Miss;
    std::shared_ptr<const Value> value; ///< none where only the error is
    std::chrono::nanoseconds age{0};    ///< since its load began: it is at most so old
    std::uint64_t version = 0;          ///< for TtlCache::invalidate()
    std::optional<Error> error;         ///< why the last load failed, also beside a stale value
};

/// Since the start. hits + stale + misses + refused is the number of lookups.
struct CacheStats {
    std::int64_t hits = 0;
    std::int64_t stale = 0;
    std::int64_t misses = 0;
    std::int64_t refused = 0; ///< answered with the last failure, during its pause
    std::int64_t loads = 0;
    std::int64_t failures = 0;
    std::size_t keys = 0;
};

/// What a lookup is to do, by the times of its entry alone.
enum class CacheVerdict { Fresh, StaleAndRefresh, Stale, Refuse, Load };
struct CacheEntryTimes {
    bool hasValue = false;
    std::chrono::nanoseconds age{0};
    std::chrono::nanoseconds freshFor{0};
    bool pausing = false; ///< the last load failed a short while ago
};
CacheVerdict judgeCacheEntry(const TtlCacheOptions &options, const CacheEntryTimes &times);
std::chrono::nanoseconds freshDuration(const TtlCacheOptions &options, Random &random);

/// How a loader hands over what it loaded; from any thread, once: later calls do nothing. When the last copy goes without a call,
/// the load has failed.
template <typename Value>
class CacheCompletion
{
public:
    explicit CacheCompletion(std::function<void(Result<Value>)> settle)
        : m_once(std::make_shared<Once>(std::move(settle)))
    {
    }

    void operator()(Result<Value> result) const { m_once->settle(std::move(result)); }

private:
    struct Once {
        explicit Once(std::function<void(Result<Value>)> function)
            : m_function(std::move(function))
        {
        }
        ~Once() { settle(failure(ErrorCode::Internal, QStringLiteral("the loader ended without a result"))); }
        Once(const Once &) = delete;
        Once &operator=(const Once &) = delete;

        void settle(Result<Value> result)
        {
            if (!m_settled.exchange(true))
                m_function(std::move(result));
        }

    private:
        std::function<void(Result<Value>)> m_function;
        std::atomic<bool> m_settled{false};
    };

    std::shared_ptr<Once> m_once;
};

/// Keeps values for a time and loads each at most once at a time. While a value is refreshed, the old one is served; while loads
/// fail, the old one is served up to a bound.
///
///     TtlCache<QString, QByteArray> cache(clock, random, {.ttl = 30s},
///         [&store](const QString &key, CacheCompletion<QByteArray> done) {
///             store.read(listing(key)).then(context, std::move(done));   // must not block; may also call done() at once
///         });
///     const CacheLookup<QByteArray> found = co_await cache.get(u"listing"_s);
///     if (!found.value)
///         return tl::unexpected(*found.error);
///     respond(*found.value, cacheStateName(found.state), found.age);
///
/// For each key, between two begins of loads lies at least: the TTL after one that succeeded, the pause after one that failed,
/// the lease after one that was lost; only invalidate() and refresh() shorten that, or more keys than the maximum. So while loads succeed, a
/// window of the TTL sees one at most, however many ask.
///
/// A caller that has lost interest drops the Async; nobody else notices. A loader may throw: that is a failed load. It runs on
/// the thread of the caller that needs it, without a lock held, and must not wait for this cache. The cache has no thread and no
/// timer. Thread-safe. What still waits when the cache goes gets an error. Key needs std::hash and ==.
template <typename Key, typename Value>
class TtlCache
{
public:
    using Lookup = CacheLookup<Value>;
    using Loader = std::function<void(const Key &, CacheCompletion<Value>)>;

    TtlCache(const Clock &clock, Random &random, TtlCacheOptions options, Loader loader)
        : m_core(std::make_shared<Core>(clock, random, options))
        , m_loader(std::move(loader))
    {
    }

    ~TtlCache() { m_core->abandon(); }
    TtlCache(const TtlCache &) = delete;
    TtlCache &operator=(const TtlCache &) = delete;

    /// The value, or the error in its place, after waiting for a load where there is nothing to serve.
    [[nodiscard]] Async<Lookup> get(const Key &key)
    {
        Promise<Lookup> promise;
        Task task = m_core->look(key, &promise);
        if (task.answer)
            promise.deliver(std::move(*task.answer));
        run(key, std::move(task.load));
        return promise.async();
    }

    /// What needs no waiting, and no memory: a value, or the error during the pause after a failed load. Begins a refresh where
    /// one is due. Nothing where get() would wait.
    [[nodiscard]] std::optional<Lookup> tryGet(const Key &key)
    {
        Task task = m_core->look(key, nullptr);
        run(key, std::move(task.load));
        return std::move(task.answer);
    }

    /// The value is wrong from now on: the next get() loads. What a load under way brings goes to those who wait for it already
    /// and is not kept.
    void invalidate(const Key &key) { m_core->invalidate(key, std::nullopt); }
    /// Only if the value is still the one that a lookup returned; false when it is another by now.
    bool invalidate(const Key &key, std::uint64_t version) { return m_core->invalidate(key, version); }

    /// The value may be out of date: loads now, and tells when that is done. Until then the old value is served, as stale from now on.
    Async<Lookup> refresh(const Key &key)
    {
        Promise<Lookup> promise;
        run(key, m_core->refresh(key, promise));
        return promise.async();
    }

    [[nodiscard]] CacheStats stats() const { return m_core->stats(); }

private:
    struct Flight {
        Monotonic startedAt{0};
        bool outdated = false; ///< invalidated since it began
        std::vector<Promise<Lookup>> waiting;
    };
    struct Entry {
        std::shared_ptr<const Value> value;
        Monotonic loadedAt = Monotonic::min();
        std::chrono::nanoseconds freshFor{0};
        std::uint64_t version = 0;
        std::shared_ptr<Flight> flight;
        Monotonic pauseUntil = Monotonic::min();
        std::optional<Error> error;
    };
    struct Task {
        std::optional<Lookup> answer;
        std::shared_ptr<Flight> load; ///< to begin, without the lock
    };

    /// Outlives the cache for as long as a load is under way.
    class Core
    {
    public:
        Core(const Clock &clock, Random &random, TtlCacheOptions options)
            : m_options(options)
            , m_random(random)
            , m_time(clock)
        {
        }

        /// Without a promise nobody waits.
        Task look(const Key &key, Promise<Lookup> *promise)
        {
            const std::lock_guard lock(m_mutex);
            const Monotonic now = m_time.now();
            const auto found = m_entries.find(key);
            Entry *entry = found == m_entries.end() ? nullptr : &found->second;
            Task task;
            switch (judgeCacheEntry(m_options, entry ? timesOf(*entry, now) : CacheEntryTimes{})) {
            case CacheVerdict::Fresh:
                ++m_stats.hits;
                task.answer = Lookup{CacheState::Hit, entry->value, now - entry->loadedAt, entry->version, std::nullopt};
                break;
            case CacheVerdict::StaleAndRefresh: task.load = beginLoad(*entry, now); [[fallthrough]];
            case CacheVerdict::Stale:
                ++m_stats.stale;
                task.answer = Lookup{CacheState::Stale, entry->value, now - entry->loadedAt, entry->version, entry->error};
                break;
            case CacheVerdict::Refuse:
                ++m_stats.refused;
                task.answer = Lookup{CacheState::Miss, nullptr, {}, 0, entry->error};
                break;
            case CacheVerdict::Load:
                if (promise)
                    task.load = join(key, *promise, now);
                break;
            }
            return task;
        }

        void settle(const Key &key, const std::shared_ptr<Flight> &flight, Result<Value> result)
        {
            std::unique_lock lock(m_mutex);
            const Monotonic now = m_time.now();
            m_stats.failures += result ? 0 : 1;
            const auto found = m_entries.find(key);
            const bool current = found != m_entries.end() && found->second.flight == flight;
            // Another load took its place, and those who waited with it.
            if (!current)
                return;
            Entry &entry = found->second;
            entry.flight.reset();
            const Lookup lookup = result ? store(entry, *flight, std::move(*result), now) : fail(entry, result.error(), now);
            if (!entry.value && !entry.error)
                m_entries.erase(found);
            const std::vector<Promise<Lookup>> waiting = std::move(flight->waiting);
            lock.unlock();
            for (Promise<Lookup> promise : waiting)
                promise.deliver(lookup);
        }

        bool invalidate(const Key &key, std::optional<std::uint64_t> version)
        {
            const std::lock_guard lock(m_mutex);
            const auto found = m_entries.find(key);
            if (found == m_entries.end())
                return false;
            Entry &entry = found->second;
            if (version && entry.version != *version)
                return false;
            if (entry.flight) {
                entry.flight->outdated = true;
                entry.value.reset();
                entry.version = 0;
            } else {
                m_entries.erase(found);
            }
            return true;
        }

        std::shared_ptr<Flight> refresh(const Key &key, const Promise<Lookup> &promise)
        {
            const std::lock_guard lock(m_mutex);
            const Monotonic now = m_time.now();
            Entry &entry = entryOf(key);
            if (entry.value)
                entry.freshFor = std::min<std::chrono::nanoseconds>(entry.freshFor, now - entry.loadedAt);
            if (entry.flight)
                entry.flight->outdated = true;
            std::shared_ptr<Flight> load = beginLoad(entry, now);
            entry.flight->waiting.push_back(promise);
            return load;
        }

        /// The cache goes.
        void abandon()
        {
            std::vector<Promise<Lookup>> waiting;
            {
                const std::lock_guard lock(m_mutex);
                for (auto &[key, entry] : m_entries) {
                    if (entry.flight)
                        std::ranges::move(entry.flight->waiting, std::back_inserter(waiting));
                }
                m_entries.clear();
            }
            const Error error = failure(ErrorCode::Internal, QStringLiteral("the cache was closed")).value();
            for (Promise<Lookup> &promise : waiting)
                promise.deliver(Lookup{CacheState::Miss, nullptr, {}, 0, error});
        }

        [[nodiscard]] CacheStats stats() const
        {
            const std::lock_guard lock(m_mutex);
            CacheStats result = m_stats;
            result.keys = m_entries.size();
            return result;
        }

    private:
        [[nodiscard]] static CacheEntryTimes timesOf(const Entry &entry, Monotonic now)
        {
            return {entry.value != nullptr, entry.value ? now - entry.loadedAt : Monotonic(0), entry.freshFor,
                    now < entry.pauseUntil};
        }

        /// The load to begin, or none where one is under way.
        std::shared_ptr<Flight> beginLoad(Entry &entry, Monotonic now)
        {
            if (entry.flight && !entry.flight->outdated && now - entry.flight->startedAt < m_options.loadLease)
                return nullptr;
            auto flight = std::make_shared<Flight>();
            flight->startedAt = now;
            if (entry.flight)
                flight->waiting = std::move(entry.flight->waiting);
            entry.flight = flight;
            ++m_stats.loads;
            return flight;
        }

        std::shared_ptr<Flight> join(const Key &key, const Promise<Lookup> &promise, Monotonic now)
        {
            ++m_stats.misses;
            Entry &entry = entryOf(key);
            std::shared_ptr<Flight> load = beginLoad(entry, now);
            entry.flight->waiting.push_back(promise);
            return load;
        }

        Entry &entryOf(const Key &key)
        {
            if (!m_entries.contains(key) && m_entries.size() >= m_options.maximumKeys)
                evict();
            return m_entries[key];
        }

        /// Keys that are being loaded stay, so that there may be more than the maximum for as long as that takes.
        void evict()
        {
            const auto oldest = std::ranges::min_element(
                m_entries, {}, [](const auto &item) { return item.second.flight ? Monotonic::max() : item.second.loadedAt; });
            if (oldest != m_entries.end() && !oldest->second.flight)
                m_entries.erase(oldest);
        }

        Lookup store(Entry &entry, const Flight &flight, Value value, Monotonic now)
        {
            Lookup lookup;
            lookup.value = std::make_shared<const Value>(std::move(value));
            lookup.age = now - flight.startedAt;
            lookup.version = ++m_lastVersion;
            entry.error.reset();
            if (!flight.outdated) {
                entry.value = lookup.value;
                entry.loadedAt = flight.startedAt;
                entry.freshFor = freshDuration(m_options, m_random);
                entry.version = lookup.version;
            }
            return lookup;
        }

        Lookup fail(Entry &entry, const Error &error, Monotonic now)
        {
            entry.error = error;
            entry.pauseUntil = now + m_options.failurePause;
            // What would be said to the next caller, were the pause not over.
            CacheEntryTimes times = timesOf(entry, now);
            times.pausing = true;
            if (judgeCacheEntry(m_options, times) != CacheVerdict::Stale)
                return Lookup{CacheState::Miss, nullptr, {}, 0, error};
            return Lookup{CacheState::Stale, entry.value, times.age, entry.version, error};
        }

        const TtlCacheOptions m_options;
        Random &m_random;
        mutable std::mutex m_mutex;
        SteadyTime m_time;
        std::unordered_map<Key, Entry> m_entries;
        std::uint64_t m_lastVersion = 0;
        CacheStats m_stats;
    };

    void run(const Key &key, std::shared_ptr<Flight> flight)
    {
        if (!flight)
            return;
        const CacheCompletion<Value> done([core = std::weak_ptr(m_core), key, flight](Result<Value> result) {
            if (const auto alive = core.lock())
                alive->settle(key, flight, std::move(result));
        });
        try {
            m_loader(key, done);
        } catch (const std::exception &thrown) {
            done(failure(ErrorCode::Internal, QStringLiteral("the loader threw: ") + QString::fromUtf8(thrown.what())));
        } catch (...) {
            done(failure(ErrorCode::Internal, QStringLiteral("the loader threw something unknown")));
        }
    }

    std::shared_ptr<Core> m_core;
    Loader m_loader;
};

} // namespace tidegate
