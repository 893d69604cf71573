// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sales/sales_model.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"

#include <QCoreApplication>
#include <QIcon>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Share {
    qint64 sold = 0;
    qint64 quota = 0;
};

Share soldOf(const SaleView &sale)
{
    Share share;
    for (const SaleItemView &item : sale.items) {
        share.sold += item.sold;
        share.quota += item.quota;
    }
    return share;
}

QVariant sortValue(const SaleView &sale, int column)
{
    switch (column) {
    case SalesModel::Name: return sale.name;
    case SalesModel::State: return int(sale.state);
    case SalesModel::Starts: return qint64(sale.startsAt);
    case SalesModel::Ends: return qint64(sale.endsAt);
    case SalesModel::Items: return qint64(sale.items.size());
    default: return soldOf(sale).sold;
    }
}

QIcon stateIcon(SaleState state)
{
    switch (state) {
    case SaleState::Running: return themedIcon(saleStateIcon(state), IconTone::Good);
    case SaleState::Paused: return themedIcon(saleStateIcon(state), IconTone::Warning);
    default: return themedIcon(saleStateIcon(state), IconTone::Muted);
    }
}

} // namespace

QString saleStateText(SaleState state)
{
    switch (state) {
    case SaleState::Scheduled: return QCoreApplication::translate("tidegate::SalesModel", "Planned");
    case SaleState::Running: return QCoreApplication::translate("tidegate::SalesModel", "Running");
    case SaleState::Paused: return QCoreApplication::translate("tidegate::SalesModel", "Paused");
    case SaleState::Ended: break;
    }
    return QCoreApplication::translate("tidegate::SalesModel", "Ended");
}

QString saleStateIcon(SaleState state)
{
    switch (state) {
    case SaleState::Scheduled: return u"clock"_s;
    case SaleState::Running: return u"play"_s;
    case SaleState::Paused: return u"pause"_s;
    case SaleState::Ended: break;
    }
    return u"stop"_s;
}

int SalesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SalesModel::data(const QModelIndex &index, int role) const
{
    const SaleView &sale = rows()[std::size_t(index.row())];
    if (role == SortRole) {
        return sortValue(sale, index.column());
    }
    if (role == Qt::TextAlignmentRole && index.column() >= Items) {
        return int(Qt::AlignTrailing | Qt::AlignVCenter);
    }
    if (role == Qt::DecorationRole && index.column() == State) {
        return stateIcon(sale.state);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case Name: return sale.name;
    case State: return saleStateText(sale.state);
    case Starts: return momentText(sale.startsAt);
    case Ends: return momentText(sale.endsAt);
    case Items: return countText(qint64(sale.items.size()));
    default: return tr("%1 of %2", "sold of quota").arg(countText(soldOf(sale).sold), countText(soldOf(sale).quota));
    }
}

QVariant SalesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section >= Items ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name: return tr("Name");
    case State: return tr("Status");
    case Starts: return tr("Starts");
    case Ends: return tr("Ends");
    case Items: return tr("Items");
    default: return tr("Sold");
    }
}

} // namespace tidegate
