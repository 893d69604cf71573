// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_job_service.h"
#include "core/store/transaction.h"

#include <optional>
#include <vector>

namespace tidegate {

/// The SQL of the tables feed_job, feed_job_error and feed_job_change. Everything here runs inside a command.

/// A job with what only those who work on it need.
struct StoredJob {
    FeedJob job;
    QString home{}; ///< the server that works on it
    QString file{}; ///< the name of its upload, in the database or in that server's folder; empty: no longer kept
    QString hash{};
    QString idempotencyKey{}; ///< empty: none
    qint64 rowsDone = 0;      ///< records of the file that are dealt with in this phase
    qint64 gained = 0;        ///< products that became the partner's by it
    QString cursor{};         ///< the SKU up to which what the feed does not name is withdrawn
    QString leaseOwner{};
    UtcMillis uploadedAt = 0; ///< of its bytes: how new what they say is; a retry does not make it newer
};

std::optional<StoredJob> findJob(ReadTransaction &transaction, const QString &id);
/// The one that was queued under this key before.
std::optional<StoredJob> findJobByKey(ReadTransaction &transaction, const QString &partnerId, bool sandbox, const QString &key);
/// The newest first.
FeedJobPage listJobs(ReadTransaction &transaction, const JobFilter &filter, int limit, const QString &cursor);
void insertJob(WriteTransaction &transaction, const StoredJob &job);

/// What a step adds to a job's counts.
struct JobCounts {
    qint64 rows = 0;
    qint64 created = 0;
    qint64 updated = 0;
    qint64 unchanged = 0;
    qint64 withdrawn = 0;
    qint64 rejected = 0;
    qint64 cleared = 0;
    qint64 gained = 0;
    qint64 errors = 0;
    qint64 warnings = 0;
};
void addCounts(WriteTransaction &transaction, const QString &id, const JobCounts &counts);
/// Whatever was created or updated was not, in the end.
void countAsUnchanged(WriteTransaction &transaction, const QString &id);

/// So many errors and warnings of a job are kept with their text; all are counted.
inline constexpr qint64 maximumFindings = 1'000'000;
/// Puts them behind the `before` that the job has already.
void insertErrors(WriteTransaction &transaction, const QString &id, qint64 before, const std::vector<JobError> &errors);
JobErrorPage readErrors(ReadTransaction &transaction, const QString &id, int limit, const QString &cursor);

/// What a chunk did, for undoing; core/partner/feed_change.h says how it is written.
struct StoredChange {
    qint64 position = 0;
    qint64 products = 0;
    QByteArray changes;
};
void insertChange(WriteTransaction &transaction, const QString &id, const StoredChange &change);
/// The last one before `position`; nothing where there is none.
std::optional<StoredChange> lastChange(ReadTransaction &transaction, const QString &id, qint64 before);
void removeChange(WriteTransaction &transaction, const QString &id, qint64 position);
/// How many products of the job can be taken back.
qint64 changedProducts(ReadTransaction &transaction, const QString &id);

/// Open jobs that are the first of their partner, side of the sandbox and server.
struct OpenJob {
    QString id;
    QString partnerId;
    bool sandbox = false;
    QString home;
    bool running = false;
    UtcMillis leaseUntil = 0;
    qint64 bytes = 0;
    bool cancelRequested = false;
};
std::vector<OpenJob> firstOpenJobs(ReadTransaction &transaction);

/// False where it is over, another has it, or another server works on a job of the same partner.
bool claimJob(WriteTransaction &transaction, const QString &id, const QString &owner, UtcMillis until);
void renewLeases(WriteTransaction &transaction, const QString &owner, UtcMillis until);
void releaseLeases(WriteTransaction &transaction, const QString &owner);
/// Those of a server that is known to have ended.
void voidLeases(WriteTransaction &transaction, const QString &home);

} // namespace tidegate
