// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/rows_model.h"
#include "ui/console_services.h"

namespace tidegate {

/// "Running", "Planned", …
QString saleStateText(SaleState state);
/// The name of its icon.
QString saleStateIcon(SaleState state);

/// All sales, one per row.
class SalesModel : public RowsModel<SaleView>
{
    Q_OBJECT

public:
    enum Column { Name, State, Starts, Ends, Items, Sold, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const SaleView &row) const override { return row.id; }
};

} // namespace tidegate
