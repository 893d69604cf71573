// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/clock.h"
#include "core/base/error.h"

#include <chrono>

namespace tidegate {

/// Waiting, where a test can drive it by hand. Thread-safe.
class Sleeper
{
public:
    virtual ~Sleeper() = default;
    /// Arrives after this time, never before.
    [[nodiscard]] virtual Async<Done> after(std::chrono::nanoseconds duration) = 0;
};

/// Waits on the calling thread's event loop.
class TimerSleeper final : public Sleeper
{
public:
    [[nodiscard]] Async<Done> after(std::chrono::nanoseconds duration) override;
};

} // namespace tidegate
