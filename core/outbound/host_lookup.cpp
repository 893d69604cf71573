// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/outbound/host_lookup.h"

#include <QUrl>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <netdb.h>
#include <sys/socket.h>
#include <thread>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int threads = 4;
constexpr std::size_t maximumWaiting = 1'000;

using Addresses = std::vector<QHostAddress>;

struct Question {
    QByteArray host;
    Promise<Result<Addresses>> promise;
};

Result<Addresses> lookUp(const QByteArray &host)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo *found = nullptr;
    if (const int failed = ::getaddrinfo(host.constData(), nullptr, &hints, &found); failed != 0)
        return failure(ErrorCode::NotFound,
                       u"the host %1 can't be found: %2"_s.arg(QString::fromLatin1(host.left(253)),
                                                               QString::fromLocal8Bit(::gai_strerror(failed))));
    Addresses addresses;
    for (const addrinfo *entry = found; entry; entry = entry->ai_next)
        addresses.emplace_back(entry->ai_addr);
    ::freeaddrinfo(found);
    return addresses;
}

} // namespace

struct HostLookup::State {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Question> waiting;
    bool isEnding = false;
};

HostLookup::HostLookup()
    : m_state(std::make_shared<State>())
{
    // Detached, because a lookup can't be ended: the threads must not keep the process.
    for (int i = 0; i < threads; ++i)
        std::thread([state = m_state] { run(state); }).detach();
}

HostLookup::~HostLookup()
{
    const std::lock_guard lock(m_state->mutex);
    m_state->isEnding = true;
    m_state->waiting.clear();
    m_state->changed.notify_all();
}

Async<Result<Addresses>> HostLookup::find(const QString &host)
{
    Question question{QUrl::toAce(host), {}};
    if (question.host.isEmpty())
        question.host = host.toLatin1(); // an IPv6 address
    Async<Result<Addresses>> answer = question.promise.async();
    const std::lock_guard lock(m_state->mutex);
    if (m_state->waiting.size() >= maximumWaiting) {
        question.promise.deliver(failure(ErrorCode::Overloaded, u"too many hosts are being looked up"_s));
        return answer;
    }
    m_state->waiting.push_back(std::move(question));
    m_state->changed.notify_one();
    return answer;
}

void HostLookup::run(const std::shared_ptr<State> &state)
{
    std::unique_lock lock(state->mutex);
    while (true) {
        state->changed.wait(lock, [&state] { return state->isEnding || !state->waiting.empty(); });
        if (state->isEnding)
            return;
        Question question = std::move(state->waiting.front());
        state->waiting.pop_front();
        lock.unlock();
        Result<Addresses> found = lookUp(question.host);
        question.promise.deliver(std::move(found));
        lock.lock();
    }
}

} // namespace tidegate
