// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/outbound/curl_loop.h"
#include "support/canned_server.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidegate;

class HttpClientTest : public QObject
{
    Q_OBJECT

    using Fate = HttpReply::Fate;

    static HttpCall post(const QString &url)
    {
        return {.method = "POST", .url = url.toUtf8(), .headers = {{"X-Test", "1"}}, .body = "a=1&b=2"};
    }
    static HttpReply send(HttpCall call, std::chrono::milliseconds timeout = 5s, HttpClient::Options options = {})
    {
        return QCoro::waitFor(HttpClient(options).send(std::move(call), timeout));
    }
    static QString portThatNobodyListensOn()
    {
        QTcpServer server;
        if (!server.listen(QHostAddress::LocalHost))
            qFatal("no port");
        return u"http://127.0.0.1:%1"_s.arg(server.serverPort());
    }

private Q_SLOTS:
    void requestAndAnswerArriveWhole()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(201, "{\"x\":1}", "Retry-After: 7\r\n"); });
        const HttpReply reply = send(post(server.url() + u"/path"_s));
        QCOMPARE(reply.fate, Fate::Answered);
        QCOMPARE(reply.status, 201);
        QCOMPARE(reply.body, "{\"x\":1}");
        QCOMPARE(reply.header("retry-after"), "7");
        QCOMPARE(reply.header("absent"), QByteArray());
        QCOMPARE(server.requests.at(0).line, "POST /path");
        QCOMPARE(server.requests.at(0).body, "a=1&b=2");
        QVERIFY(server.requests.at(0).head.contains("\r\nx-test: 1"));
        QVERIFY(!server.requests.at(0).head.contains("\r\nexpect:"));
    }

    void connectionsAreKept()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(200, "ok"); });
        for (int i = 0; i < 5; ++i)
            QCOMPARE(send(post(server.url())).status, 200);
        QCOMPARE(server.connections, 1);
    }

    void aRefusedConnectionMeansThatNothingWasSent()
    {
        const HttpReply reply = send(post(portThatNobodyListensOn()));
        QCOMPARE(reply.fate, Fate::NotSent);
        QVERIFY(!reply.problem.isEmpty());
    }

    void aNameThatCantBeFoundMeansThatNothingWasSent() { QCOMPARE(send(post(u"http://nobody.invalid"_s)).fate, Fate::NotSent); }

    void aConnectionThatEndsWithoutAnAnswerLosesIt()
    {
        CannedServer server([](const auto &) { return QByteArray(); });
        const HttpReply reply = send(post(server.url()));
        QCOMPARE(reply.fate, Fate::Lost);
        QCOMPARE(server.requests.size(), 1U);
    }

    void aKeptConnectionThatEndsIsNotSecretlyTriedAgain()
    {
        int served = 0;
        CannedServer server([&](const auto &) { return ++served == 2 ? QByteArray() : CannedServer::answer(200, "ok"); });
        QCOMPARE(send(post(server.url())).status, 200);
        QCOMPARE(send(post(server.url())).fate, Fate::Lost);
        QCOMPARE(server.requests.size(), 2U);
        QCOMPARE(send(post(server.url())).status, 200);
    }

    void anAnswerThatIsCutOffIsLost()
    {
        CannedServer server([](const auto &) { return QByteArray("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhalf"); });
        QCOMPARE(send(post(server.url()), 300ms).fate, Fate::Lost);
    }

    void silenceEndsWithTheTimeout()
    {
        CannedServer server([](const auto &) { return QByteArray(); });
        server.silent = true;
        QElapsedTimer timer;
        timer.start();
        const HttpReply reply = send(post(server.url()), 100ms);
        QCOMPARE(reply.fate, Fate::Lost);
        QVERIFY(timer.elapsed() >= 95);
        QCOMPARE(server.requests.size(), 1U);
    }

    void anAnswerBeyondTheBoundIsLost()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(200, QByteArray(2000, 'x')); });
        QCOMPARE(send(post(server.url()), 5s, {.maximumBody = 1999}).fate, Fate::Lost);
        QCOMPARE(send(post(server.url()), 5s, {.maximumBody = 2000}).body.size(), 2000);
    }

    void redirectsAreNotFollowed()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(302, "", "Location: /elsewhere\r\n"); });
        QCOMPARE(send(post(server.url())).status, 302);
        QCOMPARE(server.requests.size(), 1U);
    }

    void onlyHttpIsSpoken() { QCOMPARE(send(post(u"file:///etc/passwd"_s)).fate, Fate::NotSent); }

    void lineEndsInAHeaderAreRefused()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(200, ""); });
        HttpCall call = post(server.url());
        call.headers.emplace_back("Idempotency-Key", "x\r\nX-Evil: 1");
        QCOMPARE(send(call).fate, Fate::NotSent);
        QVERIFY(server.requests.empty());
    }

    void interimAnswersAreSkipped()
    {
        CannedServer server([](const auto &) {
            return "HTTP/1.1 103 Early\r\nX-Early: 1\r\n\r\n" + CannedServer::answer(200, "ok", "X-Late: 1\r\n");
        });
        const HttpReply reply = send(post(server.url()));
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.header("x-early"), QByteArray());
        QCOMPARE(reply.header("x-late"), "1");
    }

    void aCertificateThatNobodyVouchesForMeansThatNothingWasSent()
    {
        QProcess openssl;
        QTemporaryDir folder;
        openssl.start(u"openssl"_s,
                      {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-keyout"_s, folder.filePath(u"key"_s),
                       u"-out"_s, folder.filePath(u"cert"_s), u"-subj"_s, u"/CN=localhost"_s, u"-days"_s, u"2"_s});
        if (!openssl.waitForFinished() || openssl.exitCode() != 0)
            QSKIP("openssl is not installed");
        QFile key(folder.filePath(u"key"_s));
        QVERIFY(key.open(QIODevice::ReadOnly));
        QSslConfiguration configuration;
        configuration.setLocalCertificateChain(QSslCertificate::fromPath(folder.filePath(u"cert"_s)));
        configuration.setPrivateKey(QSslKey(&key, QSsl::Rsa));
        QSslServer server;
        server.setSslConfiguration(configuration);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const HttpReply reply = send(post(u"https://localhost:%1"_s.arg(server.serverPort())));
        QCOMPARE(reply.fate, Fate::NotSent);
        QVERIFY2(reply.problem.contains(u"certificate"_s), qPrintable(reply.problem));
    }

    void aLongAnswerCanBeCut()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(200, QByteArray(100'000, 'x')); });
        const HttpReply reply = send(post(server.url()), 5s, {.maximumBody = 10, .cutsLongBody = true});
        QCOMPARE(reply.fate, Fate::Answered);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body, QByteArray(10, 'x'));
    }

    void aCallGoesToTheAddressThatIsGivenAndKeepsItsName()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(200, "here"); });
        const QByteArray port = QByteArray::number(QUrl(server.url()).port());
        HttpCall call = post(u"http://shop.example:"_s + QString::fromLatin1(port) + u"/hook"_s);
        call.addresses = {"127.0.0.1"};
        QCOMPARE(send(call, 5s, {.usesProxy = false}).body, "here");
        QVERIFY(server.requests.at(0).head.contains("\r\nhost: shop.example:" + port));
    }

    void nothingIsSentToWhomNobodyMayTalk()
    {
        CannedServer server([](const auto &) { return CannedServer::answer(200, "here"); });
        HttpCall call = post(server.url());
        call.mayTalkTo = [](const QByteArray &peer) { return peer != "127.0.0.1"; };
        QCOMPARE(send(call).fate, Fate::NotSent);
        QVERIFY(server.requests.empty());
    }

    void everyThreadMayUseOne()
    {
        CannedServer server([](const auto &request) { return CannedServer::answer(200, request.body); });
        const HttpClient http({});
        std::atomic<int> answered = 0;
        std::vector<std::unique_ptr<QThread>> threads;
        for (int number = 0; number < 4; ++number) {
            threads.emplace_back(QThread::create([&] {
                for (int i = 0; i < 25; ++i) {
                    if (QCoro::waitFor(http.send(post(server.url()), 5s)).body == "a=1&b=2")
                        ++answered;
                }
            }));
            threads.back()->start();
        }
        QTRY_COMPARE(answered.load(), 100);
        for (const auto &thread : threads)
            QVERIFY(thread->wait());
        QCOMPARE(server.connections, 4);
    }

    void aThreadMayEndWithCallsUnderWay()
    {
        CannedServer server([](const auto &) { return QByteArray(); });
        server.silent = true;
        std::unique_ptr<QThread> thread(QThread::create([&] {
            CurlLoop::current().start(post(server.url()), {}, 60s);
            QEventLoop loop;
            QTimer::singleShot(50, &loop, &QEventLoop::quit);
            loop.exec();
        }));
        thread->start();
        QTRY_COMPARE(server.requests.size(), 1U);
        QTRY_VERIFY(thread->isFinished());
    }
};

QTEST_GUILESS_MAIN(HttpClientTest)
#include "tst_http_client.moc"
