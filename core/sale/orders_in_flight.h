// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

#include <mutex>

namespace tidegate {

/// The orders whose checkout runs in this process right now: those that recovery must leave alone. Thread-safe.
class OrdersInFlight
{
public:
    /// Keeps an order on the list for as long as it lives.
    class Entry
    {
    public:
        Entry(OrdersInFlight &list, QString orderId)
            : m_list(list)
            , m_orderId(std::move(orderId))
        {
            const std::lock_guard lock(m_list.m_mutex);
            m_list.m_ids.insert(m_orderId);
        }
        ~Entry()
        {
            const std::lock_guard lock(m_list.m_mutex);
            m_list.m_ids.remove(m_orderId);
        }
        Entry(const Entry &) = delete;
        Entry &operator=(const Entry &) = delete;

    private:
        OrdersInFlight &m_list;
        QString m_orderId;
    };

    [[nodiscard]] bool contains(const QString &orderId) const
    {
        const std::lock_guard lock(m_mutex);
        return m_ids.contains(orderId);
    }

private:
    mutable std::mutex m_mutex;
    QSet<QString> m_ids;
};

} // namespace tidegate
