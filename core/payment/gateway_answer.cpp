// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/gateway_answer.h"

#include "core/outbound/retry_after.h"

using namespace Qt::StringLiterals;

namespace tidegate {

Q_LOGGING_CATEGORY(paymentLog, "tidegate.payment", QtInfoMsg)

ChargeOutcome outcomeWithoutAnswer(const HttpReply &reply)
{
    ChargeOutcome outcome;
    outcome.status = reply.fate == HttpReply::Fate::NotSent ? ChargeStatus::Failed : ChargeStatus::Unknown;
    outcome.detail = reply.problem;
    return outcome;
}

ChargeOutcome refusedOutright(const QString &gateway, const HttpReply &reply, const QString &what)
{
    qCCritical(paymentLog).noquote()
        << u"%1 refuses our requests (HTTP %2: %3): check its settings"_s.arg(gateway).arg(reply.status).arg(what);
    ChargeOutcome refused = answered(ChargeStatus::Failed, what, reply);
    refused.retryable = false;
    refused.gatewayAtFault = reply.status != 400 && reply.status != 422; // those are about one request, the others about all
    return refused;
}

ChargeOutcome answered(ChargeStatus status, const QString &detail, const HttpReply &reply)
{
    ChargeOutcome outcome;
    outcome.status = status;
    outcome.detail = u"HTTP %1: %2"_s.arg(reply.status).arg(detail);
    outcome.retryAfter = retryAfterOf(reply);
    return outcome;
}

std::chrono::milliseconds timeLeft(const Clock &clock, Monotonic end)
{
    using std::chrono::milliseconds;
    return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(end - clock.monotonic()));
}

} // namespace tidegate
