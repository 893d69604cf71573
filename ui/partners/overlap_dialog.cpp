// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/overlap_dialog.h"

#include "ui/common/icon.h"
#include "ui/common/widgets.h"

#include <QComboBox>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

OverlapDialog::OverlapDialog(const OverlapQuestion &question, Then then, QWidget *parent)
    : QDialog(parent)
    , m_overlap(new QComboBox)
    , m_consequence(mutedLabel({}))
{
    setWindowTitle(question.title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    m_overlap->addItem(tr("Not at all: replace it at once"), 0);
    for (const int hours : {1, 24}) {
        m_overlap->addItem(tr("%Ln more hour(s)", nullptr, hours),
                           qint64(std::chrono::milliseconds(std::chrono::hours(hours)).count()));
    }
    for (const int days : {3, 7, 30}) {
        m_overlap->addItem(tr("%Ln more day(s)", nullptr, days),
                           qint64(std::chrono::milliseconds(std::chrono::days(days)).count()));
    }
    m_overlap->setCurrentIndex(2);
    m_overlap->setObjectName(u"overlap"_s);
    QLabel *title = plainLabel(question.title);
    title->setWordWrap(true);
    scaleFont(title, 1.1, true);
    QLabel *text = plainLabel(question.text);
    text->setWordWrap(true);
    QLabel *label = plainLabel(question.what);
    label->setBuddy(m_overlap);
    m_overlap->setAccessibleName(question.what);
    m_consequence->setWordWrap(true);
    auto *icon = new IconView(36);
    icon->setIcon(themedIcon(u"info"_s, QPalette::Link));
    auto *texts = new QVBoxLayout;
    texts->setSpacing(8);
    for (QWidget *widget : {static_cast<QWidget *>(title), static_cast<QWidget *>(text), static_cast<QWidget *>(label),
                            static_cast<QWidget *>(m_overlap), static_cast<QWidget *>(m_consequence)}) {
        texts->addWidget(widget);
    }
    auto *upper = new QHBoxLayout;
    upper->setSpacing(14);
    upper->addWidget(icon, 0, Qt::AlignTop);
    upper->addLayout(texts, 1);
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
    m_overlap->setFocus();
    setMinimumWidth(fontMetrics().averageCharWidth() * 70);
    connect(cancel, &QPushButton::clicked, this, &OverlapDialog::reject);
    connect(action, &QPushButton::clicked, this, &OverlapDialog::accept);
    connect(m_overlap, &QComboBox::currentIndexChanged, this, &OverlapDialog::showConsequence);
    connect(this, &QDialog::accepted, parent,
            [this, then = std::move(then)] { then(std::chrono::milliseconds(m_overlap->currentData().toLongLong())); });
    showConsequence();
}

void OverlapDialog::showConsequence()
{
    m_consequence->setText(m_overlap->currentIndex() == 0
                               ? tr("Whoever still uses the old one is refused from the next moment on.")
                               : tr("Both are valid until then, so that it can be replaced without anything being refused."));
}

} // namespace tidegate
