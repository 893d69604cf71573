// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/order_services.h"

class QStackedWidget;
class QTabWidget;

namespace tidegate {

class DoubtList;
class OrderList;
class OrderPage;
class RefundList;
class StaffServices;
class ToShipList;

/// Orders for support, the warehouse and finance: all of them, those to ship, refunds and payments that somebody has to decide, and each in
/// detail.
class OrdersPanel : public Panel
{
    Q_OBJECT

public:
    /// All outlive this.
    OrdersPanel(OrderServices &services, const StaffServices &staff, const Clock &clock, QWidget *parent = nullptr);

    void refresh() override;

    /// The page of one order.
    void showOrder(const QString &orderId);
    /// The list, with what is found by the beginning of a number, an e-mail address or an SKU.
    void search(const QString &text);
    /// The list of refunds that failed.
    void showFailedRefunds();

Q_SIGNALS:
    /// Somebody wants to look at a return.
    void returnRequested(const QString &rmaId);

private:
    enum class Step { Ship, Cancel };

    void connectLists();
    void showObstacles();
    void askOrder();
    void takeOrder(const QString &orderId, const Result<OrderRecord> &record);
    void closeOrder();
    void begin(const QString &orderId, Step step);
    void openStep(const OrderRecord &record, Step step);
    void tellUnreadable(const Error &error);

    OrderServices &m_services;
    const StaffServices &m_staff;
    const Clock &m_clock;
    OrderList *m_orders;
    ToShipList *m_toShip;
    RefundList *m_refunds;
    DoubtList *m_doubts;
    QTabWidget *m_tabs;
    OrderPage *m_page;
    QStackedWidget *m_pages;
    QString m_openId; ///< of the order whose page is shown
    bool m_askingOrder = false;
    bool m_beginning = false; ///< a step's order is being read
};

} // namespace tidegate
