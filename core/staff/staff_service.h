// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/staff/password.h"
#include "core/staff/staff_authority.h"
#include "core/staff/staff_session_ring.h"
#include "core/staff/staff_user_table.h"
#include "core/store/store.h"

#include <QThreadPool>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace tidegate {

/// A user who has given the right password, and the hash of the one that shall take its place.
struct ProvenUser {
    StaffUser user;
    QString newHash;
};

/// Who works here, and whether it is them. Thread-safe; nothing blocks: passwords are hashed on a thread of this service's own.
class StaffService
{
public:
    /// Passwords that wait for that thread; beyond it calls fail with Overloaded.
    static constexpr int maximumWaiting = 64;

    /// The first three must outlive this. A lower cost is for tests. `ring` is kept true where there is one.
    StaffService(Store &store, const Clock &clock, Random &random, PasswordCost cost = {},
                 std::shared_ptr<StaffSessionRing> ring = nullptr);
    /// Finishes what waits.
    ~StaffService();

    // What follows and says `by` is for admins: Forbidden for others of the staff.

    /// `name`: 1 to 64 letters, digits and . _ - @, without regard to case. InvalidRequest for that or the password (checkPassword()), Conflict
    /// for a name that is taken.
    Async<Result<StaffUser>> addUser(const QString &name, StaffRole role, const QString &password, const StaffAuthority &by,
                                     bool mustChange = false);
    /// Nothing where there is any user already. InvalidRequest as addUser().
    Async<Result<std::optional<StaffUser>>> addFirstAdmin(const QString &name, const QString &password, bool mustChange);

    /// The user, or Unauthenticated, whether the name, the password or both are wrong or the user is disabled, each after the same
    /// work; the detail, for logs, says which, and never repeats a name that nobody has. Where only that is in the way that the
    /// user is disabled there is the field "username" with the code "disabled". Does not limit guesses: the caller does
    /// (StaffSessions).
    Async<Result<StaffUser>> authenticate(const QString &name, const QString &password, const QString &from);
    /// authenticate(), then checkPassword() of the new one, which must differ from the old. Changes nothing.
    Async<Result<ProvenUser>> prove(const QString &name, const QString &password, const QString &newPassword,
                                    const QString &from);

    /// Gives a user another password and ends all sessions with the old one. NotFound; InvalidRequest for the password.
    Async<Result<StaffUser>> setPassword(const QString &name, const QString &password, bool mustChange, const StaffAuthority &by);
    /// A disabled user can't sign in, and all sessions end. NotFound; Conflict for the last admin who is not disabled. Does
    /// nothing to one who is so already. VersionConflict where `version` is told and the user has another.
    Async<Result<StaffUser>> setDisabled(const QString &name, bool disabled, const StaffAuthority &by,
                                         std::optional<qint64> version = std::nullopt);
    /// Counts at once, in sessions that are open as well. NotFound, Conflict, VersionConflict as setDisabled().
    Async<Result<StaffUser>> setRole(const QString &name, StaffRole role, const StaffAuthority &by,
                                     std::optional<qint64> version = std::nullopt);

    /// By name.
    Async<Result<std::vector<StaffUser>>> list();

private:
    template <typename T>
    Async<Result<T>> onWorker(std::function<Result<T>()> work);
    Result<StaffUser> add(StaffUser user, const QString &password, const QString &actor);
    Result<std::optional<StaffUser>> insertFirst(StaffUser user, const QString &hash);
    Result<StoredUser> check(const QString &name, const QString &password, const QString &from);
    void renewHash(const StaffUser &user, const QString &password);
    const QString &hashOfNobody();

    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    PasswordCost m_cost;
    std::shared_ptr<StaffSessionRing> m_ring;
    QString m_hashOfNobody; ///< what the password of an unknown user is compared with; the worker's alone
    std::atomic<int> m_waiting = 0;
    QThreadPool m_worker;
};

} // namespace tidegate
