// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/order_services.h"

class QComboBox;
class QLineEdit;
class QStackedWidget;

namespace tidegate {

class OrdersModel;
class Table;

/// All orders, the newest first, or those that are looked for.
class OrderList : public QWidget
{
    Q_OBJECT

public:
    /// Both outlive this.
    OrderList(OrderServices &services, const Clock &clock, QWidget *parent = nullptr);

    /// Once a second while it is shown.
    void refresh();
    /// Looks for the orders of an e-mail address, an SKU or a number.
    void search(const QString &text);

Q_SIGNALS:
    void orderWanted(const QString &orderId);
    void unreadable(const Error &error);
    void readable();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QLayout *buildFilters();
    void buildTable();
    [[nodiscard]] OrderSearch query(const QString &cursor, int limit) const;
    void askOrders();
    void takeOrders(const OrderSearch &asked, Result<Page<Order>> page);
    void askMore(const QString &cursor);
    void filterChanged();
    void openSelected();
    void goToList();

    OrderServices &m_services;
    OrdersModel *m_model;
    Table *m_table;
    QLineEdit *m_search = nullptr;
    QComboBox *m_status = nullptr;
    QComboBox *m_goods = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_none = nullptr;
    bool m_asking = false;
};

} // namespace tidegate
