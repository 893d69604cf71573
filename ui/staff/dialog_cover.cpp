// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/dialog_cover.h"

#include <QApplication>
#include <QDialog>
#include <QEvent>

#include <algorithm>
#include <utility>

namespace tidegate {

DialogCover::DialogCover(QWidget *window, const QWidget *exempt)
    : QObject(window)
    , m_window(window)
    , m_exempt(exempt)
{
    qApp->installEventFilter(this);
}

bool DialogCover::isOurs(const QDialog *dialog) const
{
    for (const QWidget *widget = dialog->parentWidget(); widget; widget = widget->parentWidget()) {
        if (widget == m_exempt) {
            return false;
        }
        if (widget == m_window) {
            return true;
        }
    }
    return false;
}

void DialogCover::cover()
{
    m_covering = true;
    if (QWidget *popup = QApplication::activePopupWidget()) {
        popup->close();
    }
    // A child of another comes after it, and is hidden before it, for a modal parent waits for its child.
    const QList<QDialog *> dialogs = m_window->findChildren<QDialog *>();
    for (auto dialog = dialogs.rbegin(); dialog != dialogs.rend(); ++dialog) {
        if ((*dialog)->isVisible() && isOurs(*dialog)) {
            putAway(*dialog);
        }
    }
    std::reverse(m_hidden.begin(), m_hidden.end());
}

void DialogCover::putAway(QDialog *dialog)
{
    m_hidden.emplace_back(dialog);
    const bool wasActive = dialog->isActiveWindow();
    dialog->hide();
    if (wasActive) {
        m_window->activateWindow(); // not every platform does
    }
}

void DialogCover::uncover()
{
    m_covering = false;
    for (const QPointer<QDialog> &dialog : std::exchange(m_hidden, {})) {
        if (dialog) {
            dialog->show();
        }
    }
}

void DialogCover::discard()
{
    m_covering = false;
    m_hidden.clear();
    for (QDialog *dialog : m_window->findChildren<QDialog *>()) {
        if (isOurs(dialog)) {
            dialog->hide();
            dialog->deleteLater();
        }
    }
}

bool DialogCover::hasDialogs() const
{
    return std::any_of(m_hidden.begin(), m_hidden.end(), [](const QPointer<QDialog> &dialog) { return !dialog.isNull(); });
}

bool DialogCover::eventFilter(QObject *watched, QEvent *event)
{
    if (m_covering && event->type() == QEvent::Show) {
        if (auto *dialog = qobject_cast<QDialog *>(watched); dialog && isOurs(dialog)) {
            // Not from within its being shown; it is gone before anything of it is painted.
            QMetaObject::invokeMethod(
                this,
                [this, guard = QPointer<QDialog>(dialog)] {
                    if (m_covering && guard && guard->isVisible()) {
                        putAway(guard);
                        m_window->activateWindow();
                    }
                },
                Qt::QueuedConnection);
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace tidegate
