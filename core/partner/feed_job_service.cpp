// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_service.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/partner/feed_job_purge.h"
#include "core/partner/feed_job_scheduler.h"
#include "core/partner/feed_rejected.h"
#include "core/partner/feed_undo.h"
#include "core/partner/kept_uploads.h"
#include "core/partner/turn_queue.h"

#include <QFile>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QThreadPool>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <limits>
#include <mutex>

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(jobsLog, "tidegate.partner.jobs")

namespace tidegate {

namespace {

constexpr int maximumPage = 1'000;
/// Threads for what waits for the disk: a file system makes what several ask for at a time durable in one go.
constexpr int requestThreads = 16;
/// Threads for what goes through a whole job.
constexpr int longThreads = 2;
/// Of one partner, besides the one that is under way.
constexpr std::size_t maximumLongWaiting = 16;
constexpr auto longRetry = std::chrono::seconds(10);
/// Products that are named where a job can't be undone.
constexpr std::size_t maximumTouched = 10;

bool sameRequest(const StoredJob &stored, const FeedUpload &upload)
{
    const FeedJob &job = stored.job;
    return stored.hash == upload.hash && job.mode == upload.mode && job.policy == upload.policy && job.dryRun == upload.dryRun
        && job.maxErrors == upload.maxErrors;
}

StoredJob jobOf(const FeedUpload &upload)
{
    StoredJob stored;
    FeedJob &job = stored.job;
    job.partnerId = upload.partnerId;
    job.sandbox = upload.sandbox;
    job.mode = upload.mode;
    job.policy = upload.policy;
    job.dryRun = upload.dryRun;
    job.maxErrors = upload.maxErrors;
    job.mediaType = upload.mediaType;
    job.gzip = upload.gzip;
    job.bytes = upload.bytes;
    job.actor = upload.actor;
    job.requestId = upload.requestId;
    stored.hash = upload.hash;
    stored.idempotencyKey = upload.idempotencyKey;
    return stored;
}

/// With the names that only the database knows.
FeedJob queue(WriteTransaction &transaction, StoredJob stored, const QString &action, const Clock &clock, Random &random)
{
    // Made here, on the writer's thread, so that ids rise in the order in which jobs are queued.
    stored.job.id = newId(clock, random);
    insertJob(transaction, stored);
    const FeedJob &job = stored.job;
    transaction.audit({job.actor,
                       action,
                       u"feed_job"_s,
                       job.id,
                       {},
                       toJson({{u"partner"_s, job.partnerId},
                               {u"sandbox"_s, job.sandbox},
                               {u"mode"_s, jobModeName(job.mode)},
                               {u"policy"_s, jobPolicyName(job.policy)},
                               {u"dry_run"_s, job.dryRun},
                               {u"bytes"_s, job.bytes},
                               {u"hash"_s, stored.hash},
                               {u"undoes"_s, job.undoesId}}),
                       job.requestId});
    return findJob(transaction, job.id).value_or(stored).job;
}

Result<StoredJob> existing(ReadTransaction &transaction, const QString &jobId)
{
    std::optional<StoredJob> stored = findJob(transaction, jobId);
    if (!stored)
        return failure(ErrorCode::NotFound, u"there is no job %1"_s.arg(jobId.left(64)));
    return *std::move(stored);
}

/// With the reason where callers see it.
tl::unexpected<Error> conflict(const QString &code, const QString &sentence)
{
    return tl::unexpected(Error{ErrorCode::Conflict, sentence, std::nullopt, {{0, u"job"_s, code, sentence, {}}}});
}

/// Whether a job is one that can be undone.
Result<StoredJob> undoable(ReadTransaction &transaction, const QString &jobId)
{
    Result<StoredJob> stored = existing(transaction, jobId);
    if (!stored)
        return stored;
    if (!stored->job.isOver())
        return conflict(u"job_not_over"_s, u"The job is not over yet. Cancel it first, or wait."_s);
    if (!stored->job.undoneBy.isEmpty())
        return conflict(u"already_undone"_s, u"The job was undone already, by %1."_s.arg(stored->job.undoneBy));
    if (stored->job.kind == JobKind::Undo)
        return conflict(u"is_an_undoing"_s, u"This job is an undoing itself. Retry the job that it took back instead."_s);
    if (changedProducts(transaction, jobId) == 0)
        return conflict(u"nothing_to_undo"_s, u"The job changed nothing, so there is nothing to undo."_s);
    return stored;
}

} // namespace

class FeedJobService::Impl
{
public:
    Impl(Store &store, const FeedRegistry &formats, const FeedJobOptions &options, const Clock &clock, Random &random)
        : m_store(store)
        , m_options(options)
        , m_clock(clock)
        , m_random(random)
        , m_pace(store, clock)
        , m_spool(FeedSpool::open(options.folder, clock, random))
    {
        m_requests.setMaxThreadCount(requestThreads);
        if (m_spool) {
            m_tools.emplace(FeedTools{m_store, formats, m_options, **m_spool, m_pace, m_clock, m_random});
            m_scheduler.emplace(*m_tools);
        }
    }

    ~Impl()
    {
        m_long->stop();
        m_requests.waitForDone();
        {
            std::unique_lock lock(m_queueingMutex);
            m_queued.wait(lock, [this] { return m_queueing == 0; });
        }
        m_requests.waitForDone(); // uploads that were not queued are removed there
    }

    Result<Done> start()
    {
        if (!m_scheduler)
            return tl::unexpected(m_spool.error());
        m_works = true;
        return m_scheduler->start();
    }

    /// Runs what may block on a thread for it.
    template <typename T>
    Async<Result<T>> aside(std::function<Result<T>(const FeedTools &)> work)
    {
        Promise<Result<T>> promise;
        if (m_tools)
            m_requests.start([this, promise, work = std::move(work)]() mutable { promise.deliver(work(*m_tools)); });
        else
            promise.deliver(tl::unexpected(m_spool.error()));
        return promise.async();
    }

    /// Runs what goes through all of a job, in the turn of the partner whose it is.
    template <typename T>
    Async<Result<T>> inTurn(const QString &jobId, std::function<Result<T>(const FeedTools &, const std::atomic<bool> &)> work)
    {
        Promise<Result<T>> promise;
        if (!m_tools) {
            promise.deliver(tl::unexpected(m_spool.error()));
            return promise.async();
        }
        auto finding = m_store.read([jobId](ReadTransaction &transaction) { return existing(transaction, jobId); });
        // The store outlives this; the service may be gone when it answers, and then its queue takes nothing.
        finding.onDelivery([this, promise, queue = m_long, work = std::move(work)](const Result<StoredJob> &found) mutable {
            if (!found)
                return promise.deliver(tl::unexpected(found.error()));
            const bool isTaken = queue->add(found->job.partnerId,
                                            [this, promise, work = std::move(work)](const std::atomic<bool> &stopping) mutable {
                                                promise.deliver(work(*m_tools, stopping));
                                            });
            if (!isTaken)
                promise.deliver(
                    tl::unexpected(Error{ErrorCode::Overloaded, u"too many long requests of one partner wait"_s, longRetry, {}}));
        });
        return promise.async();
    }

    Async<Result<SubmittedJob>> submit(FeedUpload upload)
    {
        Promise<Result<SubmittedJob>> promise;
        if (!m_tools)
            promise.deliver(tl::unexpected(m_spool.error()));
        else if (upload.file.isEmpty())
            queueUpload(upload, {}, promise);
        else
            m_requests.start([this, promise, upload = std::move(upload)]() mutable { keep(std::move(upload), promise); });
        return promise.async();
    }

    Result<FeedJob> undo(const FeedTools &tools, const QString &jobId, const QString &actor, const std::atomic<bool> &stopping)
    {
        if (const Result<Done> untouched = checkUntouched(jobId, stopping); !untouched)
            return tl::unexpected(untouched.error());
        // A program that works on no jobs leaves it to the server that had the feed.
        auto queueing = m_store.write([jobId, actor, home = m_works ? tools.spool.home() : QString(), &clock = m_clock,
                                       &random = m_random](WriteTransaction &transaction) -> Result<FeedJob> {
            const Result<StoredJob> undone = undoable(transaction, jobId);
            if (!undone)
                return tl::unexpected(undone.error());
            StoredJob stored;
            stored.job.partnerId = undone->job.partnerId;
            stored.job.sandbox = undone->job.sandbox;
            stored.job.kind = JobKind::Undo;
            stored.job.undoesId = jobId;
            stored.job.actor = actor;
            stored.job.total = changedProducts(transaction, jobId);
            stored.home = home.isEmpty() ? undone->home : home;
            stored.uploadedAt = transaction.now();
            const FeedJob job = queue(transaction, stored, u"feed.undo_queued"_s, clock, random);
            transaction.exec(u"UPDATE feed_job SET undone_by = ?, version = version + 1 WHERE id = ?"_s, {job.id, jobId});
            return job;
        });
        return looked(queueing.get());
    }

    Result<FeedJob> retry(const FeedTools &, const QString &jobId, const QString &actor)
    {
        auto queueing =
            m_store.write([jobId, actor, &clock = m_clock, &random = m_random](WriteTransaction &transaction) -> Result<FeedJob> {
                Result<StoredJob> stored = existing(transaction, jobId);
                if (!stored)
                    return tl::unexpected(stored.error());
                if (!stored->job.isOver())
                    return failure(ErrorCode::Conflict, u"The job is not over yet."_s);
                if (stored->file.isEmpty())
                    return failure(ErrorCode::NotFound, u"The upload of this job is no longer kept. Send it again."_s);
                StoredJob again = *stored;
                again.idempotencyKey.clear();
                again.job.actor = actor;
                again.job.format.clear();
                again.job.total = 0;
                return queue(transaction, again, u"feed.retried"_s, clock, random);
            });
        return looked(queueing.get());
    }

    Async<Result<FeedJob>> cancel(const QString &jobId, const QString &actor)
    {
        const auto canceller = m_scheduler ? m_scheduler->canceller() : [](const QString &) {};
        auto cancelling = m_store.write([jobId, actor, canceller, listener = m_options.onJobEnded, &clock = m_clock,
                                         &random = m_random](WriteTransaction &transaction) -> Result<FeedJob> {
            const Result<StoredJob> stored = existing(transaction, jobId);
            if (!stored)
                return tl::unexpected(stored.error());
            if (stored->job.isOver())
                return stored->job;
            if (!stored->job.cancelRequested) {
                transaction.audit({actor, u"feed.cancelled"_s, u"feed_job"_s, jobId, {}, {}, {}});
                transaction.exec(u"UPDATE feed_job SET cancel_requested = 1, version = version + 1 WHERE id = ?"_s, {jobId});
            }
            if (stored->job.status == JobStatus::Queued)
                return endJob(transaction, *stored, {.cancelled = true}, listener, clock, random);
            transaction.afterCommit([canceller, jobId] { canceller(jobId); });
            return existing(transaction, jobId).value_or(*stored).job;
        });
        return cancelling;
    }

    void purge()
    {
        aside<Done>([](const FeedTools &tools) { return purgeJobs(tools); }).onDelivery([](const Result<Done> &purged) {
            if (!purged)
                qCWarning(jobsLog).noquote() << "old feeds could not be removed:" << purged.error().detail;
        });
    }

    void beginStop() { m_long->beginStop(); }

    Store &store() { return m_store; }

private:
    /// Waits for the disk, and not for the writer, so that uploads that come together share a commit.
    void keep(FeedUpload upload, Promise<Result<SubmittedJob>> promise)
    {
        if (upload.bytes > smallUpload) {
            const Result<QString> name = m_tools->spool.take(upload.file);
            if (name)
                return queueUpload(upload, *name, promise);
            QFile::remove(upload.file);
            return promise.deliver(tl::unexpected(name.error()));
        }
        QFile file(upload.file);
        if (file.open(QIODevice::ReadOnly))
            upload.content = file.readAll();
        file.remove();
        if (upload.content.size() == upload.bytes)
            return queueUpload(upload, {}, promise);
        promise.deliver(failure(ErrorCode::StorageUnavailable, u"The upload in %1 can't be read."_s.arg(upload.file)));
    }

    /// `file`: of a large one, its name in the spool.
    void queueUpload(const FeedUpload &upload, const QString &file, Promise<Result<SubmittedJob>> promise)
    {
        {
            const std::lock_guard lock(m_queueingMutex);
            ++m_queueing;
        }
        writeUpload(upload, file).onDelivery([this, promise, file](Result<SubmittedJob> submitted) mutable {
            const bool isKept = submitted && !submitted->replayed;
            if (isKept)
                m_scheduler->lookNow();
            if (isKept || file.isEmpty()) {
                promise.deliver(std::move(submitted));
            } else {
                m_requests.start([this, file, promise, submitted = std::move(submitted)]() mutable {
                    m_tools->spool.remove(file);
                    promise.deliver(std::move(submitted));
                });
            }
            const std::lock_guard lock(m_queueingMutex);
            if (--m_queueing == 0)
                m_queued.notify_all();
        });
    }

    Async<Result<SubmittedJob>> writeUpload(const FeedUpload &upload, const QString &file)
    {
        Q_ASSERT(upload.content.size() <= smallUpload);
        StoredJob stored = jobOf(upload);
        stored.home = m_tools->spool.home();
        stored.file = file.isEmpty() ? newId(m_clock, m_random) : file;
        const auto content = file.isEmpty() ? std::optional(upload.content) : std::nullopt;
        return m_store.write([stored, upload, content, &options = m_options, &clock = m_clock,
                              &random = m_random](WriteTransaction &transaction) -> Result<SubmittedJob> {
            if (!upload.idempotencyKey.isEmpty()) {
                const auto known = findJobByKey(transaction, upload.partnerId, upload.sandbox, upload.idempotencyKey);
                if (known && !sameRequest(*known, upload))
                    return failure(ErrorCode::IdempotencyKeyReused, u"The key was used for another upload."_s);
                if (known)
                    return SubmittedJob{known->job, true};
            }
            if (const auto room = checkRoom(transaction, stored, options, transaction.now()); !room)
                return tl::unexpected(room.error());
            StoredJob wanted = stored;
            wanted.uploadedAt = transaction.now();
            keepUpload(transaction, wanted, content);
            return SubmittedJob{queue(transaction, wanted, u"feed.queued"_s, clock, random), false};
        });
    }

    Result<FeedJob> looked(Result<FeedJob> queued)
    {
        if (queued)
            m_scheduler->lookNow();
        return queued;
    }

    /// Conflict where something later touched what the job changed.
    Result<Done> checkUntouched(const QString &jobId, const std::atomic<bool> &stopping)
    {
        struct Page {
            std::vector<FieldError> touched;
            qint64 position = 0;
            bool isLast = false;
        };
        Error error{ErrorCode::Conflict, u"Some of the products were changed after this job, so it can't be undone."_s, {}, {}};
        for (qint64 before = std::numeric_limits<qint64>::max(); error.fields.size() < maximumTouched;) {
            if (stopping)
                return failure(ErrorCode::Overloaded, u"the server stops"_s);
            auto reading = m_store.read([jobId, before](ReadTransaction &transaction) -> Result<Page> {
                const Result<StoredJob> stored = undoable(transaction, jobId);
                if (!stored)
                    return tl::unexpected(stored.error());
                const auto change = lastChange(transaction, jobId, before);
                if (!change)
                    return Page{{}, 0, true};
                return Page{touchedProducts(transaction, stored->job, *change, maximumTouched), change->position, false};
            });
            const Result<Page> page = reading.get();
            if (!page)
                return tl::unexpected(page.error());
            if (page->isLast)
                break;
            before = page->position;
            error.fields.insert(error.fields.end(), page->touched.begin(), page->touched.end());
        }
        return error.fields.empty() ? Result<Done>(Done{}) : tl::unexpected(error);
    }

    Store &m_store;
    const FeedJobOptions m_options;
    const Clock &m_clock;
    Random &m_random;
    FeedPace m_pace;
    Result<std::unique_ptr<FeedSpool>> m_spool;
    std::optional<FeedTools> m_tools;
    std::optional<FeedJobScheduler> m_scheduler;
    std::atomic<bool> m_works{false};
    QThreadPool m_requests;
    std::mutex m_queueingMutex;
    std::condition_variable m_queued;
    int m_queueing = 0; ///< uploads that are kept and not queued yet
    const std::shared_ptr<TurnQueue> m_long = std::make_shared<TurnQueue>(longThreads, maximumLongWaiting);
};

FeedJobService::FeedJobService(Store &store, const FeedRegistry &formats, const FeedJobOptions &options, const Clock &clock,
                               Random &random)
    : m_impl(std::make_unique<Impl>(store, formats, options, clock, random))
{
}

FeedJobService::~FeedJobService() = default;

Result<Done> FeedJobService::start()
{
    return m_impl->start();
}

Async<Result<SubmittedJob>> FeedJobService::submit(FeedUpload upload)
{
    return m_impl->submit(std::move(upload));
}

Async<Result<FeedJob>> FeedJobService::find(const QString &jobId, const QString &partnerId, std::optional<bool> sandbox)
{
    return m_impl->store().read([jobId, partnerId, sandbox](ReadTransaction &transaction) -> Result<FeedJob> {
        Result<StoredJob> stored = existing(transaction, jobId);
        if (!stored)
            return tl::unexpected(stored.error());
        const FeedJob &job = stored->job;
        if ((!partnerId.isEmpty() && job.partnerId != partnerId) || (sandbox && job.sandbox != *sandbox))
            return failure(ErrorCode::NotFound, u"job %1 is another's"_s.arg(jobId.left(64)));
        return job;
    });
}

Async<Result<FeedJobPage>> FeedJobService::list(const JobFilter &filter, int limit, const QString &cursor)
{
    return m_impl->store().read(
        [filter, limit = std::clamp(limit, 1, maximumPage), cursor](ReadTransaction &transaction) -> Result<FeedJobPage> {
            return listJobs(transaction, filter, limit, cursor);
        });
}

Async<Result<JobErrorPage>> FeedJobService::errors(const QString &jobId, int limit, const QString &cursor)
{
    return m_impl->store().read(
        [jobId, limit = std::clamp(limit, 1, maximumPage), cursor](ReadTransaction &transaction) -> Result<JobErrorPage> {
            if (const Result<StoredJob> stored = existing(transaction, jobId); !stored)
                return tl::unexpected(stored.error());
            return readErrors(transaction, jobId, limit, cursor);
        });
}

Async<Result<RejectedFile>> FeedJobService::rejected(const QString &jobId, const QString &cursor)
{
    return m_impl->inTurn<RejectedFile>(jobId, [jobId, cursor](const FeedTools &tools, const std::atomic<bool> &stopping) {
        return rejectedRows(tools, jobId, cursor, stopping);
    });
}

Async<Result<FeedJob>> FeedJobService::cancel(const QString &jobId, const QString &actor)
{
    return m_impl->cancel(jobId, actor);
}

Async<Result<FeedJob>> FeedJobService::undo(const QString &jobId, const QString &actor)
{
    return m_impl->inTurn<FeedJob>(
        jobId, [impl = m_impl.get(), jobId, actor](const FeedTools &tools, const std::atomic<bool> &stopping) {
            return impl->undo(tools, jobId, actor, stopping);
        });
}

Async<Result<FeedJob>> FeedJobService::retry(const QString &jobId, const QString &actor)
{
    return m_impl->aside<FeedJob>(
        [impl = m_impl.get(), jobId, actor](const FeedTools &tools) { return impl->retry(tools, jobId, actor); });
}

void FeedJobService::purge()
{
    m_impl->purge();
}

void FeedJobService::beginStop()
{
    m_impl->beginStop();
}

} // namespace tidegate
