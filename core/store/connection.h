// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/store/transaction.h"

#include <QString>
#include <QVariant>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <span>

namespace tidegate {

/// What a statement that fails throws. Inside the store only: Writer, ReaderPool and the functions that open, migrate, back up and
/// restore turn it into an Error.
struct SqlFailure {
    enum class Kind {
        Statement, ///< this statement is at fault (constraint, syntax, type): our own bug; the connection works on
        Locked,    ///< somebody else holds the lock
        Database,  ///< full, read-only, corrupt, an I/O error; `sentence` says which, for people
        Lost,      ///< the connection is gone
        Conflict,  ///< another transaction was in the way (serialization failure, deadlock): the same again may succeed
        TooOld,    ///< the read went on for longer than it may
    };

    Kind kind = Kind::Statement;
    QString sentence;
    bool reopen = false; ///< the connection is of no more use

    /// As a caller of the store sees it: Internal for a statement's own fault, StorageUnavailable for everything else.
    [[nodiscard]] Error toError() const;
};

/// Where a database is.
struct DatabaseAddress {
    bool postgres = false;
    QString path{}; ///< SQLite
    QString user{}, password{}, host{}, name{};
    int port = 5432;
    QString options{}; ///< PostgreSQL: further libpq keywords, ";sslmode=require"

    /// Reads StoreOptions::url. Refuses with InvalidRequest and a sentence.
    static Result<DatabaseAddress> parse(const QString &url);
    /// What people may see of it: no password.
    [[nodiscard]] QString display() const;
};

/// What a connection is for.
struct ConnectionOptions {
    bool readOnly = false;
    std::chrono::milliseconds busyTimeout{2'000};
    std::chrono::milliseconds maximumReadAge{0}; ///< a transaction begun by beginRead() ends with TooOld after this; 0: never
    const Clock *clock = nullptr;                ///< measures maximumReadAge on SQLite; must outlive the connection
    const std::atomic<bool> *stop = nullptr; ///< SQLite: once true, whatever runs ends with TooOld; must outlive the connection
};

/// One connection to a database, used by the thread that opened it. Every call but rollback() may throw SqlFailure. Statements with
/// parameters are prepared once and kept; "?" stands for a parameter. QVariant() is NULL; a null QString is an empty text. Types: bool, the
/// integers, double, QString, QByteArray.
class Connection
{
public:
    using Parameters = std::span<const QVariant>;

    /// Throws SqlFailure where the database can't be opened.
    static std::unique_ptr<Connection> open(const DatabaseAddress &address, const ConnectionOptions &options);
    virtual ~Connection() = default;

    /// The number of rows touched.
    virtual qint64 exec(const QString &sql, Parameters parameters) = 0;
    /// May be nested: `visit` may run further statements here. PostgreSQL hands over the rows once all have arrived: page what is long.
    virtual void each(const QString &sql, Parameters parameters, const std::function<void(const Row &)> &visit) = 0;
    /// Any number of statements, without parameters, not kept.
    virtual void script(const QString &sql) = 0;

    /// Waits for its turn: write transactions are serial, between processes too.
    virtual void beginWrite() = 0;
    /// One snapshot for all that follows.
    virtual void beginRead() = 0;
    virtual void commit() = 0;
    /// Does nothing outside a transaction. False: the connection is of no more use.
    virtual bool rollback() noexcept = 0;
    virtual void savepoint() = 0;
    virtual void releaseSavepoint() = 0;
    virtual void rollbackToSavepoint() = 0;

    /// Rises with each statement that may have changed something.
    [[nodiscard]] qint64 writes() const { return m_writes; }

    [[nodiscard]] virtual bool hasTable(const QString &name) = 0;
    /// Called now and then on a writing connection that has nothing to do. Throws SqlFailure where the connection is found lost.
    virtual void idle() {}

protected:
    qint64 m_writes = 0;
};

} // namespace tidegate
