// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/order_services.h"

class QPushButton;
class QStackedWidget;

namespace tidegate {

class Table;
class WaitingOrdersModel;

/// Paid orders that are to be shipped, the oldest first; several of them make a pick list.
class ToShipList : public QWidget
{
    Q_OBJECT

public:
    /// Both outlive this.
    ToShipList(OrderServices &services, const Clock &clock, QWidget *parent = nullptr);

    /// Once a second while it is shown.
    void refresh();
    /// Why whoever is signed in can't ship; empty where they can.
    void setObstacle(const QString &ship);

    /// An order should leave within that time after it was made; after twice as long it is late.
    static constexpr std::chrono::hours due{24};

Q_SIGNALS:
    void orderWanted(const QString &orderId);
    void shipWanted(const QString &orderId);
    void pickListReady(const PickList &list);
    void told(Banner::Tone tone, const QString &text);
    void unreadable(const Error &error);
    void readable();

private:
    [[nodiscard]] QLayout *buildButtons();
    void buildTable();
    void askOrders();
    void askMore(const QString &cursor);
    void takeOrders(Result<Page<Order>> page);
    [[nodiscard]] QStringList selectedIds() const;
    void allowSteps();
    void makePickList();

    OrderServices &m_services;
    WaitingOrdersModel *m_model;
    Table *m_table;
    QLabel *m_summary = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_ship = nullptr;
    QPushButton *m_pick = nullptr;
    QStackedWidget *m_stack = nullptr;
    QString m_obstacle;
    bool m_asking = false;
    bool m_picking = false;
};

} // namespace tidegate
