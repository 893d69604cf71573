// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>

#include <functional>
#include <memory>
#include <vector>

namespace tidegate {

/// An HTTP server that answers what a test says, in the test's own thread.
class CannedServer : public QObject
{
public:
    struct Request {
        QByteArray line; ///< "POST /v1/refunds"
        QByteArray head; ///< all of it, in lower case
        QByteArray body;
    };
    /// What to send; empty: end the connection without a word.
    using Answer = std::function<QByteArray(const Request &)>;

    explicit CannedServer(Answer answer)
        : CannedServer(std::make_unique<QTcpServer>(), std::move(answer))
    {
    }
    /// With a server of the caller's making, such as a QSslServer.
    CannedServer(std::unique_ptr<QTcpServer> server, Answer answer)
        : m_server(std::move(server))
        , m_answer(std::move(answer))
    {
        connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, &CannedServer::accept);
        if (!m_server->listen(QHostAddress::LocalHost))
            qFatal("no port");
    }

    static QByteArray answer(int status, const QByteArray &body, const QByteArray &headers = {})
    {
        return "HTTP/1.1 " + QByteArray::number(status) + " X\r\n" + headers
            + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(port()); }
    quint16 port() const { return m_server->serverPort(); }

    std::vector<Request> requests;
    int connections = 0;
    bool silent = false; ///< never answers

private:
    void accept()
    {
        QTcpSocket *socket = m_server->nextPendingConnection();
        ++connections;
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, input = QByteArray()]() mutable {
            input += socket->readAll();
            while (takeRequest(*socket, input)) {}
        });
    }

    bool takeRequest(QTcpSocket &socket, QByteArray &input)
    {
        const qsizetype end = input.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        Request request;
        request.head = input.first(end).toLower();
        request.line = input.first(input.indexOf(" HTTP/"));
        const qsizetype at = request.head.indexOf("content-length:");
        const qsizetype length = at < 0 ? 0 : request.head.sliced(at + 15).split('\r').first().trimmed().toLongLong();
        if (input.size() < end + 4 + length)
            return false;
        request.body = input.sliced(end + 4, length);
        input = input.sliced(end + 4 + length);
        requests.push_back(request);
        if (silent)
            return true;
        const QByteArray bytes = m_answer(request);
        if (bytes.isEmpty())
            socket.abort();
        else
            socket.write(bytes);
        return !bytes.isEmpty();
    }

    std::unique_ptr<QTcpServer> m_server;
    Answer m_answer;
};

} // namespace tidegate
