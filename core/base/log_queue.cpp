// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log_queue.h"

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace tidegate {

namespace {

void writeAll(int descriptor, const QByteArray &text)
{
    for (qsizetype done = 0; done < text.size();) {
        const ssize_t count = ::write(descriptor, text.constData() + done, static_cast<std::size_t>(text.size() - done));
        pollfd room{descriptor, POLLOUT, 0};
        if (count > 0)
            done += count;
        else if (count < 0 && errno == EAGAIN)
            ::poll(&room, 1, -1);
        else if (count < 0 && errno != EINTR)
            return; // nobody will ever read it
    }
}

} // namespace

struct LogQueue::State {
    int descriptor = -1;
    Notice notice = nullptr;
    qsizetype maximumBytes = 0;
    std::mutex mutex;
    std::condition_variable changed;
    QByteArray text;
    qint64 dropped = 0; ///< behind `text`
    bool isWriting = false;
    bool isEnding = false;
};

LogQueue::LogQueue(int descriptor, Notice notice, qsizetype maximumBytes)
    : m_state(std::make_shared<State>())
{
    m_state->descriptor = descriptor;
    m_state->notice = notice;
    m_state->maximumBytes = maximumBytes;
    // Detached, because a write that nobody reads can't be ended: the thread must not keep the process.
    std::thread([state = m_state] { run(state); }).detach();
}

LogQueue::~LogQueue()
{
    const std::lock_guard lock(m_state->mutex);
    m_state->isEnding = true;
    m_state->changed.notify_all();
}

void LogQueue::add(const QByteArray &line)
{
    State &state = *m_state;
    const std::lock_guard lock(state.mutex);
    const bool isFull = !state.text.isEmpty() && state.text.size() + line.size() > state.maximumBytes;
    if (state.dropped > 0 || isFull) {
        ++state.dropped;
        return;
    }
    state.text.append(line);
    if (!state.isWriting)
        state.changed.notify_all();
}

bool LogQueue::flush(std::chrono::milliseconds patience)
{
    State &state = *m_state;
    std::unique_lock lock(state.mutex);
    return state.changed.wait_for(lock, patience, [&state] { return !state.isWriting && state.text.isEmpty(); });
}

void LogQueue::run(const std::shared_ptr<State> &state)
{
    std::unique_lock lock(state->mutex);
    while (true) {
        state->changed.wait(lock, [&state] { return state->isEnding || !state->text.isEmpty(); });
        if (state->text.isEmpty())
            return;
        QByteArray text = std::exchange(state->text, {});
        if (const qint64 dropped = std::exchange(state->dropped, 0); dropped > 0)
            text.append(state->notice(dropped));
        state->isWriting = true;
        lock.unlock();
        writeAll(state->descriptor, text);
        lock.lock();
        state->isWriting = false;
        state->changed.notify_all();
    }
}

} // namespace tidegate
