// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order.h"
#include "ui/common/paged_model.h"

namespace tidegate {

/// Orders, one per row, in the sequence in which the services list them.
class OrdersModel : public PagedModel<Order>
{
    Q_OBJECT

public:
    enum Column { Number, Customer, Status, Goods, Units, Total, Age, ColumnCount };

    /// The clock outlives this.
    explicit OrdersModel(const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const Order &row) const override { return row.id; }

private:
    [[nodiscard]] QString textOf(const Order &order, int column) const;

    const Clock &m_clock;
};

/// Orders to ship, or those whose payment is in doubt: the oldest first, with how long they have been waiting.
class WaitingOrdersModel : public PagedModel<Order>
{
    Q_OBJECT

public:
    enum Column { Age, Customer, Total, Method, Units, What, Number, ColumnCount };

    /// The clock outlives this. After `due` a row is marked as due, after twice that as late.
    WaitingOrdersModel(const Clock &clock, std::chrono::milliseconds due, QObject *parent = nullptr);

    /// How many of those that are loaded are due.
    [[nodiscard]] qint64 dueCount() const;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const Order &row) const override { return row.id; }

private:
    [[nodiscard]] std::chrono::milliseconds ageOf(const Order &order) const;
    [[nodiscard]] QString textOf(const Order &order, int column) const;
    [[nodiscard]] QVariant ageIcon(const Order &order) const;

    const Clock &m_clock;
    const std::chrono::milliseconds m_due;
};

} // namespace tidegate
