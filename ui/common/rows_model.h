// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QSet>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace tidegate {

/// A table whose rows come anew again and again. What stays the same thing keeps its selection, and only what changed is repainted; the model
/// resets only where things changed their order.
template <typename Row>
class RowsModel : public QAbstractTableModel
{
public:
    using RowType = Row;

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<Row> rows) { setFirstRows(std::move(rows), m_rows.size()); }

    /// In place of the first `count` rows; what lies behind them is not looked at, however much it is.
    void setFirstRows(std::vector<Row> rows, std::size_t count)
    {
        if (!keepsOrder(rows, count)) {
            beginResetModel();
            rows.insert(rows.end(), std::make_move_iterator(m_rows.begin() + std::ptrdiff_t(count)),
                        std::make_move_iterator(m_rows.end()));
            m_rows = std::move(rows);
            endResetModel();
            return;
        }
        removeMissing(rows, count);
        insertNew(rows);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (!(rows[row] == m_rows[row])) {
                m_rows[row] = std::move(rows[row]);
                Q_EMIT dataChanged(index(int(row), 0), index(int(row), columnCount() - 1));
            }
        }
    }

    /// Behind those that are there.
    void appendRows(std::vector<Row> rows)
    {
        if (rows.empty()) {
            return;
        }
        beginInsertRows({}, rowCount(), rowCount() + int(rows.size()) - 1);
        m_rows.insert(m_rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
        endInsertRows();
    }

    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }

protected:
    [[nodiscard]] virtual QString keyOf(const Row &row) const = 0;

private:
    [[nodiscard]] QSet<QString> keysOf(const std::vector<Row> &rows, std::size_t count) const
    {
        QSet<QString> keys;
        std::for_each_n(rows.begin(), count, [&](const Row &row) { keys.insert(keyOf(row)); });
        return keys;
    }

    /// Whether what is there before and after stands in the same order.
    [[nodiscard]] bool keepsOrder(const std::vector<Row> &rows, std::size_t count) const
    {
        const QSet<QString> before = keysOf(m_rows, count);
        const QSet<QString> after = keysOf(rows, rows.size());
        if (before.size() != qsizetype(count) || after.size() != qsizetype(rows.size())) {
            return false;
        }
        auto kept = m_rows.begin();
        const auto end = m_rows.begin() + std::ptrdiff_t(count);
        const auto next = [&] {
            kept = std::find_if(kept, end, [&](const Row &row) { return after.contains(keyOf(row)); });
            return kept;
        };
        return std::all_of(rows.begin(), rows.end(), [&](const Row &row) {
            return !before.contains(keyOf(row)) || (next() != end && keyOf(*kept++) == keyOf(row));
        });
    }

    void removeMissing(const std::vector<Row> &rows, std::size_t count)
    {
        const QSet<QString> after = keysOf(rows, rows.size());
        for (int last = int(count) - 1; last >= 0; --last) {
            int first = last + 1;
            while (first > 0 && !after.contains(keyOf(m_rows[std::size_t(first - 1)]))) {
                --first;
            }
            if (first <= last) {
                beginRemoveRows({}, first, last);
                m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
                endRemoveRows();
                last = first;
            }
        }
    }

    void insertNew(const std::vector<Row> &rows)
    {
        for (std::size_t first = 0; first < rows.size(); ++first) {
            std::size_t end = first;
            while (end < rows.size() && (first >= m_rows.size() || keyOf(rows[end]) != keyOf(m_rows[first]))) {
                ++end;
            }
            if (end > first) {
                beginInsertRows({}, int(first), int(end) - 1);
                m_rows.insert(m_rows.begin() + std::ptrdiff_t(first), rows.begin() + std::ptrdiff_t(first),
                              rows.begin() + std::ptrdiff_t(end));
                endInsertRows();
                first = end;
            }
        }
    }

    std::vector<Row> m_rows;
};

} // namespace tidegate
