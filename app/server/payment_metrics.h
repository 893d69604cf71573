// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/observe/metrics.h"
#include "core/payment/payment_service.h"

namespace tidegate {

/// Counts what happens between the shop and its payment gateways. Thread-safe.
class PaymentMetrics final : public PaymentObserver
{
public:
    explicit PaymentMetrics(Metrics &metrics);

    void tried(const QString &methodId, PaymentOperation operation, ChargeStatus status, std::chrono::nanoseconds took) override;
    void retried(const QString &methodId, PaymentOperation operation) override;
    void ended(const QString &methodId, PaymentOperation operation, const ChargeOutcome &outcome) override;
    void breakerChanged(const QString &methodId, const BreakerTransition &transition) override;

private:
    Metrics &m_metrics;
};

} // namespace tidegate
