// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_purge.h"

#include "core/partner/kept_uploads.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr int jobsAtOnce = 20;
constexpr int errorsAtOnce = 1'000;
constexpr int changesAtOnce = 50;
/// Of one call.
constexpr int maximumCommands = 100;
/// A file without a job may be an upload that is just being queued.
constexpr auto orphanAge = 1h;

UtcMillis daysAgo(const Clock &clock, int days)
{
    return clock.utc() - std::chrono::milliseconds(std::chrono::days(days)).count();
}

/// Removes a part of the oldest job; how many rows.
Result<qint64> removeSome(WriteTransaction &transaction, UtcMillis before)
{
    const auto id = transaction.one(u"SELECT id FROM feed_job WHERE finished_at < ? AND file = '' ORDER BY finished_at LIMIT 1"_s,
                                    {before}, [](const Row &row) { return row.text(0); });
    if (!id)
        return 0;
    const qint64 errors =
        transaction.exec(u"DELETE FROM feed_job_error WHERE job_id = ? AND position IN (SELECT position FROM feed_job_error "
                         "WHERE job_id = ? ORDER BY position LIMIT ?)"_s,
                         {*id, *id, errorsAtOnce});
    const qint64 changes =
        transaction.exec(u"DELETE FROM feed_job_change WHERE job_id = ? AND position IN (SELECT position FROM feed_job_change "
                         "WHERE job_id = ? ORDER BY position LIMIT ?)"_s,
                         {*id, *id, changesAtOnce});
    if (errors + changes > 0)
        return errors + changes;
    return transaction.exec(u"DELETE FROM feed_job WHERE id = ?"_s, {*id});
}

/// Those whose upload lies here or in the database.
Result<QStringList> jobsWithOldUploads(ReadTransaction &transaction, UtcMillis before, const QString &home)
{
    QStringList jobs;
    transaction.each(u"SELECT j.id FROM feed_job j WHERE j.finished_at < ? AND j.file <> '' AND (j.home = ? OR EXISTS "
                     "(SELECT 1 FROM upload_body b WHERE b.name = j.file)) ORDER BY j.finished_at LIMIT ?"_s,
                     {before, home, jobsAtOnce}, [&jobs](const Row &row) { jobs << row.text(0); });
    return jobs;
}

/// How many it did away with. The rows first: a file that is left over is removed as nobody's.
Result<qsizetype> forgetSomeUploads(const FeedTools &tools)
{
    auto reading = tools.store.read([before = daysAgo(tools.clock, tools.options.keepFilesDays), home = tools.spool.home()](
                                        ReadTransaction &transaction) { return jobsWithOldUploads(transaction, before, home); });
    const Result<QStringList> jobs = reading.get();
    if (!jobs)
        return tl::unexpected(jobs.error());
    if (jobs->isEmpty())
        return 0;
    auto forgetting = tools.store.write([jobs = *jobs](WriteTransaction &transaction) -> Result<QStringList> {
        QStringList names;
        for (const QString &job : jobs)
            names << forgetUpload(transaction, job);
        return names;
    });
    const Result<QStringList> names = forgetting.get();
    if (!names)
        return tl::unexpected(names.error());
    for (const QString &name : *names)
        tools.spool.remove(name);
    return jobs->size();
}

Result<Done> forgetUploads(const FeedTools &tools)
{
    for (int command = 0; command < maximumCommands; ++command) {
        const auto forgotten = forgetSomeUploads(tools);
        if (!forgotten)
            return tl::unexpected(forgotten.error());
        if (*forgotten < jobsAtOnce)
            break;
    }
    return Done{};
}

Result<Done> removeOrphans(const FeedTools &tools)
{
    for (const QString &name : tools.spool.olderThan(tools.clock.utc() - std::chrono::milliseconds(orphanAge).count())) {
        auto asking = tools.store.read([name, home = tools.spool.home()](ReadTransaction &transaction) -> Result<bool> {
            return isUploadNeeded(transaction, home, name);
        });
        const Result<bool> needed = asking.get();
        if (!needed)
            return tl::unexpected(needed.error());
        if (!*needed)
            tools.spool.remove(name);
    }
    return Done{};
}

} // namespace

Result<Done> purgeJobs(const FeedTools &tools)
{
    if (auto forgotten = forgetUploads(tools); !forgotten)
        return forgotten;
    if (auto removed = removeOrphans(tools); !removed)
        return removed;
    const UtcMillis before = daysAgo(tools.clock, std::max(tools.options.keepDays, tools.options.keepFilesDays));
    for (int command = 0; command < maximumCommands; ++command) {
        auto removing = tools.store.write([before](WriteTransaction &transaction) { return removeSome(transaction, before); });
        const Result<qint64> removed = removing.get();
        if (!removed)
            return tl::unexpected(removed.error());
        if (*removed == 0)
            break;
    }
    return Done{};
}

} // namespace tidegate
