// SPDX-License-Identifier: GPL-3.0-or-later
// Returns over HTTP: what is asked, answered and refused, and what each audience is told.
#include "app/api/return_rules_controller.h"
#include "app/api/rma_controller.h"
#include "app/api/staff_order_controller.h"
#include "app/api/staff_refund_controller.h"
#include "app/api/staff_rma_controller.h"
#include "http/test_server.h"
#include "returns_shop.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray png()
{
    return QByteArray::fromBase64(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");
}

/// Doors that let everybody in who names a shopper or one of the staff (by the role), and keep what was refused behind them.
class ReturnsDesk
{
public:
    ReturnsDesk()
    {
        returns.addRoutes(server.router());
        staffReturns.addRoutes(server.router());
        rules.addRoutes(server.router());
        orders.addRoutes(server.router());
        refunds.addRoutes(server.router());
        server.start();
    }
    ~ReturnsDesk() { server.stop(); }
    Q_DISABLE_COPY_MOVE(ReturnsDesk)

    RawAnswer ask(const QByteArray &method, const QByteArray &target, const QByteArray &who, const QByteArray &body = {},
                  const QByteArray &headers = {})
    {
        const QByteArray type =
            headers.contains("Content-Type") ? QByteArray() : QByteArray("Content-Type: application/json\r\n");
        return server.ask(method + ' ' + target + " HTTP/1.1\r\nHost: x\r\nX-Who: " + who + "\r\n" + type + headers
                          + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    RawAnswer step(const QByteArray &who, const Rma &rma, const QByteArray &name, const QByteArray &body = {},
                   const QByteArray &headers = {})
    {
        return ask("POST", path(rma) + '/' + name, who, body, match(shop.find(rma.summary.id).summary.version) + headers);
    }
    static QByteArray match(qint64 version) { return "If-Match: \"" + QByteArray::number(version) + "\"\r\n"; }
    static QByteArray path(const Rma &rma) { return "/staff/rma/" + rma.summary.id.toLatin1(); }
    Order sold(qint64 quantity = 1) { return shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = quantity}}}); }
    static QByteArray wanted(const Order &order, const QByteArray &more = {})
    {
        return "{\"order_id\":\"" + order.id.toLatin1() + "\",\"lines\":[{\"order_line_id\":\""
            + order.lines.front().id.toLatin1() + "\",\"quantity\":1,\"reason\":\"defective\"}]" + more + '}';
    }

    ReturnsShop shop;
    QStringList refused; ///< "who: code"
    const QTemporaryDir folder;
    RmaFiles files{*shop.store, folder.path(), shop.clock, shop.random};
    RmaController returns{shop.rma, shop.queries, files, shopperAccess()};
    StaffRmaController staffReturns{shop.rma, shop.queries, files, staffAccess()};
    ReturnRulesController rules{shop.rules, staffAccess()};
    StaffOrderController orders{shop.fulfilment, staffAccess()};
    StaffRefundController refunds{shop.refunds, staffAccess()};
    TestServer server;

private:
    RefusalListener listener()
    {
        return [this](const Error &error, const Request &request) {
            refused << QString::fromLatin1(request.header("x-who")) + u": "_s + errorName(error.code);
        };
    }
    ShopperAccess shopperAccess()
    {
        return {[](Request &request) -> std::optional<Response> {
                    request.caller = QString::fromLatin1(request.header("x-who"));
                    return std::nullopt;
                },
                listener()};
    }
    StaffAccess staffAccess()
    {
        return {[](Request &) -> std::optional<Response> { return std::nullopt; },
                [](const Request &request) {
                    const QString role = QString::fromLatin1(request.header("x-who"));
                    return StaffActor{u"id-"_s + role, u"the "_s + role, staffRoleFromName(role).value_or(StaffRole::Support)};
                },
                listener()};
    }
};

} // namespace

class ReturnsApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aShopperAsksForAReturn()
    {
        ReturnsDesk desk;
        const Order order = desk.sold();
        const RawAnswer answer = desk.ask("POST", "/rma", "ann", ReturnsDesk::wanted(order), "Idempotency-Key: k\r\n");
        QCOMPARE(answer.status, 201);
        const QJsonObject made = jsonIn(answer);
        QCOMPARE(answer.headers.value("location"), "/rma/" + made[u"id"_s].toString().toLatin1());
        QCOMPARE(answer.headers.value("etag"), QByteArray("\"1\""));
        QCOMPARE(made[u"state"_s].toString(), u"submitted"_s);
        const RawAnswer again = desk.ask("POST", "/rma", "ann", ReturnsDesk::wanted(order), "Idempotency-Key: k\r\n");
        QCOMPARE(again.headers.value("idempotent-replayed"), QByteArray("true"));
        QCOMPARE(again.body, answer.body);
        QCOMPARE(desk.shop.count(u"SELECT COUNT(*) FROM rma"_s), 1);
    }

    void whatOfAnOrderCanBeReturned()
    {
        ReturnsDesk desk;
        const Order order = desk.sold(3);
        desk.ask("POST", "/rma", "ann", ReturnsDesk::wanted(order));
        for (const QByteArray &path : {"/orders/" + order.id.toLatin1(), "/staff/orders/" + order.id.toLatin1()}) {
            const QJsonObject line = jsonIn(desk.ask("GET", path + "/returnable", "ann"))[u"data"_s][0].toObject();
            QCOMPARE(line[u"shipped"_s].toInt(), 3);
            QCOMPARE(line[u"returnable"_s].toInt(), 2);
        }
        QCOMPARE(desk.ask("GET", "/orders/" + order.id.toLatin1() + "/returnable", "eve").status, 404);
    }

    void aShopperIsNotToldWhatIsTheShopsOwn()
    {
        ReturnsDesk desk;
        const Rma rma = desk.shop.decided(desk.sold());
        desk.ask("POST", ReturnsDesk::path(rma) + "/notes", "support", "{\"body\":\"suspicious\",\"visibility\":\"internal\"}");
        const QByteArray target = "/rma/" + rma.summary.id.toLatin1();
        const QJsonObject seen = jsonIn(desk.ask("GET", target, "ann"));
        QVERIFY(seen[u"notes"_s].toArray().isEmpty());
        QVERIFY(seen[u"lines"_s][0][u"units"_s][0][u"disposition"_s].isNull());
        QCOMPARE(seen[u"history"_s][0][u"actor"_s].toString(), u"shopper"_s);
        QCOMPARE(seen[u"history"_s][1][u"actor"_s].toString(), u"staff"_s);
        const QByteArray body = desk.ask("GET", target, "ann").body;
        for (const char *hidden : {"sue", "walt", "fay", "suspicious", "quarantine", "\"version\":\"", "request_id"})
            QVERIFY2(!body.contains(hidden), hidden);
        const QByteArray repeated = desk.ask("POST", target + "/cancel", "ann").body;
        QVERIFY(!repeated.contains("suspicious"));
    }

    void theStaffSeeEverything()
    {
        ReturnsDesk desk;
        const Rma rma = desk.shop.decided(desk.sold());
        const RawAnswer answer = desk.ask("GET", ReturnsDesk::path(rma), "warehouse");
        const QJsonObject seen = jsonIn(answer);
        QCOMPARE(answer.headers.value("etag"), '"' + QByteArray::number(rma.summary.version) + '"');
        QCOMPARE(seen[u"queue"_s].toString(), u"finance"_s);
        QCOMPARE(seen[u"legal_steps"_s].toArray(), QJsonArray({u"decide"_s, u"inspect"_s, u"complete"_s, u"repair"_s}));
        const QJsonValue unit = seen[u"lines"_s][0][u"units"_s][0];
        QCOMPARE(unit[u"disposition"_s][u"decided_by"_s].toString(), u"staff:fay"_s);
        QCOMPARE(unit[u"inspection"_s][u"stock"_s].toString(), u"quarantine"_s);
        QCOMPARE(seen[u"history"_s][1][u"before"_s][u"state"_s].toString(), u"submitted"_s);
    }

    void aReturnIsWorkedOnOverHttp()
    {
        ReturnsDesk desk;
        const Rma rma = desk.shop.submitted(desk.sold());
        const QByteArray line = rma.lines.front().id.toLatin1();
        const QByteArray unit = "{\"line_id\":\"" + line + "\",\"unit\":1,";
        QCOMPARE(desk.step("support", rma, "validate").status, 200);
        QCOMPARE(desk.step("support", rma, "approve", "{}").status, 200);
        QCOMPARE(desk.step("warehouse", rma, "send", "{\"tracking\":\"T\"}").status, 200);
        QCOMPARE(desk.step("warehouse", rma, "receive", "{\"lines\":[{\"line_id\":\"" + line + "\",\"quantity\":1}]}").status,
                 200);
        QCOMPARE(desk.step("warehouse", rma, "inspect",
                           "{\"units\":[" + unit + "\"grade\":\"new\",\"verdict\":\"accept\",\"stock\":\"restock\"}]}")
                     .status,
                 200);
        const QByteArray decisions =
            "{\"units\":[" + unit + "\"kind\":\"STORE_CREDIT\",\"fee\":{\"amount\":100,\"currency\":\"EUR\"}}]}";
        QCOMPARE(
            jsonIn(desk.ask("POST", ReturnsDesk::path(rma) + "/preview", "finance", decisions))[u"credit"_s][u"amount"_s].toInt(),
            900);
        QCOMPARE(desk.step("finance", rma, "disposition", decisions).status, 200);
        QCOMPARE(jsonIn(desk.step("finance", rma, "complete"))[u"state"_s].toString(), u"completed"_s);
        QCOMPARE(desk.shop.allViolations(), QStringList());
        QVERIFY(desk.refused.isEmpty());
    }

    void whatIsRefused_data()
    {
        QTest::addColumn<QByteArray>("step");
        QTest::addColumn<QByteArray>("who");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, const char *step, const char *who, const char *body, const char *headers,
                            int status, const QString &code) {
            QTest::newRow(name) << QByteArray(step) << QByteArray(who) << QByteArray(body) << QByteArray(headers) << status
                                << code;
        };
        row("another role", "validate", "finance", "", "If-Match: \"1\"\r\n", 403, u"forbidden"_s);
        row("no version", "validate", "support", "", "", 428, u"precondition_required"_s);
        row("stale version", "validate", "support", "", "If-Match: \"7\"\r\n", 412, u"version_conflict"_s);
        row("not legal", "approve", "support", "", "If-Match: \"1\"\r\n", 409, u"illegal_transition"_s);
        row("unknown field", "validate", "support", "{\"fast\":true}", "If-Match: \"1\"\r\n", 400, u"invalid_request"_s);
        row("no reason", "decline", "support", "{}", "If-Match: \"1\"\r\n", 400, u"invalid_request"_s);
        row("blank reason", "decline", "support", "{\"reason\":\" \"}", "If-Match: \"1\"\r\n", 400, u"invalid_request"_s);
        row("no units", "inspect", "warehouse", "{\"units\":[]}", "If-Match: \"1\"\r\n", 400, u"invalid_request"_s);
        row("no JSON", "validate", "support", "fast=true", "If-Match: \"1\"\r\nContent-Type: text/plain\r\n", 415,
            u"unsupported_media_type"_s);
        row("half a fee", "disposition", "finance",
            "{\"units\":[{\"line_id\":\"x\",\"unit\":1,\"kind\":\"REFUND\",\"fee\":{\"amount\":1}}]}", "If-Match: \"1\"\r\n", 400,
            u"invalid_request"_s);
    }
    void whatIsRefused()
    {
        QFETCH(const QByteArray, step);
        QFETCH(const QByteArray, who);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, headers);
        QFETCH(const int, status);
        QFETCH(const QString, code);
        ReturnsDesk desk;
        const Rma rma = desk.shop.submitted(desk.sold());
        const qint64 audited = desk.shop.count(u"SELECT COUNT(*) FROM audit"_s);
        const RawAnswer answer = desk.ask("POST", ReturnsDesk::path(rma) + '/' + step, who, body, headers);
        QCOMPARE(answer.status, status);
        QCOMPARE(codeIn(answer), code);
        QCOMPARE(desk.shop.find(rma.summary.id).summary.version, 1);
        const qint64 told = status == 403 ? 1 : 0; // a security matter
        QCOMPARE(desk.shop.count(u"SELECT COUNT(*) FROM audit"_s), audited + told);
    }

    void aWrongRoleIsTold()
    {
        ReturnsDesk desk;
        const Order order = desk.sold();
        const Rma rma = desk.shop.submitted(order);
        const QByteArray orderPath = "/staff/orders/" + order.id.toLatin1();
        desk.step("finance", rma, "validate");
        desk.ask("POST", orderPath + "/ship", "support", "{}", "If-Match: \"2\"\r\n");
        desk.ask("POST", "/staff/refunds/none/retry", "support", {}, "If-Match: \"1\"\r\n");
        desk.ask("PUT", "/staff/return-rules", "support",
                 "{\"window_days\":1,\"send_days\":1,\"auto_validate\":false,\"auto_approve\":false,\"final_sale_skus\":[],"
                 "\"final_sale_categories\":[]}",
                 "If-Match: \"1\"\r\n");
        QCOMPARE(
            desk.refused,
            QStringList({u"finance: forbidden"_s, u"support: forbidden"_s, u"support: forbidden"_s, u"support: forbidden"_s}));
    }

    void aFileThatIsDisguisedIsTold()
    {
        ReturnsDesk desk;
        const QByteArray target = "/rma/" + desk.shop.submitted(desk.sold()).summary.id.toLatin1() + "/attachments";
        const RawAnswer answer = desk.ask("POST", target, "ann", png(), "Content-Type: image/jpeg\r\n");
        QCOMPARE(answer.status, 415);
        QCOMPARE(jsonIn(answer)[u"errors"_s][0][u"code"_s].toString(), u"type_differs"_s);
        QCOMPARE(desk.refused, QStringList(u"ann: unsupported_media_type"_s));
    }

    void aFileIsAddedAndGivenBack()
    {
        ReturnsDesk desk;
        const Rma rma = desk.shop.submitted(desk.sold());
        const QByteArray target = "/rma/" + rma.summary.id.toLatin1() + "/attachments";
        const RawAnswer added =
            desk.ask("POST", target + "?name=d%C3%A9j%C3%A0.png", "ann", png(), "Content-Type: image/png\r\n");
        QCOMPARE(added.status, 201);
        const QByteArray id = jsonIn(added)[u"id"_s].toString().toLatin1();
        for (const QByteArray &place : {target, ReturnsDesk::path(rma) + "/attachments"}) {
            const RawAnswer file = desk.ask("GET", place + '/' + id, "ann");
            QCOMPARE(file.body, png());
            QCOMPARE(file.headers.value("content-disposition"), QByteArray("attachment; filename*=UTF-8''d%C3%A9j%C3%A0.png"));
            QCOMPARE(file.headers.value("x-content-type-options"), QByteArray("nosniff"));
        }
        QCOMPARE(desk.ask("GET", target + '/' + id, "eve").status, 404);
        QCOMPARE(desk.ask("GET", target + "/none", "ann").status, 404);
    }

    void aNoteIsAddedOnce()
    {
        ReturnsDesk desk;
        const Rma rma = desk.shop.submitted(desk.sold());
        const QByteArray target = ReturnsDesk::path(rma) + "/notes";
        const QByteArray note = "{\"body\":\"hello\",\"visibility\":\"customer\"}";
        QCOMPARE(desk.ask("POST", target, "support", note, "Idempotency-Key: k\r\n").status, 201);
        const RawAnswer again = desk.ask("POST", target, "support", note, "Idempotency-Key: k\r\n");
        QCOMPARE(again.headers.value("idempotent-replayed"), QByteArray("true"));
        QCOMPARE(desk.shop.count(u"SELECT COUNT(*) FROM rma_note"_s), 1);
        QCOMPARE(codeIn(desk.ask("POST", target, "support", "{\"body\":\"\",\"visibility\":\"all\"}")), u"invalid_request"_s);
        QCOMPARE(desk.ask("POST", "/staff/rma/none/notes", "support", note).status, 404);
    }

    void aRefundIsRetriedOnceUnderItsKey()
    {
        ReturnsDesk desk;
        const Rma rma = desk.shop.completing(desk.sold());
        desk.shop.card->refundsPlay({Shop::Manner::Decline});
        desk.shop.sendRefunds();
        const Refund failed = desk.shop.find(rma.summary.id).refunds.front();
        const QByteArray target = "/staff/refunds/" + failed.id.toLatin1() + "/retry";
        const QByteArray headers = ReturnsDesk::match(failed.version) + "Idempotency-Key: k\r\n";
        QCOMPARE(codeIn(desk.ask("POST", target, "finance", "{\"fast\":true}", headers)), u"invalid_request"_s);
        QCOMPARE(desk.ask("POST", target, "finance", "fast", headers + "Content-Type: text/plain\r\n").status, 415);
        QCOMPARE(desk.ask("POST", target, "finance", {}, headers).status, 200);
        const RawAnswer again = desk.ask("POST", target, "finance", {}, headers);
        QCOMPARE(again.status, 200);
        QCOMPARE(again.headers.value("idempotent-replayed"), QByteArray("true"));
        QCOMPARE(desk.shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'refund.retried'"_s), 1);
    }

    void theRulesAreChangedByAnAdmin()
    {
        ReturnsDesk desk;
        const QByteArray rules = "{\"window_days\":14,\"send_days\":7,\"auto_validate\":true,\"auto_approve\":false,"
                                 "\"final_sale_skus\":[\"A\"],\"final_sale_categories\":[]}";
        const RawAnswer changed = desk.ask("PUT", "/staff/return-rules", "admin", rules, "If-Match: \"1\"\r\n");
        QCOMPARE(changed.status, 200);
        QCOMPARE(jsonIn(desk.ask("GET", "/staff/return-rules", "warehouse")), jsonIn(changed));
        QCOMPARE(desk.ask("PUT", "/staff/return-rules", "admin", rules, "If-Match: \"1\"\r\n").status, 412);
        const RawAnswer refused = desk.ask("POST", "/rma", "ann", ReturnsDesk::wanted(desk.sold()));
        QCOMPARE(refused.status, 409);
        QCOMPARE(jsonIn(refused)[u"errors"_s][0][u"code"_s].toString(), u"final_sale"_s);
        const QByteArray overriding = ReturnsDesk::wanted(desk.sold(), ",\"override_rules\":true");
        QCOMPARE(desk.ask("POST", "/staff/rma", "support", overriding).status, 201);
        QCOMPARE(codeIn(desk.ask("PUT", "/staff/return-rules", "admin", "{\"window_days\":-1}", "If-Match: \"2\"\r\n")),
                 u"invalid_request"_s);
    }
};

QTEST_GUILESS_MAIN(ReturnsApiTest)
#include "tst_returns_api.moc"
