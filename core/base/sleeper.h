// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/clock.h"
#include "core/base/error.h"

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace tidegate {

/// Waiting, where a test can drive it by hand. Thread-safe.
class Sleeper
{
public:
    virtual ~Sleeper() = default;
    /// Arrives after this time, never before.
    [[nodiscard]] virtual Async<Done> after(std::chrono::nanoseconds duration) = 0;
};

/// The value where it arrives within `duration`, else nothing; what arrives later is dropped. On the calling thread's event loop.
template <typename T>
Async<std::optional<T>> within(std::chrono::nanoseconds duration, Async<T> value, Sleeper &sleeper)
{
    struct Race {
        Promise<std::optional<T>> promise;
        bool isOver = false;

        void end(std::optional<T> outcome)
        {
            if (!std::exchange(isOver, true))
                promise.deliver(std::move(outcome));
        }
    };
    const auto race = std::make_shared<Race>();
    QObject *thread = Executor::current().get();
    value.then(thread, [race](T arrived) { race->end(std::move(arrived)); });
    sleeper.after(duration).then(thread, [race](Done) { race->end(std::nullopt); });
    return race->promise.async();
}

/// Waits on the calling thread's event loop.
class TimerSleeper final : public Sleeper
{
public:
    [[nodiscard]] Async<Done> after(std::chrono::nanoseconds duration) override;
};

} // namespace tidegate
