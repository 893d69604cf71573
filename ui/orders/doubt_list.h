// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/live_list.h"
#include "ui/order_services.h"
#include "ui/orders/orders_model.h"

#include <QPointer>

class QPushButton;

namespace tidegate {

class SettleDialog;

/// Orders that stay reserved because nobody knows whether they were charged, the oldest first; finance decides them. What is wanted is an order.
class DoubtList : public LiveList<WaitingOrdersModel>
{
    Q_OBJECT

public:
    /// Both outlive this.
    DoubtList(OrderServices &services, const Clock &clock, QWidget *parent = nullptr);

protected:
    void askPage(const QString &cursor, int limit, Answer<Page<Order>> answer) override;
    [[nodiscard]] QString selectedId() const override;
    void allowSteps() override;

private:
    [[nodiscard]] QLayout *buildButtons();
    void chooseSettlement();
    void settle(const Order &order, const QString &key, const QString &reference, const QPointer<SettleDialog> &dialog);
    void tellSettled(const Order &order, const QString &reference);
    void askConflict(const Order &order, const QPointer<SettleDialog> &dialog);

    OrderServices &m_services;
    QPushButton *m_open = nullptr;
    QPushButton *m_settle = nullptr;
};

} // namespace tidegate
