// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_identity.h"
#include "core/rma/return_rules.h"
#include "core/staff/staff_sessions.h"
#include "ui/staff_services.h"

#include <QObject>
#include <QTimer>

namespace tidegate {

/// What the console's door works on. All outlive the bridge.
struct StaffTools {
    Store &store;
    StaffService &staff;
    StaffSessions &sessions;
    const StaffSessionRing &ring;
    Random &random;
    std::chrono::seconds idle; ///< after which the window locks
};

/// Lets the staff in at the console, and keeps `identity` to who works there. A sign-in is a session like one over HTTP, in the same tables and
/// under the same limits of guesses, from the address "console"; it ends with the sign-out, with this object, and when anything else ends it,
/// which is noticed twice a second. Lives on the GUI thread.
class StaffBridge final : public QObject, public StaffServices
{
public:
    /// `identity` outlives this. `demoPassword`: empty where this is no demo.
    StaffBridge(const StaffTools &tools, ConsoleIdentity &identity, QString demoPassword);
    ~StaffBridge() override;

    /// What the timer does: whether the session is still one.
    void checkSession();

    [[nodiscard]] std::optional<StaffActor> signedIn() const override { return m_identity.actor(); }
    [[nodiscard]] std::chrono::seconds idleLimit() const override { return m_tools.idle; }
    [[nodiscard]] QString demoPassword() const override { return m_demoPassword; }
    void isFirstStart(Answer<bool> answer) override;
    void makeFirstAdmin(const QString &name, const QString &password, Answer<SignedIn> answer) override;
    void signIn(const QString &name, const QString &password, Answer<SignedIn> answer) override;
    void changePassword(const QString &current, const QString &newPassword, Answer<SignedIn> answer) override;
    void signOut() override;
    void users(Answer<std::vector<StaffUser>> answer) override;
    void addUser(const QString &name, StaffRole role, Answer<IssuedPassword> answer) override;
    void renewPassword(const QString &name, Answer<IssuedPassword> answer) override;
    void setRole(const QString &name, qint64 version, StaffRole role, Answer<StaffUser> answer) override;
    void setDisabled(const QString &name, qint64 version, bool disabled, Answer<StaffUser> answer) override;
    void returnRules(Answer<ReturnRules> answer) override;
    void changeReturnRules(const ReturnRules &rules, Answer<ReturnRules> answer) override;

private:
    [[nodiscard]] SignedIn take(const OpenedSession &opened);
    void issue(Async<Result<StaffUser>> user, const QString &password, Answer<IssuedPassword> answer);

    StaffTools m_tools;
    ConsoleIdentity &m_identity;
    const QString m_demoPassword;
    ReturnRulesService m_rules;
    std::optional<OpenedSession> m_session; ///< there is one as well while a new password is due
    QTimer m_watch;
};

} // namespace tidegate
