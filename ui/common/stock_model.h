// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/rows_model.h"
#include "ui/console_services.h"

namespace tidegate {

/// The stock of sale items. SortRole gives what a column sorts by.
class StockModel : public RowsModel<StockFigures>
{
    Q_OBJECT

public:
    enum Column { Item, Bar, Left, Sold, Held, Quota, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;
    static constexpr int FiguresRole = Qt::UserRole + 1; ///< QVariant of StockFigures

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const StockFigures &row) const override;
};

} // namespace tidegate

Q_DECLARE_METATYPE(tidegate::StockFigures)
