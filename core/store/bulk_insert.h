// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/transaction.h"

namespace tidegate {

/// The statements of one kind of row: for many rows at once, and for few. Made once and kept, so that their texts are neither
/// built nor prepared anew.
class BulkStatement
{
public:
    static constexpr int rowsAtOnce = 32;

    /// `head`: "INSERT INTO t (a, b)"; `tail`: " ON CONFLICT …", or empty.
    BulkStatement(const QString &head, int columns, const QString &tail = {});

    [[nodiscard]] int columns() const { return m_columns; }
    [[nodiscard]] const QString &forMany() const { return m_many; }
    [[nodiscard]] const QString &forOne() const { return m_one; }

private:
    int m_columns;
    QString m_many;
    QString m_one;
};

/// Gathers rows and writes them some at a time: on PostgreSQL each statement is a round trip. finish() writes what is left;
/// without it nothing more is.
class BulkInsert
{
public:
    /// Both must outlive this.
    BulkInsert(WriteTransaction &transaction, const BulkStatement &statement);

    void add(std::initializer_list<QVariant> row);
    void finish();

private:
    WriteTransaction &m_transaction;
    const BulkStatement &m_statement;
    QVariantList m_parameters;
};

} // namespace tidegate
