// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <algorithm>
#include <utility>
#include <vector>

namespace tidegate {

/// A table whose rows come anew again and again. Where they are the same things in the same order, only what changed is repainted, and
/// selection and scrolling stay; otherwise the model resets.
template <typename Row>
class RowsModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<Row> rows)
    {
        const bool sameThings = std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
                                           [this](const Row &a, const Row &b) { return keyOf(a) == keyOf(b); });
        if (!sameThings) {
            beginResetModel();
            m_rows = std::move(rows);
            endResetModel();
            return;
        }
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (!(rows[row] == m_rows[row])) {
                m_rows[row] = std::move(rows[row]);
                Q_EMIT dataChanged(index(int(row), 0), index(int(row), columnCount() - 1));
            }
        }
    }

    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }

protected:
    [[nodiscard]] virtual QString keyOf(const Row &row) const = 0;

private:
    std::vector<Row> m_rows;
};

} // namespace tidegate
