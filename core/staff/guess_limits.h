// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/resilience/sliding_window_limiter.h"

namespace tidegate {

struct GuessLimitOptions {
    int perName = 5;     ///< wrong passwords for one name from one address in any window
    int perAddress = 50; ///< from one address, whatever the names
    std::chrono::seconds window{300};
};

/// The slots that a guess holds until it is known whether it was right.
struct GuessPermit {
    LimiterPermit address;
    LimiterPermit name;
};

/// How many wrong passwords are tried. Counted by address, and by address and name together, never by name alone: a stranger who
/// guesses shuts out himself and his address, while the one whose name it is comes in from anywhere else. A guess counts from its
/// beginning, so that many at once get no further than one after the other. Thread-safe.
class GuessLimits
{
public:
    GuessLimits(const GuessLimitOptions &options, const Clock &clock, Random &random);

    /// RateLimited with the time after which a guess will be let through.
    Result<GuessPermit> acquire(const QString &address, const QString &name);
    /// What was right, or was never tried, counts nothing.
    void release(GuessPermit permit);
    /// How things stand: that of the two which leaves less.
    [[nodiscard]] LimiterDecision peek(const QString &address, const QString &name);
    [[nodiscard]] std::chrono::seconds window() const { return m_window; }

private:
    const std::chrono::seconds m_window;
    SlidingWindowLimiter m_byAddress;
    SlidingWindowLimiter m_byName;
};

} // namespace tidegate
