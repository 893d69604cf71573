// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_scheduler.h"

#include "core/base/id.h"

#include <QLoggingCategory>

#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(schedulerLog, "tidegate.partner.jobs")

namespace tidegate {

namespace {

/// Between two looks at the queue, which others may have filled, and two renewals of the leases, whatever the jobs are at.
constexpr auto lookInterval = 1s;
constexpr auto leaseTime = 30s;
constexpr Monotonic renewInterval = 5s;
/// Uploads from this size on take more of a run's memory and time: few of them at once, so that there is always room for small
/// ones.
constexpr qint64 largeUpload = 1 << 20;
constexpr qsizetype maximumLarge = 8;
constexpr qsizetype maximumSmall = 32;
/// Of the threads that read feeds: those who answer go first.
constexpr int niceness = 10;

struct Claim {
    StoredJob job;
    QStringList formats;
};

QString turnOf(const OpenJob &job)
{
    return job.partnerId + (job.sandbox ? u"/sandbox"_s : QString());
}

} // namespace

void FeedJobScheduler::Board::makeReady(const std::shared_ptr<Entry> &entry)
{
    if (std::exchange(entry->isReady, true))
        return;
    ready.push_back(entry);
    hasWork.notify_one();
}

void FeedJobScheduler::Board::wake(const QString &jobId)
{
    const std::lock_guard lock(mutex);
    const auto found = entries.find(jobId);
    if (found == entries.end())
        return;
    if (found->second->isRunning)
        found->second->wasWoken = true;
    else
        makeReady(found->second);
}

void FeedJobScheduler::Board::cancel(const QString &jobId)
{
    std::shared_ptr<FeedJobRun> run;
    {
        const std::lock_guard lock(mutex);
        const auto found = entries.find(jobId);
        if (found != entries.end())
            run = found->second->run;
    }
    if (run)
        run->cancel();
}

void FeedJobScheduler::Board::wakeRested(Monotonic now)
{
    while (!pausing.empty() && pausing.begin()->first <= now) {
        if (!pausing.begin()->second->isRunning)
            makeReady(pausing.begin()->second);
        pausing.erase(pausing.begin());
    }
}

FeedJobScheduler::FeedJobScheduler(const FeedTools &tools)
    : m_tools(tools)
    , m_owner(newId(tools.clock, tools.random))
{
}

FeedJobScheduler::~FeedJobScheduler()
{
    {
        const std::lock_guard lock(m_board->mutex);
        m_board->stopping = true;
    }
    m_board->hasWork.notify_all();
    m_board->hasNews.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
    {
        const std::lock_guard lock(m_board->mutex);
        m_board->pausing.clear();
        m_board->ready.clear();
        m_board->entries.clear(); // each holds the board
    }
    if (m_threads.empty())
        return;
    auto released = m_tools.store.write([owner = m_owner](WriteTransaction &transaction) -> Result<Done> {
        releaseLeases(transaction, owner);
        return Done{};
    });
    if (const Result<Done> done = released.get(); !done)
        qCWarning(schedulerLog).noquote() << "the jobs could not be given back:" << done.error().detail;
}

Result<Done> FeedJobScheduler::start()
{
    // Whoever worked here before is gone, else the lock could not be had.
    if (auto locked = m_tools.spool.lock(); !locked)
        return locked;
    auto voiding = m_tools.store.write([home = m_tools.spool.home()](WriteTransaction &transaction) -> Result<Done> {
        voidLeases(transaction, home);
        return Done{};
    });
    if (auto voided = voiding.get(); !voided)
        return voided;
    m_threads.emplace_back([this] { keep(); });
    for (int number = 0; number < std::max(1, m_tools.options.workers); ++number)
        m_threads.emplace_back([this] { work(); });
    return Done{};
}

void FeedJobScheduler::lookNow()
{
    {
        const std::lock_guard lock(m_board->mutex);
        m_board->mustLook = true;
    }
    m_board->hasNews.notify_one();
}

std::function<void(const QString &)> FeedJobScheduler::canceller() const
{
    return [board = m_board](const QString &jobId) { board->cancel(jobId); };
}

void FeedJobScheduler::work()
{
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
    while (const auto entry = take()) {
        putBack(entry, entry->run->step());
    }
}

/// Nothing once the threads are to end.
std::shared_ptr<FeedJobScheduler::Entry> FeedJobScheduler::take()
{
    std::unique_lock lock(m_board->mutex);
    while (true) {
        if (m_board->stopping)
            return nullptr;
        const Monotonic now = m_tools.clock.monotonic();
        m_board->wakeRested(now);
        if (!m_board->ready.empty())
            break;
        if (m_board->pausing.empty())
            m_board->hasWork.wait(lock);
        else
            m_board->hasWork.wait_for(lock, std::max<Monotonic>(m_board->pausing.begin()->first - now, 1ms));
    }
    const auto entry = m_board->ready.front();
    m_board->ready.pop_front();
    entry->isReady = false;
    entry->isRunning = true;
    entry->wasWoken = false;
    return entry;
}

void FeedJobScheduler::putBack(const std::shared_ptr<Entry> &entry, FeedJobRun::Next next)
{
    const std::lock_guard lock(m_board->mutex);
    entry->isRunning = false;
    if (next == FeedJobRun::Next::Over) {
        m_board->entries.erase(entry->run->jobId());
        // What was given up is begun anew with the next look.
        m_board->mustLook = m_board->mustLook || entry->run->hasEnded();
        m_board->hasNews.notify_one();
    } else if (next == FeedJobRun::Next::Again || entry->wasWoken) {
        m_board->makeReady(entry);
    } else if (const auto at = entry->run->resumeAt()) {
        m_board->pausing.emplace(*at, entry);
        m_board->hasWork.notify_one();
    }
}

/// The heartbeat: it goes on whatever the jobs are at.
void FeedJobScheduler::keep()
{
    while (true) {
        {
            std::unique_lock lock(m_board->mutex);
            m_board->hasNews.wait_for(lock, lookInterval, [this] { return m_board->stopping || m_board->mustLook; });
            if (m_board->stopping)
                return;
            m_board->mustLook = false;
        }
        look();
    }
}

void FeedJobScheduler::renew()
{
    {
        const std::lock_guard lock(m_board->mutex);
        if (m_board->entries.empty() || m_tools.clock.monotonic() - m_renewedAt < renewInterval)
            return;
    }
    m_tools.pace.sent();
    auto renewing = m_tools.store.write([owner = m_owner](WriteTransaction &transaction) -> Result<Done> {
        renewLeases(transaction, owner, transaction.now() + std::chrono::milliseconds(leaseTime).count());
        return Done{};
    });
    if (const Result<Done> renewed = renewing.get(); renewed)
        m_renewedAt = m_tools.clock.monotonic();
    else
        qCWarning(schedulerLog).noquote() << "the leases of feeds could not be renewed:" << renewed.error().detail;
}

void FeedJobScheduler::look()
{
    renew();
    auto reading = m_tools.store.read(
        [](ReadTransaction &transaction) -> Result<std::vector<OpenJob>> { return firstOpenJobs(transaction); });
    const auto jobs = reading.get();
    if (!jobs)
        qCWarning(schedulerLog).noquote() << "the queue of feeds can't be read:" << jobs.error().detail;
    else
        consider(*jobs);
}

void FeedJobScheduler::consider(const std::vector<OpenJob> &jobs)
{
    const UtcMillis now = m_tools.clock.utc();
    for (const OpenJob &job : jobs) {
        const QString turn = turnOf(job);
        if (job.cancelRequested)
            m_board->cancel(job.id);
        // Another server works for the same partner.
        const bool isElsewhere = std::any_of(jobs.begin(), jobs.end(), [&](const OpenJob &other) {
            return other.home != m_tools.spool.home() && turnOf(other) == turn && other.running && other.leaseUntil >= now;
        });
        if (job.home == m_tools.spool.home() && !isElsewhere && hasRoom(job, turn))
            begin(job, turn);
    }
}

bool FeedJobScheduler::hasRoom(const OpenJob &job, const QString &turn)
{
    const bool isLarge = job.bytes >= largeUpload;
    const std::lock_guard lock(m_board->mutex);
    qsizetype others = 0;
    for (const auto &[id, entry] : m_board->entries) {
        if (entry->turn == turn)
            return false;
        others += entry->isLarge == isLarge;
    }
    return others < (isLarge ? maximumLarge : maximumSmall) && !m_board->stopping;
}

void FeedJobScheduler::begin(const OpenJob &job, const QString &turn)
{
    m_tools.pace.sent();
    auto claiming =
        m_tools.store.write([id = job.id, owner = m_owner](WriteTransaction &transaction) -> Result<std::optional<Claim>> {
            if (!claimJob(transaction, id, owner, transaction.now() + std::chrono::milliseconds(leaseTime).count()))
                return std::nullopt;
            const auto stored = findJob(transaction, id);
            const auto formats = transaction.one(u"SELECT formats FROM partner WHERE id = ?"_s, {stored->job.partnerId},
                                                 [](const Row &row) { return row.text(0); });
            return Claim{*stored, formats.value_or(QString()).split(u' ', Qt::SkipEmptyParts)};
        });
    Result<std::optional<Claim>> claim = claiming.get();
    if (!claim || !*claim)
        return;
    auto entry = std::make_shared<Entry>();
    entry->turn = turn;
    entry->isLarge = job.bytes >= largeUpload;
    entry->run = std::make_shared<FeedJobRun>(m_tools, std::move((*claim)->job), std::move((*claim)->formats), m_owner,
                                              [board = m_board, id = job.id] { board->wake(id); });
    const std::lock_guard lock(m_board->mutex);
    m_board->entries.emplace(job.id, entry);
    m_board->makeReady(entry);
}

} // namespace tidegate
