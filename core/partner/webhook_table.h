// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/webhook_service.h"
#include "core/store/transaction.h"

#include <optional>
#include <vector>

namespace tidegate {

/// The SQL of the table webhook_event. Everything here runs inside a command.

struct NewWebhookEvent {
    QString id;
    QString partnerId;
    bool sandbox = false;
    QString webhookId;
    QString type;
    UtcMillis occurredAt = 0;
    QByteArray body;
};
/// Queues it, unless its webhook-id was there before: then the id of the event that it was is returned.
AcceptedWebhook insertWebhookEvent(WriteTransaction &transaction, const NewWebhookEvent &event);

/// The newest first; without bodies.
WebhookPage readWebhookEvents(ReadTransaction &transaction, const WebhookFilter &filter, int limit, const QString &cursor);
/// With its body.
std::optional<WebhookEvent> findWebhookEvent(ReadTransaction &transaction, const QString &id);

/// Queued ones whose time has come, in their order, with their bodies.
std::vector<WebhookEvent> dueWebhookEvents(ReadTransaction &transaction, UtcMillis now, int limit);
/// When the next queued one is due; nothing where none is.
std::optional<UtcMillis> nextWebhookDue(ReadTransaction &transaction);
/// Keeps status, attempts, nextAttemptAt, result, problem and processedAt.
void updateWebhookEvent(WriteTransaction &transaction, const WebhookEvent &event);

} // namespace tidegate
