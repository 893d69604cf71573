// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/live_list.h"
#include "ui/order_services.h"
#include "ui/orders/orders_model.h"

class QPushButton;

namespace tidegate {

/// Paid orders that are to be shipped, the oldest first; several of them make a pick list. What is wanted is an order.
class ToShipList : public LiveList<WaitingOrdersModel>
{
    Q_OBJECT

public:
    /// Both outlive this.
    ToShipList(OrderServices &services, const Clock &clock, QWidget *parent = nullptr);

    /// An order should leave within that time after it was made; after twice as long it is late.
    static constexpr std::chrono::hours due{24};

Q_SIGNALS:
    void shipWanted(const QString &orderId);
    void pickListReady(const PickList &list);

protected:
    void askPage(const QString &cursor, int limit, Answer<Page<Order>> answer) override;
    [[nodiscard]] QString selectedId() const override;
    void allowSteps() override;

private:
    [[nodiscard]] QLayout *buildButtons();
    void tellSum(qsizetype selected);
    void makePickList();

    OrderServices &m_services;
    QLabel *m_summary = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_ship = nullptr;
    QPushButton *m_pick = nullptr;
    bool m_picking = false;
};

} // namespace tidegate
