// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/store/job.h"
#include "core/store/under_way.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace tidegate {

/// The threads that take reads, each with its own connection; a read is one snapshot.
class ReaderPool
{
public:
    /// Both must outlive it.
    ReaderPool(const Database &database, UnderWay &underWay);
    /// Finishes what waits.
    ~ReaderPool();
    ReaderPool(const ReaderPool &) = delete;
    ReaderPool &operator=(const ReaderPool &) = delete;

    void enqueue(ReadJob job);

private:
    void run();
    void process(std::unique_ptr<Connection> &connection, ReadJob &job) const;
    void deliver(ReadJob &job, const Error *error) const;
    /// Throws SqlFailure.
    void runInSnapshot(std::unique_ptr<Connection> &connection, ReadJob &job) const;

    const Database &m_database;
    UnderWay &m_underWay;
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<ReadJob> m_waiting;
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace tidegate
