// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/epoll_dispatcher.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QThread>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace tidegate {

namespace {

constexpr std::uint64_t wakeUpTag = UINT64_MAX;
/// Small batches: with 512 busy connections 32 gave a sixth more answers than 256, and a shorter tail (tools/bench listing).
constexpr std::size_t eventsAtOnce = 32;

std::uint64_t tagOf(int descriptor, std::uint32_t generation)
{
    return std::uint64_t(generation) << 32 | static_cast<std::uint32_t>(descriptor);
}

} // namespace

EpollDispatcher::EpollDispatcher()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_wakeUpDescriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = wakeUpTag;
    if (m_epoll < 0 || m_wakeUpDescriptor < 0 || ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wakeUpDescriptor, &event) != 0)
        qFatal("no event loop: %s", std::strerror(errno));
}

EpollDispatcher::~EpollDispatcher()
{
    ::close(m_wakeUpDescriptor);
    ::close(m_epoll);
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    m_isInterrupted = false;
    Q_EMIT awake();
    QCoreApplication::sendPostedEvents();
    if (m_isInterrupted)
        return true;

    // Whatever is posted sets m_isWoken first, so nothing posted can be slept through.
    const bool mayWait = flags.testFlag(QEventLoop::WaitForMoreEvents) && !m_isWoken.exchange(false);
    if (mayWait)
        Q_EMIT aboutToBlock();
    std::array<epoll_event, eventsAtOnce> events;
    const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), mayWait ? waitTime() : 0);
    bool hasDoneAnything = false;
    for (int i = 0; i < count; ++i) {
        const std::uint64_t tag = events[static_cast<std::size_t>(i)].data.u64;
        std::uint64_t wakeUps = 0;
        if (tag == wakeUpTag)
            hasDoneAnything = ::read(m_wakeUpDescriptor, &wakeUps, sizeof wakeUps) > 0 || hasDoneAnything;
        else if (!flags.testFlag(QEventLoop::ExcludeSocketNotifiers))
            hasDoneAnything = activate(tag, events[static_cast<std::size_t>(i)].events) || hasDoneAnything;
    }
    return fireTimers() || hasDoneAnything;
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    const int descriptor = static_cast<int>(notifier->socket());
    if (static_cast<std::size_t>(descriptor) >= m_watched.size())
        m_watched.resize(static_cast<std::size_t>(descriptor) * 2 + 16);
    Watched &watched = m_watched[static_cast<std::size_t>(descriptor)];
    watched.notifiers[notifier->type()] = notifier;
    tellKernel(descriptor, watched);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    const int descriptor = static_cast<int>(notifier->socket());
    Watched &watched = m_watched[static_cast<std::size_t>(descriptor)];
    if (watched.notifiers[notifier->type()] != notifier)
        return;
    watched.notifiers[notifier->type()] = nullptr;
    tellKernel(descriptor, watched);
}

void EpollDispatcher::tellKernel(int descriptor, Watched &watched)
{
    epoll_event event{};
    if (watched.notifiers[QSocketNotifier::Read])
        event.events |= EPOLLIN | EPOLLRDHUP;
    if (watched.notifiers[QSocketNotifier::Write])
        event.events |= EPOLLOUT;
    if (watched.notifiers[QSocketNotifier::Exception])
        event.events |= EPOLLPRI;
    const bool isWanted = event.events != 0;
    if (isWanted && !watched.isKnownToKernel)
        ++watched.generation;
    event.data.u64 = tagOf(descriptor, watched.generation);
    const int operation = !watched.isKnownToKernel ? EPOLL_CTL_ADD : isWanted ? EPOLL_CTL_MOD : EPOLL_CTL_DEL;
    if (!isWanted && !watched.isKnownToKernel)
        return;
    const int result = ::epoll_ctl(m_epoll, operation, descriptor, &event);
    // Deleting fails where the descriptor was closed first, which has deleted it.
    if (result != 0 && operation != EPOLL_CTL_DEL)
        qWarning("EpollDispatcher: descriptor %d can't be watched: %s", descriptor, std::strerror(errno));
    watched.isKnownToKernel = isWanted && result == 0;
}

bool EpollDispatcher::activate(std::uint64_t tag, std::uint32_t events)
{
    const int descriptor = static_cast<int>(tag & UINT32_MAX);
    const auto generation = static_cast<std::uint32_t>(tag >> 32);
    constexpr std::uint32_t ended = EPOLLHUP | EPOLLERR;
    bool hasNotified = false;
    if (events & (EPOLLIN | EPOLLRDHUP | ended))
        hasNotified = notify(descriptor, generation, QSocketNotifier::Read) || hasNotified;
    if (events & (EPOLLOUT | ended))
        hasNotified = notify(descriptor, generation, QSocketNotifier::Write) || hasNotified;
    if (events & EPOLLPRI)
        hasNotified = notify(descriptor, generation, QSocketNotifier::Exception) || hasNotified;
    return hasNotified;
}

/// Looked up anew each time: any notifier's receiver may have taken away any other notifier.
bool EpollDispatcher::notify(int descriptor, std::uint32_t generation, int type)
{
    const Watched &watched = m_watched[static_cast<std::size_t>(descriptor)];
    QSocketNotifier *const notifier = watched.notifiers[type];
    if (!notifier || watched.generation != generation)
        return false;
    QEvent event(QEvent::SockAct);
    QCoreApplication::sendEvent(notifier, &event);
    return true;
}

void EpollDispatcher::registerTimer(int id, qint64 interval, Qt::TimerType type, QObject *object)
{
    const Instant due = steady_clock::now() + milliseconds(interval);
    m_timers.insert(id, {milliseconds(interval), type, object, due});
    m_due.emplace(due, id);
}

bool EpollDispatcher::unregisterTimer(int id)
{
    const auto found = m_timers.constFind(id);
    if (found == m_timers.cend())
        return false;
    m_due.erase({found->due, id});
    m_timers.erase(found);
    return true;
}

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    const QList<TimerInfo> timers = registeredTimers(object);
    for (const TimerInfo &timer : timers)
        unregisterTimer(timer.timerId);
    return !timers.isEmpty();
}

QList<QAbstractEventDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    QList<TimerInfo> timers;
    for (auto timer = m_timers.cbegin(); timer != m_timers.cend(); ++timer) {
        if (timer->object == object)
            timers.append(TimerInfo(timer.key(), static_cast<int>(timer->interval.count()), timer->type));
    }
    return timers;
}

int EpollDispatcher::remainingTime(int id)
{
    const auto found = m_timers.constFind(id);
    if (found == m_timers.cend())
        return -1;
    const auto left = std::chrono::ceil<milliseconds>(found->due - steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

int EpollDispatcher::waitTime() const
{
    if (m_due.empty())
        return -1;
    const auto left = std::chrono::ceil<milliseconds>(m_due.begin()->first - steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, INT_MAX));
}

bool EpollDispatcher::fireTimers()
{
    if (m_due.empty())
        return false;
    const Instant now = steady_clock::now();
    std::vector<int> due;
    for (auto next = m_due.begin(); next != m_due.end() && next->first <= now; ++next)
        due.push_back(next->second);
    for (const int id : due) {
        const auto timer = m_timers.find(id);
        if (timer == m_timers.end() || timer->due > now)
            continue; // an earlier one's receiver has stopped it or started it anew
        m_due.erase({timer->due, id});
        timer->due = std::max(timer->due + timer->interval, now);
        m_due.emplace(timer->due, id);
        QTimerEvent event(id);
        QCoreApplication::sendEvent(timer->object, &event);
    }
    return !due.empty();
}

void EpollDispatcher::wakeUp()
{
    const bool wasWoken = m_isWoken.exchange(true);
    if (wasWoken || QThread::currentThread() == thread())
        return;
    const std::uint64_t one = 1;
    // It fails only when the counter is full, and then the loop is awake.
    static_cast<void>(!::write(m_wakeUpDescriptor, &one, sizeof one));
}

void EpollDispatcher::interrupt()
{
    m_isInterrupted = true;
    wakeUp();
}

} // namespace tidegate
