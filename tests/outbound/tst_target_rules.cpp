// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/outbound/target_rules.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class TargetRulesTest : public QObject
{
    Q_OBJECT

    static TargetRules rules(const TargetRules::Options &options = {}) { return TargetRules::make(options).value(); }

private Q_SLOTS:
    void insideAddressesAreRefused_data()
    {
        QTest::addColumn<QString>("address");
        for (const char *address : {"0.0.0.0",
                                    "0.1.2.3",
                                    "10.0.0.1",
                                    "100.64.0.1",
                                    "100.127.255.255",
                                    "127.0.0.1",
                                    "127.8.8.8",
                                    "169.254.169.254",
                                    "172.16.0.1",
                                    "172.31.255.255",
                                    "192.0.0.1",
                                    "192.0.2.1",
                                    "192.88.99.1",
                                    "192.168.1.1",
                                    "198.18.0.1",
                                    "198.19.255.255",
                                    "198.51.100.7",
                                    "203.0.113.9",
                                    "224.0.0.1",
                                    "239.255.255.255",
                                    "240.0.0.1",
                                    "255.255.255.255",
                                    "::",
                                    "::1",
                                    "::127.0.0.1",
                                    "::8",
                                    "::ffff:127.0.0.1",
                                    "::ffff:10.0.0.1",
                                    "::ffff:a9fe:a9fe",
                                    "64:ff9b::7f00:1",
                                    "64:ff9b::a00:1",
                                    "64:ff9b:1::1",
                                    "100::1",
                                    "2001::1",
                                    "2001:2::1",
                                    "2001:10::1",
                                    "2001:20::1",
                                    "2001:db8::1",
                                    "2002:7f00:1::1",
                                    "2002:a00:1::",
                                    "3fff::1",
                                    "5f00::1",
                                    "fc00::1",
                                    "fd12:3456::1",
                                    "fe80::1",
                                    "fe80::1%eth0",
                                    "fec0::1",
                                    "ff02::1",
                                    "4000::1"})
            QTest::newRow(address) << QString::fromLatin1(address);
    }
    void insideAddressesAreRefused()
    {
        QFETCH(QString, address);
        const QHostAddress parsed(address);
        QVERIFY(!parsed.isNull());
        QVERIFY(!rules().allows(parsed));
    }

    void publicAddressesAreAllowed_data()
    {
        QTest::addColumn<QString>("address");
        for (const char *address : {"1.1.1.1",         "8.8.8.8",          "9.255.255.255",        "11.0.0.0",
                                    "100.63.255.255",  "100.128.0.0",      "126.255.255.255",      "128.0.0.1",
                                    "169.253.255.255", "172.15.255.255",   "172.32.0.0",           "192.167.255.255",
                                    "192.169.0.0",     "198.17.255.255",   "198.20.0.0",           "223.255.255.255",
                                    "::ffff:8.8.8.8",  "64:ff9b::808:808", "2606:4700:4700::1111", "2a00:1450:4001::1"})
            QTest::newRow(address) << QString::fromLatin1(address);
    }
    void publicAddressesAreAllowed()
    {
        QFETCH(QString, address);
        QVERIFY(rules().allows(QHostAddress(address)));
    }

    void noAddressIsNotAllowed() { QVERIFY(!rules().allows(QHostAddress())); }

    void aNetworkCanBeAllowed()
    {
        const TargetRules some = rules({.allowNetworks = {u"10.1.0.0/16"_s, u"fd00::/8"_s}});
        QVERIFY(some.allows(QHostAddress(u"10.1.2.3"_s)));
        QVERIFY(some.allows(QHostAddress(u"::ffff:10.1.2.3"_s)));
        QVERIFY(some.allows(QHostAddress(u"fd00::1"_s)));
        QVERIFY(!some.allows(QHostAddress(u"10.2.0.1"_s)));
        QVERIFY(!some.allows(QHostAddress(u"127.0.0.1"_s)));
    }

    void whatIsNoNetworkIsTold()
    {
        for (const QString &text : {u"10.0.0.0/40"_s, u"example.org"_s, u""_s})
            QCOMPARE(TargetRules::make({.allowNetworks = {text}}).error().code, ErrorCode::InvalidRequest);
    }

    void oneInsideAddressOfSeveralIsEnoughToRefuse()
    {
        const std::vector<QHostAddress> both{QHostAddress(u"8.8.8.8"_s), QHostAddress(u"10.0.0.1"_s)};
        QCOMPARE(rules().checkAddresses(both).error().code, ErrorCode::Forbidden);
        QVERIFY(rules().checkAddresses({both.front()}));
        QVERIFY(!rules().checkAddresses({}));
    }

    void theFormOfAUrlIsChecked_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("allowHttp");
        QTest::addColumn<bool>("right");
        QTest::newRow("https") << u"https://acme.example/hook?x=1"_s << false << true;
        QTest::newRow("https, high port") << u"https://acme.example:8443/"_s << false << true;
        QTest::newRow("https, its own port") << u"https://acme.example:443/"_s << false << true;
        QTest::newRow("http") << u"http://acme.example/"_s << false << false;
        QTest::newRow("http where allowed") << u"http://acme.example/"_s << true << true;
        QTest::newRow("mail server's port") << u"https://acme.example:25/"_s << true << false;
        QTest::newRow("http's port for https") << u"https://acme.example:80/"_s << true << false;
        QTest::newRow("port 0") << u"https://acme.example:0/"_s << true << false;
        QTest::newRow("user") << u"https://u@acme.example/"_s << true << false;
        QTest::newRow("password") << u"https://u:p@acme.example/"_s << true << false;
        QTest::newRow("fragment") << u"https://acme.example/#x"_s << true << false;
        QTest::newRow("file") << u"file:///etc/passwd"_s << true << false;
        QTest::newRow("gopher") << u"gopher://acme.example/"_s << true << false;
        QTest::newRow("no host") << u"https:///x"_s << true << false;
        QTest::newRow("nothing") << QString() << true << false;
    }
    void theFormOfAUrlIsChecked()
    {
        QFETCH(QString, url);
        QFETCH(bool, allowHttp);
        QFETCH(bool, right);
        QCOMPARE(rules({.allowHttp = allowHttp}).checkUrl(QUrl(url, QUrl::StrictMode)).has_value(), right);
    }
};

QTEST_GUILESS_MAIN(TargetRulesTest)
#include "tst_target_rules.moc"
