// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/connection_census.h"

#include <algorithm>

namespace tidegate {

ConnectionCensus::ConnectionCensus(int maximum, int maximumPerAddress)
    : m_maximum(maximum)
    , m_maximumPerAddress(maximumPerAddress)
{
}

QHostAddress ConnectionCensus::keyOf(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    if (isV4)
        return QHostAddress(v4);
    Q_IPV6ADDR bytes = address.toIPv6Address();
    std::fill(bytes.c + 8, bytes.c + 16, quint8(0));
    return QHostAddress(bytes);
}

const char *ConnectionCensus::enter(const QHostAddress &address)
{
    const QHostAddress key = keyOf(address);
    const std::lock_guard lock(m_mutex);
    if (m_count >= m_maximum)
        return "too_many_connections";
    int &ofAddress = m_perAddress[key];
    if (ofAddress >= m_maximumPerAddress)
        return "too_many_connections_of_address";
    ++ofAddress;
    ++m_count;
    return nullptr;
}

void ConnectionCensus::leave(const QHostAddress &address)
{
    const QHostAddress key = keyOf(address);
    const std::lock_guard lock(m_mutex);
    --m_count;
    const auto entry = m_perAddress.find(key);
    if (--entry.value() == 0)
        m_perAddress.erase(entry);
}

} // namespace tidegate
