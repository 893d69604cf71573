// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/async.h"
#include "core/base/id.h"
#include "http/test_server.h"

#include <QFileInfo>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QCoro::Task<Response> answerLater(Async<QByteArray> value)
{
    const QByteArray text = co_await value;
    co_return textAnswer(text);
}

QCoro::Task<Response> throwLater(Async<QByteArray> value)
{
    const QByteArray text = co_await value;
    throw std::runtime_error(text.toStdString());
}

QByteArray withBody(const QByteArray &start, const QByteArray &type, const QByteArray &body)
{
    const QByteArray typeHeader = type.isEmpty() ? QByteArray() : "Content-Type: " + type + "\r\n";
    return start + " HTTP/1.1\r\nHost: a\r\n" + typeHeader + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
        + body;
}

Result<QStringList> startOn(const QString &address, std::unique_ptr<HttpServer> &server)
{
    static const Router router;
    static Metrics metrics;
    static const SystemClock clock;
    HttpOptions options;
    options.listen = QStringList{address};
    options.threads = 2;
    server = std::make_unique<HttpServer>(options, router, metrics, clock);
    return server->start();
}

} // namespace

class HttpServerTest : public QObject
{
    Q_OBJECT

    Promise<QByteArray> m_promise;
    Promise<QByteArray> m_badNews;
    TestServer m_server;

private Q_SLOTS:
    void theSpoolFolderIsMadeForItsOwnerAlone()
    {
        const QTemporaryDir place;
        const QString folder = place.filePath(u"data/spool"_s);
        TestServer server;
        server.options().spoolFolder = folder;
        server.start();
        QVERIFY(QFileInfo(folder).isDir());
        QVERIFY(!(QFile::permissions(folder) & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther)));
    }

    void initTestCase()
    {
        Router &router = m_server.router();
        router.add("GET", u"/plain"_s, [](const Request &) { return textAnswer("hello"); });
        router.add("GET", u"/json"_s, [](const Request &) { return Response::json(200, {{u"a"_s, 1}}); });
        router.add("GET", u"/page"_s, [](const Request &) { return Response{200, "text/html; charset=utf-8", {}, "<p>"}; });
        router.add("GET", u"/cached"_s, [](const Request &) {
            return Response{
                200, "text/plain", {{"Cache-Control", "public, max-age=5"}, {"Content-Security-Policy", "sandbox"}}, "c"};
        });
        router.add("GET", u"/hostile"_s, [](const Request &) {
            return Response{200, "text/plain", {{"X-Name", "a\r\nSet-Cookie: b=c"}, {"X-Good", "yes"}}, "h"};
        });
        router.add("GET", u"/later"_s, [this](std::shared_ptr<const Request>) { return answerLater(m_promise.async()); });
        router.add("GET", u"/orders/{id}"_s,
                   [](const Request &request) { return textAnswer(request.pathParameter(u"id").toUtf8()); });
        router.add("DELETE", u"/orders/{id}"_s, [](const Request &) { return Response{204, {}, {}, {}}; });
        router.add("GET", u"/query"_s, [](const Request &request) {
            return textAnswer(request.query.queryItemValue(u"q"_s, QUrl::FullyDecoded).toUtf8() + '|' + request.path.toUtf8());
        });
        router.add("POST", u"/typed"_s, [](const Request &request) { return textAnswer(request.body); },
                   {.mediaTypes = {"application/json"}});
        const auto lockedOut = [](Request &request) -> std::optional<Response> {
            return Response::problem({ErrorCode::Unauthenticated, {}, {}, {}}, request);
        };
        router.add("POST", u"/typed-for-friends"_s, [](const Request &request) { return textAnswer(request.body); },
                   {.mediaTypes = {"application/json"}, .gate = lockedOut});
        router.add("GET", u"/throws"_s, [](const Request &) -> Response { throw std::runtime_error("secret"); });
        router.add("GET", u"/throws-later"_s, [this](std::shared_ptr<const Request>) { return throwLater(m_badNews.async()); });
        router.add("GET", u"/throws-at-once"_s, [](std::shared_ptr<const Request>) -> QCoro::Task<Response> { throw 7; });
        router.add("GET", u"/peer"_s, [](const Request &request) {
            return textAnswer(request.peer.toString().toLatin1() + (request.secure ? " secure" : " plain"));
        });
        m_server.start();
    }

    void answersFromACoroutine()
    {
        RawClient client(m_server.port());
        client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_COMPARE(m_server.metric(u"tidegate_http_requests_in_flight"_s), 1.0);
        m_promise.deliver("42");
        QCOMPARE(client.readAnswer().body, QByteArray("42"));
        QTRY_COMPARE(m_server.metric(u"tidegate_http_requests_in_flight"_s), 0.0);
    }

    void decodesPathAndQuery()
    {
        QCOMPARE(m_server.get("/orders/%C3%A4%2F1").body, QByteArray("\xc3\xa4/1"));
        QCOMPARE(m_server.get("/%71uery?q=a%26b+c%2B").body, QByteArray("a&b c+|/query"));
        QCOMPARE(m_server.get("/query").body, QByteArray("|/query"));
    }

    void knowsThePeer() { QCOMPARE(m_server.get("/peer").body, QByteArray("127.0.0.1 plain")); }

    void unknownPathsAre404()
    {
        const RawAnswer answer = m_server.get("/nowhere");
        QCOMPARE(answer.status, 404);
        QCOMPARE(codeIn(answer), u"not_found"_s);
    }

    void wrongMethodsAre405WithThoseAllowed()
    {
        const RawAnswer answer = m_server.ask("PUT /orders/7 HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(answer.status, 405);
        QCOMPARE(answer.headers.value("allow"), QByteArray("GET, HEAD, DELETE"));
        QCOMPARE(codeIn(answer), u"method_not_allowed"_s);
    }

    void headIsServedByGet()
    {
        const RawAnswer answer = m_server.ask("HEAD /orders/123 HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.headers.value("content-length"), QByteArray("3"));
    }

    void wrongMediaTypesAre415()
    {
        QCOMPARE(m_server.ask(withBody("POST /typed", "application/json", "{}")).body, QByteArray("{}"));
        QCOMPARE(m_server.ask(withBody("POST /typed", "Application/JSON ; charset=utf-8", "{}")).body, QByteArray("{}"));
        QCOMPARE(m_server.ask(withBody("POST /typed", "text/plain", "{}")).status, 415);
        QCOMPARE(m_server.ask(withBody("POST /typed", "application/jsonx", "{}")).status, 415);
        const RawAnswer untyped = m_server.ask(withBody("POST /typed", {}, "{}"));
        QCOMPARE(untyped.status, 415);
        QCOMPARE(codeIn(untyped), u"unsupported_media_type"_s);
        QCOMPARE(m_server.ask(withBody("POST /typed", {}, {})).status, 200);
    }

    void aStrangerHearsNothingOfMediaTypes()
    {
        QCOMPARE(m_server.ask(withBody("POST /typed-for-friends", "text/plain", "{}")).status, 401);
    }

    void exceptionsBecome500WithoutTheirText_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("handler") << QByteArray("/throws");
        QTest::newRow("coroutine after a wait") << QByteArray("/throws-later");
        QTest::newRow("before the coroutine began") << QByteArray("/throws-at-once");
    }
    void exceptionsBecome500WithoutTheirText()
    {
        QFETCH(QByteArray, path);
        if (path == "/throws-later")
            m_badNews.deliver("secret");
        const RawAnswer answer = m_server.get(path);
        QCOMPARE(answer.status, 500);
        QCOMPARE(codeIn(answer), u"internal"_s);
        QVERIFY(!answer.body.contains("secret"));
    }

    void requestIdsAreKeptWhereWellFormed_data()
    {
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<bool>("kept");
        QTest::newRow("plain") << QByteArray("Ab.c_1-2") << true;
        QTest::newRow("128 characters") << QByteArray(128, 'a') << true;
        QTest::newRow("129 characters") << QByteArray(129, 'a') << false;
        QTest::newRow("blank") << QByteArray("a b") << false;
        QTest::newRow("markup") << QByteArray("<a>") << false;
        QTest::newRow("umlaut") << QByteArray("\xc3\xa4") << false;
        QTest::newRow("empty") << QByteArray() << false;
    }
    void requestIdsAreKeptWhereWellFormed()
    {
        QFETCH(QByteArray, given);
        QFETCH(bool, kept);
        const QByteArray answered = m_server.get("/plain", "X-Request-Id: " + given + "\r\n").headers.value("x-request-id");
        QVERIFY(!answered.isEmpty());
        QCOMPARE(answered == given, kept);
        const RawAnswer problem = m_server.get("/nowhere", "X-Request-Id: " + given + "\r\n");
        QCOMPARE(jsonIn(problem).value(u"request_id"_s).toString().toLatin1(), problem.headers.value("x-request-id"));
    }

    void requestIdsDiffer()
    {
        QVERIFY(m_server.get("/plain").headers.value("x-request-id") != m_server.get("/plain").headers.value("x-request-id"));
    }

    void answersCarrySecurityHeaders()
    {
        for (const QByteArray &path : {QByteArray("/json"), QByteArray("/nowhere"), QByteArray("/throws")}) {
            const RawAnswer answer = m_server.get(path);
            QCOMPARE(answer.headers.value("x-content-type-options"), QByteArray("nosniff"));
            QCOMPARE(answer.headers.value("cache-control"), QByteArray("no-store"));
            QVERIFY(answer.headers.value("content-security-policy").startsWith("default-src 'none'"));
            QVERIFY(!answer.headers.contains("server"));
            QVERIFY(!answer.headers.contains("strict-transport-security"));
            QVERIFY(QLocale::c()
                        .toDateTime(QString::fromLatin1(answer.headers.value("date")), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s)
                        .isValid());
        }
        QVERIFY(m_server.get("/page").headers.value("content-security-policy").startsWith("default-src 'self'"));
        const RawAnswer own = m_server.get("/cached");
        QCOMPARE(own.head.toLower().count("cache-control"), 1);
        QCOMPARE(own.headers.value("cache-control"), QByteArray("public, max-age=5"));
        QCOMPARE(own.headers.value("content-security-policy"), QByteArray("sandbox"));
    }

    void headersWithLineEndsAreLeftOut()
    {
        const RawAnswer answer = m_server.get("/hostile");
        QCOMPARE(answer.body, QByteArray("h"));
        QVERIFY(!answer.headers.contains("set-cookie"));
        QCOMPARE(answer.headers.value("x-good"), QByteArray("yes"));
    }

    void requestsAreCountedAndTimedByRoute() // scenario O2
    {
        const Labels ok{{u"route"_s, u"/orders/{id}"_s}, {u"method"_s, u"GET"_s}, {u"code"_s, u"200"_s}};
        const Labels unknown{{u"route"_s, u"(unknown)"_s}, {u"code"_s, u"404"_s}};
        const double before = m_server.metric(u"tidegate_http_requests_total"_s, ok);
        const double unknownBefore = m_server.metric(u"tidegate_http_requests_total"_s, unknown);
        for (int i = 0; i < 5; ++i) {
            m_server.get("/orders/" + QByteArray::number(i));
            m_server.get("/nowhere/" + QByteArray::number(i));
        }
        QCOMPARE(m_server.metric(u"tidegate_http_requests_total"_s, ok), before + 5);
        QCOMPARE(m_server.metric(u"tidegate_http_requests_total"_s, unknown), unknownBefore + 5);
        bool isTimed = false;
        for (const auto &[labels, histogram] : m_server.metrics().histograms(u"tidegate_http_request_duration_seconds"_s)) {
            if (labels == Labels{{u"route"_s, u"/orders/{id}"_s}})
                isTimed = histogram->snapshot().percentile(0.5).count() > 0;
        }
        QVERIFY(isTimed);
    }

    void manyConnectionsAtOnceAreAnswered() // scenario A1
    {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 300; ++i) {
            clients.push_back(std::make_unique<RawClient>(m_server.port()));
            clients.back()->send("GET /orders/" + QByteArray::number(i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        for (int i = 0; i < 300; ++i)
            QCOMPARE(clients[static_cast<std::size_t>(i)]->readAnswer().body, QByteArray::number(i));
        QCOMPARE(m_server.metric(u"tidegate_http_connections"_s), 300.0);
        clients.clear();
        QTRY_COMPARE(m_server.metric(u"tidegate_http_connections"_s), 0.0);
    }

    void connectionsOverTheLimitAreTurnedAway_data()
    {
        QTest::addColumn<int>("maximum");
        QTest::addColumn<int>("perAddress");
        QTest::addColumn<QString>("reason");
        QTest::newRow("in all") << 3 << 100 << u"too_many_connections"_s;
        QTest::newRow("per address") << 100 << 3 << u"too_many_connections_of_address"_s;
    }
    void connectionsOverTheLimitAreTurnedAway()
    {
        QFETCH(int, maximum);
        QFETCH(int, perAddress);
        QFETCH(QString, reason);
        HttpOptions options;
        options.maximumConnections = maximum;
        options.maximumConnectionsPerAddress = perAddress;
        TestServer server(options);
        server.router().add("GET", u"/"_s, [](const Request &) { return textAnswer("in"); });
        server.start();
        {
            RawClient a(server.port());
            RawClient b(server.port());
            RawClient c(server.port());
            for (RawClient *client : {&a, &b, &c}) {
                client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                QCOMPARE(client->readAnswer().body, QByteArray("in"));
            }
            for (int i = 1; i <= 20; ++i) {
                RawClient d(server.port());
                d.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                const RawAnswer answer = d.readAnswer();
                QCOMPARE(answer.status, 503);
                QCOMPARE(codeIn(answer), u"overloaded"_s);
                QCOMPARE(answer.headers.value("retry-after"), QByteArray("1"));
                QCOMPARE(jsonIn(answer).value(u"request_id"_s).toString().toLatin1(), answer.headers.value("x-request-id"));
                QVERIFY(isId(QString::fromLatin1(answer.headers.value("x-request-id"))));
                QVERIFY(d.endsInOrder());
                QCOMPARE(server.metric(u"tidegate_http_refused_total"_s, {{u"reason"_s, reason}}), double(i));
            }
        }
        QTRY_COMPARE(server.metric(u"tidegate_http_connections"_s), 0.0);
        QTRY_COMPARE(server.get("/").body, QByteArray("in"));
    }

    void threadsShareThePort()
    {
        TestServer server;
        server.router().add("GET", u"/"_s,
                            [](const Request &) { return textAnswer(QThread::currentThread()->objectName().toLatin1()); });
        server.start();
        QSet<QByteArray> threads;
        for (int i = 0; i < 100 && threads.size() < 2; ++i)
            threads.insert(server.get("/").body);
        QCOMPARE(threads.size(), 2);
    }

    void aPortInUseIsToldWithARemedy()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        std::unique_ptr<HttpServer> server;
        const Result<QStringList> started = startOn(u"127.0.0.1:%1"_s.arg(other.serverPort()), server);
        QVERIFY(!started);
        QCOMPARE(started.error().detail,
                 u"port %1 on 127.0.0.1 is already in use; stop the other program or choose another with --listen"_s.arg(
                     other.serverPort()));
    }

    void ourOwnKindDoesNotSharePortsUnasked()
    {
        std::unique_ptr<HttpServer> first;
        const Result<QStringList> started = startOn(u"127.0.0.1:0"_s, first);
        QVERIFY(started);
        std::unique_ptr<HttpServer> second;
        QVERIFY(!startOn(started->front(), second));
        first.reset();
        QVERIFY(startOn(started->front(), second));
    }

    void listensOn_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QString>("told");
        QTest::newRow("IPv4") << u"127.0.0.1:0"_s << QByteArray("127.0.0.1") << u"127.0.0.1:"_s;
        QTest::newRow("IPv6") << u"[::1]:0"_s << QByteArray("::1") << u"[::1]:"_s;
        QTest::newRow("a name") << u"localhost:0"_s << QByteArray("127.0.0.1") << u":"_s;
        QTest::newRow("every interface") << u"*:0"_s << QByteArray("127.0.0.1") << u"0.0.0.0:"_s;
    }
    void listensOn()
    {
        QFETCH(QString, address);
        QFETCH(QByteArray, host);
        QFETCH(QString, told);
        if (host == "::1" && !QTcpServer().listen(QHostAddress::LocalHostIPv6))
            QSKIP("this machine has no IPv6");
        std::unique_ptr<HttpServer> server;
        const Result<QStringList> started = startOn(address, server);
        QVERIFY2(started, started ? "" : qPrintable(started.error().detail));
        QVERIFY(started->front().contains(told));
        RawClient client(started->front().section(u':', -1).toUShort(), host);
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(client.readAnswer().status, 404);
    }

    void badAddressesAreRefused_data()
    {
        QTest::addColumn<QString>("address");
        for (const char *address :
             {"", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "::1:80", "no-such-host.invalid:80"})
            QTest::newRow(address) << QString::fromLatin1(address);
    }
    void badAddressesAreRefused()
    {
        QFETCH(QString, address);
        std::unique_ptr<HttpServer> server;
        const Result<QStringList> started = startOn(address, server);
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::InvalidRequest);
    }

    void stopFinishesWhatWasAccepted()
    {
        Promise<QByteArray> promise;
        TestServer server;
        server.router().add("GET", u"/later"_s,
                            [&promise](std::shared_ptr<const Request>) { return answerLater(promise.async()); });
        server.start();
        RawClient idle(server.port());
        RawClient busy(server.port());
        busy.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_COMPARE(server.metric(u"tidegate_http_requests_in_flight"_s), 1.0);
        std::thread stopping([&server] { server.stop(std::chrono::seconds(5)); });
        QVERIFY(idle.endsSilently());
        QTRY_VERIFY(!RawClient(server.port()).isConnected());
        promise.deliver("finished");
        const RawAnswer answer = busy.readAnswer();
        QCOMPARE(answer.body, QByteArray("finished"));
        QCOMPARE(answer.headers.value("connection"), QByteArray("close"));
        stopping.join();
    }

    void stopGivesUpAfterItsGrace()
    {
        Promise<QByteArray> promise;
        TestServer server;
        server.router().add("GET", u"/later"_s,
                            [&promise](std::shared_ptr<const Request>) { return answerLater(promise.async()); });
        server.start();
        RawClient busy(server.port());
        busy.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_COMPARE(server.metric(u"tidegate_http_requests_in_flight"_s), 1.0);
        server.stop(std::chrono::milliseconds(50));
        QVERIFY(busy.endsSilently());
    }

    void stopUnderLoadIsClean()
    {
        for (int round = 0; round < 5; ++round) {
            TestServer server;
            server.router().add("GET", u"/"_s, [](const Request &) { return textAnswer("x"); });
            server.start();
            std::atomic<bool> go = true;
            std::vector<std::thread> loaders;
            loaders.reserve(4);
            for (int i = 0; i < 4; ++i) {
                loaders.emplace_back([&] {
                    while (go) {
                        RawClient client(server.port());
                        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                        const RawAnswer answer = client.readAnswer();
                        if (answer.status != 200)
                            return;
                    }
                });
            }
            QTRY_VERIFY(server.metric(u"tidegate_http_requests_total"_s) > 50);
            server.stop();
            go = false;
            for (std::thread &loader : loaders)
                loader.join();
        }
    }

    void stopsTwice()
    {
        m_server.stop();
        m_server.stop();
        QVERIFY(!RawClient(m_server.port()).isConnected());
    }
};

QTEST_GUILESS_MAIN(HttpServerTest)
#include "tst_http_server.moc"
