// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QHostAddress>

#include <mutex>

namespace tidegate {

/// How many connections there are, in all and per address (clientNetwork()). Thread-safe.
class ConnectionCensus
{
public:
    ConnectionCensus(int maximum, int maximumPerAddress);

    /// Why one more from there can't be let in (a label for the metrics), or null: it is in, and leave() must follow.
    const char *enter(const QHostAddress &address);
    void leave(const QHostAddress &address);

private:
    const int m_maximum;
    const int m_maximumPerAddress;
    std::mutex m_mutex;
    int m_count = 0;
    QHash<QHostAddress, int> m_perAddress;
};

} // namespace tidegate
