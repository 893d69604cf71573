// SPDX-License-Identifier: GPL-3.0-or-later
// A child process writes and tells each write that was acknowledged; it is killed at a random instant; what it told must be there, and the
// database sound. `TIDEGATE_KILLS=200 tst_store_kill` for the long form.
#include "core/base/random.h"
#include "core/store/audit.h"
#include "core/store/store.h"
#include "store/store_helpers.h"
#include "support/scratch_store.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int writers = 8;

/// One of the child's threads: a counter of its own that rises by one, and a common one.
void writeForEver(Store &store, int number)
{
    const QString name = u"counter-%1"_s.arg(number);
    while (true) {
        auto raising = store.write([name](WriteTransaction &transaction) -> Result<qint64> {
            const qint64 value = std::max<qint64>(0, *counter(transaction, name)) + 1;
            Q_UNUSED(setCounter(transaction, name, value));
            Q_UNUSED(setCounter(transaction, u"sum"_s, std::max<qint64>(0, *counter(transaction, u"sum"_s)) + 1));
            transaction.audit({u"system"_s, u"counter.raised"_s, u"counter"_s, name, {}, QByteArray::number(value), {}});
            // Some fail after they changed something.
            return value % 7 == 3 && name == u"counter-0"_s ? Result<qint64>(failure(ErrorCode::Conflict)) : value;
        });
        const Result<qint64> raised = raising.get();
        if (!raised && raised.error().code == ErrorCode::Conflict)
            return;
        if (!raised)
            qFatal("%s", qPrintable(raised.error().detail));
        std::printf("%d %lld\n", number, *raised);
        std::fflush(stdout);
    }
}

int runChild(const QStringList &arguments)
{
    StoreOptions options;
    options.url = arguments.value(2);
    options.keyFile = arguments.value(3);
    options.anchorFile = arguments.value(4);
    const SystemClock clock;
    const auto store = Store::open(options, clock);
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    std::vector<std::thread> threads;
    for (int number = 0; number < writers; ++number)
        threads.emplace_back([&store, number] { writeForEver(**store, number); });
    for (std::thread &thread : threads)
        thread.join();
    return 0;
}

} // namespace

class StoreKillTest : public QObject
{
    Q_OBJECT

    SystemClock m_clock;
    SystemRandom m_random;

    /// Adds what a killed child told to `acknowledged`.
    void killOne(const ScratchStore &scratch, std::array<qint64, writers> &acknowledged)
    {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(),
                    {u"--child"_s, scratch.options.url, scratch.options.keyFile, scratch.options.anchorFile});
        QVERIFY(child.waitForStarted());
        QVERIFY2(child.waitForReadyRead(20'000), "the child writes nothing");
        QTest::qSleep(static_cast<int>(m_random.below(150)));
        ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
        child.waitForFinished();
        QByteArray told = child.readAll();
        // The last line may be cut.
        told.truncate(told.lastIndexOf('\n') + 1);
        for (const QByteArray &line : told.split('\n')) {
            if (!line.isEmpty())
                acknowledged.at(static_cast<std::size_t>(line.split(' ').at(0).toInt())) = line.split(' ').at(1).toLongLong();
        }
    }

    /// Empty where nothing is lost.
    static QString findLoss(ReadTransaction &transaction, const std::array<qint64, writers> &acknowledged, const AuditKey &key,
                            const std::optional<AuditHead> &anchor)
    {
        qint64 sum = 0;
        for (std::size_t number = 0; number < writers; ++number) {
            const qint64 found = std::max<qint64>(0, *counter(transaction, u"counter-%1"_s.arg(number)));
            if (found < acknowledged.at(number))
                return u"counter %1: %2 found, %3 acknowledged"_s.arg(number).arg(found).arg(acknowledged.at(number));
            sum += found;
        }
        if (std::max<qint64>(0, *counter(transaction, u"sum"_s)) != sum)
            return u"a write was kept in part"_s;
        if (transaction.integer(u"SELECT COUNT(*) FROM audit"_s) != sum)
            return u"writes and audit records differ"_s;
        const auto violations = verifyAudit(transaction, key, anchor);
        return violations.empty() ? QString() : violations.front().what;
    }

private Q_SLOTS:
    void whatWasAcknowledgedSurvivesKills()
    {
        const int kills =
            qEnvironmentVariableIntValue("TIDEGATE_KILLS") > 0 ? qEnvironmentVariableIntValue("TIDEGATE_KILLS") : 10;
        const ScratchStore scratch;
        std::array<qint64, writers> acknowledged{};
        for (int round = 0; round < kills; ++round) {
            killOne(scratch, acknowledged);
            if (QTest::currentTestFailed())
                return;
            const AuditKey key = AuditKey::load(scratch.options.keyFile).value();
            const auto anchor = readAuditAnchor(scratch.options.anchorFile, key).value();
            const auto store = scratch.open(m_clock);
            // One snapshot: on PostgreSQL the killed child's last commit may still be under way.
            auto looking = store->read([=](ReadTransaction &transaction) -> Result<QString> {
                return findLoss(transaction, acknowledged, key, anchor);
            });
            QCOMPARE(looking.get().value(), QString());
        }
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().value(1) == u"--child"_s)
        return runChild(QCoreApplication::arguments());
    StoreKillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store_kill.moc"
