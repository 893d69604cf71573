// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/route_table.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class RouteTableTest : public QObject
{
    Q_OBJECT

    RouteTable m_table;

    void add(const QByteArray &method, const QString &pattern)
    {
        m_table.add({method, pattern, [](const Request &) { return Response{}; }, {}, {}});
    }

private Q_SLOTS:
    void initTestCase()
    {
        add("GET", u"/orders/{id}"_s);
        add("GET", u"/orders/mine"_s);
        add("POST", u"/orders/{order}/ship"_s);
        add("POST", u"/orders"_s);
        add("GET", u"/orders"_s);
        add("DELETE", u"/orders/{id}"_s);
        add("PUT", u"/orders/mine"_s);
        add("GET", u"/"_s);
    }

    void matches_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("parameter");
        QTest::newRow("root") << QByteArray("GET") << QByteArray("/") << u"/"_s << QString();
        QTest::newRow("literal") << QByteArray("GET") << QByteArray("/orders") << u"/orders"_s << QString();
        QTest::newRow("other method") << QByteArray("POST") << QByteArray("/orders") << u"/orders"_s << QString();
        QTest::newRow("HEAD by GET") << QByteArray("HEAD") << QByteArray("/orders") << u"/orders"_s << QString();
        QTest::newRow("parameter") << QByteArray("GET") << QByteArray("/orders/7") << u"/orders/{id}"_s << u"7"_s;
        QTest::newRow("HEAD with a parameter") << QByteArray("HEAD") << QByteArray("/orders/7") << u"/orders/{id}"_s << u"7"_s;
        QTest::newRow("literal before parameter")
            << QByteArray("GET") << QByteArray("/orders/mine") << u"/orders/mine"_s << QString();
        QTest::newRow("parameter where the literal lacks the method")
            << QByteArray("DELETE") << QByteArray("/orders/mine") << u"/orders/{id}"_s << u"mine"_s;
        QTest::newRow("encoded literal") << QByteArray("GET") << QByteArray("/%6frders/mine") << u"/orders/mine"_s << QString();
        QTest::newRow("encoded parameter") << QByteArray("GET") << QByteArray("/orders/a%2Fb%20%C3%A4") << u"/orders/{id}"_s
                                           << u"a/b ä"_s;
        QTest::newRow("parameter within") << QByteArray("POST") << QByteArray("/orders/7/ship") << u"/orders/{order}/ship"_s
                                          << u"7"_s;
    }
    void matches()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QString, pattern);
        QFETCH(QString, parameter);
        const RouteMatch match = m_table.match(method, path);
        QVERIFY(match.route);
        QCOMPARE(match.route->pattern, pattern);
        QCOMPARE(match.parameters.empty() ? QString() : match.parameters.front().second, parameter);
    }

    void knowsNoSuchPath_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("unknown") << QByteArray("/order");
        QTest::newRow("slash at the end") << QByteArray("/orders/");
        QTest::newRow("two slashes") << QByteArray("//orders");
        QTest::newRow("empty parameter") << QByteArray("/orders//ship");
        QTest::newRow("encoded slash") << QByteArray("/orders%2Fmine");
        QTest::newRow("too long") << QByteArray("/orders/7/ship/now");
        QTest::newRow("a pattern as text") << QByteArray("/orders/{id}/x");
        QTest::newRow("asterisk") << QByteArray("*");
    }
    void knowsNoSuchPath()
    {
        QFETCH(QByteArray, path);
        const RouteMatch match = m_table.match("GET", path);
        QVERIFY(!match.route);
        QVERIFY(match.allow.isEmpty());
    }

    void tellsWhichMethodsAPathHas()
    {
        QCOMPARE(m_table.match("PATCH", "/orders").allow, QByteArray("POST, GET, HEAD"));
        QCOMPARE(m_table.match("PATCH", "/orders/7").allow, QByteArray("GET, HEAD, DELETE"));
        QCOMPARE(m_table.match("GET", "/orders/7/ship").allow, QByteArray("POST"));
        QCOMPARE(m_table.match("HEAD", "/orders/7/ship").allow, QByteArray("POST"));
    }
};

QTEST_APPLESS_MAIN(RouteTableTest)
#include "tst_route_table.moc"
