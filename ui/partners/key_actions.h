// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/partner_services.h"
#include "ui/partners/secret_clipboard.h"
#include "ui/partners/secret_dialog.h"

#include <QPointer>

namespace tidegate {

/// Makes, rotates and revokes keys and webhook secrets, with the dialogs that this takes over `owner`'s window.
class KeyActions : public QObject
{
    Q_OBJECT

public:
    /// Both outlive this.
    KeyActions(PartnerServices &services, QWidget *owner);

    /// `partner`: whose key it is; null: the storefront's.
    void create(const PartnerView *partner);
    void rotate(const KeyView &key);
    void revoke(const KeyView &key);
    void renewWebhookSecret(const PartnerView &partner);

    /// A secret is on its way or on the screen, and would be lost.
    [[nodiscard]] bool holdsSecret() const { return m_busy || m_secret; }

Q_SIGNALS:
    void told(Banner::Tone tone, const QString &text);
    /// Keys or secrets are other than they were.
    void changed();
    void busyChanged(bool busy);

private:
    void setBusy(bool busy);
    void sendRotate(const KeyView &key, std::chrono::milliseconds overlap);
    void sendRevoke(const KeyView &key);
    void sendSecret(const PartnerView &partner, std::chrono::milliseconds overlap);
    void showKey(const IssuedKey &issued);
    void showSecret(const SecretTexts &texts, const QString &secret);

    PartnerServices &m_services;
    QWidget *m_owner;
    SecretClipboard m_clipboard;
    QPointer<SecretDialog> m_secret;
    bool m_busy = false;
};

} // namespace tidegate
