// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/order_services.h"

#include <optional>

class QPushButton;
class QTabWidget;

namespace tidegate {

class CellsModel;
class PageHeading;
class Table;

/// One order with all that became of it: lines, payment, shipments, refunds, returns, history.
class OrderPage : public QWidget
{
    Q_OBJECT

public:
    explicit OrderPage(QWidget *parent = nullptr);

    /// Another order, or the same as it is now. `now` is for ages.
    void showOrder(const OrderRecord &record, UtcMillis now);
    void showReturns(const std::vector<RmaSummary> &returns);
    /// Nothing is shown until the next showOrder().
    void clear();
    /// Why whoever is signed in can't ship or cancel; empty where they can.
    void setObstacles(const QString &ship, const QString &cancel);
    [[nodiscard]] QString orderId() const { return m_record ? m_record->details.order.id : QString(); }
    [[nodiscard]] const std::optional<OrderRecord> &record() const { return m_record; }

Q_SIGNALS:
    void backWanted();
    void shipWanted();
    void cancelWanted();
    void returnWanted(const QString &rmaId);
    /// The orders of the same customer.
    void customerWanted(const QString &email);

private:
    [[nodiscard]] QWidget *buildState();
    [[nodiscard]] QWidget *buildLines();
    [[nodiscard]] QWidget *buildParts();
    Table *addPart(const QString &title, Table *table, CellsModel *model, const QList<int> &widths);
    void showState(const Order &order, UtcMillis now);
    void showLines(const Order &order);
    void showShipments(const OrderDetails &details);
    void showRefunds(const OrderDetails &details);
    void showHistory(const OrderRecord &record);
    void nameTabs();
    void allowSteps();

    std::optional<OrderRecord> m_record;
    QString m_shipObstacle;
    QString m_cancelObstacle;
    PageHeading *m_heading;
    IconView *m_statusIcon = nullptr;
    QLabel *m_status = nullptr;
    ElidedLabel *m_payment = nullptr;
    ElidedLabel *m_customer = nullptr;
    QLabel *m_sums = nullptr;
    QPushButton *m_ship = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_others = nullptr;
    CellsModel *m_lines;
    CellsModel *m_shipments;
    CellsModel *m_refunds;
    CellsModel *m_returns;
    CellsModel *m_history;
    QTabWidget *m_parts = nullptr;
};

} // namespace tidegate
