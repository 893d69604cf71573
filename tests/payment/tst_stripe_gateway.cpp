// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/stripe_gateway.h"
#include "support/canned_server.h"

#include <QTest>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidegate;

/// Scenario A2: what each answer of Stripe's means.
class StripeGatewayTest : public QObject
{
    Q_OBJECT

    using Status = ChargeStatus;

    const SystemClock m_clock;

    StripeGateway gateway(const QString &url) const { return StripeGateway({url, u"sk_test_1"_s}, m_clock); }

    static ChargeRequest request() { return {u"order-1"_s, u"key-1"_s, {1999, Currency::euro()}, u"tok_visa"_s}; }
    ChargeOutcome charge(CannedServer &server, const ChargeRequest &what, std::chrono::milliseconds timeout = 2s) const
    {
        StripeGateway stripe = gateway(server.url());
        return QCoro::waitFor(stripe.charge(what, timeout));
    }
    ChargeOutcome recover(CannedServer &server) const
    {
        StripeGateway stripe = gateway(server.url());
        return QCoro::waitFor(stripe.recover(request(), 2s));
    }
    ChargeOutcome refund(CannedServer &server) const
    {
        StripeGateway stripe = gateway(server.url());
        return QCoro::waitFor(stripe.refund({u"refund-1"_s, u"key-2"_s, u"pi_1"_s, {500, Currency::euro()}}, 2s));
    }
    static QString sent(const CannedServer &server, const QString &field)
    {
        return QUrlQuery(QString::fromUtf8(server.requests.front().body)).queryItemValue(field, QUrl::FullyDecoded);
    }

private Q_SLOTS:
    void aChargeIsOneConfirmedIntent()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(200, "{\"id\":\"pi_1\",\"status\":\"succeeded\"}"); });
        const ChargeOutcome outcome = charge(server, request());
        QCOMPARE(outcome.status, Status::Charged);
        QCOMPARE(outcome.reference, u"pi_1"_s);
        QCOMPARE(server.requests.size(), 1U);
        QCOMPARE(server.requests.front().line, "POST /v1/payment_intents");
        for (const char *header : {"authorization: bearer sk_test_1", "idempotency-key: key-1",
                                   "stripe-version: ", "content-type: application/x-www-form-urlencoded"})
            QVERIFY2(server.requests.front().head.contains(header), header);
        QCOMPARE(sent(server, u"amount"_s), u"1999"_s);
        QCOMPARE(sent(server, u"currency"_s), u"eur"_s);
        QCOMPARE(sent(server, u"confirm"_s), u"true"_s);
        QCOMPARE(sent(server, u"payment_method_data[card][token]"_s), u"tok_visa"_s);
        QCOMPARE(sent(server, u"metadata[order_id]"_s), u"order-1"_s);
    }

    void whatAShopperSendsCantAddFields()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(200, "{\"id\":\"pi_1\",\"status\":\"succeeded\"}"); });
        ChargeRequest evil = request();
        evil.token = u"tok_x&amount=1&currency=usd#"_s;
        charge(server, evil);
        QCOMPARE(sent(server, u"amount"_s), u"1999"_s);
        QCOMPARE(sent(server, u"payment_method_data[card][token]"_s), evil.token);
        QVERIFY(!server.requests.front().body.contains("usd&"));
        QVERIFY(!server.requests.front().body.contains("&amount=1&"));
    }

    void aStoredMethodGoesAsOne()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(200, "{\"id\":\"pi_1\",\"status\":\"succeeded\"}"); });
        ChargeRequest stored = request();
        stored.token = u"pm_card_visa"_s;
        charge(server, stored);
        QCOMPARE(sent(server, u"payment_method"_s), u"pm_card_visa"_s);
    }

    void currenciesThatStripeCountsDifferentlyAreConverted()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(200, "{\"id\":\"pi_1\",\"status\":\"succeeded\"}"); });
        const auto amountSent = [&](const QString &currency, qint64 minor) {
            server.requests.clear();
            ChargeRequest odd = request();
            odd.amount = {minor, *Currency::fromCode(currency)};
            charge(server, odd);
            return sent(server, u"amount"_s);
        };
        QCOMPARE(amountSent(u"JPY"_s, 500), u"500"_s);
        QCOMPARE(amountSent(u"ISK"_s, 500), u"50000"_s);
        QCOMPARE(amountSent(u"MGA"_s, 50'000), u"500"_s);
        QCOMPARE(amountSent(u"KWD"_s, 1230), u"1230"_s);
    }

    void aRecoveryTriesToTakeTheKeyWithoutAWayToPay()
    {
        CannedServer server(
            [](const auto &) { return CannedServer::answer(200, "{\"id\":\"pi_2\",\"status\":\"requires_payment_method\"}"); });
        QCOMPARE(recover(server).status, Status::Absent);
        QCOMPARE(server.requests.size(), 1U);
        QVERIFY(server.requests.front().head.contains("idempotency-key: key-1"));
        QCOMPARE(sent(server, u"amount"_s), u"1999"_s);
        QVERIFY(sent(server, u"confirm"_s).isEmpty());
        QVERIFY(!server.requests.front().body.contains("tok_visa"));
    }

    void aKeyThatIsTakenLeadsToTheCharge()
    {
        CannedServer server([](const CannedServer::Request &request) {
            return request.body.contains("tok_visa") ? CannedServer::answer(200, "{\"id\":\"pi_1\",\"status\":\"succeeded\"}")
                                                     : CannedServer::answer(400, "{\"error\":{\"type\":\"idempotency_error\"}}");
        });
        const ChargeOutcome outcome = recover(server);
        QCOMPARE(outcome.status, Status::Charged);
        QCOMPARE(outcome.reference, u"pi_1"_s);
    }

    void aRecoveryThatIsNotAnsweredStaysInDoubt_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("key in use") << CannedServer::answer(409, "{\"error\":{\"type\":\"idempotency_error\"}}");
        QTest::newRow("too many") << CannedServer::answer(429, "{}");
        QTest::newRow("broken") << CannedServer::answer(500, "{}");
        QTest::newRow("wrong key") << CannedServer::answer(401, "{}");
        QTest::newRow("no JSON") << CannedServer::answer(200, "<html>");
        QTest::newRow("lost") << QByteArray();
    }
    void aRecoveryThatIsNotAnsweredStaysInDoubt()
    {
        QFETCH(QByteArray, answer);
        CannedServer server([&](const auto &) { return answer; });
        QCOMPARE(recover(server).status, Status::Unknown);
    }

    void eachAnswerToAChargeHasItsMeaning_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<ChargeStatus>("meaning");
        QTest::addColumn<bool>("retryable");
        QTest::addColumn<bool>("atFault");

        const auto row = [](const char *name, int status, const QByteArray &body, Status meaning, bool retryable = true,
                            bool atFault = true, const QByteArray &headers = {}) {
            QTest::newRow(name) << status << body << headers << meaning << retryable << atFault;
        };
        const auto error = [](const QByteArray &fields) { return "{\"error\":{" + fields + "}}"; };
        row("succeeded", 200, "{\"id\":\"pi_1\",\"status\":\"succeeded\"}", Status::Charged);
        row("needs another method", 200, "{\"id\":\"pi_1\",\"status\":\"requires_payment_method\"}", Status::Declined);
        row("cancelled", 200, "{\"id\":\"pi_1\",\"status\":\"canceled\"}", Status::Declined);
        row("no status", 200, "{\"id\":\"pi_1\"}", Status::Unknown);
        row("no JSON", 200, "<html>", Status::Unknown);
        row("declined", 402, error("\"type\":\"card_error\",\"code\":\"card_declined\""), Status::Declined);
        row("402 without a body", 402, "", Status::Declined);
        row("bad token", 400, error("\"type\":\"invalid_request_error\",\"param\":\"payment_method_data[card][token]\""),
            Status::Declined);
        row("bad method", 400, error("\"type\":\"invalid_request_error\",\"param\":\"payment_method\""), Status::Declined);
        row("token used", 400, error("\"type\":\"invalid_request_error\",\"code\":\"token_already_used\""), Status::Declined);
        row("key in use", 409, error("\"type\":\"idempotency_error\",\"code\":\"idempotency_key_in_use\""), Status::Unknown);
        row("key used otherwise", 400, error("\"type\":\"idempotency_error\""), Status::Unknown, false, false);
        row("too many", 429, error("\"code\":\"rate_limit\""), Status::Failed);
        row("broken", 500, error("\"type\":\"api_error\""), Status::Unknown);
        row("bad gateway", 502, "<html>", Status::Unknown);
        row("unavailable", 503, "", Status::Unknown);
        row("don't retry", 500, "", Status::Unknown, false, true, "Stripe-Should-Retry: false\r\n");
        row("wrong key", 401, error("\"type\":\"invalid_request_error\""), Status::Failed, false);
        row("forbidden", 403, error("\"type\":\"invalid_request_error\""), Status::Failed, false);
        row("wrong address", 404, "", Status::Failed, false);
        row("our own bug", 400, error("\"type\":\"invalid_request_error\",\"param\":\"currency\""), Status::Failed, false, false);
        row("redirect", 301, "", Status::Failed, false);
    }
    void eachAnswerToAChargeHasItsMeaning()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, headers);
        QFETCH(ChargeStatus, meaning);
        QFETCH(bool, retryable);
        QFETCH(bool, atFault);
        CannedServer server([&](const auto &) { return CannedServer::answer(status, body, headers); });
        const ChargeOutcome outcome = charge(server, request());
        QCOMPARE(outcome.status, meaning);
        if (meaning == Status::Failed || meaning == Status::Unknown) {
            QCOMPARE(outcome.retryable, retryable);
            QCOMPARE(outcome.gatewayAtFault, atFault);
        }
        QVERIFY(!outcome.detail.isEmpty());
    }

    void eachAnswerToARefundHasItsMeaning_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ChargeStatus>("meaning");
        QTest::newRow("succeeded") << 200 << QByteArray("{\"id\":\"re_1\",\"status\":\"succeeded\"}") << Status::Charged;
        QTest::newRow("pending") << 200 << QByteArray("{\"id\":\"re_1\",\"status\":\"pending\"}") << Status::Charged;
        QTest::newRow("failed") << 200 << QByteArray("{\"id\":\"re_1\",\"status\":\"failed\"}") << Status::Declined;
        QTest::newRow("too much") << 400 << QByteArray("{\"error\":{\"param\":\"amount\"}}") << Status::Declined;
        QTest::newRow("done") << 400 << QByteArray("{\"error\":{\"code\":\"charge_already_refunded\"}}") << Status::Declined;
        QTest::newRow("no such charge") << 400 << QByteArray("{\"error\":{\"param\":\"payment_intent\"}}") << Status::Declined;
        QTest::newRow("broken") << 500 << QByteArray() << Status::Unknown;
        QTest::newRow("wrong key") << 401 << QByteArray() << Status::Failed;
    }
    void eachAnswerToARefundHasItsMeaning()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ChargeStatus, meaning);
        CannedServer server([&](const auto &) { return CannedServer::answer(status, body); });
        QCOMPARE(refund(server).status, meaning);
        QCOMPARE(server.requests.front().line, "POST /v1/refunds");
        QCOMPARE(sent(server, u"payment_intent"_s), u"pi_1"_s);
        QCOMPARE(sent(server, u"amount"_s), u"500"_s);
        QCOMPARE(sent(server, u"metadata[refund_id]"_s), u"refund-1"_s);
        QVERIFY(server.requests.front().head.contains("idempotency-key: key-2"));
    }

    void whatIsStillProcessingIsLookedUp()
    {
        CannedServer server([](const auto &request) {
            const bool created = request.line.startsWith("POST");
            return CannedServer::answer(
                200, created ? "{\"id\":\"pi_1\",\"status\":\"processing\"}" : "{\"id\":\"pi_1\",\"status\":\"succeeded\"}");
        });
        QCOMPARE(charge(server, request()).status, Status::Charged);
        QCOMPARE(server.requests.back().line, "GET /v1/payment_intents/pi_1");
    }

    void whatIsStillProcessingStaysUnknownWhereItCantBeLookedUp()
    {
        CannedServer server([](const auto &request) {
            return request.line.startsWith("POST") ? CannedServer::answer(200, "{\"id\":\"pi_1\",\"status\":\"processing\"}")
                                                   : CannedServer::answer(429, "");
        });
        QCOMPARE(charge(server, request()).status, Status::Unknown);
    }

    void retryAfterIsPassedOn_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("seconds");
        QTest::newRow("seconds") << QByteArray("Retry-After: 7\r\n") << 7;
        QTest::newRow("date") << QByteArray(
            "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\nDate: Sun, 06 Nov 1994 08:49:07 GMT\r\n")
                              << 30;
        QTest::newRow("date gone by") << QByteArray(
            "Retry-After: Sun, 06 Nov 1994 08:49:07 GMT\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
                                      << 0;
        QTest::newRow("negative") << QByteArray("Retry-After: -5\r\n") << 0;
        QTest::newRow("endless") << QByteArray("Retry-After: 99999999999\r\n") << 86'400;
        QTest::newRow("nonsense") << QByteArray("Retry-After: soon\r\n") << -1;
        QTest::newRow("none") << QByteArray() << -1;
    }
    void retryAfterIsPassedOn()
    {
        QFETCH(QByteArray, headers);
        QFETCH(int, seconds);
        CannedServer server([&](const auto &) { return CannedServer::answer(429, "", headers); });
        const ChargeOutcome outcome = charge(server, request());
        QCOMPARE(outcome.retryAfter.has_value(), seconds >= 0);
        if (seconds >= 0)
            QCOMPARE(*outcome.retryAfter, std::chrono::milliseconds(std::chrono::seconds(seconds)));
    }

    void whatNeverLeftIsFailedAndWhatWasLostIsUnknown()
    {
        CannedServer drops([](const auto &) { return QByteArray(); });
        QCOMPARE(charge(drops, request()).status, Status::Unknown);
        CannedServer hangs([](const auto &) { return QByteArray(); });
        hangs.silent = true;
        QCOMPARE(charge(hangs, request(), 50ms).status, Status::Unknown);

        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        StripeGateway stripe = gateway(u"http://127.0.0.1:%1"_s.arg(taken.serverPort()));
        taken.close();
        const ChargeOutcome outcome = QCoro::waitFor(stripe.charge(request(), 2s));
        QCOMPARE(outcome.status, Status::Failed);
        QVERIFY(outcome.retryable);
    }
};

QTEST_GUILESS_MAIN(StripeGatewayTest)
#include "tst_stripe_gateway.moc"
