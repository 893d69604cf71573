// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/staff/staff_session_table.h"

#include <QHash>

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace tidegate {

/// All live sessions in memory, for the threads that answer requests. check() asks no database and takes a few microseconds.
/// Thread-safe. StaffSessions and StaffService bring in what this process changes before its maker hears of it, so that a session
/// that was ended is refused by every thread from then on; StaffSessions::refresh() brings in what others change.
class StaffSessionRing
{
public:
    /// `idle`: how long a session lasts that nobody uses.
    StaffSessionRing(const Clock &clock, std::chrono::milliseconds idle);

    /// The session with this token, which counts as used. Unauthenticated with what is wrong, for the log: not of the form of a
    /// token; unknown, ended or of a disabled user; expired; idle for too long.
    [[nodiscard]] Result<std::shared_ptr<const StaffSession>> check(QByteArrayView token) const;

    /// The live sessions that a transaction has read, as of `revision`; a state older than what is there is passed over.
    void install(const std::vector<StoredSession> &sessions, qint64 revision);
    /// Of what is there; -1 before the first install().
    [[nodiscard]] qint64 revision() const { return m_revision; }

    /// When sessions were used, by their id, as far as nobody has asked before; each at most once in useResolution().
    [[nodiscard]] QHash<QString, UtcMillis> takeUses();
    /// How exactly the last use is kept in the database: a minute, or less where sessions are idle soon.
    [[nodiscard]] std::chrono::milliseconds useResolution() const { return m_useResolution; }

private:
    /// Lives on when the session is installed anew.
    struct Use {
        std::atomic<UtcMillis> last{0};
        std::atomic<UtcMillis> noted{0}; ///< what takeUses() has told or will tell
    };
    struct Entry {
        std::shared_ptr<const StaffSession> session;
        std::shared_ptr<Use> use;
    };
    using Entries = QHash<QByteArray, Entry>; ///< by the token's hash

    [[nodiscard]] std::shared_ptr<const Entries> entries() const;
    void noteUse(const Entry &entry, UtcMillis now) const;

    const Clock &m_clock;
    const std::chrono::milliseconds m_idle;
    const std::chrono::milliseconds m_useResolution;
    mutable std::shared_mutex m_entriesMutex; ///< read-held for the copy of a pointer
    std::shared_ptr<const Entries> m_entries = std::make_shared<const Entries>();
    std::atomic<qint64> m_revision{-1};
    mutable std::mutex m_usesMutex;
    mutable QHash<QString, UtcMillis> m_uses;
};

} // namespace tidegate
