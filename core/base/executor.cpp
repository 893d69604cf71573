// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/executor.h"

#include <QCoreApplication>
#include <QEvent>

namespace tidegate {

namespace {
const QEvent::Type wakeUp = static_cast<QEvent::Type>(QEvent::registerEventType());
}

std::shared_ptr<Executor> Executor::current()
{
    thread_local std::shared_ptr<Executor> executor(new Executor);
    return executor;
}

Executor::~Executor() = default;

void Executor::post(std::function<void()> function)
{
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        first = m_waiting.empty();
        m_waiting.push_back(std::move(function));
    }
    if (first)
        QCoreApplication::postEvent(this, new QEvent(wakeUp));
}

bool Executor::event(QEvent *event)
{
    if (event->type() != wakeUp)
        return QObject::event(event);
    std::vector<std::function<void()>> batch;
    {
        const std::lock_guard lock(m_mutex);
        batch.swap(m_waiting);
    }
    for (std::function<void()> &function : batch)
        function();
    return true;
}

} // namespace tidegate
