// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/staff/password.h"
#include "core/staff/staff_role.h"
#include "core/store/store.h"

#include <QThreadPool>

#include <atomic>
#include <optional>
#include <vector>

namespace tidegate {

struct StaffUser {
    QString id;
    QString name; ///< in lower case
    StaffRole role = StaffRole::Support;
    UtcMillis createdAt = 0;
    std::optional<UtcMillis> disabledAt;
};

/// Who works here, and whether it is them. Thread-safe; nothing blocks: passwords are hashed on a thread of this service's own.
class StaffService
{
public:
    /// Passwords that wait for that thread; beyond it calls fail with Overloaded.
    static constexpr int maximumWaiting = 64;

    /// The first three must outlive this. A lower cost is for tests.
    StaffService(Store &store, const Clock &clock, Random &random, PasswordCost cost = {});
    /// Finishes what waits.
    ~StaffService();

    /// `name`: 1 to 64 letters, digits and . _ - @, without regard to case. InvalidRequest for that or the password (checkPassword()), Conflict
    /// for a name that is taken.
    Async<Result<StaffUser>> addUser(const QString &name, StaffRole role, const QString &password, const QString &actor);

    /// The user, or Unauthenticated, whether the name, the password or both are wrong or the user is disabled, each after the same
    /// work. Every attempt is logged with `from`, the address that it came from. Does not limit guesses: the caller does.
    Async<Result<StaffUser>> authenticate(const QString &name, const QString &password, const QString &from);

    /// By name.
    Async<Result<std::vector<StaffUser>>> list();

private:
    template <typename T>
    Async<Result<T>> onWorker(std::function<Result<T>()> work);
    Result<StaffUser> add(const QString &name, StaffRole role, const QString &password, const QString &actor);
    Result<StaffUser> check(const QString &name, const QString &password, const QString &from);
    void renewHash(const StaffUser &user, const QString &password);
    const QString &hashOfNobody();

    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    PasswordCost m_cost;
    QString m_hashOfNobody; ///< what the password of an unknown user is compared with; the worker's alone
    std::atomic<int> m_waiting = 0;
    QThreadPool m_worker;
};

} // namespace tidegate
