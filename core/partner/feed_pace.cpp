// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_pace.h"

#include <algorithm>

using namespace std::chrono_literals;

namespace tidegate {

namespace {

/// In which the last writes of others, as many as are remembered, must lie.
constexpr Monotonic busyFor = 100ms;
/// Times what a command took; so feeds have a tenth of the writer, and its commits as much again.
constexpr int pauseFactor = 9;
constexpr Monotonic longestPause = 250ms;
constexpr int inFlightAlone = 3;

} // namespace

FeedPace::FeedPace(const Store &store, const Clock &clock)
    : m_store(store)
    , m_clock(clock)
    , m_others(store.health().commands)
{
}

/// Counts what was certainly committed for others: of our own some may still be under way.
bool FeedPace::othersWrite()
{
    const qint64 others = m_store.health().commands - m_sent;
    const Monotonic now = m_clock.monotonic();
    const auto fresh = std::clamp<qint64>(others - m_others, 0, qint64(m_noticed.size()));
    std::shift_left(m_noticed.begin(), m_noticed.end(), fresh);
    std::fill(m_noticed.end() - fresh, m_noticed.end(), now);
    m_others = std::max(m_others, others);
    return m_noticed.front() && now - *m_noticed.front() < busyFor;
}

std::optional<Monotonic> FeedPace::nextAt()
{
    const std::lock_guard lock(m_mutex);
    if (!othersWrite() || m_clock.monotonic() >= m_pauseUntil)
        return std::nullopt;
    return m_pauseUntil;
}

int FeedPace::inFlight()
{
    const std::lock_guard lock(m_mutex);
    return othersWrite() ? 1 : inFlightAlone;
}

void FeedPace::sent()
{
    const std::lock_guard lock(m_mutex);
    ++m_sent;
}

void FeedPace::ran(Monotonic took)
{
    const std::lock_guard lock(m_mutex);
    m_pauseUntil = m_clock.monotonic() + std::min<Monotonic>(took * pauseFactor, longestPause);
}

} // namespace tidegate
