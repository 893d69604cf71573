// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of an SQLite store whose file fails, and afterwards.
#include "core/store/store.h"

#include "store/store_helpers.h"
#include "support/fault_vfs.h"
#include "support/scratch_store.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <sqlite3.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// A second program that holds the database's lock.
class OtherProgram
{
public:
    explicit OtherProgram(const QString &path)
    {
        if (sqlite3_open(path.toUtf8().constData(), &m_handle) != SQLITE_OK
            || sqlite3_exec(m_handle, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) != SQLITE_OK)
            qFatal("can't lock: %s", sqlite3_errmsg(m_handle));
    }
    ~OtherProgram() { sqlite3_close(m_handle); }
    OtherProgram(const OtherProgram &) = delete;
    OtherProgram &operator=(const OtherProgram &) = delete;

private:
    sqlite3 *m_handle = nullptr;
};

/// For the file system this thread, and those that it starts, are a user without rights; elsewhere nothing changes.
class PlainUser
{
public:
    PlainUser()
    {
        if (geteuid() == 0)
            ::setfsuid(65'534);
    }
    ~PlainUser() { ::setfsuid(geteuid()); }
    PlainUser(const PlainUser &) = delete;
    PlainUser &operator=(const PlainUser &) = delete;

    /// Gives it a folder and what is in it.
    static void own(const QString &folder)
    {
        if (geteuid() != 0)
            return;
        for (const QString &name : QDir(folder).entryList(QDir::Files) + QStringList{u"."_s}) {
            if (::chown(QFile::encodeName(folder + u'/' + name).constData(), 65'534, 65'534) != 0)
                qFatal("chown");
        }
    }
};

QByteArray bytesAt(const QString &path, qint64 from, qint64 count)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || !file.seek(from))
        qFatal("can't read %s", qPrintable(path));
    return file.read(count);
}

void overwrite(const QString &path, qint64 from, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite) || !file.seek(from) || file.write(bytes) != bytes.size())
        qFatal("can't overwrite %s", qPrintable(path));
}

} // namespace

class StoreFaultsTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;

private Q_SLOTS:
    void initTestCase() { FaultVfs::install(); }

    void cleanup()
    {
        FaultVfs::failWrites(0);
        FaultVfs::failSyncs(0);
    }

    void eachCommitIsDurableBeforeItIsTold()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(writing(u"a"_s, 0)).get());
        for (int index = 1; index <= 10; ++index) {
            const int before = FaultVfs::syncs();
            QVERIFY(store->write(writing(u"a"_s, index)).get());
            QVERIFY(FaultVfs::syncs() > before);
        }
    }

    void aFailingDiskFailsTheBatchAndServiceResumes_data()
    {
        QTest::addColumn<int>("write");
        QTest::addColumn<int>("sync");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("full") << int(SQLITE_FULL) << 0 << u"The disk is full"_s;
        QTest::newRow("write error") << int(SQLITE_IOERR_WRITE) << 0 << u"disk I/O error"_s;
        QTest::newRow("sync error") << 0 << int(SQLITE_IOERR_FSYNC) << u"disk I/O error"_s;
        QTest::newRow("read-only") << int(SQLITE_READONLY) << 0 << u"can't be written"_s;
    }

    void aFailingDiskFailsTheBatchAndServiceResumes()
    {
        QFETCH(const int, write);
        QFETCH(const int, sync);
        QFETCH(const QString, sentence);
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        auto store = scratch.open(m_clock);
        QVERIFY(store->write(recording(u"a"_s, 1)).get());
        FaultVfs::failWrites(write);
        FaultVfs::failSyncs(sync);
        for (int tries = 0; tries < 3; ++tries) {
            const auto failed = store->write(recording(u"a"_s, 2)).get();
            QCOMPARE(failed.error().code, ErrorCode::StorageUnavailable);
            QVERIFY2(failed.error().detail.contains(sentence), qPrintable(failed.error().detail));
            QVERIFY(failed.error().detail.contains(scratch.path()));
        }
        QVERIFY(!store->health().writable);
        QVERIFY(store->health().problem.contains(sentence));
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(1));

        cleanup();
        // By itself, with nobody writing.
        QTRY_VERIFY(store->health().writable);
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(1));
        QVERIFY(store->write(recording(u"a"_s, 3)).get());
        store = nullptr;
        store = scratch.open(m_clock);
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(3));
        QCOMPARE(store->read(counting(u"SELECT COUNT(*) FROM audit"_s)).get().value(), qint64(2));
    }

    void whatWasAcknowledgedOutlivesADiskThatFailsNowAndThen()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        qint64 acknowledged = 0;
        {
            const auto store = scratch.open(m_clock);
            std::atomic<bool> stop{false};
            std::thread fault([&] {
                for (int round = 0; !stop; ++round) {
                    FaultVfs::failWrites(round % 2 ? SQLITE_FULL : 0);
                    FaultVfs::failSyncs(round % 3 == 2 ? SQLITE_IOERR_FSYNC : 0);
                    std::this_thread::sleep_for(std::chrono::microseconds(700));
                }
            });
            // On a machine that is busy every try of the first hundreds may meet a fault.
            for (int tries = 0; tries < 500 || (acknowledged == 0 && tries < 50'000); ++tries) {
                const auto written = store->write([](WriteTransaction &transaction) -> Result<Done> {
                    return setCounter(transaction, u"sum"_s, std::max<qint64>(0, *counter(transaction, u"sum"_s)) + 1);
                });
                acknowledged += Async(written).get().has_value();
            }
            stop = true;
            fault.join();
            cleanup();
        }
        QVERIFY(acknowledged > 0);
        QCOMPARE(scratch.open(m_clock)->read(reading(u"sum"_s)).get().value(), acknowledged);
    }

    void aLockedDatabaseFailsWritesAndServiceResumes()
    {
        ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.options.busyTimeout = std::chrono::milliseconds(100);
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(writing(u"a"_s, 1)).get());
        {
            const OtherProgram other(scratch.path());
            const auto failed = store->write(writing(u"a"_s, 2)).get();
            QCOMPARE(failed.error().code, ErrorCode::StorageUnavailable);
            QVERIFY2(failed.error().detail.contains(u"is locked by another program"_s), qPrintable(failed.error().detail));
            // Reads go on, and a second server may start.
            QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(1));
            QVERIFY(Store::open(scratch.options, m_clock));
        }
        QTRY_VERIFY(store->health().writable);
        QVERIFY(store->write(writing(u"a"_s, 3)).get());
    }

    void writesThatWaitForALockDoNotAddUpTheirWaits()
    {
        ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.options.busyTimeout = std::chrono::milliseconds(1'000);
        scratch.options.maximumBatch = 1;
        const auto store = scratch.open(m_clock);
        const OtherProgram other(scratch.path());
        std::vector<Async<Result<Done>>> outcomes;
        QElapsedTimer timer;
        timer.start();
        for (int index = 0; index < 60; ++index)
            outcomes.push_back(store->write(writing(u"a"_s, index)));
        for (auto &outcome : outcomes)
            QVERIFY(!outcome.get());
        // One after the other they would have waited a minute.
        QVERIFY(timer.elapsed() < 30'000);
    }

    void aDatabaseDamagedWhileOpenIsToldAndServiceResumesOnceItIsMended()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        {
            const auto store = scratch.open(m_clock);
            auto filled = store->write([](WriteTransaction &transaction) -> Result<Done> {
                for (int index = 0; index < 20'000; ++index)
                    transaction.exec(u"INSERT INTO revision VALUES (?, ?)"_s, {u"counter-%1"_s.arg(index, 200), index});
                return Done{};
            });
            QVERIFY(filled.get());
        }
        // A fresh store has read next to nothing of the table yet.
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(writing(u"a"_s, 1)).get());
        const QByteArray sound = bytesAt(scratch.path(), 400'000, 4'000'000);
        overwrite(scratch.path(), 400'000, QByteArray(sound.size(), '\xa5'));
        const QString query = u"SELECT SUM(version) FROM revision"_s;
        const auto read = store->read(counting(query)).get();
        QVERIFY2(read.error().detail.contains(u"is damaged: restore a backup"_s), qPrintable(read.error().detail));
        auto writeAll = [](WriteTransaction &transaction) -> Result<Done> {
            transaction.exec(u"UPDATE revision SET version = version + 1"_s);
            return Done{};
        };
        const auto written = store->write(writeAll).get();
        QCOMPARE(written.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(written.error().detail.contains(u"is damaged"_s), qPrintable(written.error().detail));
        QVERIFY(!written.error().detail.contains(u'\n'));

        overwrite(scratch.path(), 400'000, sound);
        QVERIFY(store->write(writeAll).get());
        QCOMPARE(store->read(counting(query)).get().value(), 20'000LL * 19'999 / 2 + 20'000 + 2);
        QVERIFY(store->health().writable);
    }

    void whatIsNoDatabaseIsRefusedAndLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("text") << QByteArray("dear diary\n").repeated(1'000) << u"is not a database"_s;
        QTest::newRow("short text") << QByteArray("hi") << u"is not a database"_s;
        QTest::newRow("head alone") << QByteArray("SQLite format 3\0\x10\0\1\1\0\x40\x20\x20", 24).leftJustified(4'096, '\xa5')
                                    << u"damaged"_s;
    }

    void whatIsNoDatabaseIsRefusedAndLeftAlone()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, sentence);
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        QFile file(scratch.path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        const auto opened = Store::open(scratch.options, m_clock);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(opened.error().detail.contains(sentence), qPrintable(opened.error().detail));
        QCOMPARE(bytesAt(scratch.path(), 0, 1'000'000), content);
    }

    void withoutRightsOpeningIsRefusedAndWorksOnceTheyAreGiven_data()
    {
        QTest::addColumn<int>("folder");
        QTest::addColumn<int>("file");
        QTest::newRow("read-only file") << 0700 << 0400;
        QTest::newRow("read-only folder") << 0500 << 0600;
        QTest::newRow("unreadable file") << 0700 << 0000;
        QTest::newRow("closed folder") << 0000 << 0600;
    }

    void withoutRightsOpeningIsRefusedAndWorksOnceTheyAreGiven()
    {
        QFETCH(const int, folder);
        QFETCH(const int, file);
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        QVERIFY(scratch.open(m_clock)->write(writing(u"a"_s, 1)).get());
        PlainUser::own(scratch.folder());
        const QByteArray folderName = QFile::encodeName(scratch.folder());
        const QByteArray fileName = QFile::encodeName(scratch.path());
        ::chmod(fileName.constData(), static_cast<mode_t>(file));
        ::chmod(folderName.constData(), static_cast<mode_t>(folder));
        {
            const PlainUser user;
            const auto opened = Store::open(scratch.options, m_clock);
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, ErrorCode::StorageUnavailable);
            QVERIFY2(opened.error().detail.contains(u"can't be"_s) && opened.error().detail.contains(scratch.path()),
                     qPrintable(opened.error().detail));
        }
        ::chmod(folderName.constData(), 0700);
        ::chmod(fileName.constData(), 0600);
        const PlainUser user;
        const auto opened = Store::open(scratch.options, m_clock);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
        QVERIFY((*opened)->write(writing(u"a"_s, 2)).get());
    }

    void aFolderThatIsNotThereIsTold()
    {
        ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.options.url = u"sqlite:"_s + scratch.folder() + u"/no/such/tidegate.db"_s;
        const auto opened = Store::open(scratch.options, m_clock);
        QVERIFY2(opened.error().detail.contains(u"its folder must exist"_s), qPrintable(opened.error().detail));
    }

    void everyFileIsForItsOwnerAlone()
    {
        const mode_t old = ::umask(0);
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        auto store = scratch.open(m_clock);
        QVERIFY(store->write(recording(u"a"_s, 1)).get());
        QStringList seen;
        for (const QFileInfo &file : QDir(scratch.folder()).entryInfoList(QDir::Files)) {
            seen += file.fileName();
            QVERIFY2((file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)) == 0,
                     qPrintable(file.fileName()));
        }
        QVERIFY(seen.contains(u"tidegate.db"_s) && seen.contains(u"tidegate.db-wal"_s) && seen.contains(u"tidegate.db-shm"_s));
        // Rights that somebody gave away are taken back.
        store.reset();
        ::chmod(QFile::encodeName(scratch.path()).constData(), 0644);
        store = scratch.open(m_clock);
        QCOMPARE(QFileInfo(scratch.path()).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        ::umask(old);
    }

    void aReadThatGoesOnTooLongIsEnded()
    {
        ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.options.readers = 1;
        const auto store = scratch.open(m_clock);
        auto endless = store->read([this](ReadTransaction &transaction) -> Result<qint64> {
            m_clock.advance(std::chrono::seconds(31));
            return transaction.integer(
                u"WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n"_s);
        });
        const auto ended = endless.get();
        QCOMPARE(ended.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(ended.error().detail.contains(u"took too long"_s), qPrintable(ended.error().detail));
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(-1));
    }

    void theWalIsEmptiedWhenNobodyWrites()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const auto store = scratch.open(m_clock);
        for (int index = 0; index < 50; ++index)
            QVERIFY(store->write(writing(u"a"_s, index)).get());
        QVERIFY(store->health().walBytes > 0);
        QTRY_COMPARE(store->health().walBytes, qint64(0));
    }

    void theWalDoesNotGrowWithoutEndWhileReadsComeAndGo()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const auto store = scratch.open(m_clock);
        qint64 largest = 0;
        for (int round = 0; round < 60; ++round) {
            auto read = store->read(counting(u"SELECT COUNT(*) FROM revision"_s));
            auto written = store->write([round](WriteTransaction &transaction) -> Result<Done> {
                for (int index = 0; index < 500; ++index)
                    Q_UNUSED(setCounter(transaction, u"%1-%2"_s.arg(round).arg(index, 200), index));
                return Done{};
            });
            QVERIFY(written.get());
            QVERIFY(read.get());
            largest = std::max(largest, store->health().walBytes);
        }
        QVERIFY2(largest < 16'000'000, qPrintable(QString::number(largest)));
    }
};

QTEST_GUILESS_MAIN(StoreFaultsTest)
#include "tst_store_faults.moc"
