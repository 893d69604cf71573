// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/secret_clipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace tidegate {

SecretClipboard::SecretClipboard(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(stay);
    connect(&m_timer, &QTimer::timeout, this, &SecretClipboard::clear);
}

SecretClipboard::~SecretClipboard()
{
    clear();
}

void SecretClipboard::copy(const QString &secret)
{
    m_secret = secret;
    auto *data = new QMimeData;
    data->setText(secret);
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), "secret");
    QGuiApplication::clipboard()->setMimeData(data);
    m_timer.start();
}

void SecretClipboard::clear()
{
    m_timer.stop();
    QClipboard *clipboard = QGuiApplication::clipboard();
    // Text that is selected with the mouse is in the second one.
    for (const auto mode : {QClipboard::Clipboard, QClipboard::Selection}) {
        const bool hasMode = mode == QClipboard::Clipboard || clipboard->supportsSelection();
        if (hasMode && !m_secret.isEmpty() && clipboard->text(mode) == m_secret) {
            clipboard->clear(mode);
        }
    }
    m_secret.clear();
}

} // namespace tidegate
