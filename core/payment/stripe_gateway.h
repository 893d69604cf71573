// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outbound/http_client.h"
#include "core/payment/payment_method.h"

namespace tidegate {

/// Cards through Stripe: a payment intent that is created and confirmed in one call, and refunds of it (docs.stripe.com/api).
///
/// What an answer means: 2xx by its `status`; 402 card_error and a token that Stripe doesn't take: Declined; 409 (the key is in
/// use this moment) and 5xx, which Stripe calls indeterminate: Unknown; 429 and a request that never left: Failed; a request
/// without an answer: Unknown; any other 4xx is a wrong key or our own bug: Failed, not retryable, loud in the log.
///
/// Stripe remembers a key for at least 24 hours.
class StripeGateway final : public PaymentMethod
{
public:
    struct Options {
        QString baseUrl; ///< "https://api.stripe.com"
        QString secretKey;
    };

    StripeGateway(Options options, const Clock &clock, HttpClient::Options http = {});

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString name() const override;
    QCoro::Task<ChargeOutcome> charge(ChargeRequest request, std::chrono::milliseconds timeout) override;
    QCoro::Task<ChargeOutcome> recover(ChargeRequest request, std::chrono::milliseconds timeout) override;
    QCoro::Task<ChargeOutcome> refund(RefundRequest request, std::chrono::milliseconds timeout) override;

private:
    static QByteArray intentForm(const ChargeRequest &request);
    [[nodiscard]] HttpCall call(const char *method, const QByteArray &path) const;
    [[nodiscard]] HttpCall post(const char *path, const QString &idempotencyKey, QByteArray form) const;

    Options m_options;
    const Clock &m_clock;
    HttpClient m_http;
};

} // namespace tidegate
