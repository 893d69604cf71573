// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/scratch_store.h"

#include "core/store/audit.h"
#include "core/store/migration.h"
#include "support/postgres.h"

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace tidegate::test {

namespace {

/// Made once in a program.
const QString &migratedDatabase()
{
    static const QString url = [] {
        const QString fresh = Postgres::shared().newDatabase();
        const DatabaseAddress address = DatabaseAddress::parse(fresh).value();
        const auto connection = Connection::open(address, {});
        if (const auto migrated = migrate(*connection, address, builtInMigrations()); !migrated)
            qFatal("%s", qPrintable(migrated.error().detail));
        return fresh;
    }();
    return url;
}

} // namespace

ScratchStore::Backend ScratchStore::backendFromEnvironment()
{
    return qEnvironmentVariable("TIDEGATE_TEST_BACKEND") == u"postgresql"_s ? Backend::Postgres : Backend::Sqlite;
}

ScratchStore::ScratchStore(Backend backend)
    : ScratchStore(backend, false)
{
}

ScratchStore::ScratchStore(Backend backend, bool withTables)
    : m_backend(backend)
{
    options.url = backend == Backend::Sqlite ? u"sqlite:"_s + path()
                                             : Postgres::shared().newDatabase(withTables ? migratedDatabase() : QString());
    options.keyFile = m_folder.filePath(u"audit.key"_s);
    options.anchorFile = m_folder.filePath(u"audit.anchor"_s);
}

void ScratchStore::runOutside(const QString &sql) const
{
    if (m_backend == Backend::Postgres) {
        Postgres::shared().run(options.url, sql);
        return;
    }
    sqlite3 *handle = nullptr;
    if (sqlite3_open(path().toUtf8().constData(), &handle) != SQLITE_OK || sqlite3_busy_timeout(handle, 60'000) != SQLITE_OK
        || sqlite3_exec(handle, sql.toUtf8().constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
        qFatal("%s: %s", qPrintable(sql), sqlite3_errmsg(handle));
    sqlite3_close(handle);
}

std::unique_ptr<Store> ScratchStore::open(const Clock &clock) const
{
    auto store = Store::open(options, clock);
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    return std::move(*store);
}

QStringList ScratchStore::auditViolations(Store &opened) const
{
    const auto key = AuditKey::load(options.keyFile);
    if (!key)
        return {key.error().detail};
    const auto anchor = readAuditAnchor(options.anchorFile, *key);
    if (!anchor)
        return {anchor.error().detail};
    const auto found = opened
                           .read([&](ReadTransaction &transaction) -> Result<QStringList> {
                               QStringList sentences;
                               for (const AuditViolation &violation : verifyAudit(transaction, *key, *anchor))
                                   sentences << u"audit chain, entry %1: %2"_s.arg(violation.seq).arg(violation.what);
                               return sentences;
                           })
                           .get();
    return found ? *found : QStringList(found.error().detail);
}

} // namespace tidegate::test
