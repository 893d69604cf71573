// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/staff_sessions.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/staff/staff_token.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

/// How soon a server notices that a session is in use at another, which raises no revision.
constexpr Monotonic readAgainAfter = 60s;
constexpr int removedPerPurge = 2'000;

template <typename T>
Async<Result<T>> ready(Result<T> outcome)
{
    Promise<Result<T>> promise;
    promise.deliver(std::move(outcome));
    return promise.async();
}

/// A guess counts only where the password was looked at and found wrong.
bool isWrongGuess(const Error *refused)
{
    return refused && refused->code == ErrorCode::Unauthenticated;
}

} // namespace

/// What a new session is made of, but for whose it is.
struct StaffSessions::Fresh {
    QByteArray token;
    QString id;
    std::chrono::milliseconds lifetime;
    SignInOrigin origin;
    std::shared_ptr<StaffSessionRing> ring;

    /// Unauthenticated where the user was changed since the password was checked.
    Result<OpenedSession> write(WriteTransaction &transaction, const StaffUser &user) const
    {
        const qint64 version =
            transaction.integer(u"SELECT version FROM staff_user WHERE id = ? AND disabled_at IS NULL"_s, {user.id});
        if (version != user.version)
            return failure(ErrorCode::Unauthenticated, u"%1 was changed during the sign-in"_s.arg(user.name));
        const UtcMillis now = transaction.now();
        StaffSession session;
        session.id = id;
        session.actor = {user.id, user.name, user.role};
        session.createdAt = now;
        session.expiresAt = now + lifetime.count();
        session.mustChangePassword = user.mustChangePassword;
        const qint64 ended = endSessionsOf(transaction, user.id, maximumPerUser - 1);
        insertSession(transaction, {session, hashStaffToken(token), now}, origin.address);
        transaction.audit({session.actor.text(),
                           u"staff.signed_in"_s,
                           u"staff_session"_s,
                           id,
                           {},
                           toJson({{u"address"_s, origin.address}, {u"sessions_ended"_s, ended}}),
                           origin.requestId});
        publishSessions(transaction, ring);
        return OpenedSession{token, session};
    }
};

StaffSessions::StaffSessions(StaffSessionOptions options, Store &store, StaffService &staff,
                             std::shared_ptr<StaffSessionRing> ring, const Clock &clock, Random &random)
    : m_options(std::move(options))
    , m_store(store)
    , m_staff(staff)
    , m_ring(std::move(ring))
    , m_clock(clock)
    , m_random(random)
    , m_guesses(m_options.guesses, clock, random)
{
}

StaffSessions::Fresh StaffSessions::fresh(const SignInOrigin &origin)
{
    return {newStaffToken(m_random), newId(m_clock, m_random), m_options.lifetime, origin, m_ring};
}

void StaffSessions::tell(const QString &kind, const SignInOrigin &origin, const Error *refused, const QString &user) const
{
    if (!m_options.onAttempt)
        return;
    m_options.onAttempt({kind, refused ? errorName(refused->code) : u"accepted"_s, refused ? refused->detail : QString(),
                         refused ? QString() : user, origin});
}

template <typename T>
void StaffSessions::judge(const QString &kind, const Result<T> &proven, const QString &user, GuessPermit permit,
                          const SignInOrigin &origin)
{
    const Error *const refused = proven ? nullptr : &proven.error();
    if (!isWrongGuess(refused))
        m_guesses.release(std::move(permit));
    tell(kind, origin, refused, user);
}

Async<Result<OpenedSession>> StaffSessions::open(const QString &name, const QString &password, const SignInOrigin &origin)
{
    const QString kind = u"sign_in"_s;
    Result<GuessPermit> permit = m_guesses.acquire(origin.network, canonicalUserName(name));
    if (!permit) {
        tell(kind, origin, &permit.error());
        return ready<OpenedSession>(tl::unexpected(permit.error()));
    }
    Promise<Result<OpenedSession>> promise;
    const auto held = std::make_shared<GuessPermit>(*std::move(permit));
    m_staff.authenticate(name, password, origin.address)
        .onDelivery([this, kind, promise, held, origin](const Result<StaffUser> &user) mutable {
            judge(kind, user, user ? user->name : QString(), std::move(*held), origin);
            if (!user) {
                promise.deliver(tl::unexpected(user.error()));
                return;
            }
            m_store
                .write([session = fresh(origin), user = *user](WriteTransaction &transaction) {
                    return session.write(transaction, user);
                })
                .onDelivery([promise](Result<OpenedSession> opened) mutable { promise.deliver(std::move(opened)); });
        });
    return promise.async();
}

Async<Result<Done>> StaffSessions::end(const StaffSession &session, const QString &requestId)
{
    return m_store.write([session, requestId, ring = m_ring](WriteTransaction &transaction) -> Result<Done> {
        if (!endSession(transaction, session.id))
            return Done{};
        transaction.audit({session.actor.text(), u"staff.signed_out"_s, u"staff_session"_s, session.id, {}, {}, requestId});
        publishSessions(transaction, ring);
        return Done{};
    });
}

Async<Result<OpenedSession>> StaffSessions::changePassword(const StaffSession &session, const QString &current,
                                                           const QString &newPassword, const SignInOrigin &origin)
{
    const QString kind = u"password_change"_s;
    const QString name = session.actor.name;
    Result<GuessPermit> permit = m_guesses.acquire(origin.network, name);
    if (!permit) {
        tell(kind, origin, &permit.error());
        return ready<OpenedSession>(tl::unexpected(permit.error()));
    }
    Promise<Result<OpenedSession>> promise;
    const auto held = std::make_shared<GuessPermit>(*std::move(permit));
    m_staff.prove(name, current, newPassword, origin.address)
        .onDelivery([this, kind, name, promise, held, origin](const Result<ProvenUser> &proven) mutable {
            judge(kind, proven, name, std::move(*held), origin);
            if (!proven) {
                // Who asks is known: it is one field that is wrong.
                promise.deliver(isWrongGuess(&proven.error()) ? Result<OpenedSession>(
                                    invalidField(u"current"_s, u"wrong"_s, u"This is not your present password."_s))
                                                              : tl::unexpected(proven.error()));
                return;
            }
            m_store
                .write([session = fresh(origin), proven = *proven](WriteTransaction &transaction) -> Result<OpenedSession> {
                    const Result<StaffUser> user = replacePassword(transaction, proven.user, proven.newHash, false,
                                                                   {u"staff:"_s + proven.user.name, session.origin.requestId});
                    if (!user)
                        return tl::unexpected(user.error());
                    return session.write(transaction, *user);
                })
                .onDelivery([promise](Result<OpenedSession> opened) mutable { promise.deliver(std::move(opened)); });
        });
    return promise.async();
}

LimiterDecision StaffSessions::guesses(const QString &name, const SignInOrigin &origin)
{
    return m_guesses.peek(origin.network, canonicalUserName(name));
}

Async<Result<Done>> StaffSessions::refresh()
{
    writeUses();
    const Monotonic now = m_clock.monotonic();
    const bool all = m_readAt == 0 || now - Monotonic(m_readAt.load()) >= readAgainAfter;
    if (all)
        m_readAt = now.count();
    return m_store.read([ring = m_ring, all, &clock = m_clock](ReadTransaction &transaction) -> Result<Done> {
        const qint64 revision = staffRevision(transaction);
        if (all || revision != ring->revision())
            ring->install(readLiveSessions(transaction, clock.utc()), revision);
        return Done{};
    });
}

void StaffSessions::writeUses()
{
    const QHash<QString, UtcMillis> uses = m_ring->takeUses();
    if (uses.isEmpty())
        return;
    // No audit event: that a session lives on is no change of anything, and nothing that matters is lost where it is lost.
    m_store.write([uses](WriteTransaction &transaction) -> Result<Done> {
        for (auto use = uses.begin(); use != uses.end(); ++use)
            transaction.exec(u"UPDATE staff_session SET last_used_at = ? WHERE id = ? AND last_used_at < ?"_s,
                             {use.value(), use.key(), use.value()});
        return Done{};
    });
}

Async<Result<qint64>> StaffSessions::purge()
{
    return m_store.write([](WriteTransaction &transaction) -> Result<qint64> {
        return transaction.exec(u"DELETE FROM staff_session WHERE id IN (SELECT id FROM staff_session WHERE expires_at < ? "
                                "ORDER BY expires_at LIMIT ?)"_s,
                                {transaction.now() - std::chrono::milliseconds(keptFor).count(), removedPerPurge});
    });
}

} // namespace tidegate
