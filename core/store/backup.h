// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/store/database.h"

#include <mutex>
#include <thread>
#include <vector>

namespace tidegate {

/// The backups that are being made, each on a thread and a connection of its own. Thread-safe.
class Backups
{
public:
    /// `database` must outlive it.
    explicit Backups(const Database &database);
    /// Ends those that run: they fail.
    ~Backups();
    Backups(const Backups &) = delete;
    Backups &operator=(const Backups &) = delete;

    Async<Result<Done>> start(const QString &file);

private:
    struct Run;

    const Database &m_database;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Run>> m_runs;
};

} // namespace tidegate
