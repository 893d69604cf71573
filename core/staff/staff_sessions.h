// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/staff/guess_limits.h"
#include "core/staff/staff_service.h"

#include <QByteArray>

#include <functional>

namespace tidegate {

/// Where somebody signs in from.
struct SignInOrigin {
    QString address; ///< for those who read the logs
    QString network; ///< what counts as one address where guesses are limited
    QString requestId{};
};

/// A password that somebody gave, and what came of it: for the security log.
struct SignInAttempt {
    QString kind;    ///< "sign_in", "password_change"
    QString outcome; ///< "accepted", or the name of an ErrorCode
    QString reason;  ///< of a refusal, in words; never a name that nobody has
    QString user;    ///< who it was, once that is certain
    SignInOrigin origin;
};

struct StaffSessionOptions {
    std::chrono::seconds idle{1'800};      ///< a session that nobody uses ends after this
    std::chrono::seconds lifetime{43'200}; ///< and each after this
    GuessLimitOptions guesses = {};
    std::function<void(const SignInAttempt &)> onAttempt = {}; ///< called on any thread; must be quick
};

/// A session that has just begun.
struct OpenedSession {
    QByteArray token; ///< shown once: what is kept is its hash
    StaffSession session;
};

/// Sessions of the staff: who signs in with name and password is known by a token from then on. What they end with: end(), their
/// time, nobody using them, a user who is disabled or gets another password (StaffService). They outlive a restart and are shared
/// by all servers on the database. StaffSessionRing::check() tells whose token it is. Thread-safe; nothing blocks.
class StaffSessions
{
public:
    /// Live sessions of one user; the next one ends the oldest.
    static constexpr int maximumPerUser = 20;
    /// Sessions that are over are kept so long.
    static constexpr std::chrono::hours keptFor{24 * 30};

    /// All must outlive this, and `staff` must be gone before: its thread calls back.
    StaffSessions(StaffSessionOptions options, Store &store, StaffService &staff, std::shared_ptr<StaffSessionRing> ring,
                  const Clock &clock, Random &random);

    /// Unauthenticated as StaffService::authenticate() has it; RateLimited with the time after which a right password is let in.
    Async<Result<OpenedSession>> open(const QString &name, const QString &password, const SignInOrigin &origin);
    /// Does nothing to one that has ended.
    Async<Result<Done>> end(const StaffSession &session, const QString &requestId);
    /// Ends all the user's sessions, `session` among them, and begins a new one. InvalidRequest for what is wrong with the new
    /// password or, with the field "current", the present one; RateLimited as open().
    Async<Result<OpenedSession>> changePassword(const StaffSession &session, const QString &current, const QString &newPassword,
                                                const SignInOrigin &origin);

    /// How many more wrong passwords may be tried.
    [[nodiscard]] LimiterDecision guesses(const QString &name, const SignInOrigin &origin);
    [[nodiscard]] std::chrono::seconds guessWindow() const { return m_guesses.window(); }

    /// Writes down when sessions were used, and brings in what other processes changed. To be awaited before the first request is
    /// answered, and called about twice a second from then on, by one caller.
    Async<Result<Done>> refresh();
    /// Removes some of what is older than it is kept; how many.
    Async<Result<qint64>> purge();

private:
    struct Fresh;

    Fresh fresh(const SignInOrigin &origin);
    template <typename T>
    void judge(const QString &kind, const Result<T> &proven, const QString &user, GuessPermit permit, const SignInOrigin &origin);
    void tell(const QString &kind, const SignInOrigin &origin, const Error *refused, const QString &user = {}) const;
    void writeUses();

    const StaffSessionOptions m_options;
    Store &m_store;
    StaffService &m_staff;
    const std::shared_ptr<StaffSessionRing> m_ring;
    const Clock &m_clock;
    Random &m_random;
    GuessLimits m_guesses;
    std::atomic<Monotonic::rep> m_readAt{0}; ///< when refresh() last read all there is
};

} // namespace tidegate
