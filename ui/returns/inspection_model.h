// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/rows_model.h"
#include "ui/returns/inspection_draft.h"

namespace tidegate {

/// A unit as the overview of an inspection shows it.
struct InspectionRow {
    enum class State { ToDo, Begun, Found, Corrected, Inspected, Gone };

    QString key;
    QString sku;
    QString unit; ///< "2 of 3"
    QString customer;
    QString finding;
    State state = State::ToDo;

    bool operator==(const InspectionRow &) const = default;
};

class InspectionModel : public RowsModel<InspectionRow>
{
    Q_OBJECT

public:
    enum Column { Sku, Unit, Customer, Finding, State, ColumnCount };

    using RowsModel::RowsModel;

    void showDrafts(const std::vector<InspectionDraft> &drafts);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const InspectionRow &row) const override { return row.key; }
};

} // namespace tidegate
