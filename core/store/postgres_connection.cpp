// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres_connection.h"

#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>

#include <atomic>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// As on SQLite; here each kept statement also takes memory in the server.
constexpr std::size_t maximumKeptStatements = 500;
/// Names the lock under which all programs on this database write one after the other. Any number that nothing else uses.
constexpr qint64 writersLock = 0x7469'6465'6761'7465; // "tidegate"
/// A server that stopped answering is given up after this, and a writer that stopped in mid-transaction loses its lock.
constexpr int connectTimeoutSeconds = 5;
constexpr int silenceMilliseconds = 15'000;

class PostgresRow final : public Row
{
public:
    explicit PostgresRow(const QSqlQuery &query)
        : m_query(query)
    {
    }

    qint64 integer(int column) const override
    {
        const QVariant value = m_query.value(column);
        bool isInteger = false;
        const qint64 integer = value.toLongLong(&isInteger);
        // As SQLite does with AVG(), say.
        return isInteger ? integer : static_cast<qint64>(value.toDouble());
    }
    QString text(int column) const override { return m_query.value(column).toString(); }
    QByteArray bytes(int column) const override { return m_query.value(column).toByteArray(); }
    bool isNull(int column) const override { return m_query.isNull(column); }

private:
    const QSqlQuery &m_query;
};

/// SQLSTATE classes (PostgreSQL 15 documentation, appendix A).
SqlFailure::Kind kindOf(const QString &state)
{
    using enum SqlFailure::Kind;
    // The driver has no state where the server didn't answer.
    if (state.isEmpty() || state.startsWith(u"08"_s) || state == u"57P01"_s || state == u"57P02"_s || state == u"57P03"_s
        || state == u"57P05"_s || state == u"25P03"_s)
        return Lost;
    if (state == u"40001"_s || state == u"40P01"_s)
        return Conflict;
    if (state == u"57014"_s)
        return TooOld;
    if (state == u"55P03"_s)
        return Locked;
    for (const auto &prefix : {u"53"_s, u"57"_s, u"58"_s, u"XX"_s, u"F0"_s, u"28"_s, u"3D"_s, u"25006"_s, u"42501"_s}) {
        if (state.startsWith(prefix))
            return Database;
    }
    return Statement;
}

QString sentenceOf(const QString &state, const QString &display, const QString &message)
{
    if (state == u"53100"_s)
        return u"The disk of the database server %1 is full."_s.arg(display);
    if (state == u"53300"_s)
        return u"The database server %1 takes no more connections."_s.arg(display);
    if (state == u"55P03"_s)
        return u"The database %1 is locked by another program."_s.arg(display);
    if (state == u"25006"_s)
        return u"The database %1 can't be written: it is read-only."_s.arg(display);
    if (state == u"42501"_s)
        return u"The database %1 refuses this user: %2."_s.arg(display, message);
    if (state == u"57014"_s)
        return u"A query on %1 was ended because it took too long."_s.arg(display);
    if (state.startsWith(u"XX"_s))
        return u"The database %1 is damaged: %2."_s.arg(display, message);
    if (kindOf(state) == SqlFailure::Kind::Lost)
        return u"The connection to the database %1 is lost: %2."_s.arg(display, message);
    return u"The database %1 failed: %2."_s.arg(display, message);
}

/// The server's message without what the driver puts around it, on one line.
QString messageOf(const QSqlError &error)
{
    QString message = error.databaseText().section(u'\n', 0, 0).trimmed();
    for (const auto &prefix : {u"ERROR:"_s, u"FATAL:"_s}) {
        if (message.startsWith(prefix))
            message = message.mid(prefix.size()).trimmed();
    }
    while (message.endsWith(u'.'))
        message.chop(1);
    return message.isEmpty() ? u"no answer"_s : message;
}

/// When in doubt, yes.
bool isWrite(const QString &sql)
{
    return !sql.startsWith(u"SELECT"_s, Qt::CaseInsensitive);
}

/// PostgreSQL's columns are BIGINT where SQLite doesn't care, and QtSql takes a null QString for NULL.
QVariant forDriver(const QVariant &parameter)
{
    switch (parameter.typeId()) {
    case QMetaType::QString: return parameter.toString().isNull() ? QVariant(u""_s) : parameter;
    case QMetaType::QByteArray: return parameter.toByteArray().isNull() ? QVariant(QByteArray("")) : parameter;
    case QMetaType::Double: return parameter;
    case QMetaType::UnknownType:
    case QMetaType::Nullptr: return {};
    default: break;
    }
    bool isInteger = false;
    const qint64 integer = parameter.toLongLong(&isInteger);
    if (!isInteger)
        throw SqlFailure{SqlFailure::Kind::Statement, u"a parameter of type %1"_s.arg(QString::fromUtf8(parameter.typeName()))};
    return integer;
}

} // namespace

/// A prepared statement in use: the kept one, or another of the same text where that runs further up the call stack.
class PostgresConnection::Use
{
public:
    Use(PostgresConnection &connection, const QString &sql)
        : m_connection(connection)
    {
        if (connection.m_statements.size() >= maximumKeptStatements)
            std::erase_if(connection.m_statements, [](const auto &entry) { return !entry.second.used; });
        Statement &kept = connection.m_statements[sql];
        m_statement = kept.used ? &m_own : &kept;
        if (!m_statement->query)
            m_statement->query = connection.prepare(sql);
        m_statement->used = true;
    }

    ~Use()
    {
        m_statement->query->finish();
        m_statement->used = false;
    }
    Use(const Use &) = delete;
    Use &operator=(const Use &) = delete;

    QSqlQuery &query() { return *m_statement->query; }

    void run(Parameters parameters)
    {
        // QtSql would fill up what is missing with the values of the last time.
        const auto count = static_cast<int>(parameters.size());
        if (m_statement->parameters >= 0 && m_statement->parameters != count)
            throw SqlFailure{SqlFailure::Kind::Statement, u"%1 parameters given: %2"_s.arg(count).arg(query().lastQuery())};
        int position = 0;
        for (const QVariant &parameter : parameters)
            query().bindValue(position++, forDriver(parameter));
        if (!query().exec())
            throw m_connection.failed(query().lastError());
        m_statement->parameters = count;
    }

private:
    PostgresConnection &m_connection;
    Statement *m_statement = nullptr;
    Statement m_own;
};

PostgresConnection::PostgresConnection(const DatabaseAddress &address, const ConnectionOptions &options)
    : m_display(address.display())
    , m_options(options)
{
    static std::atomic<int> count{0};
    m_name = u"tidegate-postgres-%1"_s.arg(++count);
    try {
        openDatabase(address);
        script(u"SET synchronous_commit = on; SET client_min_messages = warning; SET lock_timeout = %1; "
               "SET idle_in_transaction_session_timeout = %2"_s.arg(options.busyTimeout.count())
                   .arg(silenceMilliseconds));
        if (options.readOnly && options.maximumReadAge.count() > 0)
            script(u"SET statement_timeout = %1"_s.arg(options.maximumReadAge.count()));
    } catch (...) {
        close();
        throw;
    }
}

PostgresConnection::~PostgresConnection()
{
    close();
}

void PostgresConnection::openDatabase(const DatabaseAddress &address)
{
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QPSQL"_s, m_name);
    if (!database.isValid())
        throw SqlFailure{SqlFailure::Kind::Database, u"Qt's PostgreSQL driver is not installed (package libqt6sql6-psql)."_s,
                         true};
    database.setHostName(address.host);
    database.setPort(address.port);
    database.setUserName(address.user);
    database.setPassword(address.password);
    database.setDatabaseName(address.name);
    database.setConnectOptions(
        u"connect_timeout=%1;tcp_user_timeout=%2;keepalives_idle=10;application_name=tidegate%3"_s.arg(connectTimeoutSeconds)
            .arg(silenceMilliseconds)
            .arg(address.options));
    // SUM() of BIGINT is NUMERIC, which the driver would else make a double; so it comes as text.
    database.setNumericalPrecisionPolicy(QSql::HighPrecision);
    if (!database.open()) {
        throw SqlFailure{SqlFailure::Kind::Lost,
                         u"The database %1 is out of reach: %2."_s.arg(m_display, messageOf(database.lastError())), true};
    }
}

void PostgresConnection::close()
{
    // In this order the driver is gone when the statements go: else each would ask the server to forget it, and complain where that is lost.
    QSqlDatabase::removeDatabase(m_name);
    m_statements.clear();
}

std::unique_ptr<QSqlQuery> PostgresConnection::prepare(const QString &sql)
{
    auto query = std::make_unique<QSqlQuery>(QSqlDatabase::database(m_name, false));
    if (!query->prepare(sql))
        throw failed(query->lastError());
    return query;
}

qint64 PostgresConnection::exec(const QString &sql, Parameters parameters)
{
    Use use(*this, sql);
    m_writes += isWrite(sql);
    use.run(parameters);
    return use.query().isSelect() ? use.query().size() : use.query().numRowsAffected();
}

void PostgresConnection::each(const QString &sql, Parameters parameters, const std::function<void(const Row &)> &visit)
{
    Use use(*this, sql);
    m_writes += isWrite(sql);
    use.run(parameters);
    const PostgresRow row(use.query());
    while (use.query().next())
        visit(row);
}

void PostgresConnection::script(const QString &sql)
{
    QSqlQuery query(QSqlDatabase::database(m_name, false));
    bool succeeded = query.exec(sql);
    // exec() judges by the first statement alone.
    while (succeeded && query.nextResult()) {}
    succeeded = succeeded && !query.lastError().isValid();
    if (!succeeded)
        throw failed(query.lastError());
}

void PostgresConnection::beginWrite()
{
    m_inTransaction = true;
    // At any other level, which a database can have for its default, the snapshot would be older than the lock.
    script(u"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(%1)"_s.arg(writersLock));
}

void PostgresConnection::beginRead()
{
    m_inTransaction = true;
    script(u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s);
}

void PostgresConnection::commit()
{
    script(u"COMMIT"_s);
    m_inTransaction = false;
}

bool PostgresConnection::rollback() noexcept
{
    if (!m_inTransaction)
        return true;
    try {
        script(u"ROLLBACK"_s);
        m_inTransaction = false;
    } catch (const SqlFailure &) {
        return false;
    }
    return true;
}

void PostgresConnection::savepoint()
{
    script(u"SAVEPOINT command"_s);
}

void PostgresConnection::releaseSavepoint()
{
    script(u"RELEASE command"_s);
}

void PostgresConnection::rollbackToSavepoint()
{
    script(u"ROLLBACK TO command; RELEASE command"_s);
}

bool PostgresConnection::hasTable(const QString &name)
{
    bool found = false;
    const QVariant parameter(name);
    each(u"SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?"_s, {&parameter, 1},
         [&](const Row &) { found = true; });
    return found;
}

void PostgresConnection::idle()
{
    script(u"SELECT 1"_s);
}

SqlFailure PostgresConnection::failed(const QSqlError &error) const
{
    const QString state = error.nativeErrorCode();
    const SqlFailure::Kind kind = kindOf(state);
    const QString message = messageOf(error);
    if (kind == SqlFailure::Kind::Statement)
        return {kind, message};
    return {kind, sentenceOf(state, m_display, message), kind == SqlFailure::Kind::Lost};
}

} // namespace tidegate
