// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/transaction.h"

#include <QStringList>

namespace tidegate {

/// Finds the things that violate one rule: a name, what is there, what should be there.
struct Invariant {
    QString rule;
    QString sql;
};

/// Collects sentences about what violates a rule, up to a maximum.
class Violations
{
public:
    explicit Violations(int maximum)
        : m_maximum(maximum)
    {
    }
    void add(const QString &rule, const QString &what, const QString &has, const QString &wanted)
    {
        if (sentences.size() < m_maximum)
            sentences << QStringLiteral("%1: %2 has %3 against %4").arg(rule, what, has, wanted);
    }
    void look(ReadTransaction &transaction, const Invariant &invariant)
    {
        transaction.each(invariant.sql, QVariantList{},
                         [&](const Row &row) { add(invariant.rule, row.text(0), row.text(1), row.text(2)); });
    }

    QStringList sentences;

private:
    const int m_maximum;
};

} // namespace tidegate
