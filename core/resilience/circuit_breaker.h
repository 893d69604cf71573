// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/resilience/steady_time.h"
#include "core/resilience/window_counts.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <tl/expected.hpp>
#include <vector>

namespace tidegate {

enum class BreakerState { Closed, Open, HalfOpen };

/// Who decides.
enum class BreakerMode {
    Automatic,
    ForcedOpen,   ///< every call is refused
    ForcedClosed, ///< every call is let through; failures are counted, but nothing opens
    Shadow,       ///< every call is let through; the states change as if refusals were real
};

/// Opens when so large a share of the calls in the window was bad, once there were enough of them to tell.
struct BreakerShareRule {
    double share = 0.5;
    int minimumCalls = 20;
};

/// What is not set is off. Whichever rule is met first opens.
struct BreakerOptions {
    int failures = 3;                                           ///< so many failures within the window open; 0: off
    std::chrono::nanoseconds window = std::chrono::seconds(60); ///< of all rules that count
    int consecutiveFailures = 0;                                ///< so many with no success between open; 0: off
    std::optional<BreakerShareRule> failureShare = std::nullopt;
    std::optional<BreakerShareRule> slowShare = std::nullopt;     ///< successes count as well if they took longer than slowAfter
    std::chrono::nanoseconds slowAfter = std::chrono::seconds(2); ///< matters with slowShare only

    std::chrono::nanoseconds openFor = std::chrono::seconds(30);
    double openGrowth = 1.0; ///< factor for each time it opens again without having closed
    double openJitter = 0.0; ///< up to this share longer, by chance
    std::chrono::nanoseconds openMaximum = std::chrono::minutes(10); ///< bounds growth, jitter and what a provider asks for

    int probes = 1;                                                 ///< let through when half-open; all must succeed to close
    std::chrono::nanoseconds probeLease = std::chrono::seconds(10); ///< a probe without a result by then is lost: another may go
};

/// Leave for one call. Hand it to succeeded(), failed() or ignored() once; one that is dropped harms nothing. Move-only, so that
/// no result counts twice. One that was moved from is worth nothing.
class BreakerPermit
{
public:
    BreakerPermit(BreakerPermit &&other) noexcept;
    BreakerPermit &operator=(BreakerPermit &&other) noexcept;

    /// Whether this call decides if a half-open breaker closes.
    [[nodiscard]] bool isProbe() const { return m_probe != 0; }

private:
    friend class CircuitBreaker;
    BreakerPermit(std::uint64_t generation, std::uint64_t probe, Monotonic startedAt);
    std::uint64_t m_generation;
    std::uint64_t m_probe;
    Monotonic m_startedAt;
};

struct BreakerRefusal {
    BreakerState state = BreakerState::Open;
    std::chrono::nanoseconds retryAfter{0}; ///< until a call may be let through; half-open: until a probe's lease ends
    QString explanation;                    ///< "open for another 12.4 s: 3 failures within 60 s"
};

/// What is known of a failure besides that it is one.
struct BreakerFailure {
    QString detail = {};                                               ///< for the log and the console
    std::optional<std::chrono::nanoseconds> retryAfter = std::nullopt; ///< the provider's: it stays open at least so long
};

struct BreakerFailureRecord {
    UtcMillis at = 0;
    QString detail;
};

/// Counts since the start.
struct BreakerTotals {
    std::int64_t succeeded = 0;
    std::int64_t failed = 0;
    std::int64_t ignored = 0;
    std::int64_t stale = 0; ///< results that came after a change of state, or after the probe's lease
    std::int64_t refused = 0;
    std::int64_t wouldRefuse = 0; ///< let through in shadow mode
};

struct BreakerSnapshot {
    BreakerState state = BreakerState::Closed;
    BreakerMode mode = BreakerMode::Automatic;
    /// Of the window, oldest first, as many as the rule needs; while not closed, what it opened for.
    std::vector<BreakerFailureRecord> failures;
    std::chrono::nanoseconds timeLeft{0}; ///< open: until it is half-open
    QString trippedBy;                    ///< "3 failures within 60 s", "a probe failed: timeout"; empty while closed
    int probesUnderWay = 0;
    std::uint64_t generation = 0; ///< rises with every change of state or mode
    BreakerTotals totals;
};

/// A change of state, of mode, or both.
struct BreakerTransition {
    BreakerState from = BreakerState::Closed;
    BreakerState to = BreakerState::Closed;
    BreakerMode mode = BreakerMode::Automatic;
    QString reason;
    UtcMillis at = 0;
    std::uint64_t generation = 0; ///< those of one breaker are delivered in rising order
};

/// Refuses calls to a provider that keeps failing, and finds out by itself when it is well again: closed → (3 failures within 60
/// s) → open → (30 s) → half-open → (a probe succeeds) → closed, or (it fails) → open.
///
///     CircuitBreaker breaker(clock, random, {});
///     auto permit = breaker.acquire();
///     if (!permit)
///         return unavailable(permit.error().retryAfter, permit.error().explanation);
///     const ChargeOutcome outcome = chargeWithRetries();   // one transaction, one permit, one result
///     if (outcome.status == ChargeStatus::Failed)
///         breaker.failed(std::move(*permit), {.detail = outcome.detail, .retryAfter = outcome.retryAfter});
///     else
///         breaker.succeeded(std::move(*permit));           // a declined card is an answer, too
///
/// It stands outside the retries: it counts transactions that failed with all their tries, and a probe has its retries as well.
///
/// Failures count by their exact times: a failure at t counts until t + window, not at t + window itself. Shares count in tenths
/// of the window. A result of a call that began before the last change of state is stale and changes nothing, whatever it says.
/// ignored() is for what says nothing of the provider (an invalid request, a cancelled call): it counts nowhere, and gives a
/// probe back.
///
/// Time is monotonic only; a step back counts as no time passing. There is no timer: what is due happens at the next call or
/// snapshot(). Thread-safe.
class CircuitBreaker
{
public:
    using Listener = std::function<void(const BreakerTransition &)>;

    CircuitBreaker(const Clock &clock, Random &random, BreakerOptions options);

    [[nodiscard]] tl::expected<BreakerPermit, BreakerRefusal> acquire();
    void succeeded(BreakerPermit permit);
    void failed(BreakerPermit permit, BreakerFailure failure = {});
    void ignored(BreakerPermit permit);

    /// A breaker that was forced open is half-open after it, one that is forced closed forgets its failures. Calls under way are
    /// stale.
    void setMode(BreakerMode mode);
    [[nodiscard]] BreakerSnapshot snapshot();
    /// Called for every change from now on, one at a time and in order, without a lock held, on a thread that used the breaker;
    /// so it may use the breaker itself. It must not throw, and must live as long as the breaker.
    void onTransition(Listener listener);

private:
    struct TimedFailure {
        Monotonic at;
        BreakerFailureRecord record;
    };
    struct Probe {
        std::uint64_t id;
        Monotonic leaseEnd;
    };
    enum CountKind : std::size_t { Calls, Failures, SlowCalls };

    void advance(Monotonic now);
    [[nodiscard]] BreakerRefusal refusal(Monotonic now) const;
    [[nodiscard]] bool accept(const BreakerPermit &permit, Monotonic now);
    void addFailure(Monotonic now, BreakerFailure failure);
    void addCall(Monotonic now, bool failed, bool slow);
    [[nodiscard]] bool isSlow(const BreakerPermit &permit, Monotonic now) const;
    [[nodiscard]] QString rulesMet(Monotonic now) const;
    void open(Monotonic now, const QString &reason);
    void close(const QString &reason);
    void changeTo(BreakerState state, const QString &reason);
    [[nodiscard]] std::chrono::nanoseconds longestOpen() const;
    [[nodiscard]] std::chrono::nanoseconds openDuration();
    void deliverTransitions(std::unique_lock<std::mutex> &lock);

    const BreakerOptions m_options;
    const Clock &m_clock;
    Random &m_random;

    mutable std::mutex m_mutex;
    SteadyTime m_time;
    BreakerState m_state = BreakerState::Closed;
    BreakerMode m_mode = BreakerMode::Automatic;
    std::uint64_t m_generation = 1;
    std::deque<TimedFailure> m_failures;
    WindowCounts m_counts;
    int m_consecutive = 0;
    int m_opensInARow = 0;
    Monotonic m_openUntil{0};
    Monotonic m_notBefore = Monotonic::min(); ///< what providers asked for
    QString m_trippedBy;
    std::vector<Probe> m_probes;
    std::uint64_t m_lastProbe = 0;
    int m_probesSucceeded = 0;
    BreakerTotals m_totals;

    std::vector<Listener> m_listeners;
    std::deque<BreakerTransition> m_undelivered;
    bool m_delivering = false;
};

} // namespace tidegate
