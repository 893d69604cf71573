// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_mail.h"

#include "core/base/text.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

using Lines = std::vector<std::pair<QString, QString>>;

QString number(qint64 value)
{
    return QLocale::c().toString(value);
}

QString headline(const FeedJob &job)
{
    const QString what = job.kind == JobKind::Undo ? u"The undoing of a feed"_s
        : job.dryRun                               ? u"The dry run of your feed"_s
                                                   : u"Your feed"_s;
    switch (job.status) {
    case JobStatus::Succeeded: return what + u" is done: everything was accepted."_s;
    case JobStatus::Partial: return what + u" is done: a part of it was not accepted."_s;
    case JobStatus::Failed: return what + u" was not accepted."_s;
    case JobStatus::Cancelled: return what + u" was cancelled."_s;
    case JobStatus::Queued:
    case JobStatus::Running: break;
    }
    Q_UNREACHABLE();
}

Lines countsOf(const FeedJob &job)
{
    const bool dry = job.dryRun;
    return {{u"Rows in the feed"_s, number(job.total)},
            {dry ? u"Would be created"_s : u"Created"_s, number(job.created)},
            {dry ? u"Would be updated"_s : u"Updated"_s, number(job.updated)},
            {u"Unchanged"_s, number(job.unchanged)},
            {dry ? u"Would be withdrawn"_s : u"Withdrawn"_s, number(job.withdrawn)},
            {u"Rejected"_s, number(job.rejected)},
            {u"Errors"_s, number(job.errorCount)},
            {u"Warnings"_s, number(job.warningCount)}};
}

QString sentenceOf(const FieldError &error)
{
    QString sentence = error.line > 0 ? u"Line %1, "_s.arg(error.line) : QString();
    sentence += error.field + u": "_s + error.message;
    if (!error.value.isEmpty())
        sentence += u" ("_s + error.value + u')';
    return escapeControls(sentence);
}

QString whereToLook(const FeedJob &job)
{
    QString where =
        u"The job is %1. GET /partner/jobs/%1 tells all about it, /partner/jobs/%1/errors lists every error"_s.arg(job.id);
    if (job.rejected > 0 && job.kind == JobKind::Feed)
        where +=
            u", and /partner/jobs/%1/rejected gives the rejected rows back with what is wrong beside each: mend them there and send that file"_s
                .arg(job.id);
    return where + u". The page /partner/upload shows the same."_s;
}

QString asText(const FeedJob &job, const std::vector<JobError> &errors)
{
    QString text = headline(job) + u"\n\n"_s;
    if (!job.failureDetail.isEmpty())
        text += escapeControls(job.failureDetail) + u"\n\n"_s;
    for (const auto &[name, value] : countsOf(job))
        text += name.leftJustified(20) + value.rightJustified(12) + u'\n';
    if (!errors.empty())
        text += u"\nThe first errors:\n"_s;
    for (const JobError &error : errors)
        text += u"- "_s + sentenceOf(error.error) + u'\n';
    return text + u'\n' + whereToLook(job) + u'\n';
}

QString asHtml(const FeedJob &job, const std::vector<JobError> &errors)
{
    QString html = u"<!DOCTYPE html><html lang=\"en\"><body><h1>"_s + headline(job).toHtmlEscaped() + u"</h1>"_s;
    if (!job.failureDetail.isEmpty())
        html += u"<p>"_s + escapeControls(job.failureDetail).toHtmlEscaped() + u"</p>"_s;
    html += u"<table>"_s;
    for (const auto &[name, value] : countsOf(job))
        html += u"<tr><th align=\"left\">"_s + name + u"</th><td align=\"right\">"_s + value + u"</td></tr>"_s;
    html += u"</table>"_s;
    if (!errors.empty())
        html += u"<h2>The first errors</h2><ul>"_s;
    for (const JobError &error : errors)
        html += u"<li>"_s + sentenceOf(error.error).toHtmlEscaped() + u"</li>"_s;
    if (!errors.empty())
        html += u"</ul>"_s;
    return html + u"<p>"_s + whereToLook(job).toHtmlEscaped() + u"</p></body></html>"_s;
}

} // namespace

Mail jobMail(const FeedJob &job, const std::vector<JobError> &firstErrors, const QString &recipient)
{
    const QString prefix = job.sandbox ? u"[sandbox] "_s : QString();
    return {u"job.completed"_s, recipient, prefix + headline(job), asText(job, firstErrors), asHtml(job, firstErrors)};
}

} // namespace tidegate
