// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/io_thread.h"

#include <QTcpServer>

namespace tidegate {

/// Takes connections from one listening socket, gives each its guard before anything else can listen to it, and turns those away that
/// are too many.
class HttpListener : public QTcpServer
{
public:
    HttpListener(SharedState &shared, IoContext &context, ListeningSocket socket);

    /// Closes once the connections that the kernel has already accepted are taken.
    void closeWhenDrained();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void turnAway(int descriptor, const char *reason);

    SharedState &m_shared;
    IoContext &m_context;
    int m_farewells = 0; ///< under way
};

} // namespace tidegate
