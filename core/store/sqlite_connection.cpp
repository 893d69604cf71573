// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite_connection.h"

#include "core/store/private_file.h"

#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>

#include <atomic>
#include <cerrno>
#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Beyond this many different statement texts (made by callers that spell out lists) the kept ones are let go.
constexpr std::size_t maximumKeptStatements = 1'000;
/// Every connection is used by one thread, so SQLite need not lock it; nor does anybody ask how much memory SQLite holds, whose count would
/// take a lock at each allocation. Only before the first connection is made.
void configureLibrary()
{
    static const bool done =
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD) == SQLITE_OK && sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
    Q_UNUSED(done);
}

/// How many virtual-machine steps lie between two looks at the clock; about a millisecond.
constexpr int stepsBetweenLooks = 20'000;

class SqliteRow final : public Row
{
public:
    explicit SqliteRow(sqlite3_stmt *statement)
        : m_statement(statement)
    {
    }

    qint64 integer(int column) const override { return sqlite3_column_int64(m_statement, column); }

    QString text(int column) const override
    {
        const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
        return text ? QString::fromUtf8(text, sqlite3_column_bytes(m_statement, column)) : QString();
    }

    QByteArray bytes(int column) const override
    {
        const auto *data = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
        return {data, data ? sqlite3_column_bytes(m_statement, column) : 0};
    }

    bool isNull(int column) const override { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }

private:
    sqlite3_stmt *m_statement;
};

bool isStatementsFault(int code)
{
    switch (code & 0xff) {
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
    case SQLITE_MISUSE:
    case SQLITE_SCHEMA: return true;
    default: return false;
    }
}

/// Whether the file may have been exchanged or mended meanwhile, so that only opening it anew can help. After a failed write the connection
/// is kept: closing it could bring back, by recovery of the WAL, a commit that was reported as failed.
bool needsReopening(int code)
{
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PROTOCOL: return true;
    default: return false;
    }
}

} // namespace

/// A prepared statement in use: the kept one, or another of the same text where that runs further up the call stack.
class SqliteConnection::Use
{
public:
    Use(SqliteConnection &connection, const QString &sql, Parameters parameters)
    {
        if (connection.m_statements.size() >= maximumKeptStatements)
            connection.forgetStatements();
        Statement &kept = connection.m_statements[sql];
        if (kept.used) {
            m_handle = connection.prepare(sql, false);
        } else {
            if (!kept.handle)
                kept.handle = connection.prepare(sql, true);
            kept.used = true;
            m_kept = &kept;
            m_handle = kept.handle;
        }
        try {
            connection.bind(m_handle, parameters, m_texts);
        } catch (...) {
            release();
            throw;
        }
    }

    ~Use() { release(); }
    Use(const Use &) = delete;
    Use &operator=(const Use &) = delete;

    [[nodiscard]] sqlite3_stmt *handle() const { return m_handle; }
    [[nodiscard]] bool writes() const { return sqlite3_stmt_readonly(m_handle) == 0; }

private:
    void release()
    {
        if (!m_kept) {
            sqlite3_finalize(m_handle);
            return;
        }
        sqlite3_reset(m_handle);
        if (!m_texts.empty())
            sqlite3_clear_bindings(m_handle);
        m_kept->used = false;
    }

    sqlite3_stmt *m_handle = nullptr;
    Statement *m_kept = nullptr;
    std::vector<QByteArray> m_texts;
};

SqliteConnection::SqliteConnection(const QString &path, const ConnectionOptions &options)
    : m_path(path)
    , m_options(options)
{
    static std::atomic<int> count{0};
    m_name = u"tidegate-sqlite-%1"_s.arg(++count);
    try {
        openHandle();
        setUp();
    } catch (...) {
        close();
        throw;
    }
}

SqliteConnection::~SqliteConnection()
{
    close();
}

void SqliteConnection::openHandle()
{
    configureLibrary();
    // SQLite gives the files that it makes beside the database the mode that the database has.
    if (!m_options.readOnly)
        makePrivate(m_path);
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    if (!database.isValid())
        throw SqlFailure{SqlFailure::Kind::Database, u"Qt's SQLite driver is not installed (package libqt6sql6-sqlite)."_s, true};
    database.setDatabaseName(m_path);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(m_options.busyTimeout.count()));
    if (!database.open())
        throw SqlFailure{SqlFailure::Kind::Database, sentence(database.lastError().nativeErrorCode().toInt()), true};
    const QVariant handle = database.driver()->handle();
    if (qstrcmp(handle.typeName(), "sqlite3*") != 0)
        qFatal("Qt's SQLite driver hands out no sqlite3*");
    m_handle = *static_cast<sqlite3 *const *>(handle.constData());
}

void SqliteConnection::setUp()
{
    // A Qt with an SQLite of its own inside would hand out a pointer that this program's SQLite can't use.
    QSqlQuery version(QSqlDatabase::database(m_name, false));
    if (version.exec(u"SELECT sqlite_source_id()"_s) && version.next()
        && version.value(0).toString() != QString::fromLatin1(sqlite3_sourceid()))
        qFatal("Qt's SQLite driver and this program use different SQLite libraries");
    version.clear();

    if (!m_options.readOnly && sqlite3_db_readonly(m_handle, "main") == 1)
        throw failed(SQLITE_READONLY);
    script(u"PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF"_s);
    if (m_options.maximumReadAge.count() > 0 || m_options.stop) {
        sqlite3_progress_handler(
            m_handle, stepsBetweenLooks, [](void *self) { return static_cast<SqliteConnection *>(self)->mustEnd() ? 1 : 0; },
            this);
    }
    if (m_options.readOnly) {
        script(u"PRAGMA query_only = ON; PRAGMA cache_size = -8192"_s);
        return;
    }
    // journal_mode answers with the mode that it could set; changing it needs the file alone, reading it doesn't.
    QString mode;
    each(u"PRAGMA journal_mode"_s, {}, [&](const Row &row) { mode = row.text(0); });
    if (mode != u"wal"_s)
        script(u"PRAGMA journal_mode = WAL"_s);
    script(u"PRAGMA synchronous = FULL; PRAGMA cache_size = -24576; PRAGMA wal_autocheckpoint = 2000; "
           "PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = FAST"_s);
}

void SqliteConnection::forgetStatements()
{
    std::erase_if(m_statements, [](const auto &entry) {
        if (!entry.second.used)
            sqlite3_finalize(entry.second.handle);
        return !entry.second.used;
    });
}

void SqliteConnection::close()
{
    forgetStatements();
    m_handle = nullptr;
    QSqlDatabase::database(m_name, false).close();
    QSqlDatabase::removeDatabase(m_name);
}

sqlite3_stmt *SqliteConnection::prepare(const QString &sql, bool keep)
{
    const QByteArray text = sql.toUtf8();
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v3(m_handle, text.constData(), static_cast<int>(text.size() + 1),
                                        keep ? SQLITE_PREPARE_PERSISTENT : 0, &statement, nullptr);
    if (code != SQLITE_OK)
        throw failed(code);
    if (!statement)
        throw SqlFailure{SqlFailure::Kind::Statement, u"an empty statement"_s};
    return statement;
}

void SqliteConnection::bind(sqlite3_stmt *statement, Parameters parameters, std::vector<QByteArray> &texts)
{
    if (sqlite3_bind_parameter_count(statement) != static_cast<int>(parameters.size()))
        throw SqlFailure{SqlFailure::Kind::Statement,
                         u"%1 parameters given: %2"_s.arg(parameters.size()).arg(QString::fromUtf8(sqlite3_sql(statement)))};
    texts.reserve(parameters.size());
    int index = 0;
    for (const QVariant &parameter : parameters) {
        ++index;
        int code = SQLITE_OK;
        switch (parameter.typeId()) {
        case QMetaType::QString: {
            const QByteArray &text = texts.emplace_back(static_cast<const QString *>(parameter.constData())->toUtf8());
            code = sqlite3_bind_text64(statement, index, text.constData(), static_cast<sqlite3_uint64>(text.size()),
                                       SQLITE_STATIC, SQLITE_UTF8);
            break;
        }
        case QMetaType::QByteArray: {
            const QByteArray &bytes = texts.emplace_back(*static_cast<const QByteArray *>(parameter.constData()));
            code = sqlite3_bind_blob64(statement, index, bytes.constData(), static_cast<sqlite3_uint64>(bytes.size()),
                                       SQLITE_STATIC);
            break;
        }
        case QMetaType::Double: code = sqlite3_bind_double(statement, index, parameter.toDouble()); break;
        case QMetaType::UnknownType:
        case QMetaType::Nullptr: code = sqlite3_bind_null(statement, index); break;
        default: {
            bool isInteger = false;
            code = sqlite3_bind_int64(statement, index, parameter.toLongLong(&isInteger));
            if (!isInteger)
                throw SqlFailure{SqlFailure::Kind::Statement,
                                 u"a parameter of type %1"_s.arg(QString::fromUtf8(parameter.typeName()))};
        }
        }
        if (code != SQLITE_OK)
            throw failed(code);
    }
}

qint64 SqliteConnection::exec(const QString &sql, Parameters parameters)
{
    const Use use(*this, sql, parameters);
    m_writes += use.writes();
    int code = sqlite3_step(use.handle());
    while (code == SQLITE_ROW)
        code = sqlite3_step(use.handle());
    if (code != SQLITE_DONE)
        throw failed(code);
    return use.writes() ? sqlite3_changes64(m_handle) : 0;
}

void SqliteConnection::each(const QString &sql, Parameters parameters, const std::function<void(const Row &)> &visit)
{
    const Use use(*this, sql, parameters);
    m_writes += use.writes();
    const SqliteRow row(use.handle());
    int code = sqlite3_step(use.handle());
    for (; code == SQLITE_ROW; code = sqlite3_step(use.handle()))
        visit(row);
    if (code != SQLITE_DONE)
        throw failed(code);
}

void SqliteConnection::script(const QString &sql)
{
    const int code = sqlite3_exec(m_handle, sql.toUtf8().constData(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        throw failed(code);
}

void SqliteConnection::beginWrite()
{
    exec(u"BEGIN IMMEDIATE"_s, {});
}

void SqliteConnection::beginRead()
{
    if (m_options.maximumReadAge.count() > 0)
        m_readBegan = m_options.clock->monotonic();
    exec(u"BEGIN"_s, {});
}

void SqliteConnection::commit()
{
    exec(u"COMMIT"_s, {});
    m_readBegan.reset();
}

bool SqliteConnection::rollback() noexcept
{
    m_readBegan.reset();
    if (sqlite3_get_autocommit(m_handle) == 0)
        sqlite3_exec(m_handle, "ROLLBACK", nullptr, nullptr, nullptr);
    return sqlite3_get_autocommit(m_handle) != 0;
}

void SqliteConnection::savepoint()
{
    exec(u"SAVEPOINT command"_s, {});
}

void SqliteConnection::releaseSavepoint()
{
    exec(u"RELEASE command"_s, {});
}

void SqliteConnection::rollbackToSavepoint()
{
    exec(u"ROLLBACK TO command"_s, {});
    exec(u"RELEASE command"_s, {});
}

bool SqliteConnection::hasTable(const QString &name)
{
    bool found = false;
    const QVariant parameter(name);
    each(u"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"_s, {&parameter, 1}, [&](const Row &) { found = true; });
    return found;
}

void SqliteConnection::idle()
{
    // Without waiting for readers: the writer would stand still meanwhile, and the next idle moment comes.
    sqlite3_busy_timeout(m_handle, 0);
    sqlite3_wal_checkpoint_v2(m_handle, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(m_handle, static_cast<int>(m_options.busyTimeout.count()));
}

bool SqliteConnection::mustEnd() const
{
    if (m_options.stop && *m_options.stop)
        return true;
    return m_readBegan && m_options.clock->monotonic() - *m_readBegan > m_options.maximumReadAge;
}

SqlFailure SqliteConnection::failed(int code) const
{
    using enum SqlFailure::Kind;
    const QString message = QString::fromUtf8(sqlite3_errmsg(m_handle));
    if (isStatementsFault(code))
        return {Statement, message};
    if ((code & 0xff) == SQLITE_INTERRUPT)
        return {TooOld, u"What ran on %1 was ended: it took too long, or the program stops."_s.arg(m_path)};
    // A write on a connection for reading is our own bug, not the file's state.
    if ((code & 0xff) == SQLITE_READONLY && m_options.readOnly)
        return {Statement, message};
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        return {Locked, sentence(code)};
    return {Database, sentence(code), needsReopening(code)};
}

QString SqliteConnection::sentence(int code) const
{
    const int systemError = m_handle ? sqlite3_system_errno(m_handle) : 0;
    const bool isFull =
        (code & 0xff) == SQLITE_FULL || ((code & 0xff) == SQLITE_IOERR && (systemError == ENOSPC || systemError == EDQUOT));
    if (isFull)
        return u"The disk is full: the database %1 can't grow."_s.arg(m_path);
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return u"The database %1 is locked by another program."_s.arg(m_path);
    case SQLITE_CORRUPT: return u"The database %1 is damaged: restore a backup."_s.arg(m_path);
    case SQLITE_NOTADB: return u"The file %1 is not a database, or is damaged."_s.arg(m_path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return u"The database %1 can't be written: the file, its folder or the disk is read-only for this user."_s.arg(m_path);
    case SQLITE_CANTOPEN:
        return u"The database %1 can't be opened: its folder must exist and this user must be allowed to write there."_s.arg(
            m_path);
    default:
        return u"The database %1 failed: %2."_s.arg(
            m_path, QString::fromUtf8(m_handle ? sqlite3_errmsg(m_handle) : sqlite3_errstr(code)));
    }
}

} // namespace tidegate
