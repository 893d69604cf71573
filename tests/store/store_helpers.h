// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <latch>
#include <memory>

// What the store's tests write and read: numbers by name, in the table `revision`.
namespace tidegate::test {

inline Result<Done> setCounter(WriteTransaction &transaction, const QString &name, qint64 value)
{
    transaction.exec(QStringLiteral("INSERT INTO revision (name, version) VALUES (?, ?) "
                                    "ON CONFLICT (name) DO UPDATE SET version = excluded.version"),
                     {name, value});
    return Done{};
}

/// -1 where there is none.
inline Result<qint64> counter(ReadTransaction &transaction, const QString &name)
{
    return transaction.integer(QStringLiteral("SELECT version FROM revision WHERE name = ?"), {name}, -1);
}

inline auto reading(const QString &name)
{
    return [name](ReadTransaction &transaction) { return counter(transaction, name); };
}

inline auto writing(const QString &name, qint64 value)
{
    return [name, value](WriteTransaction &transaction) { return setCounter(transaction, name, value); };
}

inline auto counting(const QString &sql)
{
    return [sql](ReadTransaction &transaction) -> Result<qint64> { return transaction.integer(sql); };
}

/// A write with an audit record.
inline auto recording(const QString &name, qint64 value)
{
    return [name, value](WriteTransaction &transaction) -> Result<Done> {
        transaction.audit({QStringLiteral("system"),
                           QStringLiteral("counter.set"),
                           QStringLiteral("counter"),
                           name,
                           {},
                           QByteArray("{\"value\":") + QByteArray::number(value) + '}',
                           QStringLiteral("request-1")});
        return setCounter(transaction, name, value);
    };
}

/// Keeps the writer busy, so that what is written meanwhile gathers into one batch.
class HeldWriter
{
public:
    explicit HeldWriter(Store &store)
        : m_outcome(store.write([go = m_go, begun = m_begun](WriteTransaction &) -> Result<Done> {
            begun->count_down();
            go->wait();
            return Done{};
        }))
    {
        m_begun->wait();
    }
    ~HeldWriter() { release(); }
    HeldWriter(const HeldWriter &) = delete;
    HeldWriter &operator=(const HeldWriter &) = delete;

    void release()
    {
        if (!m_go->try_wait())
            m_go->count_down();
    }

private:
    std::shared_ptr<std::latch> m_go = std::make_shared<std::latch>(1);
    std::shared_ptr<std::latch> m_begun = std::make_shared<std::latch>(1);
    Async<Result<Done>> m_outcome;
};

} // namespace tidegate::test
