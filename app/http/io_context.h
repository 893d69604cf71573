// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/body_budget.h"
#include "app/http/dispatcher.h"
#include "core/base/random.h"

#include <QHash>
#include <QTimer>

class QTcpSocket;

namespace tidegate {

class ConnectionGuard;

/// What the connections of one I/O thread share. Lives and dies on that thread.
class IoContext : public QObject
{
public:
    IoContext(const RouteTable &table, const HttpOptions &options, Metrics &metrics, const Clock &clock,
              std::shared_ptr<BodyBudget> bodyBudget, int thread);

    [[nodiscard]] const HttpOptions &options() const { return m_options; }
    [[nodiscard]] Monotonic now() const { return m_clock.monotonic(); }
    [[nodiscard]] RequestMeter &meter() { return m_meter; }
    [[nodiscard]] Dispatcher &dispatcher() { return m_dispatcher; }
    [[nodiscard]] const std::shared_ptr<BodyBudget> &bodyBudget() const { return m_bodyBudget; }
    /// The text of a Date header (RFC 9110, 5.6.7).
    [[nodiscard]] std::string_view date();
    [[nodiscard]] QString newRequestId();
    /// For rendering; its content is lost with the next answer.
    [[nodiscard]] std::string &headBuffer() { return m_headBuffer; }

    void enter(QTcpSocket *socket, ConnectionGuard *guard);
    void leave(QTcpSocket *socket);
    [[nodiscard]] ConnectionGuard *guardOf(QTcpSocket *socket) const { return m_guards.value(socket); }
    [[nodiscard]] bool isEmpty() const { return m_guards.isEmpty(); }

    /// Connections close when they have answered what they took in; `whenEmpty` is called when none is left.
    void beginStop(std::function<void()> whenEmpty);
    [[nodiscard]] bool isStopping() const { return m_whenEmpty != nullptr; }
    /// Closes all, answered or not.
    void abortAll();

private:
    void sweep();

    const HttpOptions &m_options;
    const Clock &m_clock;
    const std::shared_ptr<BodyBudget> m_bodyBudget;
    SystemRandom m_random;
    RequestMeter m_meter;
    Dispatcher m_dispatcher;
    QHash<QTcpSocket *, ConnectionGuard *> m_guards;
    QTimer m_sweep;
    qint64 m_dateSecond = -1;
    std::string m_date;
    std::string m_headBuffer;
    std::function<void()> m_whenEmpty;
};

} // namespace tidegate
