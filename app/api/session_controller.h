// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"
#include "core/resilience/sliding_window_limiter.h"
#include "core/sale/shopper_sessions.h"

namespace tidegate {

/// POST /shop/sessions: a shopper token for a browser or an app, limited per address.
class SessionController
{
public:
    SessionController(ShopperSessions &sessions, SlidingWindowLimiter &perAddress);
    void addRoutes(Router &router);

private:
    QCoro::Task<Response> create(std::shared_ptr<const Request> request);

    ShopperSessions &m_sessions;
    SlidingWindowLimiter &m_perAddress;
};

} // namespace tidegate
