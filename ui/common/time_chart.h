// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

#include <QChartView>
#include <QList>
#include <QPointF>

#include <functional>
#include <vector>

class QAbstractSeries;
class QAreaSeries;
class QChart;
class QCategoryAxis;
class QLineSeries;
class QValueAxis;

namespace tidegate {

class ChartLegend;

/// The last five minutes of some values, as lines or stacked one upon the other. The chart is built once: new points replace the old ones
/// in place, the time axis stands still, and the value axis changes only when the values outgrow it or fall far below it.
class TimeChart : public Card
{
    Q_OBJECT

public:
    using ColorOf = std::function<QColor(const QPalette &)>;
    using Format = std::function<QString(double)>;
    enum class Kind { Lines, Stacked };

    /// `format` makes the legend's figures.
    TimeChart(const QString &title, Kind kind, Format format, QWidget *parent = nullptr);

    void addSeries(const QString &name, ColorOf color);
    /// x: -300 … 0 seconds; one list per series, in the order in which they were added. A stacked series that is 0 all along is left
    /// out of chart and legend.
    void setPoints(const std::vector<QList<QPointF>> &points);

    [[nodiscard]] QChartView *view() const { return m_view; }
    [[nodiscard]] double axisTop() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Series {
        QString name;
        ColorOf color;
        QLineSeries *line = nullptr; ///< the upper edge where stacked
        QLineSeries *floor = nullptr;
        QAreaSeries *area = nullptr;
        double latest = 0;
    };

    void addAxes();
    void attach(QAbstractSeries *series);
    double putLines(const std::vector<QList<QPointF>> &points);
    double putStacked(const std::vector<QList<QPointF>> &points);
    void fillLegend();
    void fitAxis(double highest);
    void paintInTheme();

    Kind m_kind;
    Format m_format;
    QChart *m_chart;
    QChartView *m_view;
    ChartLegend *m_legend;
    QCategoryAxis *m_timeAxis;
    QValueAxis *m_valueAxis;
    std::vector<Series> m_series;
};

} // namespace tidegate
