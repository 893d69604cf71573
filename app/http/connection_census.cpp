// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/connection_census.h"

#include "app/http/client_network.h"

namespace tidegate {

ConnectionCensus::ConnectionCensus(int maximum, int maximumPerAddress)
    : m_maximum(maximum)
    , m_maximumPerAddress(maximumPerAddress)
{
}

const char *ConnectionCensus::enter(const QHostAddress &address)
{
    const QHostAddress key = clientNetwork(address);
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
    const QHostAddress key = clientNetwork(address);
    const std::lock_guard lock(m_mutex);
    --m_count;
    const auto entry = m_perAddress.find(key);
    if (--entry.value() == 0)
        m_perAddress.erase(entry);
}

} // namespace tidegate
