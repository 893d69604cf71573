// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/job_bridge.h"

#include "app/console/console_access.h"
#include "app/console/console_answer.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr UtcMillis recentMillis = 60'000;
constexpr int maximumPage = 1'000;

JobState stateOf(JobStatus status)
{
    switch (status) {
    case JobStatus::Queued: return JobState::Queued;
    case JobStatus::Running: return JobState::Running;
    case JobStatus::Succeeded: return JobState::Succeeded;
    case JobStatus::Partial: return JobState::Partial;
    case JobStatus::Failed: return JobState::Failed;
    case JobStatus::Cancelled: break;
    }
    return JobState::Cancelled;
}

std::optional<JobStatus> statusOf(const std::optional<JobState> &state)
{
    if (!state)
        return std::nullopt;
    for (const JobStatus status :
         {JobStatus::Queued, JobStatus::Running, JobStatus::Succeeded, JobStatus::Partial, JobStatus::Failed}) {
        if (stateOf(status) == *state)
            return status;
    }
    return JobStatus::Cancelled;
}

void countJobs(JobView &view, const FeedJob &job)
{
    view.total = job.total;
    view.processed = job.processed;
    view.created = job.created;
    view.updated = job.updated;
    view.unchanged = job.unchanged;
    view.withdrawn = job.withdrawn;
    view.rejected = job.rejected;
    view.cleared = job.cleared;
    view.errorCount = job.errorCount;
    view.warningCount = job.warningCount;
    view.percent = job.percent();
}

JobActivity readActivity(ReadTransaction &transaction, UtcMillis now)
{
    JobActivity activity;
    activity.at = now;
    transaction.each(
        u"SELECT id, created + updated + unchanged + rejected, rejected, CASE status WHEN 'running' THEN 1 ELSE 0 END FROM feed_job "
        "WHERE status = 'running' OR finished_at > ?"_s,
        {now - recentMillis}, [&activity](const Row &row) {
            activity.marks.push_back({row.text(0), row.integer(1), row.integer(2)});
            activity.running += row.integer(3);
        });
    transaction.each(u"SELECT COUNT(*) FROM feed_job WHERE status = 'queued'"_s, {},
                     [&activity](const Row &row) { activity.queued = row.integer(0); });
    return activity;
}

FindingPage readFindings(ReadTransaction &transaction, const FindingQuery &query, int limit, const QString &cursor)
{
    FindingPage page;
    transaction.each(u"SELECT position, severity, line, field, code, message, value FROM feed_job_error "
                     "WHERE job_id = ? AND position > ? AND (? = '' OR code = ?) ORDER BY position LIMIT ?"_s,
                     {query.jobId, cursor.isEmpty() ? -1 : cursor.toLongLong(), query.code, query.code, limit + 1},
                     [&page](const Row &row) {
                         page.findings.push_back({row.integer(0),
                                                  row.text(1) == u"warning",
                                                  {row.integer(2), row.text(3), row.text(4), row.text(5), row.text(6)}});
                     });
    if (page.findings.size() > std::size_t(limit)) {
        page.findings.pop_back();
        page.nextCursor = QString::number(page.findings.back().position);
    }
    return page;
}

std::vector<FindingCode> readCodes(ReadTransaction &transaction, const QString &jobId)
{
    std::vector<FindingCode> codes;
    transaction.each(u"SELECT code, severity, COUNT(*) FROM feed_job_error WHERE job_id = ? GROUP BY code, severity "
                     "ORDER BY COUNT(*) DESC, code, severity"_s,
                     {jobId}, [&codes](const Row &row) {
                         codes.push_back({row.text(0), row.text(1) == u"warning", row.integer(2)});
                     });
    return codes;
}

} // namespace

JobBridge::JobBridge(Store &store, const Clock &clock, const FeedRegistry &formats, FeedJobService &jobs,
                     const ConsoleIdentity &identity)
    : m_store(store)
    , m_clock(clock)
    , m_formats(formats)
    , m_jobs(jobs)
    , m_identity(identity)
{
}

JobView JobBridge::viewOf(const FeedJob &job) const
{
    const auto format = m_formats.find(job.format);
    JobView view;
    view.id = job.id;
    view.partnerId = job.partnerId;
    view.partnerName = job.partnerName;
    view.sandbox = job.sandbox;
    view.undoesId = job.undoesId;
    view.state = stateOf(job.status);
    view.full = job.mode == JobMode::Full;
    view.atomic = job.policy == JobPolicy::Atomic;
    view.dryRun = job.dryRun;
    view.format = format ? format->name() : job.format;
    view.bytes = job.bytes;
    view.phase = job.phase;
    countJobs(view, job);
    view.failure = job.failureDetail.isEmpty() ? job.failure : job.failureDetail;
    view.cancelRequested = job.cancelRequested;
    view.fileKept = job.fileKept;
    view.undoneBy = job.undoneBy;
    view.createdAt = job.createdAt;
    view.startedAt = job.startedAt;
    view.finishedAt = job.finishedAt;
    return view;
}

void JobBridge::answerWith(Async<Result<FeedJob>> job, Answer<JobView> answer)
{
    deliverTo(this, std::move(job), std::move(answer), [this](const FeedJob &found) { return viewOf(found); });
}

void JobBridge::jobs(const JobQuery &query, int limit, const QString &cursor, Answer<JobViewPage> answer)
{
    const JobFilter filter{query.partnerId, query.sandbox, statusOf(query.state), query.onlyOpen};
    deliverTo(this, m_jobs.list(filter, limit, cursor), std::move(answer), [this](const FeedJobPage &page) {
        JobViewPage views{{}, page.nextCursor};
        for (const FeedJob &job : page.jobs)
            views.jobs.push_back(viewOf(job));
        return views;
    });
}

void JobBridge::job(const QString &jobId, Answer<JobView> answer)
{
    answerWith(m_jobs.find(jobId), std::move(answer));
}

void JobBridge::jobActivity(Answer<JobActivity> answer)
{
    auto reading = m_store.read(
        [now = m_clock.utc()](ReadTransaction &transaction) -> Result<JobActivity> { return readActivity(transaction, now); });
    deliverTo(this, std::move(reading), std::move(answer), asItIs);
}

void JobBridge::findings(const FindingQuery &query, int limit, const QString &cursor, Answer<FindingPage> answer)
{
    auto reading = m_store.read(
        [query, limit = std::clamp(limit, 1, maximumPage), cursor](ReadTransaction &transaction) -> Result<FindingPage> {
            return readFindings(transaction, query, limit, cursor);
        });
    deliverTo(this, std::move(reading), std::move(answer), asItIs);
}

void JobBridge::findingCodes(const QString &jobId, Answer<std::vector<FindingCode>> answer)
{
    auto reading = m_store.read(
        [jobId](ReadTransaction &transaction) -> Result<std::vector<FindingCode>> { return readCodes(transaction, jobId); });
    deliverTo(this, std::move(reading), std::move(answer), asItIs);
}

void JobBridge::rejectedRows(const QString &jobId, const QString &cursor, Answer<RejectedRows> answer)
{
    deliverTo(this, m_jobs.rejected(jobId, cursor), std::move(answer), [](const RejectedFile &file) {
        return RejectedRows{file.fileName, file.content, file.nextCursor};
    });
}

void JobBridge::cancelJob(const QString &jobId, Answer<JobView> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        answerWith(m_jobs.cancel(jobId, actor->text()), std::move(answer));
}

void JobBridge::undoJob(const QString &jobId, Answer<JobView> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        answerWith(m_jobs.undo(jobId, actor->text()), std::move(answer));
}

void JobBridge::retryJob(const QString &jobId, Answer<JobView> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        answerWith(m_jobs.retry(jobId, actor->text()), std::move(answer));
}

} // namespace tidegate
