// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/sliding_window_limiter.h"

#include "core/resilience/duration_text.h"
#include "core/resilience/steady_time.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <mutex>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace tidegate {

using std::chrono::nanoseconds;

namespace {

constexpr std::size_t mostShards = 64;
constexpr std::size_t fewestKeysPerShard = 1024;
/// More than one, so that idle keys go faster than new ones come.
constexpr int sweptPerCall = 2;

LimiterRule sane(LimiterRule rule)
{
    return {std::max(1, rule.limit), std::max(nanoseconds(1), rule.window)};
}

/// The first time that still counts.
auto firstInWindow(std::span<std::int64_t> stamps, LimiterRule rule, Monotonic now)
{
    return std::ranges::upper_bound(stamps, (now - rule.window).count());
}

/// How things stand for a key with these times.
LimiterDecision standing(std::span<std::int64_t> stamps, LimiterRule rule, Monotonic now)
{
    LimiterDecision decision;
    decision.limit = rule.limit;
    decision.used = static_cast<int>(stamps.end() - firstInWindow(stamps, rule, now));
    decision.remaining = std::max(0, rule.limit - decision.used);
    if (decision.used > 0)
        decision.resetAfter = Monotonic(stamps.back()) + rule.window - now;
    // Those before the last `limit` don't matter: when this one leaves the window there is room.
    if (decision.remaining == 0)
        decision.retryAfter = Monotonic(*(stamps.end() - rule.limit)) + rule.window - now;
    return decision;
}

/// Drops the earliest, keeps the order.
void addStamp(std::span<std::int64_t> stamps, std::int64_t stamp)
{
    const auto behind = std::ranges::upper_bound(stamps, stamp);
    if (behind == stamps.begin())
        return;
    std::shift_left(stamps.begin(), behind, 1);
    *(behind - 1) = stamp;
}

} // namespace

/// On a cache line of its own, so that threads on different parts don't slow each other down.
struct alignas(64) SlidingWindowLimiter::Shard {
    Shard(const Clock &clock, LimiterRule firstRule)
        : time(clock)
        , rule(firstRule)
        , table(firstRule.limit)
    {
    }

    /// Puts out keys that are idle, oldest first.
    void sweep(Monotonic now)
    {
        for (int swept = 0; swept < sweptPerCall && table.oldest() != StampTable::none; ++swept) {
            if (Monotonic(table.stamps(table.oldest()).back()) > now - rule.window)
                return;
            table.erase(table.oldest());
        }
    }

    void count(const LimiterDecision &decision)
    {
        if (!decision.overLimit)
            ++stats.allowed;
        else if (decision.full)
            ++stats.full;
        else if (decision.allowed)
            ++stats.wouldRefuse;
        else
            ++stats.refused;
    }

    std::mutex mutex;
    SteadyTime time;
    LimiterRule rule;
    StampTable table;
    LimiterStats stats;
};

LimiterPermit::LimiterPermit(KeyHash key, std::int64_t at)
    : m_key(key)
    , m_at(at)
{
}

LimiterPermit::LimiterPermit(LimiterPermit &&other) noexcept
    : m_key(other.m_key)
    , m_at(std::exchange(other.m_at, StampTable::never))
{
}

LimiterPermit &LimiterPermit::operator=(LimiterPermit &&other) noexcept
{
    m_key = other.m_key;
    m_at = std::exchange(other.m_at, StampTable::never);
    return *this;
}

QString LimiterDecision::explanation() const
{
    if (full)
        return u"too many callers at once, room in %1"_s.arg(secondsText(retryAfter));
    const QString counts = u"%1 of %2 used"_s.arg(used).arg(limit);
    return remaining > 0 ? counts : counts + u", next slot in %1"_s.arg(secondsText(retryAfter));
}

SlidingWindowLimiter::SlidingWindowLimiter(const Clock &clock, Random &random, LimiterOptions options)
    : m_mode(options.mode)
{
    static_assert(std::tuple_size_v<decltype(m_hashKey)> == crypto_shorthash_siphashx24_KEYBYTES);
    std::memcpy(m_hashKey.data(), random.bytes(static_cast<int>(m_hashKey.size())).constData(), m_hashKey.size());
    const std::size_t keys = std::max<std::size_t>(1, options.maximumKeys);
    const std::size_t shards = std::clamp<std::size_t>(std::bit_floor(keys / fewestKeysPerShard), 1, mostShards);
    m_keysPerShard = keys / shards;
    for (std::size_t i = 0; i < shards; ++i)
        m_shards.push_back(std::make_unique<Shard>(clock, sane(options.rule)));
}

SlidingWindowLimiter::~SlidingWindowLimiter() = default;

KeyHash SlidingWindowLimiter::hashOf(QStringView key) const
{
    KeyHash hash;
    static_assert(sizeof hash == crypto_shorthash_siphashx24_BYTES);
    crypto_shorthash_siphashx24(reinterpret_cast<unsigned char *>(&hash), reinterpret_cast<const unsigned char *>(key.utf16()),
                                static_cast<unsigned long long>(key.size()) * sizeof(char16_t), m_hashKey.data());
    return hash;
}

SlidingWindowLimiter::Shard &SlidingWindowLimiter::shardOf(KeyHash key) const
{
    return *m_shards[key.high % m_shards.size()];
}

LimiterDecision SlidingWindowLimiter::judge(Shard &shard, StampTable::Record record, Monotonic now) const
{
    LimiterDecision decision;
    decision.limit = shard.rule.limit;
    decision.remaining = shard.rule.limit;
    if (record != StampTable::none) {
        decision = standing(shard.table.stamps(record), shard.rule, now);
    } else if (shard.table.size() >= m_keysPerShard) {
        decision.full = true;
        decision.remaining = 0;
        decision.retryAfter = Monotonic(shard.table.stamps(shard.table.oldest()).back()) + shard.rule.window - now;
    }
    decision.overLimit = decision.remaining == 0;
    decision.allowed = !decision.overLimit || mode() == LimiterMode::Shadow;
    return decision;
}

LimiterDecision SlidingWindowLimiter::acquire(QStringView key)
{
    const KeyHash hash = hashOf(key);
    Shard &shard = shardOf(hash);
    const std::lock_guard lock(shard.mutex);
    const Monotonic now = shard.time.now();
    shard.sweep(now);
    StampTable::Record record = shard.table.find(hash);
    LimiterDecision decision = judge(shard, record, now);
    if (decision.overLimit) {
        shard.count(decision);
        return decision;
    }
    if (record == StampTable::none)
        record = shard.table.insert(hash);
    addStamp(shard.table.stamps(record), now.count());
    shard.table.makeYoungest(record);
    decision = standing(shard.table.stamps(record), shard.rule, now);
    decision.permit = LimiterPermit(hash, now.count());
    shard.count(decision);
    return decision;
}

LimiterDecision SlidingWindowLimiter::peek(QStringView key)
{
    const KeyHash hash = hashOf(key);
    Shard &shard = shardOf(hash);
    const std::lock_guard lock(shard.mutex);
    const Monotonic now = shard.time.now();
    shard.sweep(now);
    return judge(shard, shard.table.find(hash), now);
}

void SlidingWindowLimiter::release(LimiterPermit permit)
{
    if (!permit)
        return;
    Shard &shard = shardOf(permit.m_key);
    const std::lock_guard lock(shard.mutex);
    const StampTable::Record record = shard.table.find(permit.m_key);
    if (record == StampTable::none)
        return;
    const std::span<std::int64_t> stamps = shard.table.stamps(record);
    const auto found = std::ranges::lower_bound(stamps, permit.m_at);
    if (found == stamps.end() || *found != permit.m_at)
        return;
    std::shift_right(stamps.begin(), found + 1, 1);
    stamps.front() = StampTable::never;
    if (stamps.back() == StampTable::never)
        shard.table.erase(record);
}

bool SlidingWindowLimiter::restore(QStringView key, std::span<const nanoseconds> ages)
{
    const KeyHash hash = hashOf(key);
    Shard &shard = shardOf(hash);
    const std::lock_guard lock(shard.mutex);
    const Monotonic now = shard.time.now();
    shard.sweep(now);
    StampTable::Record record = shard.table.find(hash);
    for (const nanoseconds age : ages) {
        if (age >= shard.rule.window)
            continue;
        if (record == StampTable::none) {
            if (judge(shard, record, now).full)
                return false;
            record = shard.table.insert(hash);
        }
        addStamp(shard.table.stamps(record), (now - std::max(nanoseconds::zero(), age)).count());
    }
    return true;
}

void SlidingWindowLimiter::setRule(LimiterRule rule)
{
    for (const std::unique_ptr<Shard> &shard : m_shards) {
        const std::lock_guard lock(shard->mutex);
        shard->rule = sane(rule);
        if (shard->rule.limit > shard->table.stampsPerKey())
            shard->table.growStampsPerKey(shard->rule.limit);
    }
}

LimiterRule SlidingWindowLimiter::rule() const
{
    const std::lock_guard lock(m_shards.front()->mutex);
    return m_shards.front()->rule;
}

void SlidingWindowLimiter::setMode(LimiterMode mode)
{
    m_mode.store(mode);
}

LimiterMode SlidingWindowLimiter::mode() const
{
    return m_mode.load();
}

LimiterStats SlidingWindowLimiter::stats() const
{
    LimiterStats total;
    for (const std::unique_ptr<Shard> &shard : m_shards) {
        const std::lock_guard lock(shard->mutex);
        total.allowed += shard->stats.allowed;
        total.refused += shard->stats.refused;
        total.wouldRefuse += shard->stats.wouldRefuse;
        total.full += shard->stats.full;
        total.keys += shard->table.size();
        total.bytes += sizeof(Shard) + shard->table.memoryBytes();
    }
    return total;
}

} // namespace tidegate
