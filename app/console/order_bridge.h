// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_identity.h"
#include "core/base/random.h"
#include "core/rma/rma_queries.h"
#include "core/sale/order_service.h"
#include "core/sale/refund_service.h"
#include "ui/order_services.h"

#include <QObject>

namespace tidegate {

/// Gives the console what it asks about orders and refunds. Lives on the GUI thread.
class OrderBridge final : public QObject, public OrderServices
{
public:
    /// All outlive this.
    OrderBridge(OrderService &orders, RefundService &refunds, RmaQueries &returns, const Clock &clock, Random &random,
                const ConsoleIdentity &identity);

    [[nodiscard]] QString newKey() override;
    void orders(const OrderSearch &search, Answer<Page<Order>> answer) override;
    void order(const QString &orderId, Answer<OrderRecord> answer) override;
    void returnsOf(const QString &orderId, Answer<std::vector<RmaSummary>> answer) override;
    void ship(const OrderWrite &write, const std::vector<LineQuantity> &lines, const QString &tracking,
              Answer<OrderDetails> answer) override;
    void previewCancel(const QString &orderId, const std::vector<LineQuantity> &lines, Answer<CancelPreview> answer) override;
    void cancel(const OrderWrite &write, const std::vector<LineQuantity> &lines, const QString &reason,
                Answer<OrderDetails> answer) override;
    void ordersToShip(const QString &cursor, int limit, Answer<Page<Order>> answer) override;
    void pickList(const QStringList &orderIds, Answer<PickList> answer) override;
    void refunds(RefundState state, const QString &cursor, int limit, Answer<Page<Refund>> answer) override;
    void retryRefund(const QString &refundId, qint64 expectedVersion, Answer<Refund> answer) override;
    void settleRefund(const QString &refundId, qint64 expectedVersion, const QString &reference, Answer<Refund> answer) override;
    void ordersInDoubt(const QString &cursor, int limit, Answer<Page<Order>> answer) override;
    void settlePayment(const OrderWrite &write, const QString &reference, Answer<OrderDetails> answer) override;

private:
    template <typename Act>
    void change(const OrderWrite &write, const QStringList &asked, Answer<OrderDetails> answer, Act act);

    OrderService &m_orders;
    RefundService &m_refunds;
    RmaQueries &m_returns;
    const Clock &m_clock;
    Random &m_random;
    const ConsoleIdentity &m_identity;
};

} // namespace tidegate
