// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gateway/teller.h"
#include "app/http/router.h"

namespace tidegate {

/// Stripe's payment intents and refunds, as much of them as a shop with cards needs: an intent is created and confirmed in one call
/// (`confirm=true`), by a token (`payment_method_data[card][token]`) or a stored method (`payment_method`). Tokens and methods whose name
/// has "chargeDeclined" decline, the other test names (tok_visa, pm_card_visa, …) accept.
class StripeEndpoints
{
public:
    StripeEndpoints(Teller &teller, const Clock &clock, Random &random);
    /// The router must not outlive this.
    void addRoutes(Router &router);

private:
    using Form = QHash<QString, QString>;
    using Handling = QCoro::Task<Response> (StripeEndpoints::*)(std::shared_ptr<const Request>);

    void add(Router &router, const QByteArray &method, const QString &pattern, Handling handling);
    QCoro::Task<Response> createIntent(std::shared_ptr<const Request> request);
    QCoro::Task<Response> showIntent(std::shared_ptr<const Request> request);
    QCoro::Task<Response> createRefund(std::shared_ptr<const Request> request);
    [[nodiscard]] QString newName(const QString &prefix) const;

    Teller &m_teller;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace tidegate
