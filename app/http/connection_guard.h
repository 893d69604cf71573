// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/answer_writer.h"
#include "app/http/io_context.h"
#include "app/http/request_body.h"

namespace tidegate {

/// Stands between one connection and the QAbstractHttpServer, whose parser is lenient and knows no limits and no deadlines. The guard's
/// slot is connected to the socket's readyRead first and takes every byte that comes. It reads the request itself, strictly, and then puts
/// one constant, empty request back into the socket (ungetChar) for the server to find: the sign that the guard's own request is
/// whole and its turn has come. So no byte from outside ever reaches the second parser, the two can't disagree, and nothing that the guard
/// says to the server can be forged.
///
/// One request of a connection is worked on at a time, so answers leave in the order of their requests. While a handler works the
/// socket's signals are blocked: its buffer fills up and the peer has to wait, however much it has to send.
///
/// A peer may close its sending side and still wait for its answers (RFC 9112, 9.6). Qt takes that end for the end of the connection; so, on a
/// plain connection, the guard keeps it from the socket until all answers are sent.
///
/// Owned by its socket.
class ConnectionGuard : public QObject
{
public:
    ConnectionGuard(QTcpSocket *socket, bool secure, IoContext &context);
    ~ConnectionGuard() override;

    /// The server has found the sign: the request goes to its handler.
    void serve();
    /// The answer to the request that was served.
    void answer(Response response);

    void checkDeadline(Monotonic now);
    void closeIfIdle();
    void abort();

    bool eventFilter(QObject *notifier, QEvent *event) override;

private:
    enum class Stage {
        Head,      ///< waits for a request, or for the rest of its head
        Body,      ///< waits for the rest of its body
        Handling,  ///< waits for the handler
        Writing,   ///< waits for the peer to take the answer
        Lingering, ///< has said everything, waits for the peer to stop talking
        Closed,
    };

    void onReadyRead();
    void onBytesWritten();
    void takeFromSocket();
    void advance();
    void takeHead();
    void beginRequest();
    void beginBody();
    void takeBody();
    void handOver();
    /// Goes on with what arrived behind the last request.
    void resume();
    [[nodiscard]] bool owesAnAnswer() const;
    [[nodiscard]] std::shared_ptr<Request> makeRequest();
    void refuse(Refusal refusal);
    /// Whether the peer is still there to hear an answer, after a wait with blocked signals.
    bool endWait();
    void send(const Response &response);
    void onSent(AnswerWriter::Progress progress);
    void finishAnswer();
    void close();
    void linger();
    void setProgressDeadline(std::chrono::milliseconds timeout, qint64 bytes);

    QTcpSocket *m_socket;
    bool m_secure;
    IoContext &m_context;
    Stage m_stage = Stage::Head;
    bool m_emittedByUs = false; ///< the readyRead that is being emitted is meant for the server
    bool m_emittedBySocket = false;
    bool m_closesAfterAnswer = false;
    bool m_isResuming = false; ///< resume() is about to be called
    bool m_hasEnded = false;   ///< the peer sends no more, and the socket does not know
    QString m_requestId;
    bool m_requestIsPartial = false; ///< the peer has begun a request and not sent all of it
    Monotonic m_deadline;
    Monotonic m_stageBegan; ///< of the request's first byte, its body's, its answer's
    QByteArray m_input;
    RequestParser m_parser;
    RequestHead m_head;
    Incoming m_incoming;
    std::unique_ptr<RequestBody> m_body;
    AnswerWriter m_writer;
};

} // namespace tidegate
