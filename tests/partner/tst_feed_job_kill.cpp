// SPDX-License-Identifier: GPL-3.0-or-later
// A child process works on feeds and is killed at random instants until all are done; what is there then must be what an
// undisturbed process leaves. `TIDEGATE_KILLS=100 tst_feed_job_kill` for the long form.
#include "core/store/audit.h"
#include "partner/feed_shop.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

int runChild(const QStringList &arguments)
{
    QLoggingCategory::setFilterRules(u"tidegate.*.info=false"_s);
    StoreOptions options;
    options.url = arguments.value(2);
    options.keyFile = arguments.value(3);
    options.anchorFile = arguments.value(4);
    const SystemClock clock;
    SystemRandom random;
    const auto store = Store::open(options, clock);
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    const FeedRegistry formats;
    FeedJobOptions jobOptions;
    jobOptions.folder = arguments.value(5);
    jobOptions.rowsPerChunk = 64;
    FeedJobService jobs(**store, formats, jobOptions, clock, random);
    if (const auto started = jobs.start(); !started)
        qFatal("%s", qPrintable(started.error().detail));
    std::puts("working");
    std::fflush(stdout);
    while (!jobs.list({.onlyOpen = true}, 1).get().value().jobs.empty())
        QTest::qSleep(2);
    std::puts("done");
    std::fflush(stdout);
    return 0;
}

QByteArray feed(int from, int count, int stock, const QByteArray &more = {})
{
    QByteArray text = "sku,name,price,stock\n";
    for (int i = from; i < from + count; ++i)
        text += "S-" + QByteArray::number(i) + ",Cup " + QByteArray::number(i) + ",1.50," + QByteArray::number(stock) + "\n";
    return text + more;
}

/// Empty lines, so that the upload is kept as a file.
const QByteArray padding(smallUpload, '\n');

/// Every kind of feed, in the database and as a file, all of which wait.
QStringList submitAll(FeedShop &shop, int rows)
{
    QStringList ids;
    const auto submit = [&](const QByteArray &text, const std::function<void(FeedUpload &)> &change) {
        FeedUpload upload = shop.upload(text);
        change(upload);
        ids << shop.submit(upload).id;
    };
    submit(feed(0, rows, 5, "BAD,,abc,1\nS-3,Again,1.00,1\n"), [](FeedUpload &) {});
    submit(feed(0, rows - rows / 10, 5, padding), [](FeedUpload &upload) { upload.mode = JobMode::Full; });
    submit(feed(rows / 2, rows, 7), [](FeedUpload &upload) { upload.policy = JobPolicy::Atomic; });
    submit(feed(0, rows, 8, "BAD,,abc,1\n" + padding), [](FeedUpload &upload) { upload.policy = JobPolicy::Atomic; });
    submit(feed(0, rows, 9), [](FeedUpload &upload) { upload.dryRun = true; });
    submit(feed(rows * 2, rows, 3, padding), [](FeedUpload &upload) { upload.partnerId = u"bolt"_s; });
    submit(feed(0, rows, 4), [](FeedUpload &upload) { upload.sandbox = true; });
    return ids;
}

/// What must be the same whatever happened on the way.
QStringList outcome(FeedShop &shop, const QStringList &ids)
{
    QStringList lines;
    for (const QString &id : ids) {
        const FeedJob job = shop.job(id);
        lines << u"%1 %2: %3 %4 %5 %6 %7 %8 %9"_s.arg(jobStatusName(job.status), job.failure)
                     .arg(job.created)
                     .arg(job.updated)
                     .arg(job.unchanged)
                     .arg(job.rejected)
                     .arg(job.withdrawn)
                     .arg(job.errorCount)
                     .arg(shop.errorCodes(id).join(u','));
    }
    for (const bool sandbox : {false, true}) {
        const auto products = shop.products(sandbox);
        for (auto it = products.begin(); it != products.end(); ++it)
            lines << u"%1 %2 %3 %4 %5 %6"_s.arg(it.key(), it->name, it->partner).arg(it->price).arg(it->stock).arg(it->withdrawn);
    }
    lines << u"%1 movements"_s.arg(shop.number(u"SELECT COUNT(*) FROM stock_movement"_s));
    lines << u"%1 mails"_s.arg(shop.number(u"SELECT COUNT(*) FROM mail"_s));
    return lines;
}

/// True once the child says that all is done, before it was killed.
bool runAndKill(const FeedShop &shop, int delay)
{
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(),
                {u"--child"_s, shop.scratch.options.url, shop.scratch.options.keyFile, shop.scratch.options.anchorFile,
                 shop.options.folder});
    if (!child.waitForStarted() || !child.waitForReadyRead(30'000))
        qFatal("the child does not work");
    child.waitForFinished(delay >= 0 ? delay : 120'000);
    if (child.state() != QProcess::NotRunning && child.processId() > 0)
        ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
    child.waitForFinished();
    return child.readAll().contains("done");
}

} // namespace

class FeedJobKillTest : public QObject
{
    Q_OBJECT

    SystemRandom m_random;

    static int kills()
    {
        const int asked = qEnvironmentVariableIntValue("TIDEGATE_KILLS");
        return asked > 0 ? asked : 10;
    }

private Q_SLOTS:
    void killsChangeNothing()
    {
        QLoggingCategory::setFilterRules(u"tidegate.*.info=false"_s);
        constexpr int rows = 1'500;
        FeedShop calm;
        const QStringList calmJobs = submitAll(calm, rows);
        calm.jobs.reset();
        QVERIFY(runAndKill(calm, -1));
        calm.restart();
        const QStringList wanted = outcome(calm, calmJobs);

        for (int done = 0; done < kills();) {
            FeedShop shop;
            const QStringList jobs = submitAll(shop, rows);
            shop.jobs.reset();
            shop.store.reset();
            while (done < kills() && !runAndKill(shop, int(m_random.below(120))))
                ++done;
            runAndKill(shop, -1);
            const AuditKey key = AuditKey::load(shop.scratch.options.keyFile).value();
            const auto anchor = readAuditAnchor(shop.scratch.options.anchorFile, key).value();
            shop.store = shop.scratch.open(shop.clock);
            shop.restart();
            QCOMPARE(outcome(shop, jobs), wanted);
            QCOMPARE(shop.problem(), QString());
            auto verifying = shop.store->read([key, anchor](ReadTransaction &transaction) -> Result<qsizetype> {
                return qsizetype(verifyAudit(transaction, key, anchor).size());
            });
            QCOMPARE(verifying.get().value(), 0);
            ++done; // one that was through before it could be killed
        }
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().value(1) == u"--child"_s)
        return runChild(QCoreApplication::arguments());
    FeedJobKillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_feed_job_kill.moc"
