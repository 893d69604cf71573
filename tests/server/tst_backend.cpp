// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/backend.h"

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

    std::unique_ptr<Backend> open(const QTemporaryDir &folder)
    {
        Settings settings;
        auto options = ServerOptions::read(settings, folder.path());
        auto backend = Backend::open(std::move(*options), m_clock, m_random);
        if (!backend)
            qFatal("%s", qPrintable(backend.error().detail));
        return std::move(*backend);
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
};

QTEST_GUILESS_MAIN(BackendTest)
#include "tst_backend.moc"
