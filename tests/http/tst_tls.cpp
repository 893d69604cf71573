// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/test_server.h"

#include <QFile>
#include <QSslCipher>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

const QString folder = QFINDTESTDATA("tls");

HttpOptions withIdentity(const QString &certificate, const QString &key)
{
    HttpOptions options;
    options.tlsCertificate = certificate;
    options.tlsKey = key;
    return options;
}

/// A client that trusts anybody.
class TlsClient : public QSslSocket
{
public:
    explicit TlsClient(quint16 port, QSsl::SslProtocol protocol = QSsl::SecureProtocols)
    {
        setPeerVerifyMode(QSslSocket::VerifyNone);
        setProtocol(protocol);
        connectToHostEncrypted(u"127.0.0.1"_s, port);
        isReady = waitForEncrypted(5000);
    }

    QByteArray ask(const QByteArray &request, qsizetype answerSize)
    {
        write(request);
        QByteArray answer;
        while (answer.size() < answerSize && (bytesAvailable() > 0 || waitForReadyRead(5000)))
            answer += readAll();
        return answer;
    }

    bool isReady = false;
};

const QByteArray get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

} // namespace

class TlsTest : public QObject
{
    Q_OBJECT

    TestServer m_server{withIdentity(folder + u"/first.pem"_s, folder + u"/first.key"_s)};

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(QSslSocket::supportsSsl());
        m_server.router().add("GET", u"/"_s,
                              [](const Request &request) { return textAnswer(request.secure ? "secure" : "plain"); });
        m_server.router().add("GET", u"/big"_s, [](const Request &) { return textAnswer(QByteArray(5'000'000, 'b')); });
        m_server.router().add("POST", u"/size"_s,
                              [](const Request &request) { return textAnswer(QByteArray::number(request.body.size())); });
        m_server.start();
    }

    void answersOverTls()
    {
        TlsClient client(m_server.port());
        QVERIFY2(client.isReady, qPrintable(client.errorString()));
        for (int i = 0; i < 3; ++i) {
            const QByteArray answer = client.ask(get, 1);
            QVERIFY(answer.startsWith("HTTP/1.1 200 "));
            QVERIFY(answer.endsWith("\r\n\r\nsecure"));
            QVERIFY(answer.contains("Strict-Transport-Security: max-age="));
        }
    }

    void pipelinedRequestsAreAnsweredInTheirOrder()
    {
        TlsClient client(m_server.port());
        const QByteArray post = "POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
        const QByteArray answers = client.ask(post + get + post + "GET /none HTTP/1.0\r\n\r\n", 1'000'000);
        QVERIFY(answers.indexOf("\r\n\r\n3") < answers.indexOf("\r\n\r\nsecure"));
        QVERIFY(answers.indexOf("\r\n\r\nsecure") < answers.lastIndexOf("\r\n\r\n3"));
        QVERIFY(answers.contains("HTTP/1.1 404"));
    }

    void bigBodiesGoBothWays()
    {
        TlsClient client(m_server.port());
        const QByteArray body(900'000, 'x');
        QVERIFY(client.ask("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + body, 1).endsWith("900000"));
        const QByteArray answer = client.ask("GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 10'000'000);
        QCOMPARE(answer.size() - answer.indexOf("\r\n\r\n") - 4, 5'000'000);
    }

    void malformedFramingIsRefusedTheSameWay()
    {
        TlsClient client(m_server.port());
        QVERIFY(client.ask("GET / HTTP/9.9\r\n\r\n" + get, 1'000'000).startsWith("HTTP/1.1 400 "));
    }

    void oldProtocolsAndPlainTextAreRefused()
    {
        QT_WARNING_PUSH
        QT_WARNING_DISABLE_DEPRECATED
        QVERIFY(!TlsClient(m_server.port(), QSsl::TlsV1_1).isReady);
        QT_WARNING_POP
        QVERIFY(TlsClient(m_server.port(), QSsl::TlsV1_2).isReady);
        RawClient plain(m_server.port());
        plain.send(get);
        QCOMPARE(plain.readAnswer().status, 0);
    }

    void onlyForwardSecretCiphersAreOffered()
    {
        TlsClient client(m_server.port(), QSsl::TlsV1_2);
        QVERIFY(client.sessionCipher().name().startsWith(u"ECDHE-"));
        TlsClient weak(m_server.port(), QSsl::UnknownProtocol);
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setProtocol(QSsl::TlsV1_2);
        configuration.setCiphers(u"AES128-SHA:AES256-SHA256:ECDHE-RSA-AES128-SHA"_s);
        QSslSocket socket;
        socket.setSslConfiguration(configuration);
        socket.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.connectToHostEncrypted(u"127.0.0.1"_s, m_server.port());
        QVERIFY(!socket.waitForEncrypted(5000));
    }

    void aChangedCertificateIsReadAgain()
    {
        QTemporaryDir place;
        const QString certificate = place.filePath(u"server.pem"_s);
        const QString key = place.filePath(u"server.key"_s);
        const auto install = [&](const QString &name, int hoursAgo) {
            for (const auto &[source, target] : {std::pair(name + u".pem"_s, certificate), std::pair(name + u".key"_s, key)}) {
                QFile::remove(target);
                QVERIFY(QFile::copy(folder + u'/' + source, target));
                QFile file(target);
                QVERIFY(file.open(QIODevice::ReadWrite));
                QVERIFY(
                    file.setFileTime(QDateTime::currentDateTime().addSecs(-3600 * hoursAgo), QFileDevice::FileModificationTime));
            }
        };
        install(u"first"_s, 2);
        TestServer server(withIdentity(certificate, key));
        server.start();
        const auto subject = [&server] {
            const TlsClient client(server.port());
            return client.peerCertificate().subjectInfo(QSslCertificate::CommonName).value(0);
        };
        QCOMPARE(subject(), u"first.tidegate.test"_s);
        install(u"second"_s, 1);
        QTRY_COMPARE(subject(), u"second.tidegate.test"_s);
        QFile::remove(key);
        QTest::qWait(0);
        QCOMPARE(subject(), u"second.tidegate.test"_s);
    }

    void unreadableFilesAreTold_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("setting");
        QTest::newRow("no certificate") << folder + u"/none.pem"_s << folder + u"/first.key"_s << u"http.tls_certificate"_s;
        QTest::newRow("a key for a certificate")
            << folder + u"/first.key"_s << folder + u"/first.key"_s << u"http.tls_certificate"_s;
        QTest::newRow("no key") << folder + u"/first.pem"_s << folder + u"/none.key"_s << u"http.tls_key"_s;
        QTest::newRow("a certificate for a key") << folder + u"/first.pem"_s << folder + u"/first.pem"_s << u"http.tls_key"_s;
        QTest::newRow("another's key") << folder + u"/first.pem"_s << folder + u"/second.key"_s << u"http.tls_key"_s;
    }
    void unreadableFilesAreTold()
    {
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        QFETCH(QString, setting);
        const Router router;
        Metrics metrics;
        const SystemClock clock;
        HttpOptions options = withIdentity(certificate, key);
        options.listen = QStringList{u"127.0.0.1:0"_s};
        const Result<QStringList> started = HttpServer(options, router, metrics, clock).start();
        QVERIFY(!started);
        QVERIFY2(started.error().detail.startsWith(setting), qPrintable(started.error().detail));
    }
};

QTEST_GUILESS_MAIN(TlsTest)
#include "tst_tls.moc"
