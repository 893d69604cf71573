// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/staff_service.h"

#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

struct Office {
    ErrorCode signIn(const QString &name, const QString &password)
    {
        const Result<StaffUser> user = staff.authenticate(name, password, u"127.0.0.1"_s).get();
        return user ? ErrorCode::Internal : user.error().code;
    }
    qint64 number(const QString &sql)
    {
        return store->read([sql](ReadTransaction &transaction) -> Result<qint64> { return transaction.integer(sql); })
            .get()
            .value();
    }
    QString hash()
    {
        return store
            ->read([](ReadTransaction &transaction) -> Result<QString> {
                return *transaction.one(u"SELECT password_hash FROM staff_user"_s, {},
                                        [](const Row &row) { return row.text(0); });
            })
            .get()
            .value();
    }

    ManualClock clock;
    SystemRandom random;
    ScratchStore scratch = ScratchStore::withTables();
    std::unique_ptr<Store> store = scratch.open(clock);
    PasswordCost cost{1, 8'192};
    StaffService staff{*store, clock, random, cost};
};

const auto password = u"correct horse"_s;

} // namespace

class StaffServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void usersSignInWithTheirPassword()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"Anna"_s, StaffRole::Warehouse, password, StaffAuthority::commandLine()).get());
        const Result<StaffUser> user = office.staff.authenticate(u" ANNA "_s, password, u"127.0.0.1"_s).get();
        QVERIFY(user);
        QCOMPARE(user->name, u"anna"_s);
        QCOMPARE(user->role, StaffRole::Warehouse);
        QCOMPARE(user->createdAt, office.clock.utc());
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM audit WHERE action = 'staff.added' AND actor = 'command line'"_s), 1);
    }

    void everyWrongSignInIsRefusedAlike()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Admin, password, StaffAuthority::commandLine()).get());
        QCOMPARE(office.signIn(u"anna"_s, u"wrong horse"_s), ErrorCode::Unauthenticated);
        QCOMPARE(office.signIn(u"anna"_s, QString()), ErrorCode::Unauthenticated);
        QCOMPARE(office.signIn(u"bert"_s, password), ErrorCode::Unauthenticated);
        QCOMPARE(office.signIn(u"' OR 1=1 --"_s, password), ErrorCode::Unauthenticated);
        QCOMPARE(office.signIn(QString(), QString()), ErrorCode::Unauthenticated);
    }

    void aDisabledUserIsRefused()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Admin, password, StaffAuthority::commandLine()).get());
        QVERIFY(office.store
                    ->write([](WriteTransaction &transaction) -> Result<Done> {
                        transaction.exec(u"UPDATE staff_user SET disabled_at = 1"_s);
                        return Done{};
                    })
                    .get());
        QCOMPARE(office.signIn(u"anna"_s, password), ErrorCode::Unauthenticated);
        QVERIFY(office.staff.list().get().value().at(0).disabledAt);
    }

    void namesAreTakenWhateverTheirCase()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Admin, password, StaffAuthority::commandLine()).get());
        QCOMPARE(office.staff.addUser(u"ANNA"_s, StaffRole::Admin, password, StaffAuthority::commandLine()).get().error().code,
                 ErrorCode::Conflict);
        for (const QString &name : {u""_s, u"two words"_s, QString(65, u'x'), u"a\nb"_s, u"<b>"_s})
            QCOMPARE(office.staff.addUser(name, StaffRole::Admin, password, StaffAuthority::commandLine()).get().error().code,
                     ErrorCode::InvalidRequest);
        QCOMPARE(office.staff.addUser(u"bert"_s, StaffRole::Admin, u"password1"_s, StaffAuthority::commandLine())
                     .get()
                     .error()
                     .fields.at(0)
                     .field,
                 u"password"_s);
        QCOMPARE(office.staff.list().get().value().size(), std::size_t(1));
    }

    void thePasswordIsNowhereInTheDatabase()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Admin, password, StaffAuthority::commandLine()).get());
        QVERIFY(!office.hash().contains(password));
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM audit WHERE state_after LIKE '%horse%' OR state_after LIKE '%argon%'"_s),
                 0);
    }

    void anOldHashIsRenewedAtTheNextSignIn()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Admin, password, StaffAuthority::commandLine()).get());
        const QString before = office.hash();
        StaffService dearer(*office.store, office.clock, office.random, {2, 16'384});
        QVERIFY(dearer.authenticate(u"anna"_s, password, u"127.0.0.1"_s).get());
        QTRY_VERIFY(office.hash() != before);
        QVERIFY(office.hash().contains(u"m=16,t=2"));
        QVERIFY(dearer.authenticate(u"anna"_s, password, u"127.0.0.1"_s).get());
    }

    void theFirstAdminIsMadeOnceAndMustChangeThePassword()
    {
        Office office;
        const auto first = office.staff.addFirstAdmin(u"admin"_s, password, true).get();
        QVERIFY(first && *first);
        QCOMPARE((*first)->name, u"admin"_s);
        QCOMPARE((*first)->role, StaffRole::Admin);
        QVERIFY(office.staff.authenticate(u"admin"_s, password, {}).get()->mustChangePassword);
        const auto again = office.staff.addFirstAdmin(u"admin"_s, password, true).get();
        QVERIFY(again && !*again);
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM audit WHERE action = 'staff.added' AND actor = 'system'"_s), 1);
    }

    void thereIsNoFirstAdminWhereThereIsAnybody()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Support, password, StaffAuthority::commandLine()).get());
        QVERIFY(!*office.staff.addFirstAdmin(u"admin"_s, password, true).get());
        QCOMPARE(office.staff.list().get().value().size(), std::size_t(1));
    }

    void theFirstAdminCanHaveANameAndAPasswordOfTheirOwn()
    {
        Office office;
        const auto refused = office.staff.addFirstAdmin(u"the boss"_s, password, false).get();
        QVERIFY(!refused);
        QCOMPARE(refused.error().fields.front().field, u"name"_s);
        const auto first = office.staff.addFirstAdmin(u" Boss "_s, password, false).get();
        QVERIFY(first && *first);
        QCOMPARE((*first)->name, u"boss"_s);
        QVERIFY(!office.staff.authenticate(u"boss"_s, password, {}).get()->mustChangePassword);
    }

    void whoeverIsAddedWithAOneTimePasswordMustChangeIt()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Support, password, StaffAuthority::commandLine(), true).get());
        QVERIFY(office.staff.authenticate(u"anna"_s, password, {}).get()->mustChangePassword);
    }

    void aDisabledUserIsNamedToTheCallerOnlyWithTheRightPassword()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Support, password, StaffAuthority::commandLine()).get());
        QVERIFY(office.staff.setDisabled(u"anna"_s, true, StaffAuthority::commandLine()).get());
        QVERIFY(office.staff.authenticate(u"anna"_s, u"a guess"_s, {}).get().error().fields.empty());
        const auto refused = office.staff.authenticate(u"anna"_s, password, {}).get();
        QCOMPARE(refused.error().code, ErrorCode::Unauthenticated);
        QCOMPARE(refused.error().fields.front().code, u"disabled"_s);
    }

    void aRoleIsChangedWithTheVersionThatIsKnown()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Support, password, StaffAuthority::commandLine()).get());
        const StaffAuthority boss = StaffActor{u"1"_s, u"boss"_s, StaffRole::Admin};
        const auto changed = office.staff.setRole(u"Anna"_s, StaffRole::Finance, boss, 1).get();
        QVERIFY(changed);
        QCOMPARE(changed->role, StaffRole::Finance);
        QCOMPARE(changed->version, 2);
        QCOMPARE(office.staff.setRole(u"anna"_s, StaffRole::Admin, boss, 1).get().error().code, ErrorCode::VersionConflict);
        QCOMPARE(office.staff.setDisabled(u"anna"_s, true, boss, 1).get().error().code, ErrorCode::VersionConflict);
        QVERIFY(office.staff.setRole(u"anna"_s, StaffRole::Finance, boss, 2).get()); // it is so already
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM audit WHERE action = 'staff.role_changed' AND actor = 'staff:boss'"_s), 1);
        QCOMPARE(office.staff.list().get().value().front().role, StaffRole::Finance);
    }

    void theLastAdminKeepsTheRole()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"boss"_s, StaffRole::Admin, password, StaffAuthority::commandLine()).get());
        QCOMPARE(office.staff.setRole(u"boss"_s, StaffRole::Support, StaffAuthority::commandLine()).get().error().code,
                 ErrorCode::Conflict);
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Support, password, StaffAuthority::commandLine()).get());
        QVERIFY(office.staff.setRole(u"anna"_s, StaffRole::Admin, StaffAuthority::commandLine()).get());
        QVERIFY(office.staff.setRole(u"boss"_s, StaffRole::Support, StaffAuthority::commandLine()).get());
        QCOMPARE(office.staff.setRole(u"ghost"_s, StaffRole::Support, StaffAuthority::commandLine()).get().error().code,
                 ErrorCode::NotFound);
    }

    void aPasswordIsReplaced()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Support, password, StaffAuthority::commandLine()).get());
        const auto changed = office.staff.setPassword(u"ANNA"_s, u"another horse"_s, true, StaffAuthority::commandLine()).get();
        QVERIFY(changed && changed->mustChangePassword);
        QCOMPARE(changed->version, 2);
        QCOMPARE(office.signIn(u"anna"_s, password), ErrorCode::Unauthenticated);
        QVERIFY(office.staff.authenticate(u"anna"_s, u"another horse"_s, {}).get());
        QCOMPARE(office.staff.setPassword(u"bert"_s, u"another horse"_s, true, StaffAuthority::commandLine()).get().error().code,
                 ErrorCode::NotFound);
        QCOMPARE(office.staff.setPassword(u"anna"_s, u"anna"_s, true, StaffAuthority::commandLine()).get().error().code,
                 ErrorCode::InvalidRequest);
    }

    void aFloodOfSignInsIsRefusedRatherThanQueued()
    {
        Office office;
        std::vector<Async<Result<StaffUser>>> attempts;
        for (int i = 0; i < 2'000; ++i)
            attempts.push_back(office.staff.authenticate(u"nobody"_s, password, u"127.0.0.1"_s));
        int overloaded = 0;
        for (auto &attempt : attempts) {
            const Result<StaffUser> outcome = attempt.get();
            QVERIFY(!outcome);
            if (outcome.error().code == ErrorCode::Overloaded) {
                ++overloaded;
                QVERIFY(outcome.error().retryAfter);
            }
        }
        QVERIFY(overloaded > 0);
        QCOMPARE(office.signIn(u"nobody"_s, password), ErrorCode::Unauthenticated);
    }

    void onlyAdminsChangeUsers()
    {
        Office office;
        QVERIFY(office.staff.addUser(u"anna"_s, StaffRole::Admin, password, StaffAuthority::commandLine()).get());
        for (const StaffRole role : {StaffRole::Support, StaffRole::Warehouse, StaffRole::Finance}) {
            const StaffActor actor{u"1"_s, u"bert"_s, role};
            QCOMPARE(office.staff.addUser(u"carl"_s, StaffRole::Admin, password, actor).get().error().code, ErrorCode::Forbidden);
            QCOMPARE(office.staff.setPassword(u"anna"_s, u"another horse"_s, false, actor).get().error().code,
                     ErrorCode::Forbidden);
            QCOMPARE(office.staff.setDisabled(u"anna"_s, true, actor).get().error().code, ErrorCode::Forbidden);
            QCOMPARE(office.staff.setRole(u"anna"_s, role, actor).get().error().code, ErrorCode::Forbidden);
        }
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM audit WHERE action = 'access.refused' AND actor = 'staff:bert'"_s), 12);
        QCOMPARE(office.staff.list().get()->size(), 1);
        QVERIFY(office.staff.authenticate(u"anna"_s, password, {}).get());
        QVERIFY(
            office.staff.addUser(u"carl"_s, StaffRole::Support, password, StaffActor{u"2"_s, u"anna"_s, StaffRole::Admin}).get());
        QCOMPARE(office.number(u"SELECT COUNT(*) FROM audit WHERE action = 'staff.added' AND actor = 'staff:anna'"_s), 1);
    }
};

QTEST_GUILESS_MAIN(StaffServiceTest)
#include "tst_staff_service.moc"
