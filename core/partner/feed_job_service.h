// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/random.h"
#include "core/feed/feed_registry.h"
#include "core/partner/feed_job.h"
#include "core/partner/security_log.h"
#include "core/store/store.h"

#include <functional>
#include <memory>

namespace tidegate {

/// Bytes of an upload that is kept in the database, in the transaction of its job, so that one commit makes many of them durable;
/// a larger one is a file. A file costs two fsyncs of its own, whatever its size; the database writes the bytes twice (WAL,
/// checkpoint) in the writer's turn. Up to some 100 KB SQLite is the faster of the two
/// (https://sqlite.org/intern-v-extern-blob.html), and a burst of these on a thousand connections stays within
/// HttpOptions::maximumBodyMemory.
inline constexpr qint64 smallUpload = 64 << 10;

/// An upload that has arrived whole.
struct FeedUpload {
    QString partnerId;
    bool sandbox = false;
    QByteArray content; ///< its bytes, of a small one; else nothing
    /// Where they lie instead, on the file system of FeedJobOptions::folder; taken over by submit(). Empty: in `content`.
    QString file;
    qint64 bytes = 0;
    QString hash; ///< of the bytes, hexadecimal; tells one body from another under the same idempotency key
    QString mediaType;
    bool gzip = false;
    JobMode mode = JobMode::Delta;
    JobPolicy policy = JobPolicy::Partial;
    bool dryRun = false;
    std::optional<qint64> maxErrors;
    QString idempotencyKey; ///< empty: none was sent
    QString actor;          ///< "partner:ID"
    QString requestId;
};

struct SubmittedJob {
    FeedJob job;
    bool replayed = false; ///< the same key and body were there before
};

struct FeedJobPage {
    std::vector<FeedJob> jobs;
    QString nextCursor; ///< empty: this was the last page
};

struct JobErrorPage {
    std::vector<JobError> errors;
    QString nextCursor;
};

/// The refused rows of a job in its upload's own format, or a part of them.
struct RejectedFile {
    QByteArray mediaType;
    QString fileName; ///< a proposal
    QByteArray content;
    QString nextCursor; ///< what follows, where one file would be too large; empty: this was all
};

struct JobFilter {
    QString partnerId{};           ///< empty: of all partners
    std::optional<bool> sandbox{}; ///< nothing: both
    std::optional<JobStatus> status{};
    bool onlyOpen = false; ///< queued and running
};

struct FeedJobOptions {
    QString folder;                     ///< for uploads; made where it is missing, 0700
    int workers = 2;                    ///< threads
    qsizetype rowsPerChunk = 256;       ///< of one command: what else is written waits no longer than for these
    double maximumWithdrawn = 0.20;     ///< the share of a partner's products that a full feed may withdraw
    int keepDays = 30;                  ///< finished jobs with their errors
    int keepFilesDays = 7;              ///< uploads, for rejected() and retry()
    qint64 maximumKept = 8LL << 30;     ///< bytes of one partner's uploads at one time
    qint64 maximumUnpacked = 8LL << 30; ///< bytes of a feed after unpacking
    qint64 maximumRows = 10'000'000;    ///< of a feed: memory grows by 16 bytes with each, to find SKUs that stand there twice
    /// Told of each row that only an attacker writes, with the whole row; at least once. Called on a worker thread; must not
    /// block.
    std::function<void(SecurityEvent)> onSecurityEvent{};
    /// Told of each job once its end is durable. Called on the store's thread; must not block.
    JobListener onJobEnded{};
};

/// The persistent queue of feeds. Jobs of one partner (live and sandbox apart) run one after the other in the order in which they
/// came; those of different partners beside each other, chunk by chunk in turn, so that none starves another. Progress commits
/// with its effect: a server that is killed goes on where it was, and nothing is applied twice. Thread-safe; nothing blocks.
class FeedJobService
{
public:
    /// All must outlive this. Nothing is worked on before start().
    FeedJobService(Store &store, const FeedRegistry &formats, const FeedJobOptions &options, const Clock &clock, Random &random);
    /// Ends the workers after the chunk they are at; what is unfinished goes on at the next start.
    ~FeedJobService();

    Result<Done> start();

    /// Keeps the upload (durable) and queues its job. IdempotencyKeyReused for a known key with another body, RateLimited where
    /// more of its partner's uploads would be kept than the options allow. The file is gone afterwards, whatever the outcome.
    Async<Result<SubmittedJob>> submit(FeedUpload upload);
    /// NotFound for none, and for one of another partner or of the other side of the sandbox (empty `partnerId`: any).
    Async<Result<FeedJob>> find(const QString &jobId, const QString &partnerId = {}, std::optional<bool> sandbox = {});
    /// The newest first.
    Async<Result<FeedJobPage>> list(const JobFilter &filter, int limit, const QString &cursor = {});
    /// Errors and warnings in the order of the feed.
    Async<Result<JobErrorPage>> errors(const QString &jobId, int limit, const QString &cursor = {});
    /// Conflict for a job that is not over; NotFound once the upload is no longer kept; Overloaded when too many such requests of
    /// its partner wait, as undo() also says: both go through a whole job, one after the other of each partner.
    Async<Result<RejectedFile>> rejected(const QString &jobId, const QString &cursor = {});
    /// A job that waits is cancelled at once, one that runs after its present chunk; one that is over stays as it is. What was
    /// applied stays (partial), or is taken back (atomic).
    Async<Result<FeedJob>> cancel(const QString &jobId, const QString &actor);
    /// Queues a job that takes this one back. Conflict where it changed nothing, is not over, was undone already, or something
    /// later touched one of the same products: `fields` names the first ones.
    Async<Result<FeedJob>> undo(const QString &jobId, const QString &actor);
    /// Queues the same upload again. Conflict for a job that is not over, NotFound once the upload is no longer kept.
    Async<Result<FeedJob>> retry(const QString &jobId, const QString &actor);

    /// Removes what is older than the options say; some at a time. Called now and then.
    void purge();
    /// Answers rejected() and undo() with Overloaded from now on, also those that are under way, so that nobody waits for them.
    void beginStop();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
