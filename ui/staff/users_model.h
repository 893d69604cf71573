// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/staff/staff_user.h"
#include "ui/common/rows_model.h"

namespace tidegate {

/// Everybody who works here, one per row.
class UsersModel : public RowsModel<StaffUser>
{
    Q_OBJECT

public:
    enum Column { Name, Role, State, Since, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const StaffUser &row) const override { return row.id; }
};

} // namespace tidegate
