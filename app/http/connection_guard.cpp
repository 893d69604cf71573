// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/connection_guard.h"

#include <QSocketNotifier>
#include <QSslSocket>

#include <algorithm>
#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// The shortest request that Qt's parser takes; it reads, and keeps, one byte at a time.
constexpr QByteArrayView sign = "G / HTTP/1.1\n\n";
constexpr Monotonic never = Monotonic::max();
constexpr std::chrono::seconds lingerTime{2};
/// What the socket may hold while nobody reads, and what a peer may send ahead while it doesn't read its answers.
constexpr qint64 readAhead = qint64(64) * 1024;
constexpr qsizetype keptInput = readAhead / 4;
/// A refused request's body up to this size is read and dropped, so that the connection can stay.
constexpr qint64 skippedBody = qint64(64) * 1024;

/// Contract: a caller's own id is kept where it can do no harm in a header or a log.
bool isRequestId(QByteArrayView id)
{
    return !id.isEmpty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
    });
}

/// "+" stands for a space, as forms send it.
QUrlQuery parseQuery(QByteArray raw)
{
    return QUrlQuery(QString::fromLatin1(raw.replace('+', "%20")));
}

bool isWorthReading(const RequestHead &head)
{
    return !head.chunked && !head.expectsContinue && head.contentLength.value_or(0) <= skippedBody;
}

/// What reading would return: 0 at the end of what the peer sends.
ssize_t peekInput(const QTcpSocket &socket)
{
    char byte = 0;
    return ::recv(static_cast<int>(socket.socketDescriptor()), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
}

bool hasUnreadInput(const QTcpSocket &socket)
{
    return peekInput(socket) > 0;
}

/// Keeps a little memory for what comes next, and a lot for nobody.
void dropFront(QByteArray &bytes, qsizetype count)
{
    if (count < bytes.size())
        bytes.remove(0, count);
    else if (bytes.capacity() > keptInput)
        bytes = QByteArray();
    else
        bytes.resize(0);
}

} // namespace

ConnectionGuard::ConnectionGuard(QTcpSocket *socket, bool secure, IoContext &context)
    : QObject(socket)
    , m_socket(socket)
    , m_secure(secure)
    , m_context(context)
    , m_deadline(context.now() + context.options().headerTimeout)
    , m_stageBegan(context.now())
    , m_writer(socket, secure)
{
    socket->setReadBufferSize(readAhead);
    connect(socket, &QTcpSocket::readyRead, this, &ConnectionGuard::onReadyRead);
    if (secure)
        connect(static_cast<QSslSocket *>(socket), &QSslSocket::encryptedBytesWritten, this, &ConnectionGuard::onBytesWritten);
    else
        connect(socket, &QTcpSocket::bytesWritten, this, &ConnectionGuard::onBytesWritten);
    if (!secure) {
        for (QSocketNotifier *const notifier : socket->findChildren<QSocketNotifier *>()) {
            if (notifier->type() == QSocketNotifier::Read)
                notifier->installEventFilter(this);
        }
    }
    context.enter(socket, this);
}

ConnectionGuard::~ConnectionGuard()
{
    m_context.leave(m_socket);
}

/// Of the socket's read notifier.
bool ConnectionGuard::eventFilter(QObject *notifier, QEvent *event)
{
    if (event->type() != QEvent::SockAct || !owesAnAnswer() || peekInput(*m_socket) != 0)
        return false;
    m_hasEnded = true;
    static_cast<QSocketNotifier *>(notifier)->setEnabled(false);
    return true;
}

bool ConnectionGuard::owesAnAnswer() const
{
    return m_stage == Stage::Handling || m_stage == Stage::Writing || m_isResuming;
}

void ConnectionGuard::onReadyRead()
{
    if (m_emittedByUs)
        return;
    m_emittedBySocket = true;
    takeFromSocket();
    advance();
    m_emittedBySocket = false;
}

void ConnectionGuard::takeFromSocket()
{
    // The server's slot has opened one, in vain, after each earlier step that left nothing for it.
    if (m_socket->isTransactionStarted())
        m_socket->commitTransaction();
    const qint64 available = m_socket->bytesAvailable();
    if (available <= 0)
        return;
    const qsizetype before = m_input.size();
    m_input.resize(before + available);
    const qint64 count = m_socket->read(m_input.data() + before, available);
    m_input.resize(before + std::max<qint64>(count, 0));
}

void ConnectionGuard::advance()
{
    switch (m_stage) {
    case Stage::Head: return takeHead();
    case Stage::Body: return takeBody();
    case Stage::Handling:
    case Stage::Writing:
        if (m_input.size() > readAhead) {
            m_context.meter().countRefused("flood");
            QMetaObject::invokeMethod(this, &ConnectionGuard::abort, Qt::QueuedConnection);
        }
        return;
    case Stage::Lingering:
    case Stage::Closed: m_input.resize(0); return;
    }
}

void ConnectionGuard::takeHead()
{
    if (m_input.isEmpty())
        return;
    if (!std::exchange(m_requestIsPartial, true)) {
        m_stageBegan = m_context.now();
        m_deadline = m_stageBegan + m_context.options().headerTimeout;
    }
    switch (m_parser.parse(m_input)) {
    case RequestParser::Progress::NeedsMore: return;
    case RequestParser::Progress::Refused: return refuse(m_parser.refusal());
    case RequestParser::Progress::Whole: return beginRequest();
    }
}

std::shared_ptr<Request> ConnectionGuard::makeRequest()
{
    m_head = m_parser.take();
    auto request = std::make_shared<Request>();
    request->method = m_head.method;
    request->path = std::move(m_head.path);
    if (!m_head.rawQuery.isEmpty())
        request->query = parseQuery(std::move(m_head.rawQuery));
    request->headers = std::move(m_head.headers);
    request->peer = m_socket->peerAddress();
    request->secure = m_secure;
    request->receivedAt = m_stageBegan;
    const QByteArray given = request->header("x-request-id");
    m_requestId = isRequestId(given) ? QString::fromLatin1(given) : m_context.newRequestId();
    request->requestId = m_requestId;
    return request;
}

void ConnectionGuard::beginRequest()
{
    const qsizetype headSize = m_parser.size();
    m_incoming.request = makeRequest();
    dropFront(m_input, headSize);
    m_incoming.admission = m_context.dispatcher().admit(m_head, *m_incoming.request);
    const Admission &admission = m_incoming.admission;
    if (!m_head.hasBody()) {
        m_requestIsPartial = false;
        return handOver();
    }
    if (admission.refusal && (admission.refusal->status == 413 || !isWorthReading(m_head))) {
        m_closesAfterAnswer = true;
        return handOver();
    }
    beginBody();
}

void ConnectionGuard::beginBody()
{
    const Admission &admission = m_incoming.admission;
    m_stage = Stage::Body;
    m_stageBegan = m_context.now();
    setProgressDeadline(m_context.options().bodyTimeout, 0);
    m_body = std::make_unique<RequestBody>(m_head, admission.maximumBody, m_context.bodyBudget());
    if (admission.dropBody)
        m_body->dropAll();
    else if (admission.spoolBody)
        m_body->spoolTo(m_context.options().spoolFolder, m_context.options().spoolReserve, admission.spoolAbove);
    if (m_head.expectsContinue && m_input.isEmpty())
        m_writer.start("HTTP/1.1 100 Continue\r\n\r\n", {});
    takeBody();
}

void ConnectionGuard::takeBody()
{
    qsizetype taken = 0;
    const RequestBody::Progress progress = m_body->append(m_input, taken);
    dropFront(m_input, taken);
    switch (progress) {
    case RequestBody::Progress::NeedsMore: return setProgressDeadline(m_context.options().bodyTimeout, m_body->received());
    case RequestBody::Progress::Refused: return refuse(m_body->refusal());
    case RequestBody::Progress::Whole: break;
    }
    m_body->moveTo(*m_incoming.request);
    m_body.reset();
    m_requestIsPartial = false;
    handOver();
}

void ConnectionGuard::handOver()
{
    m_stage = Stage::Handling;
    m_deadline = never;
    for (auto c = sign.rbegin(); c != sign.rend(); ++c)
        m_socket->ungetChar(*c);
    if (m_emittedBySocket)
        return; // the server's slot is the next to be called
    m_emittedByUs = true;
    Q_EMIT m_socket->readyRead();
    m_emittedByUs = false;
}

void ConnectionGuard::serve()
{
    const Incoming incoming = std::exchange(m_incoming, {});
    m_context.dispatcher().serve(incoming, *this);
    if (m_stage == Stage::Handling)
        m_socket->blockSignals(true);
}

void ConnectionGuard::answer(Response response)
{
    if (m_stage != Stage::Handling || !endWait())
        return;
    if (response.closesWithoutAnswer)
        return abort();
    m_closesAfterAnswer = m_closesAfterAnswer || !m_head.keepAlive || m_context.isStopping();
    send(response);
}

bool ConnectionGuard::endWait()
{
    m_socket->blockSignals(false);
    if (m_socket->state() == QAbstractSocket::ConnectedState)
        return true;
    abort();
    return false;
}

void ConnectionGuard::refuse(Refusal refusal)
{
    m_context.meter().countRefused(refusal.reason);
    if (!m_incoming.request)
        m_incoming.request = makeRequest();
    m_body.reset();
    m_closesAfterAnswer = true;
    const Error error{refusal.code, QString::fromLatin1(refusal.reason), std::nullopt, {}};
    send(Response::problem(error, *std::exchange(m_incoming, {}).request));
}

void ConnectionGuard::send(const Response &response)
{
    const bool headOnly = m_head.method == "HEAD";
    const AnswerFrame frame{m_context.date(), m_requestId, m_secure, headOnly, !m_closesAfterAnswer, m_head.minorVersion};
    std::string &head = m_context.headBuffer();
    renderHead(response, frame, head);
    m_stage = Stage::Writing;
    const AnswerWriter::Progress progress =
        m_writer.start(head, headOnly || !mayHaveBody(response.status) ? QByteArray() : response.body);
    if (progress == AnswerWriter::Progress::Waiting)
        m_stageBegan = m_context.now();
    onSent(progress);
}

void ConnectionGuard::onBytesWritten()
{
    if (m_stage == Stage::Writing)
        onSent(m_writer.pump());
}

void ConnectionGuard::onSent(AnswerWriter::Progress progress)
{
    switch (progress) {
    case AnswerWriter::Progress::Done: return finishAnswer();
    case AnswerWriter::Progress::Waiting: return setProgressDeadline(m_context.options().writeTimeout, m_writer.written());
    case AnswerWriter::Progress::Failed:
        m_stage = Stage::Closed;
        QMetaObject::invokeMethod(this, &ConnectionGuard::abort, Qt::QueuedConnection);
        return;
    }
}

void ConnectionGuard::finishAnswer()
{
    if (m_closesAfterAnswer)
        return !m_hasEnded && (m_requestIsPartial || !m_input.isEmpty()) ? linger() : close();
    m_stage = Stage::Head;
    m_deadline = m_context.now() + m_context.options().idleTimeout;
    m_isResuming = !m_input.isEmpty() || m_socket->bytesAvailable() > 0;
    if (m_isResuming)
        QMetaObject::invokeMethod(this, &ConnectionGuard::resume, Qt::QueuedConnection);
    else if (m_hasEnded)
        close();
}

void ConnectionGuard::resume()
{
    m_isResuming = false;
    if (m_stage != Stage::Head)
        return;
    takeFromSocket();
    advance();
    const bool waitsForMore = m_stage == Stage::Head || m_stage == Stage::Body;
    if (m_hasEnded && waitsForMore && !m_isResuming)
        close();
}

/// Later, because the server may be in the midst of a look at the socket.
void ConnectionGuard::close()
{
    m_stage = Stage::Closed;
    m_deadline = m_context.now() + lingerTime;
    QMetaObject::invokeMethod(m_socket, &QTcpSocket::disconnectFromHost, Qt::QueuedConnection);
}

/// A socket that is closed with input unread resets the connection, and the answer may be lost on its way (RFC 9112, 9.6).
void ConnectionGuard::linger()
{
    m_stage = Stage::Lingering;
    m_deadline = m_context.now() + lingerTime;
    ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
}

void ConnectionGuard::abort()
{
    m_stage = Stage::Closed;
    m_deadline = never;
    m_socket->blockSignals(false);
    m_socket->abort();
    m_socket->deleteLater();
}

void ConnectionGuard::closeIfIdle()
{
    if (m_stage == Stage::Head && !m_requestIsPartial && m_input.isEmpty() && !hasUnreadInput(*m_socket))
        close();
}

void ConnectionGuard::checkDeadline(Monotonic now)
{
    if (now < m_deadline)
        return;
    // What has arrived and was not looked at yet is our delay, not the peer's.
    if ((m_stage == Stage::Head || m_stage == Stage::Body) && hasUnreadInput(*m_socket))
        return;
    switch (m_stage) {
    case Stage::Head: return m_requestIsPartial ? refuse({ErrorCode::RequestTimeout, "header_timeout"}) : close();
    case Stage::Body: return refuse({ErrorCode::RequestTimeout, "body_timeout"});
    case Stage::Writing: m_context.meter().countRefused("write_timeout"); return abort();
    case Stage::Lingering:
    case Stage::Closed: return abort();
    case Stage::Handling: return;
    }
}

void ConnectionGuard::setProgressDeadline(std::chrono::milliseconds timeout, qint64 bytes)
{
    const std::chrono::milliseconds earned(bytes * 1000 / m_context.options().minimumRate);
    m_deadline = std::min<Monotonic>(m_context.now() + timeout, m_stageBegan + timeout + earned);
}

} // namespace tidegate
