// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/store/job.h"
#include "core/store/transaction.h"

#include <QString>

#include <functional>
#include <memory>
#include <type_traits>
#include <vector>

namespace tidegate {

struct Migration;

struct StoreOptions {
    QString url;        ///< "sqlite:PATH" or "postgresql://user:password@host:port/name"
    QString keyFile;    ///< holds the audit chain's key, 0600; made at the first start. Servers on one database need the same
    QString anchorFile; ///< the chain's head outside the database, so that cut-off rows show; empty: none is kept
    int readers = 2;    ///< reader threads
    int maximumQueue = 20'000;                    ///< writes waiting; beyond it a write is refused with Overloaded
    int maximumBatch = 256;                       ///< writes in one commit
    std::chrono::milliseconds busyTimeout{2'000}; ///< how long another process may hold the database's lock
    /// A read that goes on for longer fails with StorageUnavailable: its snapshot keeps the WAL from shrinking (SQLite: the whole read, seen
    /// while a statement runs; PostgreSQL: one statement). 0: no limit.
    std::chrono::milliseconds maximumReadAge{30'000};
};

struct StoreHealth {
    bool writable = false;
    QString problem; ///< one sentence for people where not writable
    qsizetype queueLength = 0;
    std::chrono::nanoseconds oldestWait{0}; ///< of the writes that have no outcome yet; 0: there are none
    qint64 commits = 0;
    qint64 commands = 0; ///< commands / commits is the mean batch
    qint64 walBytes = 0; ///< SQLite only
    qint64 auditSeq = 0; ///< of the newest audit record that this store wrote, or found when it was opened
    qint64 foundForeign =
        0; ///< how often a write of this store found newer audit records than its own: another program writes too
};

/// The database behind the program. One writer thread takes every write that waits, runs all in one transaction, commits once (durable: SQLite
/// synchronous=FULL) and only then delivers; reader threads serve reads, each on its own connection and snapshot. Thread-safe; no call blocks.
///
/// A command is a function that runs on one of the store's threads: `Result<T>(WriteTransaction &)` or `Result<T>(ReadTransaction &)`.
/// It sees the database as if it were alone. A failure that it returns undoes what it did, and nothing else; it is cheapest to fail before the
/// first change. What it captures must live on its own. A command may run more than once before it is delivered (after a lost
/// connection or a conflict on PostgreSQL; on both, when another command of its batch has to be undone after it changed something), so it must
/// have no effect besides its SQL, audit() and afterCommit(), and must not use up what it captured.
///
/// When the database fails (full, locked, corrupt, read-only, out of reach), the commands of that batch fail with
/// StorageUnavailable and a sentence in `detail`; later ones try anew, so that service resumes by itself. A write that fails so left no
/// trace, but for one case: a PostgreSQL connection lost during COMMIT, of which nobody can know.
class Store
{
public:
    /// Opens, makes or migrates the database. Refuses with StorageUnavailable and one clear sentence: out of reach, no permission,
    /// corrupt, made by a newer version, another audit key.
    static Result<std::unique_ptr<Store>> open(const StoreOptions &options, const Clock &clock);
    /// With other steps than the built-in ones, for tests.
    static Result<std::unique_ptr<Store>> open(const StoreOptions &options, const Clock &clock,
                                               const std::vector<Migration> &migrations);
    /// Finishes what waits, and what its deliveries ask for on the store's threads, then closes. A backup that runs fails.
    ~Store();
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    template <typename Command>
    auto write(Command command) -> Async<std::invoke_result_t<Command &, WriteTransaction &>>
    {
        using Outcome = std::invoke_result_t<Command &, WriteTransaction &>;
        Promise<Outcome> promise;
        auto kept = std::make_shared<std::optional<Outcome>>();
        WriteJob job;
        job.run = [kept, command = std::move(command)](WriteTransaction &transaction) mutable -> bool {
            kept->emplace(command(transaction));
            return kept->value().has_value();
        };
        job.deliver = [kept, promise](const Error *failed) mutable {
            promise.deliver(failed ? Outcome(tl::unexpected(*failed)) : std::move(kept->value()));
        };
        enqueue(std::move(job));
        return promise.async();
    }

    template <typename Query>
    auto read(Query query) -> Async<std::invoke_result_t<Query &, ReadTransaction &>>
    {
        using Outcome = std::invoke_result_t<Query &, ReadTransaction &>;
        Promise<Outcome> promise;
        auto kept = std::make_shared<std::optional<Outcome>>();
        ReadJob job;
        job.run = [kept, query = std::move(query)](ReadTransaction &transaction) mutable { kept->emplace(query(transaction)); };
        job.deliver = [kept, promise](const Error *failed) mutable {
            promise.deliver(failed ? Outcome(tl::unexpected(*failed)) : std::move(kept->value()));
        };
        enqueue(std::move(job));
        return promise.async();
    }

    [[nodiscard]] StoreHealth health() const;
    [[nodiscard]] bool isPostgres() const;

    /// A consistent copy while everything goes on. SQLite: one file (0600). PostgreSQL: refused with a sentence that names pg_dump.
    Async<Result<Done>> backup(const QString &file);
    /// Puts a backup in place of the database that `options` names, which must not be open; checks it first (integrity, schema, audit key).
    /// Whatever fails leaves the old database as it was.
    static Result<Done> restore(const StoreOptions &options, const QString &file, const Clock &clock);

private:
    class Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    void enqueue(WriteJob job);
    void enqueue(ReadJob job);

    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
