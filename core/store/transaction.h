// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QByteArray>
#include <QString>
#include <QVariant>

#include <functional>
#include <initializer_list>
#include <optional>

namespace tidegate {

class Connection;

/// One row of an answer; valid only inside the function that received it. Columns count from 0.
class Row
{
public:
    virtual ~Row() = default;
    [[nodiscard]] virtual qint64 integer(int column) const = 0; ///< 0 for NULL
    [[nodiscard]] virtual QString text(int column) const = 0;   ///< empty for NULL
    [[nodiscard]] virtual QByteArray bytes(int column) const = 0;
    [[nodiscard]] virtual bool isNull(int column) const = 0;
    /// Nothing for NULL.
    [[nodiscard]] std::optional<qint64> optionalInteger(int column) const
    {
        return isNull(column) ? std::nullopt : std::optional(integer(column));
    }
};

/// As a parameter: NULL for nothing.
inline QVariant nullable(const std::optional<qint64> &number)
{
    return number ? QVariant(*number) : QVariant();
}

/// As a parameter: NULL for an empty text.
inline QVariant nullable(const QString &text)
{
    return text.isEmpty() ? QVariant() : QVariant(text);
}

/// What a read command works with: one snapshot of the database. Statements are prepared once per connection and kept; "?" stands for a
/// parameter, on both databases. A statement that fails throws an exception of the store's own that ends the command; commands neither
/// catch it nor throw themselves.
class ReadTransaction
{
public:
    explicit ReadTransaction(Connection &connection);
    virtual ~ReadTransaction() = default;

    using Parameters = std::initializer_list<QVariant>;

    /// Calls `visit` with each row.
    void each(const QString &sql, Parameters parameters, const std::function<void(const Row &)> &visit);
    void each(const QString &sql, const QVariantList &parameters, const std::function<void(const Row &)> &visit);

    /// The first row, read by `read`; nothing where there is none.
    template <typename Read>
    auto one(const QString &sql, Parameters parameters, Read read) -> std::optional<std::invoke_result_t<Read, const Row &>>
    {
        std::optional<std::invoke_result_t<Read, const Row &>> result;
        each(sql, parameters, [&](const Row &row) {
            if (!result)
                result.emplace(read(row));
        });
        return result;
    }

    /// The first column of the first row; `fallback` where there is no row.
    qint64 integer(const QString &sql, Parameters parameters = {}, qint64 fallback = 0);

protected:
    Connection &m_connection;
};

/// Who did what to which thing, kept for ever in the keyed chain. `before` and `after` are compact JSON or empty.
struct AuditEvent {
    QString actor;  ///< "shopper:ID", "staff:NAME", "system", "command line"
    QString action; ///< "order.paid"
    QString entity; ///< "order"
    QString entityId;
    QByteArray before;
    QByteArray after;
    QString requestId;
};

/// What a write command works with.
class WriteTransaction : public ReadTransaction
{
public:
    using ReadTransaction::ReadTransaction;

    /// The number of rows touched.
    virtual qint64 exec(const QString &sql, Parameters parameters = {}) = 0;
    virtual qint64 exec(const QString &sql, const QVariantList &parameters) = 0;
    /// Joins the chain when the batch commits; gone with the command's other changes if it fails.
    virtual void audit(AuditEvent event) = 0;
    /// Runs on the writer thread once the command is durable and before it is delivered, in the order of the commits. Must not block.
    virtual void afterCommit(std::function<void()> function) = 0;
    /// One time for all that the command writes.
    [[nodiscard]] virtual UtcMillis now() const = 0;
};

} // namespace tidegate
