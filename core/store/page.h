// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/transaction.h"

#include <QStringList>

#include <vector>

namespace tidegate {

/// What must hold for the rows of a listing, with the values for it, in the order in which they were demanded.
class Conditions
{
public:
    /// `condition` has one "?" for `value`.
    void demand(const QString &condition, const QVariant &value)
    {
        m_conditions << condition;
        m_values << value;
    }
    /// The value of a further "?" of the condition before.
    void bind(const QVariant &value) { m_values << value; }
    /// One without a value.
    void demand(const QString &condition) { m_conditions << condition; }

    /// The clause with a blank behind it; empty where all rows are wanted.
    [[nodiscard]] QString where() const
    {
        return m_conditions.isEmpty() ? QString()
                                      : QStringLiteral("WHERE ") + m_conditions.join(QStringLiteral(" AND ")) + QChar(u' ');
    }
    [[nodiscard]] const QVariantList &values() const { return m_values; }

private:
    QStringList m_conditions;
    QVariantList m_values;
};

/// InvalidRequest for a page that is not of 1 to 200 entries.
inline Result<Done> checkPageLimit(int limit)
{
    if (limit >= 1 && limit <= 200)
        return Done{};
    return invalidField(QStringLiteral("limit"), QStringLiteral("out_of_range"), QStringLiteral("A page has 1 to 200 entries."),
                        QString::number(limit));
}

/// Cuts a page to its `limit`, where one row more was read to see whether something follows. The cursor of the next page is that of the
/// last row that stays, by `cursorOf`; empty: this was the last page.
template <typename Item, typename CursorOf>
QString cutPage(std::vector<Item> &items, int limit, CursorOf cursorOf)
{
    if (items.size() <= std::size_t(limit))
        return {};
    items.resize(std::size_t(limit));
    return cursorOf(items.back());
}

} // namespace tidegate
