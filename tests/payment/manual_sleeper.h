// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sleeper.h"

#include <QCoreApplication>
#include <qcoro/qcorotask.h>

#include <map>

namespace tidegate {

/// Sleep on a clock that is moved by hand, for tests. One thread.
class ManualSleeper final : public Sleeper
{
public:
    explicit ManualSleeper(ManualClock &clock)
        : m_clock(clock)
    {
    }

    Async<Done> after(std::chrono::nanoseconds duration) override
    {
        return m_sleeping.emplace(m_clock.monotonic() + duration, Promise<Done>())->second.async();
    }

    /// Each step from one coroutine to the one that awaits it is a round of the event loop.
    static void settle()
    {
        for (int round = 0; round < 10; ++round)
            QCoreApplication::sendPostedEvents();
    }

    /// Time goes on to when the next sleeper wakes; false where nobody sleeps.
    bool wakeNext()
    {
        if (m_sleeping.empty())
            return false;
        auto next = m_sleeping.extract(m_sleeping.begin());
        m_clock.advance(std::max(std::chrono::nanoseconds(0), next.key() - m_clock.monotonic()));
        next.mapped().deliver({});
        settle();
        return true;
    }

    /// Wakes one after the other until the task is done.
    template <typename T>
    T finish(QCoro::Task<T> task)
    {
        std::optional<T> result;
        take(std::move(task), result);
        settle();
        while (!result && wakeNext()) {}
        if (!result)
            qFatal("the task waits for something that will never come");
        return *result;
    }

private:
    template <typename T>
    static QCoro::Task<void> take(QCoro::Task<T> task, std::optional<T> &result)
    {
        result = co_await task;
    }

    ManualClock &m_clock;
    std::multimap<Monotonic, Promise<Done>> m_sleeping;
};

} // namespace tidegate
