// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/callback_service.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/partner/callback_worker.h"
#include "core/partner/partner_table.h"

#include <QLoggingCategory>
#include <QThread>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcCallbacks, "tidegate.callbacks", QtInfoMsg)

constexpr int deliveriesPerPurge = 2'000;

Result<Delivery> findOrFail(ReadTransaction &transaction, const QString &id)
{
    std::optional<Delivery> found = findDelivery(transaction, id);
    if (!found)
        return failure(ErrorCode::NotFound, u"there is no delivery %1"_s.arg(escapeControls(id.left(64))));
    return *std::move(found);
}

Result<Partner> partnerWithCallback(ReadTransaction &transaction, const QString &partnerId)
{
    std::optional<Partner> partner = findPartner(transaction, partnerId);
    if (!partner)
        return failure(ErrorCode::NotFound, u"there is no partner %1"_s.arg(escapeControls(partnerId.left(100))));
    if (partner->callbackUrl.isEmpty() || partner->callbackDisabledAt || partner->disabledAt)
        return failure(ErrorCode::Conflict, u"partner %1 has no callback, or it is switched off"_s.arg(partner->name));
    return *std::move(partner);
}

Result<Delivery> replayDelivery(WriteTransaction &transaction, const QString &id, const QString &actor)
{
    const Result<Delivery> delivery = findOrFail(transaction, id);
    if (!delivery)
        return delivery;
    if (delivery->status == DeliveryStatus::Pending)
        return failure(ErrorCode::Conflict, u"delivery %1 is still waiting to be sent"_s.arg(id));
    if (const Result<Partner> partner = partnerWithCallback(transaction, delivery->partnerId); !partner)
        return tl::unexpected(partner.error());
    transaction.exec(
        u"UPDATE delivery SET status = 'pending', attempts = 0, next_attempt_at = ?, finished_at = NULL WHERE id = ?"_s,
        {transaction.now(), id});
    transaction.audit({actor, u"delivery.replayed"_s, u"delivery"_s, id, {}, {}, {}});
    return findOrFail(transaction, id);
}

Result<qint64> replayDead(WriteTransaction &transaction, const QString &partnerId, UtcMillis since, const QString &actor)
{
    const Result<Partner> partner = partnerWithCallback(transaction, partnerId);
    if (!partner)
        return tl::unexpected(partner.error());
    const qint64 replayed =
        transaction.exec(u"UPDATE delivery SET status = 'pending', attempts = 0, next_attempt_at = ?, finished_at = NULL "
                         "WHERE partner_id = ? AND status = 'dead' AND created_at >= ?"_s,
                         {transaction.now(), partner->id, since});
    if (replayed > 0) {
        transaction.audit({actor,
                           u"delivery.replayed_since"_s,
                           u"partner"_s,
                           partner->id,
                           {},
                           toJson({{u"since"_s, formatTime(since)}, {u"deliveries"_s, replayed}}),
                           {}});
    }
    return replayed;
}

Result<QString> queuePing(WriteTransaction &transaction, const QString &partnerId, const QString &actor, const Clock &clock,
                          Random &random)
{
    const Result<Partner> partner = partnerWithCallback(transaction, partnerId);
    if (!partner)
        return tl::unexpected(partner.error());
    const auto id =
        insertDelivery(transaction, {partner->id, false, u"ping"_s, {}, {{u"partner"_s, partner->name}}}, clock, random);
    transaction.audit({actor, u"partner.callback_tried"_s, u"partner"_s, partner->id, {}, {}, {}});
    return id.value_or(QString());
}

void removeOld(WriteTransaction &transaction, std::chrono::hours age)
{
    QStringList ids;
    transaction.each(u"SELECT id FROM delivery WHERE created_at < ? AND status <> 'pending' ORDER BY created_at LIMIT ?"_s,
                     {transaction.now() - std::chrono::milliseconds(age).count(), deliveriesPerPurge},
                     [&ids](const Row &row) { ids << row.text(0); });
    for (const QString &id : ids) {
        transaction.exec(u"DELETE FROM delivery_attempt WHERE delivery_id = ?"_s, {id});
        transaction.exec(u"DELETE FROM delivery WHERE id = ?"_s, {id});
    }
}

} // namespace

QString deliveryStatusName(DeliveryStatus status)
{
    switch (status) {
    case DeliveryStatus::Pending: return u"pending"_s;
    case DeliveryStatus::Delivered: return u"delivered"_s;
    case DeliveryStatus::Dead: return u"dead"_s;
    case DeliveryStatus::Dropped: return u"dropped"_s;
    }
    return {};
}

class CallbackService::Impl
{
public:
    Impl(Store &usedStore, const CallbackOptions &usedOptions, const Clock &usedClock, Random &usedRandom)
        : store(usedStore)
        , clock(usedClock)
        , random(usedRandom)
        , m_options(usedOptions)
    {
    }

    ~Impl()
    {
        if (!m_worker)
            return;
        QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->stop(); });
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(Impl)

    Result<Done> start()
    {
        Result<TargetRules> rules = TargetRules::make({m_options.allowHttp, m_options.allowNetworks});
        if (!rules)
            return tl::unexpected(rules.error());
        m_thread.setObjectName(u"callbacks"_s);
        m_worker = new CallbackWorker(store, *std::move(rules), m_options, clock, random);
        m_worker->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::started, m_worker, [worker = m_worker] { worker->start(); });
        QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
        m_thread.start();
        return Done{};
    }

    Async<std::vector<CallbackTargetState>> targets()
    {
        Promise<std::vector<CallbackTargetState>> promise;
        if (m_worker)
            QMetaObject::invokeMethod(m_worker, [worker = m_worker, promise]() mutable { promise.deliver(worker->targets()); });
        else
            promise.deliver({});
        return promise.async();
    }

    Store &store;
    const Clock &clock;
    Random &random;

private:
    const CallbackOptions m_options;
    QThread m_thread;
    CallbackWorker *m_worker = nullptr;
};

CallbackService::CallbackService(Store &store, const CallbackOptions &options, const Clock &clock, Random &random)
    : m_impl(std::make_unique<Impl>(store, options, clock, random))
{
}

CallbackService::~CallbackService() = default;

Result<Done> CallbackService::start()
{
    return m_impl->start();
}

Async<Result<DeliveryPage>> CallbackService::list(const DeliveryFilter &filter, int limit, const QString &cursor)
{
    return m_impl->store.read(
        [filter, limit = std::clamp(limit, 1, 200), cursor](ReadTransaction &transaction) -> Result<DeliveryPage> {
            return readDeliveries(transaction, filter, limit, cursor);
        });
}

Async<Result<Delivery>> CallbackService::find(const QString &deliveryId)
{
    return m_impl->store.read(
        [deliveryId](ReadTransaction &transaction) -> Result<Delivery> { return findOrFail(transaction, deliveryId); });
}

Async<Result<Delivery>> CallbackService::replay(const QString &deliveryId, const QString &actor)
{
    return m_impl->store.write([deliveryId, actor](WriteTransaction &transaction) -> Result<Delivery> {
        return replayDelivery(transaction, deliveryId, actor);
    });
}

Async<Result<qint64>> CallbackService::replaySince(const QString &partnerId, UtcMillis since, const QString &actor)
{
    return m_impl->store.write([partnerId, since, actor](WriteTransaction &transaction) -> Result<qint64> {
        return replayDead(transaction, partnerId, since, actor);
    });
}

Async<Result<QString>> CallbackService::ping(const QString &partnerId, const QString &actor)
{
    return m_impl->store.write(
        [partnerId, actor, &clock = m_impl->clock, &random = m_impl->random](WriteTransaction &transaction) -> Result<QString> {
            return queuePing(transaction, partnerId, actor, clock, random);
        });
}

Async<std::vector<CallbackTargetState>> CallbackService::targets()
{
    return m_impl->targets();
}

void CallbackService::purge(std::chrono::hours age)
{
    m_impl->store
        .write([age](WriteTransaction &transaction) -> Result<Done> {
            removeOld(transaction, age);
            return Done{};
        })
        .onDelivery([](const Result<Done> &removed) {
            if (!removed)
                qCWarning(lcCallbacks).noquote() << "old callbacks could not be removed:" << removed.error().detail;
        });
}

} // namespace tidegate
