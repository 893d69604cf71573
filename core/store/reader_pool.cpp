// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/reader_pool.h"

#include <QLoggingCategory>

#include <exception>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(readerLog, "tidegate.store.reader")

namespace tidegate {

ReaderPool::ReaderPool(const Database &database, UnderWay &underWay)
    : m_database(database)
    , m_underWay(underWay)
{
    for (int count = 0; count < database.options.readers; ++count)
        m_threads.emplace_back([this] { run(); });
}

ReaderPool::~ReaderPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_arrived.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

void ReaderPool::enqueue(ReadJob job)
{
    bool taken = false;
    m_underWay.begin();
    {
        const std::lock_guard lock(m_mutex);
        taken = m_waiting.size() < static_cast<std::size_t>(m_database.options.maximumQueue);
        if (taken)
            m_waiting.push_back(std::move(job));
    }
    if (taken) {
        m_arrived.notify_one();
        return;
    }
    const Error error{ErrorCode::Overloaded, u"Too many reads are waiting."_s, 1s, {}};
    deliver(job, &error);
}

void ReaderPool::run()
{
    std::unique_ptr<Connection> connection;
    while (true) {
        std::unique_lock lock(m_mutex);
        m_arrived.wait(lock, [this] { return m_stopping || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        ReadJob job = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        process(connection, job);
    }
}

void ReaderPool::process(std::unique_ptr<Connection> &connection, ReadJob &job) const
{
    // A kept connection may have died while nobody used it: a read has no effect, so it is simply run again.
    bool mayReconnect = connection != nullptr;
    while (true) {
        try {
            runInSnapshot(connection, job);
            deliver(job, nullptr);
            return;
        } catch (const SqlFailure &failure) {
            if (connection && (failure.reopen || !connection->rollback()))
                connection.reset();
            if (failure.kind == SqlFailure::Kind::Lost && mayReconnect) {
                mayReconnect = false;
                continue;
            }
            if (failure.kind == SqlFailure::Kind::Statement)
                qCCritical(readerLog).noquote() << "a query failed:" << failure.sentence;
            const Error error = failure.toError();
            deliver(job, &error);
            return;
        }
    }
}

void ReaderPool::deliver(ReadJob &job, const Error *error) const
{
    job.deliver(error);
    m_underWay.end();
}

void ReaderPool::runInSnapshot(std::unique_ptr<Connection> &connection, ReadJob &job) const
{
    if (!connection)
        connection = m_database.openReader();
    connection->beginRead();
    ReadTransaction transaction(*connection);
    try {
        job.run(transaction);
    } catch (const std::exception &exception) {
        throw SqlFailure{SqlFailure::Kind::Statement, QString::fromUtf8(exception.what())};
    }
    connection->commit();
}

} // namespace tidegate
