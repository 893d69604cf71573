// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

#include <QStringList>

#include <functional>
#include <vector>

class QAbstractBarSeries;
class QBarCategoryAxis;
class QBarSet;
class QChart;
class QChartView;
class QStackedWidget;
class QValueAxis;

namespace tidegate {

class ChartLegend;

/// How much there is of each of some categories, as bars in which several series may stand one upon the other. Without anything to show it says so.
class BarChart : public Card
{
    Q_OBJECT

public:
    using ColorOf = std::function<QColor(const QPalette &)>;
    using Format = std::function<QString(double)>;
    enum class Direction {
        Up,
        Across, ///< for categories with long names; the first one is on top
    };
    struct Series {
        QString name; ///< for the legend, which only a chart with several series has
        ColorOf color;
    };

    /// `format` makes the figures at the axis and in the legend.
    BarChart(const QString &title, Direction direction, std::vector<Series> series, Format format, QWidget *parent = nullptr);

    /// What stands at the right of the heading, such as the one figure that matters most.
    void setRemark(const QString &text);
    /// What is said where there is nothing.
    void setEmptyText(const QString &title, const QString &text);
    /// One list per series, one value per category; nothing is below 0.
    void setValues(const QStringList &categories, const std::vector<std::vector<double>> &values);

    [[nodiscard]] const std::vector<std::vector<double>> &values() const { return m_values; }
    [[nodiscard]] QStringList categories() const { return m_categories; }
    [[nodiscard]] bool isEmpty() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildChart();
    void fillLegend();
    void fitAxis();
    void paintInTheme();

    std::vector<Series> m_series;
    Format m_format;
    Direction m_direction;
    QStringList m_categories;
    std::vector<std::vector<double>> m_values;
    QLabel *m_remark;
    QChart *m_chart;
    QChartView *m_view;
    QAbstractBarSeries *m_bars = nullptr;
    std::vector<QBarSet *> m_sets;
    QBarCategoryAxis *m_categoryAxis = nullptr;
    QValueAxis *m_valueAxis = nullptr;
    ChartLegend *m_legend;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
};

} // namespace tidegate
