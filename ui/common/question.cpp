// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/question.h"

#include "ui/common/icon.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

void ask(QWidget *parent, const Question &question, std::function<void()> yes)
{
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowModality(Qt::WindowModal);
    const QIcon icon = question.risky ? themedIcon(u"warning"_s, IconTone::Warning) : themedIcon(u"info"_s, QPalette::Link);
    box->setIconPixmap(icon.pixmap(QSize(36, 36), box->devicePixelRatioF()));
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(question.title);
    box->setText(question.title);
    box->setInformativeText(question.text);
    QPushButton *action = box->addButton(question.action, QMessageBox::AcceptRole);
    QPushButton *cancel = box->addButton(QMessageBox::Cancel);
    if (!question.refusal.isEmpty()) {
        cancel->setText(question.refusal);
    }
    box->setDefaultButton(question.risky ? cancel : action);
    box->setEscapeButton(cancel);
    QObject::connect(action, &QPushButton::clicked, parent, [yes = std::move(yes)] { yes(); });
    // Without this the box is as narrow as its buttons, and its text a column.
    if (auto *grid = qobject_cast<QGridLayout *>(box->layout())) {
        grid->addItem(new QSpacerItem(box->fontMetrics().averageCharWidth() * 70, 0), grid->rowCount(), 0, 1,
                      grid->columnCount());
    }
    box->open();
}

void askToDiscard(QWidget *parent, std::function<void()> yes)
{
    ask(parent,
        {.title = QCoreApplication::translate("tidegate::Question", "Discard what you entered?"),
         .text = QCoreApplication::translate("tidegate::Question", "It has not been saved."),
         .action = QCoreApplication::translate("tidegate::Question", "&Discard"),
         .risky = true},
        std::move(yes));
}

} // namespace tidegate
