// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_identity.h"
#include "core/partner/callback_service.h"
#include "core/partner/partner_service.h"
#include "core/partner/webhook_service.h"
#include "ui/webhook_services.h"

#include <QCoroTask>
#include <QObject>

namespace tidegate {

/// Gives the console what it asks about webhooks and callbacks; replays are an admin's. Lives on the GUI thread.
class WebhookBridge final : public QObject, public WebhookServices
{
public:
    /// All outlive this.
    WebhookBridge(PartnerService &partners, WebhookService &webhooks, CallbackService &callbacks,
                  const ConsoleIdentity &identity);

    void webhooks(WebhookDirection direction, const WebhookQuery &query, int limit, const QString &cursor,
                  Answer<WebhookViewPage> answer) override;
    void webhook(WebhookDirection direction, const QString &id, Answer<WebhookDetail> answer) override;
    void replay(WebhookDirection direction, const QString &id, Answer<WebhookView> answer) override;
    void replayDead(WebhookDirection direction, const QString &partnerId, UtcMillis since, Answer<qint64> answer) override;
    void callbackTargets(Answer<std::vector<CallbackTarget>> answer) override;

private:
    QCoro::Task<void> replayEvents(QString actor, QString partnerId, UtcMillis since, Answer<qint64> answer);
    QCoro::Task<void> replayDeliveries(QString actor, UtcMillis since, Answer<qint64> answer);

    PartnerService &m_partners;
    WebhookService &m_webhooks;
    CallbackService &m_callbacks;
    const ConsoleIdentity &m_identity;
};

} // namespace tidegate
