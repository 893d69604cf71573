// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/authenticator.h"
#include "support/scratch_store.h"

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
