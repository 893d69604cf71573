// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/returns_model.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/theme.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_texts.h"
#include "ui/returns/return_words.h"

#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

int alignment(int column)
{
    const bool isNumber = column == ReturnsModel::Units || column == ReturnsModel::Value;
    return int((isNumber ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
}

} // namespace

ReturnsModel::ReturnsModel(const Clock &clock, QObject *parent)
    : PagedModel(parent)
    , m_clock(clock)
{
}

int ReturnsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ReturnsModel::textOf(const RmaSummary &rma, int column) const
{
    switch (column) {
    case Number: return rma.number;
    case State: return returnStateText(rma.state);
    case Due: return dueText(rma, m_clock.utc());
    case Customer: return customerText(rma);
    case Order: return rma.orderId;
    case Units: return countText(rma.units);
    case Value: return moneyText(rma.value);
    default: return spanText(std::chrono::milliseconds(std::max<UtcMillis>(0, m_clock.utc() - rma.createdAt)));
    }
}

QVariant ReturnsModel::data(const QModelIndex &index, int role) const
{
    const RmaSummary &rma = rows()[std::size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return textOf(rma, column);
    case Qt::ToolTipRole:
        if (column == Age) {
            return momentText(rma.createdAt);
        }
        return (column == Due && rma.dueAt ? momentText(*rma.dueAt) : textOf(rma, column)).toHtmlEscaped();
    case Qt::DecorationRole:
        if (column == Due && isOverdue(rma, m_clock.utc())) {
            return themedIcon(u"warning"_s, IconTone::Bad);
        }
        return column == State ? QVariant(returnStateIcon(rma.state)) : QVariant();
    case Qt::ForegroundRole:
        return column == Due && isOverdue(rma, m_clock.utc()) ? QVariant(themeColors(QGuiApplication::palette()).bad)
                                                              : QVariant();
    case Qt::TextAlignmentRole: return alignment(column);
    default: return {};
    }
}

QVariant ReturnsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(section);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Number: return tr("Return");
    case State: return tr("State");
    case Due: return tr("Due");
    case Customer: return tr("Customer");
    case Order: return tr("Order");
    case Units: return tr("Units");
    case Value: return tr("Value");
    default: return tr("Age");
    }
}

} // namespace tidegate
