// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sales/sale_items_model.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/theme.h"

#include <QLineEdit>
#include <QPainter>
#include <QSpinBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool isEditable(int column)
{
    return column >= SaleItemsModel::Price;
}

} // namespace

bool SaleItemsModel::addProduct(const ProductHit &product)
{
    if (rowOf(product.sku) >= 0) {
        return false;
    }
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_items.push_back({.sku = product.sku,
                       .name = product.name,
                       .listPrice = product.price,
                       .available = product.available,
                       .price = {},
                       .quota = std::clamp<qint64>(product.available, 1, maximumCount),
                       .limit = 0,
                       .errors = {}});
    endInsertRows();
    return true;
}

void SaleItemsModel::setItems(const std::vector<SaleItemView> &items)
{
    beginResetModel();
    m_items.clear();
    for (const SaleItemView &item : items) {
        m_items.push_back({.sku = item.sku,
                           .name = item.name,
                           .listPrice = item.listPrice,
                           .available = std::nullopt,
                           .price = priceText(item.price),
                           .quota = item.quota,
                           .limit = item.limitPerShopper,
                           .errors = {}});
    }
    endResetModel();
}

void SaleItemsModel::removeAt(int row)
{
    beginRemoveRows({}, row, row);
    m_items.erase(m_items.begin() + row);
    endRemoveRows();
}

int SaleItemsModel::rowOf(const QString &sku) const
{
    const auto found = std::find_if(m_items.begin(), m_items.end(), [&sku](const Item &item) { return item.sku == sku; });
    return found == m_items.end() ? -1 : int(found - m_items.begin());
}

bool SaleItemsModel::validate()
{
    for (Item &item : m_items) {
        item.errors = {};
        check(item);
    }
    if (!m_items.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
    return !firstErrorIndex().isValid();
}

void SaleItemsModel::setError(int row, int column, const QString &message)
{
    m_items.at(std::size_t(row)).errors.at(std::size_t(column)) = message;
    Q_EMIT dataChanged(index(row, column), index(row, column));
}

QString SaleItemsModel::firstError() const
{
    const QModelIndex first = firstErrorIndex();
    if (!first.isValid()) {
        return {};
    }
    const Item &item = m_items[std::size_t(first.row())];
    return tr("%1: %2", "product, what is wrong").arg(item.name, item.errors[std::size_t(first.column())]);
}

QModelIndex SaleItemsModel::firstErrorIndex() const
{
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < ColumnCount; ++column) {
            if (!m_items[std::size_t(row)].errors[std::size_t(column)].isEmpty()) {
                return index(row, column);
            }
        }
    }
    return {};
}

std::vector<SaleDraftItem> SaleItemsModel::draft() const
{
    std::vector<SaleDraftItem> items;
    for (const Item &item : m_items) {
        items.push_back({item.sku, *priceFromText(item.price, item.listPrice.currency), item.quota, item.limit});
    }
    return items;
}

int SaleItemsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_items.size());
}

int SaleItemsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SaleItemsModel::data(const QModelIndex &index, int role) const
{
    const Item &item = m_items[std::size_t(index.row())];
    const QString &error = item.errors[std::size_t(index.column())];
    switch (role) {
    case Qt::DisplayRole: return display(item, index.column());
    case Qt::EditRole:
        if (index.column() == Price) {
            return item.price;
        }
        return index.column() == Quota ? int(item.quota) : int(item.limit);
    case Qt::TextAlignmentRole:
        return int((index.column() >= ListPrice ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    case Qt::DecorationRole: return error.isEmpty() ? QVariant() : themedIcon(u"bad"_s, IconTone::Bad);
    case Qt::ToolTipRole: return (error.isEmpty() ? (index.column() == Product ? item.name : QString()) : error).toHtmlEscaped();
    case Qt::AccessibleDescriptionRole: return error;
    default: return {};
    }
}

bool SaleItemsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !isEditable(index.column())) {
        return false;
    }
    Item &item = m_items[std::size_t(index.row())];
    switch (index.column()) {
    case Price: item.price = value.toString().trimmed(); break;
    case Quota: item.quota = value.toLongLong(); break;
    default: item.limit = value.toLongLong(); break;
    }
    const bool hadErrors = firstErrorIndex().isValid();
    item.errors = {};
    check(item);
    if (!hadErrors && index.column() != Price) {
        // A complaint while somebody is still filling in the row is no help; a price that is none is.
        item.errors[Quota].clear();
    }
    Q_EMIT dataChanged(index.siblingAtColumn(0), index.siblingAtColumn(ColumnCount - 1));
    return true;
}

Qt::ItemFlags SaleItemsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return isEditable(index.column()) ? flags | Qt::ItemIsEditable : flags;
}

QVariant SaleItemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section >= ListPrice ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Product: return tr("Product");
    case Sku: return tr("SKU");
    case ListPrice: return tr("List price");
    case Price: return tr("Sale price");
    case Quota: return tr("Quota");
    default: return tr("Per shopper");
    }
}

QString SaleItemsModel::display(const Item &item, int column) const
{
    switch (column) {
    case Product: return item.name;
    case Sku: return item.sku;
    case ListPrice: return moneyText(item.listPrice);
    case Price: {
        const std::optional<Money> price = priceFromText(item.price, item.listPrice.currency);
        return price ? moneyText(*price) : item.price;
    }
    case Quota:
        return item.available ? tr("%1 of %2", "quota of available").arg(countText(item.quota), countText(*item.available))
                              : countText(item.quota);
    default: return item.limit == 0 ? tr("no limit") : countText(item.limit);
    }
}

void SaleItemsModel::check(Item &item) const
{
    if (!priceFromText(item.price, item.listPrice.currency)) {
        const Money example{1999, item.listPrice.currency};
        item.errors[Price] = tr("enter a price such as %1").arg(priceText(example));
    }
    if (item.quota < 1) {
        item.errors[Quota] = tr("the quota must be at least 1");
    } else if (item.available && item.quota > *item.available) {
        item.errors[Quota] = tr("only %Ln unit(s) can be promised", nullptr, plural(*item.available));
    }
}

QWidget *SaleItemDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    if (index.column() == SaleItemsModel::Price) {
        auto *line = new QLineEdit(parent);
        line->setAccessibleName(tr("Sale price"));
        line->setAlignment(Qt::AlignTrailing);
        line->setFrame(false);
        return line;
    }
    auto *box = new QSpinBox(parent);
    const bool isQuota = index.column() == SaleItemsModel::Quota;
    box->setRange(isQuota ? 1 : 0, int(SaleItemsModel::maximumCount));
    box->setAccessibleName(isQuota ? tr("Quota") : tr("Limit per shopper"));
    box->setAlignment(Qt::AlignTrailing);
    box->setGroupSeparatorShown(true);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons); // a cell has no room for them; the arrow keys step
    box->setAutoFillBackground(true);
    box->setFrame(false);
    if (!isQuota) {
        box->setSpecialValueText(tr("no limit"));
    }
    return box;
}

void SaleItemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (!index.data(Qt::AccessibleDescriptionRole).toString().isEmpty()) {
        painter->setPen(themeColors(option.palette).bad);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
}

} // namespace tidegate
