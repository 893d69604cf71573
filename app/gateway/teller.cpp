// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gateway/teller.h"

#include <QLoggingCategory>

#include <qcoro/qcorotimer.h>

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
        Async<Done> hanging = hang();
        co_await hanging;
        co_return Response::noAnswer();
    }
    const ChargeBook::Claim claim = m_book.claim(task.key);
    if (fault == FaultMode::Slow)
        co_await QCoro::sleepFor(m_faults.latency());
    Response response = claim.standing == ChargeBook::Standing::New ? finish(task, fault, dialect) : refuse(claim, dialect);
    if (fault == FaultMode::DropAfterCharge && task.movesMoney)
        co_return Response::noAnswer();
    co_return response;
}

Async<Done> Teller::hang()
{
    const std::lock_guard lock(m_mutex);
    return m_hanging.emplace_back().async();
}

void Teller::endHangs()
{
    const std::lock_guard lock(m_mutex);
    for (Promise<Done> &promise : m_hanging)
        promise.deliver({});
    m_hanging.clear();
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
