// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"
#include "core/sale/order_service.h"
#include "ui/answer.h"

#include <optional>

namespace tidegate {

/// What is to be changed, and as which version it was seen.
struct OrderWrite {
    QString orderId;
    qint64 expectedVersion = 0;
    QString key; ///< newKey(), the same when the same press is sent again
};

/// What the console asks about orders, their refunds and what is to be shipped, and does with them in the name of whoever is signed in. Lists and
/// errors are those of the services of core/sale (OrderService, RefundService); Unauthenticated where nobody is signed in. Called on the GUI thread
/// alone; no call blocks.
class OrderServices
{
public:
    virtual ~OrderServices() = default;

    /// An idempotency key for one press of a button.
    [[nodiscard]] virtual QString newKey() = 0;

    virtual void orders(const OrderSearch &search, Answer<Page<Order>> answer) = 0;
    virtual void order(const QString &orderId, Answer<OrderRecord> answer) = 0;
    /// By age.
    virtual void returnsOf(const QString &orderId, Answer<std::vector<RmaSummary>> answer) = 0;

    virtual void ship(const OrderWrite &write, const std::vector<LineQuantity> &lines, const QString &tracking,
                      Answer<OrderDetails> answer) = 0;
    virtual void previewCancel(const QString &orderId, const std::vector<LineQuantity> &lines, Answer<CancelPreview> answer) = 0;
    virtual void cancel(const OrderWrite &write, const std::vector<LineQuantity> &lines, const QString &reason,
                        Answer<OrderDetails> answer) = 0;

    /// The oldest first.
    virtual void ordersToShip(const QString &cursor, int limit, Answer<Page<Order>> answer) = 0;
    virtual void pickList(const QStringList &orderIds, Answer<PickList> answer) = 0;

    /// Those in this state, newest first.
    virtual void refunds(RefundState state, const QString &cursor, int limit, Answer<Page<Refund>> answer) = 0;
    virtual void retryRefund(const QString &refundId, qint64 expectedVersion, Answer<Refund> answer) = 0;
    /// An empty reference: it surely did not go back.
    virtual void settleRefund(const QString &refundId, qint64 expectedVersion, const QString &reference,
                              Answer<Refund> answer) = 0;

    /// Orders whose payment is in doubt, the oldest first.
    virtual void ordersInDoubt(const QString &cursor, int limit, Answer<Page<Order>> answer) = 0;
    /// An empty reference: it surely was not charged.
    virtual void settlePayment(const OrderWrite &write, const QString &reference, Answer<OrderDetails> answer) = 0;
};

} // namespace tidegate
