// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/staff_bridge.h"

#include "app/console/console_access.h"
#include "app/console/console_answer.h"

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

SignInOrigin atConsole()
{
    return {u"console"_s, u"console"_s};
}

} // namespace

StaffBridge::StaffBridge(const StaffTools &tools, ConsoleIdentity &identity, QString demoPassword)
    : m_tools(tools)
    , m_identity(identity)
    , m_demoPassword(std::move(demoPassword))
    , m_rules(tools.store)
{
    m_watch.setInterval(500ms);
    connect(&m_watch, &QTimer::timeout, this, &StaffBridge::checkSession);
    m_watch.start();
}

StaffBridge::~StaffBridge()
{
    StaffBridge::signOut();
}

void StaffBridge::checkSession()
{
    if (!m_session)
        return;
    // Counts as use: the window locks by itself, and ends the session, where nobody uses it.
    const auto session = m_tools.ring.check(m_session->token);
    if (!session) {
        m_session.reset();
        m_identity.set(std::nullopt);
        return;
    }
    m_identity.set((*session)->mustChangePassword ? std::nullopt : std::optional((*session)->actor));
}

SignedIn StaffBridge::take(const OpenedSession &opened)
{
    if (m_session)
        m_tools.sessions.end(m_session->session, {});
    m_session = opened;
    const StaffSession &session = opened.session;
    m_identity.set(session.mustChangePassword ? std::nullopt : std::optional(session.actor));
    return {session.actor, session.mustChangePassword};
}

void StaffBridge::isFirstStart(Answer<bool> answer)
{
    deliverTo(this, m_tools.staff.list(), std::move(answer), [](const std::vector<StaffUser> &users) { return users.empty(); });
}

void StaffBridge::makeFirstAdmin(const QString &name, const QString &password, Answer<SignedIn> answer)
{
    m_tools.staff.addFirstAdmin(name, password, false)
        .then(this, [this, password, answer = std::move(answer)](const Result<std::optional<StaffUser>> &made) mutable {
            if (made && *made)
                signIn((*made)->name, password, std::move(answer));
            else
                answer(tl::unexpected(made ? Error{ErrorCode::Conflict, u"somebody works here already"_s, std::nullopt, {}}
                                           : made.error()));
        });
}

void StaffBridge::signIn(const QString &name, const QString &password, Answer<SignedIn> answer)
{
    deliverTo(this, m_tools.sessions.open(name, password, atConsole()), std::move(answer),
              [this](const OpenedSession &opened) { return take(opened); });
}

void StaffBridge::changePassword(const QString &current, const QString &newPassword, Answer<SignedIn> answer)
{
    if (!m_session) {
        answerLater(this, std::move(answer), failure(ErrorCode::Unauthenticated, u"the session has ended"_s));
        return;
    }
    deliverTo(this, m_tools.sessions.changePassword(m_session->session, current, newPassword, atConsole()), std::move(answer),
              [this](const OpenedSession &opened) { return take(opened); });
}

void StaffBridge::signOut()
{
    m_identity.set(std::nullopt);
    if (const auto session = std::exchange(m_session, std::nullopt))
        m_tools.sessions.end(session->session, {});
}

void StaffBridge::users(Answer<std::vector<StaffUser>> answer)
{
    if (admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_tools.staff.list(), std::move(answer), asItIs);
}

void StaffBridge::issue(Async<Result<StaffUser>> user, const QString &password, Answer<IssuedPassword> answer)
{
    deliverTo(this, std::move(user), std::move(answer), [password](const StaffUser &known) {
        return IssuedPassword{known, password};
    });
}

void StaffBridge::addUser(const QString &name, StaffRole role, Answer<IssuedPassword> answer)
{
    const auto actor = admit(this, m_identity, StaffRole::Admin, answer);
    if (!actor)
        return;
    const QString password = madeUpPassword(m_tools.random);
    issue(m_tools.staff.addUser(name, role, password, *actor, true), password, std::move(answer));
}

void StaffBridge::renewPassword(const QString &name, Answer<IssuedPassword> answer)
{
    const auto actor = admit(this, m_identity, StaffRole::Admin, answer);
    if (!actor)
        return;
    const QString password = madeUpPassword(m_tools.random);
    issue(m_tools.staff.setPassword(name, password, true, *actor), password, std::move(answer));
}

void StaffBridge::setRole(const QString &name, qint64 version, StaffRole role, Answer<StaffUser> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_tools.staff.setRole(name, role, *actor, version), std::move(answer), asItIs);
}

void StaffBridge::setDisabled(const QString &name, qint64 version, bool disabled, Answer<StaffUser> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_tools.staff.setDisabled(name, disabled, *actor, version), std::move(answer), asItIs);
}

void StaffBridge::returnRules(Answer<ReturnRules> answer)
{
    if (admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_rules.rules(), std::move(answer), asItIs);
}

void StaffBridge::changeReturnRules(const ReturnRules &rules, Answer<ReturnRules> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_rules.change(rules, *actor), std::move(answer), asItIs);
}

} // namespace tidegate
