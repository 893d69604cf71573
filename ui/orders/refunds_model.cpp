// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/refunds_model.h"

#include "ui/common/format.h"
#include "ui/orders/order_texts.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

int alignmentOf(int column)
{
    const bool isNumber = column == RefundsModel::Amount || column == RefundsModel::Attempts;
    return int((isNumber ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
}

} // namespace

RefundsModel::RefundsModel(const Clock &clock, QObject *parent)
    : PagedModel(parent)
    , m_clock(clock)
{
}

int RefundsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RefundsModel::textOf(const Refund &refund, int column) const
{
    switch (column) {
    case State: return refundStateText(refund);
    case Amount: return moneyText(refund.amount);
    case Kind: return refundKindText(refund.kind);
    case Method: return paymentMethodText(refund.method);
    case Age: return spanText(std::chrono::milliseconds(m_clock.utc() - refund.createdAt));
    case Attempts: return countText(refund.attempts);
    case Order: return refund.orderId;
    default: return refund.problem.isEmpty() ? u"–"_s : refund.problem;
    }
}

QVariant RefundsModel::data(const QModelIndex &index, int role) const
{
    const Refund &refund = rows()[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return textOf(refund, index.column());
    case Qt::ToolTipRole: return textOf(refund, index.column()).toHtmlEscaped();
    case Qt::DecorationRole: return index.column() == State ? QVariant(refundStateIcon(refund)) : QVariant();
    case Qt::TextAlignmentRole: return alignmentOf(index.column());
    default: return {};
    }
}

QVariant RefundsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignmentOf(section);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case State: return tr("State");
    case Amount: return tr("Amount");
    case Kind: return tr("For");
    case Method: return tr("By way of");
    case Age: return tr("Age");
    case Attempts: return tr("Tries");
    case Order: return tr("Order");
    default: return tr("Problem");
    }
}

} // namespace tidegate
