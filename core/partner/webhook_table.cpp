// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/webhook_table.h"

#include "core/store/page.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString selectEvents =
    u"SELECT e.id, e.partner_id, p.name, e.sandbox, e.webhook_id, e.type, e.occurred_at, e.status, e.attempts, "
    "e.next_attempt_at, e.result, e.problem, e.received_at, e.processed_at, e.body "
    "FROM webhook_event e JOIN partner p ON p.id = e.partner_id "_s;

WebhookStatus statusFromName(const QString &name)
{
    if (name == u"processed")
        return WebhookStatus::Processed;
    return name == u"dead" ? WebhookStatus::Dead : WebhookStatus::Queued;
}

WebhookEvent readEvent(const Row &row)
{
    WebhookEvent event;
    event.id = row.text(0);
    event.partnerId = row.text(1);
    event.partnerName = row.text(2);
    event.sandbox = row.integer(3) != 0;
    event.webhookId = row.text(4);
    event.type = row.text(5);
    event.occurredAt = row.integer(6);
    event.status = statusFromName(row.text(7));
    event.attempts = int(row.integer(8));
    event.nextAttemptAt = row.integer(9);
    event.result = row.text(10);
    event.problem = row.text(11);
    event.receivedAt = row.integer(12);
    event.processedAt = row.optionalInteger(13);
    event.body = row.text(14).toUtf8();
    return event;
}

} // namespace

AcceptedWebhook insertWebhookEvent(WriteTransaction &transaction, const NewWebhookEvent &event)
{
    const UtcMillis now = transaction.now();
    const qint64 added = transaction.exec(
        u"INSERT INTO webhook_event (id, partner_id, sandbox, webhook_id, type, occurred_at, body, status, next_attempt_at, received_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?) ON CONFLICT (partner_id, sandbox, webhook_id) DO NOTHING"_s,
        {event.id, event.partnerId, qint64(event.sandbox), event.webhookId, event.type, event.occurredAt,
         QString::fromUtf8(event.body), now, now});
    if (added > 0)
        return {event.id, false};
    const auto known =
        transaction.one(u"SELECT id FROM webhook_event WHERE partner_id = ? AND sandbox = ? AND webhook_id = ?"_s,
                        {event.partnerId, qint64(event.sandbox), event.webhookId}, [](const Row &row) { return row.text(0); });
    return {known.value_or(event.id), true};
}

WebhookPage readWebhookEvents(ReadTransaction &transaction, const WebhookFilter &filter, int limit, const QString &cursor)
{
    Conditions conditions;
    if (!filter.partnerId.isEmpty())
        conditions.demand(u"e.partner_id = ?"_s, filter.partnerId);
    if (filter.status)
        conditions.demand(u"e.status = ?"_s, webhookStatusName(*filter.status));
    if (!cursor.isEmpty())
        conditions.demand(u"e.id < ?"_s, cursor);
    WebhookPage page;
    transaction.each(selectEvents + conditions.where() + u"ORDER BY e.id DESC LIMIT ?"_s,
                     conditions.values() + QVariantList{limit + 1}, [&page](const Row &row) {
                         page.events.push_back(readEvent(row));
                         page.events.back().body.clear();
                     });
    page.nextCursor = cutPage(page.events, limit, [](const WebhookEvent &event) { return event.id; });
    return page;
}

std::optional<WebhookEvent> findWebhookEvent(ReadTransaction &transaction, const QString &id)
{
    return transaction.one(selectEvents + u"WHERE e.id = ?"_s, {id}, readEvent);
}

std::vector<WebhookEvent> dueWebhookEvents(ReadTransaction &transaction, UtcMillis now, int limit)
{
    std::vector<WebhookEvent> events;
    transaction.each(selectEvents
                         + u"WHERE e.status = 'queued' AND e.next_attempt_at <= ? ORDER BY e.next_attempt_at, e.id LIMIT ?"_s,
                     {now, limit}, [&events](const Row &row) { events.push_back(readEvent(row)); });
    return events;
}

std::optional<UtcMillis> nextWebhookDue(ReadTransaction &transaction)
{
    return transaction.one(
        u"SELECT next_attempt_at FROM webhook_event WHERE status = 'queued' ORDER BY next_attempt_at, id LIMIT 1"_s, {},
        [](const Row &row) { return row.integer(0); });
}

void updateWebhookEvent(WriteTransaction &transaction, const WebhookEvent &event)
{
    transaction.exec(
        u"UPDATE webhook_event SET status = ?, attempts = ?, next_attempt_at = ?, result = ?, problem = ?, processed_at = ? "
        "WHERE id = ?"_s,
        {webhookStatusName(event.status), event.attempts, event.nextAttemptAt, event.result, event.problem,
         nullable(event.processedAt), event.id});
}

} // namespace tidegate
