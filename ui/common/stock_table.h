// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/stock_model.h"
#include "ui/common/stock_prover.h"
#include "ui/common/table.h"

#include <QStyledItemDelegate>

namespace tidegate {

enum class IconTone;

/// Paints one item's quota as a bar: sold, held, left.
class StockBarDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Items with their bars and numbers, what the colours mean, and whether the orders tell the same.
class StockTable : public QWidget
{
    Q_OBJECT

public:
    /// `settingsName`: under which the columns are kept. The prover outlives this.
    StockTable(const QString &settingsName, const StockProver &prover, QWidget *parent = nullptr);

    void setRows(std::vector<StockFigures> rows);
    [[nodiscard]] Table *table() const { return m_table; }
    [[nodiscard]] QString sum() const { return m_sum->text(); }
    [[nodiscard]] QString proof() const { return m_proof->text(); }

private:
    [[nodiscard]] QLayout *buildFoot();
    void tellSum();
    void tellProof();
    void showProof(const QString &icon, IconTone tone, const QString &text);

    const StockProver &m_prover;
    StockModel *m_model;
    Table *m_table;
    QLabel *m_sum;
    IconView *m_proofIcon;
    QLabel *m_proof;
};

} // namespace tidegate
