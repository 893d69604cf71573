// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/rows_model.h"
#include "ui/console_services.h"

namespace tidegate {

/// Products of the catalogue that a search found.
class ProductModel : public RowsModel<ProductHit>
{
    Q_OBJECT

public:
    enum Column { Name, Sku, Price, Available, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const ProductHit &row) const override { return row.sku; }
};

} // namespace tidegate
