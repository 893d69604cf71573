// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/random.h"
#include "core/catalog/stock_level.h"
#include "core/store/store.h"

#include <memory>
#include <optional>
#include <vector>

namespace tidegate {

/// A message from a partner, as it arrived.
struct IncomingWebhook {
    QString partnerId;
    bool sandbox = false;
    QByteArray id;        ///< webhook-id
    QByteArray timestamp; ///< webhook-timestamp
    QByteArray signature; ///< webhook-signature
    QByteArray body;      ///< the very bytes that were signed
    QString requestId;
};

struct AcceptedWebhook {
    QString eventId;
    bool repeated = false; ///< this webhook-id was there before
};

enum class WebhookStatus { Queued, Processed, Dead };
QString webhookStatusName(WebhookStatus status);

struct WebhookEvent {
    QString id;
    QString partnerId;
    QString partnerName;
    bool sandbox = false;
    QString webhookId;
    QString type;
    UtcMillis occurredAt = 0;
    WebhookStatus status = WebhookStatus::Queued;
    int attempts = 0;
    UtcMillis nextAttemptAt = 0;
    QString result;  ///< JSON: {"updated": 2, "unchanged": 0, "late": 1, "limited": 0, "unknown": [], "of_another": []}
    QString problem; ///< why the last attempt failed, for people
    UtcMillis receivedAt = 0;
    std::optional<UtcMillis> processedAt;
    QByteArray body; ///< only from find()

    bool operator==(const WebhookEvent &) const = default;
};

struct WebhookPage {
    std::vector<WebhookEvent> events;
    QString nextCursor;
};

struct WebhookFilter {
    QString partnerId{};
    std::optional<WebhookStatus> status{};
};

/// What partners' stock systems tell us: verified by Standard Webhooks 1.0.0 (github.com/standard-webhooks), written down,
/// acknowledged, and then worked on. Each event has its effect exactly once: the effect and the event's end are one transaction.
/// What a sender counted or sent later is never overwritten by what he counted or sent before. Thread-safe; nothing blocks.
class WebhookService
{
public:
    /// All must outlive this. Nothing is worked on before start().
    WebhookService(Store &store, const Clock &clock, Random &random);
    ~WebhookService();

    /// Who is to hear of live stock as soon as it has changed. To be set before start().
    void onStockChanged(StockListener listener);
    void start();

    /// Durable once it is delivered. Unauthenticated for a missing, malformed or wrong signature, a timestamp more than five
    /// minutes off, or a partner without a secret; InvalidRequest for a body that is none of ours. A webhook-id that was there
    /// before is accepted and does nothing.
    Async<Result<AcceptedWebhook>> receive(IncomingWebhook webhook);

    /// The newest first.
    Async<Result<WebhookPage>> list(const WebhookFilter &filter, int limit, const QString &cursor = {});
    Async<Result<WebhookEvent>> find(const QString &eventId);
    /// Works on a dead event again, with new retries. Conflict for one that is not dead.
    Async<Result<WebhookEvent>> replay(const QString &eventId, const QString &actor);

    /// Removes events older than `age` that are processed or dead; some at a time. A webhook-id is forgotten with its event.
    void purge(std::chrono::hours age);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
