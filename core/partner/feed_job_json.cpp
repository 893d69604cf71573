// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_json.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QJsonValue timeOrNull(const std::optional<UtcMillis> &time)
{
    return time ? QJsonValue(formatTime(*time)) : QJsonValue(QJsonValue::Null);
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue failureOf(const FeedJob &job)
{
    if (job.failure.isEmpty())
        return {};
    return QJsonObject{{u"code"_s, job.failure}, {u"message"_s, job.failureDetail}};
}

} // namespace

QJsonObject toJson(const FeedJob &job)
{
    QJsonObject object{{u"id"_s, job.id},
                       {u"status"_s, jobStatusName(job.status)},
                       {u"kind"_s, job.kind == JobKind::Undo ? u"undo"_s : u"feed"_s},
                       {u"mode"_s, jobModeName(job.mode)},
                       {u"policy"_s, jobPolicyName(job.policy)},
                       {u"dry_run"_s, job.dryRun},
                       {u"max_errors"_s, job.maxErrors ? QJsonValue(*job.maxErrors) : QJsonValue()},
                       {u"format"_s, textOrNull(job.format)},
                       {u"media_type"_s, textOrNull(job.mediaType)},
                       {u"phase"_s, textOrNull(job.phase)},
                       {u"bytes"_s, job.bytes},
                       {u"processed"_s, job.processed},
                       {u"total"_s, job.total},
                       {u"created"_s, job.created},
                       {u"updated"_s, job.updated},
                       {u"unchanged"_s, job.unchanged},
                       {u"withdrawn"_s, job.withdrawn},
                       {u"rejected"_s, job.rejected},
                       {u"cleared"_s, job.cleared},
                       {u"percent"_s, job.percent()},
                       {u"error_count"_s, job.errorCount},
                       {u"warning_count"_s, job.warningCount},
                       {u"failure"_s, failureOf(job)},
                       {u"cancel_requested"_s, job.cancelRequested},
                       {u"file_kept"_s, job.fileKept},
                       {u"undoes"_s, textOrNull(job.undoesId)},
                       {u"undone_by"_s, textOrNull(job.undoneBy)},
                       {u"created_at"_s, formatTime(job.createdAt)},
                       {u"started_at"_s, timeOrNull(job.startedAt)},
                       {u"finished_at"_s, timeOrNull(job.finishedAt)}};
    if (job.sandbox)
        object.insert(u"sandbox"_s, true);
    return object;
}

QJsonObject toJson(const JobError &error)
{
    return {{u"line"_s, error.error.line},   {u"field"_s, error.error.field},
            {u"code"_s, error.error.code},   {u"message"_s, error.error.message},
            {u"value"_s, error.error.value}, {u"severity"_s, error.isWarning ? u"warning"_s : u"error"_s}};
}

} // namespace tidegate
