// SPDX-License-Identifier: GPL-3.0-or-later
// What a stranger, a shopper and an operator see of the whole server.
#include "app/server/backend.h"
#include "http/test_server.h"

#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray post(const QByteArray &path, const QByteArray &headers, const QByteArray &body)
{
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + headers
        + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace

class ApiTest : public QObject
{
    Q_OBJECT

    const SystemClock m_clock;
    SystemRandom m_random;
    const QTemporaryDir m_folder;
    std::unique_ptr<Backend> m_backend;
    quint16 m_port = 0;
    const QByteArray m_newSession = post("/shop/sessions", {}, R"({"email": "ann@example.org", "name": "Ann"})");

    RawAnswer ask(const QByteArray &request) const
    {
        RawClient client(m_port);
        client.send(request);
        return client.readAnswer();
    }

private Q_SLOTS:
    void initTestCase()
    {
        Settings settings;
        auto options = ServerOptions::read(settings, m_folder.path());
        QVERIFY(options);
        options->http.listen = QStringList{u"127.0.0.1:0"_s};
        options->sessionLimit = {2, 60s};
        options->guessLimit = {1, 60s};
        auto backend = Backend::open(std::move(*options), m_clock, m_random);
        QVERIFY2(backend, backend ? "" : qPrintable(backend.error().detail));
        m_backend = std::move(*backend);
        const auto addresses = m_backend->start();
        QVERIFY(addresses);
        m_port = addresses->front().section(u':', -1).toUShort();
    }

    void aStrangersCheckoutIsRefusedByItsHead()
    {
        RawClient client(m_port);
        client.send(
            "POST /flash/checkout HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n");
        const RawAnswer answer = client.readAnswer();
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.headers.value("connection"), QByteArray("close"));
    }

    void shoppersAreKnownByTheirToken()
    {
        const RawAnswer session = ask(m_newSession);
        QCOMPARE(session.status, 201);
        const QByteArray token = "Authorization: Bearer " + jsonIn(session).value(u"token"_s).toString().toLatin1() + "\r\n";
        QCOMPARE(ask("GET /orders HTTP/1.1\r\nHost: a\r\n" + token + "\r\n").status, 200);
        QCOMPARE(ask("GET /orders HTTP/1.1\r\nHost: a\r\n\r\n").status, 401);
        QCOMPARE(codeIn(ask(post("/flash/checkout", token, "{}"))), u"invalid_request"_s);
        QCOMPARE(ask(post("/flash/checkout", {}, "{}")).status, 401);
        QCOMPARE(ask("POST /flash/checkout HTTP/1.1\r\nHost: a\r\n\r\n").status, 401);
    }

    void limitsAreToldOnEveryLimitedAnswer()
    {
        const RawAnswer second = ask(m_newSession);
        QCOMPARE(second.status, 201);
        QCOMPARE(second.headers.value("ratelimit-policy"), QByteArray("\"sessions\";q=2;w=60"));
        QCOMPARE(second.headers.value("ratelimit"), QByteArray("\"sessions\";r=0;t=60"));
        const RawAnswer third = ask(m_newSession);
        QCOMPARE(third.status, 429);
        QCOMPARE(third.headers.value("ratelimit-policy"), QByteArray("\"sessions\";q=2;w=60"));
        QVERIFY(third.headers.value("ratelimit").startsWith("\"sessions\";r=0;t="));
        QVERIFY(third.headers.contains("retry-after"));
    }

    void whatIsOpenToAllTakesShortBodiesAlone() { QCOMPARE(ask(post("/shop/sessions", {}, QByteArray(4'097, ' '))).status, 413); }

    void aWrongKeyIsCountedOnce()
    {
        const QByteArray wrong = "Authorization: Bearer wrong\r\n";
        QCOMPARE(ask(post("/flash/checkout", wrong, "{}")).status, 401);
        const RawAnswer second = ask(post("/flash/checkout", wrong, "{}"));
        QCOMPARE(second.status, 429);
        QCOMPARE(second.headers.value("ratelimit-policy"), QByteArray("\"wrong-keys\";q=1;w=60"));
        QVERIFY(second.headers.value("ratelimit").startsWith("\"wrong-keys\";r=0;t="));
    }

    void cleanupTestCase() { m_backend->stop(2s); }
};

QTEST_GUILESS_MAIN(ApiTest)
#include "tst_api.moc"
