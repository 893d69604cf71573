// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/overlap_dialog.h"

#include "ui/common/widgets.h"

#include <QComboBox>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

OverlapDialog::OverlapDialog(const OverlapQuestion &question, Then then, QWidget *parent)
    : ChoiceDialog({.title = question.title, .text = question.text, .action = question.action}, parent)
    , m_overlap(new QComboBox)
    , m_consequence(mutedLabel({}))
{
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
    QLabel *label = plainLabel(question.what);
    label->setBuddy(m_overlap);
    m_overlap->setAccessibleName(question.what);
    m_consequence->setWordWrap(true);
    for (QWidget *widget :
         {static_cast<QWidget *>(label), static_cast<QWidget *>(m_overlap), static_cast<QWidget *>(m_consequence)}) {
        choices()->addWidget(widget);
    }
    m_overlap->setFocus();
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
