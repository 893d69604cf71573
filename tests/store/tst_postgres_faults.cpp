// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a store whose PostgreSQL server fails, and afterwards.
#include "core/store/store.h"

#include "store/store_helpers.h"
#include "support/postgres.h"
#include "support/scratch_store.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// A second program with a connection of its own.
class OtherProgram
{
public:
    explicit OtherProgram(const QString &url)
    {
        const QUrl parsed(url);
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QPSQL"_s, m_name);
        database.setHostName(parsed.host());
        database.setPort(parsed.port());
        database.setUserName(parsed.userName());
        database.setDatabaseName(parsed.path().mid(1));
        if (!database.open())
            qFatal("no second connection");
    }
    ~OtherProgram() { QSqlDatabase::removeDatabase(m_name); }
    OtherProgram(const OtherProgram &) = delete;
    OtherProgram &operator=(const OtherProgram &) = delete;

    bool run(const QString &sql)
    {
        QSqlQuery query(QSqlDatabase::database(m_name));
        return query.exec(sql);
    }

private:
    QString m_name = u"other-program"_s;
};

const QString cutOthers =
    u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tidegate' AND datname = current_database()"_s;

auto adding(const QString &name)
{
    return [name](WriteTransaction &transaction) -> Result<Done> {
        return setCounter(transaction, name, std::max<qint64>(0, *counter(transaction, name)) + 1);
    };
}

} // namespace

class PostgresFaultsTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;

private Q_SLOTS:
    void aServerOutOfReachIsToldInOneSentence_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("sentence");
        const QString good = Postgres::shared().newDatabase();
        QTest::newRow("no server") << u"postgresql://tidegate@127.0.0.1:1/x"_s << u"is out of reach"_s;
        QTest::newRow("no such database") << good + u"_nowhere"_s << u"does not exist"_s;
        QTest::newRow("no such user") << QString(good).replace(u"tidegate@"_s, u"nobody@"_s) << u"does not exist"_s;
    }

    void aServerOutOfReachIsToldInOneSentence()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, sentence);
        ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.options.url = url;
        const auto opened = Store::open(scratch.options, m_clock);
        QCOMPARE(opened.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(opened.error().detail.contains(sentence), qPrintable(opened.error().detail));
        QVERIFY(!opened.error().detail.contains(u'\n'));
    }

    void aPasswordNeverShows()
    {
        ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.options.url = u"postgresql://tidegate:s3cret@127.0.0.1:1/x"_s;
        QVERIFY(!Store::open(scratch.options, m_clock).error().detail.contains(u"s3cret"_s));
    }

    void connectionsThatWereCutWhileNobodyUsedThemAreMadeAnew()
    {
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(writing(u"a"_s, 1)).get());
        QVERIFY(store->read(reading(u"a"_s)).get());
        scratch.runOutside(cutOthers);
        QVERIFY(store->write(writing(u"a"_s, 2)).get());
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(2));
        QVERIFY(store->health().writable);
    }

    void whatWasAcknowledgedOutlivesConnectionsThatAreCutUnderLoad()
    {
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const SystemClock clock; // the pauses between tries to connect are real ones here
        const auto store = scratch.open(clock);
        std::atomic<bool> stop{false};
        std::thread cutter([&] {
            while (!stop) {
                scratch.runOutside(cutOthers);
                std::this_thread::sleep_for(std::chrono::milliseconds(30));
            }
        });
        qint64 acknowledged = 0;
        qint64 unknown = 0;
        for (int failed = 0; acknowledged < 100 && failed < 1'000;) {
            const auto outcome = store->write(adding(u"sum"_s)).get();
            acknowledged += outcome.has_value();
            if (outcome)
                continue;
            ++failed;
            unknown += outcome.error().detail.contains(u"is not known"_s);
            // As a client does that was told to come later.
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        stop = true;
        cutter.join();
        QVERIFY(acknowledged > 0);
        const qint64 found = store->read(reading(u"sum"_s)).get().value();
        QVERIFY2(found >= acknowledged && found <= acknowledged + unknown,
                 qPrintable(u"%1 acknowledged, %2 unknown, %3 found"_s.arg(acknowledged).arg(unknown).arg(found)));
    }

    void aConnectionLostDuringCommitIsToldAsUnknown()
    {
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto store = scratch.open(m_clock);
        scratch.runOutside(
            u"CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF NEW.name = 'fatal' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$; "
            "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON revision DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION cut();"_s);
        const auto lost = store->write(writing(u"fatal"_s, 1)).get();
        QCOMPARE(lost.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(lost.error().detail.contains(u"Whether the last writes were kept is not known"_s),
                 qPrintable(lost.error().detail));
        QVERIFY(store->write(writing(u"a"_s, 2)).get());
        QTRY_VERIFY(store->health().writable);
    }

    void aServerThatGoesWhileNobodyWritesIsNoticed()
    {
        Postgres server;
        ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.options.url = server.newDatabase();
        const SystemClock clock;
        const auto store = scratch.open(clock);
        QVERIFY(store->write(writing(u"a"_s, 1)).get());
        server.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!store->health().writable, 10'000);
        QVERIFY(!store->health().problem.isEmpty());
        server.start();
        QTRY_VERIFY_WITH_TIMEOUT(store->health().writable, 10'000);
    }

    void aServerThatStopsAndComesBackLosesNothing()
    {
        Postgres server;
        ScratchStore scratch(ScratchStore::Backend::Sqlite);
        scratch.options.url = server.newDatabase();
        const SystemClock clock; // the pauses between tries to connect are real ones here
        const auto store = scratch.open(clock);
        std::vector<Async<Result<Done>>> outcomes;
        for (int index = 0; index < 50; ++index)
            outcomes.push_back(store->write(adding(u"sum"_s)));
        server.stop();
        qint64 acknowledged = 0;
        qint64 unknown = 0;
        for (auto &outcome : outcomes) {
            const auto written = outcome.get();
            acknowledged += written.has_value();
            unknown += !written && written.error().detail.contains(u"is not known"_s);
        }
        const auto down = store->write(adding(u"sum"_s)).get();
        QCOMPARE(down.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(down.error().detail.contains(u"database postgresql://127.0.0.1"_s), qPrintable(down.error().detail));
        QCOMPARE(store->read(reading(u"sum"_s)).get().error().code, ErrorCode::StorageUnavailable);
        QVERIFY(!store->health().writable);
        QVERIFY(!store->health().problem.isEmpty());

        server.start();
        QTRY_VERIFY_WITH_TIMEOUT(store->health().writable, 10'000);
        const qint64 found = std::max<qint64>(0, store->read(reading(u"sum"_s)).get().value());
        QVERIFY2(found >= acknowledged && found <= acknowledged + unknown,
                 qPrintable(u"%1 acknowledged, %2 unknown, %3 found"_s.arg(acknowledged).arg(unknown).arg(found)));
        QVERIFY(store->write(adding(u"sum"_s)).get());
    }

    void writersOfTwoProgramsTakeTurns()
    {
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto one = scratch.open(m_clock);
        const auto two = scratch.open(m_clock);
        std::vector<Async<Result<Done>>> outcomes;
        for (int index = 0; index < 100; ++index) {
            outcomes.push_back(one->write([](WriteTransaction &transaction) -> Result<Done> {
                transaction.audit({u"system"_s, u"x"_s, u"y"_s, u"one"_s, {}, {}, {}});
                return adding(u"sum"_s)(transaction);
            }));
            outcomes.push_back(two->write([](WriteTransaction &transaction) -> Result<Done> {
                transaction.audit({u"system"_s, u"x"_s, u"y"_s, u"two"_s, {}, {}, {}});
                return adding(u"sum"_s)(transaction);
            }));
        }
        for (auto &outcome : outcomes)
            QVERIFY(outcome.get());
        QCOMPARE(one->read(reading(u"sum"_s)).get().value(), qint64(200));
        QCOMPARE(one->read(counting(u"SELECT MAX(seq) FROM audit"_s)).get().value(), qint64(200));
    }

    void writersSeeWhatWasWrittenWhileTheyWaitedWhateverTheDatabasesDefault()
    {
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const QString name = scratch.options.url.section(u'/', -1);
        const QString another = scratch.options.url.section(u'/', 0, -2) + u"/postgres"_s;
        Postgres::shared().run(another, u"ALTER DATABASE %1 SET default_transaction_isolation = 'repeatable read'"_s.arg(name));
        const auto store = scratch.open(m_clock);
        auto isolation = store->write([](WriteTransaction &transaction) -> Result<QString> {
            return transaction
                .one(u"SELECT current_setting('transaction_isolation')"_s, {}, [](const Row &row) { return row.text(0); })
                .value();
        });
        QCOMPARE(isolation.get().value(), u"read committed"_s);
    }
    void aWriterWaitsForTheOneOfAnotherProgram()
    {
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto one = scratch.open(m_clock);
        const auto two = scratch.open(m_clock);
        const auto oneBegun = std::make_shared<std::latch>(1);
        const auto twoBegun = std::make_shared<std::atomic<bool>>(false);
        auto first = one->write([=](WriteTransaction &transaction) -> Result<bool> {
            const qint64 value = *counter(transaction, u"sum"_s);
            oneBegun->count_down();
            // Time enough for the other to come in between, if it could.
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            const bool overlaps = *twoBegun;
            Q_UNUSED(setCounter(transaction, u"sum"_s, value + 1));
            return overlaps;
        });
        oneBegun->wait();
        auto second = two->write([=](WriteTransaction &transaction) -> Result<Done> {
            *twoBegun = true;
            return adding(u"sum"_s)(transaction);
        });
        QCOMPARE(first.get().value(), false);
        QVERIFY(second.get());
    }

    void aDeadlockWithAnotherProgramIsTriedAgain()
    {
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(writing(u"a"_s, 1)).get());
        QVERIFY(store->write(writing(u"b"_s, 1)).get());
        OtherProgram other(scratch.options.url);
        QVERIFY(other.run(u"SET deadlock_timeout = '10s'"_s));
        QVERIFY(other.run(u"BEGIN"_s));
        QVERIFY(other.run(u"UPDATE revision SET version = 10 WHERE name = 'b'"_s));
        const auto runs = std::make_shared<std::atomic<int>>(0);
        const auto begun = std::make_shared<std::latch>(1);
        auto outcome = store->write([runs, begun](WriteTransaction &transaction) -> Result<Done> {
            Q_UNUSED(setCounter(transaction, u"a"_s, 2));
            if (++*runs == 1)
                begun->count_down();
            return setCounter(transaction, u"b"_s, 2);
        });
        begun->wait();
        // The server ends the one whose deadlock_timeout passes first: the store's.
        QVERIFY(other.run(u"UPDATE revision SET version = 10 WHERE name = 'a'"_s));
        QVERIFY(other.run(u"COMMIT"_s));
        const auto written = outcome.get();
        QVERIFY2(written, written ? "" : qPrintable(written.error().detail));
        QVERIFY(runs->load() >= 2);
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(2));
        QCOMPARE(store->read(reading(u"b"_s)).get().value(), qint64(2));
    }

    void aLockThatAnotherProgramKeepsIsToldAndServiceResumes()
    {
        ScratchStore scratch(ScratchStore::Backend::Postgres);
        scratch.options.busyTimeout = std::chrono::milliseconds(100);
        const auto store = scratch.open(m_clock);
        OtherProgram other(scratch.options.url);
        QVERIFY(other.run(u"BEGIN"_s));
        QVERIFY(other.run(u"LOCK TABLE revision"_s));
        const auto locked = store->write(writing(u"a"_s, 1)).get();
        QCOMPARE(locked.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(locked.error().detail.contains(u"is locked by another program"_s), qPrintable(locked.error().detail));
        QVERIFY(other.run(u"ROLLBACK"_s));
        QTRY_VERIFY(store->health().writable);
        QVERIFY(store->write(writing(u"a"_s, 1)).get());
    }

    void aReadOnlyDatabaseIsToldAndServiceResumes()
    {
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto store = scratch.open(m_clock);
        const QString name = scratch.options.url.section(u'/', -1);
        const QString another = scratch.options.url.section(u'/', 0, -2) + u"/postgres"_s;
        Postgres::shared().run(another, u"ALTER DATABASE %1 SET default_transaction_read_only = on"_s.arg(name));
        scratch.runOutside(cutOthers);
        const auto refused = store->write(writing(u"a"_s, 1)).get();
        QCOMPARE(refused.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(refused.error().detail.contains(u"read-only"_s), qPrintable(refused.error().detail));
        Postgres::shared().run(another, u"ALTER DATABASE %1 RESET default_transaction_read_only"_s.arg(name));
        scratch.runOutside(cutOthers);
        QTRY_VERIFY(store->health().writable);
        QVERIFY(store->write(writing(u"a"_s, 1)).get());
    }

    void aStatementThatGoesOnTooLongIsEnded()
    {
        ScratchStore scratch(ScratchStore::Backend::Postgres);
        scratch.options.maximumReadAge = std::chrono::milliseconds(100);
        const auto store = scratch.open(m_clock);
        const auto ended = store->read(counting(u"SELECT COUNT(*) FROM pg_sleep(60)"_s)).get();
        QCOMPARE(ended.error().code, ErrorCode::StorageUnavailable);
        QVERIFY2(ended.error().detail.contains(u"took too long"_s), qPrintable(ended.error().detail));
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(-1));
    }
};

QTEST_GUILESS_MAIN(PostgresFaultsTest)
#include "tst_postgres_faults.moc"
