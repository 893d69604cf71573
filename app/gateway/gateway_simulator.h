// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gateway/charge_book.h"
#include "app/gateway/faults.h"
#include "app/gateway/paypal_endpoints.h"
#include "app/gateway/stripe_endpoints.h"
#include "app/gateway/teller.h"

namespace tidegate {

/// Two payment gateways for tests and demonstrations, with faults on demand:
///  - Stripe's /v1/payment_intents and /v1/refunds, PayPal's /v1/oauth2/token, /v2/checkout/orders and /v2/payments/captures;
///  - `POST /_faults {"mode", "rate"?, "latency_ms"?}`, and GET to read them: they meet every call to the providers, and none to these;
///  - `GET /_charges`: what was really charged and refunded.
class GatewaySimulator
{
public:
    GatewaySimulator(const Clock &clock, Random &random);

    /// Keeps everything in this file, and takes up what it holds.
    Result<Done> openJournal(const QString &file);
    /// The router must not outlive this.
    void addRoutes(Router &router);
    /// Whoever hangs or is slow on purpose waits no longer: the program ends.
    void endWaits() { m_teller.endWaits(); }

private:
    Response setFaults(const Request &request);

    ChargeBook m_book;
    Faults m_faults;
    Teller m_teller;
    StripeEndpoints m_stripe;
    PaypalEndpoints m_paypal;
};

} // namespace tidegate
