// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/chart_span.h"
#include "ui/console_services.h"

#include <QList>
#include <QPointF>

#include <deque>
#include <functional>

namespace tidegate {

/// The causes that the charts tell apart, in the order in which they are stacked. The last takes what is none of the others.
inline constexpr ErrorCode chartedCauses[] = {
    ErrorCode::OutOfStock,      ErrorCode::LimitPerShopper,    ErrorCode::SaleNotActive, ErrorCode::RateLimited,
    ErrorCode::PaymentDeclined, ErrorCode::PaymentUnavailable, ErrorCode::Overloaded,    ErrorCode::Internal,
};

/// Refusals per second of one of chartedCauses.
double refusalsOf(const LiveFigures &figures, ErrorCode cause);
double refusalsOfAll(const LiveFigures &figures);

/// The figures of the last five minutes.
class FigureHistory
{
public:
    static constexpr int seconds = chartSeconds;

    /// Forgets what is too old, and, where the machine's clock was set back, what is later than this.
    void append(const LiveFigures &figures);
    [[nodiscard]] bool isEmpty() const { return m_figures.empty(); }
    [[nodiscard]] const LiveFigures &latest() const { return m_figures.back(); }

    using Value = std::function<double(const LiveFigures &)>;
    /// x: seconds before the latest (-300 … 0), y: the value then.
    [[nodiscard]] QList<QPointF> points(const Value &value) const;
    /// The values of the last minute, for a sparkline.
    [[nodiscard]] QList<QPointF> lastMinute(const Value &value) const;
    /// Answers of the listing that came from the cache, of all in the last minute; nothing without any.
    [[nodiscard]] std::optional<double> cacheHitShare() const;

private:
    std::deque<LiveFigures> m_figures;
};

} // namespace tidegate
