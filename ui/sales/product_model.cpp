// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sales/product_model.h"

#include "ui/common/format.h"

namespace tidegate {

int ProductModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProductModel::data(const QModelIndex &index, int role) const
{
    const ProductHit &product = rows()[std::size_t(index.row())];
    if (role == Qt::TextAlignmentRole) {
        return int((index.column() >= Price ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && index.column() == Name) {
        return product.name.toHtmlEscaped();
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (index.column()) {
    case Name: return product.name;
    case Sku: return product.sku;
    case Price: return role == SortRole ? QVariant(product.price.amount) : QVariant(moneyText(product.price));
    default: return role == SortRole ? QVariant(product.available) : QVariant(countText(product.available));
    }
}

QVariant ProductModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section >= Price ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name: return tr("Product");
    case Sku: return tr("SKU");
    case Price: return tr("Price");
    default: return tr("Available");
    }
}

} // namespace tidegate
