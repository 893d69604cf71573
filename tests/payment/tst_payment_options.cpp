// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_options.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidegate;

class PaymentOptionsTest : public QObject
{
    Q_OBJECT

    static Result<PaymentOptions> read(const QMap<QString, QString> &values)
    {
        Settings settings = *Settings::load({}, values, {});
        const Result<PaymentOptions> options = paymentOptions(settings);
        if (const auto finished = settings.finish(); options && !finished)
            return tl::unexpected(finished.error());
        return options;
    }

private Q_SLOTS:
    void withoutSettingsNoGatewayIsOfferedAndTheLimitsAreTheContracts()
    {
        const auto options = read({});
        QVERIFY(options);
        QVERIFY(!options->card);
        QVERIFY(!options->paypal);
        QCOMPARE(options->service.breakerFailures, 3);
        QCOMPARE(options->service.breakerWindow, std::chrono::seconds(60));
        QCOMPARE(options->service.breakerOpen, std::chrono::seconds(30));
        QCOMPARE(options->service.retries, 3);
        PaymentRegistry registry;
        QVERIFY(addGateways(*options, registry, SystemClock()));
        QVERIFY(registry.all().empty());
    }

    void eachSettingIsRead()
    {
        const auto options = read({{u"breaker.failures"_s, u"5"_s},
                                   {u"breaker.window_s"_s, u"10"_s},
                                   {u"breaker.open_s"_s, u"7"_s},
                                   {u"retry.attempts"_s, u"1"_s},
                                   {u"retry.base_ms"_s, u"20"_s},
                                   {u"retry.cap_ms"_s, u"200"_s},
                                   {u"payment.card.base_url"_s, u"https://api.stripe.com/"_s},
                                   {u"payment.card.secret_key"_s, u"sk_test_1"_s},
                                   {u"payment.paypal.base_url"_s, u"http://127.0.0.1:99"_s},
                                   {u"payment.paypal.client_id"_s, u"id"_s},
                                   {u"payment.paypal.client_secret"_s, u"secret"_s},
                                   {u"payment.crypto.network"_s, u"test"_s},
                                   {u"plugins.folder"_s, u"/plugins"_s}});
        QVERIFY(options);
        QCOMPARE(options->service.breakerFailures, 5);
        QCOMPARE(options->service.breakerWindow, std::chrono::seconds(10));
        QCOMPARE(options->service.breakerOpen, std::chrono::seconds(7));
        QCOMPARE(options->service.retries, 1);
        QCOMPARE(options->service.retryBase, std::chrono::milliseconds(20));
        QCOMPARE(options->service.retryCap, std::chrono::milliseconds(200));
        QCOMPARE(options->card->baseUrl, u"https://api.stripe.com"_s);
        QCOMPARE(options->card->secretKey, u"sk_test_1"_s);
        QCOMPARE(options->paypal->clientId, u"id"_s);
        QCOMPARE(options->paypal->clientSecret, u"secret"_s);
        QCOMPARE(options->plugins.value(u"crypto"_s), PluginSettings({{u"network"_s, u"test"_s}}));
        QCOMPARE(options->pluginFolder, u"/plugins"_s);

        const SystemClock clock;
        PaymentRegistry registry;
        QVERIFY(addGateways(*options, registry, clock));
        QCOMPARE(registry.find(u"card"_s)->name(), u"Credit card"_s);
        QCOMPARE(registry.find(u"paypal"_s)->name(), u"PayPal"_s);
    }

    void aKeyWithoutAnAddressOffersNothing()
    {
        const auto options = read({{u"payment.card.secret_key"_s, u"sk_test_1"_s}});
        QVERIFY(options);
        QVERIFY(!options->card);
    }

    void wrongSettingsAreRefusedByName_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("named");
        QTest::newRow("no key") << u"payment.card.base_url"_s << u"https://a.example"_s << u"payment.card.secret_key"_s;
        QTest::newRow("no id") << u"payment.paypal.base_url"_s << u"https://a.example"_s << u"payment.paypal.client_id"_s;
        QTest::newRow("plain http") << u"payment.card.base_url"_s << u"http://a.example"_s << u"https://"_s;
        QTest::newRow("ftp") << u"payment.card.base_url"_s << u"ftp://127.0.0.1"_s << u"https://"_s;
        QTest::newRow("no host") << u"payment.card.base_url"_s << u"https://"_s << u"payment.card.base_url"_s;
        QTest::newRow("query") << u"payment.card.base_url"_s << u"https://a.example/?x=1"_s << u"payment.card.base_url"_s;
        QTest::newRow("user") << u"payment.card.base_url"_s << u"https://u:p@a.example"_s << u"payment.card.base_url"_s;
        QTest::newRow("failures") << u"breaker.failures"_s << u"0"_s << u"breaker.failures"_s;
        QTest::newRow("attempts") << u"retry.attempts"_s << u"many"_s << u"retry.attempts"_s;
        QTest::newRow("unknown") << u"breaker.colour"_s << u"red"_s << u"breaker.colour"_s;
    }
    void wrongSettingsAreRefusedByName()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, named);
        const auto options = read({{key, value}});
        QVERIFY(!options);
        QVERIFY2(options.error().detail.contains(named), qPrintable(options.error().detail));
    }
};

QTEST_GUILESS_MAIN(PaymentOptionsTest)
#include "tst_payment_options.moc"
