// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/staff_session_table.h"

#include "core/staff/staff_session_ring.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

StoredSession readSession(const Row &row)
{
    StoredSession stored;
    stored.session.id = row.text(0);
    stored.tokenHash = QByteArray::fromHex(row.text(1).toLatin1());
    stored.session.createdAt = row.integer(2);
    stored.lastUsedAt = row.integer(3);
    stored.session.expiresAt = row.integer(4);
    stored.session.actor = {row.text(5), row.text(6), staffRoleFromName(row.text(7)).value_or(StaffRole::Support)};
    stored.session.mustChangePassword = row.integer(8) != 0;
    return stored;
}

} // namespace

std::vector<StoredSession> readLiveSessions(ReadTransaction &transaction, UtcMillis now)
{
    std::vector<StoredSession> sessions;
    transaction.each(u"SELECT s.id, s.token_hash, s.created_at, s.last_used_at, s.expires_at, u.id, u.name, u.role, "
                     "u.must_change_password FROM staff_session s JOIN staff_user u ON u.id = s.user_id "
                     "WHERE s.ended_at IS NULL AND s.expires_at > ? AND u.disabled_at IS NULL"_s,
                     {now}, [&sessions](const Row &row) { sessions.push_back(readSession(row)); });
    return sessions;
}

void insertSession(WriteTransaction &transaction, const StoredSession &stored, const QString &address)
{
    const StaffSession &session = stored.session;
    transaction.exec(u"INSERT INTO staff_session (id, token_hash, user_id, address, created_at, last_used_at, expires_at) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
                     {session.id, QString::fromLatin1(stored.tokenHash.toHex()), session.actor.id, address, session.createdAt,
                      stored.lastUsedAt, session.expiresAt});
}

bool endSession(WriteTransaction &transaction, const QString &id)
{
    return transaction.exec(u"UPDATE staff_session SET ended_at = ? WHERE id = ? AND ended_at IS NULL AND expires_at > ?"_s,
                            {transaction.now(), id, transaction.now()})
        > 0;
}

qint64 endSessionsOf(WriteTransaction &transaction, const QString &userId, int kept)
{
    return transaction.exec(
        u"UPDATE staff_session SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL AND expires_at > ? AND id NOT IN "
        "(SELECT id FROM staff_session WHERE user_id = ? AND ended_at IS NULL AND expires_at > ? "
        "ORDER BY created_at DESC, id DESC LIMIT ?)"_s,
        {transaction.now(), userId, transaction.now(), userId, transaction.now(), kept});
}

qint64 staffRevision(ReadTransaction &transaction)
{
    return transaction.integer(u"SELECT version FROM revision WHERE name = 'staff'"_s);
}

void publishSessions(WriteTransaction &transaction, const std::shared_ptr<StaffSessionRing> &ring)
{
    transaction.exec(u"INSERT INTO revision (name, version) VALUES ('staff', 1) "
                     "ON CONFLICT (name) DO UPDATE SET version = revision.version + 1"_s);
    if (!ring)
        return;
    transaction.afterCommit([ring, sessions = readLiveSessions(transaction, transaction.now()),
                             revision = staffRevision(transaction)] { ring->install(sessions, revision); });
}

} // namespace tidegate
