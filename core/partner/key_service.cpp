// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/key_service.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int maximumDays = 3'650;

Result<Done> check(const NewKey &wanted)
{
    const QStringList known = keyScopes(wanted.kind);
    if (wanted.kind == KeyKind::Partner && wanted.partner.isEmpty())
        return invalidField(u"partner"_s, u"missing"_s, u"A partner's key needs the name of the partner."_s);
    if (wanted.kind == KeyKind::Storefront && (!wanted.partner.isEmpty() || wanted.sandbox))
        return invalidField(u"kind"_s, u"not_for_storefront"_s,
                            u"A storefront key belongs to no partner and has no test mode."_s);
    if (wanted.expiresDays && (*wanted.expiresDays < 1 || *wanted.expiresDays > maximumDays)) {
        return invalidField(u"expires"_s, u"out_of_range"_s, u"A key expires after 1 to %1 days."_s.arg(maximumDays),
                            QString::number(*wanted.expiresDays));
    }
    if (wanted.name.size() > 100 || escapeControls(wanted.name) != wanted.name)
        return invalidField(u"name"_s, u"invalid_name"_s, u"A key's name is one line of at most 100 characters."_s);
    for (const QString &scope : wanted.scopes) {
        if (!known.contains(scope))
            return invalidField(u"scopes"_s, u"unknown_scope"_s, u"The scopes are: %1."_s.arg(known.join(u", "_s)),
                                scope.left(64));
    }
    return Done{};
}

QJsonObject describe(const ApiKey &key)
{
    QJsonObject object{
        {u"prefix"_s, key.prefix}, {u"kind"_s, keyKindName(key.kind)}, {u"scopes"_s, QJsonArray::fromStringList(key.scopes)}};
    if (!key.partnerId.isEmpty())
        object.insert(u"partner"_s, key.partnerName);
    if (key.expiresAt)
        object.insert(u"expires_at"_s, formatTime(*key.expiresAt));
    return object;
}

/// Puts a new secret on `key` and writes it down.
CreatedKey issue(WriteTransaction &transaction, ApiKey key, const QString &actor, const Clock &clock, Random &random)
{
    const QString secret = newKeySecret(key.kind, key.sandbox, random);
    key.id = newId(clock, random);
    key.prefix = secret.left(keyPrefixLength);
    key.createdAt = transaction.now();
    key.revokedAt.reset();
    key.lastUsedAt.reset();
    insertKey(transaction, {key, hashKeySecret(secret.toLatin1())});
    transaction.audit({actor, u"key.created"_s, u"api_key"_s, key.id, {}, toJson(describe(key)), {}});
    return {key, secret};
}

Result<StoredKey> find(ReadTransaction &transaction, const QString &key)
{
    std::optional<StoredKey> found = findKey(transaction, key);
    if (!found)
        return failure(ErrorCode::NotFound, u"there is no key %1"_s.arg(escapeControls(key.left(64))));
    return *std::move(found);
}

} // namespace

KeyService::KeyService(Store &store, const Clock &clock, Random &random, std::shared_ptr<KeyRing> ring)
    : m_store(store)
    , m_clock(clock)
    , m_random(random)
    , m_ring(std::move(ring))
{
}

Async<Result<CreatedKey>> KeyService::create(const NewKey &wanted)
{
    return m_store.write([wanted, ring = m_ring, &clock = m_clock,
                          &random = m_random](WriteTransaction &transaction) -> Result<CreatedKey> {
        if (const Result<Done> checked = check(wanted); !checked)
            return tl::unexpected(checked.error());
        ApiKey key;
        key.kind = wanted.kind;
        key.name = wanted.name;
        key.sandbox = wanted.sandbox;
        key.scopes = wanted.scopes.isEmpty() ? keyScopes(wanted.kind) : wanted.scopes;
        if (wanted.expiresDays)
            key.expiresAt = transaction.now() + std::chrono::milliseconds(std::chrono::days(*wanted.expiresDays)).count();
        if (wanted.kind == KeyKind::Partner) {
            const auto partner = transaction.one(u"SELECT id FROM partner WHERE name = ?"_s, {wanted.partner},
                                                 [](const Row &row) { return row.text(0); });
            if (!partner)
                return failure(ErrorCode::NotFound, u"there is no partner %1"_s.arg(escapeControls(wanted.partner.left(100))));
            key.partnerId = *partner;
            key.partnerName = wanted.partner;
        }
        CreatedKey created = issue(transaction, key, wanted.actor, clock, random);
        publishKeys(transaction, ring);
        return created;
    });
}

Async<Result<std::vector<ApiKey>>> KeyService::list()
{
    return m_store.read([](ReadTransaction &transaction) -> Result<std::vector<ApiKey>> {
        std::vector<ApiKey> keys;
        for (StoredKey &stored : readKeys(transaction))
            keys.push_back(std::move(stored.key));
        return keys;
    });
}

Async<Result<ApiKey>> KeyService::revoke(const QString &key, const QString &actor)
{
    return m_store.write([key, actor, ring = m_ring](WriteTransaction &transaction) -> Result<ApiKey> {
        Result<StoredKey> found = find(transaction, key);
        if (!found)
            return tl::unexpected(found.error());
        if (found->key.revokedAt)
            return found->key;
        found->key.revokedAt = transaction.now();
        transaction.exec(u"UPDATE api_key SET revoked_at = ? WHERE id = ?"_s, {*found->key.revokedAt, found->key.id});
        transaction.audit({actor, u"key.revoked"_s, u"api_key"_s, found->key.id, toJson(describe(found->key)), {}, {}});
        publishKeys(transaction, ring);
        return found->key;
    });
}

Async<Result<CreatedKey>> KeyService::rotate(const QString &key, const QString &actor, std::chrono::milliseconds overlap)
{
    return m_store.write([key, actor, overlap, ring = m_ring, &clock = m_clock,
                          &random = m_random](WriteTransaction &transaction) -> Result<CreatedKey> {
        if (overlap < std::chrono::milliseconds(0) || overlap > std::chrono::days(30))
            return invalidField(u"overlap"_s, u"out_of_range"_s, u"The old key can stay right for 0 to 30 days."_s);
        const Result<StoredKey> found = find(transaction, key);
        if (!found)
            return tl::unexpected(found.error());
        const ApiKey &old = found->key;
        const UtcMillis now = transaction.now();
        if (old.revokedAt || (old.expiresAt && *old.expiresAt <= now))
            return failure(ErrorCode::Conflict, u"key %1 is not right any more; make a new one"_s.arg(old.prefix));
        ApiKey next = old;
        next.rotatedFrom = old.id;
        CreatedKey created = issue(transaction, next, actor, clock, random);
        const UtcMillis end =
            std::min<UtcMillis>(now + overlap.count(), old.expiresAt.value_or(std::numeric_limits<UtcMillis>::max()));
        transaction.exec(u"UPDATE api_key SET expires_at = ? WHERE id = ?"_s, {end, old.id});
        transaction.audit({actor,
                           u"key.rotated"_s,
                           u"api_key"_s,
                           old.id,
                           toJson(describe(old)),
                           toJson({{u"replaced_by"_s, created.key.prefix}, {u"expires_at"_s, formatTime(end)}}),
                           {}});
        publishKeys(transaction, ring);
        return created;
    });
}

} // namespace tidegate
