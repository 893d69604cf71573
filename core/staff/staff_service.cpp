// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/staff_service.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <QJsonObject>
#include <QLoggingCategory>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(staffLog, "tidegate.staff")

struct StoredUser {
    StaffUser user;
    QString hash;
};

QString canonical(const QString &name)
{
    return name.trimmed().toCaseFolded();
}

bool isName(const QString &name)
{
    return !name.isEmpty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](QChar c) {
        return c.isLetterOrNumber() || c == u'.' || c == u'_' || c == u'-' || c == u'@';
    });
}

StoredUser readUser(const Row &row)
{
    StoredUser stored{{row.text(0), row.text(1), staffRoleFromName(row.text(2)).value_or(StaffRole::Support), row.integer(3), {}},
                      row.text(5)};
    stored.user.disabledAt = row.optionalInteger(4);
    return stored;
}

const QString selectUsers = u"SELECT id, name, role, created_at, disabled_at, password_hash FROM staff_user "_s;

} // namespace

StaffService::StaffService(Store &store, const Clock &clock, Random &random, PasswordCost cost)
    : m_store(store)
    , m_clock(clock)
    , m_random(random)
    , m_cost(cost)
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

Async<Result<StaffUser>> StaffService::addUser(const QString &name, StaffRole role, const QString &password, const QString &actor)
{
    return onWorker<StaffUser>([this, name, role, password, actor] { return add(name, role, password, actor); });
}

Result<StaffUser> StaffService::add(const QString &name, StaffRole role, const QString &password, const QString &actor)
{
    const QString userName = canonical(name);
    if (!isName(userName)) {
        return invalidField(u"name"_s, u"invalid_name"_s,
                            u"A user's name is 1 to 64 letters, digits, points, dashes, underscores or @."_s, userName.left(64));
    }
    if (const Result<Done> checked = checkPassword(password, userName); !checked)
        return tl::unexpected(checked.error());
    const Result<QString> hash = hashPassword(password, m_cost);
    if (!hash)
        return tl::unexpected(hash.error());
    return m_store
        .write([user = StaffUser{newId(m_clock, m_random), userName, role, 0, {}}, hash = *hash,
                actor](WriteTransaction &transaction) mutable -> Result<StaffUser> {
            user.createdAt = transaction.now();
            const qint64 added = transaction.exec(u"INSERT INTO staff_user (id, name, role, password_hash, created_at) "
                                                  "VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING"_s,
                                                  {user.id, user.name, staffRoleName(user.role), hash, user.createdAt});
            if (added == 0)
                return failure(ErrorCode::Conflict, u"there is a user %1 already"_s.arg(user.name));
            transaction.audit({actor,
                               u"staff.added"_s,
                               u"staff_user"_s,
                               user.id,
                               {},
                               toJson({{u"name"_s, user.name}, {u"role"_s, staffRoleName(user.role)}}),
                               {}});
            return user;
        })
        .get();
}

Async<Result<StaffUser>> StaffService::authenticate(const QString &name, const QString &password, const QString &from)
{
    return onWorker<StaffUser>([this, name, password, from] { return check(name, password, from); });
}

Result<StaffUser> StaffService::check(const QString &name, const QString &password, const QString &from)
{
    const QString userName = canonical(name);
    const Result<std::optional<StoredUser>> found =
        m_store
            .read([userName](ReadTransaction &transaction) -> Result<std::optional<StoredUser>> {
                return transaction.one(selectUsers + u"WHERE name = ?"_s, {userName}, readUser);
            })
            .get();
    if (!found)
        return tl::unexpected(found.error());
    const std::optional<StoredUser> &stored = *found;
    const bool right = verifyPassword(password, stored ? stored->hash : hashOfNobody());
    if (!right || !stored || stored->user.disabledAt) {
        qCWarning(staffLog).noquote() << "sign-in refused:" << escapeControls(userName.left(64)) << "from"
                                      << escapeControls(from);
        return failure(ErrorCode::Unauthenticated, u"sign-in of %1"_s.arg(escapeControls(userName.left(64))));
    }
    qCInfo(staffLog).noquote() << "sign-in:" << userName << "from" << escapeControls(from);
    if (isOutdated(stored->hash, m_cost))
        renewHash(stored->user, password);
    return stored->user;
}

void StaffService::renewHash(const StaffUser &user, const QString &password)
{
    const Result<QString> hash = hashPassword(password, m_cost);
    if (!hash) {
        qCWarning(staffLog).noquote() << hash.error().detail;
        return;
    }
    m_store.write([id = user.id, hash = *hash, actor = u"staff:"_s + user.name](WriteTransaction &transaction) -> Result<Done> {
        transaction.exec(u"UPDATE staff_user SET password_hash = ? WHERE id = ?"_s, {hash, id});
        transaction.audit({actor, u"staff.password_rehashed"_s, u"staff_user"_s, id, {}, {}, {}});
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
    return m_store.read([](ReadTransaction &transaction) -> Result<std::vector<StaffUser>> {
        std::vector<StaffUser> users;
        transaction.each(selectUsers + u"ORDER BY name"_s, QVariantList(),
                         [&users](const Row &row) { users.push_back(readUser(row).user); });
        return users;
    });
}

} // namespace tidegate
