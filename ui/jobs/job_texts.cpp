// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_texts.h"

#include "ui/common/format.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::Jobs)
};

QString phaseText(const JobView &job)
{
    if (job.cancelRequested) {
        return Text::tr("Stopping after the rows it is at");
    }
    if (job.phase == "reading"_L1) {
        return Text::tr("Reading the feed to its end");
    }
    if (job.phase == "withdrawing"_L1) {
        return Text::tr("Withdrawing what the feed no longer names");
    }
    if (job.phase == "undoing"_L1) {
        return Text::tr("Taking back");
    }
    return job.dryRun ? Text::tr("Checking") : Text::tr("Applying");
}

QString runningSentence(const JobView &job, double rowsPerSecond)
{
    QStringList parts{phaseText(job)};
    if (job.total > 0) {
        parts += Text::tr("%1 of %Ln row(s)", nullptr, plural(job.total)).arg(countText(job.processed));
    }
    if (rowsPerSecond > 0) {
        parts += Text::tr("%1 rows/s").arg(rateText(rowsPerSecond));
        const double left = static_cast<double>(job.total - job.processed) / rowsPerSecond;
        if (job.total > job.processed) {
            parts += Text::tr("about %1 left").arg(spanText(std::chrono::milliseconds(qint64(left * 1000))));
        }
    }
    return parts.join(u" · "_s);
}

QString overSentence(const JobView &job)
{
    QStringList parts{jobStateText(job.state)};
    if (job.finishedAt) {
        parts += momentText(*job.finishedAt);
        if (job.startedAt) {
            parts += Text::tr("took %1").arg(spanText(std::chrono::milliseconds(*job.finishedAt - *job.startedAt)));
        }
    }
    if (!job.undoneBy.isEmpty()) {
        parts += Text::tr("taken back since");
    }
    return job.failure.isEmpty() ? parts.join(u" · "_s) : parts.join(u" · "_s) + u" · "_s + job.failure;
}

QString cancelText(const JobView &job)
{
    if (job.state == JobState::Queued) {
        return Text::tr("It has not begun: nothing of it is taken into the catalogue.");
    }
    if (job.dryRun) {
        return Text::tr("It is a dry run and has changed nothing. What it has found so far stays.");
    }
    const qint64 applied = job.created + job.updated + job.withdrawn;
    return job.atomic
        ? Text::tr("It stops after the rows it is at, and what it has changed so far is taken back.")
        : Text::tr("It stops after the rows it is at. %Ln product(s) that it has changed so far stay as they are now; it can be "
                   "undone afterwards.",
                   nullptr, plural(applied));
}

QString undoText(const JobView &job)
{
    QStringList effects;
    if (job.created > 0) {
        effects += Text::tr("%Ln product(s) that it created are withdrawn.", nullptr, plural(job.created));
    }
    if (job.updated > 0) {
        effects += Text::tr("%Ln product(s) that it updated get back what they had.", nullptr, plural(job.updated));
    }
    if (job.withdrawn > 0) {
        effects += Text::tr("%Ln product(s) that it withdrew come back.", nullptr, plural(job.withdrawn));
    }
    effects += Text::tr("It is done by a job of its own, and refused where something later touched the same products.");
    return effects.join(u' ');
}

} // namespace

QString jobStateText(JobState state)
{
    switch (state) {
    case JobState::Queued: return Text::tr("Queued");
    case JobState::Running: return Text::tr("Running");
    case JobState::Succeeded: return Text::tr("Succeeded");
    case JobState::Partial: return Text::tr("Partly taken");
    case JobState::Failed: return Text::tr("Failed");
    case JobState::Cancelled: break;
    }
    return Text::tr("Cancelled");
}

QIcon jobStateIcon(JobState state)
{
    switch (state) {
    case JobState::Queued: return themedIcon(u"clock"_s, IconTone::Muted);
    case JobState::Running: return themedIcon(u"play"_s, IconTone::Good);
    case JobState::Succeeded: return themedIcon(u"good"_s, IconTone::Good);
    case JobState::Partial: return themedIcon(u"warning"_s, IconTone::Warning);
    case JobState::Failed: return themedIcon(u"bad"_s, IconTone::Bad);
    case JobState::Cancelled: break;
    }
    return themedIcon(u"stop"_s, IconTone::Muted);
}

QString jobKindText(const JobView &job)
{
    if (job.isUndo()) {
        return Text::tr("Undo", "kind of job");
    }
    QString text = job.full ? Text::tr("Full", "kind of feed") : Text::tr("Delta", "kind of feed");
    if (job.atomic) {
        text += Text::tr(", all or nothing");
    }
    return job.dryRun ? text + Text::tr(", dry run") : text;
}

QString jobSentence(const JobView &job, double rowsPerSecond, UtcMillis now)
{
    if (job.state == JobState::Queued) {
        return Text::tr("Queued for %1: it begins when the jobs before it have ended")
            .arg(spanText(std::chrono::milliseconds(now - job.createdAt)));
    }
    return job.state == JobState::Running ? runningSentence(job, rowsPerSecond) : overSentence(job);
}

QString jobStepObstacle(const JobView &job, JobStep step)
{
    if (step == JobStep::Cancel) {
        return job.isOver()       ? Text::tr("It is over already.")
            : job.cancelRequested ? Text::tr("It is stopping already.")
                                  : QString();
    }
    if (!job.isOver()) {
        return Text::tr("It is not over yet.");
    }
    if (step == JobStep::Retry) {
        return job.isUndo() ? Text::tr("It took another job back; undo that one again instead.")
            : job.fileKept  ? QString()
                            : Text::tr("Its upload is no longer kept.");
    }
    if (!job.undoneBy.isEmpty()) {
        return Text::tr("It has been taken back already.");
    }
    const bool changedNothing = job.dryRun || job.isUndo() || job.created + job.updated + job.withdrawn == 0;
    return changedNothing ? Text::tr("It has changed nothing that could be taken back.") : QString();
}

Question jobStepQuestion(const JobView &job, JobStep step)
{
    switch (step) {
    case JobStep::Cancel:
        return {.title = Text::tr("Cancel this job of “%1”?").arg(job.partnerName),
                .text = cancelText(job),
                .action = Text::tr("&Cancel the job"),
                .risky = job.state == JobState::Running,
                .refusal = Text::tr("&Let it go on")};
    case JobStep::Undo:
        return {.title = Text::tr("Take back what this job of “%1” did?").arg(job.partnerName),
                .text = undoText(job),
                .action = Text::tr("&Take it back"),
                .risky = true};
    case JobStep::Retry: break;
    }
    return {
        .title = Text::tr("Work on this feed of “%1” again?").arg(job.partnerName),
        .text =
            Text::tr(
                "The same upload (%1) is queued as a new job, in the same way: %2. What is in the catalogue already stays as it is.")
                .arg(sizeText(job.bytes), jobKindText(job).toLower()),
        .action = Text::tr("&Work on it again")};
}

QString jobStepDone(const JobView &before, const JobView &after, JobStep step)
{
    switch (step) {
    case JobStep::Undo: return Text::tr("A job that takes the feed of “%1” back is queued.").arg(before.partnerName);
    case JobStep::Retry: return Text::tr("The feed of “%1” is queued again.").arg(before.partnerName);
    case JobStep::Cancel: break;
    }
    return after.isOver() ? Text::tr("The job of “%1” is cancelled.").arg(before.partnerName)
                          : Text::tr("The job of “%1” stops after the rows it is at.").arg(before.partnerName);
}

QString jobStepFailed(const JobView &job, const Error &error, JobStep step)
{
    QString why = errorText(error);
    if (!error.fields.empty()) {
        QStringList messages;
        for (const FieldError &field : error.fields) {
            messages += field.message;
        }
        why = messages.mid(0, 5).join(u' ');
    } else if (error.code == ErrorCode::NotFound && step == JobStep::Retry) {
        why = Text::tr("Its upload is no longer kept.");
    }
    switch (step) {
    case JobStep::Undo: return Text::tr("The job of “%1” was not taken back. %2").arg(job.partnerName, why);
    case JobStep::Retry: return Text::tr("The feed of “%1” was not queued again. %2").arg(job.partnerName, why);
    case JobStep::Cancel: break;
    }
    return Text::tr("The job of “%1” was not cancelled. %2").arg(job.partnerName, why);
}

} // namespace tidegate
