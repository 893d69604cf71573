// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/turn_queue.h"

namespace tidegate {

TurnQueue::TurnQueue(int threads, std::size_t maximumWaiting)
    : m_maximumWaiting(maximumWaiting)
{
    m_threads.setMaxThreadCount(threads);
}

TurnQueue::~TurnQueue()
{
    stop();
}

bool TurnQueue::add(const QString &asker, Work work)
{
    const std::lock_guard lock(m_mutex);
    if (m_stopping)
        return false;
    const auto waiting = m_waiting.find(asker);
    if (waiting == m_waiting.end()) {
        m_waiting.insert(asker, {});
        start(asker, std::move(work));
        return true;
    }
    if (waiting->size() >= m_maximumWaiting)
        return false;
    waiting->push_back(std::move(work));
    return true;
}

void TurnQueue::beginStop()
{
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
}

void TurnQueue::stop()
{
    beginStop();
    m_threads.waitForDone();
}

/// The pool takes what came first, and of each who asks it has one at most: that makes the turns.
void TurnQueue::start(const QString &asker, Work work)
{
    m_threads.start([this, asker, work = std::move(work)] {
        work(m_stopping);
        ended(asker);
    });
}

void TurnQueue::ended(const QString &asker)
{
    const std::lock_guard lock(m_mutex);
    const auto waiting = m_waiting.find(asker);
    if (waiting->empty()) {
        m_waiting.erase(waiting);
        return;
    }
    Work next = std::move(waiting->front());
    waiting->pop_front();
    start(asker, std::move(next));
}

} // namespace tidegate
