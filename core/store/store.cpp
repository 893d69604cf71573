// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store.h"

#include "core/store/backup.h"
#include "core/store/migration.h"
#include "core/store/reader_pool.h"
#include "core/store/restore.h"
#include "core/store/under_way.h"
#include "core/store/writer.h"

#include <QFileInfo>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(storeLog, "tidegate.store")

namespace tidegate {

class Store::Impl
{
public:
    Impl(Database prepared, AuditHead anchored)
        : database(std::move(prepared))
        , anchor(database.options.anchorFile, database.key)
        , readers(database, underWay)
        , writer(database, anchor, underWay, std::move(anchored))
        , backups(database, underWay)
    {
    }

    Database database;
    AnchorKeeper anchor;
    UnderWay underWay;
    ReaderPool readers;
    Writer writer;
    Backups backups;
};

Store::Store(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

Store::~Store()
{
    // What one thread delivers may ask for more of another: none of them ends before all have nothing left to do.
    m_impl->backups.stop();
    m_impl->underWay.waitForNone();
}

Result<std::unique_ptr<Store>> Store::open(const StoreOptions &options, const Clock &clock)
{
    return open(options, clock, builtInMigrations());
}

Result<std::unique_ptr<Store>> Store::open(const StoreOptions &options, const Clock &clock,
                                           const std::vector<Migration> &migrations)
{
    auto database = prepareDatabase(options, clock, migrations);
    if (!database)
        return tl::unexpected(database.error());
    const auto anchored = readAuditAnchor(options.anchorFile, database->key);
    if (!anchored)
        qCCritical(storeLog).noquote() << anchored.error().detail;
    auto impl = std::make_unique<Impl>(std::move(*database), anchored ? anchored->value_or(AuditHead{}) : AuditHead{});
    if (!anchored)
        impl->anchor.freeze();
    return std::unique_ptr<Store>(new Store(std::move(impl)));
}

void Store::enqueue(WriteJob job)
{
    m_impl->writer.enqueue(std::move(job));
}

void Store::enqueue(ReadJob job)
{
    m_impl->readers.enqueue(std::move(job));
}

StoreHealth Store::health() const
{
    StoreHealth health = m_impl->writer.health();
    if (!isPostgres())
        health.walBytes = QFileInfo(m_impl->database.address.path + u"-wal"_s).size();
    return health;
}

bool Store::isPostgres() const
{
    return m_impl->database.address.postgres;
}

Async<Result<Done>> Store::backup(const QString &file)
{
    return m_impl->backups.start(file);
}

Result<Done> Store::restore(const StoreOptions &options, const QString &file, const Clock &clock)
{
    return restoreDatabase(options, file, clock);
}

} // namespace tidegate
