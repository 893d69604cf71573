// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/live_list.h"
#include "ui/order_services.h"
#include "ui/orders/orders_model.h"

class QComboBox;

namespace tidegate {

class SearchField;

/// All orders, the newest first, or those that are looked for. What is wanted is an order.
class OrderList : public LiveList<OrdersModel>
{
    Q_OBJECT

public:
    /// Both outlive this.
    OrderList(OrderServices &services, const Clock &clock, QWidget *parent = nullptr);

    /// Looks for the orders of an e-mail address, an SKU or a number.
    void search(const QString &text);

protected:
    void askPage(const QString &cursor, int limit, Answer<Page<Order>> answer) override;
    void rowsCame() override;
    [[nodiscard]] QString selectedId() const override;

private:
    [[nodiscard]] QLayout *buildFilters();
    [[nodiscard]] OrderSearch query(const QString &cursor, int limit) const;

    OrderServices &m_services;
    SearchField *m_search = nullptr;
    QComboBox *m_status = nullptr;
    QComboBox *m_goods = nullptr;
};

} // namespace tidegate
