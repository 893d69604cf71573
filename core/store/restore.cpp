// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/restore.h"

#include "core/store/audit.h"
#include "core/store/database.h"
#include "core/store/migration.h"
#include "core/store/private_file.h"

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

tl::unexpected<Error> refuse(const QString &sentence)
{
    return failure(ErrorCode::StorageUnavailable, sentence);
}

/// A restore on its way: the backup is copied beside the database, checked there, and only then takes its place.
class Restore
{
public:
    Restore(const StoreOptions &options, DatabaseAddress address, QString file, const Clock &clock)
        : m_options(options)
        , m_clock(clock)
        , m_path(address.path)
        , m_file(std::move(file))
        , m_staged{.path = address.path + u".restoring"_s}
    {
    }

    ~Restore()
    {
        for (const auto &suffix : {u""_s, u"-wal"_s, u"-shm"_s})
            QFile::remove(m_staged.path + suffix);
    }
    Restore(const Restore &) = delete;
    Restore &operator=(const Restore &) = delete;

    Result<Done> run()
    {
        if (auto copied = stage(); !copied)
            return copied;
        const auto head = checkStaged();
        if (!head)
            return tl::unexpected(head.error());
        if (auto aside = putOldAside(); !aside)
            return aside;
        if (auto placed = moveFile(m_staged.path, m_path, true); !placed)
            return placed;
        return m_options.anchorFile.isEmpty() ? Result<Done>(Done{}) : writeAuditAnchor(m_options.anchorFile, m_key, *head);
    }

private:
    Result<Done> stage()
    {
        const QFileInfo source(m_file);
        if (!source.isFile())
            return refuse(u"There is no backup %1."_s.arg(m_file));
        if (QFileInfo(m_file + u"-wal"_s).size() > 0)
            return refuse(u"The file %1 is a database in use, not a backup: make one with 'tidegate backup'."_s.arg(m_file));
        QFile::remove(m_staged.path);
        makePrivate(m_staged.path);
        QFile reading(m_file);
        QFile writing(m_staged.path);
        if (!reading.open(QIODevice::ReadOnly))
            return refuse(u"The backup %1 can't be read: %2."_s.arg(m_file, reading.errorString()));
        if (!writing.open(QIODevice::WriteOnly))
            return refuse(u"Can't write %1: %2."_s.arg(m_staged.path, writing.errorString()));
        while (!reading.atEnd()) {
            if (writing.write(reading.read(1 << 20)) < 0)
                return refuse(u"Can't write %1: %2."_s.arg(m_staged.path, writing.errorString()));
        }
        writing.close();
        return writing.error() == QFile::NoError ? Result<Done>(Done{}) : refuse(u"Can't write %1."_s.arg(m_staged.path));
    }

    /// The head of the restored chain.
    Result<AuditHead> checkStaged()
    {
        std::unique_ptr<Connection> connection;
        try {
            connection = Connection::open(m_staged, {.busyTimeout = m_options.busyTimeout, .clock = &m_clock});
            if (auto sound = checkContent(*connection); !sound)
                return tl::unexpected(sound.error());
        } catch (const SqlFailure &) {
            return refuse(u"The file %1 is not a backup, or is damaged; nothing was changed."_s.arg(m_file));
        }
        try {
            const AuditHead head = record(*connection);
            // One file, so that it can change places at once.
            connection->script(u"PRAGMA journal_mode = DELETE"_s);
            return head;
        } catch (const SqlFailure &problem) {
            return refuse(problem.sentence + u" Nothing was restored."_s);
        }
    }

    Result<Done> checkContent(Connection &connection)
    {
        QString integrity;
        connection.each(u"PRAGMA integrity_check(1)"_s, {}, [&](const Row &row) { integrity = row.text(0); });
        if (integrity != u"ok"_s)
            return refuse(u"The backup %1 is damaged (%2); nothing was changed."_s.arg(m_file, integrity));
        const int found = schemaVersion(connection);
        const int known = builtInMigrations().back().version;
        if (found == 0)
            return refuse(u"The file %1 is no backup of this program's; nothing was changed."_s.arg(m_file));
        if (found > known)
            return refuse(newerSchemaSentence(m_file, found, known));
        auto key = AuditKey::load(m_options.keyFile);
        if (!key)
            return tl::unexpected(key.error());
        if (key->id != auditKeyId(connection)) {
            return refuse(u"The backup %1 was made with another audit key than the one in %2; nothing was changed."_s.arg(
                m_file, m_options.keyFile));
        }
        m_key = *key;
        return Done{};
    }

    AuditHead record(Connection &connection) const
    {
        connection.beginWrite();
        const AuditHead head = readAuditHead(connection);
        const AuditRecord restored{
            head.seq + 1, m_clock.utc(),
            storable({u"command line"_s, u"database.restored"_s, u"database"_s, QFileInfo(m_file).fileName(), {}, {}, {}})};
        const AuditHead newest = appendAudit(connection, m_key, head, {restored});
        connection.commit();
        return newest;
    }

    Result<Done> putOldAside() const
    {
        if (!QFile::exists(m_path))
            return Done{};
        try {
            // Needs the file for itself alone, and leaves no WAL that would be taken for the new file's.
            Connection::open({.path = m_path}, {.busyTimeout = m_options.busyTimeout, .clock = &m_clock})
                ->script(u"PRAGMA journal_mode = DELETE"_s);
        } catch (const SqlFailure &problem) {
            if (problem.kind == SqlFailure::Kind::Locked)
                return refuse(u"The database %1 is in use: stop the programs that have it open first."_s.arg(m_path));
            // It is damaged: a reason to restore. What is left of it is kept all the same.
            for (const auto &suffix : {u"-wal"_s, u"-shm"_s}) {
                if (QFile::exists(m_path + suffix)) {
                    if (auto moved = moveFile(m_path + suffix, m_path + u".before-restore"_s + suffix, true); !moved)
                        return moved;
                }
            }
        }
        return linkFile(m_path, m_path + u".before-restore"_s);
    }

    const StoreOptions &m_options;
    const Clock &m_clock;
    QString m_path;
    QString m_file;
    DatabaseAddress m_staged;
    AuditKey m_key;
};

} // namespace

Result<Done> restoreDatabase(const StoreOptions &options, const QString &file, const Clock &clock)
{
    auto address = DatabaseAddress::parse(options.url);
    if (!address)
        return tl::unexpected(address.error());
    if (address->postgres)
        return failure(ErrorCode::InvalidRequest, u"A PostgreSQL database is restored with pg_restore."_s);
    return Restore(options, *address, file, clock).run();
}

} // namespace tidegate
