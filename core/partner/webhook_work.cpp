// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/webhook_work.h"

#include "core/base/json.h"
#include "core/partner/callback_outbox.h"
#include "core/partner/stock_update.h"
#include "core/partner/webhook_table.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <limits>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr qint64 itemsPerCommand = 512;
constexpr std::array<std::chrono::milliseconds, 3> retryDelays{2s, 10s, 60s};

QString sentence(const StockOutcome &outcome)
{
    QStringList parts;
    if (!outcome.unknown.isEmpty())
        parts << u"no product has the SKU %1"_s.arg(outcome.unknown.mid(0, 10).join(u", "_s));
    if (!outcome.ofAnother.isEmpty())
        parts << u"another partner's product has the SKU %1"_s.arg(outcome.ofAnother.mid(0, 10).join(u", "_s));
    return parts.join(u"; "_s);
}

QJsonArray errorsOf(const StockOutcome &outcome)
{
    QJsonArray errors;
    const auto add = [&errors](const QStringList &skus, const QString &code, const QString &message) {
        for (const QString &sku : skus)
            errors.append(QJsonObject{{u"sku"_s, sku}, {u"code"_s, code}, {u"message"_s, message}});
    };
    add(outcome.unknown, u"sku_unknown"_s, u"There is no product with this SKU. Send it in a feed first."_s);
    add(outcome.ofAnother, u"sku_of_another"_s, u"This SKU belongs to another partner's product."_s);
    return errors;
}

CallbackMessage messageOf(const WebhookEvent &event, const StockOutcome &outcome)
{
    QJsonObject data{{u"event_id"_s, event.id},
                     {u"webhook_id"_s, event.webhookId},
                     {u"attempts"_s, event.attempts},
                     {u"result"_s, toJson(outcome)}};
    if (event.status == WebhookStatus::Dead) {
        data.insert(u"problem"_s, event.problem);
        data.insert(u"errors"_s, errorsOf(outcome));
    }
    return {event.partnerId, event.sandbox, event.status == WebhookStatus::Dead ? u"webhook.failed"_s : u"webhook.processed"_s,
            event.id, data};
}

void end(WriteTransaction &transaction, WebhookEvent &event, const StockOutcome &outcome, const WebhookTools &tools)
{
    event.status = event.problem.isEmpty() ? WebhookStatus::Processed : WebhookStatus::Dead;
    event.processedAt = transaction.now();
    transaction.audit({u"partner:"_s + event.partnerId,
                       event.status == WebhookStatus::Processed ? u"webhook.processed"_s : u"webhook.failed"_s,
                       u"webhook_event"_s,
                       event.id,
                       {},
                       event.result.toUtf8(),
                       {}});
    queueCallback(transaction, messageOf(event, outcome), tools.clock, tools.random);
}

/// A later try, or the end where there were enough.
void retryOrEnd(WriteTransaction &transaction, WebhookEvent &event, const StockOutcome &outcome, const WebhookTools &tools)
{
    const auto retry = std::size_t(std::max(0, event.attempts - 1));
    if (retry >= retryDelays.size())
        return end(transaction, event, outcome, tools);
    const double factor = 1.0 + tools.random.unit() / 2;
    event.nextAttemptAt = transaction.now() + qint64(double(retryDelays.at(retry).count()) * factor);
}

/// Those of the message that no try has applied yet.
std::vector<StockItem> itemsLeft(const WebhookEvent &event, const StockOutcome &before, std::vector<StockItem> items)
{
    if (event.result.isEmpty())
        return items;
    const QStringList left = before.left();
    std::erase_if(items, [&left](const StockItem &item) { return !left.contains(item.sku); });
    return items;
}

StockOutcome joined(const StockOutcome &before, StockOutcome now)
{
    now.updated += before.updated;
    now.unchanged += before.unchanged;
    now.late += before.late;
    now.limited += before.limited;
    return now;
}

/// How many items it had.
qint64 work(WriteTransaction &transaction, WebhookEvent &event, const WebhookTools &tools, std::vector<StockLevel> &levels)
{
    ++event.attempts;
    event.problem.clear();
    const StockOutcome before = stockOutcomeFromJson(event.result.toUtf8());
    // It was checked when it came; what was right then is right now, whatever our clock says.
    Result<StockMessage> message = parseStockMessage(event.body, std::numeric_limits<UtcMillis>::max() / 2);
    if (!message) {
        event.problem = u"the message can't be read any more: %1"_s.arg(message.error().detail);
        end(transaction, event, before, tools);
        updateWebhookEvent(transaction, event);
        return 1;
    }
    const std::vector<StockItem> items = itemsLeft(event, before, std::move(message->items));
    const StockCause cause{event.id, event.partnerId, event.sandbox, event.occurredAt};
    const StockOutcome outcome = joined(before, applyStock(transaction, items, cause, tools.clock, tools.random, levels));
    event.result = QString::fromUtf8(toJson(toJson(outcome)));
    event.problem = sentence(outcome);
    // Only for an unknown SKU is there hope: a feed may be under way with it.
    if (outcome.unknown.isEmpty())
        end(transaction, event, outcome, tools);
    else
        retryOrEnd(transaction, event, outcome, tools);
    updateWebhookEvent(transaction, event);
    return qint64(items.size());
}

} // namespace

qint64 workOnDueWebhooks(WriteTransaction &transaction, int limit, const WebhookTools &tools)
{
    std::vector<StockLevel> levels;
    qint64 events = 0;
    qint64 items = 0;
    for (WebhookEvent &event : dueWebhookEvents(transaction, transaction.now(), limit)) {
        items += work(transaction, event, tools, levels);
        ++events;
        if (items >= itemsPerCommand)
            break;
    }
    if (!levels.empty() && tools.listener)
        transaction.afterCommit([levels = std::move(levels), listener = tools.listener] { listener(levels); });
    return events;
}

QString putOffDueWebhook(WriteTransaction &transaction, const QString &problem, const WebhookTools &tools)
{
    std::vector<WebhookEvent> due = dueWebhookEvents(transaction, transaction.now(), 1);
    if (due.empty())
        return {};
    WebhookEvent &event = due.front();
    ++event.attempts;
    event.problem = problem;
    retryOrEnd(transaction, event, stockOutcomeFromJson(event.result.toUtf8()), tools);
    updateWebhookEvent(transaction, event);
    return event.id;
}

} // namespace tidegate
