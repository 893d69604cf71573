// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/key_table.h"

#include "core/partner/key_ring.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString selectKeys =
    u"SELECT k.id, k.kind, k.name, k.prefix, k.hash, k.partner_id, p.name, k.sandbox, k.scopes, k.created_at, "
    "k.expires_at, k.revoked_at, k.last_used_at, k.rotated_from, "
    "CASE WHEN p.disabled_at IS NULL THEN 0 ELSE 1 END "
    "FROM api_key k LEFT JOIN partner p ON p.id = k.partner_id "_s;

StoredKey readKey(const Row &row)
{
    ApiKey key;
    key.id = row.text(0);
    key.kind = keyKindFromName(row.text(1)).value_or(KeyKind::Partner);
    key.name = row.text(2);
    key.prefix = row.text(3);
    key.partnerId = row.text(5);
    key.partnerName = row.text(6);
    key.sandbox = row.integer(7) != 0;
    key.scopes = row.text(8).split(u' ', Qt::SkipEmptyParts);
    key.createdAt = row.integer(9);
    key.expiresAt = row.optionalInteger(10);
    key.revokedAt = row.optionalInteger(11);
    key.lastUsedAt = row.optionalInteger(12);
    key.rotatedFrom = row.text(13);
    key.partnerDisabled = row.integer(14) != 0;
    return {key, keyHashFromHex(row.text(4))};
}

} // namespace

std::vector<StoredKey> readKeys(ReadTransaction &transaction)
{
    std::vector<StoredKey> keys;
    transaction.each(selectKeys + u"ORDER BY k.created_at, k.id"_s, QVariantList(),
                     [&keys](const Row &row) { keys.push_back(readKey(row)); });
    return keys;
}

std::optional<StoredKey> findKey(ReadTransaction &transaction, const QString &idOrPrefix)
{
    return transaction.one(selectKeys + u"WHERE k.id = ? OR k.prefix = ?"_s, {idOrPrefix, idOrPrefix}, readKey);
}

void insertKey(WriteTransaction &transaction, const StoredKey &stored)
{
    const ApiKey &key = stored.key;
    transaction.exec(u"INSERT INTO api_key (id, kind, name, prefix, hash, partner_id, sandbox, scopes, created_at, expires_at, "
                     "rotated_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {key.id, keyKindName(key.kind), key.name, key.prefix, toHex(stored.hash), nullable(key.partnerId),
                      qint64(key.sandbox), key.scopes.join(u' '), key.createdAt, nullable(key.expiresAt),
                      nullable(key.rotatedFrom)});
}

qint64 keyRevision(ReadTransaction &transaction)
{
    return transaction.integer(u"SELECT version FROM revision WHERE name = 'keys'"_s);
}

void bumpKeyRevision(WriteTransaction &transaction)
{
    transaction.exec(u"INSERT INTO revision (name, version) VALUES ('keys', 1) "
                     "ON CONFLICT (name) DO UPDATE SET version = revision.version + 1"_s);
}

void publishKeys(WriteTransaction &transaction, const std::shared_ptr<KeyRing> &ring)
{
    bumpKeyRevision(transaction);
    if (!ring)
        return;
    transaction.afterCommit(
        [ring, keys = readKeys(transaction), revision = keyRevision(transaction)] { ring->install(keys, revision); });
}

} // namespace tidegate
