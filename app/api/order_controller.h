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
    explicit OrderController(OrderQueries &queries);
    void addRoutes(Router &router, const Authenticator &authenticator);

private:
    QCoro::Task<Response> list(std::shared_ptr<const Request> request);
    QCoro::Task<Response> one(std::shared_ptr<const Request> request);
    QCoro::Task<Response> credit(std::shared_ptr<const Request> request);

    OrderQueries &m_queries;
};

} // namespace tidegate
