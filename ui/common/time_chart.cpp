// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/time_chart.h"

#include "ui/common/chart_legend.h"
#include "ui/common/chart_look.h"
#include "ui/common/chart_span.h"
#include "ui/common/theme.h"

#include <QAreaSeries>
#include <QCategoryAxis>
#include <QChart>
#include <QEvent>
#include <QLineSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int intervals = 4;
/// The axis comes down when the values fill less of it than this.
constexpr double shrinkBelow = 0.4;

/// The next larger of some numbers, times a power of ten, that can be cut in four round intervals.
double roundTop(double highest)
{
    if (highest <= 1) {
        return 1;
    }
    const double power = std::pow(10, std::floor(std::log10(highest)));
    for (const double factor : {1.0, 1.2, 1.6, 2.0, 2.4, 3.2, 4.0, 6.0, 8.0}) {
        if (highest <= factor * power) {
            return factor * power;
        }
    }
    return 10 * power;
}

bool isZero(const QList<QPointF> &points)
{
    return std::all_of(points.begin(), points.end(), [](const QPointF &point) { return point.y() == 0; });
}

} // namespace

TimeChart::TimeChart(const QString &title, Kind kind, Format format, QWidget *parent)
    : Card(title, parent)
    , m_kind(kind)
    , m_format(std::move(format))
    , m_chart(new QChart)
    , m_view(new QChartView(m_chart))
    , m_legend(new ChartLegend)
    , m_timeAxis(new QCategoryAxis(m_chart))
    , m_valueAxis(new QValueAxis(m_chart))
{
    prepareChart(m_view);
    m_view->setAccessibleName(tr("Chart of the last five minutes: %1").arg(title));
    addAxes();
    QLabel *span = mutedLabel(tr("last %Ln min", nullptr, chartSeconds / 60));
    scaleFont(span, 0.88);
    addToHeading(span);
    body()->addWidget(m_view, 1);
    body()->addWidget(m_legend);
    paintInTheme();
}

void TimeChart::addSeries(const QString &name, ColorOf color)
{
    Series series{.name = name, .color = std::move(color)};
    series.line = new QLineSeries(m_chart);
    if (m_kind == Kind::Lines) {
        attach(series.line);
    } else {
        series.floor = new QLineSeries(m_chart);
        series.area = new QAreaSeries(series.line, series.floor);
        attach(series.area);
    }
    m_series.push_back(std::move(series));
    paintInTheme();
    fillLegend();
}

void TimeChart::setPoints(const std::vector<QList<QPointF>> &points)
{
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        m_series[i].latest = points[i].isEmpty() ? 0 : points[i].back().y();
    }
    fitAxis(m_kind == Kind::Lines ? putLines(points) : putStacked(points));
    fillLegend();
}

double TimeChart::axisTop() const
{
    return m_valueAxis->max();
}

void TimeChart::changeEvent(QEvent *event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        paintInTheme();
        fillLegend();
    }
}

void TimeChart::addAxes()
{
    m_timeAxis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    m_timeAxis->setRange(-chartSeconds, 0);
    m_timeAxis->setStartValue(-chartSeconds);
    for (int minutes = chartSeconds / 60 - 1; minutes > 0; --minutes) {
        m_timeAxis->append(tr("−%1", "minutes ago").arg(minutes), -60.0 * minutes);
    }
    m_timeAxis->append(tr("now"), 0);
    m_valueAxis->setTickCount(intervals + 1);
    prepareAxis(m_timeAxis, font());
    prepareAxis(m_valueAxis, font());
    m_chart->addAxis(m_timeAxis, Qt::AlignBottom);
    m_chart->addAxis(m_valueAxis, Qt::AlignLeft);
    m_valueAxis->setRange(0, 1);
    m_valueAxis->setLabelFormat(u"%.2f"_s);
}

void TimeChart::attach(QAbstractSeries *series)
{
    m_chart->addSeries(series);
    series->attachAxis(m_timeAxis);
    series->attachAxis(m_valueAxis);
}

double TimeChart::putLines(const std::vector<QList<QPointF>> &points)
{
    double highest = 0;
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        for (const QPointF &point : points[i]) {
            highest = std::max(highest, point.y());
        }
        m_series[i].line->replace(points[i]);
    }
    return highest;
}

double TimeChart::putStacked(const std::vector<QList<QPointF>> &points)
{
    double highest = 0;
    QList<QPointF> floor = points.front();
    for (QPointF &point : floor) {
        point.setY(0);
    }
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const bool empty = isZero(points[i]);
        m_series[i].area->setVisible(!empty);
        if (empty) {
            continue;
        }
        QList<QPointF> upper = points[i];
        for (qsizetype at = 0; at < upper.size(); ++at) {
            upper[at].ry() += floor[at].y();
            highest = std::max(highest, upper[at].y());
        }
        m_series[i].floor->replace(floor);
        m_series[i].line->replace(upper);
        floor = std::move(upper);
    }
    return highest;
}

void TimeChart::fillLegend()
{
    std::vector<ChartLegend::Entry> entries;
    for (const Series &series : m_series) {
        if (!series.area || series.area->isVisible()) {
            entries.push_back({series.color(palette()), series.name, m_format(series.latest)});
        }
    }
    m_legend->setEntries(std::move(entries));
}

void TimeChart::fitAxis(double highest)
{
    const double top = m_valueAxis->max();
    if (highest <= top && highest >= top * shrinkBelow) {
        return;
    }
    const double fitting = roundTop(highest);
    if (fitting == top) {
        return;
    }
    m_valueAxis->setMax(fitting);
    const double step = fitting / intervals;
    m_valueAxis->setLabelFormat(step == std::floor(step)                 ? u"%.0f"_s
                                    : step * 10 == std::floor(step * 10) ? u"%.1f"_s
                                                                         : u"%.2f"_s);
}

void TimeChart::paintInTheme()
{
    const ThemeColors &colors = themeColors(palette());
    for (QAbstractAxis *axis : {static_cast<QAbstractAxis *>(m_timeAxis), static_cast<QAbstractAxis *>(m_valueAxis)}) {
        axis->setLabelsColor(colors.muted);
        axis->setGridLineColor(colors.track);
    }
    for (const Series &series : m_series) {
        const QColor color = series.color(palette());
        if (series.area) {
            series.area->setBrush(color);
            series.area->setPen(QPen(colors.surface, 0.5));
        } else {
            series.line->setPen(QPen(color, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        }
    }
}

} // namespace tidegate
