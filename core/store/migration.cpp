// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migration.h"

#include "core/store/copy.h"

#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(migrationLog, "tidegate.store.migration")

// Outside the namespace, as the macro wants it; needed since this room is a static library.
static void makeResourcesKnown()
{
    Q_INIT_RESOURCE(migrations);
}

namespace tidegate {

QString Migration::sqlFor(bool postgres) const
{
    static const QRegularExpression guard(u"^\\s*--\\s*(?:only:\\s*(sqlite|postgresql)|both)\\s*$"_s);
    static const QRegularExpression blob(u"\\bBLOB\\b"_s);
    static const QRegularExpression bigKey(u"\\bBIGINT PRIMARY KEY\\b"_s);
    const QString own = postgres ? u"postgresql"_s : u"sqlite"_s;
    QString result;
    bool wanted = true;
    for (const QString &line : sql.split(u'\n')) {
        const QRegularExpressionMatch match = guard.match(line);
        if (match.hasMatch())
            wanted = match.captured(1).isEmpty() || match.captured(1) == own;
        else if (wanted)
            result += line + u'\n';
    }
    return postgres ? result.replace(blob, u"BYTEA"_s) : result.replace(bigKey, u"INTEGER PRIMARY KEY"_s);
}

std::vector<Migration> builtInMigrations()
{
    makeResourcesKnown();
    std::vector<Migration> migrations;
    const QDir folder(u":/migrations"_s);
    for (const QString &name : folder.entryList({u"*.sql"_s}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("a migration can't be read");
        migrations.push_back({name.section(u'_', 0, 0).toInt(), name.section(u'.', 0, 0), QString::fromUtf8(file.readAll())});
    }
    return migrations;
}

int schemaVersion(Connection &connection)
{
    int version = 0;
    if (connection.hasTable(u"meta"_s)) {
        connection.each(u"SELECT value FROM meta WHERE name = 'schema_version'"_s, {},
                        [&](const Row &row) { version = row.text(0).toInt(); });
    }
    return version;
}

QString newerSchemaSentence(const QString &database, int found, int known)
{
    return u"The database %1 has schema version %2, but this program knows only versions up to %3: use the newer program."_s.arg(
        database, QString::number(found), QString::number(known));
}

namespace {

bool belongsToAnotherProgram(Connection &connection)
{
    bool hasTables = false;
    connection.each(u"SELECT 1 FROM sqlite_master WHERE type = 'table' LIMIT 1"_s, {}, [&](const Row &) { hasTables = true; });
    return hasTables && !connection.hasTable(u"meta"_s);
}

int brokenReferences(Connection &connection)
{
    int count = 0;
    connection.each(u"PRAGMA foreign_key_check"_s, {}, [&](const Row &) { ++count; });
    return count;
}

/// False: another process was faster.
bool applyInTransaction(Connection &connection, const DatabaseAddress &address, const Migration &migration)
{
    connection.beginWrite();
    if (schemaVersion(connection) >= migration.version) {
        connection.rollback();
        return false;
    }
    const int brokenBefore = address.postgres ? 0 : brokenReferences(connection);
    connection.script(migration.sqlFor(address.postgres));
    if (!address.postgres && brokenReferences(connection) > brokenBefore)
        throw SqlFailure{SqlFailure::Kind::Statement, u"it leaves references to rows that are gone"_s};
    const QVariant version(QString::number(migration.version));
    connection.exec(u"INSERT INTO meta (name, value) VALUES ('schema_version', ?) "
                    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"_s,
                    {&version, 1});
    connection.commit();
    return true;
}

Result<Done> apply(Connection &connection, const DatabaseAddress &address, const Migration &migration)
{
    try {
        if (!address.postgres)
            connection.script(u"PRAGMA foreign_keys = OFF"_s);
        if (applyInTransaction(connection, address, migration))
            qCInfo(migrationLog).noquote() << "applied" << migration.name << "to" << address.display();
        if (!address.postgres)
            connection.script(u"PRAGMA foreign_keys = ON"_s);
    } catch (const SqlFailure &problem) {
        connection.rollback();
        if (problem.kind != SqlFailure::Kind::Statement)
            throw;
        return failure(ErrorCode::StorageUnavailable,
                       u"The database %1 can't be brought up to date by step %2: %3."_s.arg(address.display(), migration.name,
                                                                                            problem.sentence));
    }
    return Done{};
}

} // namespace

Result<Done> migrate(Connection &connection, const DatabaseAddress &address, const std::vector<Migration> &migrations)
{
    const int known = migrations.empty() ? 0 : migrations.back().version;
    const int found = schemaVersion(connection);
    if (found > known)
        return failure(ErrorCode::StorageUnavailable, newerSchemaSentence(address.display(), found, known));
    if (found == known)
        return Done{};
    if (!address.postgres && found == 0 && belongsToAnotherProgram(connection))
        return failure(ErrorCode::StorageUnavailable, u"The database %1 was made by another program."_s.arg(address.path));
    if (!address.postgres && found > 0) {
        if (auto copied = copyDatabase(connection, u"%1.before-%2"_s.arg(address.path).arg(known), true); !copied)
            return copied;
    }
    for (const Migration &migration : migrations) {
        if (migration.version <= found)
            continue;
        if (auto applied = apply(connection, address, migration); !applied)
            return applied;
    }
    return Done{};
}

} // namespace tidegate
