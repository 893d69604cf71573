// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/scratch_store.h"

#include "support/postgres.h"

using namespace Qt::StringLiterals;

namespace tidegate::test {

ScratchStore::Backend ScratchStore::backendFromEnvironment()
{
    return qEnvironmentVariable("TIDEGATE_TEST_BACKEND") == u"postgresql"_s ? Backend::Postgres : Backend::Sqlite;
}

ScratchStore::ScratchStore(Backend backend)
{
    options.url = backend == Backend::Postgres ? Postgres::shared().newDatabase() : u"sqlite:"_s + path();
    options.keyFile = m_folder.filePath(u"audit.key"_s);
    options.anchorFile = m_folder.filePath(u"audit.anchor"_s);
}

std::unique_ptr<Store> ScratchStore::open(const Clock &clock) const
{
    auto store = Store::open(options, clock);
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    return std::move(*store);
}

} // namespace tidegate::test
