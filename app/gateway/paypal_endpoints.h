// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gateway/teller.h"
#include "app/http/router.h"

#include <QSet>

namespace tidegate {

/// PayPal's access tokens, orders (v2), captures and refunds. An order takes any payment token; the capture of one whose token has
/// "chargeDeclined" in it is declined.
class PaypalEndpoints
{
public:
    PaypalEndpoints(Teller &teller, const Clock &clock, Random &random);
    /// The router must not outlive this.
    void addRoutes(Router &router);

private:
    using Handling = QCoro::Task<Response> (PaypalEndpoints::*)(std::shared_ptr<const Request>);

    void add(Router &router, const QByteArray &method, const QString &pattern, Handling handling, bool withToken = true);
    QCoro::Task<Response> createToken(std::shared_ptr<const Request> request);
    QCoro::Task<Response> createOrder(std::shared_ptr<const Request> request);
    QCoro::Task<Response> showOrder(std::shared_ptr<const Request> request);
    QCoro::Task<Response> captureOrder(std::shared_ptr<const Request> request);
    QCoro::Task<Response> refundCapture(std::shared_ptr<const Request> request);
    [[nodiscard]] bool knows(const QByteArray &authorization) const;
    [[nodiscard]] QString newName() const;

    Teller &m_teller;
    const Clock &m_clock;
    Random &m_random;
    mutable std::mutex m_mutex;
    QSet<QByteArray> m_tokens;
};

} // namespace tidegate
