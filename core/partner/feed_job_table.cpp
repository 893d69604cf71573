// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_table.h"

#include "core/store/bulk_insert.h"
#include "core/store/page.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString selectJobs =
    u"SELECT j.id, j.partner_id, p.name, j.sandbox, j.kind, j.undoes_id, j.status, j.mode, j.policy, j.dry_run, j.max_errors, j.format, "
    "j.media_type, j.gzip, j.bytes, j.phase, j.total, j.created, j.updated, j.unchanged, j.withdrawn, j.rejected, j.cleared, j.error_count, "
    "j.warning_count, j.failure, j.failure_detail, j.cancel_requested, j.undone_by, j.actor, j.request_id, j.created_at, j.started_at, "
    "j.finished_at, j.home, j.file, j.hash, j.idempotency_key, j.rows_done, j.gained, j.cursor, j.lease_owner, j.uploaded_at "
    "FROM feed_job j JOIN partner p ON p.id = j.partner_id "_s;

FeedJob readCounts(FeedJob job, const Row &row)
{
    job.total = row.integer(16);
    job.created = row.integer(17);
    job.updated = row.integer(18);
    job.unchanged = row.integer(19);
    job.withdrawn = row.integer(20);
    job.rejected = row.integer(21);
    job.cleared = row.integer(22);
    job.errorCount = row.integer(23);
    job.warningCount = row.integer(24);
    job.processed = job.created + job.updated + job.unchanged + job.rejected;
    return job;
}

FeedJob readJob(const Row &row)
{
    FeedJob job;
    job.id = row.text(0);
    job.partnerId = row.text(1);
    job.partnerName = row.text(2);
    job.sandbox = row.integer(3) != 0;
    job.kind = row.text(4) == u"undo" ? JobKind::Undo : JobKind::Feed;
    job.undoesId = row.text(5);
    job.status = jobStatusFromName(row.text(6)).value_or(JobStatus::Failed);
    job.mode = jobModeFromName(row.text(7)).value_or(JobMode::Delta);
    job.policy = jobPolicyFromName(row.text(8)).value_or(JobPolicy::Partial);
    job.dryRun = row.integer(9) != 0;
    job.maxErrors = row.optionalInteger(10);
    job.format = row.text(11);
    job.mediaType = row.text(12);
    job.gzip = row.integer(13) != 0;
    job.bytes = row.integer(14);
    job.phase = row.text(15);
    job = readCounts(std::move(job), row);
    job.failure = row.text(25);
    job.failureDetail = row.text(26);
    job.cancelRequested = row.integer(27) != 0;
    job.undoneBy = row.text(28);
    job.actor = row.text(29);
    job.requestId = row.text(30);
    job.createdAt = row.integer(31);
    job.startedAt = row.optionalInteger(32);
    job.finishedAt = row.optionalInteger(33);
    job.fileKept = !row.text(35).isEmpty();
    return job;
}

StoredJob readStored(const Row &row)
{
    return {readJob(row),    row.text(34),    row.text(35), row.text(36), row.text(37),
            row.integer(38), row.integer(39), row.text(40), row.text(41), row.integer(42)};
}

Conditions conditionsOf(const JobFilter &filter, const QString &cursor)
{
    Conditions conditions;
    if (!filter.partnerId.isEmpty())
        conditions.demand(u"j.partner_id = ?"_s, filter.partnerId);
    if (filter.sandbox)
        conditions.demand(u"j.sandbox = ?"_s, qint64(*filter.sandbox));
    if (filter.status)
        conditions.demand(u"j.status = ?"_s, jobStatusName(*filter.status));
    if (filter.onlyOpen)
        conditions.demand(u"j.status IN ('queued', 'running')"_s);
    if (!cursor.isEmpty())
        conditions.demand(u"j.id < ?"_s, cursor);
    return conditions;
}

} // namespace

std::optional<StoredJob> findJob(ReadTransaction &transaction, const QString &id)
{
    return transaction.one(selectJobs + u"WHERE j.id = ?"_s, {id}, readStored);
}

std::optional<StoredJob> findJobByKey(ReadTransaction &transaction, const QString &partnerId, bool sandbox, const QString &key)
{
    return transaction.one(selectJobs + u"WHERE j.partner_id = ? AND j.sandbox = ? AND j.idempotency_key = ?"_s,
                           {partnerId, qint64(sandbox), key}, readStored);
}

FeedJobPage listJobs(ReadTransaction &transaction, const JobFilter &filter, int limit, const QString &cursor)
{
    const Conditions conditions = conditionsOf(filter, cursor);
    FeedJobPage page;
    transaction.each(selectJobs + conditions.where() + u"ORDER BY j.id DESC LIMIT ?"_s,
                     conditions.values() + QVariantList{limit + 1},
                     [&page](const Row &row) { page.jobs.push_back(readJob(row)); });
    page.nextCursor = cutPage(page.jobs, limit, [](const FeedJob &job) { return job.id; });
    return page;
}

void insertJob(WriteTransaction &transaction, const StoredJob &stored)
{
    const FeedJob &job = stored.job;
    transaction.exec(
        u"INSERT INTO feed_job (id, partner_id, sandbox, kind, undoes_id, status, mode, policy, dry_run, max_errors, format, media_type, gzip, "
        "home, file, bytes, hash, idempotency_key, actor, request_id, total, uploaded_at, created_at) "
        "VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {job.id,
         job.partnerId,
         qint64(job.sandbox),
         job.kind == JobKind::Undo ? u"undo"_s : u"feed"_s,
         nullable(job.undoesId),
         jobModeName(job.mode),
         jobPolicyName(job.policy),
         qint64(job.dryRun),
         nullable(job.maxErrors),
         job.format,
         job.mediaType,
         qint64(job.gzip),
         stored.home,
         stored.file,
         job.bytes,
         stored.hash,
         nullable(stored.idempotencyKey),
         job.actor,
         job.requestId,
         job.total,
         stored.uploadedAt,
         transaction.now()});
}

void addCounts(WriteTransaction &transaction, const QString &id, const JobCounts &counts)
{
    transaction.exec(
        u"UPDATE feed_job SET rows_done = rows_done + ?, created = created + ?, updated = updated + ?, unchanged = unchanged + ?, "
        "withdrawn = withdrawn + ?, rejected = rejected + ?, cleared = cleared + ?, gained = gained + ?, error_count = error_count + ?, "
        "warning_count = warning_count + ?, version = version + 1 WHERE id = ?"_s,
        {counts.rows, counts.created, counts.updated, counts.unchanged, counts.withdrawn, counts.rejected, counts.cleared,
         counts.gained, counts.errors, counts.warnings, id});
}

void countAsUnchanged(WriteTransaction &transaction, const QString &id)
{
    transaction.exec(
        u"UPDATE feed_job SET unchanged = unchanged + created + updated, created = 0, updated = 0, withdrawn = 0, cleared = 0 "
        "WHERE id = ?"_s,
        {id});
}

void insertErrors(WriteTransaction &transaction, const QString &id, qint64 before, const std::vector<JobError> &errors)
{
    static const BulkStatement statement(
        u"INSERT INTO feed_job_error (job_id, position, severity, line, field, code, message, value)"_s, 8);
    BulkInsert rows(transaction, statement);
    for (const auto &[ignored, isWarning, error] : errors) {
        if (before >= maximumFindings)
            break;
        rows.add({id, ++before, isWarning ? u"warning"_s : u"error"_s, error.line, error.field, error.code, error.message,
                  error.value});
    }
    rows.finish();
}

JobErrorPage readErrors(ReadTransaction &transaction, const QString &id, int limit, const QString &cursor)
{
    JobErrorPage page;
    transaction.each(
        u"SELECT position, severity, line, field, code, message, value FROM feed_job_error WHERE job_id = ? AND position > ? "
        "ORDER BY position LIMIT ?"_s,
        {id, cursor.toLongLong(), limit + 1}, [&page](const Row &row) {
            page.errors.push_back({row.integer(0),
                                   row.text(1) == u"warning",
                                   {row.integer(2), row.text(3), row.text(4), row.text(5), row.text(6)}});
        });
    page.nextCursor = cutPage(page.errors, limit, [](const JobError &error) { return QString::number(error.position); });
    return page;
}

void insertChange(WriteTransaction &transaction, const QString &id, const StoredChange &change)
{
    transaction.exec(u"INSERT INTO feed_job_change (job_id, position, products, changes) VALUES (?, ?, ?, ?)"_s,
                     {id, change.position, change.products, change.changes});
}

std::optional<StoredChange> lastChange(ReadTransaction &transaction, const QString &id, qint64 before)
{
    return transaction.one(u"SELECT position, products, changes FROM feed_job_change WHERE job_id = ? AND position < ? "
                           "ORDER BY position DESC LIMIT 1"_s,
                           {id, before}, [](const Row &row) -> StoredChange {
                               return {row.integer(0), row.integer(1), row.bytes(2)};
                           });
}

void removeChange(WriteTransaction &transaction, const QString &id, qint64 position)
{
    transaction.exec(u"DELETE FROM feed_job_change WHERE job_id = ? AND position = ?"_s, {id, position});
}

qint64 changedProducts(ReadTransaction &transaction, const QString &id)
{
    return transaction.integer(u"SELECT COALESCE(SUM(products), 0) FROM feed_job_change WHERE job_id = ?"_s, {id});
}

/// From the first job of one turn (partner, side of the sandbox, server) to that of the next by the index feed_job_open: however
/// many wait behind them costs nothing.
std::vector<OpenJob> firstOpenJobs(ReadTransaction &transaction)
{
    static const QString open = u"SELECT n.id FROM feed_job n WHERE n.status IN ('queued', 'running') "_s;
    static const QString sql = u"WITH RECURSIVE first (id) AS (SELECT ("_s + open
        + u"ORDER BY n.partner_id, n.sandbox, n.home, n.id LIMIT 1) UNION ALL SELECT COALESCE(("_s + open
        + u"AND n.partner_id = j.partner_id AND n.sandbox = j.sandbox AND n.home > j.home ORDER BY n.home, n.id LIMIT 1), ("_s
        + open + u"AND n.partner_id = j.partner_id AND n.sandbox > j.sandbox ORDER BY n.sandbox, n.home, n.id LIMIT 1), ("_s
        + open
        + u"AND n.partner_id > j.partner_id ORDER BY n.partner_id, n.sandbox, n.home, n.id LIMIT 1)) "
          "FROM first f JOIN feed_job j ON j.id = f.id) "
          "SELECT j.id, j.partner_id, j.sandbox, j.home, j.status, j.lease_until, j.bytes, j.cancel_requested "
          "FROM first f JOIN feed_job j ON j.id = f.id ORDER BY j.id"_s;
    std::vector<OpenJob> jobs;
    transaction.each(sql, {}, [&jobs](const Row &row) {
        jobs.push_back({row.text(0), row.text(1), row.integer(2) != 0, row.text(3), row.text(4) == u"running", row.integer(5),
                        row.integer(6), row.integer(7) != 0});
    });
    return jobs;
}

bool claimJob(WriteTransaction &transaction, const QString &id, const QString &owner, UtcMillis until)
{
    return transaction.exec(
               u"UPDATE feed_job SET status = 'running', phase = CASE WHEN kind = 'undo' THEN 'undoing' ELSE phase END, "
               "lease_owner = ?, lease_until = ?, started_at = COALESCE(started_at, ?), version = version + 1 "
               "WHERE id = ? AND status IN ('queued', 'running') AND lease_owner IN ('', ?) AND NOT EXISTS (SELECT 1 FROM "
               "feed_job o WHERE o.partner_id = feed_job.partner_id AND o.sandbox = feed_job.sandbox AND o.id <> feed_job.id "
               "AND o.status = 'running' AND o.lease_until >= ?)"_s,
               {owner, until, transaction.now(), id, owner, transaction.now()})
        == 1;
}

void renewLeases(WriteTransaction &transaction, const QString &owner, UtcMillis until)
{
    transaction.exec(u"UPDATE feed_job SET lease_until = ? WHERE status = 'running' AND lease_owner = ?"_s, {until, owner});
}

void releaseLeases(WriteTransaction &transaction, const QString &owner)
{
    transaction.exec(u"UPDATE feed_job SET lease_owner = '', lease_until = 0 WHERE status = 'running' AND lease_owner = ?"_s,
                     {owner});
}

void voidLeases(WriteTransaction &transaction, const QString &home)
{
    transaction.exec(u"UPDATE feed_job SET lease_owner = '', lease_until = 0 WHERE status = 'running' AND home = ?"_s, {home});
}

} // namespace tidegate
