// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/panel.h"

namespace tidegate {

namespace {

constexpr int margin = 16;

} // namespace

Panel::Panel(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_heading(new QHBoxLayout)
    , m_banner(new Banner)
    , m_body(new QVBoxLayout)
{
    setAccessibleName(title);
    QLabel *label = plainLabel(title);
    scaleFont(label, 1.45, true);
    m_heading->setSpacing(8);
    m_heading->addWidget(label);
    m_heading->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin - 4, margin, margin);
    layout->setSpacing(12);
    layout->addLayout(m_heading);
    layout->addWidget(m_banner);
    layout->addLayout(m_body, 1);
}

void Panel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void Panel::addToHeading(QWidget *widget)
{
    m_heading->addWidget(widget);
}

void Panel::tellStale(const QString &why)
{
    m_stale = true;
    m_banner->tell(Banner::Tone::Bad, why, tr("&Try again"), [this] { refresh(); });
}

void Panel::tellFresh()
{
    if (m_stale) {
        m_stale = false;
        m_banner->clear();
    }
}

} // namespace tidegate
