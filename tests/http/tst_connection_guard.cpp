// SPDX-License-Identifier: GPL-3.0-or-later
// What the guard does with bytes on the wire. Scenario A1 and P1 stand on it: nothing that a stranger sends may end or block the server.
#include "http/gatekeeper.h"
#include "http/test_server.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QCoro::Task<Response> answerLater(Async<QByteArray> value)
{
    const QByteArray text = co_await value;
    co_return textAnswer(text);
}

QByteArray post(const QByteArray &path, const QByteArray &headers, const QByteArray &body = {})
{
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n\r\n" + body;
}

const QByteArray getPlain = "GET /plain HTTP/1.1\r\nHost: a\r\n\r\n";

} // namespace

class ConnectionGuardTest : public QObject
{
    Q_OBJECT

    Gatekeeper m_gatekeeper; // outlives the server
    QTemporaryDir m_spoolFolder;
    TestServer m_server;
    const QByteArray m_big = QByteArray(20'000'000, 'b');

    void addRoutes()
    {
        Router &router = m_server.router();
        router.add("GET", u"/plain"_s, [](const Request &) { return textAnswer("plain"); });
        router.add("GET", u"/empty"_s, [](const Request &) { return Response{204, {}, {}, {}}; });
        router.add("GET", u"/big"_s, [this](const Request &) { return textAnswer(m_big); });
        router.add("POST", u"/echo"_s, [](const Request &request) { return textAnswer(request.body); });
        router.add("GET", u"/internal"_s,
                   [](const Request &request) { return textAnswer(QByteArray::number(request.headers.size())); });
        router.add("GET", u"/later"_s, [this](std::shared_ptr<const Request>) { return answerLater(m_gatekeeper.wait()); });
        router.add("POST", u"/small"_s, [](const Request &request) { return textAnswer(request.body); }, {.maximumBody = 10});
        router.add("POST", u"/feed"_s, [](const Request &) { return textAnswer("taken"); }, {.spoolBody = true});
        router.add("GET", u"/body-size"_s,
                   [](const Request &request) { return textAnswer(QByteArray::number(request.body.size())); });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server.options().spoolFolder = m_spoolFolder.path();
        addRoutes();
        m_server.start();
    }

    void malformedFramingIsAnswered400AndClosed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("two Content-Lengths") << post("/echo", "Content-Length: 1\r\nContent-Length: 2", "ab") << 400;
        QTest::newRow("negative Content-Length") << post("/echo", "Content-Length: -5") << 400;
        QTest::newRow("overflowing Content-Length") << post("/echo", "Content-Length: 99999999999999999999") << 400;
        QTest::newRow("Content-Length +0") << post("/echo", "Content-Length: +0") << 400;
        QTest::newRow("Content-Length and Transfer-Encoding")
            << post("/echo", "Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\nGET /x HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("xchunked") << post("/echo", "Transfer-Encoding: xchunked", "0\r\n\r\n") << 400;
        QTest::newRow("bare LF") << QByteArray("GET /plain HTTP/1.1\nHost: a\n\n") << 400;
        QTest::newRow("bare CR") << QByteArray("GET /plain HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n") << 400;
        QTest::newRow("NUL") << "GET /plain HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"_ba << 400;
        QTest::newRow("obs-fold") << QByteArray("GET /plain HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n") << 400;
        QTest::newRow("space before colon") << QByteArray("GET /plain HTTP/1.1\r\nHost : a\r\n\r\n") << 400;
        QTest::newRow("missing Host") << QByteArray("GET /plain HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("duplicate Host") << QByteArray("GET /plain HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("HTTP/9.9") << QByteArray("GET /plain HTTP/9.9\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("chunk size with sign") << post("/echo", "Transfer-Encoding: chunked", "+3\r\nabc\r\n0\r\n\r\n") << 400;
        QTest::newRow("oversized chunk size") << post("/echo", "Transfer-Encoding: chunked", "ffffffffffffffff1\r\n") << 400;
        QTest::newRow("chunk over the limit") << post("/echo", "Transfer-Encoding: chunked", "fffffff\r\n") << 413;
        QTest::newRow("bad chunk terminator") << post("/echo", "Transfer-Encoding: chunked", "3\r\nabcXX0\r\n\r\n") << 400;
        QTest::newRow("line feed in chunk extension")
            << post("/echo", "Transfer-Encoding: chunked", "3;\nx\r\nabc\r\n0\r\n\r\n") << 400;
        QTest::newRow("headers over 16 KiB") << "GET /plain HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(17'000, 'x') + "\r\n\r\n"
                                             << 431;
        QTest::newRow("more than 100 headers") << "GET /plain HTTP/1.1\r\nHost: a\r\n" + QByteArray("X: x\r\n").repeated(101)
                + "\r\n" << 431;
        QTest::newRow("target over 8 KiB") << "GET /" + QByteArray(8'200, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n" << 414;
        QTest::newRow("%00") << QByteArray("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("bad percent-encoding") << QByteArray("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("* with GET") << QByteArray("GET * HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("CONNECT") << QByteArray("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n") << 501;
        QTest::newRow("TRACE") << QByteArray("TRACE /plain HTTP/1.1\r\nHost: a\r\n\r\n") << 501;
        QTest::newRow("unknown expectation") << post("/echo", "Expect: tea\r\nContent-Length: 1") << 417;
        QTest::newRow("body over the limit") << post("/small", "Content-Length: 11") << 413;
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x00\xa5\x01", 6) << 400;
    }
    void malformedFramingIsAnswered400AndClosed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        RawClient client(m_server.port());
        client.send(bytes + getPlain); // what follows must not be taken for a request
        const RawAnswer answer = client.readAnswer();
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.headers.value("content-type"), QByteArray("application/problem+json"));
        QCOMPARE(answer.headers.value("connection"), QByteArray("close"));
        QCOMPARE(jsonIn(answer).value(u"status"_s).toInt(), status);
        QCOMPARE(jsonIn(answer).value(u"request_id"_s).toString().toLatin1(), answer.headers.value("x-request-id"));
        QVERIFY(client.endsSilently());
    }

    void absoluteFormAndAsteriskAreUnderstood()
    {
        QCOMPARE(m_server.ask("GET http://shop.example/plain HTTP/1.1\r\nHost: a\r\n\r\n").body, QByteArray("plain"));
        const RawAnswer options = m_server.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(options.status, 204);
        QVERIFY(options.headers.value("allow").contains("DELETE"));
    }

    void refusalsAreCountedByReason()
    {
        const double before = m_server.metric(u"tidegate_http_refused_total"_s, {{u"reason"_s, u"folded_header"_s}});
        m_server.ask("GET / HTTP/1.1\r\n Host: a\r\n\r\n");
        QCOMPARE(m_server.metric(u"tidegate_http_refused_total"_s, {{u"reason"_s, u"folded_header"_s}}), before + 1);
    }

    void requestsArriveInPieces()
    {
        RawClient client(m_server.port());
        const QByteArray request = post("/echo", "Content-Length: 5", "hello");
        for (const char c : request) {
            client.send(QByteArray(1, c));
            QVERIFY(client.staysSilent(0) || c == 'o');
        }
        QCOMPARE(client.readAnswer().body, QByteArray("hello"));
    }

    void headIsAnsweredWithoutABody()
    {
        RawClient client(m_server.port());
        client.send("HEAD /plain HTTP/1.1\r\nHost: a\r\n\r\n" + getPlain);
        const RawAnswer head = client.readAnswer(true);
        QCOMPARE(head.status, 200);
        QCOMPARE(head.headers.value("content-length"), QByteArray("5"));
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
    }

    void emptyAnswersHaveNoLength()
    {
        RawClient client(m_server.port());
        client.send("GET /empty HTTP/1.1\r\nHost: a\r\n\r\n" + getPlain);
        const RawAnswer answer = client.readAnswer();
        QCOMPARE(answer.status, 204);
        QVERIFY(!answer.headers.contains("content-length"));
        QVERIFY(!answer.headers.contains("content-type"));
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
    }

    void connectionCloseIsHonoured()
    {
        RawClient client(m_server.port());
        client.send("GET /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        const RawAnswer answer = client.readAnswer();
        QCOMPARE(answer.headers.value("connection"), QByteArray("close"));
        QVERIFY(client.endsSilently());
    }

    void oldClientsAreClosedUnlessTheyAskToStay()
    {
        RawClient leaving(m_server.port());
        leaving.send("GET /plain HTTP/1.0\r\n\r\n");
        QCOMPARE(leaving.readAnswer().body, QByteArray("plain"));
        QVERIFY(leaving.endsSilently());

        RawClient staying(m_server.port());
        staying.send("GET /plain HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
        QCOMPARE(staying.readAnswer().headers.value("connection"), QByteArray("keep-alive"));
        staying.send("GET /plain HTTP/1.0\r\n\r\n");
        QCOMPARE(staying.readAnswer().body, QByteArray("plain"));
        QVERIFY(staying.endsSilently());
    }

    void upgradesAreIgnored()
    {
        RawClient client(m_server.port());
        client.send("GET /plain HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
        client.send(getPlain);
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
    }

    void expectationIsAnsweredBeforeTheBody()
    {
        RawClient client(m_server.port());
        client.send(post("/echo", "Expect: 100-continue\r\nContent-Length: 5"));
        QCOMPARE(client.readAnswer().status, 100);
        client.send("hello");
        QCOMPARE(client.readAnswer().body, QByteArray("hello"));
    }

    void tooLongABodyIsRefusedBeforeItIsSent()
    {
        RawClient client(m_server.port());
        client.send(post("/small", "Expect: 100-continue\r\nContent-Length: 11"));
        const RawAnswer answer = client.readAnswer();
        QCOMPARE(answer.status, 413);
        QCOMPARE(codeIn(answer), u"body_too_large"_s);
        QVERIFY(client.endsSilently());
    }

    void bodiesUpToTheLimitAreTaken()
    {
        QCOMPARE(m_server.ask(post("/small", "Content-Length: 10", "0123456789")).body, QByteArray("0123456789"));
        const QByteArray million(1 << 20, 'm');
        QCOMPARE(m_server.ask(post("/echo", "Content-Length: 1048576", million)).body, million);
        QCOMPARE(m_server.ask(post("/echo", "Content-Length: 1048577")).status, 413);
    }

    void chunkedBodiesAreDecoded()
    {
        RawClient client(m_server.port());
        client.send(post("/echo", "Transfer-Encoding: chunked", "3;note=x\r\nabc\r\n4\r\n") + "defg\r\n0\r\nX-Sum: 1\r\n\r\n"
                    + getPlain);
        QCOMPARE(client.readAnswer().body, QByteArray("abcdefg"));
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
    }

    void pipelinedRequestsAreAnsweredInTheirOrder()
    {
        RawClient client(m_server.port());
        QByteArray requests;
        for (int i = 0; i < 200; ++i)
            requests += i % 3 == 0 ? getPlain : post("/echo", "Content-Length: 4", QByteArray::number(1000 + i));
        client.send(requests);
        for (int i = 0; i < 200; ++i)
            QCOMPARE(client.readAnswer().body, i % 3 == 0 ? QByteArray("plain") : QByteArray::number(1000 + i));
    }

    void aLateAnswerKeepsItsPlaceInTheOrder()
    {
        RawClient client(m_server.port());
        client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n" + getPlain);
        QTRY_COMPARE(m_gatekeeper.count(), 1u);
        QVERIFY(client.staysSilent(50));
        m_gatekeeper.letGo("late");
        QCOMPARE(client.readAnswer().body, QByteArray("late"));
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
    }

    void aPeerThatSendsOnWhileItsRequestIsWorkedOnHasToWait()
    {
        RawClient client(m_server.port());
        client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_COMPARE(m_gatekeeper.count(), 1u);
        const QByteArray body(900'000, 'x');
        std::thread sender([&] { client.send(post("/echo", "Content-Length: 900000", body) + getPlain); });
        QVERIFY(client.staysSilent(50));
        m_gatekeeper.letGo("late");
        QCOMPARE(client.readAnswer().body, QByteArray("late"));
        QCOMPARE(client.readAnswer().body, body);
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
        sender.join();
    }

    void aClientThatLeavesWhileAHandlerWaitsIsHarmless_data()
    {
        QTest::addColumn<bool>("abruptly");
        QTest::newRow("orderly") << false;
        QTest::newRow("with a reset") << true;
    }
    void aClientThatLeavesWhileAHandlerWaitsIsHarmless()
    {
        QFETCH(bool, abruptly);
        for (int i = 0; i < 20; ++i) {
            RawClient client(m_server.port());
            client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n" + getPlain);
            QTRY_COMPARE(m_gatekeeper.count(), 1u);
            if (abruptly)
                client.reset();
            else
                client.close();
            m_gatekeeper.letGo("to nobody");
        }
        QTRY_COMPARE(m_server.metric(u"tidegate_http_connections"_s), 0.0);
        QCOMPARE(m_server.get("/plain").body, QByteArray("plain"));
    }

    void aClientThatLeavesInTheMiddleOfARequestIsHarmless()
    {
        for (const QByteArray &begun :
             {QByteArray("GE"), QByteArray("GET /plain HTTP/1.1\r\nHo"), post("/echo", "Content-Length: 5", "he"),
              post("/feed", "Content-Length: 5", "he"), post("/echo", "Transfer-Encoding: chunked", "3\r\na")}) {
            RawClient client(m_server.port());
            client.send(begun);
            client.reset();
        }
        QTRY_COMPARE(m_server.metric(u"tidegate_http_connections"_s), 0.0);
        QVERIFY(QDir(m_spoolFolder.path()).isEmpty());
    }

    void aPeerThatOnlyStoppedSendingGetsItsAnswers()
    {
        RawClient client(m_server.port());
        client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n" + post("/echo", "Content-Length: 4", "more") + getPlain);
        client.closeSending();
        QTRY_COMPARE(m_gatekeeper.count(), 1u);
        QVERIFY(client.staysSilent(50));
        m_gatekeeper.letGo("late");
        QCOMPARE(client.readAnswer().body, QByteArray("late"));
        QCOMPARE(client.readAnswer().body, QByteArray("more"));
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
        QVERIFY(client.endsInOrder());
        QTRY_COMPARE(m_server.metric(u"tidegate_http_connections"_s), 0.0);
    }

    void aPeerThatStoppedSendingGetsAllOfABigAnswer()
    {
        RawClient client(m_server.port());
        client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
        client.closeSending();
        QVERIFY(client.readAnswer().body == m_big);
        QVERIFY(client.endsInOrder());
    }

    void aPeerThatStoppedSendingInTheMiddleOfARequestIsLetGo()
    {
        for (const QByteArray &begun : {QByteArray("GET /plain HTTP/1.1\r\nHo"), post("/echo", "Content-Length: 5", "he")}) {
            RawClient client(m_server.port());
            client.send(getPlain + begun);
            client.closeSending();
            QCOMPARE(client.readAnswer().body, QByteArray("plain"));
            QVERIFY(client.endsInOrder());
        }
        QTRY_COMPARE(m_server.metric(u"tidegate_http_connections"_s), 0.0);
    }

    void bigAnswersGoOutAsThePeerTakesThem()
    {
        RawClient client(m_server.port());
        client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n" + getPlain);
        const RawAnswer answer = client.readAnswer();
        QVERIFY(answer.body == m_big);
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
    }

    void aPeerThatFloodsWithoutReadingIsCutOff()
    {
        const double before = m_server.metric(u"tidegate_http_refused_total"_s, {{u"reason"_s, u"flood"_s}});
        RawClient client(m_server.port());
        client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
        for (int i = 0; i < 100; ++i)
            client.sendWithoutWaiting(getPlain.repeated(1000));
        QTRY_COMPARE(m_server.metric(u"tidegate_http_refused_total"_s, {{u"reason"_s, u"flood"_s}}), before + 1);
    }

    void theBodyOfAGetIsDropped()
    {
        RawClient client(m_server.port());
        client.send("GET /body-size HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + getPlain);
        QCOMPARE(client.readAnswer().body, QByteArray("0"));
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
    }

    void nothingFromOutsideReachesQtsParser()
    {
        // The server would take the guard's sign for a request of its own if it were left in the socket.
        RawClient client(m_server.port());
        client.send("GET / HTTP/1.1\r\n\r\n");
        QCOMPARE(client.readAnswer().status, 400);
        QCOMPARE(m_server.get("/internal", "X-Spool-File: /etc/passwd\r\n").body, QByteArray("2"));
        QCOMPARE(m_server.ask(post("/echo", "Content-Length: 18", "GET / HTTP/1.1\r\n\r\n")).body,
                 QByteArray("GET / HTTP/1.1\r\n\r\n"));
    }

    void refusedRequestsWithShortBodiesKeepTheConnection()
    {
        RawClient client(m_server.port());
        client.send(post("/nowhere", "Content-Length: 5", "hello") + getPlain);
        QCOMPARE(client.readAnswer().status, 404);
        QCOMPARE(client.readAnswer().body, QByteArray("plain"));
    }

    void cleanupTestCase()
    {
        m_server.stop();
        QVERIFY(QDir(m_spoolFolder.path()).isEmpty());
    }
};

QTEST_GUILESS_MAIN(ConnectionGuardTest)
#include "tst_connection_guard.moc"
