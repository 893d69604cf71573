// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/staff_order_controller.h"
#include "app/api/staff_refund_controller.h"
#include "http/test_server.h"
#include "shop.h"

#include <QJsonArray>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// Lets everybody in who names a role.
StaffAccess openDoor()
{
    return {[](Request &request) -> std::optional<Response> {
                if (staffRoleFromName(QString::fromLatin1(request.header("x-role"))))
                    return std::nullopt;
                return Response::problem(Error{ErrorCode::Unauthenticated, {}, std::nullopt, {}}, request);
            },
            [](const Request &request) {
                const QString role = QString::fromLatin1(request.header("x-role"));
                return StaffActor{u"id-"_s + role, role, *staffRoleFromName(role)};
            }};
}

/// Two of A were bought by ann.
class Office
{
public:
    Office()
    {
        shop.addProduct(u"A"_s, 10);
        shop.addSale({{u"A"_s, 1999, 9, 5}});
        order = shop.buyOrder(u"ann"_s, u"A"_s, 2);
        orders.addRoutes(server.router());
        refunds.addRoutes(server.router());
        server.start();
    }

    RawAnswer get(const QByteArray &target, const QByteArray &role = "support")
    {
        return server.get(target, "X-Role: " + role + "\r\n");
    }
    RawAnswer post(const QByteArray &target, const QByteArray &body, const QByteArray &role, const QByteArray &headers)
    {
        return server.ask("POST " + target + " HTTP/1.1\r\nHost: x\r\nX-Role: " + role + "\r\nContent-Type: application/json\r\n"
                          + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    [[nodiscard]] QByteArray path(const QByteArray &rest = {}) const { return "/staff/orders/" + order.id.toLatin1() + rest; }
    QByteArray match()
    {
        return "If-Match: \"" + QByteArray::number(shop.fulfilment.order(order.id).get()->order.version) + "\"\r\n";
    }
    [[nodiscard]] QByteArray lines(int quantity) const
    {
        return "\"lines\":[{\"order_line_id\":\"" + order.lines.front().id.toLatin1()
            + "\",\"quantity\":" + QByteArray::number(quantity) + "}]";
    }

    Shop shop;
    Order order;
    StaffOrderController orders{shop.fulfilment, openDoor()};
    StaffRefundController refunds{shop.refunds, openDoor()};
    TestServer server;
};

} // namespace

class StaffOrdersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anOrderIsShownWithItsVersion()
    {
        Office office;
        const RawAnswer answer = office.get(office.path());
        QCOMPARE(answer.status, 200);
        const QJsonObject order = jsonIn(answer);
        QCOMPARE(answer.headers.value("etag"), '"' + QByteArray::number(order[u"version"_s].toInt()) + '"');
        QCOMPARE(order[u"fulfilment"_s].toString(), u"unshipped"_s);
        QCOMPARE(order[u"email"_s].toString(), u"ann@example.com"_s);
    }

    void ordersAreFound()
    {
        Office office;
        for (const QByteArray &query : {QByteArray("?q=ann@"), QByteArray("?status=unshipped"), QByteArray("?q=a&limit=1"),
                                        "?q=" + office.order.id.toLatin1()}) {
            const RawAnswer answer = office.get("/staff/orders" + query);
            QCOMPARE(answer.status, 200);
            QCOMPARE(jsonIn(answer)[u"data"_s][0][u"id"_s].toString(), office.order.id);
        }
        QCOMPARE(codeIn(office.get("/staff/orders?status=lost")), u"invalid_request"_s);
        QCOMPARE(codeIn(office.get("/staff/orders?cursor=%27")), u"invalid_request"_s);
        QCOMPARE(codeIn(office.get("/staff/orders?colour=red")), u"invalid_request"_s);
    }

    void aPartIsShipped()
    {
        Office office;
        const RawAnswer answer =
            office.post(office.path("/ship"), '{' + office.lines(1) + ",\"tracking\":\"DHL 1\"}", "warehouse", office.match());
        QCOMPARE(answer.status, 200);
        const QJsonObject order = jsonIn(answer);
        QCOMPARE(order[u"fulfilment"_s].toString(), u"part_shipped"_s);
        QCOMPARE(order[u"items"_s][0][u"shipped"_s].toInt(), 1);
        QCOMPARE(order[u"shipments"_s][0][u"tracking"_s].toString(), u"DHL 1"_s);
        QCOMPARE(order[u"shipments"_s][0][u"shipped_by"_s].toString(), u"staff:warehouse"_s);
        QCOMPARE(answer.headers.value("etag"), '"' + QByteArray::number(order[u"version"_s].toInt()) + '"');
    }

    void aRepeatedCancelIsAnsweredAgain()
    {
        Office office;
        const QByteArray headers = office.match() + "Idempotency-Key: k\r\n";
        const RawAnswer first = office.post(office.path("/cancel"), "{\"reason\":\"late\"}", "support", headers);
        const RawAnswer again = office.post(office.path("/cancel"), "{\"reason\":\"late\"}", "support", headers);
        QCOMPARE(first.status, 200);
        QVERIFY(!first.headers.contains("idempotent-replayed"));
        QCOMPARE(again.headers.value("idempotent-replayed"), QByteArray("true"));
        QCOMPARE(again.body, first.body);
        QCOMPARE(jsonIn(first)[u"refunds"_s].toArray().size(), 1);
        QCOMPARE(codeIn(office.post(office.path("/ship"), "{\"reason\":\"late\"}", "support", headers)), u"invalid_request"_s);
        QCOMPARE(codeIn(office.post(office.path("/cancel"), "{}", "support", headers)), u"idempotency_key_reused"_s);
    }

    void whatIsRefused_data()
    {
        QTest::addColumn<QByteArray>("action");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("role");
        QTest::addColumn<QByteArray>("match");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *name, const char *action, const char *body, const char *role, const char *match,
                            int status, const QString &code) {
            QTest::newRow(name) << QByteArray(action) << QByteArray(body) << QByteArray(role) << QByteArray(match) << status
                                << code;
        };
        row("nobody", "/ship", "{}", "nobody", "If-Match: \"2\"\r\n", 401, u"unauthenticated"_s);
        row("another role", "/ship", "{}", "support", "If-Match: \"2\"\r\n", 403, u"forbidden"_s);
        row("no version", "/ship", "{}", "warehouse", "", 428, u"precondition_required"_s);
        row("any version", "/ship", "{}", "warehouse", "If-Match: *\r\n", 428, u"precondition_required"_s);
        row("bad version", "/ship", "{}", "warehouse", "If-Match: 2\r\n", 400, u"invalid_request"_s);
        row("stale version", "/ship", "{}", "warehouse", "If-Match: \"1\"\r\n", 412, u"version_conflict"_s);
        row("no line", "/ship", "{\"lines\":[]}", "warehouse", "If-Match: \"2\"\r\n", 400, u"invalid_request"_s);
        row("unknown field", "/ship", "{\"carrier\":\"x\"}", "warehouse", "If-Match: \"2\"\r\n", 400, u"invalid_request"_s);
        row("unknown line", "/cancel", "{\"lines\":[{\"order_line_id\":\"x\",\"quantity\":1}]}", "support", "If-Match: \"2\"\r\n",
            400, u"invalid_request"_s);
        row("no JSON", "/cancel", "", "support", "If-Match: \"2\"\r\n", 400, u"invalid_request"_s);
    }

    void whatIsRefused()
    {
        QFETCH(const QByteArray, action);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, role);
        QFETCH(const QByteArray, match);
        QFETCH(const int, status);
        QFETCH(const QString, code);
        Office office;
        const RawAnswer answer = office.post(office.path(action), body, role, match);
        QCOMPARE(codeIn(answer), code);
        QCOMPARE(answer.status, status);
        QCOMPARE(office.shop.count(u"SELECT SUM(shipped + cancelled) FROM order_line"_s), 0);
    }

    void anOrderThatIsDoneNamesItsState()
    {
        Office office;
        QCOMPARE(office.post(office.path("/ship"), "{}", "warehouse", office.match()).status, 200);
        const RawAnswer answer = office.post(office.path("/cancel"), "{}", "support", office.match());
        QCOMPARE(answer.status, 409);
        QCOMPARE(codeIn(answer), u"illegal_transition"_s);
        QCOMPARE(jsonIn(answer)[u"errors"_s][0][u"value"_s].toString(), u"shipped"_s);
    }

    void aFailedRefundIsListedAndSentAgain()
    {
        Office office;
        QCOMPARE(office.post(office.path("/cancel"), "{}", "support", office.match()).status, 200);
        office.shop.card->refundsPlay({Shop::Manner::Decline});
        QVERIFY(finish(office.shop.refunds.run()));
        const QJsonObject refund = jsonIn(office.get("/staff/refunds", "finance"))[u"data"_s][0].toObject();
        QCOMPARE(refund[u"state"_s].toString(), u"failed"_s);
        QCOMPARE(refund[u"order_id"_s].toString(), office.order.id);
        const QByteArray path = "/staff/refunds/" + refund[u"id"_s].toString().toLatin1();
        const QByteArray match = "If-Match: \"" + QByteArray::number(refund[u"version"_s].toInt()) + "\"\r\n";
        QCOMPARE(office.post(path + "/retry", "", "support", match).status, 403);
        QCOMPARE(jsonIn(office.post(path + "/retry", "", "finance", match))[u"state"_s].toString(), u"pending"_s);
        QCOMPARE(office.post(path + "/retry", "", "finance", match).status, 412);
        QVERIFY(finish(office.shop.refunds.run()));
        QCOMPARE(jsonIn(office.get(path))[u"state"_s].toString(), u"settled"_s);
        QVERIFY(jsonIn(office.get("/staff/refunds", "finance"))[u"data"_s].toArray().isEmpty());
    }

    void aFailedRefundIsSettledByHand()
    {
        Office office;
        QCOMPARE(office.post(office.path("/cancel"), "{}", "support", office.match()).status, 200);
        office.shop.card->refundsPlay({Shop::Manner::Decline});
        QVERIFY(finish(office.shop.refunds.run()));
        const Refund refund = office.shop.refundOf(office.order.id);
        const QByteArray path = "/staff/refunds/" + refund.id.toLatin1() + "/settle";
        const QByteArray match = "If-Match: \"" + QByteArray::number(refund.version) + "\"\r\n";
        const RawAnswer answer = office.post(path, "{\"reference\":\"re_1\"}", "finance", match);
        QCOMPARE(jsonIn(answer)[u"reference"_s].toString(), u"re_1"_s);
        QCOMPARE(office.post("/staff/refunds/none/settle", "{}", "finance", match).status, 404);
        QCOMPARE(codeIn(office.get("/staff/refunds?state=settled")), u"invalid_request"_s);
    }
};

QTEST_GUILESS_MAIN(StaffOrdersTest)
#include "tst_staff_orders.moc"
