// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/authenticator.h"
#include "core/partner/key_service.h"
#include "core/partner/partner_service.h"
#include "support/scratch_store.h"

#include <QFile>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class AuthenticatorTest : public QObject
{
    Q_OBJECT

    SystemClock m_clock;
    SystemRandom m_random;
    const test::ScratchStore m_scratch;
    std::unique_ptr<Store> m_store = m_scratch.open(m_clock);
    std::unique_ptr<ShopperSessions> m_sessions = std::move(*ShopperSessions::open(*m_store, m_clock, m_random));
    const KeyRing m_keys{m_clock};

    static Request requestFrom(const QString &address, const QByteArray &secret)
    {
        Request request;
        request.peer = QHostAddress(address);
        request.headers = {{"authorization", "Bearer " + secret}};
        return request;
    }

    /// A partner "Acme" and keys in a ring.
    struct Partners {
        explicit Partners(AuthenticatorTest &test)
            : ring(std::make_shared<KeyRing>(test.m_clock))
            , keys(*test.m_store, test.m_clock, test.m_random, ring)
            , partners(*test.m_store, test.m_clock, test.m_random, ring)
        {
            Q_UNUSED(partners.add({.name = u"Acme"_s, .email = u"a@b.example"_s, .actor = u"test"_s})
                         .get()); // there for the next ones
        }

        CreatedKey key(const NewKey &wanted) const { return keys.create(wanted).get().value(); }
        void switchOff(bool off) const
        {
            const Partner acme = partners.find(u"Acme"_s).get().value();
            QVERIFY(partners
                        .change({.id = acme.id,
                                 .version = acme.version,
                                 .name = acme.name,
                                 .email = acme.email,
                                 .disabled = off,
                                 .actor = u"test"_s})
                        .get());
        }

        std::shared_ptr<KeyRing> ring;
        mutable KeyService keys;
        mutable PartnerService partners;
    };

private Q_SLOTS:
    void wrongKeysAreCountedPerNetworkOfACustomer_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<int>("status"); // the second's
        QTest::newRow("the same address") << u"192.0.2.1"_s << u"192.0.2.1"_s << 429;
        QTest::newRow("another address") << u"192.0.2.1"_s << u"192.0.2.2"_s << 401;
        QTest::newRow("the same /64") << u"2001:db8:1:2::1"_s << u"2001:db8:1:2:ffff::2"_s << 429;
        QTest::newRow("another /64") << u"2001:db8:1:2::1"_s << u"2001:db8:1:3::1"_s << 401;
        QTest::newRow("IPv4 as IPv6") << u"192.0.2.1"_s << u"::ffff:192.0.2.1"_s << 429;
        QTest::newRow("another IPv4 as IPv6") << u"::ffff:192.0.2.1"_s << u"::ffff:192.0.2.2"_s << 401;
    }
    void wrongKeysAreCountedPerNetworkOfACustomer()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        SlidingWindowLimiter guesses(m_clock, m_random, {.rule = {1, 60s}});
        const Authenticator authenticator(m_keys, *m_sessions, guesses);
        Request guess = requestFrom(first, "wrong");
        QCOMPARE(authenticator.shopperGate()(guess)->status, 401);
        Request another = requestFrom(second, "wrong");
        QTEST(authenticator.shopperGate()(another)->status, "status");
    }

    void aRightTokenIsLetInFromAnAddressThatGuesses()
    {
        SlidingWindowLimiter guesses(m_clock, m_random, {.rule = {1, 60s}});
        const Authenticator authenticator(m_keys, *m_sessions, guesses);
        for (const int status : {401, 429, 429}) {
            Request guess = requestFrom(u"192.0.2.1"_s, "wrong");
            QCOMPARE(authenticator.shopperGate()(guess)->status, status);
        }
        const auto session = m_sessions->create(u"ann@example.org"_s, u"Ann"_s).get();
        QVERIFY(session);
        Request request = requestFrom(u"192.0.2.1"_s, session->token.toLatin1());
        QVERIFY(!authenticator.shopperGate()(request));
        QCOMPARE(request.caller, session->shopperId);
    }

    void aPartnerIsLetInWithItsKey_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("before");
        QTest::newRow("Bearer") << QByteArray("authorization") << QByteArray("Bearer ");
        QTest::newRow("bearer in small letters") << QByteArray("authorization") << QByteArray("bearer ");
        QTest::newRow("X-API-Key") << QByteArray("x-api-key") << QByteArray();
    }
    void aPartnerIsLetInWithItsKey()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, before);
        SlidingWindowLimiter guesses(m_clock, m_random, {.rule = {1, 60s}});
        const Partners partners(*this);
        const Authenticator authenticator(*partners.ring, *m_sessions, guesses);
        const CreatedKey key = partners.key({.partner = u"Acme"_s, .sandbox = true, .actor = u"test"_s});
        Request request;
        request.peer = QHostAddress(u"192.0.2.1"_s);
        request.headers = {{header, before + key.secret.toLatin1()}};
        QVERIFY(!authenticator.partnerGate(u"stock"_s)(request));
        QCOMPARE(request.caller, key.key.partnerId);
        QCOMPARE(request.callerKey, key.key.prefix);
        QVERIFY(request.sandbox);
    }

    void twoKeysThatDifferAreRefused_data()
    {
        QTest::addColumn<bool>("differ");
        QTest::newRow("the same twice") << false;
        QTest::newRow("another one") << true;
    }
    void twoKeysThatDifferAreRefused()
    {
        QFETCH(bool, differ);
        SlidingWindowLimiter guesses(m_clock, m_random, {.rule = {1, 60s}});
        const Partners partners(*this);
        const Authenticator authenticator(*partners.ring, *m_sessions, guesses);
        const QByteArray secret = partners.key({.partner = u"Acme"_s, .actor = u"test"_s}).secret.toLatin1();
        Request request = requestFrom(u"192.0.2.1"_s, secret);
        request.headers.emplace_back("x-api-key", differ ? secret + 'a' : secret);
        const auto refused = authenticator.partnerGate(u"feeds"_s)(request);
        QCOMPARE(refused ? refused->status : 200, differ ? 400 : 200);
    }

    void whatAKeyMayNotDoIsForbidden_data()
    {
        QTest::addColumn<bool>("storefront");
        QTest::addColumn<QString>("scope");
        QTest::newRow("another kind of key") << true << u"feeds"_s;
        QTest::newRow("no such scope") << false << u"stock"_s;
    }
    void whatAKeyMayNotDoIsForbidden()
    {
        QFETCH(bool, storefront);
        QFETCH(QString, scope);
        SlidingWindowLimiter guesses(m_clock, m_random, {.rule = {1, 60s}});
        const Partners partners(*this);
        const Authenticator authenticator(*partners.ring, *m_sessions, guesses);
        const CreatedKey key = storefront ? partners.key({.kind = KeyKind::Storefront, .actor = u"test"_s})
                                          : partners.key({.partner = u"Acme"_s, .scopes = {u"feeds"_s}, .actor = u"test"_s});
        Request request = requestFrom(u"192.0.2.1"_s, key.secret.toLatin1());
        QCOMPARE(authenticator.partnerGate(scope)(request)->status, 403);
        QVERIFY(request.caller.isEmpty());
    }

    void aPartnerThatIsSwitchedOffIsForbidden()
    {
        SlidingWindowLimiter guesses(m_clock, m_random, {.rule = {1, 60s}});
        const Partners partners(*this);
        const Authenticator authenticator(*partners.ring, *m_sessions, guesses);
        const CreatedKey key = partners.key({.partner = u"Acme"_s, .actor = u"test"_s});
        partners.switchOff(true);
        for (int i = 0; i < 3; ++i) {
            Request request = requestFrom(u"192.0.2.1"_s, key.secret.toLatin1());
            QCOMPARE(authenticator.partnerGate(u"feeds"_s)(request)->status, 403);
        }
        partners.switchOff(false);
    }

    void everyAttemptAtAPartnersDoorIsLogged()
    {
        SlidingWindowLimiter guesses(m_clock, m_random, {.rule = {1, 60s}});
        const Partners partners(*this);
        const CreatedKey key = partners.key({.partner = u"Acme"_s, .actor = u"test"_s});
        const QString file = m_scratch.folder() + u"/security.log"_s;
        {
            SecurityLog log({.file = file}, m_clock);
            const Authenticator authenticator(*partners.ring, *m_sessions, guesses, &log);
            for (const QByteArray &secret :
                 {key.secret.toLatin1(), QByteArray("hunter2"), QByteArray("tg_live_AAAAAAAABBBB"), QByteArray()}) {
                Request request = requestFrom(u"192.0.2.1"_s, secret);
                authenticator.partnerGate(u"feeds"_s)(request);
            }
        }
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray text = written.readAll();
        const QList<QByteArray> lines = text.trimmed().split('\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY(lines.at(0).contains(R"("outcome":"accepted")") && lines.at(0).contains(key.key.prefix.toLatin1()));
        QVERIFY(lines.at(0).contains(R"("address":"192.0.2.1")") && lines.at(0).contains(key.key.partnerId.toLatin1()));
        QVERIFY(lines.at(1).contains(R"("outcome":"unauthenticated")"));
        QVERIFY(lines.at(2).contains(R"("outcome":"rate_limited")") && lines.at(2).contains("tg_live_AAAAAAAA\""));
        QVERIFY(lines.at(3).contains(R"("outcome":"unauthenticated")"));
        QVERIFY(!text.contains("hunter2") && !text.contains(key.secret.toLatin1()));
    }

    void ofAStaffTokenNothingIsLogged()
    {
        SlidingWindowLimiter guesses(m_clock, m_random, {.rule = {9, 60s}});
        const StaffSessionRing staff(m_clock, 30min);
        const QString file = m_scratch.folder() + u"/staff.log"_s;
        {
            SecurityLog log({.file = file}, m_clock);
            const Authenticator authenticator(m_keys, *m_sessions, guesses, &log, &staff);
            Request request = requestFrom(u"192.0.2.1"_s, "tg_staff_" + QByteArray(43, 'A'));
            QCOMPARE(authenticator.staffAccess().gate(request)->status, 401);
        }
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray text = written.readAll();
        QVERIFY(text.contains(R"("key_prefix":"tg_staff_")") && !text.contains("tg_staff_A"));
    }

    void operationsAreOpenToThisMachine()
    {
        SlidingWindowLimiter guesses(m_clock, m_random, {});
        const Authenticator authenticator(m_keys, *m_sessions, guesses);
        Request near = requestFrom(u"127.0.0.1"_s, {});
        QVERIFY(!authenticator.operationsGate()(near));
        Request far = requestFrom(u"192.0.2.1"_s, {});
        QCOMPARE(authenticator.operationsGate()(far)->status, 401);
    }
};

QTEST_GUILESS_MAIN(AuthenticatorTest)
#include "tst_authenticator.moc"
