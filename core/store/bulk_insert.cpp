// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/bulk_insert.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString valuesOf(int columns, int rows)
{
    const QString row = u"(?"_s + u", ?"_s.repeated(columns - 1) + u')';
    return u" VALUES "_s + row + (u", "_s + row).repeated(rows - 1);
}

} // namespace

BulkStatement::BulkStatement(const QString &head, int columns, const QString &tail)
    : m_columns(columns)
    , m_many(head + valuesOf(columns, rowsAtOnce) + tail)
    , m_one(head + valuesOf(columns, 1) + tail)
{
}

BulkInsert::BulkInsert(WriteTransaction &transaction, const BulkStatement &statement)
    : m_transaction(transaction)
    , m_statement(statement)
{
    m_parameters.reserve(qsizetype(statement.columns()) * BulkStatement::rowsAtOnce);
}

void BulkInsert::add(std::initializer_list<QVariant> row)
{
    Q_ASSERT(int(row.size()) == m_statement.columns());
    m_parameters.append(row);
    if (m_parameters.size() < qsizetype(m_statement.columns()) * BulkStatement::rowsAtOnce)
        return;
    m_transaction.exec(m_statement.forMany(), m_parameters);
    m_parameters.resize(0);
}

void BulkInsert::finish()
{
    for (qsizetype at = 0; at < m_parameters.size(); at += m_statement.columns())
        m_transaction.exec(m_statement.forOne(), m_parameters.mid(at, m_statement.columns()));
    m_parameters.resize(0);
}

} // namespace tidegate
