// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/form_dialog.h"

#include "ui/common/format.h"
#include "ui/common/question.h"

#include <QEvent>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

FormDialog::FormDialog(const QString &title, const QString &action, QWidget *parent)
    : QDialog(parent)
    , m_banner(new Banner)
    , m_form(new QWidget)
    , m_fieldsLayout(new QVBoxLayout(m_form))
{
    setWindowTitle(title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    m_fieldsLayout->setContentsMargins(0, 0, 0, 0);
    m_fieldsLayout->setSpacing(10);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(m_banner);
    layout->addWidget(m_form);
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
    m_busyBar = new QProgressBar;
    m_busyBar->setRange(0, 0);
    m_busyBar->setTextVisible(false);
    m_busyBar->setFixedHeight(6);
    m_busyBar->setAccessibleName(tr("Working"));
    QSizePolicy keepsRoom = m_busyBar->sizePolicy();
    keepsRoom.setRetainSizeWhenHidden(true);
    m_busyBar->setSizePolicy(keepsRoom);
    m_busyBar->hide();
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
    QLabel *caption = plainLabel(label);
    caption->setBuddy(field);
    field->setObjectName(name);
    QString spoken = label;
    field->setAccessibleName(spoken.remove(u'&'));
    QLabel *error = plainLabel({});
    error->setForegroundRole(QPalette::BrightText);
    error->setWordWrap(true);
    error->setObjectName(name + "Error"_L1);
    error->hide();
    auto *together = new QVBoxLayout;
    together->setSpacing(3);
    together->addWidget(caption);
    together->addWidget(field);
    together->addWidget(error);
    m_fieldsLayout->addLayout(together);
    m_fields.push_back({name, field, error});
}

void FormDialog::addWidget(QWidget *widget)
{
    m_fieldsLayout->addWidget(widget);
}

QAbstractButton *FormDialog::actionButton() const
{
    return m_action;
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
    for (const Field &field : m_fields) {
        setFieldError(field.name, {});
    }
}

void FormDialog::setFieldError(const QString &name, const QString &message)
{
    for (const Field &field : m_fields) {
        if (field.name == name) {
            field.error->setText(message);
            field.error->setVisible(!message.isEmpty());
            field.widget->setAccessibleDescription(message);
        }
    }
}

bool FormDialog::hasErrors() const
{
    return std::any_of(m_fields.begin(), m_fields.end(), [](const Field &field) { return !field.error->isHidden(); });
}

void FormDialog::focusFirstError()
{
    for (const Field &field : m_fields) {
        if (!field.error->isHidden()) {
            field.widget->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

void FormDialog::showRefusal(const Error &error)
{
    QStringList homeless;
    for (const FieldError &complaint : error.fields) {
        const bool known =
            std::any_of(m_fields.begin(), m_fields.end(), [&](const Field &field) { return field.name == complaint.field; });
        if (known) {
            setFieldError(complaint.field, complaint.message);
        } else {
            homeless += complaint.message;
        }
    }
    if (error.fields.empty()) {
        homeless += errorText(error);
    }
    if (!homeless.isEmpty()) {
        m_banner->tell(Banner::Tone::Bad, homeless.join(u' '));
    }
    focusFirstError();
}

void FormDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_busyBar->setVisible(busy);
    m_form->setEnabled(!busy);
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
    ask(this,
        {.title = tr("Discard what you entered?"), .text = tr("It has not been saved."), .action = tr("&Discard"), .risky = true},
        [this] { QDialog::reject(); });
}

} // namespace tidegate
