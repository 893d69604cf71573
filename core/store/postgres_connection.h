// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connection.h"

#include <QSqlQuery>

#include <memory>
#include <unordered_map>

namespace tidegate {

/// PostgreSQL through QtSql. Write transactions are READ COMMITTED behind one advisory lock, so that a command sees the database as if it
/// were alone, on SQLite and here alike, and two servers on one database don't deadlock on hot rows; what writes past the program can still
/// cause a Conflict. Reads are REPEATABLE READ READ ONLY.
class PostgresConnection final : public Connection
{
public:
    PostgresConnection(const DatabaseAddress &address, const ConnectionOptions &options);
    ~PostgresConnection() override;

    qint64 exec(const QString &sql, Parameters parameters) override;
    void each(const QString &sql, Parameters parameters, const std::function<void(const Row &)> &visit) override;
    void script(const QString &sql) override;

    void beginWrite() override;
    void beginRead() override;
    void commit() override;
    bool rollback() noexcept override;
    void savepoint() override;
    void releaseSavepoint() override;
    void rollbackToSavepoint() override;

    bool hasTable(const QString &name) override;
    void idle() override;

private:
    struct Statement {
        std::unique_ptr<QSqlQuery> query;
        bool used = false;
        int parameters = -1; ///< known once it ran
    };
    class Use;

    void openDatabase(const DatabaseAddress &address);
    void close();
    std::unique_ptr<QSqlQuery> prepare(const QString &sql);
    [[nodiscard]] SqlFailure failed(const class QSqlError &error) const;

    QString m_display;
    ConnectionOptions m_options;
    QString m_name;
    std::unordered_map<QString, Statement> m_statements;
    bool m_inTransaction = false;
};

} // namespace tidegate
