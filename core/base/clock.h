// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <atomic>
#include <chrono>
#include <cstdint>

namespace tidegate {

/// Time on a clock that never jumps; its zero means nothing.
using Monotonic = std::chrono::nanoseconds;
/// Milliseconds since 1970-01-01T00:00:00Z. What the database stores.
using UtcMillis = qint64;

/// The only source of time in the program. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    /// For durations, limits and deadlines. Never goes back.
    [[nodiscard]] virtual Monotonic monotonic() const = 0;
    /// For what people and other systems read. May jump when the machine's clock is set.
    [[nodiscard]] virtual UtcMillis utc() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] Monotonic monotonic() const override;
    [[nodiscard]] UtcMillis utc() const override;
};

/// A clock that stands until it is moved. For tests and simulations.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(UtcMillis utc = 1'767'225'600'000 /* 2026-01-01T00:00:00Z */);
    [[nodiscard]] Monotonic monotonic() const override;
    [[nodiscard]] UtcMillis utc() const override;

    /// Both clocks go forward.
    void advance(std::chrono::nanoseconds duration);
    /// Only the wall clock moves, forward or back, as when somebody sets it.
    void jumpWall(std::chrono::milliseconds by);
    /// Moves the monotonic clock alone by any amount, back as well: what broken hardware does.
    void jumpMonotonic(std::chrono::nanoseconds by);

private:
    std::atomic<std::int64_t> m_monotonicNs{1'000'000'000};
    std::atomic<std::int64_t> m_utcNs;
};

} // namespace tidegate
