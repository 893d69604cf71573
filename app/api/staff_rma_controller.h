// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api_access.h"
#include "app/http/router.h"
#include "core/base/json.h"
#include "core/rma/rma_files.h"
#include "core/rma/rma_queries.h"
#include "core/rma/rma_service.h"

namespace tidegate {

/// /staff/rma, and what of an order can be returned: the work of the staff on returns.
class StaffRmaController
{
public:
    /// All must outlive this.
    StaffRmaController(RmaService &service, RmaQueries &queries, RmaFiles &files, StaffAccess access);
    void addRoutes(Router &router);

private:
    /// Reads a step's own fields from the body and takes it; what is wrong with the fields comes back instead.
    using Take = std::function<Result<Async<Result<RmaAnswer>>>(RmaAction, JsonFields &)>;
    [[nodiscard]] std::vector<std::pair<QString, Take>> steps();
    void addReads(Router &router);
    void addSteps(Router &router);
    void addRest(Router &router);

    QCoro::Task<Response> list(std::shared_ptr<const Request> request);
    QCoro::Task<Response> one(std::shared_ptr<const Request> request);
    QCoro::Task<Response> submit(std::shared_ptr<const Request> request);
    QCoro::Task<Response> step(std::shared_ptr<const Request> request, std::shared_ptr<const Take> take);
    QCoro::Task<Response> preview(std::shared_ptr<const Request> request);
    QCoro::Task<Response> note(std::shared_ptr<const Request> request);
    QCoro::Task<Response> addFile(std::shared_ptr<const Request> request);
    QCoro::Task<Response> file(std::shared_ptr<const Request> request);
    QCoro::Task<Response> returnable(std::shared_ptr<const Request> request);
    [[nodiscard]] Response answerTo(const Result<RmaAnswer> &answer, const Request &request) const;

    RmaService &m_service;
    RmaQueries &m_queries;
    RmaFiles &m_files;
    const StaffAccess m_access;
};

} // namespace tidegate
