// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/shopper_sessions.h"
#include "shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class ShopperSessionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTokenNamesItsShopperUntilItEnds()
    {
        Shop shop;
        const auto sessions = ShopperSessions::open(*shop.store, shop.clock, shop.random);
        QVERIFY(sessions);
        const auto session = (*sessions)->create(u"ann@example.org"_s, u"Ann"_s).get();
        QVERIFY(session);
        QCOMPARE((*sessions)->shopperOf(session->token.toLatin1()), std::optional(session->shopperId));
        shop.clock.advance(ShopperSessions::lifetime);
        QVERIFY(!(*sessions)->shopperOf(session->token.toLatin1()));
    }

    void tokensOutliveARestart()
    {
        Shop shop;
        const auto session = ShopperSessions::open(*shop.store, shop.clock, shop.random).value()->create(u"a@b"_s, u"A"_s).get();
        const auto after = ShopperSessions::open(*shop.store, shop.clock, shop.random);
        QVERIFY((*after)->shopperOf(session->token.toLatin1()));
    }

    void noAlteredTokenPasses()
    {
        Shop shop;
        const auto sessions = ShopperSessions::open(*shop.store, shop.clock, shop.random);
        const QByteArray token = (*sessions)->create(u"a@b"_s, u"A"_s).get()->token.toLatin1();
        for (qsizetype i = 0; i < token.size(); ++i) {
            QByteArray altered = token;
            altered[i] = altered[i] == 'A' ? 'B' : 'A';
            // The last character carries two bits that mean nothing in base64.
            if (i < token.size() - 1)
                QVERIFY2(!(*sessions)->shopperOf(altered), altered.constData());
        }
        QVERIFY(!(*sessions)->shopperOf(token.left(token.size() - 1)));
        QVERIFY(!(*sessions)->shopperOf(token + 'A'));
        QVERIFY(!(*sessions)->shopperOf({}));
    }

    void whatIsNoTokenNamesNobody()
    {
        Shop shop;
        const auto sessions = ShopperSessions::open(*shop.store, shop.clock, shop.random);
        QVERIFY(sessions);
        const QByteArray token = (*sessions)->create(u"ann@example.com"_s, u"Ann"_s).get()->token.toLatin1();
        QVERIFY((*sessions)->shopperOf(token));
        for (const QByteArray &wrong : {QByteArray(), token.left(4), token.left(4) + "!", token + "!", token.repeated(9)})
            QVERIFY2(!(*sessions)->shopperOf(wrong), wrong.constData());
    }

    void aDatabaseThatFailsOpensNoSessions()
    {
        if (ScratchStore::backendFromEnvironment() == ScratchStore::Backend::Postgres)
            QSKIP("PostgreSQL prepares no ALTER TABLE; the store's own tests break its connections instead");
        Shop shop;
        shop.change(u"ALTER TABLE server_secret RENAME TO elsewhere"_s);
        QVERIFY(!ShopperSessions::open(*shop.store, shop.clock, shop.random));
    }

    void theSameAddressGetsAnotherShopperEachTime()
    {
        Shop shop;
        const auto sessions = ShopperSessions::open(*shop.store, shop.clock, shop.random);
        const auto first = (*sessions)->create(u"ann@example.org"_s, u"Ann"_s).get();
        const auto second = (*sessions)->create(u"ann@example.org"_s, u"Ann"_s).get();
        QVERIFY(first->shopperId != second->shopperId);
    }
};

QTEST_GUILESS_MAIN(ShopperSessionsTest)
#include "tst_shopper_sessions.moc"
