// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/webhook_bridge.h"

#include "app/console/console_access.h"
#include "app/console/console_answer.h"

#include <QPointer>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int eventsPerPage = 200;

WebhookView viewOf(const WebhookEvent &event)
{
    WebhookView view;
    view.id = event.id;
    view.partnerId = event.partnerId;
    view.partnerName = event.partnerName;
    view.sandbox = event.sandbox;
    view.webhookId = event.webhookId;
    view.type = event.type;
    view.state = event.status == WebhookStatus::Queued ? WebhookState::Waiting
        : event.status == WebhookStatus::Processed     ? WebhookState::Done
                                                       : WebhookState::Dead;
    view.attempts = event.attempts;
    view.nextAttemptAt = event.nextAttemptAt;
    view.createdAt = event.receivedAt;
    view.finishedAt = event.processedAt;
    view.problem = event.problem;
    view.result = event.result;
    return view;
}

WebhookState stateOf(DeliveryStatus status)
{
    switch (status) {
    case DeliveryStatus::Pending: return WebhookState::Waiting;
    case DeliveryStatus::Delivered: return WebhookState::Done;
    case DeliveryStatus::Dead: return WebhookState::Dead;
    case DeliveryStatus::Dropped: break;
    }
    return WebhookState::Dropped;
}

WebhookView viewOf(const Delivery &delivery)
{
    WebhookView view;
    view.id = delivery.id;
    view.partnerId = delivery.partnerId;
    view.partnerName = delivery.partnerName;
    view.sandbox = delivery.sandbox;
    view.webhookId = delivery.id;
    view.type = delivery.type;
    view.cause = delivery.cause;
    view.state = stateOf(delivery.status);
    view.attempts = delivery.attempts;
    view.nextAttemptAt = delivery.nextAttemptAt;
    view.createdAt = delivery.createdAt;
    view.finishedAt = delivery.finishedAt;
    view.problem = delivery.problem;
    return view;
}

WebhookDetail detailOf(const Delivery &delivery)
{
    WebhookDetail detail{viewOf(delivery), delivery.body, {}};
    for (const DeliveryAttempt &attempt : delivery.attemptList)
        detail.attempts.push_back(
            {attempt.number, attempt.at, attempt.url, attempt.status, attempt.duration, attempt.problem, attempt.excerpt});
    return detail;
}

WebhookFilter webhookFilter(const WebhookQuery &query)
{
    WebhookFilter filter{query.partnerId, {}};
    if (query.state)
        filter.status = *query.state == WebhookState::Waiting ? WebhookStatus::Queued
            : *query.state == WebhookState::Done              ? WebhookStatus::Processed
                                                              : WebhookStatus::Dead;
    return filter;
}

DeliveryFilter deliveryFilter(const WebhookQuery &query)
{
    DeliveryFilter filter{query.partnerId, {}};
    for (const DeliveryStatus status :
         {DeliveryStatus::Pending, DeliveryStatus::Delivered, DeliveryStatus::Dead, DeliveryStatus::Dropped}) {
        if (query.state && stateOf(status) == *query.state)
            filter.status = status;
    }
    return filter;
}

/// Rows of a page that services give, as the console shows them.
template <typename Row>
WebhookViewPage pageOf(const std::vector<Row> &rows, const QString &next)
{
    WebhookViewPage page{{}, next};
    for (const Row &row : rows)
        page.rows.push_back(viewOf(row));
    return page;
}

} // namespace

WebhookBridge::WebhookBridge(PartnerService &partners, WebhookService &webhooks, CallbackService &callbacks,
                             const ConsoleIdentity &identity)
    : m_partners(partners)
    , m_webhooks(webhooks)
    , m_callbacks(callbacks)
    , m_identity(identity)
{
}

void WebhookBridge::webhooks(WebhookDirection direction, const WebhookQuery &query, int limit, const QString &cursor,
                             Answer<WebhookViewPage> answer)
{
    if (direction == WebhookDirection::Incoming)
        deliverTo(this, m_webhooks.list(webhookFilter(query), limit, cursor), std::move(answer),
                  [](const WebhookPage &page) { return pageOf(page.events, page.nextCursor); });
    else
        deliverTo(this, m_callbacks.list(deliveryFilter(query), limit, cursor), std::move(answer),
                  [](const DeliveryPage &page) { return pageOf(page.deliveries, page.nextCursor); });
}

void WebhookBridge::webhook(WebhookDirection direction, const QString &id, Answer<WebhookDetail> answer)
{
    if (direction == WebhookDirection::Incoming)
        deliverTo(this, m_webhooks.find(id), std::move(answer), [](const WebhookEvent &event) {
            return WebhookDetail{viewOf(event), event.body, {}};
        });
    else
        deliverTo(this, m_callbacks.find(id), std::move(answer), detailOf);
}

void WebhookBridge::replay(WebhookDirection direction, const QString &id, Answer<WebhookView> answer)
{
    const auto actor = admit(this, m_identity, StaffRole::Admin, answer);
    if (!actor)
        return;
    if (direction == WebhookDirection::Incoming)
        deliverTo(this, m_webhooks.replay(id, actor->text()), std::move(answer),
                  [](const WebhookEvent &event) { return viewOf(event); });
    else
        deliverTo(this, m_callbacks.replay(id, actor->text()), std::move(answer),
                  [](const Delivery &delivery) { return viewOf(delivery); });
}

void WebhookBridge::replayDead(WebhookDirection direction, const QString &partnerId, UtcMillis since, Answer<qint64> answer)
{
    const auto actor = admit(this, m_identity, StaffRole::Admin, answer);
    if (!actor)
        return;
    if (direction == WebhookDirection::Incoming)
        replayEvents(actor->text(), partnerId, since, std::move(answer));
    else if (partnerId.isEmpty())
        replayDeliveries(actor->text(), since, std::move(answer));
    else
        deliverTo(this, m_callbacks.replaySince(partnerId, since, actor->text()), std::move(answer), asItIs);
}

QCoro::Task<void> WebhookBridge::replayEvents(QString actor, QString partnerId, UtcMillis since, Answer<qint64> answer)
{
    const QPointer<WebhookBridge> alive(this);
    const WebhookFilter filter{partnerId, WebhookStatus::Dead};
    qint64 replayed = 0;
    QString cursor;
    do {
        auto listing = m_webhooks.list(filter, eventsPerPage, cursor);
        const Result<WebhookPage> page = co_await listing;
        if (!alive)
            co_return;
        if (!page) {
            answer(tl::unexpected(page.error()));
            co_return;
        }
        cursor = page->nextCursor;
        for (const WebhookEvent &event : page->events) {
            if (event.receivedAt < since) {
                cursor.clear(); // the newest come first
                break;
            }
            auto replaying = m_webhooks.replay(event.id, actor);
            const Result<WebhookEvent> done = co_await replaying;
            if (!alive)
                co_return;
            if (!done && done.error().code != ErrorCode::Conflict) { // somebody else was faster
                answer(tl::unexpected(done.error()));
                co_return;
            }
            replayed += done ? 1 : 0;
        }
    } while (!cursor.isEmpty());
    answer(replayed);
}

QCoro::Task<void> WebhookBridge::replayDeliveries(QString actor, UtcMillis since, Answer<qint64> answer)
{
    const QPointer<WebhookBridge> alive(this);
    auto listing = m_partners.list();
    const Result<std::vector<Partner>> partners = co_await listing;
    if (!alive)
        co_return;
    if (!partners) {
        answer(tl::unexpected(partners.error()));
        co_return;
    }
    qint64 replayed = 0;
    for (const Partner &partner : *partners) {
        auto replaying = m_callbacks.replaySince(partner.id, since, actor);
        const Result<qint64> count = co_await replaying;
        if (!alive)
            co_return;
        if (!count && count.error().code != ErrorCode::Conflict) { // of one without a callback nothing can be replayed
            answer(tl::unexpected(count.error()));
            co_return;
        }
        replayed += count.value_or(0);
    }
    answer(replayed);
}

void WebhookBridge::callbackTargets(Answer<std::vector<CallbackTarget>> answer)
{
    m_callbacks.targets().then(this, [answer = std::move(answer)](const std::vector<CallbackTargetState> &states) {
        std::vector<CallbackTarget> targets;
        targets.reserve(states.size());
        for (const CallbackTargetState &state : states)
            targets.push_back({state.target, state.state, std::chrono::ceil<std::chrono::milliseconds>(state.timeLeft)});
        answer(targets);
    });
}

} // namespace tidegate
