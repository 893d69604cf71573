// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/icon.h"
#include "ui/common/rows_model.h"

#include <QStringList>

namespace tidegate {

/// One row of a short table, as text.
struct CellRow {
    QString key; ///< tells it from the others
    QStringList cells;
    QString icon{}; ///< of the first cell; empty: none
    IconTone tone = IconTone::Muted;

    bool operator==(const CellRow &) const = default;
};

/// A short table of texts, for the parts of an order.
class CellsModel : public RowsModel<CellRow>
{
    Q_OBJECT

public:
    struct Column {
        QString heading;
        bool isNumber = false; ///< stands at the right
    };
    explicit CellsModel(std::vector<Column> columns, QObject *parent = nullptr);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const CellRow &row) const override { return row.key; }

private:
    const std::vector<Column> m_columns;
};

} // namespace tidegate
