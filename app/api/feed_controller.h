// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/authenticator.h"
#include "app/http/router.h"
#include "core/partner/feed_job_service.h"

namespace tidegate {

/// POST /partner/ingest: a feed becomes a job. Key, coding and parameters are looked at before the body is read, so that what is refused
/// fills no disk.
class FeedController
{
public:
    explicit FeedController(FeedJobService &jobs);
    void addRoutes(Router &router, const Authenticator &authenticator);

private:
    QCoro::Task<Response> ingest(std::shared_ptr<const Request> request);

    FeedJobService &m_jobs;
};

} // namespace tidegate
