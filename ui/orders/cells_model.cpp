// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/cells_model.h"

namespace tidegate {

CellsModel::CellsModel(std::vector<Column> columns, QObject *parent)
    : RowsModel(parent)
    , m_columns(std::move(columns))
{
}

int CellsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant CellsModel::data(const QModelIndex &index, int role) const
{
    const CellRow &row = rows()[std::size_t(index.row())];
    const bool isNumber = m_columns[std::size_t(index.column())].isNumber;
    switch (role) {
    case Qt::DisplayRole: return row.cells.value(index.column());
    case Qt::ToolTipRole: return row.cells.value(index.column()).toHtmlEscaped();
    case Qt::DecorationRole:
        return index.column() == 0 && !row.icon.isEmpty() ? QVariant(themedIcon(row.icon, row.tone)) : QVariant();
    case Qt::TextAlignmentRole: return int((isNumber ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant CellsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const Column &column = m_columns[std::size_t(section)];
    if (role == Qt::TextAlignmentRole) {
        return int((column.isNumber ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    return role == Qt::DisplayRole ? QVariant(column.heading) : QVariant();
}

} // namespace tidegate
