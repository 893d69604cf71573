// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/chart_look.h"

#include <QAbstractAxis>
#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLocale>

namespace tidegate {

void prepareChart(QChartView *view)
{
    QChart *chart = view->chart();
    chart->legend()->hide();
    chart->setBackgroundVisible(false);
    chart->setMargins(QMargins(0, 4, 14, 0));
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->setLocalizeNumbers(true);
    chart->setLocale(QLocale());
    view->setRenderHint(QPainter::Antialiasing);
    view->setFrameShape(QFrame::NoFrame);
    view->setFocusPolicy(Qt::NoFocus);
    view->setMinimumSize(200, 120);
    view->viewport()->setAutoFillBackground(false);
}

void prepareAxis(QAbstractAxis *axis, const QFont &font)
{
    QFont small = font;
    small.setPointSizeF(small.pointSizeF() * 0.84);
    axis->setLabelsFont(small);
    axis->setLineVisible(false);
}

} // namespace tidegate
