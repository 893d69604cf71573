// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"
#include "ui/common/paged_model.h"

namespace tidegate {

/// Returns, one per row, in the sequence in which the services list them.
class ReturnsModel : public PagedModel<RmaSummary>
{
    Q_OBJECT

public:
    enum Column { Number, State, Due, Customer, Order, Units, Value, Age, ColumnCount };

    /// The clock outlives this.
    explicit ReturnsModel(const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const RmaSummary &row) const override { return row.id; }

private:
    [[nodiscard]] QString textOf(const RmaSummary &rma, int column) const;

    const Clock &m_clock;
};

} // namespace tidegate
