// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/refund_table.h"
#include "ui/common/paged_model.h"

namespace tidegate {

/// Refunds that are not settled, one per row, the newest first.
class RefundsModel : public PagedModel<Refund>
{
    Q_OBJECT

public:
    enum Column { State, Amount, Kind, Method, Age, Attempts, Order, Problem, ColumnCount };

    /// The clock outlives this.
    explicit RefundsModel(const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const Refund &row) const override { return row.id; }

private:
    [[nodiscard]] QString textOf(const Refund &refund, int column) const;

    const Clock &m_clock;
};

} // namespace tidegate
