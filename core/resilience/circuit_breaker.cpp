// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/circuit_breaker.h"

#include "core/resilience/duration_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

using std::chrono::nanoseconds;

namespace {

/// How many failures are kept for people to see where no rule needs a number of them.
constexpr int shownFailures = 8;

/// "60 % of 25 calls failed", where that meets the rule.
QString shareMet(const std::optional<BreakerShareRule> &rule, std::int64_t bad, std::int64_t calls, const QString &what)
{
    if (!rule || calls < std::max(1, rule->minimumCalls) || static_cast<double>(bad) < rule->share * static_cast<double>(calls))
        return {};
    return u"%1 % of %2 calls %3"_s.arg(100 * bad / calls).arg(calls).arg(what);
}

} // namespace

BreakerPermit::BreakerPermit(std::uint64_t generation, std::uint64_t probe, Monotonic startedAt)
    : m_generation(generation)
    , m_probe(probe)
    , m_startedAt(startedAt)
{
}

BreakerPermit::BreakerPermit(BreakerPermit &&other) noexcept
    : m_generation(std::exchange(other.m_generation, 0))
    , m_probe(std::exchange(other.m_probe, 0))
    , m_startedAt(other.m_startedAt)
{
}

BreakerPermit &BreakerPermit::operator=(BreakerPermit &&other) noexcept
{
    m_generation = std::exchange(other.m_generation, 0);
    m_probe = std::exchange(other.m_probe, 0);
    m_startedAt = other.m_startedAt;
    return *this;
}

CircuitBreaker::CircuitBreaker(const Clock &clock, Random &random, BreakerOptions options)
    : m_options(options)
    , m_clock(clock)
    , m_random(random)
    , m_time(clock)
    , m_counts(options.window)
{
}

tl::expected<BreakerPermit, BreakerRefusal> CircuitBreaker::acquire()
{
    std::unique_lock lock(m_mutex);
    const Monotonic now = m_time.now();
    advance(now);
    BreakerPermit permit(m_generation, 0, now);
    std::optional<BreakerRefusal> refused;
    if (m_state == BreakerState::HalfOpen
        && static_cast<int>(m_probes.size()) + m_probesSucceeded < std::max(1, m_options.probes)) {
        permit.m_probe = ++m_lastProbe;
        m_probes.push_back({permit.m_probe, now + m_options.probeLease});
    } else if (m_state != BreakerState::Closed) {
        if (m_mode == BreakerMode::Shadow) {
            ++m_totals.wouldRefuse;
            permit.m_generation = 0;
        } else {
            ++m_totals.refused;
            refused = refusal(now);
        }
    }
    deliverTransitions(lock);
    if (refused)
        return tl::unexpected(std::move(*refused));
    return permit;
}

void CircuitBreaker::succeeded(BreakerPermit permit)
{
    std::unique_lock lock(m_mutex);
    const Monotonic now = m_time.now();
    if (accept(permit, now)) {
        ++m_totals.succeeded;
        const bool slow = isSlow(permit, now);
        if (m_state == BreakerState::Closed) {
            m_consecutive = 0;
            addCall(now, false, slow);
        } else if (slow) {
            open(now, u"a probe took longer than %1"_s.arg(secondsText(m_options.slowAfter)));
        } else if (++m_probesSucceeded >= m_options.probes) {
            close(u"every probe succeeded"_s);
        }
    }
    deliverTransitions(lock);
}

void CircuitBreaker::failed(BreakerPermit permit, BreakerFailure failure)
{
    std::unique_lock lock(m_mutex);
    const Monotonic now = m_time.now();
    if (accept(permit, now)) {
        ++m_totals.failed;
        const QString probeFailed = failure.detail.isEmpty() ? u"a probe failed"_s : u"a probe failed: "_s + failure.detail;
        addFailure(now, std::move(failure));
        if (m_state == BreakerState::Closed) {
            ++m_consecutive;
            addCall(now, true, isSlow(permit, now));
        } else {
            open(now, probeFailed);
        }
    }
    deliverTransitions(lock);
}

void CircuitBreaker::ignored(BreakerPermit permit)
{
    std::unique_lock lock(m_mutex);
    if (accept(permit, m_time.now()))
        ++m_totals.ignored;
    deliverTransitions(lock);
}

void CircuitBreaker::setMode(BreakerMode mode)
{
    std::unique_lock lock(m_mutex);
    advance(m_time.now());
    const BreakerMode before = std::exchange(m_mode, mode);
    if (mode == before) {
        // Said again: nothing changes.
    } else if (mode == BreakerMode::ForcedOpen) {
        m_trippedBy = u"forced open"_s;
        changeTo(BreakerState::Open, m_trippedBy);
    } else if (mode == BreakerMode::ForcedClosed) {
        close(u"forced closed"_s);
    } else {
        const QString reason = mode == BreakerMode::Shadow ? u"shadow mode"_s : u"automatic again"_s;
        changeTo(before == BreakerMode::ForcedOpen ? BreakerState::HalfOpen : m_state, reason);
    }
    deliverTransitions(lock);
}

BreakerSnapshot CircuitBreaker::snapshot()
{
    std::unique_lock lock(m_mutex);
    const Monotonic now = m_time.now();
    advance(now);
    BreakerSnapshot result;
    result.state = m_state;
    result.mode = m_mode;
    for (const TimedFailure &failure : m_failures)
        result.failures.push_back(failure.record);
    if (m_state == BreakerState::Open && m_mode != BreakerMode::ForcedOpen)
        result.timeLeft = m_openUntil - now;
    result.trippedBy = m_trippedBy;
    result.probesUnderWay = static_cast<int>(m_probes.size());
    result.generation = m_generation;
    result.totals = m_totals;
    deliverTransitions(lock);
    return result;
}

void CircuitBreaker::onTransition(Listener listener)
{
    const std::lock_guard lock(m_mutex);
    m_listeners.push_back(std::move(listener));
}

/// What time alone brings about.
void CircuitBreaker::advance(Monotonic now)
{
    if (m_state == BreakerState::Closed) {
        while (!m_failures.empty() && m_failures.front().at <= now - m_options.window)
            m_failures.pop_front();
    } else if (m_state == BreakerState::HalfOpen) {
        std::erase_if(m_probes, [now](const Probe &probe) { return probe.leaseEnd <= now; });
    } else if (m_mode != BreakerMode::ForcedOpen && now >= m_openUntil) {
        changeTo(BreakerState::HalfOpen, u"the open time is over"_s);
    }
}

BreakerRefusal CircuitBreaker::refusal(Monotonic now) const
{
    if (m_mode == BreakerMode::ForcedOpen)
        return {m_state, m_options.openFor, m_trippedBy};
    if (m_state == BreakerState::Open) {
        const nanoseconds left = m_openUntil - now;
        return {m_state, left, u"open for another %1: %2"_s.arg(secondsText(left), m_trippedBy)};
    }
    const Probe &next = *std::ranges::min_element(m_probes, {}, &Probe::leaseEnd);
    return {m_state, next.leaseEnd - now, u"half-open, a probe is under way: %1"_s.arg(m_trippedBy)};
}

/// Whether the result of this call may change anything. Where it is a probe, its place is free again.
bool CircuitBreaker::accept(const BreakerPermit &permit, Monotonic now)
{
    advance(now);
    if (permit.m_generation == 0)
        return false;
    bool current = permit.m_generation == m_generation;
    if (current && m_state == BreakerState::HalfOpen)
        current = std::erase_if(m_probes, [&permit](const Probe &probe) { return probe.id == permit.m_probe; }) > 0;
    if (!current)
        ++m_totals.stale;
    return current;
}

void CircuitBreaker::addFailure(Monotonic now, BreakerFailure failure)
{
    m_failures.push_back({now, {m_clock.utc(), std::move(failure.detail)}});
    const int kept = m_options.failures > 0 ? m_options.failures : shownFailures;
    if (static_cast<int>(m_failures.size()) > kept)
        m_failures.pop_front();
    if (failure.retryAfter)
        m_notBefore = std::max(m_notBefore, now + std::min(*failure.retryAfter, longestOpen()));
}

/// A result while closed: the only kind that the rules look at.
void CircuitBreaker::addCall(Monotonic now, bool failed, bool slow)
{
    m_counts.add(now, Calls);
    if (failed)
        m_counts.add(now, Failures);
    if (slow)
        m_counts.add(now, SlowCalls);
    const QString met = failed || slow ? rulesMet(now) : QString();
    if (!met.isEmpty() && m_mode != BreakerMode::ForcedClosed)
        open(now, met);
}

bool CircuitBreaker::isSlow(const BreakerPermit &permit, Monotonic now) const
{
    return m_options.slowShare && now - permit.m_startedAt > m_options.slowAfter;
}

/// The first rule that is met, in words; empty when none is.
QString CircuitBreaker::rulesMet(Monotonic now) const
{
    if (m_options.failures > 0 && static_cast<int>(m_failures.size()) >= m_options.failures)
        return u"%1 failures within %2"_s.arg(m_options.failures).arg(secondsText(m_options.window));
    if (m_options.consecutiveFailures > 0 && m_consecutive >= m_options.consecutiveFailures)
        return u"%1 failures in a row"_s.arg(m_consecutive);
    const std::int64_t calls = m_counts.sum(now, Calls);
    const QString failing = shareMet(m_options.failureShare, m_counts.sum(now, Failures), calls, u"failed"_s);
    if (!failing.isEmpty())
        return failing;
    return shareMet(m_options.slowShare, m_counts.sum(now, SlowCalls), calls,
                    u"took longer than %1"_s.arg(secondsText(m_options.slowAfter)));
}

void CircuitBreaker::open(Monotonic now, const QString &reason)
{
    ++m_opensInARow;
    m_openUntil = std::max(now + openDuration(), m_notBefore);
    m_trippedBy = reason;
    changeTo(BreakerState::Open, reason);
}

void CircuitBreaker::close(const QString &reason)
{
    m_failures.clear();
    m_counts.clear();
    m_consecutive = 0;
    m_opensInARow = 0;
    m_notBefore = Monotonic::min();
    m_trippedBy.clear();
    changeTo(BreakerState::Closed, reason);
}

void CircuitBreaker::changeTo(BreakerState state, const QString &reason)
{
    m_undelivered.push_back({m_state, state, m_mode, reason, m_clock.utc(), ++m_generation});
    m_state = state;
    m_probes.clear();
    m_probesSucceeded = 0;
}

nanoseconds CircuitBreaker::longestOpen() const
{
    return std::max(m_options.openFor, m_options.openMaximum);
}

nanoseconds CircuitBreaker::openDuration()
{
    double ns = static_cast<double>(m_options.openFor.count()) * std::pow(m_options.openGrowth, m_opensInARow - 1);
    if (m_options.openJitter > 0)
        ns *= 1 + m_options.openJitter * m_random.unit();
    // In this order a NaN (0 s × infinite growth) gives way to the bound.
    return nanoseconds(static_cast<std::int64_t>(std::min(static_cast<double>(longestOpen().count()), ns)));
}

/// One thread at a time delivers all there is, so that the order is kept and a listener may come back in here.
void CircuitBreaker::deliverTransitions(std::unique_lock<std::mutex> &lock)
{
    if (m_delivering || m_undelivered.empty())
        return;
    m_delivering = true;
    while (!m_undelivered.empty()) {
        const BreakerTransition transition = std::move(m_undelivered.front());
        m_undelivered.pop_front();
        const std::vector<Listener> listeners = m_listeners;
        lock.unlock();
        for (const Listener &listener : listeners)
            listener(transition);
        lock.lock();
    }
    m_delivering = false;
}

} // namespace tidegate
