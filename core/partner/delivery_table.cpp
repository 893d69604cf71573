// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/delivery_table.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/partner/partner_table.h"
#include "core/store/page.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString selectDeliveries =
    u"SELECT d.id, d.partner_id, p.name, d.sandbox, d.type, d.cause, d.status, d.attempts, d.next_attempt_at, d.created_at, "
    "d.finished_at, COALESCE((SELECT a.problem FROM delivery_attempt a WHERE a.delivery_id = d.id ORDER BY a.number DESC LIMIT 1), ''), "
    "d.body FROM delivery d JOIN partner p ON p.id = d.partner_id "_s;

DeliveryStatus statusFromName(const QString &name)
{
    if (name == u"delivered")
        return DeliveryStatus::Delivered;
    if (name == u"dead")
        return DeliveryStatus::Dead;
    return name == u"dropped" ? DeliveryStatus::Dropped : DeliveryStatus::Pending;
}

Delivery readDelivery(const Row &row)
{
    Delivery delivery;
    delivery.id = row.text(0);
    delivery.partnerId = row.text(1);
    delivery.partnerName = row.text(2);
    delivery.sandbox = row.integer(3) != 0;
    delivery.type = row.text(4);
    delivery.cause = row.text(5);
    delivery.status = statusFromName(row.text(6));
    delivery.attempts = int(row.integer(7));
    delivery.nextAttemptAt = row.integer(8);
    delivery.createdAt = row.integer(9);
    delivery.finishedAt = row.optionalInteger(10);
    delivery.problem = row.text(11);
    delivery.body = row.text(12).toUtf8();
    return delivery;
}

std::vector<DeliveryAttempt> readAttempts(ReadTransaction &transaction, const QString &id)
{
    std::vector<DeliveryAttempt> attempts;
    transaction.each(
        u"SELECT number, at, url, status, duration_ms, problem, excerpt FROM delivery_attempt WHERE delivery_id = ? ORDER BY number"_s,
        {id}, [&attempts](const Row &row) {
            attempts.push_back({int(row.integer(0)), row.integer(1), row.text(2), int(row.integer(3)),
                                std::chrono::milliseconds(row.integer(4)), row.text(5), row.text(6)});
        });
    return attempts;
}

} // namespace

bool queueCallback(WriteTransaction &transaction, const CallbackMessage &message, const Clock &clock, Random &random)
{
    return insertDelivery(transaction, message, clock, random).has_value();
}

std::optional<QString> insertDelivery(WriteTransaction &transaction, const CallbackMessage &message, const Clock &clock,
                                      Random &random)
{
    const auto wanted = transaction.one(
        u"SELECT 1 FROM partner WHERE id = ? AND callback_url <> '' AND callback_disabled_at IS NULL AND disabled_at IS NULL"_s,
        {message.partnerId}, [](const Row &) { return true; });
    if (!wanted)
        return std::nullopt;
    QJsonObject data = message.data;
    if (message.sandbox)
        data.insert(u"sandbox"_s, true);
    const UtcMillis now = transaction.now();
    const QByteArray body = toJson({{u"type"_s, message.type}, {u"timestamp"_s, formatTime(now)}, {u"data"_s, data}});
    const QString id = newId(clock, random);
    transaction.exec(
        u"INSERT INTO delivery (id, partner_id, sandbox, type, cause, body, status, next_attempt_at, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?)"_s,
        {id, message.partnerId, qint64(message.sandbox), message.type, message.cause, QString::fromUtf8(body), now, now});
    return id;
}

DeliveryPage readDeliveries(ReadTransaction &transaction, const DeliveryFilter &filter, int limit, const QString &cursor)
{
    Conditions conditions;
    if (!filter.partnerId.isEmpty())
        conditions.demand(u"d.partner_id = ?"_s, filter.partnerId);
    if (filter.status)
        conditions.demand(u"d.status = ?"_s, deliveryStatusName(*filter.status));
    if (!cursor.isEmpty())
        conditions.demand(u"d.id < ?"_s, cursor);
    DeliveryPage page;
    transaction.each(selectDeliveries + conditions.where() + u"ORDER BY d.id DESC LIMIT ?"_s,
                     conditions.values() + QVariantList{limit + 1}, [&page](const Row &row) {
                         page.deliveries.push_back(readDelivery(row));
                         page.deliveries.back().body.clear();
                     });
    page.nextCursor = cutPage(page.deliveries, limit, [](const Delivery &delivery) { return delivery.id; });
    return page;
}

std::optional<Delivery> findDelivery(ReadTransaction &transaction, const QString &id)
{
    std::optional<Delivery> found = transaction.one(selectDeliveries + u"WHERE d.id = ?"_s, {id}, readDelivery);
    if (found)
        found->attemptList = readAttempts(transaction, id);
    return found;
}

std::vector<DueDelivery> dueDeliveries(ReadTransaction &transaction, UtcMillis now, const QStringList &withoutPartners, int limit)
{
    static const QString sql =
        u"SELECT id, partner_id FROM delivery WHERE status = 'pending' AND next_attempt_at <= ? AND lease_until <= ? "
        "AND partner_id NOT IN (?"_s
        + u", ?"_s.repeated(maximumExcluded - 1) + u") ORDER BY next_attempt_at, id LIMIT ?"_s;
    QVariantList parameters{now, now};
    for (qsizetype i = 0; i < maximumExcluded; ++i)
        parameters << withoutPartners.value(i, u""_s);
    parameters << limit;
    std::vector<DueDelivery> due;
    transaction.each(sql, parameters, [&due](const Row &row) { due.push_back({row.text(0), row.text(1)}); });
    return due;
}

std::vector<ClaimedDelivery> claimDeliveries(WriteTransaction &transaction, const QStringList &ids, const QString &owner,
                                             std::chrono::milliseconds lease)
{
    const UtcMillis now = transaction.now();
    std::vector<ClaimedDelivery> claimed;
    for (const QString &id : ids) {
        const auto row = transaction.one(
            u"SELECT partner_id, type, body FROM delivery WHERE id = ? AND status = 'pending' AND next_attempt_at <= ? AND lease_until <= ?"_s,
            {id, now, now}, [&id](const Row &found) {
                return ClaimedDelivery{id, found.text(0), {}, {}, {}, {}, found.text(1), found.text(2).toUtf8()};
            });
        if (!row)
            continue;
        ClaimedDelivery delivery = *row;
        const std::optional<Partner> partner = findPartner(transaction, delivery.partnerId);
        if (!partner || partner->callbackUrl.isEmpty() || partner->callbackDisabledAt || partner->disabledAt) {
            transaction.exec(u"UPDATE delivery SET status = 'dropped', finished_at = ? WHERE id = ?"_s, {now, id});
            continue;
        }
        transaction.exec(u"UPDATE delivery SET lease_owner = ?, lease_until = ? WHERE id = ?"_s,
                         {owner, now + lease.count(), id});
        delivery.partnerName = partner->name;
        delivery.email = partner->email;
        delivery.url = partner->callbackUrl;
        delivery.secrets = webhookSecrets(transaction, delivery.partnerId, now);
        claimed.push_back(std::move(delivery));
    }
    return claimed;
}

void releaseDeliveries(WriteTransaction &transaction, const QString &owner)
{
    transaction.exec(u"UPDATE delivery SET lease_owner = '', lease_until = 0 WHERE status = 'pending' AND lease_owner = ?"_s,
                     {owner});
}

void putOffDelivery(WriteTransaction &transaction, const QString &id, const QString &owner, UtcMillis at)
{
    transaction.exec(u"UPDATE delivery SET lease_owner = '', lease_until = 0, next_attempt_at = ? "
                     "WHERE id = ? AND status = 'pending' AND lease_owner = ?"_s,
                     {at, id, owner});
}

} // namespace tidegate
