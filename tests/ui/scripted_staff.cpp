// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/scripted_staff.h"

#include "core/staff/password.h"
#include "core/store/action_key.h"
#include "ui/scripted_answer.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr UtcMillis since = 1'770'000'000'000;
const QString madeUp = u"x7Kp2mQv9RtZ4bWn6Ycd"_s;

} // namespace

ScriptedStaff::ScriptedStaff()
    : actor(StaffActor{u"u-anna"_s, u"anna"_s, StaffRole::Admin})
    , userList{{u"u-anna"_s, u"anna"_s, StaffRole::Admin, since, std::nullopt, false, 3},
               {u"u-bob"_s, u"bob"_s, StaffRole::Warehouse, since, std::nullopt, false, 1},
               {u"u-carla"_s, u"carla"_s, StaffRole::Finance, since, since + 86'400'000, false, 2}}
    , current(u"anna-secret"_s)
{
}

template <typename T>
void ScriptedStaff::give(Answer<T> answer, Result<T> result)
{
    if (!silent) {
        giveLater<T>(this, std::move(answer), std::move(result));
    }
}

StaffUser *ScriptedStaff::find(const QString &name)
{
    const auto found = std::find_if(userList.begin(), userList.end(), [&](const StaffUser &user) { return user.name == name; });
    return found == userList.end() ? nullptr : &*found;
}

void ScriptedStaff::isFirstStart(Answer<bool> answer)
{
    give<bool>(std::move(answer), resultOf(readFailure, userList.empty()));
}

SignedIn ScriptedStaff::enter(const QString &name, const QString &password)
{
    const StaffUser *user = find(name);
    m_proven = {user->id, user->name, user->role};
    current = password;
    actor = mustChange ? std::nullopt : std::optional(m_proven);
    return {m_proven, mustChange};
}

void ScriptedStaff::makeFirstAdmin(const QString &name, const QString &password, Answer<SignedIn> answer)
{
    if (const auto checked = checkPassword(password, name); !checked) {
        give<SignedIn>(std::move(answer), tl::unexpected(checked.error()));
        return;
    }
    if (failure) {
        give<SignedIn>(std::move(answer), tl::unexpected(*failure));
        return;
    }
    userList.push_back({u"u-first"_s, name, StaffRole::Admin, since, std::nullopt, false, 1});
    give<SignedIn>(std::move(answer), enter(name, password));
}

void ScriptedStaff::signIn(const QString &name, const QString &password, Answer<SignedIn> answer)
{
    signIns += name + u' ' + password;
    const QString known = name.trimmed().toCaseFolded();
    const StaffUser *user = find(known);
    Error refusal{ErrorCode::Unauthenticated, u"wrong"_s, std::nullopt, {}};
    if (failure) {
        give<SignedIn>(std::move(answer), tl::unexpected(*failure));
    } else if (!user || password != known + u"-secret"_s) {
        give<SignedIn>(std::move(answer), tl::unexpected(refusal));
    } else if (user->disabledAt) {
        refusal.fields.push_back({0, u"username"_s, u"disabled"_s, u"This user is disabled."_s, {}});
        give<SignedIn>(std::move(answer), tl::unexpected(refusal));
    } else {
        give<SignedIn>(std::move(answer), enter(known, password));
    }
}

void ScriptedStaff::changePassword(const QString &given, const QString &newPassword, Answer<SignedIn> answer)
{
    Error refusal{ErrorCode::InvalidRequest, {}, std::nullopt, {}};
    if (failure) {
        refusal = *failure;
    } else if (given != current) {
        refusal.fields = {{0, u"current"_s, u"wrong"_s, u"This is not your present password."_s, {}}};
    } else if (const auto checked = checkPassword(newPassword, m_proven.name); !checked) {
        refusal = checked.error();
    } else {
        mustChange = false;
        const QString name = actor ? actor->name : m_proven.name;
        give<SignedIn>(std::move(answer), enter(name, newPassword));
        return;
    }
    give<SignedIn>(std::move(answer), tl::unexpected(refusal));
}

void ScriptedStaff::signOut()
{
    ++signOuts;
    actor.reset();
}

void ScriptedStaff::users(Answer<std::vector<StaffUser>> answer)
{
    give(std::move(answer), resultOf(readFailure, userList));
}

void ScriptedStaff::addUser(const QString &name, StaffRole role, Answer<IssuedPassword> answer)
{
    changes.push_back({name, 0, role, std::nullopt});
    if (saveFailure) {
        give<IssuedPassword>(std::move(answer), tl::unexpected(*saveFailure));
        return;
    }
    userList.push_back({u"u-"_s + name, name, role, since, std::nullopt, true, 1});
    give<IssuedPassword>(std::move(answer), IssuedPassword{userList.back(), madeUp});
}

void ScriptedStaff::renewPassword(const QString &name, Answer<IssuedPassword> answer)
{
    changes.push_back({name, 0, std::nullopt, std::nullopt});
    if (!saveFailure) {
        find(name)->mustChangePassword = true;
    }
    give<IssuedPassword>(std::move(answer), resultOf(saveFailure, IssuedPassword{*find(name), madeUp}));
}

void ScriptedStaff::setRole(const QString &name, qint64 version, StaffRole role, Answer<StaffUser> answer)
{
    changes.push_back({name, version, role, std::nullopt});
    if (!saveFailure) {
        find(name)->role = role;
        ++find(name)->version;
    }
    give<StaffUser>(std::move(answer), resultOf(saveFailure, *find(name)));
}

void ScriptedStaff::setDisabled(const QString &name, qint64 version, bool disabled, Answer<StaffUser> answer)
{
    changes.push_back({name, version, std::nullopt, disabled});
    if (!saveFailure) {
        find(name)->disabledAt = disabled ? std::optional(since) : std::nullopt;
        ++find(name)->version;
    }
    give<StaffUser>(std::move(answer), resultOf(saveFailure, *find(name)));
}

void ScriptedStaff::returnRules(Answer<ReturnRules> answer)
{
    give(std::move(answer), resultOf(readFailure, rules));
}

void ScriptedStaff::changeReturnRules(const ReturnRules &wanted, Answer<ReturnRules> answer)
{
    savedRules.push_back(wanted);
    if (!saveFailure && wanted.version != rules.version) {
        give<ReturnRules>(std::move(answer), versionConflict(u"the rules of returns"_s, rules.version));
        return;
    }
    if (!saveFailure) {
        rules = wanted;
        ++rules.version;
    }
    give<ReturnRules>(std::move(answer), resultOf(saveFailure, rules));
}

} // namespace tidegate
