// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/job_services.h"

#include <QObject>

namespace tidegate {

/// Jobs as a test wants them.
class ScriptedJobs : public QObject, public JobServices
{
    Q_OBJECT

public:
    std::vector<JobView> jobList; ///< the newest first
    JobActivity activity;
    std::vector<JobFinding> findingList; ///< of every job
    std::vector<RejectedRows> rejectedParts;
    std::optional<Error> readFailure;
    std::optional<Error> findingFailure;
    std::optional<Error> stepFailure;
    std::optional<Error> rejectedFailure;

    std::vector<JobQuery> queries;
    int pagesAsked = 0;        ///< of jobs, beyond the first
    int findingPagesAsked = 0; ///< likewise
    QStringList cancelled;
    QStringList undone;
    QStringList retried;

    void jobs(const JobQuery &query, int limit, const QString &cursor, Answer<JobViewPage> answer) override;
    void job(const QString &jobId, Answer<JobView> answer) override;
    void jobActivity(Answer<JobActivity> answer) override;
    void findings(const FindingQuery &query, int limit, const QString &cursor, Answer<FindingPage> answer) override;
    void findingCodes(const QString &jobId, Answer<std::vector<FindingCode>> answer) override;
    void rejectedRows(const QString &jobId, const QString &cursor, Answer<RejectedRows> answer) override;
    void cancelJob(const QString &jobId, Answer<JobView> answer) override;
    void undoJob(const QString &jobId, Answer<JobView> answer) override;
    void retryJob(const QString &jobId, Answer<JobView> answer) override;

    [[nodiscard]] JobView *find(const QString &jobId);
};

} // namespace tidegate
