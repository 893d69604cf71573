// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/checkout_controller.h"
#include "http/test_server.h"
#include "shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class CheckoutApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// A shop that did not hear the answer asks again after the server was updated: what an older version remembered still counts.
    void aKeyThatAnOlderVersionRememberedIsStillKnown()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 10);
        shop.addSale({{u"A"_s, 1999, 9, 5}});
        const KeyRing keys(shop.clock);
        const auto sessions = ShopperSessions::open(*shop.store, shop.clock, shop.random);
        QVERIFY(sessions);
        const auto ann = (*sessions)->create(u"ann@example.com"_s, u"Ann"_s).get();
        QVERIFY(ann);
        SlidingWindowLimiter guesses(shop.clock, shop.random, {});
        const Authenticator authenticator(keys, **sessions, guesses);
        TestServer server;
        CheckoutController controller(shop.checkout, server.metrics());
        controller.addRoutes(server.router(), authenticator);
        server.start();

        const QByteArray body = R"({"items":[{"sku":"A","quantity":1}],"payment":{"method":"card","token":"tok"}})";
        // BLAKE2b of the body, 128 bits.
        shop.change(u"INSERT INTO idempotency (scope, idempotency_key, request_hash, refusal, created_at) "
                    "VALUES ('%1', 'k', '3f8403ef9ca8b6903919a84d890e832e', 'out_of_stock', 0)"_s.arg(ann->shopperId));
        const RawAnswer again =
            server.ask("POST /flash/checkout HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ann->token.toLatin1()
                       + "\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\nContent-Length: "
                       + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QCOMPARE(codeIn(again), u"out_of_stock"_s);
        QCOMPARE(again.headers.value("idempotent-replayed"), QByteArray("true"));
    }
};

QTEST_GUILESS_MAIN(CheckoutApiTest)
#include "tst_checkout_api.moc"
