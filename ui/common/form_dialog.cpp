// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/form_dialog.h"

#include "ui/common/form_fields.h"
#include "ui/common/question.h"

#include <QEvent>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace tidegate {

FormDialog::FormDialog(const QString &title, const QString &action, QWidget *parent)
    : QDialog(parent)
    , m_banner(new Banner)
    , m_fields(new FormFields)
{
    setWindowTitle(title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(m_banner);
    layout->addWidget(m_fields);
    layout->addStretch(1);
    layout->addLayout(buildButtons(action));
    setMinimumWidth(fontMetrics().averageCharWidth() * 72);
}

bool FormDialog::event(QEvent *event)
{
    const bool handled = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show) {
        growToFit();
    }
    return handled;
}

/// A complaint that appears takes the room that it needs from outside, not from the fields.
void FormDialog::growToFit()
{
    const int needed =
        layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width()) : layout()->totalSizeHint().height();
    if (needed > height()) {
        resize(width(), needed);
    }
}

QLayout *FormDialog::buildButtons(const QString &action)
{
    m_busyBar = busyBar();
    m_cancel = textButton(tr("Cancel"));
    m_action = textButton(action);
    m_action->setToolTip(tr("Ctrl+Enter"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_busyBar, 1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_action);
    connect(m_action, &QPushButton::clicked, this, &FormDialog::press);
    connect(m_cancel, &QPushButton::clicked, this, &FormDialog::reject);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        connect(new QShortcut(QKeySequence(Qt::CTRL | key), this), &QShortcut::activated, this, &FormDialog::press);
    }
    return buttons;
}

void FormDialog::addField(const QString &name, const QString &label, QWidget *field)
{
    m_fields->addField(name, label, field);
}

void FormDialog::addWidget(QWidget *widget)
{
    m_fields->addWidget(widget);
}

QAbstractButton *FormDialog::actionButton() const
{
    return m_action;
}

void FormDialog::setRefusal(const QString &text)
{
    m_cancel->setText(text);
}

void FormDialog::press()
{
    if (m_busy || !m_action->isEnabled()) {
        return;
    }
    m_banner->clear();
    clearErrors();
    submit();
}

void FormDialog::clearErrors()
{
    m_fields->clearErrors();
}

void FormDialog::setFieldError(const QString &name, const QString &message)
{
    m_fields->setFieldError(name, message);
}

bool FormDialog::hasErrors() const
{
    return m_fields->hasErrors();
}

void FormDialog::focusFirstError()
{
    m_fields->focusFirstError();
}

void FormDialog::showRefusal(const Error &error)
{
    if (const QString rest = m_fields->tellRefusal(error); !rest.isEmpty()) {
        m_banner->tell(Banner::Tone::Bad, rest);
    }
    focusFirstError();
}

void FormDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_busyBar->setVisible(busy);
    m_fields->setEnabled(!busy);
    m_action->setEnabled(!busy);
    m_cancel->setEnabled(!busy);
    if (!busy) {
        m_action->setFocus(Qt::OtherFocusReason);
    }
}

void FormDialog::reject()
{
    if (m_busy) {
        return; // nobody knows yet whether it is done
    }
    if (!m_dirty) {
        QDialog::reject();
        return;
    }
    askToDiscard(this, [this] { QDialog::reject(); });
}

} // namespace tidegate
