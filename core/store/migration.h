// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/connection.h"

#include <QString>

#include <vector>

namespace tidegate {

/// A step of the schema. The files are resources/migrations/NNNN_name.sql: SQL for both databases, run as a whole in one transaction.
///  - The word BLOB becomes BYTEA on PostgreSQL; BIGINT PRIMARY KEY becomes INTEGER PRIMARY KEY on SQLite, where that is the row's own key.
///  - What only one of them understands stands between lines `-- only: sqlite` or `-- only: postgresql` and the next such line or `-- both`.
///  - On SQLite foreign keys are not enforced while a step runs (tables may be rebuilt); one that leaves more broken references than
///    it found is refused.
///  - A file that was released is never edited.
struct Migration {
    int version = 0;
    QString name;
    QString sql;

    /// What of it one database is given.
    [[nodiscard]] QString sqlFor(bool postgres) const;
};

/// Those built into the program, by rising version.
std::vector<Migration> builtInMigrations();

/// 0 for an empty database. Throws SqlFailure.
int schemaVersion(Connection &connection);

/// Brings the database up to the last of `migrations`, each in a transaction of its own; another process that does the same at the same time
/// is waited for. Refuses a database whose version is newer, or (SQLite) that another program made. Throws SqlFailure.
Result<Done> migrate(Connection &connection, const DatabaseAddress &address, const std::vector<Migration> &migrations);

/// The sentence for a database of a newer program.
QString newerSchemaSentence(const QString &database, int found, int known);

} // namespace tidegate
