// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/orders_model.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/orders/order_texts.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

int alignment(bool isNumber)
{
    return int((isNumber ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
}

/// The units stand apart from the products behind them, which begin with a number as well.
int waitingAlignment(int column)
{
    return column == WaitingOrdersModel::Units ? int(Qt::AlignCenter) : alignment(column == WaitingOrdersModel::Total);
}

} // namespace

OrdersModel::OrdersModel(const Clock &clock, QObject *parent)
    : PagedModel(parent)
    , m_clock(clock)
{
}

int OrdersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString OrdersModel::textOf(const Order &order, int column) const
{
    switch (column) {
    case Number: return order.id;
    case Customer: return customerText(order);
    case Status: return orderStatusText(order.status);
    case Goods: return order.status == OrderStatus::Paid ? fulfilmentText(order.fulfilment) : u"–"_s;
    case Units: return countText(unitsOf(order));
    case Total: return moneyText(order.total);
    default: return spanText(std::chrono::milliseconds(m_clock.utc() - order.createdAt));
    }
}

QVariant OrdersModel::data(const QModelIndex &index, int role) const
{
    const Order &order = rows()[std::size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return textOf(order, column);
    case Qt::ToolTipRole: return (column == Age ? momentText(order.createdAt) : textOf(order, column)).toHtmlEscaped();
    case Qt::DecorationRole:
        if (column == Status) {
            return orderStatusIcon(order.status);
        }
        return column == Goods && order.status == OrderStatus::Paid ? QVariant(fulfilmentIcon(order.fulfilment)) : QVariant();
    case Qt::TextAlignmentRole: return alignment(column >= Units);
    default: return {};
    }
}

QVariant OrdersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(section >= Units);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Number: return tr("Order");
    case Customer: return tr("Customer");
    case Status: return tr("Payment");
    case Goods: return tr("Goods");
    case Units: return tr("Units");
    case Total: return tr("Total");
    default: return tr("Age");
    }
}

WaitingOrdersModel::WaitingOrdersModel(const Clock &clock, std::chrono::milliseconds due, QObject *parent)
    : PagedModel(parent)
    , m_clock(clock)
    , m_due(due)
{
}

qint64 WaitingOrdersModel::dueCount() const
{
    return std::count_if(rows().begin(), rows().end(), [this](const Order &order) { return ageOf(order) >= m_due; });
}

std::chrono::milliseconds WaitingOrdersModel::ageOf(const Order &order) const
{
    return std::chrono::milliseconds(m_clock.utc() - order.createdAt);
}

int WaitingOrdersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString WaitingOrdersModel::textOf(const Order &order, int column) const
{
    switch (column) {
    case Age: return spanText(ageOf(order));
    case Number: return order.id;
    case Customer: return customerText(order);
    case What: return openLinesText(order);
    case Units: return countText(openUnitsOf(order));
    case Total: return moneyText(order.total);
    default: return paymentMethodText(order.paymentMethod);
    }
}

QVariant WaitingOrdersModel::ageIcon(const Order &order) const
{
    if (ageOf(order) < m_due) {
        return themedIcon(u"clock"_s, IconTone::Muted);
    }
    return ageOf(order) < 2 * m_due ? themedIcon(u"clock"_s, IconTone::Warning) : themedIcon(u"warning"_s, IconTone::Bad);
}

QVariant WaitingOrdersModel::data(const QModelIndex &index, int role) const
{
    const Order &order = rows()[std::size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return textOf(order, column);
    case Qt::ToolTipRole: return (column == Age ? momentText(order.createdAt) : textOf(order, column)).toHtmlEscaped();
    case Qt::DecorationRole: return column == Age ? ageIcon(order) : QVariant();
    case Qt::TextAlignmentRole: return waitingAlignment(column);
    default: return {};
    }
}

QVariant WaitingOrdersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return waitingAlignment(section);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Age: return tr("Waiting for");
    case Number: return tr("Order");
    case Customer: return tr("Customer");
    case What: return tr("Products");
    case Units: return tr("Units");
    case Total: return tr("Total");
    default: return tr("Paid by");
    }
}

} // namespace tidegate
