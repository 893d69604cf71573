// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/webhook_service.h"

#include "core/base/bell.h"
#include "core/base/id.h"
#include "core/base/text.h"
#include "core/partner/partner_table.h"
#include "core/partner/standard_webhooks.h"
#include "core/partner/stock_message.h"
#include "core/partner/webhook_table.h"
#include "core/partner/webhook_work.h"

#include <QLoggingCategory>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcWebhooks, "tidegate.webhooks", QtInfoMsg)

constexpr int eventsPerCommand = 128;
constexpr int eventsPerPurge = 2'000;
constexpr auto pollInterval = 250ms; ///< for retries that fall due, and for what other servers took and left
constexpr auto faultPause = 1s;

Result<NewWebhookEvent> verified(ReadTransaction &transaction, const IncomingWebhook &webhook, UtcMillis now)
{
    const std::vector<QString> secrets = webhookSecrets(transaction, webhook.partnerId, now);
    if (secrets.empty())
        return tl::unexpected(
            Error{ErrorCode::Unauthenticated,
                  u"the partner has no webhook secret"_s,
                  std::nullopt,
                  {{0, u"webhook-signature"_s, u"no_secret"_s, u"You have no webhook secret yet. Ask the shop for one."_s, {}}}});
    const WebhookHeaders headers{webhook.id, webhook.timestamp, webhook.signature};
    if (const Result<Done> checked = verifyWebhook(headers, webhook.body, secrets, now); !checked)
        return tl::unexpected(checked.error());
    const Result<StockMessage> message = parseStockMessage(webhook.body, now);
    if (!message)
        return tl::unexpected(message.error());
    return NewWebhookEvent{
        {},          webhook.partnerId, webhook.sandbox, QString::fromLatin1(webhook.id), message->type, message->occurredAt,
        webhook.body};
}

Result<WebhookEvent> findOrFail(ReadTransaction &transaction, const QString &id)
{
    std::optional<WebhookEvent> found = findWebhookEvent(transaction, id);
    if (!found)
        return failure(ErrorCode::NotFound, u"there is no event %1"_s.arg(escapeControls(id.left(64))));
    return *std::move(found);
}

Result<WebhookEvent> replayEvent(WriteTransaction &transaction, const QString &id, const QString &actor)
{
    Result<WebhookEvent> event = findOrFail(transaction, id);
    if (!event)
        return event;
    if (event->status != WebhookStatus::Dead)
        return failure(ErrorCode::Conflict, u"event %1 is not given up; only those can be worked on again"_s.arg(id));
    event->status = WebhookStatus::Queued;
    event->attempts = 0;
    event->nextAttemptAt = transaction.now();
    event->processedAt.reset();
    updateWebhookEvent(transaction, *event);
    transaction.audit({actor, u"webhook.replayed"_s, u"webhook_event"_s, id, {}, {}, {}});
    return event;
}

} // namespace

QString webhookStatusName(WebhookStatus status)
{
    switch (status) {
    case WebhookStatus::Queued: return u"queued"_s;
    case WebhookStatus::Processed: return u"processed"_s;
    case WebhookStatus::Dead: return u"dead"_s;
    }
    return {};
}

class WebhookService::Impl
{
public:
    Impl(Store &store, const Clock &clock, Random &random)
        : m_store(store)
        , m_clock(clock)
        , m_random(random)
    {
    }

    ~Impl()
    {
        m_bell->stop();
        if (m_thread.joinable())
            m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(Impl)

    void start()
    {
        m_thread = std::thread([this] { run(); });
    }

    Async<Result<AcceptedWebhook>> receive(IncomingWebhook webhook)
    {
        Promise<Result<AcceptedWebhook>> promise;
        auto verifying = m_store.read([webhook = std::move(webhook), now = m_clock.utc()](ReadTransaction &transaction) {
            return verified(transaction, webhook, now);
        });
        // The store outlives this; the service may be gone when it answers.
        verifying.onDelivery(
            [promise, &store = m_store, bell = m_bell, id = newId(m_clock, m_random)](Result<NewWebhookEvent> event) mutable {
                if (!event)
                    return promise.deliver(tl::unexpected(event.error()));
                event->id = id;
                auto writing =
                    store.write([event = *std::move(event), bell](WriteTransaction &transaction) -> Result<AcceptedWebhook> {
                        transaction.afterCommit([bell] { bell->ring(); });
                        return insertWebhookEvent(transaction, event);
                    });
                writing.onDelivery([promise](Result<AcceptedWebhook> accepted) mutable { promise.deliver(std::move(accepted)); });
            });
        return promise.async();
    }

    Async<Result<WebhookEvent>> replay(const QString &id, const QString &actor)
    {
        return m_store.write([id, actor, bell = m_bell](WriteTransaction &transaction) -> Result<WebhookEvent> {
            transaction.afterCommit([bell] { bell->ring(); });
            return replayEvent(transaction, id, actor);
        });
    }

    void purge(std::chrono::hours age)
    {
        m_store
            .write([age](WriteTransaction &transaction) -> Result<qint64> {
                return transaction.exec(
                    u"DELETE FROM webhook_event WHERE id IN (SELECT id FROM webhook_event WHERE received_at < ? "
                    "AND status <> 'queued' ORDER BY received_at LIMIT ?)"_s,
                    {transaction.now() - std::chrono::milliseconds(age).count(), eventsPerPurge});
            })
            .onDelivery([](const Result<qint64> &removed) {
                if (!removed)
                    qCWarning(lcWebhooks).noquote() << "old webhooks could not be removed:" << removed.error().detail;
            });
    }

    Store &store() { return m_store; }
    void setListener(StockListener listener) { m_listener = std::move(listener); }

private:
    [[nodiscard]] WebhookTools tools() const { return {m_clock, m_random, m_listener}; }

    void run()
    {
        while (!m_bell->isStopping()) {
            if (m_bell->wait(pollInterval) || isSomethingDue())
                workOff();
        }
    }

    bool isSomethingDue()
    {
        const auto next = m_store
                              .read([](ReadTransaction &transaction) -> Result<std::optional<UtcMillis>> {
                                  return nextWebhookDue(transaction);
                              })
                              .get();
        return next && *next && **next <= m_clock.utc();
    }

    /// Batch after batch, until nothing is due.
    void workOff()
    {
        while (!m_bell->isStopping()) {
            const Result<qint64> done = work(m_careful > 0 ? 1 : eventsPerCommand);
            if (done && *done == 0)
                return;
            if (done)
                m_careful = std::max(0, m_careful - 1);
            else
                afterFault(done.error());
        }
    }

    Result<qint64> work(int limit)
    {
        return m_store
            .write([limit, this](WriteTransaction &transaction) -> Result<qint64> {
                return workOnDueWebhooks(transaction, limit, tools());
            })
            .get();
    }

    /// One event that can't be worked on must not stop the others: they are taken one by one for a while, and the one that fails
    /// alone is put off.
    void afterFault(const Error &error)
    {
        qCWarning(lcWebhooks).noquote() << "webhooks could not be worked on:" << error.detail;
        if (std::exchange(m_careful, eventsPerCommand) == 0)
            return;
        const Result<QString> putOff = m_store
                                           .write([this](WriteTransaction &transaction) -> Result<QString> {
                                               return putOffDueWebhook(transaction, u"it could not be worked on"_s, tools());
                                           })
                                           .get();
        if (!putOff)
            m_bell->pause(faultPause); // the database itself is out of reach
        else
            qCWarning(lcWebhooks).noquote() << "webhook" << *putOff << "is put off";
    }

    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    StockListener m_listener;
    const std::shared_ptr<Bell> m_bell = std::make_shared<Bell>();
    int m_careful = 0; ///< so many more are taken one by one
    std::thread m_thread;
};

WebhookService::WebhookService(Store &store, const Clock &clock, Random &random)
    : m_impl(std::make_unique<Impl>(store, clock, random))
{
}

WebhookService::~WebhookService() = default;

void WebhookService::onStockChanged(StockListener listener)
{
    m_impl->setListener(std::move(listener));
}

void WebhookService::start()
{
    m_impl->start();
}

Async<Result<AcceptedWebhook>> WebhookService::receive(IncomingWebhook webhook)
{
    return m_impl->receive(std::move(webhook));
}

Async<Result<WebhookPage>> WebhookService::list(const WebhookFilter &filter, int limit, const QString &cursor)
{
    return m_impl->store().read(
        [filter, limit = std::clamp(limit, 1, 200), cursor](ReadTransaction &transaction) -> Result<WebhookPage> {
            return readWebhookEvents(transaction, filter, limit, cursor);
        });
}

Async<Result<WebhookEvent>> WebhookService::find(const QString &eventId)
{
    return m_impl->store().read(
        [eventId](ReadTransaction &transaction) -> Result<WebhookEvent> { return findOrFail(transaction, eventId); });
}

Async<Result<WebhookEvent>> WebhookService::replay(const QString &eventId, const QString &actor)
{
    return m_impl->replay(eventId, actor);
}

void WebhookService::purge(std::chrono::hours age)
{
    m_impl->purge(age);
}

} // namespace tidegate
