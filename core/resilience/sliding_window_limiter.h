// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/resilience/stamp_table.h"

#include <QString>
#include <QStringView>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace tidegate {

/// What is allowed to one key.
struct LimiterRule {
    int limit = 5;                                              ///< at least 1
    std::chrono::nanoseconds window = std::chrono::seconds(60); ///< more than 0

    bool operator==(const LimiterRule &) const = default;
};

enum class LimiterMode {
    Enforce,
    Shadow, ///< everything is let through; the decision says what would have been
};

struct LimiterOptions {
    LimiterRule rule = {};
    LimiterMode mode = LimiterMode::Enforce;
    std::size_t maximumKeys = 2'000'000; ///< with requests in their window at one time; 75 to 86 bytes each at limit 5
};

/// One slot that was taken, to hand it back with SlidingWindowLimiter::release(). Dropping it keeps the slot taken. Move-only, so
/// that no slot is handed back twice.
class LimiterPermit
{
public:
    LimiterPermit() = default;
    LimiterPermit(LimiterPermit &&other) noexcept;
    LimiterPermit &operator=(LimiterPermit &&other) noexcept;

    /// Whether a slot was taken at all.
    [[nodiscard]] explicit operator bool() const { return m_at != StampTable::never; }
    /// When, on the limiter's monotonic time.
    [[nodiscard]] Monotonic takenAt() const { return Monotonic(m_at); }

private:
    friend class SlidingWindowLimiter;
    LimiterPermit(KeyHash key, std::int64_t at);
    KeyHash m_key;
    std::int64_t m_at = StampTable::never;
};

struct LimiterDecision {
    bool allowed = true;
    bool overLimit = false; ///< not within the limit; in shadow mode allowed all the same
    bool full = false;      ///< refused because too many keys are live, not for what this one did
    int limit = 0;
    int used = 0; ///< slots in use, this request's included where it got one
    int remaining = 0;
    std::chrono::nanoseconds retryAfter{0}; ///< how long until a request will be accepted; 0 while slots remain
    std::chrono::nanoseconds resetAfter{0}; ///< how long until all slots are free
    LimiterPermit permit;                   ///< holds a slot only where the request took one

    /// "5 of 5 used, next slot in 12.4 s"
    [[nodiscard]] QString explanation() const;
};

struct LimiterStats {
    std::int64_t allowed = 0;
    std::int64_t refused = 0;     ///< for being over the limit
    std::int64_t wouldRefuse = 0; ///< let through in shadow mode
    std::int64_t full = 0;        ///< refused, or in shadow mode would be, for want of room
    std::size_t keys = 0;
    std::size_t bytes = 0;
};

/// At most `limit` requests of one key in any span of `window`, exactly: the log of a sliding window, not an estimate. What was
/// accepted at t counts until t + window, not at t + window itself; what is refused counts nothing. A caller that waits for
/// `retryAfter` is accepted then and not a nanosecond earlier (unless a sibling took the slot).
///
///     SlidingWindowLimiter limiter(clock, random, {.rule = {5, 60s}});
///     LimiterDecision decision = limiter.acquire(shopperId);
///     if (!decision.allowed)
///         return tooManyRequests(decision.retryAfter);     // 429, "5 of 5 used, next slot in 12.4 s"
///     if (isReplay)
///         limiter.release(std::move(decision.permit));     // a replay costs no slot
///
/// Keys are kept as 128-bit SipHash values under a key drawn at the start, so that nobody can aim at a collision and no shopper's
/// name stays in memory. Time is monotonic only; a step back counts as no time passing.
///
/// Memory is bounded by `maximumKeys`. Keys whose requests have all left the window are swept a few at each call; one that has
/// not is never put out. With `maximumKeys` of those, a key that is not among them is refused (`full`) until the first of them is
/// idle: a flood of made-up names can then keep new shoppers out, but never lets anybody exceed the limit, nor takes from a
/// shopper what he has.
///
/// A restart forgets everything, and so allows anew, unless restore() is called with what the database knows of the last window.
///
/// Thread-safe: 64 parts with a lock each. No thread, no timer.
class SlidingWindowLimiter
{
public:
    SlidingWindowLimiter(const Clock &clock, Random &random, LimiterOptions options);
    ~SlidingWindowLimiter();

    /// Takes a slot, or says when there will be one.
    [[nodiscard]] LimiterDecision acquire(QStringView key);
    /// What acquire() would say, `used` being without a new request. Takes nothing.
    [[nodiscard]] LimiterDecision peek(QStringView key);
    /// Hands a slot back. One that has left the window meanwhile is none any more.
    void release(LimiterPermit permit);
    /// Adds requests that were accepted so long ago, in any order, as after a restart. What is older than the window is left out,
    /// and of more than the limit the latest are enough. False when there was no room for the key.
    bool restore(QStringView key, std::span<const std::chrono::nanoseconds> ages);

    /// From now on, and for what is in the window already. A longer window does not bring back what the shorter one has swept.
    void setRule(LimiterRule rule);
    [[nodiscard]] LimiterRule rule() const;
    void setMode(LimiterMode mode);
    [[nodiscard]] LimiterMode mode() const;
    [[nodiscard]] LimiterStats stats() const;

private:
    struct Shard;

    [[nodiscard]] KeyHash hashOf(QStringView key) const;
    [[nodiscard]] Shard &shardOf(KeyHash key) const;
    [[nodiscard]] LimiterDecision judge(Shard &shard, StampTable::Record record, Monotonic now) const;

    std::array<unsigned char, 16> m_hashKey;
    std::atomic<LimiterMode> m_mode;
    std::size_t m_keysPerShard = 0;
    std::vector<std::unique_ptr<Shard>> m_shards;
};

} // namespace tidegate
