// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QTemporaryDir>

#include <memory>

namespace tidegate::test {

/// Where a store lives for the length of a test: a temporary folder for the key, the anchor and the SQLite file; or a new PostgreSQL database.
/// TIDEGATE_TEST_BACKEND=postgresql makes all that don't ask for one of the two run on PostgreSQL.
class ScratchStore
{
public:
    enum class Backend { Sqlite, Postgres };
    static Backend backendFromEnvironment();

    /// An empty database.
    explicit ScratchStore(Backend backend = backendFromEnvironment());
    /// One that has the program's tables already where that saves time: PostgreSQL copies a database faster than it runs all
    /// migrations.
    static ScratchStore withTables() { return ScratchStore(backendFromEnvironment(), true); }

    /// Options to be changed before open().
    StoreOptions options;
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    /// The SQLite file.
    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("tidegate.db")); }

    [[nodiscard]] Backend backend() const { return m_backend; }

    /// Runs SQL on the database past the store, as another program would; ends the test program where that fails.
    void runOutside(const QString &sql) const;

    /// Opens the store; ends the test program where that fails.
    std::unique_ptr<Store> open(const Clock &clock) const;

    /// What breaks the audit chain, one sentence each, as `tidegate verify` has it.
    QStringList auditViolations(Store &opened) const;

private:
    ScratchStore(Backend backend, bool withTables);

    Backend m_backend;
    QTemporaryDir m_folder;
};

} // namespace tidegate::test
