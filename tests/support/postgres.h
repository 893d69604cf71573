// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace tidegate::test {

/// A PostgreSQL 15 for tests: a scratch cluster on a free loopback port, one per test program, started at the first use and gone at its end.
/// Where the environment names a running one (TIDEGATE_TEST_POSTGRES=postgresql://user@host:port), that is used instead. Ends the program
/// with a sentence where there is none to be had (package postgresql-15). fsync is off unless TIDEGATE_TEST_POSTGRES_SYNC=on.
class Postgres
{
public:
    /// The one that this program shares.
    static Postgres &shared();

    Postgres();
    ~Postgres();
    Postgres(const Postgres &) = delete;
    Postgres &operator=(const Postgres &) = delete;

    /// The URL of a new database: empty, or a copy of the one at `pattern`, to which nobody may be connected.
    QString newDatabase(const QString &pattern = {});
    /// Runs SQL in a database of this server, as its owner, beside the program under test.
    void run(const QString &url, const QString &sql);

    /// A cluster of the test's own can be stopped (as in a crash) and started again on the same port. Not with the shared one from outside.
    void stop();
    void start();

private:
    void makeCluster();

    QString m_base; ///< "postgresql://user@host:port"
    std::unique_ptr<QTemporaryDir> m_folder;
    QProcess m_server;
    int m_port = 0;
};

} // namespace tidegate::test
