// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/icon.h"
#include "ui/common/rows_model.h"
#include "ui/partner_services.h"

namespace tidegate {

/// Whether a partner is called back, in words and as an icon.
struct CallbackState {
    QString icon; ///< empty: none
    IconTone tone;
    QString text;
};
CallbackState callbackState(const PartnerView &partner);

/// All partners, one per row.
class PartnersModel : public RowsModel<PartnerView>
{
    Q_OBJECT

public:
    enum Column { Name, State, Email, Callback, Keys, LastUsed, OpenJobs, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const PartnerView &row) const override { return row.id; }
};

} // namespace tidegate
