// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

namespace tidegate {

/// How many commands and backups a store has taken and not delivered yet. What a delivery asks for is begun before that delivery ends, so that
/// none means none to come, once nobody else asks. Thread-safe.
class UnderWay
{
public:
    void begin() { m_count.fetch_add(1, std::memory_order_relaxed); }
    void end()
    {
        if (m_count.fetch_sub(1, std::memory_order_acq_rel) == 1)
            m_count.notify_all();
    }
    void waitForNone() const
    {
        for (int count = m_count.load(); count != 0; count = m_count.load())
            m_count.wait(count);
    }

private:
    std::atomic<int> m_count{0};
};

} // namespace tidegate
