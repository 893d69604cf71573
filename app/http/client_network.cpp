// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/client_network.h"

#include <algorithm>

namespace tidegate {

QHostAddress clientNetwork(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    if (isV4)
        return QHostAddress(v4);
    Q_IPV6ADDR bytes = address.toIPv6Address();
    std::fill(bytes.c + 8, bytes.c + 16, quint8(0));
    return QHostAddress(bytes);
}

} // namespace tidegate
