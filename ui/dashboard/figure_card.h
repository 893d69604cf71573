// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

#include <QList>
#include <QPointF>

namespace tidegate {

/// One figure in large, what it is, a remark, and its last minute as a small line.
class FigureCard : public QFrame
{
    Q_OBJECT

public:
    explicit FigureCard(const QString &title, QWidget *parent = nullptr);

    /// `recent`: x from -60 to 0 seconds; `details` is what the tooltip says.
    void setFigure(const QString &value, const QString &remark, const QString &details, QList<QPointF> recent);
    [[nodiscard]] QString value() const { return m_value; }
    [[nodiscard]] QString remark() const { return m_remark; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintSparkline(QPainter &painter, const QRectF &area) const;

    QString m_title;
    QString m_value;
    QString m_remark;
    QList<QPointF> m_recent;
    QFont m_valueFont;
    QFont m_smallFont;
};

} // namespace tidegate
