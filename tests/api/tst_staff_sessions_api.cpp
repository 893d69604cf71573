// SPDX-License-Identifier: GPL-3.0-or-later
// How the staff come in over HTTP, and who does not.
#include "app/api/staff_session_controller.h"
#include "core/base/json.h"
#include "core/partner/key_service.h"
#include "http/test_server.h"
#include "staff/office.h"

#include <QJsonArray>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A server with the calls of this resource and "/staff/work", which tells who works.
struct Desk {
    explicit Desk(StaffSessionOptions options = {})
        : office(std::move(options))
    {
        controller.addRoutes(server.router(), authenticator);
        const StaffAccess access = authenticator.staffAccess();
        server.router().add("GET", u"/staff/work"_s, Handler([access](const Request &request) {
                                const StaffActor actor = access.actor(request);
                                return textAnswer((actor.text() + u' ' + staffRoleName(actor.role)).toUtf8());
                            }),
                            {.gate = access.gate});
        server.start();
    }

    RawAnswer ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {}, const QByteArray &token = {})
    {
        QByteArray head = method + ' ' + path + " HTTP/1.1\r\nHost: a\r\n";
        if (!token.isEmpty())
            head += "Authorization: Bearer " + token + "\r\n";
        if (!body.isEmpty())
            head += "Content-Type: application/json\r\n";
        return server.ask(head + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    RawAnswer signIn(const QByteArray &name, const QString &password)
    {
        return ask("POST", "/staff/sessions",
                   toJson(QJsonObject{{u"username"_s, QString::fromUtf8(name)}, {u"password"_s, password}}));
    }
    QByteArray tokenOf(const QByteArray &name) { return tokenIn(signIn(name, rightPassword)); }
    RawAnswer changePassword(const QByteArray &token, const QString &current, const QString &fresh)
    {
        return ask("PUT", "/staff/password", toJson(QJsonObject{{u"current"_s, current}, {u"new"_s, fresh}}), token);
    }
    RawAnswer work(const QByteArray &token) { return ask("GET", "/staff/work", {}, token); }

    static QByteArray tokenIn(const RawAnswer &answer) { return jsonIn(answer).value(u"token"_s).toString().toLatin1(); }
    static QString fieldCodeIn(const RawAnswer &answer)
    {
        return jsonIn(answer).value(u"errors"_s).toArray().at(0).toObject().value(u"code"_s).toString();
    }

    Office office;
    std::shared_ptr<KeyRing> keys = std::make_shared<KeyRing>(office.clock);
    std::unique_ptr<ShopperSessions> shoppers = std::move(*ShopperSessions::open(*office.store, office.clock, office.random));
    SlidingWindowLimiter wrongKeys{office.clock, office.random, {.rule = {100, 60s}}};
    Authenticator authenticator{*keys, *shoppers, wrongKeys, nullptr, office.ring.get()};
    StaffSessionController controller{*office.sessions};
    TestServer server;
};

} // namespace

class StaffSessionsApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoSignsInIsKnownUntilSigningOut()
    {
        Desk desk;
        const RawAnswer opened = desk.signIn("anna", rightPassword);
        QCOMPARE(opened.status, 201);
        QCOMPARE(opened.headers.value("cache-control"), QByteArray("no-store"));
        QVERIFY(opened.headers.value("ratelimit-policy").startsWith("\"sign-ins\";q=5;w=300"));
        const QJsonObject told = jsonIn(opened);
        QCOMPARE(told.keys(), (QStringList{u"expires_at"_s, u"must_change_password"_s, u"token"_s, u"user"_s}));
        QCOMPARE(told.value(u"user"_s).toObject().value(u"role"_s).toString(), u"warehouse"_s);
        const QByteArray token = Desk::tokenIn(opened);
        QCOMPARE(desk.work(token).body, QByteArray("staff:anna warehouse"));
        const RawAnswer current = desk.ask("GET", "/staff/sessions/current", {}, token);
        QCOMPARE(current.status, 200);
        QVERIFY(!current.body.contains("tg_staff_"));
        QCOMPARE(desk.ask("DELETE", "/staff/sessions/current", {}, token).status, 204);
        QCOMPARE(desk.work(token).status, 401);
        QCOMPARE(desk.ask("DELETE", "/staff/sessions/current", {}, token).status, 401);
    }

    void wrongSignInsLookAlike()
    {
        Desk desk;
        const RawAnswer wrong = desk.signIn("anna", u"wrong horse"_s);
        const RawAnswer unknown = desk.signIn("bert", u"wrong horse"_s);
        QVERIFY(desk.office.staff->addUser(u"boss"_s, StaffRole::Admin, rightPassword, StaffAuthority::commandLine()).get());
        QVERIFY(desk.office.staff->setDisabled(u"anna"_s, true, StaffAuthority::commandLine()).get());
        const RawAnswer disabled = desk.signIn("anna", rightPassword);
        for (const RawAnswer &answer : {wrong, unknown, disabled}) {
            QCOMPARE(answer.status, 401);
            QCOMPARE(Desk::fieldCodeIn(answer), u"wrong"_s);
            QJsonObject told = jsonIn(answer);
            told.remove(u"request_id"_s);
            QJsonObject first = jsonIn(wrong);
            first.remove(u"request_id"_s);
            QCOMPARE(told, first);
        }
    }

    void badBodiesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("no password") << QByteArray(R"({"username": "anna"})") << 400;
        QTest::newRow("empty") << QByteArray(R"({"username": "", "password": ""})") << 400;
        QTest::newRow("a number") << QByteArray(R"({"username": "anna", "password": 7})") << 400;
        QTest::newRow("unknown field") << QByteArray(R"({"username": "anna", "password": "x", "otp": "1"})") << 400;
        QTest::newRow("no JSON") << QByteArray("username=anna") << 400;
        QTest::newRow("too long") << QByteArray(4'097, ' ') << 413;
    }
    void badBodiesAreRefused()
    {
        QFETCH(QByteArray, body);
        Desk desk;
        QTEST(desk.ask("POST", "/staff/sessions", body).status, "status");
    }

    void aThrottledSignInSucceedsAfterRetryAfter()
    {
        Desk desk({.guesses = {.perName = 2, .perAddress = 50}});
        for (int i = 0; i < 2; ++i)
            QCOMPARE(desk.signIn("anna", u"wrong horse"_s).status, 401);
        const RawAnswer refused = desk.signIn("anna", rightPassword);
        QCOMPARE(refused.status, 429);
        QVERIFY(refused.headers.value("ratelimit").startsWith("\"sign-ins\";r=0;t="));
        desk.office.clock.advance(std::chrono::seconds(refused.headers.value("retry-after").toInt()));
        QCOMPARE(desk.signIn("anna", rightPassword).status, 201);
    }

    void aOneTimePasswordOpensNothingElse()
    {
        Desk desk;
        QVERIFY(desk.office.staff->setPassword(u"anna"_s, rightPassword, true, StaffAuthority::commandLine()).get());
        const RawAnswer opened = desk.signIn("anna", rightPassword);
        QCOMPARE(opened.status, 201);
        QCOMPARE(jsonIn(opened).value(u"must_change_password"_s).toBool(), true);
        const QByteArray token = Desk::tokenIn(opened);
        const RawAnswer refused = desk.work(token);
        QCOMPARE(refused.status, 403);
        QCOMPARE(Desk::fieldCodeIn(refused), u"password_change_required"_s);
        QCOMPARE(desk.ask("GET", "/staff/sessions/current", {}, token).status, 200);
        const RawAnswer changed = desk.changePassword(token, rightPassword, u"another horse"_s);
        QCOMPARE(changed.status, 200);
        QCOMPARE(jsonIn(changed).value(u"must_change_password"_s).toBool(), false);
        QCOMPARE(desk.work(token).status, 401);
        QCOMPARE(desk.work(Desk::tokenIn(changed)).status, 200);
    }

    void aBadNewPasswordIsNamed_data()
    {
        QTest::addColumn<QString>("current");
        QTest::addColumn<QString>("fresh");
        QTest::addColumn<QString>("field");
        QTest::newRow("wrong") << u"wrong horse"_s << u"another horse"_s << u"current"_s;
        QTest::newRow("short") << rightPassword << u"q9z"_s << u"new"_s;
        QTest::newRow("the same") << rightPassword << rightPassword << u"new"_s;
    }
    void aBadNewPasswordIsNamed()
    {
        QFETCH(QString, current);
        QFETCH(QString, fresh);
        Desk desk;
        const QByteArray token = desk.tokenOf("anna");
        const RawAnswer answer = desk.changePassword(token, current, fresh);
        QCOMPARE(answer.status, 400);
        QTEST(jsonIn(answer).value(u"errors"_s).toArray().at(0).toObject().value(u"field"_s).toString(), "field");
        QVERIFY(!answer.body.contains(fresh.toUtf8()));
        QCOMPARE(desk.work(token).status, 200);
    }

    void othersStayOutside()
    {
        Desk desk;
        KeyService service(*desk.office.store, desk.office.clock, desk.office.random, desk.keys);
        const auto key = service.create({.kind = KeyKind::Storefront, .actor = u"test"_s}).get();
        QVERIFY(key);
        QCOMPARE(desk.work(key->secret.toLatin1()).status, 403);
        QCOMPARE(desk.work({}).status, 401);
        QCOMPARE(desk.work("tg_staff_" + QByteArray(43, 'A')).status, 401);
        Request request;
        request.peer = QHostAddress(u"192.0.2.1"_s);
        request.headers = {{"authorization", "Bearer " + desk.tokenOf("anna")}};
        QCOMPARE(desk.authenticator.partnerGate(u"feeds"_s)(request)->status, 401);
        QCOMPARE(desk.authenticator.shopperGate()(request)->status, 401);
    }

    void anIdleSessionIsOver()
    {
        Desk desk;
        const QByteArray token = desk.tokenOf("anna");
        desk.office.clock.advance(30min);
        QCOMPARE(desk.work(token).status, 401);
    }
};

QTEST_GUILESS_MAIN(StaffSessionsApiTest)
#include "tst_staff_sessions_api.moc"
