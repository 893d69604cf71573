// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/staff_bridge.h"
#include "console/console_answers.h"
#include "staff/office.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QString newPassword = u"a wholly new one"_s;

/// The office with a console: "anna" of the warehouse and the admin "boss", by a clock that stands.
class Desk
{
public:
    explicit Desk(StaffSessionOptions options = {})
        : office(std::move(options))
    {
        addUser(u"boss"_s, StaffRole::Admin);
    }

    void addUser(const QString &name, StaffRole role)
    {
        if (!office.staff->addUser(name, role, rightPassword, StaffAuthority::commandLine()).get())
            qFatal("a user could not be added");
    }

    Result<SignedIn> signIn(const QString &name, const QString &password = rightPassword)
    {
        return answerOf<SignedIn>([&](auto answer) { bridge->signIn(name, password, std::move(answer)); });
    }

    Result<IssuedPassword> add(const QString &name)
    {
        return answerOf<IssuedPassword>([&](auto answer) { bridge->addUser(name, StaffRole::Finance, std::move(answer)); });
    }

    Office office;
    ConsoleIdentity identity;
    std::unique_ptr<StaffBridge> bridge = std::make_unique<StaffBridge>(
        StaffTools{*office.store, *office.staff, *office.sessions, *office.ring, office.random, 30min}, identity, QString());
};

} // namespace

class StaffBridgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSignInIsASessionFromTheConsole()
    {
        Desk desk;
        QVERIFY(!desk.bridge->signedIn());
        const auto signedIn = desk.signIn(u"Anna"_s);
        QVERIFY(signedIn && !signedIn->mustChangePassword);
        QCOMPARE(desk.identity.actor()->text(), u"staff:anna"_s);
        QCOMPARE(desk.office.number(u"SELECT COUNT(*) FROM staff_session WHERE address = 'console' AND ended_at IS NULL"_s), 1);
        desk.bridge->signOut();
        QVERIFY(!desk.identity.actor());
        QTRY_COMPARE(desk.office.number(u"SELECT COUNT(*) FROM staff_session WHERE ended_at IS NULL"_s), 0);
    }

    void theSessionEndsWithTheConsole()
    {
        Desk desk;
        QVERIFY(desk.signIn(u"anna"_s));
        desk.bridge.reset();
        QVERIFY(!desk.identity.actor());
        QTRY_COMPARE(desk.office.number(u"SELECT COUNT(*) FROM staff_session WHERE ended_at IS NULL"_s), 0);
    }

    void whoeverSignsInNextEndsTheSessionBefore()
    {
        Desk desk;
        QVERIFY(desk.signIn(u"anna"_s));
        QVERIFY(desk.signIn(u"boss"_s));
        QCOMPARE(desk.identity.actor()->name, u"boss"_s);
        QTRY_COMPARE(desk.office.number(u"SELECT COUNT(*) FROM staff_session WHERE ended_at IS NULL"_s), 1);
    }

    void guessesAreLimitedAsOverHttp()
    {
        Desk desk({.guesses = {.perName = 2, .perAddress = 50, .window = 60s}});
        for (int i = 0; i < 2; ++i)
            QCOMPARE(desk.signIn(u"anna"_s, u"a guess"_s).error().code, ErrorCode::Unauthenticated);
        const auto limited = desk.signIn(u"anna"_s);
        QCOMPARE(limited.error().code, ErrorCode::RateLimited);
        QVERIFY(limited.error().retryAfter > 0ms);
        desk.office.clock.advance(61s);
        QVERIFY(desk.signIn(u"anna"_s));
    }

    void aDisabledUserIsShutOutWithinASecond()
    {
        Desk desk;
        QVERIFY(desk.signIn(u"anna"_s));
        QVERIFY(desk.office.staff->setDisabled(u"anna"_s, true, StaffAuthority::commandLine()).get());
        desk.bridge->checkSession();
        QVERIFY(!desk.identity.actor());
        const auto refused = desk.signIn(u"anna"_s);
        QCOMPARE(refused.error().fields.front().code, u"disabled"_s);
    }

    void anotherRoleCountsAtOnce()
    {
        Desk desk;
        QVERIFY(desk.signIn(u"anna"_s));
        QVERIFY(desk.office.staff->setRole(u"anna"_s, StaffRole::Finance, StaffAuthority::commandLine()).get());
        desk.bridge->checkSession();
        QCOMPARE(desk.identity.actor()->role, StaffRole::Finance);
    }

    void aOneTimePasswordLetsNobodyInBeforeItIsChanged()
    {
        Desk desk;
        QVERIFY(desk.office.staff->setPassword(u"anna"_s, rightPassword, true, StaffAuthority::commandLine()).get());
        const auto proven = desk.signIn(u"anna"_s);
        QVERIFY(proven && proven->mustChangePassword);
        QVERIFY(!desk.identity.actor());
        desk.bridge->checkSession();
        QVERIFY(!desk.identity.actor());
        const auto weak =
            answerOf<SignedIn>([&](auto answer) { desk.bridge->changePassword(rightPassword, u"short"_s, answer); });
        QCOMPARE(weak.error().fields.front().field, u"password"_s);
        const auto changed =
            answerOf<SignedIn>([&](auto answer) { desk.bridge->changePassword(rightPassword, newPassword, answer); });
        QVERIFY2(changed, changed ? "" : qPrintable(changed.error().detail));
        QCOMPARE(desk.identity.actor()->name, u"anna"_s);
        desk.bridge->checkSession();
        QVERIFY(desk.identity.actor());
    }

    void nobodyChangesAPasswordWithoutASession()
    {
        Desk desk;
        const auto refused =
            answerOf<SignedIn>([&](auto answer) { desk.bridge->changePassword(rightPassword, newPassword, answer); });
        QCOMPARE(refused.error().code, ErrorCode::Unauthenticated);
    }

    void theFirstAdminIsMadeAndSignedIn()
    {
        Desk desk;
        QCOMPARE(answerOf<bool>([&](auto answer) { desk.bridge->isFirstStart(answer); }), false);
        const auto late = answerOf<SignedIn>([&](auto answer) { desk.bridge->makeFirstAdmin(u"root"_s, newPassword, answer); });
        QCOMPARE(late.error().code, ErrorCode::Conflict);
        desk.office.scratch.runOutside(u"DELETE FROM staff_user"_s);
        QCOMPARE(answerOf<bool>([&](auto answer) { desk.bridge->isFirstStart(answer); }), true);
        const auto made = answerOf<SignedIn>([&](auto answer) { desk.bridge->makeFirstAdmin(u"root"_s, newPassword, answer); });
        QVERIFY2(made, made ? "" : qPrintable(made.error().detail));
        QCOMPARE(desk.identity.actor()->role, StaffRole::Admin);
    }

    void whatIsForAnAdminIsRefusedToOthers()
    {
        Desk desk;
        QCOMPARE(desk.add(u"dora"_s).error().code, ErrorCode::Unauthenticated);
        QVERIFY(desk.signIn(u"anna"_s));
        QCOMPARE(desk.add(u"dora"_s).error().code, ErrorCode::Forbidden);
        QCOMPARE(answerOf<std::vector<StaffUser>>([&](auto answer) { desk.bridge->users(answer); }).error().code,
                 ErrorCode::Forbidden);
        QCOMPARE(answerOf<IssuedPassword>([&](auto answer) { desk.bridge->renewPassword(u"boss"_s, answer); }).error().code,
                 ErrorCode::Forbidden);
        QCOMPARE(
            answerOf<StaffUser>([&](auto answer) { desk.bridge->setRole(u"anna"_s, 1, StaffRole::Admin, answer); }).error().code,
            ErrorCode::Forbidden);
        QCOMPARE(answerOf<StaffUser>([&](auto answer) { desk.bridge->setDisabled(u"boss"_s, 1, true, answer); }).error().code,
                 ErrorCode::Forbidden);
        QCOMPARE(answerOf<ReturnRules>([&](auto answer) { desk.bridge->changeReturnRules({}, answer); }).error().code,
                 ErrorCode::Forbidden);
        QCOMPARE(desk.office.number(u"SELECT COUNT(*) FROM staff_user"_s), 2);
    }

    void anAdminAddsUsersWithAOneTimePassword()
    {
        Desk desk;
        QVERIFY(desk.signIn(u"boss"_s));
        const auto added = desk.add(u"dora"_s);
        QVERIFY2(added, added ? "" : qPrintable(added.error().detail));
        QVERIFY(added->user.mustChangePassword);
        QCOMPARE(desk.office.number(u"SELECT COUNT(*) FROM audit WHERE action = 'staff.added' AND actor = 'staff:boss'"_s), 1);
        QCOMPARE(desk.add(u"dora"_s).error().code, ErrorCode::Conflict);
        const auto proven = desk.signIn(u"dora"_s, added->password);
        QVERIFY(proven && proven->mustChangePassword);
    }

    void theRulesOfReturnsAreChangedWithTheirVersion()
    {
        Desk desk;
        QVERIFY(desk.signIn(u"boss"_s));
        auto rules = answerOf<ReturnRules>([&](auto answer) { desk.bridge->returnRules(answer); });
        QVERIFY(rules);
        rules->windowDays = 14;
        const auto changed = answerOf<ReturnRules>([&](auto answer) { desk.bridge->changeReturnRules(*rules, answer); });
        QVERIFY2(changed, changed ? "" : qPrintable(changed.error().detail));
        QCOMPARE(changed->windowDays, 14);
        const auto stale = answerOf<ReturnRules>([&](auto answer) { desk.bridge->changeReturnRules(*rules, answer); });
        QCOMPARE(stale.error().code, ErrorCode::VersionConflict);
        QCOMPARE(desk.office.number(u"SELECT COUNT(*) FROM audit WHERE action = 'rma_rules.changed' AND actor = 'staff:boss'"_s),
                 1);
    }
};

QTEST_GUILESS_MAIN(StaffBridgeTest)
#include "tst_staff_bridge.moc"
