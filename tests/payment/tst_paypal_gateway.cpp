// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/payment/paypal_gateway.h"
#include "support/canned_server.h"

#include <QTest>

#include <deque>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidegate;

/// Scenario A2: PayPal's three steps, and what each answer means.
class PaypalGatewayTest : public QObject
{
    Q_OBJECT

    using Status = ChargeStatus;

    static constexpr auto token = "{\"access_token\":\"A1\",\"expires_in\":3600}";
    static constexpr auto created = "{\"id\":\"O1\",\"status\":\"CREATED\"}";
    static constexpr auto completed = "{\"id\":\"O1\",\"status\":\"COMPLETED\",\"purchase_units\":[{\"payments\":{\"captures\":"
                                      "[{\"id\":\"C1\",\"status\":\"COMPLETED\"}]}}]}";

    /// Answers by the path's last word; what a test puts there replaces the good answer, once.
    struct Paypal {
        Paypal()
            : server([this](const CannedServer::Request &request) { return answer(request); })
            , gateway({server.url(), u"id"_s, u"secret"_s}, clock)
        {
        }

        QByteArray answer(const CannedServer::Request &request)
        {
            const QByteArray step = request.line.startsWith("GET") ? "get" : request.line.split('/').last();
            if (!instead[step].empty()) {
                const QByteArray other = instead[step].front();
                instead[step].pop_front();
                return other;
            }
            if (step == "token")
                return CannedServer::answer(200, token);
            if (step == "orders")
                return CannedServer::answer(201, created);
            if (step == "refund")
                return CannedServer::answer(201, "{\"id\":\"R1\",\"status\":\"COMPLETED\"}");
            return CannedServer::answer(201, completed);
        }

        ChargeOutcome charge() { return QCoro::waitFor(begin()); }
        QCoro::Task<ChargeOutcome> begin()
        {
            return gateway.charge({u"order-1"_s, u"key-1"_s, {1999, Currency::euro()}, u"tok_visa"_s}, 2s);
        }
        ChargeOutcome recover()
        {
            return QCoro::waitFor(gateway.recover({u"order-1"_s, u"key-1"_s, {1999, Currency::euro()}, u"tok_visa"_s}, 2s));
        }
        ChargeOutcome refund(const Money &amount = {500, Currency::euro()})
        {
            return QCoro::waitFor(gateway.refund({u"refund-1"_s, u"key-2"_s, u"C1"_s, amount}, 2s));
        }
        QByteArrayList lines() const
        {
            QByteArrayList lines;
            for (const auto &request : server.requests)
                lines << request.line;
            return lines;
        }

        ManualClock clock;
        std::map<QByteArray, std::deque<QByteArray>> instead;
        CannedServer server;
        PaypalGateway gateway;
    };

    static QByteArray issue(const QByteArray &name)
    {
        return CannedServer::answer(422, "{\"name\":\"UNPROCESSABLE_ENTITY\",\"details\":[{\"issue\":\"" + name + "\"}]}");
    }
    static QByteArray captured(const QByteArray &status)
    {
        return CannedServer::answer(
            201, QByteArray(completed).replace("\"C1\",\"status\":\"COMPLETED\"", "\"C1\",\"status\":\"" + status + "\""));
    }

private Q_SLOTS:
    void aChargeIsAnOrderThatIsCaptured()
    {
        Paypal paypal;
        const ChargeOutcome outcome = paypal.charge();
        QCOMPARE(outcome.status, Status::Charged);
        QCOMPARE(outcome.reference, u"C1"_s);
        QCOMPARE(paypal.lines(),
                 QByteArrayList({"POST /v1/oauth2/token", "POST /v2/checkout/orders", "POST /v2/checkout/orders/O1/capture"}));
        const auto &requests = paypal.server.requests;
        QVERIFY(requests[0].head.contains("authorization: basic " + QByteArray("id:secret").toBase64().toLower()));
        QCOMPARE(requests[0].body, "grant_type=client_credentials");
        QVERIFY(requests[1].head.contains("authorization: bearer a1"));
        QVERIFY(requests[1].head.contains("paypal-request-id: key-1\r\n"));
        QVERIFY(requests[2].head.contains("paypal-request-id: key-1-capture\r\n"));
        const QJsonObject order = *parseJsonObject(requests[1].body);
        QCOMPARE(order.value(u"intent"_s), u"CAPTURE"_s);
        QCOMPARE(order.value(u"purchase_units"_s)[0][u"amount"_s][u"value"_s], u"19.99"_s);
        QCOMPARE(order.value(u"purchase_units"_s)[0][u"amount"_s][u"currency_code"_s], u"EUR"_s);
        QCOMPARE(order.value(u"purchase_units"_s)[0][u"custom_id"_s], u"order-1"_s);
        const QJsonObject capture = *parseJsonObject(requests[2].body);
        QCOMPARE(capture.value(u"payment_source"_s)[u"token"_s][u"id"_s], u"tok_visa"_s);
    }

    void anOrderThatCompletesAtOnceIsNotCapturedAgain()
    {
        Paypal paypal;
        paypal.instead["orders"] = {CannedServer::answer(201, completed)};
        QCOMPARE(paypal.charge().reference, u"C1"_s);
        QCOMPARE(paypal.lines().size(), 2);
    }

    void theTokenIsKeptUntilItRunsOut()
    {
        Paypal paypal;
        paypal.charge();
        paypal.charge();
        QCOMPARE(paypal.lines().count("POST /v1/oauth2/token"), 1);
        paypal.clock.advance(59min);
        paypal.charge();
        QCOMPARE(paypal.lines().count("POST /v1/oauth2/token"), 2);
    }

    void oneTokenIsFetchedForAllWhoWaitForIt()
    {
        Paypal paypal;
        std::vector<QCoro::Task<ChargeOutcome>> tasks;
        for (int i = 0; i < 10; ++i)
            tasks.push_back(paypal.begin());
        for (auto &task : tasks)
            QCOMPARE(QCoro::waitFor(task).status, Status::Charged);
        QCOMPARE(paypal.lines().count("POST /v1/oauth2/token"), 1);
    }

    void aTokenThatPaypalForgotIsFetchedAnew()
    {
        Paypal paypal;
        paypal.charge();
        paypal.instead["orders"] = {CannedServer::answer(401, "{\"name\":\"AUTHENTICATION_FAILURE\"}")};
        QCOMPARE(paypal.charge().status, Status::Charged);
        QCOMPARE(paypal.lines().count("POST /v1/oauth2/token"), 2);
    }

    void aTokenThatIsRefusedTwiceIsAWrongSetting()
    {
        Paypal paypal;
        const QByteArray refused = CannedServer::answer(401, "{\"name\":\"AUTHENTICATION_FAILURE\"}");
        paypal.instead["orders"] = {refused, refused};
        const ChargeOutcome outcome = paypal.charge();
        QCOMPARE(outcome.status, Status::Failed);
        QVERIFY(!outcome.retryable);
    }

    void withoutATokenNothingCanHaveBeenCharged_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("retryable");
        QTest::newRow("broken") << CannedServer::answer(500, "") << true;
        QTest::newRow("lost") << QByteArray() << true;
        QTest::newRow("nonsense") << CannedServer::answer(200, "{}") << true;
        QTest::newRow("too many") << CannedServer::answer(429, "") << true;
        QTest::newRow("wrong secret") << CannedServer::answer(401, "{\"error\":\"invalid_client\"}") << false;
    }
    void withoutATokenNothingCanHaveBeenCharged()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, retryable);
        Paypal paypal;
        paypal.instead["token"] = {answer};
        const ChargeOutcome outcome = paypal.charge();
        QCOMPARE(outcome.status, Status::Failed);
        QCOMPARE(outcome.retryable, retryable);
        QCOMPARE(paypal.lines().size(), 1);
        QCOMPARE(paypal.charge().status, Status::Charged);
    }

    void eachAnswerHasItsMeaning_data()
    {
        QTest::addColumn<QByteArray>("step");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<ChargeStatus>("meaning");
        QTest::addColumn<bool>("atFault");
        const auto row = [](const char *name, const QByteArray &step, const QByteArray &answer, Status meaning,
                            bool atFault = true) { QTest::newRow(name) << step << answer << meaning << atFault; };
        row("capture declined", "capture", captured("DECLINED"), Status::Declined);
        row("capture failed", "capture", captured("FAILED"), Status::Declined);
        row("capture pending", "capture", captured("PENDING"), Status::Unknown, false);
        row("capture without an id", "capture", CannedServer::answer(201, "{}"), Status::Unknown);
        row("instrument declined", "capture", issue("INSTRUMENT_DECLINED"), Status::Declined);
        row("payer can't", "orders", issue("PAYER_CANNOT_PAY"), Status::Declined);
        row("payer must act", "orders", CannedServer::answer(201, "{\"id\":\"O1\",\"status\":\"PAYER_ACTION_REQUIRED\"}"),
            Status::Declined);
        row("voided", "orders", CannedServer::answer(201, "{\"id\":\"O1\",\"status\":\"VOIDED\"}"), Status::Declined);
        row("no status", "orders", CannedServer::answer(201, "{\"id\":\"O1\"}"), Status::Unknown);
        row("bad token", "capture",
            CannedServer::answer(400, "{\"details\":[{\"issue\":\"INVALID\",\"field\":\"/payment_source/token/id\"}]}"),
            Status::Declined);
        row("our own bug", "orders", issue("CANNOT_BE_NEGATIVE"), Status::Failed, false);
        row("in progress", "capture", CannedServer::answer(409, "{}"), Status::Unknown);
        row("too many", "orders", CannedServer::answer(429, "{}"), Status::Failed);
        row("broken", "orders", CannedServer::answer(500, "{}"), Status::Unknown);
        row("broken capture", "capture", CannedServer::answer(503, ""), Status::Unknown);
        row("lost", "capture", QByteArray(), Status::Unknown);
        row("no JSON", "capture", CannedServer::answer(201, "<html>"), Status::Unknown);
        row("forbidden", "orders", CannedServer::answer(403, "{}"), Status::Failed);
    }
    void eachAnswerHasItsMeaning()
    {
        QFETCH(QByteArray, step);
        QFETCH(QByteArray, answer);
        QFETCH(ChargeStatus, meaning);
        QFETCH(bool, atFault);
        Paypal paypal;
        paypal.instead[step] = {answer};
        const ChargeOutcome outcome = paypal.charge();
        QCOMPARE(outcome.status, meaning);
        if (meaning == Status::Failed || meaning == Status::Unknown)
            QCOMPARE(outcome.gatewayAtFault, atFault);
    }

    void anOrderThatWasCapturedBeforeIsFoundAgain()
    {
        Paypal paypal;
        paypal.instead["capture"] = {issue("ORDER_ALREADY_CAPTURED")};
        const ChargeOutcome outcome = paypal.charge();
        QCOMPARE(outcome.status, Status::Charged);
        QCOMPARE(outcome.reference, u"C1"_s);
        QCOMPARE(paypal.lines().last(), "GET /v2/checkout/orders/O1");
    }

    void aRecoveryNamesNoWayToPayUnlessTheKeyIsTaken()
    {
        Paypal paypal;
        paypal.instead["capture"] = {issue("ORDER_NOT_APPROVED")};
        QCOMPARE(paypal.recover().status, Status::Absent);
        QVERIFY(!paypal.server.requests.back().body.contains("tok_visa"));
        QVERIFY(paypal.server.requests.back().head.contains("paypal-request-id: key-1-capture\r\n"));
        paypal.instead["capture"] = {issue("DUPLICATE_REQUEST_ID")};
        QCOMPARE(paypal.recover().status, Status::Charged);
        QVERIFY(paypal.server.requests.back().body.contains("tok_visa"));
    }

    void eachAnswerToARecoveryHasItsMeaning_data()
    {
        QTest::addColumn<QByteArray>("step");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<ChargeStatus>("meaning");
        const auto row = [](const char *name, const QByteArray &step, const QByteArray &answer, Status meaning) {
            QTest::newRow(name) << step << answer << meaning;
        };
        row("captured", "capture", CannedServer::answer(201, completed), Status::Charged);
        row("captured at once", "orders", CannedServer::answer(201, completed), Status::Charged);
        row("captured before", "capture", issue("ORDER_ALREADY_CAPTURED"), Status::Charged);
        row("declined", "capture", issue("INSTRUMENT_DECLINED"), Status::Declined);
        row("in progress", "capture", CannedServer::answer(409, "{}"), Status::Unknown);
        row("too many", "capture", CannedServer::answer(429, "{}"), Status::Unknown);
        row("no order", "orders", CannedServer::answer(500, "{}"), Status::Unknown);
        row("lost", "capture", QByteArray(), Status::Unknown);
    }
    void eachAnswerToARecoveryHasItsMeaning()
    {
        QFETCH(QByteArray, step);
        QFETCH(QByteArray, answer);
        QFETCH(ChargeStatus, meaning);
        Paypal paypal;
        paypal.instead[step] = {answer};
        QCOMPARE(paypal.recover().status, meaning);
    }

    void refundsNameTheCapture()
    {
        Paypal paypal;
        const ChargeOutcome outcome = paypal.refund();
        QCOMPARE(outcome.status, Status::Charged);
        QCOMPARE(outcome.reference, u"R1"_s);
        QCOMPARE(paypal.lines().last(), "POST /v2/payments/captures/C1/refund");
        const QJsonObject body = *parseJsonObject(paypal.server.requests.back().body);
        QCOMPARE(body.value(u"amount"_s)[u"value"_s], u"5.00"_s);
        QVERIFY(paypal.server.requests.back().head.contains("paypal-request-id: key-2\r\n"));
    }

    void eachAnswerToARefundHasItsMeaning()
    {
        Paypal paypal;
        paypal.instead["refund"] = {CannedServer::answer(201, "{\"id\":\"R1\",\"status\":\"PENDING\"}"),
                                    CannedServer::answer(201, "{\"id\":\"R1\",\"status\":\"FAILED\"}"),
                                    issue("CAPTURE_FULLY_REFUNDED"),
                                    issue("REFUND_AMOUNT_EXCEEDED"),
                                    CannedServer::answer(404, "{\"details\":[{\"issue\":\"INVALID_RESOURCE_ID\"}]}"),
                                    CannedServer::answer(500, "")};
        for (const Status meaning :
             {Status::Charged, Status::Declined, Status::Declined, Status::Declined, Status::Declined, Status::Unknown})
            QCOMPARE(paypal.refund().status, meaning);
    }

    void currenciesThatPaypalTakesWithoutDecimalsHaveNone()
    {
        Paypal paypal;
        paypal.refund({100'000, *Currency::fromCode(u"HUF"_s)});
        QVERIFY(paypal.server.requests.back().body.contains("\"1000\""));
        paypal.refund({1000, *Currency::fromCode(u"JPY"_s)});
        QVERIFY(paypal.server.requests.back().body.contains("\"1000\""));
    }
};

QTEST_GUILESS_MAIN(PaypalGatewayTest)
#include "tst_paypal_gateway.moc"
