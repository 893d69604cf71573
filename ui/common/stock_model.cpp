// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/stock_model.h"

#include "ui/common/format.h"

namespace tidegate {

namespace {

qint64 numberOf(const StockFigures &figures, int column)
{
    switch (column) {
    case StockModel::Left: return figures.left();
    case StockModel::Sold: return figures.sold;
    case StockModel::Held: return figures.held;
    default: return figures.quota;
    }
}

} // namespace

int StockModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StockModel::data(const QModelIndex &index, int role) const
{
    const StockFigures &figures = rows()[std::size_t(index.row())];
    if (role == FiguresRole) {
        return QVariant::fromValue(figures);
    }
    if (role == Qt::TextAlignmentRole && index.column() > Bar) {
        return int(Qt::AlignTrailing | Qt::AlignVCenter);
    }
    switch (index.column()) {
    case Item:
        if (role == Qt::DisplayRole || role == SortRole) {
            return figures.name;
        }
        return role == Qt::ToolTipRole ? QVariant(tr("%1\nSKU %2, sale “%3”")
                                                      .arg(figures.name, figures.sku, figures.saleName)
                                                      .toHtmlEscaped()
                                                      .replace(u'\n', QStringLiteral("<br>")))
                                       : QVariant();
    case Bar:
        if (role == SortRole) {
            return figures.quota > 0 ? static_cast<double>(figures.left()) / static_cast<double>(figures.quota) : 0.0;
        }
        return role == Qt::AccessibleTextRole ? QVariant(tr("%1 sold, %2 held, %3 left of %4")
                                                             .arg(countText(figures.sold), countText(figures.held),
                                                                  countText(figures.left()), countText(figures.quota)))
                                              : QVariant();
    default:
        if (role == Qt::DisplayRole) {
            return countText(numberOf(figures, index.column()));
        }
        return role == SortRole ? QVariant(numberOf(figures, index.column())) : QVariant();
    }
}

QVariant StockModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section > Bar ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Item: return tr("Item");
    case Bar: return tr("Stock");
    case Left: return tr("Left");
    case Sold: return tr("Sold");
    case Held: return tr("Held");
    default: return tr("Quota");
    }
}

QString StockModel::keyOf(const StockFigures &row) const
{
    return row.saleId + QChar(u'\n') + row.sku;
}

} // namespace tidegate
