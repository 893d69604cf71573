// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sleeper.h"

#include <QThreadStorage>
#include <QTimer>

#include <map>

namespace tidegate {

namespace {

/// All who sleep on one thread, behind one QTimer: an event loop with thousands of timers spends its time on them.
class Sleepers
{
public:
    Sleepers()
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { wake(); });
    }

    /// The thread ends: what is delivered now is dropped by its executor, and with it what the sleepers hold.
    ~Sleepers()
    {
        for (auto &[due, promise] : m_sleeping)
            promise.deliver({});
    }
    Sleepers(const Sleepers &) = delete;
    Sleepers &operator=(const Sleepers &) = delete;

    Async<Done> add(std::chrono::nanoseconds duration)
    {
        const Monotonic due = m_clock.monotonic() + std::max(duration, std::chrono::nanoseconds(0));
        const auto sleeper = m_sleeping.emplace(due, Promise<Done>());
        if (sleeper == m_sleeping.begin())
            rearm();
        return sleeper->second.async();
    }

private:
    void wake()
    {
        const Monotonic now = m_clock.monotonic();
        while (!m_sleeping.empty() && m_sleeping.begin()->first <= now) {
            auto first = m_sleeping.extract(m_sleeping.begin());
            first.mapped().deliver({});
        }
        if (!m_sleeping.empty())
            rearm();
    }

    void rearm()
    {
        const auto left = m_sleeping.begin()->first - m_clock.monotonic();
        m_timer.start(std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds(0)));
    }

    const SystemClock m_clock;
    QTimer m_timer;
    std::multimap<Monotonic, Promise<Done>> m_sleeping;
};

} // namespace

Async<Done> TimerSleeper::after(std::chrono::nanoseconds duration)
{
    static QThreadStorage<Sleepers *> sleepers;
    if (!sleepers.hasLocalData())
        sleepers.setLocalData(new Sleepers);
    return sleepers.localData()->add(duration);
}

} // namespace tidegate
