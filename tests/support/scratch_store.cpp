// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/scratch_store.h"

#include "support/postgres.h"

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace tidegate::test {

ScratchStore::Backend ScratchStore::backendFromEnvironment()
{
    return qEnvironmentVariable("TIDEGATE_TEST_BACKEND") == u"postgresql"_s ? Backend::Postgres : Backend::Sqlite;
}

ScratchStore::ScratchStore(Backend backend)
    : m_backend(backend)
{
    options.url = backend == Backend::Postgres ? Postgres::shared().newDatabase() : u"sqlite:"_s + path();
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
    if (sqlite3_open(path().toUtf8().constData(), &handle) != SQLITE_OK
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

} // namespace tidegate::test
