// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/staff/staff_session.h"
#include "core/store/transaction.h"

#include <QByteArray>

#include <memory>
#include <vector>

namespace tidegate {

/// The SQL of the table staff_session. Everything here runs inside a command. Nothing here is audited.

class StaffSessionRing;

struct StoredSession {
    StaffSession session;
    QByteArray tokenHash; ///< hashStaffToken()
    UtcMillis lastUsedAt = 0;
};

/// Those that have neither ended nor expired, of users who are not disabled.
std::vector<StoredSession> readLiveSessions(ReadTransaction &transaction, UtcMillis now);
void insertSession(WriteTransaction &transaction, const StoredSession &stored, const QString &address);
/// Whether it was live.
bool endSession(WriteTransaction &transaction, const QString &id);
/// All of a user but the `kept` newest. How many were live.
qint64 endSessionsOf(WriteTransaction &transaction, const QString &userId, int kept = 0);

/// Rises with each change of a session or a user, but for the last use.
qint64 staffRevision(ReadTransaction &transaction);
/// What every change of a session or of a user ends with: raises the revision, and brings the sessions as they then are into the
/// ring, where there is one, before the change is delivered.
void publishSessions(WriteTransaction &transaction, const std::shared_ptr<StaffSessionRing> &ring);

} // namespace tidegate
