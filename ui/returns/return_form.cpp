// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_form.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/returns/return_texts.h"

#include <QKeyEvent>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Whether the request may have been taken in spite of this answer, so that it must be sent again as the same one.
bool isInDoubt(const Error &error)
{
    return error.code == ErrorCode::StorageUnavailable || error.code == ErrorCode::Overloaded
        || error.code == ErrorCode::Internal;
}

} // namespace

ReturnForm::ReturnForm(ReturnServices &services, const RmaDetails &details, const QString &title, const QString &action,
                       QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_details(details)
    , m_title(plainLabel(title))
    , m_subtitle(mutedLabel({}))
    , m_banner(new Banner)
    , m_content(new QWidget)
    , m_body(new QVBoxLayout(m_content))
{
    setAccessibleName(title);
    scaleFont(m_title, 1.2, true);
    m_subtitle->setWordWrap(true);
    m_subtitle->hide();
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(10);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(m_title);
    layout->addWidget(m_subtitle);
    layout->addWidget(m_banner);
    layout->addWidget(m_content, 1);
    layout->addLayout(buildButtons(action));
}

QLayout *ReturnForm::buildButtons(const QString &action)
{
    m_busyBar = busyBar();
    m_close = textButton(tr("Close"));
    m_close->setToolTip(tr("Esc"));
    m_action = textButton(action);
    m_action->setToolTip(tr("Ctrl+Enter"));
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(8);
    m_buttons->addWidget(m_busyBar, 1);
    m_buttons->addWidget(m_close);
    m_buttons->addWidget(m_action);
    const auto act = [this] {
        if (!m_busy && m_action->isEnabled()) {
            m_banner->clear();
            submit();
        }
    };
    connect(m_close, &QPushButton::clicked, this, &ReturnForm::close);
    connect(m_action, &QPushButton::clicked, this, act);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    }
    return m_buttons;
}

void ReturnForm::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void ReturnForm::setSubtitle(const QString &text)
{
    m_subtitle->setText(text);
    m_subtitle->setVisible(!text.isEmpty());
}

void ReturnForm::addButton(QPushButton *button)
{
    m_buttons->insertWidget(m_buttons->count() - 1, button);
}

void ReturnForm::touch()
{
    m_key.clear();
}

void ReturnForm::send(const Step &step, const Then &then)
{
    if (m_key.isEmpty()) {
        m_key = m_services.newKey();
    }
    setBusy(true);
    step({rma().summary.id, rma().summary.version, m_key},
         whileAlive(this, [this, then](const Result<RmaAnswer> &answer) { take(answer, then); }));
}

void ReturnForm::take(const Result<RmaAnswer> &answer, const Then &then)
{
    setBusy(false);
    if (answer) {
        m_key.clear();
        m_details.rma = answer->rma;
        if (then) {
            then(*answer);
        } else {
            Q_EMIT done(*answer);
        }
        return;
    }
    if (!isInDoubt(answer.error())) {
        m_key.clear();
    }
    if (answer.error().code == ErrorCode::VersionConflict) {
        m_banner->tell(Banner::Tone::Warning,
                       tr("Somebody else changed this return meanwhile. Nothing was sent; what you entered is still here."));
        Q_EMIT conflict();
        return;
    }
    m_banner->tell(Banner::Tone::Bad, refusalText(answer.error()));
}

QString ReturnForm::refusalText(const Error &error) const
{
    return stepRefusalText(error);
}

void ReturnForm::rebuild(const std::function<void()> &rebuild)
{
    const QWidget *focused = window()->focusWidget();
    const bool isOurs = focused && isAncestorOf(focused);
    const QString name = isOurs ? focused->objectName() : QString();
    rebuild();
    if (!isOurs) {
        return;
    }
    auto *same = name.isEmpty() ? nullptr : findChild<QWidget *>(name);
    if (same && same->isEnabled()) {
        same->setFocus(Qt::OtherFocusReason);
    } else if (QWidget *now = window()->focusWidget(); !now || !isAncestorOf(now)) {
        setFocus(Qt::OtherFocusReason);
    }
}

void ReturnForm::setBusy(bool busy)
{
    m_busy = busy;
    m_busyBar->setVisible(busy);
    if (busy) {
        QWidget *focused = window()->focusWidget();
        m_focused = focused && isAncestorOf(focused) ? focused : nullptr;
    }
    m_content->setEnabled(!busy);
    m_close->setEnabled(!busy);
    m_action->setEnabled(!busy);
    if (!busy && m_focused) {
        m_focused->setFocus(Qt::OtherFocusReason);
    }
}

void ReturnForm::close()
{
    if (m_busy) {
        return; // nobody knows yet whether it is done
    }
    if (!hasEntries()) {
        Q_EMIT closed();
        return;
    }
    askToDiscard(this, [this] { Q_EMIT closed(); });
}

void ReturnForm::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace tidegate
