// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace tidegate {

/// Long work that people ask for, on a few threads: one at a time of each who asks, and all who ask in turn, so that whoever asks
/// for much waits for himself alone. Thread-safe.
class TurnQueue
{
public:
    /// Called on one of the threads; ends soon once `stopping` is set.
    using Work = std::function<void(const std::atomic<bool> &stopping)>;

    TurnQueue(int threads, std::size_t maximumWaiting);
    ~TurnQueue();
    Q_DISABLE_COPY_MOVE(TurnQueue)

    /// False, and never called, where `asker` has as many waiting as one may have, and after beginStop().
    [[nodiscard]] bool add(const QString &asker, Work work);
    /// Sets `stopping`; all that was added is still called.
    void beginStop();
    /// Waits for all that was added.
    void stop();

private:
    void start(const QString &asker, Work work);
    void ended(const QString &asker);

    const std::size_t m_maximumWaiting;
    std::atomic<bool> m_stopping = false;
    std::mutex m_mutex;
    QHash<QString, std::deque<Work>> m_waiting; ///< of those whose work is under way or stands before a thread
    QThreadPool m_threads;
};

} // namespace tidegate
