// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/console_services.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

#include <array>
#include <optional>
#include <vector>

namespace tidegate {

/// The items of a sale that is being planned. Price, quota and limit can be edited; what is wrong with a cell is its tooltip.
class SaleItemsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Product, Sku, ListPrice, Price, Quota, Limit, ColumnCount };
    static constexpr qint64 maximumCount = 1'000'000'000;

    using QAbstractTableModel::QAbstractTableModel;

    /// Without a price yet, for all that is left of it. False where it is in the list already.
    bool addProduct(const ProductHit &product);
    void setItems(const std::vector<SaleItemView> &items);
    void removeAt(int row);
    [[nodiscard]] int rowOf(const QString &sku) const;

    /// Checks every cell and remembers what is wrong.
    bool validate();
    /// A complaint from outside about one cell.
    void setError(int row, int column, const QString &message);
    /// The first thing that is wrong, with the product's name; empty where nothing is.
    [[nodiscard]] QString firstError() const;
    [[nodiscard]] QModelIndex firstErrorIndex() const;
    /// Only after validate() found nothing.
    [[nodiscard]] std::vector<SaleDraftItem> draft() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Item {
        QString sku;
        QString name;
        Money listPrice;
        std::optional<qint64> available; ///< nothing: not known
        QString price;                   ///< as typed
        qint64 quota = 1;
        qint64 limit = 0;
        std::array<QString, ColumnCount> errors;
    };

    [[nodiscard]] QString display(const Item &item, int column) const;
    void check(Item &item) const;

    std::vector<Item> m_items;
};

/// Spin boxes for quota and limit, a line for the price.
class SaleItemDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace tidegate
