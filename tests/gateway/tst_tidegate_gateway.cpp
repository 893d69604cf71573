// SPDX-License-Identifier: GPL-3.0-or-later
#include "payment/gateway_process.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace tidegate;

/// The simulator as its users see it: over HTTP and on the command line.
class TidegateGatewayTest : public QObject
{
    Q_OBJECT

    struct Answer {
        int status = 0;
        QJsonObject body;
        bool replayed = false;
    };

    static Answer ask(const GatewayProcess &gateway, const QByteArray &method, const QByteArray &path,
                      const QByteArray &body = {}, std::vector<std::pair<QByteArray, QByteArray>> headers = {})
    {
        const HttpReply reply = GatewayProcess::send({method, gateway.url().toUtf8() + path, std::move(headers), body});
        return {reply.status, parseJsonObject(reply.body).value_or(QJsonObject()),
                !reply.header("idempotent-replayed").isEmpty()};
    }
    static Answer stripe(const GatewayProcess &gateway, const QByteArray &path, const QByteArray &form,
                         const QByteArray &key = {})
    {
        std::vector<std::pair<QByteArray, QByteArray>> headers{{"Authorization", "Bearer sk_test_1"}};
        if (!key.isEmpty())
            headers.emplace_back("Idempotency-Key", key);
        return ask(gateway, form.isEmpty() ? "GET" : "POST", path, form, headers);
    }
    static QByteArray intent(const QByteArray &amount = "1999", const QByteArray &token = "tok_visa",
                             const QByteArray &currency = "eur")
    {
        return "amount=" + amount + "&currency=" + currency + "&confirm=true&payment_method_data[card][token]=" + token
            + "&metadata[order_id]=order+1";
    }

    struct Ended {
        int status = 0;
        QByteArray output;
        QByteArray complaint;
    };
    static Ended run(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral(TIDEGATE_GATEWAY), arguments);
        if (!process.waitForFinished(60'000))
            qFatal("it goes on");
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

private Q_SLOTS:
    void anIntentIsChargedAndCanBeLookedUp()
    {
        const GatewayProcess gateway;
        const Answer made = stripe(gateway, "/v1/payment_intents", intent());
        QCOMPARE(made.status, 200);
        QCOMPARE(made.body.value(u"status"_s), u"succeeded"_s);
        QCOMPARE(made.body.value(u"amount"_s), 1999);
        QCOMPARE(made.body.value(u"currency"_s), u"eur"_s);
        QCOMPARE(made.body.value(u"metadata"_s)[u"order_id"_s], u"order 1"_s);
        const QByteArray id = made.body.value(u"id"_s).toString().toUtf8();
        QCOMPARE(stripe(gateway, "/v1/payment_intents/" + id, {}).body, made.body);
        QCOMPARE(stripe(gateway, "/v1/payment_intents/pi_none", {}).status, 404);
    }

    void aKeyRepeatsItsAnswerAndRefusesOtherParameters()
    {
        const GatewayProcess gateway;
        const Answer first = stripe(gateway, "/v1/payment_intents", intent(), "k1");
        QVERIFY(!first.replayed);
        const Answer again = stripe(gateway, "/v1/payment_intents", intent(), "k1");
        QVERIFY(again.replayed);
        QCOMPARE(again.body, first.body);
        const Answer other = stripe(gateway, "/v1/payment_intents", intent("2000"), "k1");
        QCOMPARE(other.status, 400);
        QCOMPARE(other.body.value(u"error"_s)[u"type"_s], u"idempotency_error"_s);
        QCOMPARE(gateway.charges().size(), 1);
        stripe(gateway, "/v1/payment_intents", intent());
        stripe(gateway, "/v1/payment_intents", intent());
        QCOMPARE(gateway.charges().size(), 3); // without a key each one counts
    }

    void aDeclineIsKeptForItsKey()
    {
        const GatewayProcess gateway;
        gateway.setFaults("decline");
        const Answer declined = stripe(gateway, "/v1/payment_intents", intent(), "k1");
        QCOMPARE(declined.status, 402);
        QCOMPARE(declined.body.value(u"error"_s)[u"type"_s], u"card_error"_s);
        QCOMPARE(declined.body.value(u"error"_s)[u"code"_s], u"card_declined"_s);
        gateway.setFaults("ok");
        QCOMPARE(stripe(gateway, "/v1/payment_intents", intent(), "k1").status, 402);
        QVERIFY(gateway.charges().isEmpty());
    }

    void anErrorIsNotKept()
    {
        const GatewayProcess gateway;
        gateway.setFaults("error");
        QCOMPARE(stripe(gateway, "/v1/payment_intents", intent(), "k1").status, 500);
        gateway.setFaults("ok");
        QCOMPARE(stripe(gateway, "/v1/payment_intents", intent(), "k1").status, 200);
    }

    void aKeyInUseIsAConflict()
    {
        const GatewayProcess gateway;
        gateway.setFaults("slow", 1.0, 300);
        const HttpClient http({});
        const HttpCall call{"POST",
                            gateway.url().toUtf8() + "/v1/payment_intents",
                            {{"Authorization", "Bearer sk_1"}, {"Idempotency-Key", "k1"}},
                            intent()};
        auto one = http.send(call, std::chrono::seconds(10));
        auto two = http.send(call, std::chrono::seconds(10));
        const int first = QCoro::waitFor(one).status;
        const int second = QCoro::waitFor(two).status;
        QCOMPARE(std::min(first, second), 200);
        QCOMPARE(std::max(first, second), 409);
        QCOMPARE(gateway.charges().size(), 1);
    }

    void whoIsSlowOnPurposeAnswersAtOnceWhenItEnds()
    {
        auto gateway = std::make_unique<GatewayProcess>();
        gateway->setFaults("slow", 1.0, 600'000);
        QTcpSocket client;
        client.connectToHost(u"127.0.0.1"_s, static_cast<quint16>(QUrl(gateway->url()).port()));
        QVERIFY(client.waitForConnected());
        client.write("POST /v1/payment_intents HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk_1\r\n"
                     "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                     + QByteArray::number(intent().size()) + "\r\n\r\n" + intent());
        QVERIFY(client.waitForBytesWritten());
        gateway.reset();
        client.waitForDisconnected();
        QVERIFY(client.readAll().startsWith("HTTP/1.1 200 "));
    }

    void anIntentThatIsNotConfirmedMovesNoMoneyAndTakesItsKey()
    {
        const GatewayProcess gateway;
        const Answer answer = stripe(gateway, "/v1/payment_intents", "amount=1999&currency=eur", "k1");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body.value(u"status"_s), u"requires_payment_method"_s);
        QCOMPARE(stripe(gateway, "/v1/payment_intents", intent(), "k1").status, 400);
        QCOMPARE(gateway.charges().size(), 0);
    }

    void whatStripeWouldRefuseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("form");
        QTest::addColumn<QString>("param");
        QTest::newRow("no amount") << QByteArray("currency=eur&confirm=true") << u"amount"_s;
        QTest::newRow("zero") << intent("0") << u"amount"_s;
        QTest::newRow("negative") << intent("-1") << u"amount"_s;
        QTest::newRow("decimal") << intent("19.99") << u"amount"_s;
        QTest::newRow("too large") << intent("100000000") << u"amount"_s;
        QTest::newRow("currency") << intent("1", "tok_visa", "xxq") << u"currency"_s;
        QTest::newRow("token") << intent("1", "stolen") << u"payment_method_data[card][token]"_s;
    }
    void whatStripeWouldRefuseIsRefused()
    {
        QFETCH(QByteArray, form);
        QFETCH(QString, param);
        const GatewayProcess gateway;
        const Answer answer = stripe(gateway, "/v1/payment_intents", form);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.body.value(u"error"_s)[u"param"_s], param);
    }

    void withoutAKeyNobodyIsServed()
    {
        const GatewayProcess gateway;
        QCOMPARE(ask(gateway, "POST", "/v1/payment_intents", intent()).status, 401);
        QCOMPARE(ask(gateway, "POST", "/v1/refunds", "payment_intent=x", {{"Authorization", "Bearer pk_1"}}).status, 401);
        QCOMPARE(ask(gateway, "POST", "/v2/checkout/orders", "{}", {{"Authorization", "Bearer made-up"}}).status, 401);
        QCOMPARE(ask(gateway, "POST", "/v1/oauth2/token", "grant_type=client_credentials").status, 401);
    }

    void aRefundWithoutAnAmountGivesBackWhatIsLeft()
    {
        const GatewayProcess gateway;
        const QByteArray id = stripe(gateway, "/v1/payment_intents", intent()).body.value(u"id"_s).toString().toUtf8();
        QCOMPARE(stripe(gateway, "/v1/refunds", "amount=999&payment_intent=" + id).body.value(u"status"_s), u"succeeded"_s);
        QCOMPARE(stripe(gateway, "/v1/refunds", "amount=1001&payment_intent=" + id).status, 400);
        QCOMPARE(stripe(gateway, "/v1/refunds", "amount=-5&payment_intent=" + id).status, 400);
        QCOMPARE(stripe(gateway, "/v1/refunds", "payment_intent=" + id).body.value(u"amount"_s), 1000);
        QCOMPARE(stripe(gateway, "/v1/refunds", "payment_intent=" + id).body.value(u"error"_s)[u"code"_s],
                 u"charge_already_refunded"_s);
    }

    void faultsAreCheckedAndShown()
    {
        const GatewayProcess gateway;
        QCOMPARE(gateway.get("/_faults").value(u"mode"_s), u"ok"_s);
        for (const char *wrong :
             {"{}", "{\"mode\":\"maybe\"}", "{\"mode\":\"ok\",\"rate\":1.5}", "{\"mode\":\"ok\",\"rate\":\"1\"}",
              "{\"mode\":\"slow\",\"latency_ms\":-1}", "{\"mode\":\"ok\",\"colour\":1}", "[]", "{"})
            QCOMPARE(ask(gateway, "POST", "/_faults", wrong).status, 400);
        gateway.setFaults("slow", 0.25, 10);
        QCOMPARE(gateway.get("/_faults"), QJsonObject({{u"mode"_s, u"slow"_s}, {u"rate"_s, 0.25}, {u"latency_ms"_s, 10}}));
    }

    void theSameSeedMeetsTheSameRequests()
    {
        const auto pattern = [] {
            const GatewayProcess gateway({u"--seed"_s, u"5"_s});
            gateway.setFaults("error", 0.5);
            QByteArray row;
            for (int i = 0; i < 40; ++i)
                row += stripe(gateway, "/v1/payment_intents/pi_none", {}).status == 500 ? 'x' : '.';
            return row;
        };
        const QByteArray row = pattern();
        QCOMPARE(pattern(), row);
        QVERIFY(row.count('x') > 8 && row.count('x') < 32);
    }

    void aJournalLineThatWasCutOffIsDropped()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"journal"_s);
        QJsonObject before;
        {
            const GatewayProcess gateway({u"--journal"_s, path});
            stripe(gateway, "/v1/payment_intents", intent(), "k1");
            before = gateway.get("/_charges");
        }
        QFile journal(path);
        QVERIFY(journal.open(QIODevice::Append));
        journal.write("{\"charge\":{\"id\":\"pi_half");
        journal.close();
        GatewayProcess gateway({u"--journal"_s, path});
        QCOMPARE(gateway.get("/_charges"), before);
        stripe(gateway, "/v1/payment_intents", intent(), "k2");
        gateway.killAndRestart();
        QCOMPARE(gateway.charges().size(), 2);
    }

    void aJournalThatIsNoneIsRefusedByItsLine()
    {
        const QTemporaryDir folder;
        QFile journal(folder.filePath(u"journal"_s));
        QVERIFY(journal.open(QIODevice::WriteOnly));
        journal.write("{}\nsomething else\n{}\n");
        journal.close();
        const Ended ended = run({u"--listen"_s, u"127.0.0.1:0"_s, u"--journal"_s, journal.fileName()});
        QCOMPARE(ended.status, 3);
        QVERIFY2(ended.complaint.contains("line 2"), ended.complaint.constData());
        QCOMPARE(run({u"--listen"_s, u"127.0.0.1:0"_s, u"--journal"_s, u"/nowhere/at/all"_s}).status, 3);
    }

    void theCommandLineExplainsItself()
    {
        QCOMPARE(run({u"--help"_s}).status, 0);
        QVERIFY(run({u"--help"_s}).output.contains("--journal"));
        QVERIFY(run({u"--version"_s}).output.startsWith("tidegate-gateway "));
    }

    void wrongUsageIsOneLineAndTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown") << QStringList{u"--colour"_s};
        QTest::newRow("positional") << QStringList{u"8490"_s};
        QTest::newRow("threads") << QStringList{u"--threads"_s, u"0"_s};
        QTest::newRow("seed") << QStringList{u"--seed"_s, u"x"_s};
    }
    void wrongUsageIsOneLineAndTwo()
    {
        QFETCH(QStringList, arguments);
        const Ended ended = run(arguments);
        QCOMPARE(ended.status, 2);
        QCOMPARE(ended.complaint.count('\n'), 1);
        QVERIFY(ended.output.isEmpty());
    }

    void aPortThatIsTakenIsThree()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const Ended ended = run({u"--listen"_s, u"127.0.0.1:%1"_s.arg(server.serverPort())});
        QCOMPARE(ended.status, 3);
        QCOMPARE(ended.complaint.count('\n'), 1);
    }

    void itEndsWithItsInputWhereAskedTo()
    {
        QProcess process;
        process.start(QStringLiteral(TIDEGATE_GATEWAY), {u"--listen"_s, u"127.0.0.1:0"_s, u"--until-eof"_s});
        QVERIFY(process.waitForReadyRead(60'000));
        process.write("this is no end\n");
        QVERIFY(!process.waitForFinished(100));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 0);
    }

    void itEndsCleanlyWhenToldTo()
    {
        QProcess process;
        process.start(QStringLiteral(TIDEGATE_GATEWAY), {u"--listen"_s, u"127.0.0.1:0"_s});
        QVERIFY(process.waitForReadyRead(60'000));
        process.terminate();
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(TidegateGatewayTest)
#include "tst_tidegate_gateway.moc"
