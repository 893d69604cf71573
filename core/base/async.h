// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/executor.h"

#include <QPointer>

#include <condition_variable>
#include <coroutine>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace tidegate {

/// A value that another thread will deliver, once. Lighter than QFuture: no QObject, and all values that arrive between two
/// rounds of the receiver's event loop cost it one event.
///
/// Take the value in exactly one way:
///  - `co_await async`: resumes on the thread that awaits (needs an event loop there);
///  - `async.then(context, function)`: calls on the context's thread, which must be the calling one; never after the context
/// died;
///  - `async.onDelivery(function)`: calls on the thread that delivers, or at once; the function must be quick and must not throw;
///  - `async.get()`: blocks. For the command line and tests; never on the GUI thread or an I/O thread.
template <typename T>
class Async
{
public:
    struct State {
        std::mutex mutex;
        std::condition_variable arrived;
        std::optional<T> value;
        std::function<void(State &)> continuation; ///< must not own the state: one that is never delivered would never go
        std::shared_ptr<Executor> executor;
    };

    explicit Async(std::shared_ptr<State> state)
        : m_state(std::move(state))
    {
    }

    T get()
    {
        std::unique_lock lock(m_state->mutex);
        m_state->arrived.wait(lock, [this] { return m_state->value.has_value(); });
        return std::move(*m_state->value);
    }

    [[nodiscard]] bool isReady() const
    {
        const std::lock_guard lock(m_state->mutex);
        return m_state->value.has_value();
    }

    template <typename Function>
    void then(QObject *context, Function function)
    {
        auto call = [guard = QPointer<QObject>(context), function = std::move(function)](State &state) mutable {
            if (guard)
                function(std::move(*state.value));
        };
        const auto executor = Executor::current();
        if (!continueWith(executor, call))
            executor->post([call, state = m_state]() mutable { call(*state); });
    }

    template <typename Function>
    void onDelivery(Function function)
    {
        auto call = [function = std::move(function)](State &state) mutable { function(std::move(*state.value)); };
        if (!continueWith(nullptr, call))
            call(*m_state);
    }

    // The three that make it awaitable.
    bool await_ready() const { return isReady(); }
    bool await_suspend(std::coroutine_handle<> coroutine)
    {
        return continueWith(Executor::current(), [coroutine](State &) { coroutine.resume(); });
    }
    T await_resume() { return std::move(*m_state->value); }

private:
    /// False where the value is there already: the caller goes on by itself.
    bool continueWith(std::shared_ptr<Executor> executor, std::function<void(State &)> continuation)
    {
        const std::lock_guard lock(m_state->mutex);
        if (m_state->value)
            return false;
        m_state->executor = std::move(executor);
        m_state->continuation = std::move(continuation);
        return true;
    }

    std::shared_ptr<State> m_state;
};

/// The delivering end of an Async. Copyable; deliver once.
template <typename T>
class Promise
{
public:
    [[nodiscard]] Async<T> async() const { return Async<T>(m_state); }

    void deliver(T value)
    {
        std::function<void(typename Async<T>::State &)> continuation;
        std::shared_ptr<Executor> executor;
        {
            const std::lock_guard lock(m_state->mutex);
            m_state->value.emplace(std::move(value));
            continuation = std::exchange(m_state->continuation, nullptr);
            // An executor that is never served again keeps what is posted to it: the state must not keep the executor.
            executor = std::exchange(m_state->executor, nullptr);
        }
        m_state->arrived.notify_all();
        if (continuation && executor)
            executor->post([state = m_state, continuation = std::move(continuation)] { continuation(*state); });
        else if (continuation)
            continuation(*m_state);
    }

private:
    std::shared_ptr<typename Async<T>::State> m_state = std::make_shared<typename Async<T>::State>();
};

} // namespace tidegate
