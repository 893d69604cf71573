// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_chunk.h"
#include "core/partner/feed_job_end.h"
#include "core/partner/feed_job_file.h"
#include "core/partner/feed_tools.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace tidegate {

/// One job that is being worked on: step by step, so that many take turns. Each step reads a little of the file and sends a
/// command to the store, or takes up the outcome of one. What is done stands in the database; a run that is given up leaves a job
/// that goes on with a new run.
///
/// An upload is read to its end first, for its grammar; then a dry run and an atomic feed are checked row by row against the
/// catalogue; then the rows are applied; then what a full feed does not name is withdrawn. An atomic feed that ends on the way is
/// taken back.
class FeedJobRun : public std::enable_shared_from_this<FeedJobRun>
{
public:
    enum class Next {
        Again,   ///< there is more to do at once
        Waiting, ///< step() is to be called after `wake`, or at resumeAt()
        Over,    ///< the job has ended, or the run was given up
    };

    /// `job` was claimed by `owner`. `formats`: that the partner may send; empty: all. `wake` may be called on any thread.
    FeedJobRun(const FeedTools &tools, StoredJob job, QStringList formats, QString owner, std::function<void()> wake);

    /// Never on two threads at once.
    Next step();
    [[nodiscard]] std::optional<Monotonic> resumeAt() const { return m_resumeAt; }
    /// The job is to end. Thread-safe; wakes.
    void cancel();

    /// Once it is over: the job has ended, else it was given up and goes on with another run.
    [[nodiscard]] bool hasEnded() const { return m_ended; }
    [[nodiscard]] const QString &jobId() const { return m_job.job.id; }

private:
    enum class Stage { Reading, Beginning, Rows, Guard, Withdrawing, TakingBack, Ending };

    template <typename T>
    void expect(Async<Result<T>> async, std::function<void(const T &)> then);
    template <typename T>
    void command(std::function<Result<T>(WriteTransaction &)> run, std::function<void(const T &)> then);
    void takeOutcomes();
    void failed(const Error &error);
    void stop(JobEnd end);
    Next settle();

    // The file.
    template <typename T>
    std::optional<T> got(FeedJobFile::Read<T> read);
    Next fetch();
    Next read();
    bool openForRows();

    // Rows.
    void beginRows(const QString &phase);
    Next rows();
    void check(FeedChunk chunk);
    void apply(FeedChunk chunk);
    void took(Monotonic time);
    void chunkEnded(ChunkEnd end);
    void rowsDone();

    // Withdrawing.
    Next guard();
    void guardPage(const QStringList &skus);
    void weigh();
    void decide(const StoredJob &now);
    void beginWithdrawing();
    void noteWithdrawals();
    Next withdraw();
    void withdrawPage(const QStringList &skus);

    // Ending.
    void beginTakingBack();
    Next takeBack();
    Next end();

    [[nodiscard]] bool isChecking() const { return m_phase == u"checking"; }
    [[nodiscard]] bool isAtomic() const { return m_job.job.policy == JobPolicy::Atomic && !m_job.job.dryRun; }

    const FeedTools m_tools;
    StoredJob m_job; ///< as it was claimed
    const QString m_owner;
    const std::function<void()> m_wake;
    const FeedCommands m_commands;

    Stage m_stage = Stage::Reading;
    QString m_phase; ///< as in the database
    FeedJobFile m_file;
    qint64 m_total = 0;
    qint64 m_rowsToPass = 0;   ///< of these were done before
    qint64 m_errorsLeft = 0;   ///< while checking
    qsizetype m_chunkRows = 0; ///< adapted, so that no command takes long
    QString m_cursor;          ///< in the partner's products
    qint64 m_owned = 0;
    qint64 m_unnamed = 0;
    std::vector<FieldError> m_withdrawals; ///< the first ones, for a dry run
    std::optional<Monotonic> m_resumeAt;

    std::optional<JobEnd> m_stop; ///< the job ends once nothing is in flight
    bool m_gaveUp = false;
    bool m_ended = false;
    bool m_waits = false; ///< for an outcome without which nothing goes on
    int m_inFlight = 0;

    std::atomic<bool> m_cancel{false};
    std::mutex m_mutex;
    std::vector<std::function<void()>> m_outcomes;
};

} // namespace tidegate
