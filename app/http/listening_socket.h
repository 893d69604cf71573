// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QHostAddress>

namespace tidegate {

struct Endpoint {
    QHostAddress address;
    quint16 port = 0;

    /// "127.0.0.1:8480", "[::1]:8480"
    [[nodiscard]] QString toString() const;
};

/// Reads HOST:PORT. A name may stand for several addresses; "*" is every interface. Blocks while a name is looked up.
Result<std::vector<Endpoint>> resolveEndpoints(const QString &text);

/// A TCP socket that listens and shares its port with others of its kind (SO_REUSEPORT), among which the kernel spreads the connections.
class ListeningSocket
{
public:
    /// A port that another program listens on is refused, though the kernel would share it if the other agrees. Port 0 picks a free one.
    static Result<ListeningSocket> openFirst(const Endpoint &endpoint);
    /// One more of ours beside an open one.
    static Result<ListeningSocket> openAnother(const Endpoint &endpoint);

    ListeningSocket(ListeningSocket &&other) noexcept;
    ListeningSocket &operator=(ListeningSocket &&other) = delete;
    ~ListeningSocket();

    [[nodiscard]] const Endpoint &endpoint() const { return m_endpoint; }
    /// The descriptor, which is the caller's to close from now on.
    [[nodiscard]] int release();

private:
    ListeningSocket(int descriptor, Endpoint endpoint);

    int m_descriptor;
    Endpoint m_endpoint;
};

} // namespace tidegate
