// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/scripted_webhooks.h"

#include "ui/scripted_answer.h"

#include <algorithm>

namespace tidegate {

std::vector<WebhookDetail> &ScriptedWebhooks::listOf(WebhookDirection direction)
{
    return direction == WebhookDirection::Incoming ? incoming : outgoing;
}

WebhookDetail *ScriptedWebhooks::find(WebhookDirection direction, const QString &id)
{
    std::vector<WebhookDetail> &list = listOf(direction);
    const auto found = std::find_if(list.begin(), list.end(), [&](const WebhookDetail &detail) { return detail.view.id == id; });
    return found == list.end() ? nullptr : &*found;
}

void ScriptedWebhooks::webhooks(WebhookDirection direction, const WebhookQuery &query, int limit, const QString &cursor,
                                Answer<WebhookViewPage> answer)
{
    queries.push_back(query);
    WebhookViewPage page;
    qsizetype skipped = cursor.toLongLong();
    for (const WebhookDetail &detail : listOf(direction)) {
        const bool fits = (query.partnerId.isEmpty() || query.partnerId == detail.view.partnerId)
            && (!query.state || *query.state == detail.view.state);
        if (!fits || skipped-- > 0) {
            continue;
        }
        if (int(page.rows.size()) == limit) {
            page.nextCursor = QString::number(cursor.toLongLong() + limit);
            break;
        }
        page.rows.push_back(detail.view);
    }
    giveLater<WebhookViewPage>(this, std::move(answer), resultOf(readFailure, page));
}

void ScriptedWebhooks::webhook(WebhookDirection direction, const QString &id, Answer<WebhookDetail> answer)
{
    const WebhookDetail *known = find(direction, id);
    giveLater<WebhookDetail>(this, std::move(answer), known ? resultOf(readFailure, *known) : failure(ErrorCode::NotFound));
}

void ScriptedWebhooks::replay(WebhookDirection direction, const QString &id, Answer<WebhookView> answer)
{
    replayed += id;
    WebhookDetail *known = find(direction, id);
    if (!replayFailure) {
        known->view.state = WebhookState::Waiting;
    }
    giveLater<WebhookView>(this, std::move(answer), resultOf(replayFailure, known->view));
}

void ScriptedWebhooks::replayDead(WebhookDirection direction, const QString &partnerId, UtcMillis since, Answer<qint64> answer)
{
    replayedDead.push_back({direction, partnerId, since});
    qint64 count = 0;
    for (WebhookDetail &detail : listOf(direction)) {
        const bool fits = detail.view.state == WebhookState::Dead && detail.view.createdAt >= since
            && (partnerId.isEmpty() || detail.view.partnerId == partnerId);
        if (fits && !replayFailure) {
            detail.view.state = WebhookState::Waiting;
            ++count;
        }
    }
    giveLater<qint64>(this, std::move(answer), resultOf(replayFailure, count));
}

void ScriptedWebhooks::callbackTargets(Answer<std::vector<CallbackTarget>> answer)
{
    giveLater<std::vector<CallbackTarget>>(this, std::move(answer), resultOf(readFailure, targets));
}

} // namespace tidegate
