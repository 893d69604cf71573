// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>

namespace tidegate {

struct RawAnswer {
    int status = 0;
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray head;
    QByteArray body;
};

/// Speaks bytes over a plain, blocking socket; waits five seconds at most.
class RawClient
{
public:
    explicit RawClient(quint16 port, QByteArray host = "127.0.0.1");
    ~RawClient();
    Q_DISABLE_COPY_MOVE(RawClient)

    [[nodiscard]] bool isConnected() const { return m_descriptor >= 0; }
    void send(const QByteArray &bytes);
    /// As many as the kernel takes without waiting.
    qint64 sendWithoutWaiting(const QByteArray &bytes);
    /// The next answer on this connection; status 0 if the connection ended before it. `headOnly`: to a HEAD.
    RawAnswer readAnswer(bool headOnly = false);
    /// Whether the server ends the connection, and says nothing before.
    bool endsSilently();
    /// The same, and without a reset.
    bool endsInOrder();
    /// Whether nothing arrives for `ms`.
    bool staysSilent(int ms);
    void close();
    /// Ends what we send; still reads.
    void closeSending();
    /// Closes with a reset instead of an orderly end.
    void reset();
    /// Bytes that have arrived since the last answer.
    QByteArray receiveSome(qsizetype atMost = 65536);

private:
    bool fill();

    int m_descriptor = -1;
    QByteArray m_received;
};

} // namespace tidegate
