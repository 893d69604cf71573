// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/partner_metrics.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcMetrics, "tidegate.metrics", QtInfoMsg)

const QString deadHelp = u"Messages that were given up and can be replayed, in the database."_s;

struct Queues {
    qint64 feeds = 0;
    qint64 deadWebhooks = 0;
    qint64 deadCallbacks = 0;
};

/// Each from its partial index.
Result<Queues> readQueues(ReadTransaction &transaction)
{
    return Queues{
        transaction.integer(u"SELECT COUNT(*) FROM feed_job WHERE status IN ('queued', 'running') AND status = 'queued'"_s),
        transaction.integer(u"SELECT COUNT(*) FROM webhook_event WHERE status = 'dead'"_s),
        transaction.integer(u"SELECT COUNT(*) FROM delivery WHERE status = 'dead'"_s)};
}

QString resultOf(const DeliveryAttempt &attempt)
{
    if (attempt.problem.isEmpty())
        return u"delivered"_s;
    return attempt.status > 0 ? u"refused"_s : u"unreachable"_s;
}

QString nameOf(MailResult result)
{
    switch (result) {
    case MailResult::Sent: return u"sent"_s;
    case MailResult::PutOff: return u"put_off"_s;
    case MailResult::GivenUp: return u"given_up"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

PartnerMetrics::PartnerMetrics(Metrics &metrics)
    : m_metrics(metrics)
    , m_queueDepth(metrics.gauge(u"tidegate_feed_queue_depth"_s, u"Feeds that wait to be worked in, in the database."_s))
    , m_deadWebhooks(metrics.gauge(u"tidegate_dead_letters"_s, deadHelp, {{u"kind"_s, u"webhook"_s}}))
    , m_deadCallbacks(metrics.gauge(u"tidegate_dead_letters"_s, deadHelp, {{u"kind"_s, u"callback"_s}}))
{
}

void PartnerMetrics::jobEnded(const FeedJob &job)
{
    m_metrics
        .counter(u"tidegate_feed_jobs_total"_s, u"Jobs of feeds by how they ended."_s, {{u"state"_s, jobStatusName(job.status)}})
        .add();
    if (job.startedAt && job.finishedAt) {
        m_metrics.histogram(u"tidegate_feed_job_duration_seconds"_s, u"How long jobs of feeds were worked on."_s)
            .record(std::chrono::milliseconds(*job.finishedAt - *job.startedAt));
    }
    if (job.kind != JobKind::Feed || job.dryRun)
        return;
    const auto count = [this](const QString &result, qint64 rows) {
        m_metrics
            .counter(u"tidegate_feed_rows_total"_s, u"Rows of feeds that have ended, but for dry runs, by what became of them."_s,
                     {{u"result"_s, result}})
            .add(rows);
    };
    count(u"created"_s, job.created);
    count(u"updated"_s, job.updated);
    count(u"unchanged"_s, job.unchanged);
    count(u"rejected"_s, job.rejected);
}

void PartnerMetrics::callbackTried(const DeliveryAttempt &attempt)
{
    m_metrics
        .counter(u"tidegate_webhook_out_attempts_total"_s, u"Attempts to call partners back by how they ended."_s,
                 {{u"result"_s, resultOf(attempt)}})
        .add();
}

void PartnerMetrics::mailTried(MailResult result)
{
    m_metrics.counter(u"tidegate_email_total"_s, u"Attempts to send mails by how they ended."_s, {{u"result"_s, nameOf(result)}})
        .add();
}

void PartnerMetrics::countQueues(Store &store)
{
    store.read(readQueues).onDelivery([this](const Result<Queues> &queues) {
        if (!queues) {
            qCWarning(lcMetrics).noquote() << "the queues could not be counted:" << queues.error().detail;
            return;
        }
        m_queueDepth.set(double(queues->feeds));
        m_deadWebhooks.set(double(queues->deadWebhooks));
        m_deadCallbacks.set(double(queues->deadCallbacks));
    });
}

} // namespace tidegate
