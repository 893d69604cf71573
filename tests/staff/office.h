// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/staff/staff_sessions.h"
#include "support/scratch_store.h"

#include <mutex>

namespace tidegate::test {

inline const QString rightPassword = QStringLiteral("correct horse");

/// A database with one user, "anna" of the warehouse, and one server's sessions on it. Passwords are cheap to check.
struct Office {
    explicit Office(StaffSessionOptions wanted = {})
        : options(withListener(std::move(wanted)))
    {
        if (!staff->addUser(QStringLiteral("anna"), StaffRole::Warehouse, rightPassword, StaffAuthority::commandLine()).get())
            qFatal("anna could not be added");
    }

    Result<OpenedSession> signIn(const QString &name, const QString &password,
                                 const QString &network = QStringLiteral("192.0.2.1"))
    {
        return sessions->open(name, password, {network, network, QStringLiteral("request-1")}).get();
    }
    OpenedSession anna() { return signIn(QStringLiteral("anna"), rightPassword).value(); }
    /// Empty where the token is let in.
    QString refusal(const QByteArray &token) const
    {
        const auto checked = ring->check(token);
        return checked ? QString() : checked.error().detail;
    }
    qint64 number(const QString &sql)
    {
        return store->read([sql](ReadTransaction &transaction) -> Result<qint64> { return transaction.integer(sql); })
            .get()
            .value();
    }
    std::vector<SignInAttempt> told()
    {
        const std::lock_guard lock(mutex);
        return attempts;
    }

    ManualClock clock;
    SystemRandom random;
    ScratchStore scratch = ScratchStore::withTables();
    std::unique_ptr<Store> store = scratch.open(clock);
    std::mutex mutex;
    std::vector<SignInAttempt> attempts;
    StaffSessionOptions options;
    std::shared_ptr<StaffSessionRing> ring = std::make_shared<StaffSessionRing>(clock, options.idle);
    std::unique_ptr<StaffService> staff = std::make_unique<StaffService>(*store, clock, random, PasswordCost{1, 8'192}, ring);
    std::unique_ptr<StaffSessions> sessions = std::make_unique<StaffSessions>(options, *store, *staff, ring, clock, random);

    ~Office() { staff.reset(); }
    Q_DISABLE_COPY_MOVE(Office)

private:
    StaffSessionOptions withListener(StaffSessionOptions wanted)
    {
        wanted.onAttempt = [this](const SignInAttempt &attempt) {
            const std::lock_guard lock(mutex);
            attempts.push_back(attempt);
        };
        return wanted;
    }
};

} // namespace tidegate::test
