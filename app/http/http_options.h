// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>

namespace tidegate {

struct HttpOptions {
    QStringList listen{QStringLiteral("127.0.0.1:8480")}; ///< HOST:PORT; port 0 picks a free one
    int threads = 0;                                      ///< I/O threads; 0: by the machine's cores
    qint64 maximumBody = 1 << 20;                         ///< bytes, for routes that set no limit of their own
    qint64 maximumFeedBody = 1LL << 30;                   ///< the same for routes whose body is spooled
    /// Bytes of memory for all bodies together, while they arrive and while they are worked on. A body that wants more than is left is
    /// answered 503 (overloaded); one that may be spooled goes to its file. The first 8 KiB of each body do not count, so that large ones
    /// never shut out an ordinary call; those are bounded by the number of connections. Never less than maximumBody.
    qint64 maximumBodyMemory = 64 << 20;
    std::chrono::milliseconds headerTimeout{5'000}; ///< from a request's first byte to the end of its head
    std::chrono::milliseconds bodyTimeout{30'000};
    std::chrono::milliseconds idleTimeout{60'000};
    std::chrono::milliseconds writeTimeout{30'000};
    /// Bytes per second. A body may take bodyTimeout and, beyond that, as long as this rate needs for it; the same holds for an answer
    /// and writeTimeout. Either may pause no longer than its timeout.
    qint64 minimumRate = 16'384;
    int maximumConnections = 10'000;
    int maximumConnectionsPerAddress = 2'000; ///< IPv6: per /64, which one customer of a provider has to himself
    QString tlsCertificate;                   ///< PEM files; both empty: plain HTTP
    QString tlsKey;
    QString spoolFolder; ///< empty: the platform's folder for temporary files
    /// Bytes that spooled bodies leave free on their disk, for the database beside them. One that would take of them is answered 503.
    qint64 spoolReserve = 256 << 20;
};

} // namespace tidegate
