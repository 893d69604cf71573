// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/choice_dialog.h"

#include "ui/common/icon.h"
#include "ui/common/widgets.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace tidegate {

ChoiceDialog::ChoiceDialog(const Question &question, QWidget *parent)
    : QDialog(parent)
    , m_choices(new QVBoxLayout)
{
    Q_ASSERT(!question.risky && question.refusal.isEmpty());
    setWindowTitle(question.title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    QLabel *title = plainLabel(question.title);
    title->setWordWrap(true);
    scaleFont(title, 1.1, true);
    QLabel *text = plainLabel(question.text);
    text->setWordWrap(true);
    auto *icon = new IconView(36);
    icon->setIcon(themedIcon(u"info"_s, QPalette::Link));
    m_choices->setSpacing(8);
    m_choices->addWidget(title);
    m_choices->addWidget(text);
    auto *upper = new QHBoxLayout;
    upper->setSpacing(14);
    upper->addWidget(icon, 0, Qt::AlignTop);
    upper->addLayout(m_choices, 1);
    QPushButton *cancel = textButton(tr("Cancel"));
    QPushButton *action = textButton(question.action);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(action);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 14);
    layout->setSpacing(14);
    layout->addLayout(upper);
    layout->addStretch();
    layout->addLayout(buttons);
    action->setDefault(true);
    setMinimumWidth(fontMetrics().averageCharWidth() * 74);
    connect(cancel, &QPushButton::clicked, this, &ChoiceDialog::reject);
    connect(action, &QPushButton::clicked, this, &ChoiceDialog::accept);
}

} // namespace tidegate
