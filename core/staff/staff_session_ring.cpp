// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/staff_session_ring.h"

#include "core/staff/staff_token.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

StaffSessionRing::StaffSessionRing(const Clock &clock, std::chrono::milliseconds idle)
    : m_clock(clock)
    , m_idle(idle)
    , m_useResolution(std::min<std::chrono::milliseconds>(60s, idle / 10))
{
}

Result<std::shared_ptr<const StaffSession>> StaffSessionRing::check(QByteArrayView token) const
{
    if (!isStaffToken(token))
        return failure(ErrorCode::Unauthenticated, u"not of the form of a staff token"_s);
    const std::shared_ptr<const Entries> all = entries();
    const auto entry = all->constFind(hashStaffToken(token));
    if (entry == all->cend())
        return failure(ErrorCode::Unauthenticated, u"a staff session that is unknown or has ended"_s);
    const UtcMillis now = m_clock.utc();
    if (entry->session->expiresAt <= now)
        return failure(ErrorCode::Unauthenticated, u"the expired session %1"_s.arg(entry->session->id));
    if (now - entry->use->last.load(std::memory_order_relaxed) >= m_idle.count())
        return failure(ErrorCode::Unauthenticated, u"session %1, which was idle for too long"_s.arg(entry->session->id));
    noteUse(*entry, now);
    return entry->session;
}

std::shared_ptr<const StaffSessionRing::Entries> StaffSessionRing::entries() const
{
    const std::shared_lock lock(m_entriesMutex);
    return m_entries;
}

void StaffSessionRing::noteUse(const Entry &entry, UtcMillis now) const
{
    entry.use->last.store(now, std::memory_order_relaxed);
    UtcMillis noted = entry.use->noted.load(std::memory_order_relaxed);
    if (now - noted < m_useResolution.count() || !entry.use->noted.compare_exchange_strong(noted, now, std::memory_order_relaxed))
        return;
    const std::lock_guard lock(m_usesMutex);
    m_uses.insert(entry.session->id, now);
}

void StaffSessionRing::install(const std::vector<StoredSession> &sessions, qint64 revision)
{
    auto next = std::make_shared<Entries>();
    const std::unique_lock lock(m_entriesMutex);
    if (revision < m_revision)
        return;
    for (const StoredSession &stored : sessions) {
        Entry entry = m_entries->value(stored.tokenHash);
        entry.session = std::make_shared<const StaffSession>(stored.session);
        if (!entry.use)
            entry.use = std::make_shared<Use>();
        // Another server may have seen it since.
        if (stored.lastUsedAt > entry.use->last.load(std::memory_order_relaxed)) {
            entry.use->last = stored.lastUsedAt;
            entry.use->noted = stored.lastUsedAt;
        }
        next->insert(stored.tokenHash, std::move(entry));
    }
    m_entries = std::move(next);
    m_revision = revision;
}

QHash<QString, UtcMillis> StaffSessionRing::takeUses()
{
    const std::lock_guard lock(m_usesMutex);
    return std::exchange(m_uses, {});
}

} // namespace tidegate
