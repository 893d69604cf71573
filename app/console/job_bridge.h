// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_identity.h"
#include "core/feed/feed_registry.h"
#include "core/partner/feed_job_service.h"
#include "ui/job_services.h"

#include <QObject>

namespace tidegate {

/// Gives the console what it asks about jobs; changes are an admin's. Lives on the GUI thread.
class JobBridge final : public QObject, public JobServices
{
public:
    /// All outlive this.
    JobBridge(Store &store, const Clock &clock, const FeedRegistry &formats, FeedJobService &jobs,
              const ConsoleIdentity &identity);

    void jobs(const JobQuery &query, int limit, const QString &cursor, Answer<JobViewPage> answer) override;
    void job(const QString &jobId, Answer<JobView> answer) override;
    void jobActivity(Answer<JobActivity> answer) override;
    void findings(const FindingQuery &query, int limit, const QString &cursor, Answer<FindingPage> answer) override;
    void findingCodes(const QString &jobId, Answer<std::vector<FindingCode>> answer) override;
    void rejectedRows(const QString &jobId, const QString &cursor, Answer<RejectedRows> answer) override;
    void cancelJob(const QString &jobId, Answer<JobView> answer) override;
    void undoJob(const QString &jobId, Answer<JobView> answer) override;
    void retryJob(const QString &jobId, Answer<JobView> answer) override;

private:
    [[nodiscard]] JobView viewOf(const FeedJob &job) const;
    void answerWith(Async<Result<FeedJob>> job, Answer<JobView> answer);

    Store &m_store;
    const Clock &m_clock;
    const FeedRegistry &m_formats;
    FeedJobService &m_jobs;
    const ConsoleIdentity &m_identity;
};

} // namespace tidegate
