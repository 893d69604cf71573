// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/paged_model.h"
#include "ui/job_services.h"

namespace tidegate {

/// What was found in a feed, in its order.
class FindingsModel : public PagedModel<JobFinding>
{
    Q_OBJECT

public:
    enum Column { Line, Code, Field, Message, Value, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    using PagedModel::PagedModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const JobFinding &row) const override { return QString::number(row.position); }
};

} // namespace tidegate
