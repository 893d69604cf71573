// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migration.h"

#include "store/store_helpers.h"
#include "support/scratch_store.h"

#include <QFile>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

using Migrations = std::vector<Migration>;

/// The store's own step and what the test adds.
Migrations withSteps(const std::vector<QString> &steps)
{
    Migrations migrations{builtInMigrations().front()};
    for (const QString &sql : steps) {
        const int version = migrations.back().version + 1;
        migrations.push_back({version, u"%1_step"_s.arg(version, 4, 10, QChar(u'0')), sql});
    }
    return migrations;
}

const QString oldTables = u"CREATE TABLE item (id BIGINT PRIMARY KEY, parent BIGINT, price BIGINT);"_s;

/// How a step over rows that older versions left without a price, or with a parent that is gone, has to be written.
const QString cleanStep =
    u"UPDATE item SET parent = NULL WHERE NOT EXISTS (SELECT 1 FROM item AS other WHERE other.id = item.parent);"
    "CREATE TABLE item_new (id BIGINT PRIMARY KEY, parent BIGINT REFERENCES item_new (id), price BIGINT NOT NULL);"
    "INSERT INTO item_new SELECT id, parent, COALESCE(price, 0) FROM item ORDER BY id;"
    "DROP TABLE item; ALTER TABLE item_new RENAME TO item;"_s;

Result<std::unique_ptr<Store>> openWith(const ScratchStore &scratch, const Clock &clock, const Migrations &migrations)
{
    return Store::open(scratch.options, clock, migrations);
}

qint64 number(Store &store, const QString &sql)
{
    return store.read(counting(sql)).get().value();
}

int versionOf(Store &store)
{
    return static_cast<int>(number(store, u"SELECT CAST(value AS BIGINT) FROM meta WHERE name = 'schema_version'"_s));
}

} // namespace

class MigrationTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;

private Q_SLOTS:
    void theBuiltInStepsRiseAndStartWithTheStores()
    {
        const Migrations migrations = builtInMigrations();
        QVERIFY(!migrations.empty());
        QCOMPARE(migrations.front().name, u"0001_store"_s);
        for (std::size_t index = 0; index < migrations.size(); ++index)
            QCOMPARE(migrations[index].version, static_cast<int>(index) + 1);
    }

    void anEmptyDatabaseGetsAll()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        QCOMPARE(versionOf(*store), builtInMigrations().back().version);
    }

    void eachDatabaseGetsItsOwnPart()
    {
        const Migration migration{1, u"0001_x"_s,
                                  u"a\n-- only: sqlite\nb BLOB\n-- only: postgresql\nc BLOB\n-- both\nid BIGINT PRIMARY KEY"_s};
        QCOMPARE(migration.sqlFor(false), u"a\nb BLOB\nid INTEGER PRIMARY KEY\n"_s);
        QCOMPARE(migration.sqlFor(true), u"a\nc BYTEA\nid BIGINT PRIMARY KEY\n"_s);
    }

    void dirtyRowsArriveClean()
    {
        const ScratchStore scratch;
        {
            const auto store = openWith(scratch, m_clock, withSteps({oldTables})).value();
            auto filled = store->write([](WriteTransaction &transaction) -> Result<Done> {
                transaction.exec(u"INSERT INTO item VALUES (1, NULL, 100), (2, 1, NULL), (3, 77, 300), (4, 3, 400)"_s);
                return Done{};
            });
            QVERIFY(filled.get());
        }
        const auto store = openWith(scratch, m_clock, withSteps({oldTables, cleanStep})).value();
        QCOMPARE(versionOf(*store), 3);
        QCOMPARE(number(*store, u"SELECT COUNT(*) FROM item"_s), 4);
        QCOMPARE(number(*store, u"SELECT SUM(price) FROM item"_s), 800);
        QCOMPARE(number(*store, u"SELECT COUNT(*) FROM item WHERE parent IS NULL"_s), 2);
        auto broken = store->write([](WriteTransaction &transaction) -> Result<Done> {
            transaction.exec(u"INSERT INTO item VALUES (9, 77, 1)"_s);
            return Done{};
        });
        QCOMPARE(broken.get().error().code, ErrorCode::Internal);
    }

    void aFailingStepLeavesTheDatabaseAsItWas()
    {
        const ScratchStore scratch;
        {
            const auto store = openWith(scratch, m_clock, withSteps({oldTables})).value();
            QVERIFY(store->write(writing(u"a"_s, 7)).get());
        }
        const auto opened = openWith(
            scratch, m_clock,
            withSteps({oldTables, u"CREATE TABLE one (x TEXT);"_s, u"CREATE TABLE two (x TEXT); DROP TABLE nowhere;"_s}));
        QCOMPARE(opened.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(opened.error().detail.contains(u"0004_step"_s), qPrintable(opened.error().detail));
        // The step before the failing one is done, the failing one is not, in no part.
        const auto store = openWith(scratch, m_clock, withSteps({oldTables, u"CREATE TABLE one (x TEXT);"_s})).value();
        QCOMPARE(versionOf(*store), 3);
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(7));
        QVERIFY(!store->read(counting(u"SELECT COUNT(*) FROM two"_s)).get());
    }

    void aNewerDatabaseIsRefusedWithBothNumbers()
    {
        const ScratchStore scratch;
        QVERIFY(openWith(scratch, m_clock, withSteps({oldTables, u"CREATE TABLE one (x TEXT);"_s})));
        const auto opened = openWith(scratch, m_clock, withSteps({oldTables}));
        QCOMPARE(opened.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(opened.error().detail.contains(u"schema version 3, but this program knows only versions up to 2"_s),
                 qPrintable(opened.error().detail));
    }

    void programsThatStartTogetherMigrateOnce()
    {
        const ScratchStore scratch;
        std::vector<std::thread> threads;
        std::atomic<int> opened{0};
        for (int index = 0; index < 4; ++index) {
            threads.emplace_back([&] {
                const auto store =
                    openWith(scratch, m_clock, withSteps({oldTables, u"INSERT INTO revision VALUES ('once', 1);"_s}));
                if (store)
                    ++opened;
                else
                    qWarning("%s", qPrintable(store.error().detail));
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(opened.load(), 4);
    }

    void theOldDatabaseIsKeptBesideTheNew()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        {
            const auto store = openWith(scratch, m_clock, withSteps({oldTables})).value();
            QVERIFY(store->write(writing(u"a"_s, 7)).get());
        }
        QVERIFY(openWith(scratch, m_clock, withSteps({oldTables, u"DROP TABLE item;"_s})));
        const QString kept = scratch.path() + u".before-3"_s;
        QVERIFY(QFile::exists(kept));
        QCOMPARE(QFile::permissions(kept) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        StoreOptions old = scratch.options;
        old.url = u"sqlite:"_s + kept;
        old.anchorFile.clear();
        const auto store = Store::open(old, m_clock, withSteps({oldTables})).value();
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(7));
        QCOMPARE(number(*store, u"SELECT COUNT(*) FROM item"_s), 0);
    }

    void aStepThatBreaksReferencesIsRefused()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const QString tables =
            u"CREATE TABLE parent (id BIGINT PRIMARY KEY); CREATE TABLE child (id BIGINT PRIMARY KEY, parent BIGINT "
            "REFERENCES parent (id)); INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1, 1);"_s;
        QVERIFY(openWith(scratch, m_clock, withSteps({tables})));
        const auto opened = openWith(scratch, m_clock, withSteps({tables, u"DELETE FROM parent;"_s}));
        QVERIFY(!opened);
        QVERIFY2(opened.error().detail.contains(u"references"_s), qPrintable(opened.error().detail));
    }

    void theDatabaseOfAnotherProgramIsRefused()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.runOutside(u"CREATE TABLE wp_posts (id INTEGER)"_s);
        const auto opened = Store::open(scratch.options, m_clock);
        QVERIFY2(opened.error().detail.contains(u"made by another program"_s), qPrintable(opened.error().detail));
        QVERIFY(!QFile::exists(scratch.options.keyFile));
    }

    void anAddressThatIsNoneIsRefused_data()
    {
        QTest::addColumn<QString>("url");
        for (const char *url : {"", "sqlite:", "sqlite::memory:", "mysql://h/x", "postgresql://", "postgresql://host",
                                "postgresql://host/", "x.db"})
            QTest::newRow(url) << QString::fromLatin1(url);
    }

    void anAddressThatIsNoneIsRefused()
    {
        QFETCH(const QString, url);
        ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.options.url = url;
        const auto opened = Store::open(scratch.options, m_clock);
        QCOMPARE(opened.error().code, ErrorCode::InvalidRequest);
        QVERIFY(!opened.error().detail.isEmpty());
    }
};

QTEST_GUILESS_MAIN(MigrationTest)
#include "tst_migration.moc"
