// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/stock_model.h"
#include "ui/common/table.h"

#include <QStyledItemDelegate>
#include <QWidget>

class QLabel;

namespace tidegate {

class IconView;

/// Paints one item's quota as a bar: sold, held, left.
class StockBarDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Items with their bars and numbers, what the colours mean, and whether the numbers add up.
class StockTable : public QWidget
{
    Q_OBJECT

public:
    /// `settingsName`: under which the columns are kept.
    explicit StockTable(const QString &settingsName, QWidget *parent = nullptr);

    void setRows(std::vector<StockFigures> rows);
    [[nodiscard]] Table *table() const { return m_table; }
    [[nodiscard]] QString proof() const;

private:
    void tellProof();

    StockModel *m_model;
    Table *m_table;
    IconView *m_proofIcon;
    QLabel *m_proof;
};

} // namespace tidegate
