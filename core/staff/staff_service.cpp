// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/staff_service.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/log_quota.h"
#include "core/base/text.h"
#include "core/store/action_key.h"
#include "core/store/refusal.h"

#include <QJsonObject>
#include <QLoggingCategory>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(staffLog, "tidegate.staff")

LogQuota &refusalQuota()
{
    static const SystemClock clock;
    static LogQuota quota(clock, staffLog(), QtWarningMsg, u"sign-ins were refused"_s);
    return quota;
}

bool isName(const QString &name)
{
    return !name.isEmpty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](QChar c) {
        return c.isLetterOrNumber() || c == u'.' || c == u'_' || c == u'-' || c == u'@';
    });
}

QByteArray describe(const StaffUser &user)
{
    return toJson({{u"name"_s, user.name}, {u"role"_s, staffRoleName(user.role)}});
}

Result<Done> checkNewUser(const QString &name, const QString &password)
{
    if (!isName(name)) {
        return invalidField(u"name"_s, u"invalid_name"_s,
                            u"A user's name is 1 to 64 letters, digits, points, dashes, underscores or @."_s, name.left(64));
    }
    return checkPassword(password, name);
}

tl::unexpected<Error> nobody(const QString &name)
{
    return failure(ErrorCode::NotFound, u"there is no user %1"_s.arg(escapeControls(name.left(64))));
}

/// Whether nobody could sign in as admin any more without this user.
bool isLastAdmin(ReadTransaction &transaction, const StaffUser &user)
{
    return user.role == StaffRole::Admin && !user.disabledAt
        && transaction.integer(u"SELECT COUNT(*) FROM staff_user WHERE role = 'admin' AND disabled_at IS NULL AND id <> ?"_s,
                               {user.id})
        == 0;
}

tl::unexpected<Error> lastAdmin(const StaffUser &user)
{
    return failure(ErrorCode::Conflict, u"%1 is the last admin; make another user admin first"_s.arg(user.name));
}

/// The answer to those who may not change users, once the attempt stands in the audit trail.
std::optional<Async<Result<StaffUser>>> refuse(Store &store, const StaffAuthority &by, const QString &event, const QString &name)
{
    const Result<Done> allowed = by.demandAdmin();
    if (allowed)
        return std::nullopt;
    Promise<Result<StaffUser>> promise;
    promise.deliver(tl::unexpected(allowed.error()));
    return auditForbidden(store, promise.async(), {by.text(), event, name, {}});
}

/// As `version` knows the user, where that is told.
Result<StaffUser> findVersion(ReadTransaction &transaction, const QString &userName, std::optional<qint64> version)
{
    const std::optional<StoredUser> stored = findUser(transaction, userName);
    if (!stored)
        return nobody(userName);
    if (version && *version != stored->user.version)
        return versionConflict(u"user %1"_s.arg(userName), stored->user.version);
    return stored->user;
}

} // namespace

StaffService::StaffService(Store &store, const Clock &clock, Random &random, PasswordCost cost,
                           std::shared_ptr<StaffSessionRing> ring)
    : m_store(store)
    , m_clock(clock)
    , m_random(random)
    , m_cost(cost)
    , m_ring(std::move(ring))
{
    m_worker.setMaxThreadCount(1);
}

StaffService::~StaffService()
{
    m_worker.waitForDone();
}

template <typename T>
Async<Result<T>> StaffService::onWorker(std::function<Result<T>()> work)
{
    Promise<Result<T>> promise;
    if (++m_waiting > maximumWaiting) {
        --m_waiting;
        promise.deliver(
            tl::unexpected(Error{ErrorCode::Overloaded, u"too many sign-ins at once"_s, std::chrono::seconds(2), {}}));
        return promise.async();
    }
    m_worker.start([this, promise, work = std::move(work)]() mutable {
        Result<T> outcome = work();
        --m_waiting;
        promise.deliver(std::move(outcome));
    });
    return promise.async();
}

Async<Result<StaffUser>> StaffService::addUser(const QString &name, StaffRole role, const QString &password,
                                               const StaffAuthority &by, bool mustChange)
{
    if (const auto refused = refuse(m_store, by, u"staff.added"_s, name))
        return *refused;
    StaffUser user;
    user.id = newId(m_clock, m_random);
    user.name = canonicalUserName(name);
    user.role = role;
    user.mustChangePassword = mustChange;
    return onWorker<StaffUser>([this, user, password, actor = by.text()] { return add(user, password, actor); });
}

Result<StaffUser> StaffService::add(StaffUser user, const QString &password, const QString &actor)
{
    if (const Result<Done> checked = checkNewUser(user.name, password); !checked)
        return tl::unexpected(checked.error());
    const Result<QString> hash = hashPassword(password, m_cost);
    if (!hash)
        return tl::unexpected(hash.error());
    return m_store
        .write([user, hash = *hash, actor](WriteTransaction &transaction) mutable -> Result<StaffUser> {
            user.createdAt = transaction.now();
            if (!insertUser(transaction, {user, hash}))
                return failure(ErrorCode::Conflict, u"there is a user %1 already"_s.arg(user.name));
            transaction.audit({actor, u"staff.added"_s, u"staff_user"_s, user.id, {}, describe(user), {}});
            return user;
        })
        .get();
}

Async<Result<std::optional<StaffUser>>> StaffService::addFirstAdmin(const QString &name, const QString &password, bool mustChange)
{
    StaffUser user;
    user.id = newId(m_clock, m_random);
    user.name = canonicalUserName(name);
    user.role = StaffRole::Admin;
    user.mustChangePassword = mustChange;
    return onWorker<std::optional<StaffUser>>([this, user, password]() -> Result<std::optional<StaffUser>> {
        if (const Result<Done> checked = checkNewUser(user.name, password); !checked)
            return tl::unexpected(checked.error());
        const auto users = list().get();
        if (!users)
            return tl::unexpected(users.error());
        if (!users->empty())
            return std::nullopt;
        const Result<QString> hash = hashPassword(password, m_cost);
        if (!hash)
            return tl::unexpected(hash.error());
        return insertFirst(user, *hash);
    });
}

Result<std::optional<StaffUser>> StaffService::insertFirst(StaffUser user, const QString &hash)
{
    return m_store
        .write([user, hash](WriteTransaction &transaction) mutable -> Result<std::optional<StaffUser>> {
            user.createdAt = transaction.now();
            const bool first = transaction.integer(u"SELECT COUNT(*) FROM staff_user"_s) == 0;
            if (!first || !insertUser(transaction, {user, hash}))
                return std::nullopt;
            transaction.audit({u"system"_s, u"staff.added"_s, u"staff_user"_s, user.id, {}, describe(user), {}});
            return user;
        })
        .get();
}

Async<Result<StaffUser>> StaffService::authenticate(const QString &name, const QString &password, const QString &from)
{
    return onWorker<StaffUser>([this, name, password, from]() -> Result<StaffUser> {
        const Result<StoredUser> stored = check(name, password, from);
        if (!stored)
            return tl::unexpected(stored.error());
        if (isOutdated(stored->hash, m_cost))
            renewHash(stored->user, password);
        return stored->user;
    });
}

Async<Result<ProvenUser>> StaffService::prove(const QString &name, const QString &password, const QString &newPassword,
                                              const QString &from)
{
    return onWorker<ProvenUser>([this, name, password, newPassword, from]() -> Result<ProvenUser> {
        const Result<StoredUser> stored = check(name, password, from);
        if (!stored)
            return tl::unexpected(stored.error());
        if (const Result<Done> checked = checkPassword(newPassword, stored->user.name); !checked)
            return tl::unexpected(checked.error());
        if (verifyPassword(newPassword, stored->hash))
            return invalidField(u"password"_s, u"unchanged"_s, u"Choose another password than the present one."_s);
        const Result<QString> hash = hashPassword(newPassword, m_cost);
        if (!hash)
            return tl::unexpected(hash.error());
        return ProvenUser{stored->user, *hash};
    });
}

Result<StoredUser> StaffService::check(const QString &name, const QString &password, const QString &from)
{
    const QString userName = canonicalUserName(name);
    const Result<std::optional<StoredUser>> found =
        m_store
            .read([userName](ReadTransaction &transaction) {
                return Result<std::optional<StoredUser>>(findUser(transaction, userName));
            })
            .get();
    if (!found)
        return tl::unexpected(found.error());
    const std::optional<StoredUser> &stored = *found;
    const bool right = verifyPassword(password, stored ? stored->hash : hashOfNobody());
    if (right && stored && !stored->user.disabledAt)
        return *stored;
    // People type their password where the name belongs: only a name that somebody has is written down.
    const QString why = !stored ? u"nobody has this name"_s
        : !right                ? u"not the password of %1"_s.arg(userName)
                                : u"%1 is disabled"_s.arg(userName);
    if (refusalQuota().admits())
        qCWarning(staffLog).noquote() << "sign-in from" << escapeControls(from) << "refused:" << why;
    Error refusal{ErrorCode::Unauthenticated, why, std::nullopt, {}};
    if (right && stored)
        refusal.fields.push_back({0, u"username"_s, u"disabled"_s, u"This user is disabled."_s, {}});
    return tl::unexpected(std::move(refusal));
}

Async<Result<StaffUser>> StaffService::setPassword(const QString &name, const QString &password, bool mustChange,
                                                   const StaffAuthority &by)
{
    if (const auto refused = refuse(m_store, by, u"staff.password_changed"_s, name))
        return *refused;
    return onWorker<StaffUser>(
        [this, userName = canonicalUserName(name), password, mustChange, actor = by.text()]() -> Result<StaffUser> {
            if (const Result<Done> checked = checkPassword(password, userName); !checked)
                return tl::unexpected(checked.error());
            const Result<QString> hash = hashPassword(password, m_cost);
            if (!hash)
                return tl::unexpected(hash.error());
            return m_store
                .write([userName, hash = *hash, mustChange, actor,
                        ring = m_ring](WriteTransaction &transaction) -> Result<StaffUser> {
                    const std::optional<StoredUser> stored = findUser(transaction, userName);
                    if (!stored)
                        return nobody(userName);
                    Result<StaffUser> changed = replacePassword(transaction, stored->user, hash, mustChange, {actor});
                    if (changed)
                        publishSessions(transaction, ring);
                    return changed;
                })
                .get();
        });
}

Async<Result<StaffUser>> StaffService::setDisabled(const QString &name, bool disabled, const StaffAuthority &by,
                                                   std::optional<qint64> version)
{
    if (const auto refused = refuse(m_store, by, disabled ? u"staff.disabled"_s : u"staff.enabled"_s, name))
        return *refused;
    return m_store.write([userName = canonicalUserName(name), disabled, actor = by.text(), version,
                          ring = m_ring](WriteTransaction &transaction) -> Result<StaffUser> {
        Result<StaffUser> found = findVersion(transaction, userName, version);
        if (!found || found->disabledAt.has_value() == disabled)
            return found;
        StaffUser user = *found;
        if (disabled && isLastAdmin(transaction, user))
            return lastAdmin(user);
        user.disabledAt = disabled ? std::optional(transaction.now()) : std::nullopt;
        ++user.version;
        transaction.exec(u"UPDATE staff_user SET disabled_at = ?, version = version + 1 WHERE id = ?"_s,
                         {nullable(user.disabledAt), user.id});
        const qint64 ended = disabled ? endSessionsOf(transaction, user.id) : 0;
        transaction.audit({actor,
                           disabled ? u"staff.disabled"_s : u"staff.enabled"_s,
                           u"staff_user"_s,
                           user.id,
                           describe(user),
                           toJson({{u"sessions_ended"_s, ended}}),
                           {}});
        publishSessions(transaction, ring);
        return user;
    });
}

Async<Result<StaffUser>> StaffService::setRole(const QString &name, StaffRole role, const StaffAuthority &by,
                                               std::optional<qint64> version)
{
    if (const auto refused = refuse(m_store, by, u"staff.role_changed"_s, name))
        return *refused;
    return m_store.write([userName = canonicalUserName(name), role, actor = by.text(), version,
                          ring = m_ring](WriteTransaction &transaction) -> Result<StaffUser> {
        Result<StaffUser> found = findVersion(transaction, userName, version);
        if (!found || found->role == role)
            return found;
        StaffUser user = *found;
        if (isLastAdmin(transaction, user))
            return lastAdmin(user);
        user.role = role;
        ++user.version;
        transaction.exec(u"UPDATE staff_user SET role = ?, version = version + 1 WHERE id = ?"_s, {staffRoleName(role), user.id});
        transaction.audit({actor, u"staff.role_changed"_s, u"staff_user"_s, user.id, describe(*found), describe(user), {}});
        publishSessions(transaction, ring);
        return user;
    });
}

void StaffService::renewHash(const StaffUser &user, const QString &password)
{
    const Result<QString> hash = hashPassword(password, m_cost);
    if (!hash) {
        qCWarning(staffLog).noquote() << hash.error().detail;
        return;
    }
    m_store.write([user, hash = *hash](WriteTransaction &transaction) -> Result<Done> {
        const qint64 renewed = transaction.exec(u"UPDATE staff_user SET password_hash = ? WHERE id = ? AND version = ?"_s,
                                                {hash, user.id, user.version});
        if (renewed > 0)
            transaction.audit({u"staff:"_s + user.name, u"staff.password_rehashed"_s, u"staff_user"_s, user.id, {}, {}, {}});
        return Done{};
    });
}

const QString &StaffService::hashOfNobody()
{
    if (m_hashOfNobody.isEmpty())
        m_hashOfNobody = hashPassword(QString::fromLatin1(m_random.bytes(32).toHex()), m_cost).value_or(QString());
    return m_hashOfNobody;
}

Async<Result<std::vector<StaffUser>>> StaffService::list()
{
    return m_store.read([](ReadTransaction &transaction) { return Result<std::vector<StaffUser>>(readUsers(transaction)); });
}

} // namespace tidegate
