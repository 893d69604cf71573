// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/connection_census.h"
#include "app/http/io_context.h"
#include "app/http/listening_socket.h"
#include "app/http/tls_identity.h"

#include <QSemaphore>
#include <QThread>

namespace tidegate {

/// What all I/O threads of a server share.
struct SharedState {
    const HttpOptions &options;
    const RouteTable &table;
    Metrics &metrics;
    const Clock &clock;
    std::shared_ptr<BodyBudget> bodyBudget;
    ConnectionCensus census;
    std::unique_ptr<TlsIdentity> tls; ///< null: plain
};

/// One event loop with its own QAbstractHttpServer and its own listening sockets.
class IoThread : public QThread
{
public:
    IoThread(SharedState &shared, std::vector<ListeningSocket> sockets, int number);
    ~IoThread() override;

    /// Starts, and returns when connections are being taken.
    void startListening();
    /// The thread takes no more, and ends when the last of its connections has.
    void beginStop();
    /// The thread ends now, with whatever is open.
    void abort();

protected:
    void run() override;

private:
    class Loop;

    SharedState &m_shared;
    std::vector<ListeningSocket> m_sockets;
    const int m_number;
    QObject m_mailbox;            ///< lives on the thread and, other than the loop, until the thread has ended
    std::unique_ptr<Loop> m_loop; ///< of the thread's own
    QSemaphore m_isReady;
};

} // namespace tidegate
