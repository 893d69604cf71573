// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/io_context.h"

#include "app/http/connection_guard.h"
#include "core/base/id.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// One timer looks after the deadlines of all connections: a deadline is late by a quarter of the shortest at most, and setting one
/// costs nothing.
std::chrono::milliseconds sweepInterval(const HttpOptions &options)
{
    const auto shortest = std::min({options.headerTimeout, options.bodyTimeout, options.idleTimeout, options.writeTimeout});
    return std::clamp(shortest / 4, std::chrono::milliseconds(10), std::chrono::milliseconds(500));
}

} // namespace

IoContext::IoContext(const RouteTable &table, const HttpOptions &options, Metrics &metrics, const Clock &clock,
                     std::shared_ptr<BodyBudget> bodyBudget, int thread)
    : m_options(options)
    , m_clock(clock)
    , m_bodyBudget(std::move(bodyBudget))
    , m_meter(metrics, table, thread)
    , m_dispatcher(table, options, m_meter, clock)
{
    m_sweep.setInterval(sweepInterval(options));
    connect(&m_sweep, &QTimer::timeout, this, &IoContext::sweep);
}

std::string_view IoContext::date()
{
    const qint64 second = m_clock.utc() / 1000;
    if (second != m_dateSecond) {
        m_dateSecond = second;
        const QDateTime time = QDateTime::fromSecsSinceEpoch(second, Qt::UTC);
        m_date = QLocale::c().toString(time, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toStdString();
    }
    return m_date;
}

QString IoContext::newRequestId()
{
    return newId(m_clock, m_random);
}

void IoContext::enter(QTcpSocket *socket, ConnectionGuard *guard)
{
    m_guards.insert(socket, guard);
    m_meter.addConnections(1);
    if (!m_sweep.isActive())
        m_sweep.start();
}

void IoContext::leave(QTcpSocket *socket)
{
    m_guards.remove(socket);
    m_meter.addConnections(-1);
    if (!m_guards.isEmpty())
        return;
    m_sweep.stop();
    if (m_whenEmpty)
        m_whenEmpty();
}

void IoContext::beginStop(std::function<void()> whenEmpty)
{
    m_whenEmpty = std::move(whenEmpty);
    if (m_guards.isEmpty())
        return m_whenEmpty();
    for (ConnectionGuard *const guard : m_guards.values())
        guard->closeIfIdle();
}

void IoContext::abortAll()
{
    for (ConnectionGuard *const guard : m_guards.values())
        guard->abort();
}

void IoContext::sweep()
{
    const Monotonic time = now();
    for (ConnectionGuard *const guard : m_guards.values())
        guard->checkDeadline(time);
}

} // namespace tidegate
