// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api_access.h"
#include "app/http/router.h"
#include "core/sale/order_service.h"

namespace tidegate {

/// /staff/orders: found, looked at, shipped, cancelled.
class StaffOrderController
{
public:
    StaffOrderController(OrderService &orders, StaffAccess access);
    void addRoutes(Router &router);

private:
    QCoro::Task<Response> list(std::shared_ptr<const Request> request);
    QCoro::Task<Response> one(std::shared_ptr<const Request> request);
    QCoro::Task<Response> ship(std::shared_ptr<const Request> request);
    QCoro::Task<Response> cancel(std::shared_ptr<const Request> request);

    OrderService &m_orders;
    const StaffAccess m_access;
};

} // namespace tidegate
