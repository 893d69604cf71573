// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_run.h"

#include "core/partner/feed_undo.h"

#include <QLoggingCategory>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(feedLog, "tidegate.partner.feed")

namespace tidegate {

namespace {

/// SKUs of one step that only reads: about a millisecond.
constexpr int skusPerLook = 1'000;
/// A command is to take from one to the other.
constexpr Monotonic shortCommand = 2ms;
constexpr Monotonic longCommand = 5ms;
/// Fewer would save little time: on PostgreSQL most of what a command takes is the same for any number of rows, and what is less
/// than BulkStatement::rowsAtOnce is written row by row.
constexpr qsizetype fewestRows = 128;
/// Of what a dry run would withdraw.
constexpr std::size_t maximumWithdrawals = 1'000;

/// The job's counts begin anew with the phase.
Result<bool> beginPhase(WriteTransaction &transaction, const StoredJob &job, const QString &owner, const QString &phase)
{
    return transaction.exec(
               u"UPDATE feed_job SET phase = ?, total = ?, format = ?, rows_done = 0, created = 0, updated = 0, unchanged = 0, "
               "rejected = 0, cleared = 0, gained = 0, version = version + 1 WHERE id = ? AND status = 'running' AND lease_owner = ?"_s,
               {phase, job.job.total, job.job.format, job.job.id, owner})
        == 1;
}

Result<bool> setPhase(WriteTransaction &transaction, const QString &id, const QString &owner, const QString &phase,
                      const JobEnd &reason)
{
    const QString failure = reason.cancelled ? u"cancelled"_s : reason.failure;
    return transaction.exec(u"UPDATE feed_job SET phase = ?, failure = ?, failure_detail = ?, version = version + 1 "
                            "WHERE id = ? AND status = 'running' AND lease_owner = ?"_s,
                            {phase, failure, reason.detail, id, owner})
        == 1;
}

} // namespace

FeedJobRun::FeedJobRun(const FeedTools &tools, StoredJob job, QStringList formats, QString owner, std::function<void()> wake)
    : m_tools(tools)
    , m_job(std::move(job))
    , m_owner(std::move(owner))
    , m_wake(std::move(wake))
    , m_commands{tools.clock, tools.random}
    , m_phase(m_job.job.phase)
    , m_file(m_tools, m_job, std::move(formats))
    , m_total(m_job.job.total)
    , m_rowsToPass(m_job.rowsDone)
    , m_errorsLeft(errorsAllowed(m_job.job))
    , m_chunkRows(std::min(tools.options.rowsPerChunk, lookUpSize))
    , m_cursor(m_job.cursor)
    , m_cancel(m_job.job.cancelRequested)
{
    if (m_job.job.kind == JobKind::Undo) {
        m_stage = Stage::TakingBack;
        m_stop = JobEnd{};
    } else if (m_phase == u"undoing") {
        m_stage = Stage::TakingBack;
        const bool cancelled = m_job.job.failure == u"cancelled";
        m_stop = JobEnd{.cancelled = cancelled,
                        .failure = cancelled ? QString() : m_job.job.failure,
                        .detail = m_job.job.failureDetail,
                        .errors = {},
                        .takenBack = true};
    } else if (m_phase == u"checking" || m_phase == u"applying") {
        m_stage = Stage::Rows;
    } else if (m_phase == u"withdrawing") {
        m_stage = Stage::Withdrawing;
        m_rowsToPass = m_total;
    }
}

void FeedJobRun::cancel()
{
    if (!m_cancel.exchange(true))
        m_wake();
}

/// Has `then` called by a later step.
template <typename T>
void FeedJobRun::expect(Async<Result<T>> async, std::function<void(const T &)> then)
{
    ++m_inFlight;
    async.onDelivery([self = shared_from_this(), then = std::move(then)](Result<T> outcome) {
        {
            const std::lock_guard lock(self->m_mutex);
            self->m_outcomes.push_back([self = self.get(), then, outcome = std::move(outcome)] {
                if (outcome)
                    then(*outcome);
                else
                    self->failed(outcome.error());
            });
        }
        self->m_wake();
    });
}

template <typename T>
void FeedJobRun::command(std::function<Result<T>(WriteTransaction &)> run, std::function<void(const T &)> then)
{
    m_tools.pace.sent();
    expect<T>(m_tools.store.write(std::move(run)), std::move(then));
}

void FeedJobRun::takeOutcomes()
{
    std::vector<std::function<void()>> outcomes;
    {
        const std::lock_guard lock(m_mutex);
        outcomes.swap(m_outcomes);
    }
    for (const auto &outcome : outcomes) {
        --m_inFlight;
        m_waits = false;
        outcome();
    }
}

void FeedJobRun::failed(const Error &error)
{
    if (error.code == ErrorCode::StorageUnavailable || error.code == ErrorCode::Overloaded) {
        m_gaveUp = true; // to be tried anew once the database is there again
        return;
    }
    qCCritical(feedLog).noquote() << "job" << m_job.job.id << "failed:" << error.detail;
    if (m_stage == Stage::TakingBack || m_stage == Stage::Ending)
        m_gaveUp = true;
    else
        stop({.failure = u"internal_error"_s,
              .detail = u"The feed could not be worked in. The shop's operator finds the cause in the server's log."_s});
}

void FeedJobRun::stop(JobEnd end)
{
    if (!m_stop)
        m_stop = std::move(end);
}

FeedJobRun::Next FeedJobRun::step()
{
    m_resumeAt.reset();
    takeOutcomes();
    if (m_ended || m_gaveUp)
        return m_inFlight == 0 ? Next::Over : Next::Waiting;
    if (m_cancel
        && (m_stage == Stage::Reading || m_stage == Stage::Rows || m_stage == Stage::Guard || m_stage == Stage::Withdrawing))
        stop({.cancelled = true});
    if (m_waits)
        return Next::Waiting;
    if (m_stop && m_stage != Stage::TakingBack && m_stage != Stage::Ending)
        return settle();
    if (!m_file.hasUpload() && (m_stage == Stage::Reading || m_stage == Stage::Rows || m_stage == Stage::Withdrawing))
        return fetch();
    switch (m_stage) {
    case Stage::Reading: return read();
    case Stage::Beginning: return Next::Waiting;
    case Stage::Rows: return rows();
    case Stage::Guard: return guard();
    case Stage::Withdrawing: return withdraw();
    case Stage::TakingBack: return takeBack();
    case Stage::Ending: return end();
    }
    Q_UNREACHABLE();
}

/// The job is to end: at once, or after what it did was taken back.
FeedJobRun::Next FeedJobRun::settle()
{
    if (m_inFlight > 0)
        return Next::Waiting;
    m_file.close();
    const bool broken = m_stop->cancelled || !m_stop->failure.isEmpty();
    if (broken && isAtomic() && (m_phase == u"applying" || m_phase == u"withdrawing"))
        beginTakingBack();
    else
        m_stage = Stage::Ending;
    return m_waits ? Next::Waiting : Next::Again;
}

/// What was read; nothing where that ended the job.
template <typename T>
std::optional<T> FeedJobRun::got(FeedJobFile::Read<T> read)
{
    if (read)
        return std::move(*read);
    stop(std::move(read.error()));
    return std::nullopt;
}

FeedJobRun::Next FeedJobRun::fetch()
{
    m_waits = true;
    expect<KeptUpload>(findUpload(m_tools, m_job), [this](const KeptUpload &upload) { m_file.setUpload(upload); });
    return Next::Waiting;
}

FeedJobRun::Next FeedJobRun::read()
{
    if (!m_file.isOpen() && !got(m_file.open(0, false)))
        return Next::Again;
    const std::optional<bool> more = got(m_file.skip());
    if (!more)
        return Next::Again;
    if (!*more) {
        m_total = m_file.rowsRead();
        m_job.job.total = m_total;
        m_job.job.format = m_file.format();
        beginRows(m_job.job.dryRun || isAtomic() ? u"checking"_s : u"applying"_s);
        return Next::Waiting;
    }
    if (m_file.rowsRead() > m_tools.options.maximumRows) {
        stop({.failure = u"too_many_rows"_s,
              .detail = u"A feed may have %1 rows. Split this one."_s.arg(m_tools.options.maximumRows)});
    }
    return Next::Again;
}

void FeedJobRun::beginRows(const QString &phase)
{
    m_file.close();
    m_waits = true;
    m_stage = Stage::Beginning;
    command<bool>([job = m_job, owner = m_owner,
                   phase](WriteTransaction &transaction) { return beginPhase(transaction, job, owner, phase); },
                  [this, phase](bool ours) {
                      m_gaveUp = !ours;
                      m_phase = phase;
                      m_rowsToPass = 0;
                      m_stage = Stage::Rows;
                  });
}

/// For the rows, or to know again what they name.
bool FeedJobRun::openForRows()
{
    // An atomic feed's rows are told when they are checked, not again when they are applied.
    return m_file.isOpen() || got(m_file.open(m_total, isChecking() || !isAtomic()));
}

FeedJobRun::Next FeedJobRun::rows()
{
    if (!openForRows())
        return Next::Again;
    if (m_file.rowsRead() < m_rowsToPass)
        return got(m_file.passOver(m_rowsToPass)) ? Next::Again : settle();
    if (m_file.isAtEnd()) {
        if (m_inFlight > 0)
            return Next::Waiting;
        rowsDone();
        return m_waits ? Next::Waiting : Next::Again;
    }
    if (m_inFlight >= (isChecking() ? 1 : m_tools.pace.inFlight()))
        return Next::Waiting;
    m_resumeAt = m_tools.pace.nextAt();
    if (m_resumeAt)
        return Next::Waiting;
    FeedChunk chunk{jobId(), m_owner, m_file.rowsRead(), {}};
    auto taken = got(m_file.take(m_chunkRows));
    if (!taken || taken->empty())
        return Next::Again;
    chunk.rows = std::move(*taken);
    if (isChecking())
        check(std::move(chunk));
    else
        apply(std::move(chunk));
    return Next::Again;
}

void FeedJobRun::apply(FeedChunk chunk)
{
    const auto shared = std::make_shared<const FeedChunk>(std::move(chunk));
    struct Applied {
        ChunkEnd end = ChunkEnd::Done;
        Monotonic took{0};
    };
    command<Applied>(
        [shared, commands = m_commands](WriteTransaction &transaction) -> Result<Applied> {
            const Monotonic begin = commands.clock.monotonic();
            const Result<ChunkEnd> end = commands.apply(transaction, *shared);
            if (!end)
                return tl::unexpected(end.error());
            return Applied{*end, commands.clock.monotonic() - begin};
        },
        [this](const Applied &applied) {
            took(applied.took);
            chunkEnded(applied.end);
        });
}

/// Looks at the rows beside the writer, and has it only write down what was found.
void FeedJobRun::check(FeedChunk chunk)
{
    const auto shared = std::make_shared<const FeedChunk>(std::move(chunk));
    const PartnerCatalog catalog(m_job.job.partnerId, m_job.job.sandbox);
    m_waits = true;
    expect<FeedPlan>(m_tools.store.read([shared, catalog, rules = planRulesOf(m_job),
                                         allowed = m_errorsLeft](ReadTransaction &transaction) -> Result<FeedPlan> {
        return planFeedChunk(transaction, catalog, rules, shared->rows, allowed);
    }),
                     [this, shared](const FeedPlan &plan) {
                         m_errorsLeft -= plan.counts.errors;
                         m_waits = true;
                         const auto found = std::make_shared<const FeedPlan>(plan);
                         command<ChunkEnd>(
                             [shared, found, commands = m_commands](WriteTransaction &transaction) {
                                 return commands.note(transaction, *shared, *found);
                             },
                             [this](ChunkEnd end) { chunkEnded(end); });
                     });
}

void FeedJobRun::took(Monotonic time)
{
    m_tools.pace.ran(time);
    if (time > longCommand)
        m_chunkRows = std::max(m_chunkRows / 2, std::min(m_chunkRows, fewestRows));
    else if (time < shortCommand)
        m_chunkRows = std::min(m_chunkRows * 2, std::min(m_tools.options.rowsPerChunk, lookUpSize));
}

void FeedJobRun::chunkEnded(ChunkEnd end)
{
    switch (end) {
    case ChunkEnd::Done: return;
    case ChunkEnd::TooManyErrors:
        return stop(
            {.failure = u"too_many_errors"_s,
             .detail = u"The feed has more than %1 errors, so it was not read further."_s.arg(m_job.job.maxErrors.value_or(0))});
    case ChunkEnd::Cancelled: return stop({.cancelled = true});
    case ChunkEnd::NotOurs:
        // Those that were sent behind the last one of a feed that stops come here too.
        m_gaveUp = !m_stop;
        return;
    }
}

void FeedJobRun::rowsDone()
{
    if (m_stop)
        return;
    m_cursor.clear();
    m_owned = 0;
    m_unnamed = 0;
    if (m_job.job.mode == JobMode::Full)
        m_stage = Stage::Guard;
    else
        weigh();
}

/// Counts what the feed does not name, and does nothing where that is too much.
FeedJobRun::Next FeedJobRun::guard()
{
    m_waits = true;
    const PartnerCatalog catalog(m_job.job.partnerId, m_job.job.sandbox);
    expect<QStringList>(m_tools.store.read([catalog, cursor = m_cursor](ReadTransaction &transaction) -> Result<QStringList> {
        return catalog.ownedAfter(transaction, cursor, skusPerLook);
    }),
                        [this](const QStringList &skus) { guardPage(skus); });
    return Next::Waiting;
}

void FeedJobRun::guardPage(const QStringList &skus)
{
    for (const QString &sku : skus) {
        if (m_file.names(sku))
            continue;
        ++m_unnamed;
        if (m_job.job.dryRun && m_withdrawals.size() < maximumWithdrawals) {
            m_withdrawals.push_back({0, u"sku"_s, u"would_withdraw"_s,
                                     u"The feed does not name this product, so a full feed would withdraw it."_s, sku});
        }
    }
    m_owned += skus.size();
    if (skus.size() == skusPerLook) {
        m_cursor = skus.back();
        return;
    }
    weigh();
}

/// All rows are dealt with, and what the feed does not name is counted: what that comes to is in the job's counts.
void FeedJobRun::weigh()
{
    m_waits = true;
    expect<std::optional<StoredJob>>(
        m_tools.store.read([id = jobId()](ReadTransaction &transaction) -> Result<std::optional<StoredJob>> {
            return findJob(transaction, id);
        }),
        [this](const std::optional<StoredJob> &now) {
            m_gaveUp = !now;
            if (now)
                decide(*now);
        });
}

void FeedJobRun::decide(const StoredJob &now)
{
    const FeedJob &job = now.job;
    // While it is applied too: what was right when it was checked may be another partner's by then.
    if (isAtomic() && job.rejected > 0) {
        return stop({.failure = u"rows_rejected"_s,
                     .detail = u"%1 of %2 rows have errors. The feed was sent as all or nothing, so nothing was taken over."_s
                                   .arg(job.rejected)
                                   .arg(job.total)});
    }
    // A feed of which nothing was accepted says nothing of what is no longer sold.
    if (job.rejected == job.processed)
        return stop({});
    // Of what it gained by this feed the partner had nothing before.
    const qint64 owned = m_owned - (isChecking() ? 0 : now.gained);
    const auto mayGo = qint64(std::floor(m_tools.options.maximumWithdrawn * double(owned)));
    if (m_unnamed > 0 && m_unnamed > mayGo) {
        return stop(
            {.failure = u"too_many_withdrawals"_s,
             .detail =
                 u"The feed does not name %1 of your %2 products, and at most %3 may be withdrawn at once, so none was. Send a feed with all "
                 "that you sell, or ask the shop."_s.arg(m_unnamed)
                     .arg(owned)
                     .arg(mayGo)});
    }
    if (isChecking() && isAtomic())
        beginRows(u"applying"_s);
    else if (m_unnamed == 0)
        stop({});
    else if (isChecking())
        noteWithdrawals();
    else
        beginWithdrawing();
}

void FeedJobRun::beginWithdrawing()
{
    m_waits = true;
    command<bool>([id = jobId(), owner = m_owner](
                      WriteTransaction &transaction) { return setPhase(transaction, id, owner, u"withdrawing"_s, {}); },
                  [this](bool ours) {
                      m_gaveUp = !ours;
                      m_phase = u"withdrawing"_s;
                      m_cursor.clear();
                      m_stage = Stage::Withdrawing;
                  });
}

void FeedJobRun::noteWithdrawals()
{
    std::vector<JobError> warnings;
    for (FieldError &withdrawal : m_withdrawals)
        warnings.push_back({0, true, std::move(withdrawal)});
    m_waits = true;
    command<bool>(
        [id = jobId(), owner = m_owner, warnings, unnamed = m_unnamed](WriteTransaction &transaction) -> Result<bool> {
            const auto stored = ownJob(transaction, id, owner);
            if (!stored)
                return false;
            insertErrors(transaction, id, stored->job.errorCount + stored->job.warningCount, warnings);
            addCounts(transaction, id, {.withdrawn = unnamed - stored->job.withdrawn, .warnings = qint64(warnings.size())});
            return true;
        },
        [this](bool ours) {
            m_gaveUp = !ours;
            stop({});
        });
}

FeedJobRun::Next FeedJobRun::withdraw()
{
    if (!openForRows())
        return Next::Again;
    if (m_file.rowsRead() < m_rowsToPass) {
        got(m_file.passOver(m_rowsToPass));
        return Next::Again;
    }
    m_resumeAt = m_tools.pace.nextAt();
    if (m_resumeAt)
        return Next::Waiting;
    m_waits = true;
    const PartnerCatalog catalog(m_job.job.partnerId, m_job.job.sandbox);
    expect<QStringList>(m_tools.store.read([catalog, cursor = m_cursor](ReadTransaction &transaction) -> Result<QStringList> {
        return catalog.ownedAfter(transaction, cursor, lookUpSize);
    }),
                        [this](const QStringList &skus) { withdrawPage(skus); });
    return Next::Waiting;
}

void FeedJobRun::withdrawPage(const QStringList &skus)
{
    if (skus.isEmpty())
        return stop({});
    QStringList unnamed;
    std::copy_if(skus.begin(), skus.end(), std::back_inserter(unnamed),
                 [this](const QString &sku) { return !m_file.names(sku); });
    m_cursor = skus.back();
    if (unnamed.isEmpty())
        return;
    m_waits = true;
    command<ChunkEnd>([commands = m_commands, id = jobId(), owner = m_owner, unnamed, cursor = m_cursor](
                          WriteTransaction &transaction) { return commands.withdraw(transaction, id, owner, unnamed, cursor); },
                      [this](ChunkEnd end) { chunkEnded(end); });
}

void FeedJobRun::beginTakingBack()
{
    m_waits = true;
    m_stage = Stage::Beginning;
    m_stop->takenBack = true;
    command<bool>([id = jobId(), owner = m_owner, reason = *m_stop](
                      WriteTransaction &transaction) { return setPhase(transaction, id, owner, u"undoing"_s, reason); },
                  [this](bool ours) {
                      m_gaveUp = !ours;
                      m_phase = u"undoing"_s;
                      m_stage = Stage::TakingBack;
                  });
}

FeedJobRun::Next FeedJobRun::takeBack()
{
    m_resumeAt = m_tools.pace.nextAt();
    if (m_resumeAt)
        return Next::Waiting;
    m_waits = true;
    const QString undone = m_job.job.kind == JobKind::Undo ? m_job.job.undoesId : jobId();
    command<UndoStep>([id = jobId(), owner = m_owner, undone, &clock = m_tools.clock, &random = m_tools.random](
                          WriteTransaction &transaction) { return takeBackChunk(transaction, id, owner, undone, clock, random); },
                      [this](UndoStep step) {
                          if (step == UndoStep::NotOurs)
                              m_gaveUp = true;
                          else if (step == UndoStep::Cancelled)
                              m_stop = JobEnd{.cancelled = true};
                          if (step == UndoStep::Cancelled || step == UndoStep::Finished)
                              m_stage = Stage::Ending;
                      });
    return Next::Waiting;
}

FeedJobRun::Next FeedJobRun::end()
{
    m_waits = true;
    command<bool>(
        [id = jobId(), owner = m_owner, reason = *m_stop, listener = m_tools.options.onJobEnded, &clock = m_tools.clock,
         &random = m_tools.random](WriteTransaction &transaction) -> Result<bool> {
            const auto stored = ownJob(transaction, id, owner);
            if (stored)
                endJob(transaction, *stored, reason, listener, clock, random);
            return stored.has_value();
        },
        [this](bool) { m_ended = true; });
    return Next::Waiting;
}

} // namespace tidegate
