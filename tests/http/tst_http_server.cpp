// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/http_server.h"
#include "app/http/problem.h"
#include "core/base/async.h"
#include "http/raw_client.h"

#include <QJsonDocument>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QJsonObject problemIn(const RawAnswer &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

} // namespace

class HttpServerTest : public QObject
{
    Q_OBJECT

    Router m_router;
    Metrics m_metrics;
    SystemClock m_clock;
    std::unique_ptr<HttpServer> m_server;
    quint16 m_port = 0;

    Promise<int> m_promise;

private Q_SLOTS:
    void initTestCase()
    {
        addProblemPages(m_router);
        m_router.add("GET", u"/plain"_s, [](const Request &) { return Response{200, "text/plain", {}, "hello"}; });
        m_router.add("GET", u"/later"_s,
                     [this](std::shared_ptr<const Request>) -> QCoro::Task<Response> { return later(m_promise.async()); });
        m_router.add("GET", u"/orders/{id}"_s, [](const Request &request) {
            return Response{200, "text/plain", {}, request.pathParameter(u"id").toUtf8()};
        });
        m_router.add("POST", u"/echo"_s, [](const Request &request) { return Response{200, "text/plain", {}, request.body}; });
        m_router.add("GET", u"/throws"_s, [](const Request &) -> Response { throw std::runtime_error("secret"); });
        HttpOptions options;
        options.listen = QStringList{u"127.0.0.1:0"_s};
        options.threads = 2;
        m_server = std::make_unique<HttpServer>(options, m_router, m_metrics, m_clock);
        const Result<QStringList> started = m_server->start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().detail));
        m_port = started->front().section(u':', -1).toUShort();
    }

    static QCoro::Task<Response> later(Async<int> value)
    {
        const int received = co_await value;
        co_return Response{200, "text/plain", {}, QByteArray::number(received)};
    }

    void answersARoute()
    {
        RawClient client(m_port);
        client.send("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const RawAnswer answer = client.readAnswer();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("hello"));
        client.send("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QCOMPARE(client.readAnswer().body, QByteArray("hello"));
    }

    void answersFromACoroutine()
    {
        RawClient client(m_port);
        client.send("GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QVERIFY(client.staysSilent(20));
        m_promise.deliver(42);
        QCOMPARE(client.readAnswer().body, QByteArray("42"));
    }

    void readsBodies()
    {
        RawClient client(m_port);
        client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
        QCOMPARE(client.readAnswer().body, QByteArray("hello"));
        client.send(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        QCOMPARE(client.readAnswer().body, QByteArray("abcde"));
    }

    void unknownPathsAreProblems()
    {
        RawClient client(m_port);
        client.send("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const RawAnswer answer = client.readAnswer();
        QCOMPARE(answer.status, 404);
        QCOMPARE(problemIn(answer).value(u"code"_s).toString(), u"not_found"_s);
    }

    void stopsCleanly()
    {
        m_server->stop(std::chrono::seconds(1));
        QVERIFY(!RawClient(m_port).isConnected());
    }
};

QTEST_GUILESS_MAIN(HttpServerTest)
#include "tst_http_server.moc"
