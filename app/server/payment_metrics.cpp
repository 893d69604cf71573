// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/payment_metrics.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcPayment, "tidegate.payment", QtInfoMsg)

QString operationName(PaymentOperation operation)
{
    return operation == PaymentOperation::Charge ? u"charge"_s : u"refund"_s;
}

QString statusName(ChargeStatus status)
{
    switch (status) {
    case ChargeStatus::Charged: return u"charged"_s;
    case ChargeStatus::Declined: return u"declined"_s;
    case ChargeStatus::Failed: return u"failed"_s;
    case ChargeStatus::Unknown: return u"unknown"_s;
    case ChargeStatus::Absent: return u"absent"_s;
    }
    Q_UNREACHABLE();
}

QString breakerStateName(BreakerState state)
{
    switch (state) {
    case BreakerState::Closed: return u"closed"_s;
    case BreakerState::Open: return u"open"_s;
    case BreakerState::HalfOpen: return u"half-open"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

PaymentMetrics::PaymentMetrics(Metrics &metrics)
    : m_metrics(metrics)
{
}

void PaymentMetrics::tried(const QString &methodId, PaymentOperation operation, ChargeStatus status,
                           std::chrono::nanoseconds took)
{
    m_metrics
        .counter(u"tidegate_payment_tries_total"_s, u"Calls to payment gateways by how they ended."_s,
                 {{u"method"_s, methodId}, {u"operation"_s, operationName(operation)}, {u"status"_s, statusName(status)}})
        .add();
    m_metrics
        .histogram(u"tidegate_payment_try_duration_seconds"_s, u"How long calls to payment gateways took."_s,
                   {{u"method"_s, methodId}})
        .record(took);
}

void PaymentMetrics::retried(const QString &methodId, PaymentOperation operation)
{
    m_metrics
        .counter(u"tidegate_payment_retries_total"_s, u"Calls to payment gateways that repeat a failed one."_s,
                 {{u"method"_s, methodId}, {u"operation"_s, operationName(operation)}})
        .add();
}

void PaymentMetrics::ended(const QString &methodId, PaymentOperation operation, const ChargeOutcome &outcome)
{
    m_metrics
        .counter(u"tidegate_payment_transactions_total"_s, u"Payment transactions by how they ended, with all their tries."_s,
                 {{u"method"_s, methodId}, {u"operation"_s, operationName(operation)}, {u"status"_s, statusName(outcome.status)}})
        .add();
}

void PaymentMetrics::breakerChanged(const QString &methodId, const BreakerTransition &transition)
{
    qCWarning(lcPayment).noquote() << "breaker of" << methodId << "went from" << breakerStateName(transition.from) << "to"
                                   << breakerStateName(transition.to) << ':' << transition.reason;
    m_metrics
        .counter(u"tidegate_breaker_transitions_total"_s, u"Changes of state of the breakers."_s,
                 {{u"method"_s, methodId}, {u"to"_s, breakerStateName(transition.to)}})
        .add();
}

} // namespace tidegate
