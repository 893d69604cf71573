// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/staff_token.h"
#include "staff/office.h"

#include <QTest>

#include <atomic>
#include <future>
#include <thread>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString newPassword = u"another horse"_s;

/// As a second server on the same database has it.
struct OtherServer {
    explicit OtherServer(Office &office)
        : ring(std::make_shared<StaffSessionRing>(office.clock, office.options.idle))
        , staff(*office.store, office.clock, office.random, {1, 8'192}, ring)
        , sessions(office.options, *office.store, staff, ring, office.clock, office.random)
    {
        refresh();
    }
    void refresh() { QVERIFY(sessions.refresh().get()); }

    std::shared_ptr<StaffSessionRing> ring;
    StaffService staff;
    StaffSessions sessions;
};

} // namespace

class StaffSessionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTokenTellsWhoIsAsking()
    {
        Office office;
        const Result<OpenedSession> opened = office.signIn(u" ANNA "_s, rightPassword);
        QVERIFY(opened);
        QVERIFY(isStaffToken(opened->token) && opened->token.startsWith("tg_staff_"));
        const auto session = office.ring->check(opened->token);
        QVERIFY(session);
        QCOMPARE((*session)->actor.text(), u"staff:anna"_s);
        QCOMPARE((*session)->actor.role, StaffRole::Warehouse);
        QCOMPARE((*session)->expiresAt, office.clock.utc() + 43'200'000);
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM audit WHERE action = 'staff.signed_in' AND actor = 'staff:anna' "
                               "AND request_id = 'request-1'"_s),
                 1);
    }

    void theTokenIsNowhereInTheDatabase()
    {
        Office office;
        const QString secret = QString::fromLatin1(office.anna().token.mid(staffTokenMark.size()));
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM staff_session WHERE token_hash LIKE '%"_s + secret + u"%'"_s), 0);
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM audit WHERE state_after LIKE '%"_s + secret + u"%'"_s), 0);
        QCOMPARE(office.number(u"SELECT LENGTH(token_hash) FROM staff_session"_s), 64);
    }

    void whatIsNoTokenIsRefused_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("the mark") << QByteArray("tg_staff_");
        QTest::newRow("a made-up one") << QByteArray("tg_staff_") + QByteArray(43, 'A');
        QTest::newRow("a key") << QByteArray("tg_shop_") + QByteArray(42, 'A');
        QTest::newRow("longer") << QByteArray("tg_staff_") + QByteArray(5'000, 'A');
    }
    void whatIsNoTokenIsRefused()
    {
        QFETCH(QByteArray, token);
        Office office;
        office.anna();
        QCOMPARE(office.ring->check(token).error().code, ErrorCode::Unauthenticated);
    }

    void wrongSignInsAreRefusedAlikeAndTold()
    {
        Office office;
        QVERIFY(office.staff->addUser(u"bert"_s, StaffRole::Admin, rightPassword, StaffAuthority::commandLine()).get());
        QVERIFY(office.staff->addUser(u"carl"_s, StaffRole::Admin, rightPassword, StaffAuthority::commandLine()).get());
        QVERIFY(office.staff->setDisabled(u"bert"_s, true, StaffAuthority::commandLine()).get());
        for (const QString &name : {u"anna"_s, u"hunter2"_s})
            QCOMPARE(office.signIn(name, u"wrong horse"_s).error().code, ErrorCode::Unauthenticated);
        QCOMPARE(office.signIn(u"bert"_s, rightPassword).error().code, ErrorCode::Unauthenticated);
        office.anna();
        const auto told = office.told();
        QCOMPARE(told.size(), std::size_t(4));
        QCOMPARE(told.at(0).reason, u"not the password of anna"_s);
        QCOMPARE(told.at(1).reason, u"nobody has this name"_s); // it may be a password in the wrong place
        QCOMPARE(told.at(2).reason, u"bert is disabled"_s);
        QCOMPARE(told.at(3).outcome, u"accepted"_s);
        QCOMPARE(told.at(3).user, u"anna"_s);
        QCOMPARE(told.at(3).origin.address, u"192.0.2.1"_s);
    }

    void anUnusedSessionEnds()
    {
        Office office;
        const OpenedSession opened = office.anna();
        office.clock.advance(1'799s);
        QCOMPARE(office.refusal(opened.token), QString());
        office.clock.advance(1'799s); // since it was used
        QCOMPARE(office.refusal(opened.token), QString());
        office.clock.advance(1'800s);
        QVERIFY(office.refusal(opened.token).contains(u"idle"));
    }

    void noSessionOutlivesItsTimeHoweverItIsUsed()
    {
        Office office({.idle = 1h, .lifetime = 2h});
        const OpenedSession opened = office.anna();
        for (int i = 0; i < 3; ++i) {
            office.clock.advance(30min);
            QCOMPARE(office.refusal(opened.token), QString());
        }
        office.clock.advance(30min);
        QVERIFY(office.refusal(opened.token).contains(u"expired"));
    }

    void anEndedSessionIsRefusedByEveryThread()
    {
        Office office;
        const OpenedSession opened = office.anna();
        std::atomic<bool> ended = false;
        std::atomic<int> letIn = 0;
        std::atomic<int> letInAfterwards = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int refused = 0; refused < 100;) {
                    const bool over = ended;
                    const bool in = office.ring->check(opened.token).has_value();
                    letIn += in;
                    letInAfterwards += over && in;
                    refused += !in;
                }
            });
        }
        while (letIn < 100)
            std::this_thread::yield();
        const bool done = office.sessions->end(opened.session, u"request-2"_s).get().has_value();
        ended = true;
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(done);
        QCOMPARE(letInAfterwards, 0);
        QVERIFY(office.sessions->end(opened.session, {}).get()); // again: nothing more happens
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM audit WHERE action = 'staff.signed_out'"_s), 1);
    }

    void disablingAUserEndsAllSessions()
    {
        Office office;
        QVERIFY(office.staff->addUser(u"bert"_s, StaffRole::Support, rightPassword, StaffAuthority::commandLine()).get());
        const OpenedSession first = office.anna();
        const OpenedSession second = office.anna();
        const OpenedSession other = office.signIn(u"bert"_s, rightPassword).value();
        QVERIFY(office.staff->setDisabled(u"Anna"_s, true, StaffAuthority::commandLine()).get());
        QVERIFY(!office.refusal(first.token).isEmpty() && !office.refusal(second.token).isEmpty());
        QCOMPARE(office.refusal(other.token), QString());
        QVERIFY(office.staff->setDisabled(u"anna"_s, false, StaffAuthority::commandLine()).get());
        QVERIFY(!office.refusal(first.token).isEmpty()); // they don't come back
        QVERIFY(office.signIn(u"anna"_s, rightPassword));
    }

    void anotherRoleCountsInSessionsThatAreOpen()
    {
        Office office;
        const OpenedSession opened = office.anna();
        QVERIFY(office.staff->setRole(u"anna"_s, StaffRole::Finance, StaffAuthority::commandLine()).get());
        QCOMPARE(office.ring->check(opened.token).value()->actor.role, StaffRole::Finance);
    }

    void theLastAdminCantBeDisabled()
    {
        Office office;
        QVERIFY(office.staff->addUser(u"boss"_s, StaffRole::Admin, rightPassword, StaffAuthority::commandLine()).get());
        QCOMPARE(office.staff->setDisabled(u"boss"_s, true, StaffAuthority::commandLine()).get().error().code,
                 ErrorCode::Conflict);
        QCOMPARE(office.staff->setDisabled(u"ghost"_s, true, StaffAuthority::commandLine()).get().error().code,
                 ErrorCode::NotFound);
    }

    void anotherPasswordEndsAllSessionsAndBeginsOne()
    {
        Office office;
        const OpenedSession before = office.anna();
        const OpenedSession elsewhere = office.anna();
        const Result<OpenedSession> after =
            office.sessions->changePassword(before.session, rightPassword, newPassword, {u"a"_s, u"a"_s, {}}).get();
        QVERIFY2(after, after ? "" : qPrintable(after.error().detail));
        QVERIFY(!office.refusal(before.token).isEmpty() && !office.refusal(elsewhere.token).isEmpty());
        QCOMPARE(office.refusal(after->token), QString());
        QVERIFY(!office.signIn(u"anna"_s, rightPassword));
        QVERIFY(office.signIn(u"anna"_s, newPassword));
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM audit WHERE action = 'staff.password_changed'"_s), 1);
    }

    void aBadChangeOfThePasswordChangesNothing_data()
    {
        QTest::addColumn<QString>("current");
        QTest::addColumn<QString>("fresh");
        QTest::addColumn<QString>("code");
        QTest::newRow("wrong") << u"wrong horse"_s << newPassword << u"wrong"_s;
        QTest::newRow("short") << rightPassword << u"short"_s << u"too_short"_s;
        QTest::newRow("the same") << rightPassword << rightPassword << u"unchanged"_s;
    }
    void aBadChangeOfThePasswordChangesNothing()
    {
        QFETCH(QString, current);
        QFETCH(QString, fresh);
        QFETCH(QString, code);
        Office office;
        const OpenedSession opened = office.anna();
        const auto changed = office.sessions->changePassword(opened.session, current, fresh, {u"a"_s, u"a"_s, {}}).get();
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(changed.error().fields.at(0).code, code);
        QCOMPARE(office.refusal(opened.token), QString());
        QVERIFY(office.signIn(u"anna"_s, rightPassword));
    }

    void guessesOfAPresentPasswordAreLimited()
    {
        Office office({.guesses = {.perName = 2, .perAddress = 9}});
        const OpenedSession opened = office.anna();
        const auto guess = [&](const QString &current) {
            return office.sessions->changePassword(opened.session, current, newPassword, {u"a"_s, u"a"_s, {}}).get();
        };
        for (int i = 0; i < 2; ++i)
            QCOMPARE(guess(u"wrong horse"_s).error().code, ErrorCode::InvalidRequest);
        QCOMPARE(guess(rightPassword).error().code, ErrorCode::RateLimited);
    }

    void whoWaitsAsToldIsLetIn()
    {
        Office office({.guesses = {.perName = 3, .perAddress = 50}});
        for (int i = 0; i < 3; ++i)
            QCOMPARE(office.signIn(u"anna"_s, u"wrong horse"_s).error().code, ErrorCode::Unauthenticated);
        const Error refused = office.signIn(u"Anna"_s, rightPassword).error();
        QCOMPARE(refused.code, ErrorCode::RateLimited);
        QVERIFY(refused.retryAfter);
        QCOMPARE(office.told().back().outcome, u"rate_limited"_s);
        office.clock.advance(*refused.retryAfter - 1ms);
        QCOMPARE(office.signIn(u"anna"_s, rightPassword).error().code, ErrorCode::RateLimited);
        office.clock.advance(1ms);
        QVERIFY(office.signIn(u"anna"_s, rightPassword));
    }

    void aStrangerShutsOutHimselfAlone()
    {
        Office office({.guesses = {.perName = 3, .perAddress = 5}});
        for (int i = 0; i < 20; ++i)
            QVERIFY(!office.signIn(u"anna"_s, u"wrong horse"_s, u"203.0.113.9"_s));
        QVERIFY(office.signIn(u"anna"_s, rightPassword, u"192.0.2.1"_s));
        QCOMPARE(office.signIn(u"anna"_s, rightPassword, u"203.0.113.9"_s).error().code, ErrorCode::RateLimited);
    }

    void oneAddressGetsNoFurtherWithManyNames()
    {
        Office office({.guesses = {.perName = 3, .perAddress = 5}});
        for (int i = 0; i < 5; ++i)
            QCOMPARE(office.signIn(u"user%1"_s.arg(i), u"wrong horse"_s).error().code, ErrorCode::Unauthenticated);
        QCOMPARE(office.signIn(u"anna"_s, rightPassword).error().code, ErrorCode::RateLimited);
    }

    void rightPasswordsCountNothing()
    {
        Office office({.guesses = {.perName = 1, .perAddress = 1}});
        for (int i = 0; i < 5; ++i)
            QVERIFY(office.signIn(u"anna"_s, rightPassword));
        QCOMPARE(office.sessions->guesses(u"anna"_s, {u"192.0.2.1"_s, u"192.0.2.1"_s, {}}).remaining, 1);
    }

    void guessesAtOnceGetNoFurtherThanOneAfterAnother()
    {
        Office office({.guesses = {.perName = 3, .perAddress = 50}});
        std::vector<Async<Result<OpenedSession>>> attempts;
        for (int i = 0; i < 20; ++i)
            attempts.push_back(office.sessions->open(u"anna"_s, u"wrong horse"_s, {u"a"_s, u"a"_s, {}}));
        int tried = 0;
        for (auto &attempt : attempts)
            tried += attempt.get().error().code == ErrorCode::Unauthenticated;
        QCOMPARE(tried, 3);
    }

    void theOldestOfTooManySessionsEnds()
    {
        Office office;
        std::vector<OpenedSession> opened;
        for (int i = 0; i <= StaffSessions::maximumPerUser; ++i) {
            opened.push_back(office.anna());
            office.clock.advance(1s);
        }
        QVERIFY(!office.refusal(opened.front().token).isEmpty());
        for (std::size_t i = 1; i < opened.size(); ++i)
            QCOMPARE(office.refusal(opened.at(i).token), QString());
    }

    void otherServersFollow()
    {
        Office office;
        OtherServer other(office);
        const OpenedSession opened = office.anna();
        other.refresh();
        QVERIFY(other.ring->check(opened.token));
        QVERIFY(office.sessions->end(opened.session, {}).get());
        other.refresh();
        QVERIFY(!other.ring->check(opened.token));
    }

    void aSessionInUseElsewhereIsNotIdle()
    {
        Office office;
        OtherServer other(office);
        const OpenedSession opened = office.anna();
        other.refresh();
        office.clock.advance(1'700s);
        QCOMPARE(office.refusal(opened.token), QString());
        QVERIFY(office.sessions->refresh().get()); // writes the use down
        QTRY_COMPARE(office.number(u"SELECT last_used_at FROM staff_session"_s), office.clock.utc());
        office.clock.advance(200s);
        other.refresh();
        QVERIFY(other.ring->check(opened.token));
    }

    void theLastUseIsWrittenOnceAMinute()
    {
        Office office;
        const OpenedSession opened = office.anna();
        office.clock.advance(59s);
        QCOMPARE(office.refusal(opened.token), QString());
        QVERIFY(office.ring->takeUses().isEmpty());
        office.clock.advance(1s);
        QCOMPARE(office.refusal(opened.token), QString());
        QCOMPARE(office.refusal(opened.token), QString());
        QCOMPARE(office.ring->takeUses().size(), 1);
    }

    void sessionsOutliveARestart()
    {
        Office office;
        const OpenedSession opened = office.anna();
        const OtherServer restarted(office);
        QVERIFY(restarted.ring->check(opened.token));
    }

    void aUserChangedDuringTheSignInIsRefused()
    {
        Office office;
        // The writer is held up, disabling waits behind it; so the user is still there when the password is looked at.
        std::promise<void> goOn;
        auto held = office.store->write([go = goOn.get_future().share()](WriteTransaction &) -> Result<Done> {
            go.wait();
            return Done{};
        });
        auto disabling = office.staff->setDisabled(u"anna"_s, true, StaffAuthority::commandLine());
        auto opening = office.sessions->open(u"anna"_s, rightPassword, {u"a"_s, u"a"_s, {}});
        const bool wasRight = QTest::qWaitFor([&office] { return !office.told().empty(); });
        goOn.set_value();
        QVERIFY(wasRight && held.get() && disabling.get());
        QCOMPARE(office.told().at(0).outcome, u"accepted"_s);
        QCOMPARE(opening.get().error().code, ErrorCode::Unauthenticated);
    }

    void whatIsLongOverIsRemoved()
    {
        Office office;
        office.anna();
        QCOMPARE(office.sessions->purge().get().value(), 0);
        office.clock.advance(24h * 31);
        office.anna();
        QCOMPARE(office.sessions->purge().get().value(), 1);
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM staff_session"_s), 1);
    }
};

QTEST_GUILESS_MAIN(StaffSessionsTest)
#include "tst_staff_sessions.moc"
