// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/staff_user_table.h"

#include "core/base/json.h"
#include "core/staff/staff_session_table.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString selectUsers = u"SELECT id, name, role, created_at, disabled_at, must_change_password, version, password_hash "
                            "FROM staff_user "_s;

StoredUser readUser(const Row &row)
{
    StaffUser user;
    user.id = row.text(0);
    user.name = row.text(1);
    user.role = staffRoleFromName(row.text(2)).value_or(StaffRole::Support);
    user.createdAt = row.integer(3);
    user.disabledAt = row.optionalInteger(4);
    user.mustChangePassword = row.integer(5) != 0;
    user.version = row.integer(6);
    return {user, row.text(7)};
}

} // namespace

QString canonicalUserName(const QString &name)
{
    return name.trimmed().toCaseFolded();
}

std::optional<StoredUser> findUser(ReadTransaction &transaction, const QString &name)
{
    return transaction.one(selectUsers + u"WHERE name = ?"_s, {name}, readUser);
}

std::vector<StaffUser> readUsers(ReadTransaction &transaction)
{
    std::vector<StaffUser> users;
    transaction.each(selectUsers + u"ORDER BY name"_s, QVariantList(),
                     [&users](const Row &row) { users.push_back(readUser(row).user); });
    return users;
}

bool insertUser(WriteTransaction &transaction, const StoredUser &stored)
{
    const StaffUser &user = stored.user;
    return transaction.exec(u"INSERT INTO staff_user (id, name, role, password_hash, created_at, must_change_password, version) "
                            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING"_s,
                            {user.id, user.name, staffRoleName(user.role), stored.hash, user.createdAt,
                             qint64(user.mustChangePassword), user.version})
        > 0;
}

Result<StaffUser> replacePassword(WriteTransaction &transaction, StaffUser user, const QString &hash, bool mustChange,
                                  const StaffChange &change)
{
    const qint64 changed =
        transaction.exec(u"UPDATE staff_user SET password_hash = ?, must_change_password = ?, version = version + 1 "
                         "WHERE id = ? AND version = ?"_s,
                         {hash, qint64(mustChange), user.id, user.version});
    if (changed == 0)
        return failure(ErrorCode::Conflict, u"%1 was changed meanwhile"_s.arg(user.name));
    ++user.version;
    user.mustChangePassword = mustChange;
    const qint64 ended = endSessionsOf(transaction, user.id);
    transaction.audit({change.actor,
                       u"staff.password_changed"_s,
                       u"staff_user"_s,
                       user.id,
                       {},
                       toJson({{u"must_change_password"_s, mustChange}, {u"sessions_ended"_s, ended}}),
                       change.requestId});
    return user;
}

} // namespace tidegate
