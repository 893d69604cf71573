// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/outbound/http_client.h"
#include "core/payment/payment_method.h"

#include <QJsonObject>

#include <mutex>
#include <vector>

namespace tidegate {

/// PayPal's orders, version 2 (developer.paypal.com/docs/api/orders/v2): an order is created, which moves no money, then captured
/// with the token that the shopper's browser got; both under a PayPal-Request-Id made from the idempotency key. `reference` is
/// the capture's id.
///
/// What an answer means: a capture that is COMPLETED: Charged; DECLINED, or 422 because of the payer or the instrument: Declined;
/// PENDING and 5xx: Unknown; 429 and a request that never left: Failed; any other 4xx is a wrong setting or our own bug: Failed,
/// not retryable, loud in the log.
class PaypalGateway final : public PaymentMethod
{
public:
    struct Options {
        QString baseUrl; ///< "https://api-m.paypal.com"
        QString clientId;
        QString clientSecret;
    };

    PaypalGateway(Options options, const Clock &clock, HttpClient::Options http = {});

    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString name() const override;
    QCoro::Task<ChargeOutcome> charge(ChargeRequest request, std::chrono::milliseconds timeout) override;
    QCoro::Task<ChargeOutcome> recover(ChargeRequest request, std::chrono::milliseconds timeout) override;
    /// PayPal remembers the request id of a new order for six hours.
    [[nodiscard]] std::chrono::hours keyLifetime() const override { return std::chrono::hours(5); }
    QCoro::Task<ChargeOutcome> refund(RefundRequest request, std::chrono::milliseconds timeout) override;

private:
    /// What a call needs to be let in.
    struct Access {
        QByteArray token;
        HttpReply refusal; ///< where `token` is empty: what to treat as PayPal's answer to the payment itself
    };

    QCoro::Task<Access> access(Monotonic end);
    QCoro::Task<Access> fetchAccess(Monotonic end);
    void forget(const QByteArray &token);
    QCoro::Task<HttpReply> send(HttpCall call, Monotonic end);
    QCoro::Task<HttpReply> makeOrder(ChargeRequest request, Monotonic end);
    QCoro::Task<HttpReply> showOrder(QString paypalOrder, Monotonic end);
    QCoro::Task<ChargeOutcome> capture(QString paypalOrder, ChargeRequest request, Monotonic end);
    QCoro::Task<ChargeOutcome> readCapture(HttpReply reply, QString paypalOrder, Monotonic end);
    [[nodiscard]] HttpCall captureCall(const QString &paypalOrder, const QString &idempotencyKey, const QJsonObject &body) const;
    [[nodiscard]] HttpCall post(const QByteArray &path, const QString &requestId, const QJsonObject &body) const;

    Options m_options;
    const Clock &m_clock;
    HttpClient m_http;
    std::mutex m_mutex;
    QByteArray m_token;
    Monotonic m_tokenEnd{0};
    bool m_fetching = false;
    std::vector<Promise<Access>> m_waiting;
};

} // namespace tidegate
