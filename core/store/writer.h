// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/anchor_keeper.h"
#include "core/store/database.h"
#include "core/store/job.h"
#include "core/store/under_way.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace tidegate {

/// The thread that takes every write: all that wait in one transaction, see Store.
class Writer
{
public:
    /// `database`, `anchor` and `underWay` must outlive it. `head` is what the chain is known to hold (from the anchor file).
    Writer(const Database &database, AnchorKeeper &anchor, UnderWay &underWay, AuditHead head);
    /// Finishes what waits.
    ~Writer();
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    void enqueue(WriteJob job);
    /// All but walBytes.
    [[nodiscard]] StoreHealth health() const;

private:
    class Batch;
    using Jobs = std::span<WriteJob>;

    void run();
    /// What waits now, up to a batch; empty when the time has come to look after things, or at the end.
    std::vector<WriteJob> take();
    void lookAfterThings();
    void process(Jobs jobs);
    /// How often what failed may be tried again.
    struct Patience {
        int lost = 0;
        int conflicts = 0;
    };
    /// False: not done with, try again.
    bool attempt(Jobs jobs, Patience &patience);
    bool mayPass(const SqlFailure &failure, Patience &patience) const;
    void connect();
    bool commitBatch(Jobs jobs, Batch &batch);
    void commit(Batch &batch);
    bool runInSavepoint(WriteJob &job, Batch &batch);
    bool runBare(WriteJob &job, Batch &batch);
    bool run(WriteJob &job, Batch &batch);
    AuditHead appendAuditOf(Batch &batch);
    bool chainHolds(const AuditHead &found);
    void deliver(Jobs jobs);
    void deliver(WriteJob &job, const Error *error);
    void fail(Jobs jobs, const SqlFailure &failure);
    void giveUpTransaction(const SqlFailure &failure);
    void setProblem(const QString &sentence);
    void probe();

    const Database &m_database;
    AnchorKeeper &m_anchor;
    UnderWay &m_underWay;

    mutable std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<WriteJob> m_waiting;
    std::optional<Monotonic> m_workingSince; ///< the oldest write of the batch that is under way
    bool m_stopping = false;
    QString m_problem; ///< changed by the writer thread alone, under the mutex

    std::atomic<qint64> m_commits{0};
    std::atomic<qint64> m_commands{0};
    std::atomic<qint64> m_auditSeq{0};
    std::atomic<qint64> m_foundForeign{0};

    // The writer thread's own.
    std::unique_ptr<Connection> m_connection;
    AuditHead m_head;
    enum class Stage { Beginning, Running, Committing } m_stage = Stage::Beginning;
    int m_carefulBatches = 0;
    std::chrono::milliseconds m_connectPause{0};
    Monotonic m_connectAgain{0};
    bool m_idle = true;
    std::thread m_thread;
};

} // namespace tidegate
