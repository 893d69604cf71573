// SPDX-License-Identifier: GPL-3.0-or-later
// Peers that are slow on purpose (slowloris, slow body, slow read). Real timers, short ones.
#include "core/base/async.h"
#include "http/test_server.h"

#include <QElapsedTimer>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

HttpOptions shortDeadlines()
{
    HttpOptions options;
    options.headerTimeout = 300ms;
    options.bodyTimeout = 300ms;
    options.idleTimeout = 300ms;
    options.writeTimeout = 300ms;
    options.minimumRate = 1'000'000;
    return options;
}

QCoro::Task<Response> answerLater(Async<QByteArray> value)
{
    const QByteArray text = co_await value;
    co_return textAnswer(text);
}

/// Sends one byte after another until the server has answered, or the bytes are out.
template <typename HasAnswered>
void trickle(RawClient &client, const QByteArray &bytes, HasAnswered hasAnswered)
{
    for (const char c : bytes) {
        client.send(QByteArray(1, c));
        if (hasAnswered())
            return;
    }
}

} // namespace

class DeadlinesTest : public QObject
{
    Q_OBJECT

    Promise<QByteArray> m_promise;
    TestServer m_server{shortDeadlines()};

    double refused(const QString &reason) { return m_server.metric(u"tidegate_http_refused_total"_s, {{u"reason"_s, reason}}); }

private Q_SLOTS:
    void initTestCase()
    {
        m_server.router().add("POST", u"/echo"_s, [](const Request &request) { return textAnswer(request.body); });
        m_server.router().add("GET", u"/big"_s, [](const Request &) { return textAnswer(QByteArray(50'000'000, 'b')); });
        m_server.router().add("GET", u"/later"_s,
                              [this](std::shared_ptr<const Request>) { return answerLater(m_promise.async()); });
        m_server.start();
    }

    void aConnectionThatSaysNothingIsClosed()
    {
        RawClient client(m_server.port());
        QVERIFY(client.endsSilently());
    }

    void anIdleConnectionIsClosed()
    {
        RawClient client(m_server.port());
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
        QCOMPARE(client.readAnswer().status, 200);
        QVERIFY(client.endsSilently());
    }

    void aHeadThatStaysIncompleteIsAnswered408()
    {
        RawClient client(m_server.port());
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX-");
        const RawAnswer answer = client.readAnswer();
        QCOMPARE(answer.status, 408);
        QCOMPARE(codeIn(answer), u"request_timeout"_s);
        QVERIFY(client.endsSilently());
    }

    void aHeadThatTricklesInIsAnswered408()
    {
        RawClient client(m_server.port());
        client.send("GET / HTTP/1.1\r\nHost: a\r\n");
        trickle(client, QByteArray("X: y\r\n").repeated(100), [&client] { return !client.staysSilent(10); });
        QCOMPARE(client.readAnswer().status, 408);
    }

    void aBodyThatStaysIncompleteIsAnswered408()
    {
        RawClient client(m_server.port());
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
        QCOMPARE(client.readAnswer().status, 408);
        QVERIFY(client.endsSilently());
    }

    void aBodyThatTricklesInIsAnswered408()
    {
        for (const QByteArray &framing : {QByteArray("Content-Length: 1000"), QByteArray("Transfer-Encoding: chunked")}) {
            RawClient client(m_server.port());
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n");
            trickle(client, QByteArray("1\r\nx\r\n").repeated(100), [&client] { return !client.staysSilent(10); });
            QCOMPARE(client.readAnswer().status, 408);
        }
    }

    void aBodyThatKeepsThePaceMayTakeLonger()
    {
        RawClient client(m_server.port());
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10; ++i) {
            client.send(QByteArray(100'000, 'x')); // earns a tenth of a second
            QVERIFY(i == 9 || client.staysSilent(50));
        }
        QVERIFY(timer.elapsed() > 300);
        QCOMPARE(client.readAnswer().status, 200);
    }

    void aPeerThatDoesNotReadItsAnswerIsCutOff()
    {
        const double before = refused(u"write_timeout"_s);
        RawClient client(m_server.port());
        client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_COMPARE(refused(u"write_timeout"_s), before + 1);
        client.close();
        QTRY_COMPARE(m_server.metric(u"tidegate_http_connections"_s), 0.0);
    }

    void aPeerThatReadsItsAnswerByDropsIsCutOff()
    {
        const double before = refused(u"write_timeout"_s);
        RawClient client(m_server.port());
        client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
        const auto readDrop = [&] {
            client.receiveSome(10);
            return refused(u"write_timeout"_s) > before;
        };
        QTRY_VERIFY(readDrop());
    }

    void aHandlerMayTakeLongerThanAnyDeadline()
    {
        RawClient client(m_server.port());
        client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(client.staysSilent(600));
        m_promise.deliver("done");
        QCOMPARE(client.readAnswer().body, QByteArray("done"));
    }

    void slowPeersDoNotHoldUpOthers()
    {
        std::vector<std::unique_ptr<RawClient>> slow;
        for (int i = 0; i < 200; ++i) {
            slow.push_back(std::make_unique<RawClient>(m_server.port()));
            slow.back()->send("POST /echo HTTP/1.1\r\nHo");
        }
        QCOMPARE(m_server.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi").body, QByteArray("hi"));
        for (const auto &client : slow)
            QCOMPARE(client->readAnswer().status, 408);
    }

    void refusedPeersThatTalkOnAreClosedInTheEnd()
    {
        RawClient client(m_server.port());
        client.send("GET / HTTP/9.9\r\n\r\n");
        QCOMPARE(client.readAnswer().status, 400);
        QVERIFY(client.endsSilently());
        const auto isGone = [&] {
            client.sendWithoutWaiting("x");
            return m_server.metric(u"tidegate_http_connections"_s) == 0.0;
        };
        QTRY_VERIFY(isGone());
    }
};

QTEST_GUILESS_MAIN(DeadlinesTest)
#include "tst_deadlines.moc"
