// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/authenticator.h"
#include "app/http/router.h"
#include "core/sale/order_queries.h"

namespace tidegate {

/// GET /orders, GET /orders/{id}, GET /credit: what is the shopper's own.
class OrderController
{
public:
    OrderController(const Authenticator &authenticator, OrderQueries &queries);
    void addRoutes(Router &router);

private:
    QCoro::Task<Response> list(std::shared_ptr<const Request> request);
    QCoro::Task<Response> one(std::shared_ptr<const Request> request);
    QCoro::Task<Response> credit(std::shared_ptr<const Request> request);

    const Authenticator &m_authenticator;
    OrderQueries &m_queries;
};

} // namespace tidegate
