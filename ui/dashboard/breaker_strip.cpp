// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/breaker_strip.h"

#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QPainter>

#include <algorithm>

namespace tidegate {

namespace {

constexpr int padding = 10;
constexpr int dot = 9;
constexpr int gap = 8;

QColor colorOf(BreakerState state, const ThemeColors &colors)
{
    switch (state) {
    case BreakerState::Closed: return colors.good;
    case BreakerState::HalfOpen: return colors.warning;
    case BreakerState::Open: break;
    }
    return colors.bad;
}

} // namespace

BreakerPill::BreakerPill(QWidget *parent)
    : QFrame(parent)
{
}

void BreakerPill::setFigures(const BreakerFigures &figures)
{
    const bool sameWords = figures.state == m_state && (figures.failures == 0) == m_faultless;
    m_state = figures.state;
    m_faultless = figures.failures == 0;
    m_name = figures.name;
    switch (figures.state) {
    case BreakerState::Closed:
        m_text = figures.failures == 0
            ? tr("working")
            : tr("working, %Ln failure(s), opens at %1", nullptr, figures.failures).arg(figures.threshold);
        break;
    case BreakerState::HalfOpen: m_text = tr("trying one payment"); break;
    case BreakerState::Open: m_text = tr("not offered, next try in %1").arg(spanText(figures.retryIn)); break;
    }
    setAccessibleName(tr("%1: %2", "payment method, state").arg(m_name, m_text));
    const int width = 2 * padding + dot + 2 * gap + QFontMetrics(nameFont()).horizontalAdvance(m_name)
        + fontMetrics().horizontalAdvance(m_text);
    if (width > m_widest || !sameWords) {
        m_widest = width;
        updateGeometry();
    }
    update();
}

QSize BreakerPill::sizeHint() const
{
    return {m_widest + 2, fontMetrics().height() + 12};
}

void BreakerPill::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    const QColor color = colorOf(m_state, colors);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor fill = color;
    fill.setAlphaF(m_state == BreakerState::Closed ? 0.08F : 0.16F);
    painter.setPen(QPen(color, 1));
    painter.setBrush(fill);
    const double round = height() / 2.0 - 1;
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), round, round);

    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(padding, (height() - dot) / 2.0, dot, dot));

    QRect text = rect().adjusted(padding + dot + gap, 0, -padding, 0);
    painter.setPen(colors.text);
    painter.setFont(nameFont());
    painter.drawText(text, int(Qt::AlignLeft | Qt::AlignVCenter), m_name);
    text.setLeft(text.left() + painter.fontMetrics().horizontalAdvance(m_name) + gap);
    painter.setFont(font());
    painter.drawText(text, int(Qt::AlignLeft | Qt::AlignVCenter), m_text);
}

QFont BreakerPill::nameFont() const
{
    QFont bold = font();
    bold.setBold(true);
    return bold;
}

BreakerStrip::BreakerStrip(QWidget *parent)
    : Card({}, parent)
    , m_flow(new FlowLayout(8, 8))
    , m_none(mutedLabel(tr("No payment method is set up.")))
{
    auto *line = new QHBoxLayout;
    QLabel *title = plainLabel(tr("Payment methods"));
    scaleFont(title, 1.0, true);
    line->setSpacing(14);
    line->addWidget(title);
    line->addWidget(m_none);
    line->addLayout(m_flow, 1);
    body()->addLayout(line);
    setAccessibleName(title->text());
}

void BreakerStrip::setFigures(const std::vector<BreakerFigures> &figures)
{
    while (m_pills.size() < figures.size()) {
        auto *pill = new BreakerPill;
        m_flow->addWidget(pill);
        m_pills.push_back(pill);
    }
    for (std::size_t i = 0; i < m_pills.size(); ++i) {
        m_pills[i]->setVisible(i < figures.size());
        if (i < figures.size()) {
            m_pills[i]->setFigures(figures[i]);
        }
    }
    m_none->setVisible(figures.empty());
}

QStringList BreakerStrip::texts() const
{
    QStringList texts;
    for (const BreakerPill *pill : m_pills) {
        if (!pill->isHidden()) {
            texts += pill->accessibleName();
        }
    }
    return texts;
}

} // namespace tidegate
