// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/outbound/curl_loop.h"

#include <QThreadStorage>
#include <QUrl>

#include <array>
#include <sys/epoll.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr long idleConnectionsPerThread = 256;
constexpr std::size_t spareHandles = 256;

bool isLoopback(const QByteArray &url)
{
    const QString host = QUrl::fromEncoded(url).host();
    return host == u"localhost" || host == u"::1" || host.startsWith(u"127.");
}

/// "+HOST:PORT:ADDRESS,ADDRESS"; with the plus the entry ages as one that was looked up.
QByteArray resolveEntry(const HttpCall &call)
{
    const QUrl url = QUrl::fromEncoded(call.url);
    const int port = url.port(url.scheme() == u"https" ? 443 : 80);
    QByteArray entry = '+' + QUrl::toAce(url.host()) + ':' + QByteArray::number(port) + ':';
    for (const QByteArray &address : call.addresses)
        entry += (entry.endsWith(':') ? "" : ",") + address;
    return entry;
}

} // namespace

struct CurlLoop::Transfer {
    HttpCall call;
    HttpClient::Options options;
    HttpReply reply;
    Promise<HttpReply> promise;
    CURL *easy = nullptr;
    curl_slist *headers = nullptr;
    curl_slist *resolved = nullptr;
    bool sent = false;
    bool cut = false;

    ~Transfer()
    {
        curl_slist_free_all(headers);
        curl_slist_free_all(resolved);
    }

    void prepare(std::chrono::milliseconds timeout);
    void prepareBody();
    static int beforeSending(void *self, char *peer, char *local, int peerPort, int localPort);
    static size_t write(char *data, size_t size, size_t count, void *self);
    static size_t header(char *data, size_t size, size_t count, void *self);
};

void CurlLoop::Transfer::prepare(std::chrono::milliseconds timeout)
{
    for (const auto &[name, value] : call.headers)
        headers = curl_slist_append(headers, (name + ": " + value).constData());
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy, CURLOPT_URL, call.url.constData());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<qint64>(1, timeout.count())));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connectTimeout.count()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::write);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Transfer::beforeSending);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
    if (isLoopback(call.url) || !options.usesProxy)
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    if (!options.caFile.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, options.caFile.constData());
    if (!call.addresses.empty()) {
        resolved = curl_slist_append(resolved, resolveEntry(call).constData());
        curl_easy_setopt(easy, CURLOPT_RESOLVE, resolved);
    }
    prepareBody();
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

void CurlLoop::Transfer::prepareBody()
{
    if (call.method == "GET") {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        return;
    }
    headers = curl_slist_append(headers, "Expect:");
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call.method.constData());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.constData());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
}

/// When a kept-alive connection ends without an answer libcurl would by itself send the request a second time, unseen by the
/// retry rules.
int CurlLoop::Transfer::beforeSending(void *self, char *peer, char *, int, int)
{
    auto *transfer = static_cast<Transfer *>(self);
    if (transfer->call.mayTalkTo && !transfer->call.mayTalkTo(peer))
        return CURL_PREREQFUNC_ABORT;
    return std::exchange(transfer->sent, true) ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

size_t CurlLoop::Transfer::write(char *data, size_t size, size_t count, void *self)
{
    auto *transfer = static_cast<Transfer *>(self);
    const auto length = static_cast<qsizetype>(size) * static_cast<qsizetype>(count);
    const qsizetype room = transfer->options.maximumBody - transfer->reply.body.size();
    if (length > room) {
        transfer->cut = transfer->options.cutsLongBody;
        if (transfer->cut)
            transfer->reply.body.append(data, room);
        return 0;
    }
    transfer->reply.body.append(data, length);
    return size * count;
}

size_t CurlLoop::Transfer::header(char *data, size_t size, size_t count, void *self)
{
    auto *transfer = static_cast<Transfer *>(self);
    const auto line = QByteArrayView(data, static_cast<qsizetype>(size) * static_cast<qsizetype>(count)).trimmed();
    if (line.startsWith("HTTP/")) {
        transfer->reply.headers.clear(); // what came before belongs to an interim answer (100 Continue)
    } else if (const qsizetype colon = line.indexOf(':'); colon > 0) {
        transfer->reply.headers.emplace_back(line.first(colon).toByteArray().toLower(),
                                             line.sliced(colon + 1).trimmed().toByteArray());
    }
    return size * count;
}

CurlLoop &CurlLoop::current()
{
    static QThreadStorage<CurlLoop *> loops;
    if (!loops.hasLocalData())
        loops.setLocalData(new CurlLoop);
    return *loops.localData();
}

CurlLoop::CurlLoop()
    : m_epoll(epoll_create1(EPOLL_CLOEXEC))
{
    static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
    m_multi = global == CURLE_OK ? curl_multi_init() : nullptr;
    if (m_epoll < 0 || !m_multi)
        qFatal("the HTTP client can't start");
    m_notifier = std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { onReady(); });
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlLoop::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlLoop::onTimeout);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, idleConnectionsPerThread);
}

CurlLoop::~CurlLoop()
{
    for (Transfer *transfer : m_running) {
        curl_multi_remove_handle(m_multi, transfer->easy);
        curl_easy_cleanup(transfer->easy);
        delete transfer;
    }
    for (CURL *easy : m_spare)
        curl_easy_cleanup(easy);
    curl_multi_cleanup(m_multi);
    m_notifier.reset();
    close(m_epoll);
}

Async<HttpReply> CurlLoop::start(HttpCall call, const HttpClient::Options &options, std::chrono::milliseconds timeout)
{
    auto transfer = std::make_unique<Transfer>();
    transfer->call = std::move(call);
    transfer->options = options;
    Async<HttpReply> answer = transfer->promise.async();
    transfer->easy = takeHandle();
    transfer->prepare(timeout);
    curl_multi_add_handle(m_multi, transfer->easy);
    m_running.insert(transfer.release());
    return answer;
}

void CurlLoop::abandonAll()
{
    const std::unordered_set<Transfer *> running = m_running;
    for (const Transfer *transfer : running)
        finish(transfer->easy, CURLE_ABORTED_BY_CALLBACK);
}

CURL *CurlLoop::takeHandle()
{
    if (m_spare.empty())
        return curl_easy_init();
    CURL *easy = m_spare.back();
    m_spare.pop_back();
    return easy;
}

int CurlLoop::onSocket(CURL *, curl_socket_t socket, int what, void *self, void *known)
{
    auto *loop = static_cast<CurlLoop *>(self);
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(loop->m_epoll, EPOLL_CTL_DEL, socket, nullptr);
        return 0;
    }
    epoll_event interest{};
    interest.events = ((what & CURL_POLL_IN) ? EPOLLIN : 0U) | ((what & CURL_POLL_OUT) ? EPOLLOUT : 0U);
    interest.data.fd = socket;
    epoll_ctl(loop->m_epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &interest);
    curl_multi_assign(loop->m_multi, socket, loop);
    return 0;
}

int CurlLoop::onTimeout(CURLM *, long milliseconds, void *self)
{
    auto *loop = static_cast<CurlLoop *>(self);
    if (milliseconds < 0)
        loop->m_timer.stop();
    else
        loop->m_timer.start(static_cast<int>(milliseconds));
    return 0;
}

void CurlLoop::onReady()
{
    std::array<epoll_event, 64> ready;
    const int count = epoll_wait(m_epoll, ready.data(), static_cast<int>(ready.size()), 0);
    for (int i = 0; i < count; ++i) {
        const epoll_event &event = ready.at(static_cast<std::size_t>(i));
        const int events = ((event.events & EPOLLIN) ? CURL_CSELECT_IN : 0) | ((event.events & EPOLLOUT) ? CURL_CSELECT_OUT : 0)
            | ((event.events & (EPOLLERR | EPOLLHUP)) ? CURL_CSELECT_ERR : 0);
        int running = 0;
        curl_multi_socket_action(m_multi, event.data.fd, events, &running);
    }
    collectFinished();
}

void CurlLoop::act(curl_socket_t socket, int events)
{
    int running = 0;
    curl_multi_socket_action(m_multi, socket, events, &running);
    collectFinished();
}

void CurlLoop::collectFinished()
{
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg == CURLMSG_DONE)
            finish(message->easy_handle, message->data.result);
    }
}

void CurlLoop::finish(CURL *easy, CURLcode result)
{
    Transfer *raw = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &raw);
    const std::unique_ptr<Transfer> transfer(raw);
    m_running.erase(raw);
    HttpReply reply = std::move(transfer->reply);
    long status = 0;
    long sent = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
    reply.status = static_cast<int>(status);
    if (result == CURLE_OK || transfer->cut) {
        reply.fate = HttpReply::Fate::Answered;
    } else {
        reply.fate = sent == 0 ? HttpReply::Fate::NotSent : HttpReply::Fate::Lost;
        reply.problem = QString::fromUtf8(curl_easy_strerror(result));
    }
    curl_multi_remove_handle(m_multi, easy);
    if (m_spare.size() < spareHandles) {
        curl_easy_reset(easy);
        m_spare.push_back(easy);
    } else {
        curl_easy_cleanup(easy);
    }
    transfer->promise.deliver(std::move(reply));
}

} // namespace tidegate
