// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/order_services.h"

#include <QPointer>

class QPushButton;
class QStackedWidget;

namespace tidegate {

class SettleDialog;
class Table;
class WaitingOrdersModel;

/// Orders that stay reserved because nobody knows whether they were charged, the oldest first; finance decides them.
class DoubtList : public QWidget
{
    Q_OBJECT

public:
    /// Both outlive this.
    DoubtList(OrderServices &services, const Clock &clock, QWidget *parent = nullptr);

    /// Once a second while it is shown.
    void refresh();
    /// Why whoever is signed in can't decide; empty where they can.
    void setObstacle(const QString &obstacle);

Q_SIGNALS:
    void orderWanted(const QString &orderId);
    void told(Banner::Tone tone, const QString &text);
    void unreadable(const Error &error);
    void readable();

private:
    [[nodiscard]] QLayout *buildButtons();
    void buildTable();
    void askOrders();
    void askMore(const QString &cursor);
    [[nodiscard]] const Order *selected() const;
    void allowSteps();
    void chooseSettlement();
    void settle(const Order &order, const QString &key, const QString &reference, const QPointer<SettleDialog> &dialog);
    void tellSettled(const Order &order, const QString &reference);
    void askConflict(const Order &order, const QPointer<SettleDialog> &dialog);

    OrderServices &m_services;
    WaitingOrdersModel *m_model;
    Table *m_table;
    QPushButton *m_open = nullptr;
    QPushButton *m_settle = nullptr;
    QStackedWidget *m_stack = nullptr;
    QString m_obstacle;
    bool m_asking = false;
};

} // namespace tidegate
