// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/audit.h"
#include "core/store/connection.h"
#include "core/store/migration.h"
#include "core/store/store.h"

namespace tidegate {

/// What the parts of an open store share; does not change while it is open.
struct Database {
    DatabaseAddress address;
    AuditKey key;
    StoreOptions options;
    const Clock *clock = nullptr;

    /// Each throws SqlFailure.
    [[nodiscard]] std::unique_ptr<Connection> openWriter() const;
    [[nodiscard]] std::unique_ptr<Connection> openReader() const;
};

/// Migrates the database and makes sure of its audit key. Leaves no connection open.
Result<Database> prepareDatabase(const StoreOptions &options, const Clock &clock, const std::vector<Migration> &migrations);

/// The id of the key that the database's chain is made with; empty for a new database. Throws SqlFailure.
QString auditKeyId(Connection &connection);

} // namespace tidegate
