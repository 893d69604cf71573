// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>

namespace tidegate {

/// A constant value that many threads read and now and then one replaces as a whole. Whoever has taken it keeps what was taken.
template <typename T>
class SharedValue
{
public:
    explicit SharedValue(std::shared_ptr<const T> value = nullptr)
        : m_value(std::move(value))
    {
    }

    [[nodiscard]] std::shared_ptr<const T> get() const
    {
        const std::lock_guard lock(m_mutex);
        return m_value;
    }

    void set(std::shared_ptr<const T> value)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_value.swap(value);
        }
        // The old value, if this was its last owner, is destroyed here, outside of the lock.
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const T> m_value;
};

} // namespace tidegate
