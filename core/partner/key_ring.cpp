// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/key_ring.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

KeyRing::KeyRing(const Clock &clock)
    : m_clock(clock)
{
}

Result<std::shared_ptr<const ApiKey>> KeyRing::check(QByteArrayView secret) const
{
    if (!isKeySecret(secret))
        return failure(ErrorCode::Unauthenticated, u"not of the form of a key"_s);
    const QByteArray prefix = secret.first(keyPrefixLength).toByteArray();
    const SecretHash hash = hashKeySecret(secret);
    const std::shared_ptr<const Entry> entry = entries()->value(prefix);
    if (!entry || !equalHashes(entry->hash, hash))
        return failure(ErrorCode::Unauthenticated, u"unknown key %1…"_s.arg(QString::fromLatin1(prefix)));
    const UtcMillis now = m_clock.utc();
    if (entry->key->revokedAt)
        return failure(ErrorCode::Unauthenticated, u"revoked key %1…"_s.arg(entry->key->prefix));
    if (entry->key->expiresAt && *entry->key->expiresAt <= now)
        return failure(ErrorCode::Unauthenticated, u"expired key %1…"_s.arg(entry->key->prefix));
    if (entry->key->partnerDisabled)
        return failure(ErrorCode::Forbidden, u"the partner of key %1… is switched off"_s.arg(entry->key->prefix));
    noteUse(*entry, now);
    return entry->key;
}

std::shared_ptr<const KeyRing::Entries> KeyRing::entries() const
{
    const std::shared_lock lock(m_entriesMutex);
    return m_entries;
}

void KeyRing::noteUse(const Entry &entry, UtcMillis now) const
{
    UtcMillis last = entry.lastUse.load(std::memory_order_relaxed);
    if (now - last < useResolution.count() || !entry.lastUse.compare_exchange_strong(last, now, std::memory_order_relaxed))
        return;
    const std::lock_guard lock(m_usesMutex);
    m_uses.insert(entry.key->id, now);
}

void KeyRing::install(const std::vector<StoredKey> &keys, qint64 revision)
{
    auto next = std::make_shared<Entries>();
    const std::unique_lock lock(m_entriesMutex);
    if (revision < m_revision)
        return;
    for (const StoredKey &stored : keys) {
        const QByteArray prefix = stored.key.prefix.toLatin1();
        auto entry = std::make_shared<Entry>();
        entry->key = std::make_shared<const ApiKey>(stored.key);
        entry->hash = stored.hash;
        const std::shared_ptr<const Entry> before = m_entries->value(prefix);
        entry->lastUse = std::max<UtcMillis>(stored.key.lastUsedAt.value_or(0), before ? before->lastUse.load() : 0);
        next->insert(prefix, std::move(entry));
    }
    m_entries = std::move(next);
    m_revision = revision;
}

QHash<QString, UtcMillis> KeyRing::takeUses()
{
    const std::lock_guard lock(m_usesMutex);
    return std::exchange(m_uses, {});
}

} // namespace tidegate
