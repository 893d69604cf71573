// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/transaction.h"

#include "core/store/connection.h"

namespace tidegate {

ReadTransaction::ReadTransaction(Connection &connection)
    : m_connection(connection)
{
}

void ReadTransaction::each(const QString &sql, Parameters parameters, const std::function<void(const Row &)> &visit)
{
    m_connection.each(sql, {parameters.begin(), parameters.size()}, visit);
}

void ReadTransaction::each(const QString &sql, const QVariantList &parameters, const std::function<void(const Row &)> &visit)
{
    m_connection.each(sql, {parameters.constData(), static_cast<std::size_t>(parameters.size())}, visit);
}

qint64 ReadTransaction::integer(const QString &sql, Parameters parameters, qint64 fallback)
{
    return one(sql, parameters, [](const Row &row) { return row.integer(0); }).value_or(fallback);
}

} // namespace tidegate
