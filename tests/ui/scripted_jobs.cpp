// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/scripted_jobs.h"

#include "ui/scripted_answer.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool fits(const JobQuery &query, const JobView &job)
{
    return (query.partnerId.isEmpty() || query.partnerId == job.partnerId) && (!query.sandbox || *query.sandbox == job.sandbox)
        && (!query.state || *query.state == job.state) && (!query.onlyOpen || !job.isOver());
}

/// Up to `limit` of `rows` from the one at the cursor on, and the cursor of what follows.
template <typename Row>
std::pair<std::vector<Row>, QString> pageOf(const std::vector<Row> &rows, int limit, const QString &cursor)
{
    const std::size_t begin = std::min<std::size_t>(cursor.toULongLong(), rows.size());
    const std::size_t end = std::min(begin + std::size_t(limit), rows.size());
    return {{rows.begin() + std::ptrdiff_t(begin), rows.begin() + std::ptrdiff_t(end)},
            end == rows.size() ? QString() : QString::number(end)};
}

} // namespace

JobView *ScriptedJobs::find(const QString &jobId)
{
    const auto found = std::find_if(jobList.begin(), jobList.end(), [&](const JobView &job) { return job.id == jobId; });
    return found == jobList.end() ? nullptr : &*found;
}

void ScriptedJobs::jobs(const JobQuery &query, int limit, const QString &cursor, Answer<JobViewPage> answer)
{
    queries.push_back(query);
    pagesAsked += cursor.isEmpty() ? 0 : 1;
    std::vector<JobView> fitting;
    std::copy_if(jobList.begin(), jobList.end(), std::back_inserter(fitting),
                 [&](const JobView &job) { return fits(query, job); });
    auto [rows, next] = pageOf(fitting, limit, cursor);
    giveLater<JobViewPage>(this, std::move(answer), resultOf(readFailure, JobViewPage{std::move(rows), next}));
}

void ScriptedJobs::job(const QString &jobId, Answer<JobView> answer)
{
    const JobView *known = find(jobId);
    giveLater<JobView>(this, std::move(answer), known ? resultOf(readFailure, *known) : failure(ErrorCode::NotFound));
}

void ScriptedJobs::jobActivity(Answer<JobActivity> answer)
{
    giveLater<JobActivity>(this, std::move(answer), resultOf(readFailure, activity));
}

void ScriptedJobs::findings(const FindingQuery &query, int limit, const QString &cursor, Answer<FindingPage> answer)
{
    findingPagesAsked += cursor.isEmpty() ? 0 : 1;
    std::vector<JobFinding> fitting;
    std::copy_if(findingList.begin(), findingList.end(), std::back_inserter(fitting),
                 [&](const JobFinding &finding) { return query.code.isEmpty() || finding.error.code == query.code; });
    auto [rows, next] = pageOf(fitting, limit, cursor);
    giveLater<FindingPage>(this, std::move(answer), resultOf(findingFailure, FindingPage{std::move(rows), next}));
}

void ScriptedJobs::findingCodes(const QString &, Answer<std::vector<FindingCode>> answer)
{
    std::vector<FindingCode> codes;
    for (const JobFinding &finding : findingList) {
        const auto known =
            std::find_if(codes.begin(), codes.end(), [&](const FindingCode &code) { return code.code == finding.error.code; });
        if (known == codes.end()) {
            codes.push_back({finding.error.code, finding.isWarning, 1});
        } else {
            ++known->count;
        }
    }
    giveLater<std::vector<FindingCode>>(this, std::move(answer), resultOf(findingFailure, codes));
}

void ScriptedJobs::rejectedRows(const QString &, const QString &cursor, Answer<RejectedRows> answer)
{
    const auto part = std::size_t(cursor.toULongLong());
    giveLater<RejectedRows>(this, std::move(answer),
                            part < rejectedParts.size() ? resultOf(rejectedFailure, rejectedParts[part])
                                                        : failure(ErrorCode::NotFound));
}

void ScriptedJobs::cancelJob(const QString &jobId, Answer<JobView> answer)
{
    cancelled += jobId;
    JobView *job = find(jobId);
    if (!stepFailure && job->state == JobState::Queued) {
        job->state = JobState::Cancelled;
    }
    job->cancelRequested = !stepFailure;
    giveLater<JobView>(this, std::move(answer), resultOf(stepFailure, *job));
}

void ScriptedJobs::undoJob(const QString &jobId, Answer<JobView> answer)
{
    undone += jobId;
    JobView undo = *find(jobId);
    undo.id = u"undo-"_s + jobId;
    undo.undoesId = jobId;
    undo.state = JobState::Queued;
    if (!stepFailure) {
        jobList.insert(jobList.begin(), undo);
    }
    giveLater<JobView>(this, std::move(answer), resultOf(stepFailure, undo));
}

void ScriptedJobs::retryJob(const QString &jobId, Answer<JobView> answer)
{
    retried += jobId;
    JobView again = *find(jobId);
    again.id = u"again-"_s + jobId;
    again.state = JobState::Queued;
    if (!stepFailure) {
        jobList.insert(jobList.begin(), again);
    }
    giveLater<JobView>(this, std::move(answer), resultOf(stepFailure, again));
}

} // namespace tidegate
