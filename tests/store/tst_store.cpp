// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store.h"

#include "core/store/migration.h"
#include "store/store_helpers.h"
#include "support/scratch_store.h"

#include <QTest>

#include <atomic>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class StoreTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;

private Q_SLOTS:
    void whatWasWrittenIsRead()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(writing(u"a"_s, 7)).get());
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(7));
        QCOMPARE(store->read(reading(u"b"_s)).get().value(), qint64(-1));
    }

    /// A chain of reads and writes, each asked for by the delivery of the one before, while the store is being closed.
    void whatDeliveriesAskForIsDoneBeforeTheStoreCloses_data()
    {
        QTest::addColumn<bool>("readFirst");
        QTest::newRow("a read, then a write, …") << true;
        QTest::newRow("a write, then a read, …") << false;
    }
    void whatDeliveriesAskForIsDoneBeforeTheStoreCloses()
    {
        QFETCH(bool, readFirst);
        constexpr int chains = 300;
        const ScratchStore scratch;
        auto store = scratch.open(m_clock);
        std::atomic<int> ended{0};
        const std::function<void(int, int)> goOn = [&, &open = *store](int chain, int left) {
            const QString name = u"chain %1, %2"_s.arg(chain).arg(left);
            if (left == 0)
                ++ended;
            else if ((left % 2 == 0) == readFirst)
                open.read(reading(name)).onDelivery([&goOn, chain, left](const Result<qint64> &read) {
                    if (read)
                        goOn(chain, left - 1);
                });
            else
                open.write(writing(name, left)).onDelivery([&goOn, chain, left](const Result<Done> &written) {
                    if (written)
                        goOn(chain, left - 1);
                });
        };
        for (int chain = 0; chain < chains; ++chain)
            goOn(chain, 4);
        store.reset();
        QCOMPARE(ended.load(), chains);
        QCOMPARE(
            scratch.open(m_clock)->read(counting(u"SELECT COUNT(*) FROM revision WHERE name LIKE 'chain %'"_s)).get().value(),
            qint64(2 * chains));
    }

    void whatWasWrittenIsThereAfterOpeningAgain()
    {
        const ScratchStore scratch;
        QVERIFY(scratch.open(m_clock)->write(writing(u"a"_s, 7)).get());
        QCOMPARE(scratch.open(m_clock)->read(reading(u"a"_s)).get().value(), qint64(7));
    }

    void everyTypeComesBackAsItWent()
    {
        const ScratchStore scratch;
        std::vector<Migration> migrations = builtInMigrations();
        migrations.push_back(
            {9'000, u"9000_kinds"_s,
             u"CREATE TABLE kinds (id BIGINT PRIMARY KEY, text TEXT, bytes BLOB, none TEXT, yes BIGINT, empty TEXT);"_s});
        const auto store = Store::open(scratch.options, m_clock, migrations).value();
        const QString text = u"Grüße 'quoted' \\ back? 日本 🛒"_s;
        const QByteArray bytes("\0\x01\xff'\\", 5);
        const auto outcome = store->write([=](WriteTransaction &transaction) -> Result<Done> {
            transaction.exec(u"INSERT INTO kinds VALUES (?, ?, ?, ?, ?, ?)"_s,
                             {std::numeric_limits<qint64>::max(), text, bytes, QVariant(), true, QString()});
            return Done{};
        });
        QVERIFY(Async(outcome).get());
        const auto checked = store->read([=](ReadTransaction &transaction) -> Result<bool> {
            return transaction
                .one(u"SELECT id, text, bytes, none, yes, empty FROM kinds"_s, {},
                     [&](const Row &row) {
                         return row.integer(0) == std::numeric_limits<qint64>::max() && row.text(1) == text
                             && row.bytes(2) == bytes && row.isNull(3) && row.text(3).isEmpty() && row.integer(3) == 0
                             && row.integer(4) == 1 && !row.isNull(5);
                     })
                .value_or(false);
        });
        QCOMPARE(Async(checked).get().value(), true);
    }

    void sumsAreExactBeyondWhatADoubleHolds()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(writing(u"a"_s, 9'007'199'254'740'993)).get());
        QCOMPARE(store->read(counting(u"SELECT SUM(version) FROM revision"_s)).get().value(), qint64(9'007'199'254'740'993));
    }

    void aStatementMayRunWhileTheRowsOfTheSameOneAreVisited()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(writing(u"a"_s, 1)).get());
        QVERIFY(store->write(writing(u"b"_s, 2)).get());
        const auto pairs = store->read([](ReadTransaction &transaction) -> Result<int> {
            int count = 0;
            const QString sql = u"SELECT name FROM revision ORDER BY name"_s;
            transaction.each(sql, {}, [&](const Row &outer) {
                const QString name = outer.text(0);
                transaction.each(sql, {}, [&](const Row &) { ++count; });
                if (outer.text(0) != name)
                    count = -100;
            });
            return count;
        });
        QCOMPARE(Async(pairs).get().value(), 4);
    }

    void aFailedCommandIsUndoneAlone()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        HeldWriter held(*store);
        auto before = store->write(writing(u"a"_s, 1));
        auto refused = store->write([](WriteTransaction &transaction) -> Result<Done> {
            Q_UNUSED(setCounter(transaction, u"b"_s, 2));
            transaction.audit({u"system"_s, u"b.set"_s, u"counter"_s, u"b"_s, {}, {}, {}});
            return failure(ErrorCode::OutOfStock, u"none left"_s);
        });
        auto after = store->write(writing(u"c"_s, 3));
        held.release();
        QVERIFY(before.get());
        QCOMPARE(refused.get().error().code, ErrorCode::OutOfStock);
        QVERIFY(after.get());
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(1));
        QCOMPARE(store->read(reading(u"b"_s)).get().value(), qint64(-1));
        QCOMPARE(store->read(reading(u"c"_s)).get().value(), qint64(3));
        QCOMPARE(store->read(counting(u"SELECT COUNT(*) FROM audit"_s)).get().value(), qint64(0));
    }

    void aFailedCommandAloneIsUndone()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        auto refused = store->write([](WriteTransaction &transaction) -> Result<Done> {
            Q_UNUSED(setCounter(transaction, u"b"_s, 2));
            return failure(ErrorCode::OutOfStock);
        });
        QVERIFY(!refused.get());
        QCOMPARE(store->read(reading(u"b"_s)).get().value(), qint64(-1));
        QVERIFY(store->write(writing(u"b"_s, 3)).get());
    }

    void aBrokenStatementFailsItsCommandAlone_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("constraint") << u"INSERT INTO revision (name, version) VALUES ('twice', 1), ('twice', 2)"_s;
        QTest::newRow("null") << u"INSERT INTO revision (name, version) VALUES ('x', NULL)"_s;
        QTest::newRow("syntax") << u"INSERT INTO revision VALUE"_s;
        QTest::newRow("no such table") << u"DELETE FROM nowhere"_s;
        QTest::newRow("parameters") << u"DELETE FROM revision WHERE name = ?"_s;
    }

    void aBrokenStatementFailsItsCommandAlone()
    {
        QFETCH(const QString, sql);
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        HeldWriter held(*store);
        auto before = store->write(writing(u"a"_s, 1));
        auto broken = store->write([sql](WriteTransaction &transaction) -> Result<Done> {
            transaction.exec(sql);
            return Done{};
        });
        auto after = store->write(writing(u"c"_s, 3));
        held.release();
        QVERIFY(before.get());
        QCOMPARE(broken.get().error().code, ErrorCode::Internal);
        QVERIFY(after.get());
        QCOMPARE(store->read(reading(u"c"_s)).get().value(), qint64(3));
        QVERIFY(store->health().writable);
    }

    void aBrokenQueryFailsAlone()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        QCOMPARE(store->read(counting(u"SELECT x FROM nowhere"_s)).get().error().code, ErrorCode::Internal);
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(-1));
    }

    void aReadCannotWrite()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        QVERIFY(!store->read(counting(u"INSERT INTO revision (name, version) VALUES ('a', 1) RETURNING version"_s)).get());
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(-1));
    }

    void waitingCommandsShareOneCommit()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        std::vector<Async<Result<Done>>> outcomes;
        qint64 commitsBefore = 0;
        {
            HeldWriter held(*store);
            commitsBefore = store->health().commits;
            for (int index = 0; index < 100; ++index)
                outcomes.push_back(store->write(writing(u"a"_s, index)));
            QCOMPARE(store->health().queueLength, 100);
        }
        for (auto &outcome : outcomes)
            QVERIFY(outcome.get());
        QCOMPARE(store->health().commits, commitsBefore + 2);
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(99));
    }

    void aFullQueueRefusesWithOverloaded()
    {
        ScratchStore scratch;
        scratch.options.maximumQueue = 3;
        const auto store = scratch.open(m_clock);
        HeldWriter held(*store);
        std::vector<Async<Result<Done>>> outcomes;
        for (int index = 0; index < 3; ++index)
            outcomes.push_back(store->write(writing(u"a"_s, index)));
        const auto refused = store->write(writing(u"a"_s, 3)).get();
        QCOMPARE(refused.error().code, ErrorCode::Overloaded);
        QVERIFY(refused.error().retryAfter.has_value());
        held.release();
        for (auto &outcome : outcomes)
            QVERIFY(outcome.get());
    }

    void afterCommitRunsInOrderAndBeforeDelivery()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        const auto seen = std::make_shared<std::vector<int>>();
        HeldWriter held(*store);
        std::vector<Async<Result<Done>>> outcomes;
        for (int index = 0; index < 5; ++index) {
            outcomes.push_back(store->write([index, seen](WriteTransaction &transaction) -> Result<Done> {
                transaction.afterCommit([index, seen] { seen->push_back(index); });
                return index == 2 ? Result<Done>(failure(ErrorCode::Conflict)) : Done{};
            }));
        }
        held.release();
        Q_UNUSED(outcomes.front().get());
        QCOMPARE(*seen, (std::vector<int>{0, 1, 3, 4}));
    }

    void whatMustBeUndoneDoesNotRepeatTheOthers()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        const auto seen = std::make_shared<std::vector<int>>();
        HeldWriter held(*store);
        std::vector<Async<Result<Done>>> outcomes;
        for (int index = 0; index < 5; ++index) {
            outcomes.push_back(store->write([index, seen](WriteTransaction &transaction) -> Result<Done> {
                transaction.afterCommit([index, seen] { seen->push_back(index); });
                Q_UNUSED(setCounter(transaction, u"sum"_s, std::max<qint64>(0, *counter(transaction, u"sum"_s)) + 1));
                return index % 2 == 1 ? Result<Done>(failure(ErrorCode::Conflict)) : Done{};
            }));
        }
        held.release();
        for (std::size_t index = 0; index < outcomes.size(); ++index)
            QCOMPARE(outcomes[index].get().has_value(), index % 2 == 0);
        QCOMPARE(*seen, (std::vector<int>{0, 2, 4}));
        QCOMPARE(store->read(reading(u"sum"_s)).get().value(), qint64(3));
    }

    void aThrowingCommandFailsAlone()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        auto thrown = store->write([](WriteTransaction &) -> Result<Done> { throw std::runtime_error("a bug"); });
        QCOMPARE(thrown.get().error().code, ErrorCode::Internal);
        QVERIFY(store->write(writing(u"a"_s, 1)).get());
    }

    void aReadSeesOneSnapshot()
    {
        ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(writing(u"a"_s, 1)).get());
        const auto go = std::make_shared<std::latch>(1);
        const auto begun = std::make_shared<std::latch>(1);
        auto both = store->read([go, begun](ReadTransaction &transaction) -> Result<std::pair<qint64, qint64>> {
            const qint64 first = *counter(transaction, u"a"_s);
            begun->count_down();
            go->wait();
            return std::pair(first, *counter(transaction, u"a"_s));
        });
        begun->wait();
        QVERIFY(store->write(writing(u"a"_s, 2)).get());
        go->count_down();
        QCOMPARE(both.get().value(), (std::pair<qint64, qint64>(1, 1)));
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(2));
    }

    void closingFinishesWhatWaits()
    {
        const ScratchStore scratch;
        auto store = scratch.open(m_clock);
        std::vector<Async<Result<Done>>> outcomes;
        {
            HeldWriter held(*store);
            for (int index = 0; index < 50; ++index)
                outcomes.push_back(store->write(writing(u"a"_s, index)));
        }
        store.reset();
        for (auto &outcome : outcomes) {
            QVERIFY(outcome.isReady());
            QVERIFY(outcome.get());
        }
        QCOMPARE(scratch.open(m_clock)->read(reading(u"a"_s)).get().value(), qint64(49));
    }

    void manyThreadsLoseNoIncrement()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        QVERIFY(store->write(writing(u"a"_s, 0)).get());
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&] {
                for (int count = 0; count < 100; ++count) {
                    const auto written = store->write([](WriteTransaction &transaction) -> Result<Done> {
                        const qint64 value = *counter(transaction, u"a"_s);
                        return setCounter(transaction, u"a"_s, value + 1);
                    });
                    if (!Async(written).get())
                        qFatal("a write failed");
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(store->read(reading(u"a"_s)).get().value(), qint64(400));
    }

    void aCommandSeesOneTime()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        auto times = store->write([this](WriteTransaction &transaction) -> Result<bool> {
            const UtcMillis before = transaction.now();
            m_clock.advance(std::chrono::seconds(1));
            return transaction.now() == before && before == m_clock.utc() - 1'000;
        });
        QCOMPARE(times.get().value(), true);
    }
};

QTEST_GUILESS_MAIN(StoreTest)
#include "tst_store.moc"
