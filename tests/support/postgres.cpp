// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/postgres.h"

#include "core/base/id.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStorageInfo>
#include <QTcpServer>
#include <QUrl>

#include <atomic>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidegate::test {

namespace {

const QString binaries = u"/usr/lib/postgresql/15/bin/"_s;

/// PostgreSQL refuses to run as root: as its own user then.
void setCommand(QProcess &process, const QString &program, const QStringList &arguments)
{
    if (geteuid() != 0) {
        process.setProgram(binaries + program);
        process.setArguments(arguments);
    } else {
        process.setProgram(u"setpriv"_s);
        process.setArguments(QStringList{u"--reuid=postgres"_s, u"--regid=postgres"_s, u"--clear-groups"_s, u"--pdeathsig=TERM"_s,
                                         binaries + program}
                             + arguments);
    }
    process.setProcessChannelMode(QProcess::MergedChannels);
}

void runToEnd(const QString &program, const QStringList &arguments)
{
    QProcess process;
    setCommand(process, program, arguments);
    process.start();
    if (!process.waitForFinished(300'000) || process.exitCode() != 0)
        qFatal("%s failed (is postgresql-15 installed?): %s", qPrintable(program), process.readAll().constData());
}

/// In memory where there is enough of it: each database is some 300 files.
QString roomyFolder()
{
    constexpr qint64 enough = 4LL << 30;
    const QStorageInfo memory(u"/dev/shm"_s);
    const bool fits = memory.fileSystemType() == "tmpfs" && !memory.isReadOnly() && memory.bytesAvailable() >= enough;
    return fits && QFileInfo(memory.rootPath()).isWritable() ? memory.rootPath() : u"/tmp"_s;
}

int freePort()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        qFatal("no free port");
    return server.serverPort();
}

} // namespace

Postgres &Postgres::shared()
{
    static Postgres postgres;
    return postgres;
}

Postgres::Postgres()
{
    m_base = qEnvironmentVariable("TIDEGATE_TEST_POSTGRES");
    if (m_base.isEmpty()) {
        makeCluster();
        start();
    }
}

Postgres::~Postgres()
{
    if (m_folder)
        stop();
}

void Postgres::makeCluster()
{
    m_folder = std::make_unique<QTemporaryDir>(roomyFolder() + u"/tidegate-postgres-XXXXXX"_s);
    QFile::setPermissions(m_folder->path(),
                          QFile::permissions(m_folder->path()) | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther);
    runToEnd(u"initdb"_s,
             {u"--pgdata"_s, m_folder->filePath(u"data"_s), u"--username"_s, u"tidegate"_s, u"--auth"_s, u"trust"_s,
              u"--encoding"_s, u"UTF8"_s, u"--no-sync"_s});
    m_port = freePort();
    m_base = u"postgresql://tidegate@127.0.0.1:%1"_s.arg(m_port);
}

void Postgres::start()
{
    // Making durable costs tests time and shows nothing unless the machine itself goes down.
    const QString sync = qEnvironmentVariable("TIDEGATE_TEST_POSTGRES_SYNC", u"off"_s);
    setCommand(m_server, u"postgres"_s,
               {u"-D"_s, m_folder->filePath(u"data"_s), u"-h"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(m_port), u"-k"_s,
                m_folder->path(), u"-c"_s, u"max_connections=50"_s, u"-c"_s, u"max_wal_size=128MB"_s, u"-c"_s,
                u"min_wal_size=32MB"_s, u"-c"_s, u"fsync="_s + sync});
    m_server.setStandardOutputFile(m_folder->filePath(u"log"_s));
    m_server.start();
    for (int tries = 0; tries < 200; ++tries) {
        QProcess ready;
        setCommand(ready, u"pg_isready"_s, {u"-h"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(m_port)});
        ready.start();
        ready.waitForFinished();
        if (ready.exitStatus() == QProcess::NormalExit && ready.exitCode() == 0)
            return;
        if (m_server.state() == QProcess::NotRunning)
            break;
        QThread::msleep(50);
    }
    qFatal("PostgreSQL does not start; its log is in %s", qPrintable(m_folder->path()));
}

void Postgres::stop()
{
    // "Immediate": connections are cut, as when the machine goes down.
    ::kill(static_cast<pid_t>(m_server.processId()), SIGQUIT);
    m_server.waitForFinished(20'000);
}

QString Postgres::newDatabase(const QString &pattern)
{
    static std::atomic<int> count{0};
    const QString name = u"test_%1_%2"_s.arg(QCoreApplication::applicationPid()).arg(++count);
    run(m_base + u"/postgres"_s,
        u"CREATE DATABASE "_s + name + (pattern.isEmpty() ? QString() : u" TEMPLATE "_s + QUrl(pattern).path().mid(1)));
    return m_base + u'/' + name;
}

void Postgres::run(const QString &url, const QString &sql)
{
    const QUrl parsed(url);
    const QString connection = u"tidegate-test"_s;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QPSQL"_s, connection);
        database.setHostName(parsed.host());
        database.setPort(parsed.port(5432));
        database.setUserName(parsed.userName());
        database.setPassword(parsed.password());
        database.setDatabaseName(parsed.path().mid(1));
        QSqlQuery query(database);
        bool succeeded = database.open() && query.exec(sql);
        while (succeeded && query.nextResult()) {}
        succeeded = succeeded && !query.lastError().isValid();
        if (!succeeded)
            qFatal("%s: %s %s", qPrintable(sql), qPrintable(database.lastError().text()), qPrintable(query.lastError().text()));
    }
    QSqlDatabase::removeDatabase(connection);
}

} // namespace tidegate::test
