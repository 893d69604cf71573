// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/writer.h"

#include <QLoggingCategory>

#include <exception>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(writerLog, "tidegate.store.writer")

namespace tidegate {

namespace {

/// How often a command is run anew by itself after conflicts, before it is given up.
constexpr int triesAlone = 4;
/// How many batches run with savepoints after one had to be rolled back for want of them: what has to be undone comes in runs.
constexpr int carefulBatches = 32;
/// Between two tries to connect: doubled each time.
constexpr auto shortestPause = 20ms;
constexpr auto longestPause = 2'000ms;
/// After this without a write the WAL file is emptied.
constexpr auto idleAfter = 1s;
/// How often a database that failed is tried, while nobody writes.
constexpr auto probeInterval = 500ms;

} // namespace

/// The transaction that the commands of one batch work with.
class Writer::Batch final : public WriteTransaction
{
public:
    Batch(Connection &connection, const Clock &clock)
        : WriteTransaction(connection)
        , m_clock(clock)
    {
    }

    qint64 exec(const QString &sql, Parameters parameters) override
    {
        return m_connection.exec(sql, {parameters.begin(), parameters.size()});
    }
    qint64 exec(const QString &sql, const QVariantList &parameters) override
    {
        return m_connection.exec(sql, {parameters.constData(), static_cast<std::size_t>(parameters.size())});
    }
    void audit(AuditEvent event) override { m_records.push_back({0, m_now, storable(std::move(event))}); }
    void afterCommit(std::function<void()> function) override { m_functions.push_back(std::move(function)); }
    UtcMillis now() const override { return m_now; }

    void beginCommand()
    {
        m_now = m_clock.utc();
        m_recordsBefore = m_records.size();
        m_functionsBefore = m_functions.size();
    }
    void undoCommand()
    {
        m_records.resize(m_recordsBefore);
        m_functions.resize(m_functionsBefore);
    }
    [[nodiscard]] std::vector<AuditRecord> &records() { return m_records; }
    void runFunctions()
    {
        for (const std::function<void()> &function : m_functions)
            function();
    }

private:
    const Clock &m_clock;
    UtcMillis m_now = 0;
    std::vector<AuditRecord> m_records;
    std::vector<std::function<void()>> m_functions;
    std::size_t m_recordsBefore = 0;
    std::size_t m_functionsBefore = 0;
};

Writer::Writer(const Database &database, AnchorKeeper &anchor, UnderWay &underWay, AuditHead head)
    : m_database(database)
    , m_anchor(anchor)
    , m_underWay(underWay)
    , m_auditSeq(head.seq)
    , m_head(std::move(head))
    , m_thread([this] { run(); })
{
}

Writer::~Writer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_arrived.notify_all();
    m_thread.join();
}

void Writer::enqueue(WriteJob job)
{
    bool first = false;
    m_underWay.begin();
    job.since = m_database.clock->monotonic();
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.size() < static_cast<std::size_t>(m_database.options.maximumQueue)) {
            first = m_waiting.empty();
            m_waiting.push_back(std::move(job));
            job.deliver = nullptr;
        }
    }
    if (first)
        m_arrived.notify_one();
    if (job.deliver) {
        const Error error{ErrorCode::Overloaded, u"Too many writes are waiting."_s, 1s, {}};
        deliver(job, &error);
    }
}

StoreHealth Writer::health() const
{
    StoreHealth health;
    health.commits = m_commits;
    health.commands = m_commands;
    health.auditSeq = m_auditSeq;
    health.foundForeign = m_foundForeign;
    const std::lock_guard lock(m_mutex);
    health.problem = m_problem;
    health.writable = m_problem.isEmpty();
    health.queueLength = static_cast<qsizetype>(m_waiting.size());
    if (m_workingSince || !m_waiting.empty()) {
        const Monotonic oldest = m_workingSince ? *m_workingSince : m_waiting.front().since;
        health.oldestWait = m_database.clock->monotonic() - oldest;
    }
    return health;
}

void Writer::run()
{
    while (true) {
        std::vector<WriteJob> jobs = take();
        if (!jobs.empty()) {
            process(jobs);
            m_idle = false;
            continue;
        }
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping && m_waiting.empty())
                break;
        }
        lookAfterThings();
    }
    m_connection.reset();
}

std::vector<WriteJob> Writer::take()
{
    std::unique_lock lock(m_mutex);
    m_workingSince.reset();
    const auto isDue = [this] { return m_stopping || !m_waiting.empty(); };
    if (!m_problem.isEmpty())
        m_arrived.wait_for(lock, probeInterval, isDue);
    else if (!m_idle || m_database.address.postgres) // a server that went away is noticed by asking it alone
        m_arrived.wait_for(lock, idleAfter, isDue);
    else
        m_arrived.wait(lock, isDue);
    const std::size_t count = std::min(m_waiting.size(), static_cast<std::size_t>(m_database.options.maximumBatch));
    std::vector<WriteJob> jobs(std::make_move_iterator(m_waiting.begin()),
                               std::make_move_iterator(m_waiting.begin() + static_cast<std::ptrdiff_t>(count)));
    m_waiting.erase(m_waiting.begin(), m_waiting.begin() + static_cast<std::ptrdiff_t>(count));
    if (!jobs.empty())
        m_workingSince = jobs.front().since;
    return jobs;
}

void Writer::lookAfterThings()
{
    if (!m_problem.isEmpty())
        return probe();
    try {
        if (m_connection)
            m_connection->idle();
    } catch (const SqlFailure &failure) {
        giveUpTransaction(failure);
        setProblem(failure.sentence);
    }
    m_idle = true;
}

void Writer::probe()
{
    try {
        connect();
        m_connection->beginWrite();
        const QVariant now(QString::number(m_database.clock->utc()));
        m_connection->exec(u"INSERT INTO meta (name, value) VALUES ('last_probe', ?) "
                           "ON CONFLICT (name) DO UPDATE SET value = excluded.value"_s,
                           {&now, 1});
        m_connection->commit();
        setProblem({});
    } catch (const SqlFailure &failure) {
        giveUpTransaction(failure);
        setProblem(failure.sentence);
    }
}

void Writer::process(Jobs jobs)
{
    const bool single = jobs.size() == 1;
    Patience patience{.lost = 1, .conflicts = single ? triesAlone : 1};
    bool done = false;
    while (!done && (single || patience.conflicts > 0))
        done = attempt(jobs, patience);
    if (done)
        return;
    for (WriteJob &job : jobs) {
        Patience alone{.lost = 0, .conflicts = triesAlone};
        while (!attempt({&job, 1}, alone)) {}
    }
}

bool Writer::attempt(Jobs jobs, Patience &patience)
{
    m_stage = Stage::Beginning;
    try {
        connect();
        Batch batch(*m_connection, *m_database.clock);
        if (!commitBatch(jobs, batch))
            return false;
        batch.runFunctions();
    } catch (const SqlFailure &failure) {
        giveUpTransaction(failure);
        if (mayPass(failure, patience))
            return false;
        fail(jobs, failure);
        return true;
    }
    setProblem({});
    deliver(jobs);
    return true;
}

/// Whether the same again may succeed, and may be tried: nothing of the transaction was kept.
bool Writer::mayPass(const SqlFailure &failure, Patience &patience) const
{
    if (failure.kind == SqlFailure::Kind::Conflict)
        return patience.conflicts-- > 0;
    return failure.kind == SqlFailure::Kind::Lost && m_connectPause == 0ms && m_stage != Stage::Committing && patience.lost-- > 0;
}

void Writer::connect()
{
    if (m_connection)
        return;
    if (m_database.clock->monotonic() < m_connectAgain)
        throw SqlFailure{SqlFailure::Kind::Lost, m_problem, true};
    try {
        m_connection = m_database.openWriter();
        m_connectPause = 0ms;
    } catch (const SqlFailure &) {
        m_connectPause = std::clamp(m_connectPause * 2, shortestPause, longestPause);
        m_connectAgain = m_database.clock->monotonic() + m_connectPause;
        throw;
    }
}

bool Writer::commitBatch(Jobs jobs, Batch &batch)
{
    m_connection->beginWrite();
    m_stage = Stage::Running;
    const bool careful = m_carefulBatches > 0 && jobs.size() > 1;
    for (WriteJob &job : jobs) {
        const bool clean = careful ? runInSavepoint(job, batch) : runBare(job, batch);
        if (clean)
            continue;
        if (!m_connection->rollback())
            m_connection.reset();
        if (jobs.size() > 1) {
            m_carefulBatches = carefulBatches;
            return false;
        }
        m_commands.fetch_add(1, std::memory_order_relaxed);
        return true;
    }
    m_carefulBatches = std::max(0, m_carefulBatches - 1);
    commit(batch);
    m_commands.fetch_add(static_cast<qint64>(jobs.size()), std::memory_order_relaxed);
    return true;
}

void Writer::commit(Batch &batch)
{
    const AuditHead head = appendAuditOf(batch);
    m_stage = Stage::Committing;
    m_connection->commit();
    m_commits.fetch_add(1, std::memory_order_relaxed);
    if (head != m_head) {
        m_head = head;
        m_auditSeq = head.seq;
        m_anchor.headMoved(head);
    }
}

bool Writer::runInSavepoint(WriteJob &job, Batch &batch)
{
    m_connection->savepoint();
    if (run(job, batch))
        m_connection->releaseSavepoint();
    else
        m_connection->rollbackToSavepoint();
    return true;
}

/// False: the transaction holds changes that must not be kept.
bool Writer::runBare(WriteJob &job, Batch &batch)
{
    const qint64 writesBefore = m_connection->writes();
    // After a failed statement PostgreSQL takes no other until something is rolled back.
    return run(job, batch) || (!job.failed && m_connection->writes() == writesBefore);
}

/// False: its changes in the database are to be undone; what it left in the batch is gone already.
bool Writer::run(WriteJob &job, Batch &batch)
{
    job.failed.reset();
    batch.beginCommand();
    try {
        if (job.run(batch))
            return true;
    } catch (const SqlFailure &failure) {
        if (failure.kind != SqlFailure::Kind::Statement)
            throw;
        job.failed = failure.toError();
    } catch (const std::exception &exception) {
        job.failed = Error{ErrorCode::Internal, QString::fromUtf8(exception.what()), std::nullopt, {}};
    }
    if (job.failed)
        qCCritical(writerLog).noquote() << "a command failed:" << job.failed->detail;
    batch.undoCommand();
    return false;
}

AuditHead Writer::appendAuditOf(Batch &batch)
{
    if (batch.records().empty())
        return m_head;
    const AuditHead found = readAuditHead(*m_connection);
    if (found.seq != m_head.seq)
        ++m_foundForeign;
    if (!chainHolds(found)) {
        m_anchor.freeze();
        qCCritical(writerLog) << "the audit chain no longer holds record" << m_head.seq
                              << "as it was written: run tidegate verify";
    }
    qint64 seq = found.seq;
    for (AuditRecord &record : batch.records())
        record.seq = ++seq;
    return appendAudit(*m_connection, m_database.key, found, batch.records());
}

bool Writer::chainHolds(const AuditHead &found)
{
    if (found.seq == m_head.seq || m_head.seq == 0)
        return m_head.seq == 0 || found == m_head;
    bool holds = false;
    const QVariant seq(m_head.seq);
    m_connection->each(u"SELECT hash FROM audit WHERE seq = ?"_s, {&seq, 1},
                       [&](const Row &row) { holds = row.bytes(0) == m_head.hash; });
    return holds;
}

void Writer::deliver(Jobs jobs)
{
    for (WriteJob &job : jobs)
        deliver(job, job.failed ? &*job.failed : nullptr);
}

void Writer::deliver(WriteJob &job, const Error *error)
{
    job.deliver(error);
    m_underWay.end();
}

void Writer::fail(Jobs jobs, const SqlFailure &failure)
{
    Error error = failure.toError();
    if (failure.kind == SqlFailure::Kind::Lost && m_stage == Stage::Committing)
        error.detail += u" Whether the last writes were kept is not known."_s;
    if (failure.kind != SqlFailure::Kind::Conflict && failure.kind != SqlFailure::Kind::Statement)
        setProblem(failure.sentence);
    for (WriteJob &job : jobs)
        deliver(job, &error);
    if (m_stage != Stage::Beginning)
        return;
    // Those that came meanwhile have waited for the same thing; to let each batch wait its own time would only add up.
    std::deque<WriteJob> waiting;
    {
        const std::lock_guard lock(m_mutex);
        waiting.swap(m_waiting);
    }
    for (WriteJob &job : waiting)
        deliver(job, &error);
}

void Writer::giveUpTransaction(const SqlFailure &failure)
{
    if (m_connection && (failure.reopen || !m_connection->rollback()))
        m_connection.reset();
}

void Writer::setProblem(const QString &sentence)
{
    if (m_problem == sentence)
        return;
    const std::lock_guard lock(m_mutex);
    m_problem = sentence;
    if (sentence.isEmpty())
        qCInfo(writerLog) << "the database can be written again";
    else
        qCWarning(writerLog).noquote() << sentence;
}

} // namespace tidegate
