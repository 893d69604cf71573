// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api_access.h"
#include "app/http/router.h"
#include "core/sale/refund_service.h"

namespace tidegate {

/// /staff/refunds: what is on its way, what failed, and what somebody decides about it.
class StaffRefundController
{
public:
    StaffRefundController(RefundService &refunds, StaffAccess access);
    void addRoutes(Router &router);

private:
    QCoro::Task<Response> list(std::shared_ptr<const Request> request);
    QCoro::Task<Response> one(std::shared_ptr<const Request> request);
    QCoro::Task<Response> retry(std::shared_ptr<const Request> request);
    QCoro::Task<Response> settle(std::shared_ptr<const Request> request);

    RefundService &m_refunds;
    const StaffAccess m_access;
};

} // namespace tidegate
