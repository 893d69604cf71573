// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/rows_model.h"
#include "ui/webhook_services.h"

namespace tidegate {

/// The attempts to deliver a callback.
class AttemptsModel : public RowsModel<WebhookAttempt>
{
    Q_OBJECT

public:
    enum Column { Number, Time, Status, Duration, Outcome, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const WebhookAttempt &row) const override { return QString::number(row.number); }
};

} // namespace tidegate
