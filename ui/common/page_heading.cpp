// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/page_heading.h"

#include "ui/common/widgets.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace tidegate {

PageHeading::PageHeading(QWidget *parent)
    : QWidget(parent)
    , m_text(new ElidedLabel)
{
    QPushButton *back = iconButton(u"back"_s, tr("&Back to the list"));
    back->setToolTip(tr("Esc"));
    scaleFont(m_text, 1.1, true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(back);
    layout->addWidget(m_text, 1);
    connect(back, &QPushButton::clicked, this, &PageHeading::backWanted);
}

void PageHeading::setText(const QString &text)
{
    m_text->setText(text);
}

} // namespace tidegate
