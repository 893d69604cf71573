// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace tidegate {

/// Calls a worker thread that sleeps: because there is something to do, or because it is to end. Thread-safe.
class Bell
{
public:
    void ring()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_rung = true;
        }
        m_changed.notify_one();
    }

    void stop()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_changed.notify_all();
    }

    [[nodiscard]] bool isStopping() const
    {
        const std::lock_guard lock(m_mutex);
        return m_stopping;
    }

    /// True when it was rung since the last call, false when the time is over or it is to end.
    bool wait(std::chrono::milliseconds patience)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, patience, [this] { return m_rung || m_stopping; });
        return std::exchange(m_rung, false);
    }

    /// Sleeps through all ringing; only stop() ends it early.
    void pause(std::chrono::milliseconds duration)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, duration, [this] { return m_stopping; });
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_rung = false;
    bool m_stopping = false;
};

} // namespace tidegate
