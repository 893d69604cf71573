// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/partner_services.h"
#include "ui/webhook_services.h"

namespace tidegate {

/// Sends a test message to a partner's callback address and follows what becomes of it.
class CallbackTest : public QObject
{
    Q_OBJECT

public:
    /// Both outlive this.
    CallbackTest(PartnerServices &partners, WebhookServices &webhooks, QObject *parent);

    /// One at a time.
    void start(const PartnerView &partner);
    /// Looks after it; to be called once a second.
    void refresh();
    [[nodiscard]] bool isRunning() const { return m_running; }

Q_SIGNALS:
    void told(Banner::Tone tone, const QString &text);

private:
    void look(const Result<WebhookDetail> &detail);
    void tellAttempt(const WebhookAttempt &attempt, bool again);
    void end(Banner::Tone tone, const QString &text);

    PartnerServices &m_partners;
    WebhookServices &m_webhooks;
    QString m_partner; ///< its name
    QString m_delivery;
    bool m_running = false;
    bool m_asking = false;
};

} // namespace tidegate
