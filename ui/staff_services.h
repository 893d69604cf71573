// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/return_rules.h"
#include "core/staff/staff_actor.h"
#include "core/staff/staff_user.h"
#include "ui/answer.h"

#include <chrono>
#include <optional>
#include <vector>

namespace tidegate {

/// Somebody who has given the right name and password.
struct SignedIn {
    StaffActor actor;
    bool mustChangePassword = false; ///< until changePassword() nothing else is allowed
};

/// A user with a password that was made up, and is kept nowhere: this is the only time that it is seen.
struct IssuedPassword {
    StaffUser user;
    QString password;
};

/// What the console asks about the staff: who works at this window, who works here at all, and the rules of returns that an admin sets.
/// Called on the GUI thread alone; no call blocks.
class StaffServices
{
public:
    virtual ~StaffServices() = default;

    /// Who works at this window, as they are now; nobody before the sign-in, while a new password is due, and as soon as the session has ended, whoever
    /// ended it (a disabled user, a new password, its time).
    [[nodiscard]] virtual std::optional<StaffActor> signedIn() const = 0;
    /// After so long without keyboard and mouse the window locks. Constant.
    [[nodiscard]] virtual std::chrono::seconds idleLimit() const = 0;
    /// The one password of the demo's users, who are called as their roles are; empty where this is no demo. Constant.
    [[nodiscard]] virtual QString demoPassword() const = 0;

    /// Whether nobody works here yet, so that the first admin has to be made.
    virtual void isFirstStart(Answer<bool> answer) = 0;
    /// Makes the first admin, who is signed in then. InvalidRequest with "name" or "password"; Conflict where somebody works here already.
    virtual void makeFirstAdmin(const QString &name, const QString &password, Answer<SignedIn> answer) = 0;
    /// Unauthenticated: the name or the password is wrong; with the field "username" and its code "disabled": both are right, but the user is disabled.
    /// RateLimited with the time after which the next password is looked at.
    virtual void signIn(const QString &name, const QString &password, Answer<SignedIn> answer) = 0;
    /// Of whoever signed in. InvalidRequest with "current" or "password"; RateLimited as signIn(). Ends their sessions elsewhere.
    virtual void changePassword(const QString &current, const QString &newPassword, Answer<SignedIn> answer) = 0;
    /// At once: signedIn() is nobody when it returns.
    virtual void signOut() = 0;

    // For an admin; Forbidden for everybody else.

    /// By name.
    virtual void users(Answer<std::vector<StaffUser>> answer) = 0;
    /// Has to change the password at first. InvalidRequest with "name"; Conflict: the name is taken.
    virtual void addUser(const QString &name, StaffRole role, Answer<IssuedPassword> answer) = 0;
    /// Ends their sessions; the new password has to be changed at first.
    virtual void renewPassword(const QString &name, Answer<IssuedPassword> answer) = 0;
    /// VersionConflict: the user is not what `version` was; Conflict: no admin would be left.
    virtual void setRole(const QString &name, qint64 version, StaffRole role, Answer<StaffUser> answer) = 0;
    /// Likewise. Ends the sessions of one who is disabled.
    virtual void setDisabled(const QString &name, qint64 version, bool disabled, Answer<StaffUser> answer) = 0;

    virtual void returnRules(Answer<ReturnRules> answer) = 0;
    /// `rules.version` is the one that was read. VersionConflict; InvalidRequest with every field that is wrong, as ReturnRulesService names them.
    virtual void changeReturnRules(const ReturnRules &rules, Answer<ReturnRules> answer) = 0;
};

} // namespace tidegate
