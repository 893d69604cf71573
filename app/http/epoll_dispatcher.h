// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <QHash>

#include <atomic>
#include <chrono>
#include <set>
#include <utility>
#include <vector>

namespace tidegate {

/// An event loop whose cost grows with what happens and not, as with Qt's own (poll), with how many connections there are. For threads
/// with many sockets: QThread::setEventDispatcher() before the thread starts. Linux only.
class EpollDispatcher : public QAbstractEventDispatcher
{
public:
    EpollDispatcher();
    ~EpollDispatcher() override;

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int id, qint64 interval, Qt::TimerType type, QObject *object) override;
    bool unregisterTimer(int id) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int id) override;

    void wakeUp() override;
    void interrupt() override;

private:
    using Instant = std::chrono::steady_clock::time_point;

    /// What is known of one descriptor. The generation tells an event that was fetched for an earlier owner of the same number.
    struct Watched {
        QSocketNotifier *notifiers[3] = {}; ///< by QSocketNotifier::Type
        std::uint32_t generation = 0;
        bool isKnownToKernel = false;
    };
    struct Timer {
        std::chrono::milliseconds interval{0};
        Qt::TimerType type = Qt::CoarseTimer;
        QObject *object = nullptr;
        Instant due;
    };

    void tellKernel(int descriptor, Watched &watched);
    bool activate(std::uint64_t tag, std::uint32_t events);
    bool notify(int descriptor, std::uint32_t generation, int type);
    bool fireTimers();
    [[nodiscard]] int waitTime() const;

    int m_epoll = -1;
    int m_wakeUpDescriptor = -1;
    std::atomic<bool> m_isWoken = false;
    std::atomic<bool> m_isInterrupted = false;
    std::vector<Watched> m_watched; ///< by descriptor
    QHash<int, Timer> m_timers;     ///< by id
    std::set<std::pair<Instant, int>> m_due;
};

} // namespace tidegate
