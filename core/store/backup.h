// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/store/database.h"
#include "core/store/under_way.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace tidegate {

/// The backups that are being made, each on a thread and a connection of its own. Thread-safe.
class Backups
{
public:
    /// Both must outlive it.
    Backups(const Database &database, UnderWay &underWay);
    /// Waits for those that run.
    ~Backups();
    Backups(const Backups &) = delete;
    Backups &operator=(const Backups &) = delete;

    Async<Result<Done>> start(const QString &file);
    /// Those that run, and those that are begun from now on, fail.
    void stop() { m_stop = true; }

private:
    struct Run;

    const Database &m_database;
    UnderWay &m_underWay;
    std::atomic<bool> m_stop{false};
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Run>> m_runs;
};

} // namespace tidegate
