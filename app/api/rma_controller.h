// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api_access.h"
#include "app/http/router.h"
#include "core/rma/rma_files.h"
#include "core/rma/rma_queries.h"
#include "core/rma/rma_service.h"

namespace tidegate {

/// /rma, and what of an order can be returned: a shopper's own returns.
class RmaController
{
public:
    /// All must outlive this.
    RmaController(RmaService &service, RmaQueries &queries, RmaFiles &files, ShopperAccess access);
    void addRoutes(Router &router);

private:
    QCoro::Task<Response> submit(std::shared_ptr<const Request> request);
    QCoro::Task<Response> list(std::shared_ptr<const Request> request);
    QCoro::Task<Response> one(std::shared_ptr<const Request> request);
    QCoro::Task<Response> cancel(std::shared_ptr<const Request> request);
    QCoro::Task<Response> send(std::shared_ptr<const Request> request);
    QCoro::Task<Response> addFile(std::shared_ptr<const Request> request);
    QCoro::Task<Response> file(std::shared_ptr<const Request> request);
    QCoro::Task<Response> returnable(std::shared_ptr<const Request> request);
    [[nodiscard]] Response answerTo(const Result<RmaAnswer> &answer, const Request &request) const;

    RmaService &m_service;
    RmaQueries &m_queries;
    RmaFiles &m_files;
    const ShopperAccess m_access;
};

} // namespace tidegate
