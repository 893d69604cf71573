// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/figure_history.h"

#include <algorithm>

namespace tidegate {

namespace {

constexpr UtcMillis historyMillis = FigureHistory::seconds * 1000;
constexpr UtcMillis minuteMillis = 60'000;

bool isCharted(ErrorCode cause)
{
    return std::find(std::begin(chartedCauses), std::end(chartedCauses), cause) != std::end(chartedCauses);
}

} // namespace

double refusalsOf(const LiveFigures &figures, ErrorCode cause)
{
    double sum = 0;
    for (const RefusalRate &rate : figures.refusals) {
        if (rate.cause == cause || (cause == ErrorCode::Internal && !isCharted(rate.cause))) {
            sum += rate.perSecond;
        }
    }
    return sum;
}

double refusalsOfAll(const LiveFigures &figures)
{
    double sum = 0;
    for (const RefusalRate &rate : figures.refusals) {
        sum += rate.perSecond;
    }
    return sum;
}

void FigureHistory::append(const LiveFigures &figures)
{
    while (!m_figures.empty() && m_figures.back().at >= figures.at) {
        m_figures.pop_back();
    }
    m_figures.push_back(figures);
    while (m_figures.front().at < figures.at - historyMillis) {
        m_figures.pop_front();
    }
}

QList<QPointF> FigureHistory::points(const Value &value) const
{
    QList<QPointF> points;
    points.reserve(qsizetype(m_figures.size()));
    for (const LiveFigures &figures : m_figures) {
        points.append({static_cast<double>(figures.at - latest().at) / 1000, value(figures)});
    }
    return points;
}

QList<QPointF> FigureHistory::lastMinute(const Value &value) const
{
    QList<QPointF> recent = points(value);
    recent.removeIf([](const QPointF &point) { return point.x() * 1000 < -minuteMillis; });
    return recent;
}

std::optional<double> FigureHistory::cacheHitShare() const
{
    CacheFigures sum;
    for (const LiveFigures &figures : m_figures) {
        if (figures.at >= latest().at - minuteMillis) {
            sum.hits += figures.cache.hits;
            sum.stale += figures.cache.stale;
            sum.misses += figures.cache.misses;
        }
    }
    const qint64 all = sum.hits + sum.stale + sum.misses;
    return all == 0 ? std::nullopt : std::optional(static_cast<double>(sum.hits + sum.stale) / static_cast<double>(all));
}

} // namespace tidegate
