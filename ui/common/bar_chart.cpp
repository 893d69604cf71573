// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/bar_chart.h"

#include "ui/common/chart_legend.h"
#include "ui/common/chart_look.h"
#include "ui/common/theme.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QHorizontalStackedBarSeries>
#include <QStackedBarSeries>
#include <QStackedWidget>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int intervals = 4;

/// The next larger round number that four intervals of round numbers lead to.
double roundTop(double highest)
{
    if (highest <= intervals) {
        return intervals;
    }
    const double power = std::pow(10, std::floor(std::log10(highest)));
    for (const double factor : {1.0, 1.2, 1.6, 2.0, 2.4, 3.2, 4.0, 6.0, 8.0}) {
        const double top = factor * power;
        if (highest <= top && std::fmod(top, intervals) == 0) {
            return top;
        }
    }
    return 10 * power;
}

void putValues(QBarSet &set, const std::vector<double> &values)
{
    for (int index = 0; index < int(values.size()); ++index) {
        if (index < set.count()) {
            set.replace(index, values[std::size_t(index)]);
        } else {
            set.append(values[std::size_t(index)]);
        }
    }
    set.remove(int(values.size()), std::max(0, set.count() - int(values.size())));
}

} // namespace

BarChart::BarChart(const QString &title, Direction direction, std::vector<Series> series, Format format, QWidget *parent)
    : Card(title, parent)
    , m_series(std::move(series))
    , m_format(std::move(format))
    , m_direction(direction)
    , m_values(m_series.size())
    , m_remark(mutedLabel({}))
    , m_chart(new QChart)
    , m_view(new QChartView(m_chart))
    , m_legend(new ChartLegend)
    , m_empty(new EmptyState(u"chart"_s, {}, {}))
    , m_stack(new QStackedWidget)
{
    scaleFont(m_remark, 0.92);
    addToHeading(m_remark);
    buildChart();
    m_view->setAccessibleName(title);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    m_stack->setCurrentWidget(m_empty);
    body()->addWidget(m_stack, 1);
    body()->addWidget(m_legend);
    m_legend->setVisible(m_series.size() > 1);
    paintInTheme();
}

void BarChart::buildChart()
{
    prepareChart(m_view);
    if (m_direction == Direction::Up) {
        m_bars = new QStackedBarSeries(m_chart);
    } else {
        m_bars = new QHorizontalStackedBarSeries(m_chart);
    }
    m_bars->setBarWidth(0.62);
    for (const Series &series : m_series) {
        m_sets.push_back(new QBarSet(series.name));
        m_bars->append(m_sets.back());
    }
    m_chart->addSeries(m_bars);
    m_categoryAxis = new QBarCategoryAxis(m_chart);
    m_categoryAxis->setGridLineVisible(false);
    m_valueAxis = new QValueAxis(m_chart);
    m_valueAxis->setTickCount(intervals + 1);
    m_valueAxis->setLabelFormat(u"%.0f"_s);
    prepareAxis(m_categoryAxis, font());
    prepareAxis(m_valueAxis, font());
    m_chart->addAxis(m_categoryAxis, m_direction == Direction::Up ? Qt::AlignBottom : Qt::AlignLeft);
    m_chart->addAxis(m_valueAxis, m_direction == Direction::Up ? Qt::AlignLeft : Qt::AlignBottom);
    m_bars->attachAxis(m_categoryAxis);
    m_bars->attachAxis(m_valueAxis);
}

void BarChart::setRemark(const QString &text)
{
    m_remark->setText(text);
}

void BarChart::setEmptyText(const QString &title, const QString &text)
{
    m_empty->setTexts(title, text);
}

bool BarChart::isEmpty() const
{
    return m_stack->currentWidget() == m_empty;
}

void BarChart::setValues(const QStringList &categories, const std::vector<std::vector<double>> &values)
{
    if (m_categories == categories && m_values == values) {
        return;
    }
    m_values = values;
    if (m_categories != categories) {
        m_categories = categories;
        m_categoryAxis->setCategories(m_direction == Direction::Up ? categories
                                                                   : QStringList(categories.rbegin(), categories.rend()));
    }
    bool any = false;
    for (std::size_t series = 0; series < m_sets.size(); ++series) {
        // An axis that goes up has its first category at the bottom.
        std::vector<double> column = values[series];
        if (m_direction == Direction::Across) {
            std::reverse(column.begin(), column.end());
        }
        any |= std::any_of(column.begin(), column.end(), [](double value) { return value > 0; });
        putValues(*m_sets[series], column);
    }
    m_stack->setCurrentWidget(any ? static_cast<QWidget *>(m_view) : m_empty);
    fitAxis();
    fillLegend();
}

void BarChart::fitAxis()
{
    double highest = 0;
    for (std::size_t index = 0; index < std::size_t(m_categories.size()); ++index) {
        const double sum =
            std::accumulate(m_values.begin(), m_values.end(), 0.0,
                            [index](double all, const std::vector<double> &column) { return all + column[index]; });
        highest = std::max(highest, sum);
    }
    m_valueAxis->setRange(0, roundTop(highest));
}

void BarChart::fillLegend()
{
    std::vector<ChartLegend::Entry> entries;
    for (std::size_t index = 0; index < m_series.size(); ++index) {
        const std::vector<double> &column = m_values[index];
        entries.push_back({m_series[index].color(palette()), m_series[index].name,
                           m_format(std::accumulate(column.begin(), column.end(), 0.0))});
    }
    m_legend->setEntries(std::move(entries));
}

void BarChart::changeEvent(QEvent *event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        paintInTheme();
        fillLegend();
    }
}

void BarChart::paintInTheme()
{
    const ThemeColors &colors = themeColors(palette());
    for (QAbstractAxis *axis : {static_cast<QAbstractAxis *>(m_categoryAxis), static_cast<QAbstractAxis *>(m_valueAxis)}) {
        axis->setLabelsColor(axis == m_categoryAxis ? colors.text : colors.muted);
        axis->setGridLineColor(colors.track);
    }
    for (std::size_t index = 0; index < m_sets.size(); ++index) {
        m_sets[index]->setBrush(m_series[index].color(palette()));
        m_sets[index]->setPen(QPen(colors.surface, 0.5));
    }
}

} // namespace tidegate
