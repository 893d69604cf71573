// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/backend.h"
#include "core/partner/standard_webhooks.h"
#include "support/scratch_store.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>
#include <thread>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Another program that writes to the database and takes its time.
class Lock
{
public:
    explicit Lock(const QString &file)
    {
        if (sqlite3_open(file.toUtf8().constData(), &m_database) != SQLITE_OK
            || sqlite3_exec(m_database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK)
            qFatal("the database can't be locked: %s", sqlite3_errmsg(m_database));
    }
    ~Lock() { sqlite3_close(m_database); }
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;

private:
    sqlite3 *m_database = nullptr;
};

} // namespace

class BackendTest : public QObject
{
    Q_OBJECT

    const SystemClock m_clock;
    SystemRandom m_random;

    std::unique_ptr<Backend> open(const QTemporaryDir &folder, const QString &database = {})
    {
        QMap<QString, QStringList> given{{u"http.listen"_s, {u"127.0.0.1:0"_s}}};
        if (!database.isEmpty())
            given[u"database.url"_s] = {database};
        auto settings = Settings::load({}, {}, given);
        auto options = ServerOptions::read(*settings, folder.path());
        auto backend = Backend::open(std::move(*options), m_clock, m_random);
        if (!backend)
            qFatal("%s", qPrintable(backend.error().detail));
        return std::move(*backend);
    }

    static void run(Backend &backend, const QString &sql)
    {
        const auto done = backend.store()
                              .write([&sql](WriteTransaction &transaction) -> Result<Done> {
                                  for (const QString &statement : sql.split(u';'))
                                      transaction.exec(statement);
                                  transaction.audit({u"test"_s, u"test.changed"_s, u"test"_s, u"1"_s, {}, {}, {}});
                                  return Done{};
                              })
                              .get();
        if (!done)
            qFatal("%s", qPrintable(done.error().detail));
    }

    void makeSale(Backend &backend) const
    {
        run(backend,
            u"INSERT INTO product (sku, id, name, price, currency, created_at, updated_at) VALUES ('A', 'a', 'A', 100, 'EUR', 0, 0);"
            "INSERT INTO stock (sku, on_hand) VALUES ('A', 10)"_s);
        const UtcMillis now = m_clock.utc();
        const auto sale = backend.sales().create({u"Sale"_s, now, now + 3'600'000, {{u"A"_s, 90, 10, 0}}}, u"test"_s).get();
        if (!sale)
            qFatal("%s", qPrintable(sale.error().detail));
    }

    static void sellThree(Backend &backend)
    {
        run(backend, u"UPDATE sale_item SET sold = sold + 3; UPDATE stock SET allocated = allocated + 3"_s);
    }

    static qint64 availableAt(Backend &backend)
    {
        const auto item = backend.board().snapshot()->openItem(u"A"_s, backend.clock().utc());
        return item ? item->available() : -1;
    }

private Q_SLOTS:
    /// What still waits is written after the services were told to go: under ASan this sees a service that went too early.
    void whatWaitsForTheDatabaseIsWrittenBeforeAllGoes()
    {
        const QTemporaryDir folder;
        auto backend = open(folder);
        auto lock = std::make_unique<Lock>(folder.filePath(u"tidegate.db"_s));
        const UtcMillis now = m_clock.utc();
        auto read = backend->listing().reload();
        auto made = backend->sales().create({u"Nothing"_s, now, now + 1'000, {}}, u"test"_s);
        auto recorded = backend->store().write([](WriteTransaction &transaction) -> Result<Done> {
            transaction.audit({u"test"_s, u"test.waited"_s, u"test"_s, u"1"_s, {}, {}, {}});
            return Done{};
        });
        std::thread other([&lock] {
            std::this_thread::sleep_for(200ms);
            lock.reset();
        });
        backend.reset();
        other.join();
        QVERIFY(recorded.get());
        QVERIFY(!made.get());
    }

    void whatOneServerSellsAnotherShowsSoon()
    {
        const test::ScratchStore scratch(test::ScratchStore::Backend::Postgres);
        const QTemporaryDir folder;
        const QTemporaryDir otherFolder;
        const auto one = open(folder, scratch.options.url);
        // Servers on one database share the key of the audit chain.
        QVERIFY(QFile::copy(folder.filePath(u"audit.key"_s), otherFolder.filePath(u"audit.key"_s)));
        const auto other = open(otherFolder, scratch.options.url);
        QVERIFY(one->start());
        QVERIFY(other->start());
        makeSale(*one);
        QTRY_COMPARE_WITH_TIMEOUT(availableAt(*one), 10, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(availableAt(*other), 10, 10'000);
        for (const qint64 left : {7, 4, 1}) {
            sellThree(*one);
            QTRY_COMPARE_WITH_TIMEOUT(availableAt(*other), left, 10'000);
        }
    }

    void stockThatAWebhookChangedShowsOnTheBoardWithTheCommit()
    {
        const QTemporaryDir folder;
        const auto backend = open(folder);
        makeSale(*backend);
        QVERIFY(backend->listing().reload().get().value);
        PartnerSide &side = backend->partnerSide();
        // Nothing but the webhook tells the board: the server's own looking for changes is not started.
        QVERIFY(side.start());
        const QString partner =
            side.partners().add({.name = u"Acme"_s, .email = u"a@acme.example"_s, .actor = u"test"_s}).get()->id;
        const QString secret = side.partners().createWebhookSecret(partner, u"test"_s).get().value();
        const QByteArray body =
            R"({"type":"stock.updated","timestamp":"2026-01-01T00:00:00Z","data":{"items":[{"sku":"A","stock":4}]}})";
        const WebhookHeaders headers =
            signWebhook({secret}, "m1", std::chrono::floor<std::chrono::seconds>(std::chrono::milliseconds(m_clock.utc())), body);
        const auto accepted =
            side.webhooks().receive({partner, false, headers.id, headers.timestamp, headers.signature, body, {}}).get();
        QVERIFY2(accepted, accepted ? "" : qPrintable(accepted.error().detail));
        QTRY_COMPARE(side.webhooks().find(accepted->eventId).get()->status, WebhookStatus::Processed);
        QCOMPARE(backend->board().snapshot()->openItem(u"A"_s, m_clock.utc())->available(), 4);
    }
};

QTEST_GUILESS_MAIN(BackendTest)
#include "tst_backend.moc"
