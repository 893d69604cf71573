// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/server_options.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class ServerOptionsTest : public QObject
{
    Q_OBJECT

    const QTemporaryDir m_folder;

    /// The n-th block of settings in the README.
    static QByteArray readmeBlock(int number)
    {
        QFile readme(QStringLiteral(TIDEGATE_README));
        if (!readme.open(QIODevice::ReadOnly))
            qFatal("there is no README");
        const QByteArray block = readme.readAll().replace("```toml\n", "\1").split('\1').value(number);
        return block.left(block.indexOf("```"));
    }

    Result<ServerOptions> read(const QByteArray &toml) const
    {
        const QString path = m_folder.filePath(u"some.toml"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(toml) != toml.size())
            qFatal("no file");
        file.close();
        auto settings = Settings::load(path, {}, {});
        if (!settings)
            return tl::unexpected(settings.error());
        return ServerOptions::read(*settings, m_folder.path());
    }

private Q_SLOTS:
    void theReadmeNamesTheDefaults()
    {
        const auto told = read(readmeBlock(1));
        QVERIFY2(told, told ? "" : qPrintable(told.error().detail));
        const auto defaults = read({});
        QCOMPARE(told->http.listen, defaults->http.listen);
        QCOMPARE(told->http.threads, defaults->http.threads);
        QCOMPARE(told->http.maximumBody, defaults->http.maximumBody);
        QCOMPARE(told->http.maximumFeedBody, defaults->http.maximumFeedBody);
        QCOMPARE(told->http.headerTimeout.count(), defaults->http.headerTimeout.count());
        QCOMPARE(told->http.bodyTimeout.count(), defaults->http.bodyTimeout.count());
        QCOMPARE(told->http.idleTimeout.count(), defaults->http.idleTimeout.count());
        QCOMPARE(told->http.maximumConnections, defaults->http.maximumConnections);
        QCOMPARE(told->http.maximumConnectionsPerAddress, defaults->http.maximumConnectionsPerAddress);
        QCOMPARE(told->store.readers, defaults->store.readers);
        QCOMPARE(told->store.maximumQueue, defaults->store.maximumQueue);
        QCOMPARE(told->checkoutLimit, defaults->checkoutLimit);
        QCOMPARE(told->checkout.deadline.count(), defaults->checkout.deadline.count());
        QCOMPARE(told->refunds.attempts, defaults->refunds.attempts);
        QCOMPARE(told->refunds.base.count(), defaults->refunds.base.count());
        QCOMPARE(told->refunds.cap.count(), defaults->refunds.cap.count());
        QCOMPARE(told->rma.fourEyesAbove, defaults->rma.fourEyesAbove);
        QCOMPARE(told->checkout.maximumInFlight, defaults->checkout.maximumInFlight);
        QCOMPARE(told->maximumShoppers, defaults->maximumShoppers);
        QCOMPARE(told->sessionLimit, defaults->sessionLimit);
        QCOMPARE(told->guessLimit, defaults->guessLimit);
        QCOMPARE(told->staff.idle, defaults->staff.idle);
        QCOMPARE(told->staff.lifetime, defaults->staff.lifetime);
        QCOMPARE(told->staff.guesses.perName, defaults->staff.guesses.perName);
        QCOMPARE(told->staff.guesses.perAddress, defaults->staff.guesses.perAddress);
        QCOMPARE(told->staff.guesses.window, defaults->staff.guesses.window);
        QCOMPARE(told->payment.service.breakerFailures, defaults->payment.service.breakerFailures);
        QCOMPARE(told->payment.service.breakerWindow.count(), defaults->payment.service.breakerWindow.count());
        QCOMPARE(told->payment.service.breakerOpen.count(), defaults->payment.service.breakerOpen.count());
        QCOMPARE(told->payment.service.retries, defaults->payment.service.retries);
        QCOMPARE(told->payment.service.retryBase.count(), defaults->payment.service.retryBase.count());
        QCOMPARE(told->payment.service.retryCap.count(), defaults->payment.service.retryCap.count());
        QCOMPARE(told->cacheTtl.count(), defaults->cacheTtl.count());
        const PartnerSideOptions &toldPartners = told->partnerSide;
        const PartnerSideOptions &partners = defaults->partnerSide;
        QCOMPARE(toldPartners.callbacks.allowHttp, partners.callbacks.allowHttp);
        QCOMPARE(toldPartners.mail.port, partners.mail.port);
        QCOMPARE(toldPartners.mail.startTls, partners.mail.startTls);
        QCOMPARE(toldPartners.jobs.workers, partners.jobs.workers);
        QCOMPARE(toldPartners.jobs.keepDays, partners.jobs.keepDays);
        QCOMPARE(toldPartners.jobs.keepFilesDays, partners.jobs.keepFilesDays);
        QCOMPARE(toldPartners.jobs.maximumWithdrawn, partners.jobs.maximumWithdrawn);
        QCOMPARE(toldPartners.jobs.maximumKept, partners.jobs.maximumKept);
        QCOMPARE(toldPartners.jobs.maximumUnpacked, partners.jobs.maximumUnpacked);
        QCOMPARE(toldPartners.keepFor, partners.keepFor);
    }

    void theReadmesPaymentMethodsAreOffered()
    {
        const auto told = read(readmeBlock(2));
        QVERIFY2(told, told ? "" : qPrintable(told.error().detail));
        QVERIFY(told->payment.card && told->payment.paypal);
        QVERIFY(!read({})->payment.card);
    }

    void whatIsWrongIsNamedWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QString>("told");
        QTest::newRow("unknown") << QByteArray("[http]\nport = 1\n") << u"http.port"_s;
        QTest::newRow("log format") << QByteArray("[log]\nformat = \"jsom\"\n") << u"jsom"_s;
        QTest::newRow("out of bounds") << QByteArray("[cache]\nttl_s = 0\n") << u"line 2"_s;
        QTest::newRow("not a number") << QByteArray("[mail]\nport = \"smtp\"\n") << u"mail.port"_s;
        QTest::newRow("no network") << QByteArray("[callbacks]\nallow_networks = [\"somewhere\"]\n")
                                    << u"callbacks.allow_networks"_s;
        QTest::newRow("mail from nobody") << QByteArray("[mail]\nhost = \"mail.example\"\n") << u"mail.from"_s;
        QTest::newRow("more than all") << QByteArray("[jobs]\nmaximum_withdrawn_percent = 101\n") << u"line 2"_s;
        QTest::newRow("no room for a feed") << QByteArray("[jobs]\nmax_kept_bytes = 1073741823\n") << u"jobs.max_kept_bytes"_s;
        QTest::newRow("no time to work") << QByteArray("[staff]\nidle_s = 0\n") << u"staff.idle_s"_s;
        QTest::newRow("not a truth") << QByteArray("[callbacks]\nallow_http = \"maybe\"\n") << u"callbacks.allow_http"_s;
    }
    void whatIsWrongIsNamedWithItsLine()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QString, told);
        const auto options = read(toml);
        QVERIFY(!options);
        QCOMPARE(options.error().code, ErrorCode::InvalidRequest);
        QVERIFY2(options.error().detail.contains(told), qPrintable(options.error().detail));
    }
};

QTEST_GUILESS_MAIN(ServerOptionsTest)
#include "tst_server_options.moc"
