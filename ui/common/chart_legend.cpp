// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/chart_legend.h"

#include "ui/common/theme.h"

#include <QPainter>
#include <QStyle>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int swatch = 10;
constexpr int gap = 6;
constexpr int columnGap = 14;

} // namespace

ChartLegend::ChartLegend(QWidget *parent)
    : QWidget(parent)
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.88);
    setFont(small);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ChartLegend::setEntries(std::vector<Entry> entries)
{
    if (entries == m_entries) {
        return;
    }
    const bool otherShape = entries.size() != m_entries.size();
    m_entries = std::move(entries);
    const int before = m_widest;
    QString told;
    for (const Entry &entry : m_entries) {
        const int width = fontMetrics().horizontalAdvance(entry.name) + fontMetrics().horizontalAdvance(entry.value);
        m_widest = std::max(m_widest, width);
        told += told.isEmpty() ? QString() : u", "_s;
        told += entry.name + u' ' + entry.value;
    }
    setAccessibleName(told);
    if (otherShape || m_widest != before) {
        updateGeometry();
    }
    update();
}

int ChartLegend::heightForWidth(int width) const
{
    const int columns = columnsIn(width);
    const int lines = (int(m_entries.size()) + columns - 1) / columns;
    return std::max(1, lines) * lineHeight();
}

QSize ChartLegend::sizeHint() const
{
    return {columnWidth() * 2, heightForWidth(width())};
}

QSize ChartLegend::minimumSizeHint() const
{
    return {columnWidth(), heightForWidth(std::max(width(), columnWidth()))};
}

void ChartLegend::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    const int columns = columnsIn(width());
    const int column = width() / columns;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < int(m_entries.size()); ++i) {
        const Entry &entry = m_entries[std::size_t(i)];
        const QRect cell = QStyle::visualRect(
            layoutDirection(), rect(), QRect(i % columns * column, i / columns * lineHeight(), column - columnGap, lineHeight()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(entry.color);
        painter.drawRoundedRect(QRectF(cell.left(), cell.center().y() - swatch / 2.0 + 0.5, swatch, swatch), 2, 2);
        const QRect text = cell.adjusted(swatch + gap, 0, 0, 0);
        painter.setPen(colors.muted);
        painter.drawText(text, int(Qt::AlignLeading | Qt::AlignVCenter), entry.name);
        painter.setPen(colors.text);
        painter.drawText(text.adjusted(fontMetrics().horizontalAdvance(entry.name) + gap, 0, 0, 0),
                         int(Qt::AlignLeading | Qt::AlignVCenter), entry.value);
    }
}

int ChartLegend::columnWidth() const
{
    return m_widest + swatch + 2 * gap + columnGap;
}

int ChartLegend::columnsIn(int width) const
{
    return std::max(1, width / std::max(1, columnWidth()));
}

int ChartLegend::lineHeight() const
{
    return fontMetrics().height() + 3;
}

} // namespace tidegate
