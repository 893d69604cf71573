// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gateway/teller.h"

#include <QLoggingCategory>
#include <QTimer>

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(gatewayLog, "tidegate.gateway", QtInfoMsg)

} // namespace

Response gatewayResponse(const GatewayAnswer &answer)
{
    Response response;
    response.status = answer.status;
    response.contentType = "application/json";
    response.body = answer.body;
    return response;
}

Teller::Teller(ChargeBook &book, Faults &faults)
    : m_book(book)
    , m_faults(faults)
{
}

QCoro::Task<Response> Teller::serve(GatewayTask task, const GatewayDialect &dialect)
{
    const FaultMode fault = m_faults.draw();
    if (fault == FaultMode::Error)
        co_return gatewayResponse(dialect.broken);
    if (fault == FaultMode::Hang) {
        Async<Done> hanging = wait(std::nullopt);
        co_await hanging;
        co_return Response::noAnswer();
    }
    const ChargeBook::Claim claim = m_book.claim(task.key);
    if (fault == FaultMode::Slow) {
        Async<Done> pausing = wait(m_faults.latency());
        co_await pausing;
    }
    Response response = claim.standing == ChargeBook::Standing::New ? finish(task, fault, dialect) : refuse(claim, dialect);
    if (fault == FaultMode::DropAfterCharge && task.movesMoney)
        co_return Response::noAnswer();
    co_return response;
}

Async<Done> Teller::wait(std::optional<std::chrono::milliseconds> time)
{
    Promise<Done> promise;
    const std::lock_guard lock(m_mutex);
    if (m_ending) {
        promise.deliver({});
        return promise.async();
    }
    const quint64 number = ++m_lastWait;
    m_waiting.emplace(number, promise);
    if (time)
        QTimer::singleShot(*time, Qt::PreciseTimer, Executor::current().get(), [this, number] { endWait(number); });
    return promise.async();
}

void Teller::endWait(quint64 number)
{
    const std::lock_guard lock(m_mutex);
    if (auto waiting = m_waiting.extract(number))
        waiting.mapped().deliver({});
}

void Teller::endWaits()
{
    const std::lock_guard lock(m_mutex);
    m_ending = true;
    for (auto &[number, promise] : m_waiting)
        promise.deliver({});
    m_waiting.clear();
}

Response Teller::finish(const GatewayTask &task, FaultMode fault, const GatewayDialect &dialect)
{
    const bool declines = fault == FaultMode::Decline && task.decline;
    const Result<GatewayAnswer> answer = m_book.settle(task.key, declines ? task.decline : task.work);
    if (answer)
        return gatewayResponse(*answer);
    qCCritical(gatewayLog).noquote() << answer.error().detail;
    return gatewayResponse(dialect.broken);
}

Response Teller::refuse(const ChargeBook::Claim &claim, const GatewayDialect &dialect)
{
    switch (claim.standing) {
    case ChargeBook::Standing::Running: return gatewayResponse(dialect.running);
    case ChargeBook::Standing::OtherRequest: return gatewayResponse(dialect.otherRequest);
    default: break;
    }
    Response replay = gatewayResponse(claim.answer);
    replay.headers.emplace_back("Idempotent-Replayed", "true");
    return replay;
}

} // namespace tidegate
