// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_end.h"

#include "core/base/json.h"
#include "core/partner/callback_outbox.h"
#include "core/partner/feed_job_json.h"
#include "core/partner/feed_job_mail.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int errorsInMail = 10;

JobStatus statusOf(const FeedJob &job, const JobEnd &end)
{
    if (end.cancelled)
        return JobStatus::Cancelled;
    if (!end.failure.isEmpty())
        return end.failure == u"too_many_withdrawals" && job.policy == JobPolicy::Partial ? JobStatus::Partial
                                                                                          : JobStatus::Failed;
    if (job.rejected == 0)
        return JobStatus::Succeeded;
    return job.rejected == job.processed ? JobStatus::Failed : JobStatus::Partial;
}

/// A job that accepted nothing needs a reason too.
JobEnd explained(const FeedJob &job, JobEnd end)
{
    const bool needsOne = end.failure.isEmpty() && statusOf(job, end) == JobStatus::Failed;
    if (needsOne && job.kind == JobKind::Undo) {
        end.failure = u"touched_later"_s;
        end.detail = u"Each of the products was changed after the job, so nothing was taken back."_s;
    } else if (needsOne) {
        end.failure = u"no_row_accepted"_s;
        end.detail = u"Every row of the feed has an error, so nothing was taken over."_s;
    }
    return end;
}

void tell(WriteTransaction &transaction, const FeedJob &job, const Clock &clock, Random &random)
{
    QJsonObject data = toJson(job);
    queueCallback(transaction, {job.partnerId, job.sandbox, u"job.completed"_s, job.id, data}, clock, random);
    const auto recipient = transaction.one(u"SELECT email FROM partner WHERE id = ? AND email <> ''"_s, {job.partnerId},
                                           [](const Row &row) { return row.text(0); });
    if (recipient)
        queueMail(transaction, jobMail(job, readErrors(transaction, job.id, errorsInMail, {}).errors, *recipient), clock, random);
    transaction.audit({job.actor, u"feed.finished"_s, u"feed_job"_s, job.id, {}, toJson(data), job.requestId});
}

} // namespace

FeedJob endJob(WriteTransaction &transaction, const StoredJob &stored, const JobEnd &asked, const JobListener &listener,
               const Clock &clock, Random &random)
{
    const FeedJob &job = stored.job;
    const JobEnd end = explained(job, asked);
    std::vector<JobError> findings;
    for (const FieldError &error : end.errors)
        findings.push_back({0, false, error});
    insertErrors(transaction, job.id, job.errorCount + job.warningCount, findings);
    addCounts(transaction, job.id, {.errors = qint64(findings.size())});
    const bool nothingStays =
        end.takenBack || (job.policy == JobPolicy::Atomic && !job.dryRun && (end.cancelled || !end.failure.isEmpty()));
    if (nothingStays && job.kind == JobKind::Feed)
        countAsUnchanged(transaction, job.id);
    transaction.exec(
        u"UPDATE feed_job SET status = ?, phase = '', failure = ?, failure_detail = ?, finished_at = ?, lease_owner = '', "
        "lease_until = 0, version = version + 1 WHERE id = ?"_s,
        {jobStatusName(statusOf(job, end)), end.failure, end.detail, transaction.now(), job.id});
    // What was not taken back can still be.
    if (job.kind == JobKind::Undo && changedProducts(transaction, job.undoesId) > 0)
        transaction.exec(u"UPDATE feed_job SET undone_by = NULL WHERE id = ? AND undone_by = ?"_s, {job.undoesId, job.id});
    const FeedJob ended = findJob(transaction, job.id).value_or(stored).job;
    tell(transaction, ended, clock, random);
    if (listener)
        transaction.afterCommit([listener, ended] { listener(ended); });
    return ended;
}

} // namespace tidegate
