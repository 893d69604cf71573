// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/partner_metrics.h"
#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class PartnerMetricsTest : public QObject
{
    Q_OBJECT

    Metrics m_metrics;

    /// -1: there is no such series.
    [[nodiscard]] double value(const QString &name, const Labels &labels = {}) const
    {
        for (const Sample &sample : m_metrics.sample()) {
            if (sample.name == name && sample.labels == labels)
                return sample.value;
        }
        return -1;
    }
    [[nodiscard]] double rows(const QString &result) const
    {
        return value(u"tidegate_feed_rows_total"_s, {{u"result"_s, result}});
    }

private Q_SLOTS:
    void jobsAreCountedByTheirEnd()
    {
        PartnerMetrics partners(m_metrics);
        FeedJob job;
        job.status = JobStatus::Partial;
        job.created = 3;
        job.rejected = 2;
        job.startedAt = 1'000;
        job.finishedAt = 3'000;
        partners.jobEnded(job);
        job.dryRun = true;
        partners.jobEnded(job);
        job.dryRun = false;
        job.kind = JobKind::Undo;
        job.status = JobStatus::Succeeded;
        partners.jobEnded(job);
        QCOMPARE(value(u"tidegate_feed_jobs_total"_s, {{u"state"_s, u"partial"_s}}), 2.0);
        QCOMPARE(value(u"tidegate_feed_jobs_total"_s, {{u"state"_s, u"succeeded"_s}}), 1.0);
        // Neither a dry run nor an undoing takes rows in.
        QCOMPARE(rows(u"created"_s), 3.0);
        QCOMPARE(rows(u"updated"_s), 0.0);
        QCOMPARE(rows(u"rejected"_s), 2.0);
        QCOMPARE(value(u"tidegate_feed_job_duration_seconds_count"_s), 3.0);
    }

    void aJobThatNeverBeganHasNoDuration()
    {
        Metrics metrics;
        PartnerMetrics partners(metrics);
        FeedJob job;
        job.status = JobStatus::Cancelled;
        job.finishedAt = 3'000;
        partners.jobEnded(job);
        QVERIFY(metrics.histograms(u"tidegate_feed_job_duration_seconds"_s).empty());
    }

    void attemptsAreCountedByTheirOutcome()
    {
        PartnerMetrics partners(m_metrics);
        DeliveryAttempt attempt;
        attempt.status = 204;
        partners.callbackTried(attempt);
        attempt.status = 500;
        attempt.problem = u"https://acme.example answered 500"_s;
        partners.callbackTried(attempt);
        attempt.status = 0;
        partners.callbackTried(attempt);
        for (const MailResult result : {MailResult::Sent, MailResult::PutOff, MailResult::GivenUp})
            partners.mailTried(result);
        for (const QString &result : {u"delivered"_s, u"refused"_s, u"unreachable"_s})
            QCOMPARE(value(u"tidegate_webhook_out_attempts_total"_s, {{u"result"_s, result}}), 1.0);
        for (const QString &result : {u"sent"_s, u"put_off"_s, u"given_up"_s})
            QCOMPARE(value(u"tidegate_email_total"_s, {{u"result"_s, result}}), 1.0);
        QVERIFY(!m_metrics.prometheusText().contains("acme"));
    }

    void whatWaitsAndWhatIsDeadIsLookedUp()
    {
        PartnerMetrics partners(m_metrics);
        const SystemClock clock;
        const test::ScratchStore scratch;
        const auto store = scratch.open(clock);
        scratch.runOutside(u"INSERT INTO partner (id, name, email, created_at) VALUES ('p', 'Acme', 'a@acme.example', 0)"_s);
        for (const QString &status : {u"queued"_s, u"queued"_s, u"running"_s, u"failed"_s})
            addJob(scratch, status);
        addDead(scratch);
        partners.countQueues(*store);
        QTRY_COMPARE(value(u"tidegate_feed_queue_depth"_s), 2.0);
        QCOMPARE(value(u"tidegate_dead_letters"_s, {{u"kind"_s, u"webhook"_s}}), 1.0);
        QCOMPARE(value(u"tidegate_dead_letters"_s, {{u"kind"_s, u"callback"_s}}), 1.0);
    }

private:
    int m_jobs = 0;

    void addJob(const test::ScratchStore &scratch, const QString &status)
    {
        scratch.runOutside(u"INSERT INTO feed_job (id, partner_id, kind, status, mode, policy, actor, uploaded_at, created_at) "
                           "VALUES ('j%1', 'p', 'feed', '%2', 'delta', 'partial', 'test', 0, 0)"_s.arg(++m_jobs)
                               .arg(status));
    }

    /// One of each kind, and one of each that is not dead.
    static void addDead(const test::ScratchStore &scratch)
    {
        for (const QString &status : {u"dead"_s, u"processed"_s}) {
            scratch.runOutside(
                u"INSERT INTO webhook_event (id, partner_id, webhook_id, type, occurred_at, body, status, "
                "next_attempt_at, received_at) VALUES ('%1', 'p', '%1', 'stock.updated', 0, '{}', '%1', 0, 0)"_s.arg(status));
        }
        for (const QString &status : {u"dead"_s, u"delivered"_s}) {
            scratch.runOutside(u"INSERT INTO delivery (id, partner_id, type, body, status, next_attempt_at, created_at) "
                               "VALUES ('%1', 'p', 'ping', '{}', '%1', 0, 0)"_s.arg(status));
        }
    }
};

QTEST_GUILESS_MAIN(PartnerMetricsTest)
#include "tst_partner_metrics.moc"
