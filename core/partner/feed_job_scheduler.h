// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_job_run.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <thread>

namespace tidegate {

/// Finds the jobs that are next, and has some threads work on all of them in turn, step by step. Thread-safe.
class FeedJobScheduler
{
public:
    /// `tools` must outlive this.
    explicit FeedJobScheduler(const FeedTools &tools);
    /// Ends the threads after the steps they are at, and gives the leases back.
    ~FeedJobScheduler();
    FeedJobScheduler(const FeedJobScheduler &) = delete;
    FeedJobScheduler &operator=(const FeedJobScheduler &) = delete;

    Result<Done> start();
    /// Something was queued, or is to be cancelled.
    void lookNow();
    /// What ends a job that runs here, and does nothing for others; it may outlive the scheduler.
    [[nodiscard]] std::function<void(const QString &)> canceller() const;

private:
    struct Entry {
        std::shared_ptr<FeedJobRun> run;
        QString turn; ///< partner and side of the sandbox: one of each at a time
        bool isLarge = false;
        bool isReady = false;
        bool isRunning = false;
        bool wasWoken = false;
    };
    /// What a run that is woken late may still touch.
    struct Board {
        std::mutex mutex;
        std::condition_variable hasWork;                   ///< for those who work
        std::condition_variable hasNews;                   ///< for the one who looks after the queue
        std::map<QString, std::shared_ptr<Entry>> entries; ///< by job
        std::deque<std::shared_ptr<Entry>> ready;
        std::multimap<Monotonic, std::shared_ptr<Entry>> pausing;
        bool stopping = false;
        bool mustLook = true;

        void makeReady(const std::shared_ptr<Entry> &entry);
        void wake(const QString &jobId);
        void cancel(const QString &jobId);
        void wakeRested(Monotonic now);
    };

    void work();
    std::shared_ptr<Entry> take();
    void putBack(const std::shared_ptr<Entry> &entry, FeedJobRun::Next next);
    void keep();
    void look();
    void renew();
    void consider(const std::vector<OpenJob> &jobs);
    [[nodiscard]] bool hasRoom(const OpenJob &job, const QString &turn);
    void begin(const OpenJob &job, const QString &turn);

    const FeedTools m_tools;
    const QString m_owner;
    Monotonic m_renewedAt{0};
    std::shared_ptr<Board> m_board = std::make_shared<Board>();
    std::vector<std::thread> m_threads;
};

} // namespace tidegate
