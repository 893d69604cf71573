// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/store/migration.h"
#include "core/store/private_file.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// The key that the chain of this database is made with; a new database gets the one in the file, or a new one.
Result<AuditKey> agreeOnKey(Connection &connection, const StoreOptions &options, const QString &display)
{
    const QString wanted = auditKeyId(connection);
    if (!wanted.isEmpty() && !QFile::exists(options.keyFile)) {
        return failure(ErrorCode::StorageUnavailable,
                       u"The audit key %1 of the database %2 is missing: put it back."_s.arg(options.keyFile, display));
    }
    auto key = AuditKey::loadOrMake(options.keyFile);
    if (!key)
        return key;
    if (wanted.isEmpty()) {
        const QVariant id(key->id);
        connection.beginWrite();
        connection.exec(u"INSERT INTO meta (name, value) VALUES ('audit_key_id', ?) ON CONFLICT (name) DO NOTHING"_s, {&id, 1});
        connection.commit();
    }
    if (auditKeyId(connection) != key->id) {
        return failure(ErrorCode::StorageUnavailable,
                       u"The database %1 was made with another audit key than the one in %2."_s.arg(display, options.keyFile));
    }
    return key;
}

} // namespace

std::unique_ptr<Connection> Database::openWriter() const
{
    return Connection::open(address, {.readOnly = false, .busyTimeout = options.busyTimeout, .clock = clock});
}

std::unique_ptr<Connection> Database::openReader() const
{
    return Connection::open(
        address,
        {.readOnly = true, .busyTimeout = options.busyTimeout, .maximumReadAge = options.maximumReadAge, .clock = clock});
}

QString auditKeyId(Connection &connection)
{
    QString id;
    connection.each(u"SELECT value FROM meta WHERE name = 'audit_key_id'"_s, {}, [&](const Row &row) { id = row.text(0); });
    return id;
}

Result<Database> prepareDatabase(const StoreOptions &options, const Clock &clock, const std::vector<Migration> &migrations)
{
    auto address = DatabaseAddress::parse(options.url);
    if (!address)
        return tl::unexpected(address.error());
    if (options.keyFile.isEmpty())
        return failure(ErrorCode::InvalidRequest,
                       u"No file is named for the audit key of the database %1."_s.arg(address->display()));
    Database database{*address, {}, options, &clock};
    for (const QString &file : {options.keyFile, options.anchorFile}) {
        if (!file.isEmpty())
            removeAbandoned(file);
    }
    try {
        const std::unique_ptr<Connection> connection = database.openWriter();
        if (auto migrated = migrate(*connection, *address, migrations); !migrated)
            return tl::unexpected(migrated.error());
        auto key = agreeOnKey(*connection, options, address->display());
        if (!key)
            return tl::unexpected(key.error());
        database.key = *key;
    } catch (const SqlFailure &problem) {
        return failure(ErrorCode::StorageUnavailable, problem.sentence);
    }
    return database;
}

} // namespace tidegate
