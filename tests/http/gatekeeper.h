// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"

#include <QByteArray>

#include <mutex>
#include <vector>

namespace tidegate {

/// Keeps what handlers await until the test lets go of it. Thread-safe.
class Gatekeeper
{
public:
    Async<QByteArray> wait()
    {
        const std::lock_guard lock(m_mutex);
        return m_waiting.emplace_back().async();
    }
    std::size_t count()
    {
        const std::lock_guard lock(m_mutex);
        return m_waiting.size();
    }
    void letGo(const QByteArray &text)
    {
        const std::lock_guard lock(m_mutex);
        for (Promise<QByteArray> &promise : m_waiting)
            promise.deliver(text);
        m_waiting.clear();
    }

private:
    std::mutex m_mutex;
    std::vector<Promise<QByteArray>> m_waiting;
};

} // namespace tidegate
