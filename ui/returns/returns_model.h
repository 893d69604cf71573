// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"
#include "ui/common/paged_model.h"

namespace tidegate {

/// A return as a list shows it.
struct ReturnRow {
    RmaSummary summary;

    bool operator==(const ReturnRow &other) const
    {
        return summary.id == other.summary.id && summary.version == other.summary.version;
    }
};

/// Returns, one per row, in the sequence in which the services list them.
class ReturnsModel : public PagedModel<ReturnRow>
{
    Q_OBJECT

public:
    enum Column { Number, State, Due, Customer, Order, Units, Value, Age, ColumnCount };

    /// The clock outlives this.
    explicit ReturnsModel(const Clock &clock, QObject *parent = nullptr);

    /// Clocks have gone on: those of these rows are painted anew.
    void refreshClocks(int first, int last);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const ReturnRow &row) const override { return row.summary.id; }

private:
    [[nodiscard]] QString textOf(const RmaSummary &rma, int column) const;

    const Clock &m_clock;
};

} // namespace tidegate
