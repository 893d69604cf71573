// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/backup.h"

#include "core/store/copy.h"

using namespace Qt::StringLiterals;

namespace tidegate {

struct Backups::Run {
    std::atomic<bool> ended{false};
    std::thread thread;
};

Backups::Backups(const Database &database, UnderWay &underWay)
    : m_database(database)
    , m_underWay(underWay)
{
}

Backups::~Backups()
{
    stop();
    for (const auto &run : m_runs)
        run->thread.join();
}

namespace {

Result<Done> runBackup(const Database &database, const QString &file, const std::atomic<bool> &stop)
{
    try {
        const auto connection = Connection::open(
            database.address, {.busyTimeout = database.options.busyTimeout, .clock = database.clock, .stop = &stop});
        return copyDatabase(*connection, file, false);
    } catch (const SqlFailure &problem) {
        return failure(ErrorCode::StorageUnavailable, u"The backup %1 can't be made: %2"_s.arg(file, problem.sentence));
    }
}

} // namespace

Async<Result<Done>> Backups::start(const QString &file)
{
    Promise<Result<Done>> promise;
    if (m_database.address.postgres) {
        promise.deliver(failure(ErrorCode::InvalidRequest, u"A PostgreSQL database is backed up with pg_dump."_s));
        return promise.async();
    }
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_runs, [](const auto &run) {
        const bool ended = run->ended;
        if (ended)
            run->thread.join();
        return ended;
    });
    m_runs.push_back(std::make_unique<Run>());
    Run *run = m_runs.back().get();
    m_underWay.begin();
    run->thread = std::thread([this, run, file, promise]() mutable {
        promise.deliver(runBackup(m_database, file, m_stop));
        m_underWay.end();
        run->ended = true;
    });
    return promise.async();
}

} // namespace tidegate
