// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/authenticator.h"
#include "app/http/router.h"
#include "core/observe/metrics.h"
#include "core/sale/checkout.h"

#include <unordered_map>

namespace tidegate {

/// POST /flash/checkout
class CheckoutController
{
public:
    CheckoutController(CheckoutService &checkout, Metrics &metrics);
    void addRoutes(Router &router, const Authenticator &authenticator);

private:
    QCoro::Task<Response> checkout(std::shared_ptr<const Request> request);
    void count(const CheckoutAnswer &answer);

    CheckoutService &m_checkout;
    Counter &m_paid;
    Counter &m_replayed;
    std::unordered_map<ErrorCode, Counter *> m_refused;
};

} // namespace tidegate
