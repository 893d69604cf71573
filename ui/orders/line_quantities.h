// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order_service.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QSpinBox;

namespace tidegate {

/// How many of each line of an order something is about: a number per line of which something is left, at first all that is left.
class LineQuantities : public QWidget
{
    Q_OBJECT

public:
    explicit LineQuantities(const Order &order, QWidget *parent = nullptr);

    /// The order as it is now. What was entered stays, as far as so much is left.
    void setOrder(const Order &order);

    /// Those that are not 0.
    [[nodiscard]] std::vector<LineQuantity> chosen() const;
    /// All units together.
    [[nodiscard]] qint64 units() const;
    void setAll(bool all); ///< all that is left, or nothing

    enum class Added { Yes, UnknownSku, AllCounted };
    /// One unit more of this SKU, on the first line that has it and is not full.
    Added addUnit(const QString &sku);

Q_SIGNALS:
    void changed();

private:
    struct Line {
        QString id;
        QString sku;
        QSpinBox *quantity;
        QLabel *of;
    };
    [[nodiscard]] Line *find(const QString &lineId);
    void addLine(const OrderLine &line);
    static void showLeft(const Line &line, qint64 left);

    QGridLayout *m_grid;
    std::vector<Line> m_lines;
};

} // namespace tidegate
