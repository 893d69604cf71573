// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/figure_card.h"

#include "ui/common/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int padding = 12;
constexpr int sparklineHeight = 22;
constexpr double sparklineSeconds = 60;

QFont scaled(QFont font, double factor, bool bold)
{
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setBold(bold);
    return font;
}

} // namespace

FigureCard::FigureCard(const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_title(title)
    , m_value(u"–"_s)
    , m_valueFont(scaled(font(), 1.7, true))
    , m_smallFont(scaled(font(), 0.88, false))
{
    setAccessibleName(title);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FigureCard::setFigure(const QString &value, const QString &remark, const QString &details, QList<QPointF> recent)
{
    m_value = value;
    m_remark = remark;
    m_recent = std::move(recent);
    setAccessibleDescription(tr("%1, %2", "figure, details").arg(value, details));
    setToolTip(details.toHtmlEscaped());
    update();
}

QSize FigureCard::sizeHint() const
{
    const int height =
        QFontMetrics(m_smallFont).height() * 2 + QFontMetrics(m_valueFont).height() + sparklineHeight + 2 * padding;
    return {QFontMetrics(m_valueFont).averageCharWidth() * 13 + 2 * padding, height};
}

QSize FigureCard::minimumSizeHint() const
{
    const int width =
        std::max(QFontMetrics(m_smallFont).horizontalAdvance(m_title), QFontMetrics(m_valueFont).averageCharWidth() * 7);
    return {width + 2 * padding, sizeHint().height()};
}

void FigureCard::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colors.border);
    painter.setBrush(colors.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);

    QRect line = rect().adjusted(padding, padding, -padding, 0);
    const auto write = [&](const QFont &font, const QColor &color, const QString &text) {
        const QFontMetrics metrics(font);
        line.setHeight(metrics.height());
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(line, int(Qt::AlignLeading | Qt::AlignVCenter) | Qt::TextSingleLine,
                         metrics.elidedText(text, Qt::ElideRight, line.width()));
        line.moveTop(line.bottom() + 1);
    };
    write(m_smallFont, colors.muted, m_title);
    write(m_valueFont, colors.text, m_value);
    write(m_smallFont, colors.muted, m_remark);
    paintSparkline(painter, QRectF(padding, line.top() + 4, width() - 2 * padding, height() - padding - line.top() - 4));
}

void FigureCard::paintSparkline(QPainter &painter, const QRectF &area) const
{
    if (m_recent.size() < 2) {
        return;
    }
    double top = 0;
    for (const QPointF &point : m_recent) {
        top = std::max(top, point.y());
    }
    const auto place = [&](const QPointF &point) {
        const double share = top > 0 ? point.y() / top : 0;
        return QPointF(area.right() + point.x() / sparklineSeconds * area.width(),
                       area.bottom() - share * (area.height() - 2) - 1);
    };
    QPainterPath path(place(m_recent.front()));
    for (const QPointF &point : m_recent) {
        path.lineTo(place(point));
    }
    const QColor color = themeColors(palette()).accent;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.5));
    painter.drawPath(path);
}

} // namespace tidegate
