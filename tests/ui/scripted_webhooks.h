// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/webhook_services.h"

#include <QObject>

namespace tidegate {

/// Webhooks and callbacks as a test wants them.
class ScriptedWebhooks : public QObject, public WebhookServices
{
    Q_OBJECT

public:
    std::vector<WebhookDetail> incoming; ///< the newest first
    std::vector<WebhookDetail> outgoing; ///< likewise
    std::vector<CallbackTarget> targets;
    std::optional<Error> readFailure;
    std::optional<Error> replayFailure;

    struct ReplayedDead {
        WebhookDirection direction;
        QString partnerId;
        UtcMillis since;
    };
    QStringList replayed;
    std::vector<ReplayedDead> replayedDead;
    std::vector<WebhookQuery> queries;

    void webhooks(WebhookDirection direction, const WebhookQuery &query, int limit, const QString &cursor,
                  Answer<WebhookViewPage> answer) override;
    void webhook(WebhookDirection direction, const QString &id, Answer<WebhookDetail> answer) override;
    void replay(WebhookDirection direction, const QString &id, Answer<WebhookView> answer) override;
    void replayDead(WebhookDirection direction, const QString &partnerId, UtcMillis since, Answer<qint64> answer) override;
    void callbackTargets(Answer<std::vector<CallbackTarget>> answer) override;

private:
    [[nodiscard]] std::vector<WebhookDetail> &listOf(WebhookDirection direction);
    [[nodiscard]] WebhookDetail *find(WebhookDirection direction, const QString &id);
};

} // namespace tidegate
