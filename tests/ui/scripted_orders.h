// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/order_services.h"

#include <QObject>

namespace tidegate {

/// Orders, refunds and returns as a test wants them.
class ScriptedOrders : public QObject, public OrderServices
{
    Q_OBJECT

public:
    struct Asked {
        OrderWrite write;
        std::vector<LineQuantity> lines;
        QString note; ///< tracking, reason, or reference
    };

    std::vector<OrderRecord> records; ///< the newest first
    std::vector<RmaSummary> returnList;
    std::vector<Refund> refundList; ///< of every state, the newest first
    std::optional<Error> readFailure;
    std::optional<Error> stepFailure; ///< of whatever changes something
    Money previewAmount;              ///< of every cancellation

    std::vector<OrderSearch> searches;
    std::vector<Asked> shipped;
    std::vector<Asked> cancelled;
    std::vector<Asked> settledPayments;
    std::vector<std::vector<LineQuantity>> previews;
    std::vector<QStringList> pickLists;
    std::vector<std::pair<QString, QString>> settledRefunds; ///< id and reference
    QStringList retriedRefunds;
    int pagesAsked = 0; ///< of orders, beyond the first
    int keysMade = 0;

    [[nodiscard]] OrderRecord *find(const QString &orderId);

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
    template <typename Change>
    void change(const OrderWrite &write, Answer<OrderDetails> answer, Change change);
};

} // namespace tidegate
