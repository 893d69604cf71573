// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/authenticator.h"
#include "app/http/router.h"
#include "core/partner/feed_job_service.h"

namespace tidegate {

/// /partner/jobs: what became of a partner's feeds. A job of another partner, or of the other side of the sandbox, is not found.
class JobController
{
public:
    explicit JobController(FeedJobService &jobs);
    void addRoutes(Router &router, const Authenticator &authenticator);

private:
    QCoro::Task<Response> list(std::shared_ptr<const Request> request);
    QCoro::Task<Response> one(std::shared_ptr<const Request> request);
    QCoro::Task<Response> errors(std::shared_ptr<const Request> request);
    QCoro::Task<Response> errorReport(std::shared_ptr<const Request> request, QString jobId, QString cursor);
    QCoro::Task<Response> rejected(std::shared_ptr<const Request> request);
    QCoro::Task<Response> cancel(std::shared_ptr<const Request> request);
    QCoro::Task<Response> undo(std::shared_ptr<const Request> request);
    /// Whether the job that the path names is the caller's.
    Async<Result<FeedJob>> own(const Request &request);

    FeedJobService &m_jobs;
};

} // namespace tidegate
