// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"
#include "core/base/log_queue.h"
#include "core/base/log_quota.h"

#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(category, "test.log", QtInfoMsg)

QByteArray noticeOf(qint64 dropped)
{
    return "dropped " + QByteArray::number(dropped) + '\n';
}

QByteArray readToEnd(int descriptor)
{
    QByteArray all;
    char buffer[65536];
    for (ssize_t count = 0; (count = ::read(descriptor, buffer, sizeof buffer)) > 0;)
        all.append(buffer, count);
    return all;
}

bool isForkedChild = false;

/// What a process leaves on standard error that does this.
template <typename Function>
QByteArray standardErrorOf(Function function)
{
    int ends[2];
    if (::pipe(ends) != 0)
        return {};
    const pid_t child = ::fork();
    if (child == 0) {
        isForkedChild = true;
        const rlimit none{0, 0};
        ::setrlimit(RLIMIT_CORE, &none);
        std::signal(SIGABRT, SIG_DFL); // QTest's own handler has a lot to say
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[1]);
        installLog(LogFormat::Text);
        startLogThread();
        function();
        std::exit(0);
    }
    ::close(ends[1]);
    const QByteArray text = readToEnd(ends[0]);
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return text;
}

QStringList logged;

void keepEntry(QtMsgType, const QMessageLogContext &, const QString &message)
{
    logged.append(message);
}

} // namespace

#ifdef __SANITIZE_ADDRESS__
/// In a forked child nobody holds what the parent's other threads hold: that is no leak.
int __lsan_is_turned_off()
{
    return isForkedChild ? 1 : 0;
}
#endif

class LogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nobodyWaitsForAReaderWhoDoesNotRead()
    {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        LogQueue queue(ends[1], noticeOf, 200'000);
        constexpr int lines = 100'000;
        for (int i = 0; i < lines; ++i)
            queue.add("line " + QByteArray::number(i) + '\n');
        QVERIFY(!queue.flush(1ms));

        QByteArray text;
        std::thread reader([&] { text = readToEnd(ends[0]); });
        QVERIFY(queue.flush(5s));
        queue.add("later\n");
        QVERIFY(queue.flush(5s));
        ::close(ends[1]);
        reader.join();
        ::close(ends[0]);
        QList<QByteArray> got = text.split('\n');
        QCOMPARE(got.takeLast(), QByteArray());
        QCOMPARE(got.takeLast(), QByteArray("later"));
        qint64 next = 0;
        for (const QByteArray &line : got) {
            if (line.startsWith("dropped "))
                next += line.mid(8).toLongLong();
            else
                QCOMPARE(line, "line " + QByteArray::number(next++));
        }
        QCOMPARE(next, qint64(lines));
        QVERIFY(got.size() < lines);
    }

    void aLineLongerThanTheQueueIsWritten()
    {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        LogQueue queue(ends[1], noticeOf, 10);
        queue.add("longer than ten\n");
        QVERIFY(queue.flush(5s));
        ::close(ends[1]);
        QCOMPARE(readToEnd(ends[0]), QByteArray("longer than ten\n"));
        ::close(ends[0]);
    }

    void whatWasLoggedIsThereWhenTheProcessHasEnded()
    {
#ifdef __SANITIZE_THREAD__
        QSKIP("TSan can't follow a child that starts threads");
#endif
        const QByteArray text = standardErrorOf([] {
            for (int i = 0; i < 1'000; ++i)
                qCInfo(category) << "entry" << i;
        });
        QCOMPARE(text.count('\n'), 1'000);
        QVERIFY(text.endsWith("info test.log: entry 999\n"));
    }

    void theLastWordsOfAProcessAreKept()
    {
#ifdef __SANITIZE_THREAD__
        QSKIP("TSan can't follow a child that starts threads");
#endif
        const QByteArray text = standardErrorOf([] { qFatal("the end"); });
        QVERIFY2(text.endsWith("fatal default: the end\n"), text.constData());
    }

    void ofAFloodTheFirstEntriesOfASecondAreWrittenAndTheOthersCounted()
    {
        ManualClock clock;
        LogQuota quota(clock, category(), QtInfoMsg, u"requests were refused"_s);
        const auto before = qInstallMessageHandler(keepEntry);
        int admitted = 0;
        for (int i = 0; i < 1'000; ++i)
            admitted += quota.admits() ? 1 : 0;
        clock.advance(1s);
        const bool admitsAgain = quota.admits();
        const QStringList later = std::exchange(logged, {});
        for (int i = 0; i < LogQuota::entriesPerSecond; ++i)
            quota.admits();
        LogQuota::tellHeldBack();
        LogQuota::tellHeldBack();
        const QStringList atTheEnd = std::exchange(logged, {});
        qInstallMessageHandler(before);

        QCOMPARE(admitted, LogQuota::entriesPerSecond);
        QVERIFY(admitsAgain);
        QCOMPARE(later, QStringList(u"%1 more requests were refused"_s.arg(1'000 - LogQuota::entriesPerSecond)));
        QCOMPARE(atTheEnd, QStringList(u"1 more requests were refused"_s));
    }
};

QTEST_GUILESS_MAIN(LogTest)
#include "tst_log.moc"
