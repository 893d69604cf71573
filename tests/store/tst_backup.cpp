// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/audit.h"
#include "core/store/connection.h"
#include "store/store_helpers.h"
#include "support/fault_vfs.h"
#include "support/scratch_store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <sqlite3.h>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void overwrite(const QString &path, qint64 from, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite) || !file.seek(from) || file.write(bytes) != bytes.size())
        qFatal("can't overwrite %s", qPrintable(path));
}

} // namespace

class BackupTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;

    /// A closed database with `a` = 1 and a backup of it, then `a` = 2.
    QString makeBackup(const ScratchStore &scratch)
    {
        const auto store = scratch.open(m_clock);
        const QString file = scratch.folder() + u"/copy.db"_s;
        if (!store->write(recording(u"a"_s, 1)).get() || !store->backup(file).get() || !store->write(recording(u"a"_s, 2)).get())
            qFatal("no backup");
        return file;
    }

    qint64 counterNow(const ScratchStore &scratch) { return scratch.open(m_clock)->read(reading(u"a"_s)).get().value(); }

private Q_SLOTS:
    void initTestCase() { FaultVfs::install(); }

    void aBackupIsConsistentWhileWritesGoOn()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const auto store = scratch.open(m_clock);
        std::atomic<bool> stop{false};
        std::thread writer([&] {
            // Both counters always rise together.
            for (qint64 value = 1; !stop; ++value) {
                auto both = store->write([value](WriteTransaction &transaction) {
                    Q_UNUSED(setCounter(transaction, u"left"_s, value));
                    return setCounter(transaction, u"right"_s, value);
                });
                if (!both.get())
                    qFatal("a write failed");
            }
        });
        for (int round = 0; round < 5; ++round) {
            const QString file = scratch.folder() + u"/copy-%1.db"_s.arg(round);
            QVERIFY(store->backup(file).get());
            QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
            StoreOptions copy = scratch.options;
            copy.url = u"sqlite:"_s + file;
            copy.anchorFile.clear();
            const auto opened = Store::open(copy, m_clock).value();
            QCOMPARE(opened->read(reading(u"left"_s)).get().value(), opened->read(reading(u"right"_s)).get().value());
        }
        stop = true;
        writer.join();
    }

    void aBackupNeverOverwrites()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const QString file = makeBackup(scratch);
        const QByteArray before = contentOf(file);
        const auto store = scratch.open(m_clock);
        const auto again = store->backup(file).get();
        QVERIFY(again.error().detail.contains(u"exists already"_s));
        QCOMPARE(contentOf(file), before);
    }

    void aBackupThatCannotBeWrittenLeavesNothing()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const auto store = scratch.open(m_clock);
        const auto nowhere = store->backup(scratch.folder() + u"/no/such/folder/copy.db"_s).get();
        QCOMPARE(nowhere.error().code, ErrorCode::StorageUnavailable);
        FaultVfs::failWrites(SQLITE_FULL);
        const auto full = store->backup(scratch.folder() + u"/copy.db"_s).get();
        FaultVfs::failWrites(0);
        QVERIFY2(full.error().detail.contains(u"full"_s), qPrintable(full.error().detail));
        QVERIFY(!QFile::exists(scratch.folder() + u"/copy.db"_s));
        QCOMPARE(QDir(scratch.folder()).entryList({u"*.part"_s}), QStringList());
    }

    void closingEndsABackupAndLeavesNoPartOfIt()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        auto store = scratch.open(m_clock);
        auto filled = store->write([](WriteTransaction &transaction) -> Result<Done> {
            for (int index = 0; index < 50'000; ++index)
                transaction.exec(u"INSERT INTO revision VALUES (?, ?)"_s, {u"counter-%1"_s.arg(index, 200), index});
            return Done{};
        });
        QVERIFY(filled.get());
        const QString file = scratch.folder() + u"/copy.db"_s;
        auto backup = store->backup(file);
        store.reset();
        QVERIFY(backup.isReady());
        QCOMPARE(QFile::exists(file), backup.get().has_value());
        QCOMPARE(QFileInfo(file).dir().entryList({u"*.part"_s}), QStringList());
    }

    void postgresNamesItsOwnTool()
    {
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto store = scratch.open(m_clock);
        QVERIFY(store->backup(scratch.folder() + u"/copy.db"_s).get().error().detail.contains(u"pg_dump"_s));
        QVERIFY(
            Store::restore(scratch.options, scratch.folder() + u"/copy.db"_s, m_clock).error().detail.contains(u"pg_restore"_s));
    }

    void aRestoreBringsBackWhatWasThen()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const QString file = makeBackup(scratch);
        const auto restored = Store::restore(scratch.options, file, m_clock);
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().detail));
        const auto store = scratch.open(m_clock);
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(1));
        // The old database is kept, and the chain says what happened and agrees with its anchor.
        QVERIFY(QFile::exists(scratch.path() + u".before-restore"_s));
        QCOMPARE(store->read(counting(u"SELECT COUNT(*) FROM audit WHERE action = 'database.restored'"_s)).get().value(),
                 qint64(1));
        const AuditKey key = AuditKey::load(scratch.options.keyFile).value();
        const auto anchor = readAuditAnchor(scratch.options.anchorFile, key).value();
        QVERIFY(anchor.has_value());
        auto verified = store->read(
            [=](ReadTransaction &transaction) -> Result<bool> { return verifyAudit(transaction, key, anchor).empty(); });
        QVERIFY(verified.get().value());
        QCOMPARE(QFile::permissions(scratch.path()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void aRestoreIntoAnEmptyFolderWorks()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const QString file = makeBackup(scratch);
        QFile::remove(scratch.path());
        QVERIFY(Store::restore(scratch.options, file, m_clock));
        QCOMPARE(counterNow(scratch), 1);
    }

    void aRestoreReplacesADamagedDatabase_data()
    {
        QTest::addColumn<qint64>("from");
        QTest::newRow("no database any more") << qint64(0);
        QTest::newRow("damaged inside") << qint64(100);
    }

    void aRestoreReplacesADamagedDatabase()
    {
        QFETCH(const qint64, from);
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const QString file = makeBackup(scratch);
        overwrite(scratch.path(), from, QByteArray(30'000, 'x'));
        const auto restored = Store::restore(scratch.options, file, m_clock);
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().detail));
        QCOMPARE(counterNow(scratch), 1);
    }

    void whatIsNoGoodBackupIsRefused_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("sentence");
        for (const auto &[kind, sentence] :
             {std::pair("missing", "There is no backup"), std::pair("text", "not a backup, or is damaged"),
              std::pair("empty", "no backup of this program"), std::pair("damaged", "damaged"), std::pair("cut", "damaged"),
              std::pair("other program", "no backup of this program"), std::pair("newer", "knows only versions up to"),
              std::pair("other key", "another audit key"), std::pair("live", "a database in use")})
            QTest::newRow(kind) << QString::fromLatin1(kind) << QString::fromLatin1(sentence);
    }

    void whatIsNoGoodBackupIsRefused()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, sentence);
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const QString file = makeBackup(scratch);
        spoil(file, kind);
        const QByteArray before = contentOf(scratch.path());
        const auto restored = Store::restore(scratch.options, file, m_clock);
        QVERIFY(!restored);
        QCOMPARE(restored.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(restored.error().detail.contains(sentence), qPrintable(restored.error().detail));
        QCOMPARE(contentOf(scratch.path()), before);
        QVERIFY(!QFile::exists(scratch.path() + u".restoring"_s));
        QCOMPARE(counterNow(scratch), 2);
    }

    void anOpenDatabaseIsNotReplaced()
    {
        ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.options.busyTimeout = std::chrono::milliseconds(50);
        const QString file = makeBackup(scratch);
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(recording(u"a"_s, 3)).get());
        const auto restored = Store::restore(scratch.options, file, m_clock);
        QVERIFY(!restored);
        QVERIFY2(restored.error().detail.contains(u"is in use"_s), qPrintable(restored.error().detail));
        QVERIFY(store->write(recording(u"b"_s, 1)).get());
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(3));
    }

    void aFailureWhileRestoringLeavesTheOldDatabase()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const QString file = makeBackup(scratch);
        FaultVfs::failWrites(SQLITE_FULL);
        const auto restored = Store::restore(scratch.options, file, m_clock);
        FaultVfs::failWrites(0);
        QVERIFY(!restored);
        QVERIFY(!QFile::exists(scratch.path() + u".restoring"_s));
        QCOMPARE(counterNow(scratch), 2);
    }

private:
    static void spoil(const QString &file, const QString &kind)
    {
        const auto run = [&](const QString &sql) {
            Connection::open(DatabaseAddress::parse(u"sqlite:"_s + file).value(), {.readOnly = false})
                ->script(sql + u"; PRAGMA journal_mode = DELETE"_s);
        };
        if (kind == u"missing"_s) {
            QFile::remove(file);
        } else if (kind == u"text"_s) {
            QFile::resize(file, 0);
            overwrite(file, 0, QByteArray("this is a letter to my aunt\n").repeated(1'000));
        } else if (kind == u"empty"_s) {
            QFile::resize(file, 0);
        } else if (kind == u"damaged"_s) {
            overwrite(file, 4'096, QByteArray(8'000, 'x'));
        } else if (kind == u"cut"_s) {
            QFile::resize(file, 20'000);
        } else if (kind == u"other program"_s) {
            QFile::remove(file);
            run(u"CREATE TABLE wp_posts (id INTEGER)"_s);
        } else if (kind == u"newer"_s) {
            run(u"UPDATE meta SET value = '9999' WHERE name = 'schema_version'"_s);
        } else if (kind == u"other key"_s) {
            run(u"UPDATE meta SET value = '0123456789abcdef' WHERE name = 'audit_key_id'"_s);
        } else if (kind == u"live"_s) {
            QFile wal(file + u"-wal"_s);
            if (!wal.open(QIODevice::WriteOnly) || wal.write("x") != 1)
                qFatal("no WAL");
        }
    }
};

QTEST_GUILESS_MAIN(BackupTest)
#include "tst_backup.moc"
