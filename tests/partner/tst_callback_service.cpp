// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/callback_service.h"

#include "core/partner/callback_outbox.h"
#include "core/partner/callback_schedule.h"
#include "partner/partner_fixture.h"
#include "support/canned_server.h"

#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QTest>

#include <mutex>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class CallbackServiceTest : public QObject
{
    Q_OBJECT

    /// A partner's server, scripted, and our service that calls it.
    struct Calls {
        explicit Calls(CannedServer::Answer answer, CallbackOptions options = local())
            : server(std::move(answer))
            , shop(clock, server.url() + u"/hook"_s)
            , service(*shop.store, options, clock, shop.random)
        {
            if (!service.start())
                qFatal("it does not start");
        }

        /// This machine may be called, and no breaker is in the way.
        static CallbackOptions local()
        {
            CallbackOptions options;
            options.allowHttp = true;
            options.allowNetworks = QStringList{u"127.0.0.0/8"_s};
            options.breaker.failures = 0;
            return options;
        }

        QString queue(const QString &partner, const QString &type = u"job.completed"_s)
        {
            const QString cause = newId(clock, shop.random);
            const auto queued = shop.write([&](WriteTransaction &transaction) -> Result<bool> {
                return queueCallback(transaction, {partner, false, type, cause, {{u"n"_s, 1}}}, clock, shop.random);
            });
            return queued.value() ? shop.text(u"SELECT id FROM delivery WHERE cause = ?"_s, {cause}) : QString();
        }
        QString queue() { return queue(shop.partner); }

        Delivery found(const QString &id) { return service.find(id).get().value(); }
        bool waitForAttempts(const QString &id, int attempts)
        {
            return QTest::qWaitFor([&] { return found(id).attempts >= attempts || found(id).status != DeliveryStatus::Pending; },
                                   10'000);
        }
        /// Goes on to when the next attempt is due.
        void skipWait(const QString &id)
        {
            const Delivery delivery = found(id);
            if (delivery.nextAttemptAt > clock.utc())
                clock.advance(std::chrono::milliseconds(delivery.nextAttemptAt - clock.utc()));
        }
        void failToTheEnd(const QString &id)
        {
            for (int attempts = 1; attempts <= maximumCallbackAttempts; ++attempts) {
                if (!waitForAttempts(id, attempts))
                    qFatal("nobody calls");
                skipWait(id);
            }
        }

        ManualClock clock;
        CannedServer server;
        PartnerFixture shop;
        CallbackService service;
    };

    static QByteArray headerOf(const CannedServer::Request &request, const QByteArray &name)
    {
        for (const QByteArray &line : request.head.split('\n')) {
            if (line.startsWith(name + ": "))
                return line.mid(name.size() + 2).trimmed();
        }
        return {};
    }

    static QByteArray answer(int status) { return CannedServer::answer(status, "{}"); }

private Q_SLOTS:
    void aMessageIsDeliveredSigned()
    {
        Calls calls([](const auto &) { return answer(204); });
        const QString id = calls.queue();
        QTRY_COMPARE(calls.found(id).status, DeliveryStatus::Delivered);
        QCOMPARE(calls.server.requests.size(), std::size_t(1));
        const CannedServer::Request &request = calls.server.requests.front();
        QCOMPARE(request.line, "POST /hook");
        QCOMPARE(headerOf(request, "content-type"), "application/json");
        QCOMPARE(headerOf(request, "webhook-id"), id.toLatin1());
        QVERIFY(!request.head.contains("cookie") && !request.head.contains("authorization"));
        const Delivery delivery = calls.found(id);
        QCOMPARE(request.body, delivery.body);
        QCOMPARE(delivery.attemptList.size(), std::size_t(1));
        QCOMPARE(delivery.attemptList.front().status, 204);
        QVERIFY(delivery.attemptList.front().problem.isEmpty());
        QCOMPARE(delivery.attemptList.front().url, calls.server.url() + u"/hook"_s);
        // CannedServer keeps heads in lower case; the signature is therefore made anew.
        const auto seconds = std::chrono::seconds(headerOf(request, "webhook-timestamp").toLongLong());
        QCOMPARE(headerOf(request, "webhook-signature"),
                 signWebhook({calls.shop.secret}, id.toLatin1(), seconds, request.body).signature.toLower());
    }

    void whileTheSecretChangesBothSign()
    {
        Calls calls([](const auto &) { return answer(200); });
        QVERIFY(calls.shop.partners.createWebhookSecret(calls.shop.partner, u"test"_s, 1h).get());
        const QString id = calls.queue();
        QTRY_COMPARE(calls.found(id).status, DeliveryStatus::Delivered);
        QCOMPARE(headerOf(calls.server.requests.front(), "webhook-signature").count(' '), 1);
    }

    void whatFailsIsTriedForADayAndThenDeadAndToldByMail()
    {
        Calls calls([](const auto &) { return answer(500); });
        const QString id = calls.queue();
        calls.failToTheEnd(id);
        const Delivery dead = calls.found(id);
        QCOMPARE(dead.status, DeliveryStatus::Dead);
        QCOMPARE(int(dead.attemptList.size()), maximumCallbackAttempts);
        QCOMPARE(int(calls.server.requests.size()), maximumCallbackAttempts);
        QVERIFY2(dead.problem.contains(u"500"), qPrintable(dead.problem));
        QCOMPARE(headerOf(calls.server.requests.back(), "webhook-id"), id.toLatin1());
        QVERIFY(headerOf(calls.server.requests.back(), "webhook-timestamp")
                != headerOf(calls.server.requests.front(), "webhook-timestamp"));
        QCOMPARE(calls.shop.text(u"SELECT recipient FROM mail WHERE kind = 'callback.dead'"_s), u"it@acme.example"_s);
        QCOMPARE(calls.shop.number(u"SELECT COUNT(*) FROM audit WHERE action = 'delivery.dead'"_s), 1);
    }

    void eachAttemptIsTold()
    {
        int status = 0;
        std::mutex mutex;
        CallbackOptions options = Calls::local();
        options.onAttempt = [&](const DeliveryAttempt &attempt) {
            const std::lock_guard lock(mutex);
            status = attempt.status;
        };
        Calls calls([](const auto &) { return answer(204); }, options);
        const QString id = calls.queue();
        QTRY_COMPARE(calls.found(id).status, DeliveryStatus::Delivered);
        const std::lock_guard lock(mutex);
        QCOMPARE(status, 204);
    }

    void manyDeadOnesAreOneMail()
    {
        Calls calls([](const auto &) { return answer(500); });
        const QString first = calls.queue();
        const QString second = calls.queue();
        calls.failToTheEnd(first);
        calls.failToTheEnd(second);
        QCOMPARE(calls.found(second).status, DeliveryStatus::Dead);
        QCOMPARE(calls.shop.number(u"SELECT COUNT(*) FROM mail"_s), 1);
    }

    void whatTheReceiverAsksForIsRespected()
    {
        Calls calls([](const auto &) { return CannedServer::answer(503, "", "Retry-After: 600\r\n"); });
        const QString id = calls.queue();
        QVERIFY(calls.waitForAttempts(id, 1));
        QCOMPARE(calls.found(id).nextAttemptAt, calls.clock.utc() + 600'000);
    }

    void goneForGoodSwitchesTheCallbackOff()
    {
        Calls calls([](const auto &request) { return answer(request.body.contains("job.completed") ? 410 : 500); });
        const QString waiting = calls.queue(calls.shop.partner, u"webhook.processed"_s);
        QVERIFY(calls.waitForAttempts(waiting, 1));
        const QString gone = calls.queue();
        QTRY_COMPARE(calls.found(gone).status, DeliveryStatus::Dropped);
        QCOMPARE(calls.found(waiting).status, DeliveryStatus::Dropped);
        QVERIFY(calls.shop.partners.find(calls.shop.partner).get()->callbackDisabledAt);
        QCOMPARE(calls.shop.number(u"SELECT COUNT(*) FROM mail WHERE kind = 'callback.switched_off'"_s), 1);
        QVERIFY(calls.queue().isEmpty());
    }

    void redirectsAreNotFollowed()
    {
        Calls calls([](const auto &) { return CannedServer::answer(302, "", "Location: http://127.0.0.1:1/\r\n"); });
        const QString id = calls.queue();
        QVERIFY(calls.waitForAttempts(id, 1));
        QCOMPARE(calls.server.requests.size(), std::size_t(1));
        QVERIFY(calls.found(id).problem.contains(u"redirects"));
    }

    void anInsideAddressIsNeverCalled_data()
    {
        QTest::addColumn<QString>("host");
        QTest::newRow("address") << u"127.0.0.1"_s;
        QTest::newRow("name") << u"localhost"_s;
        QTest::newRow("a number") << u"2130706433"_s;
        QTest::newRow("hexadecimal") << u"0x7f000001"_s;
        QTest::newRow("short") << u"127.1"_s;
        QTest::newRow("IPv4 in IPv6") << u"[::ffff:127.0.0.1]"_s;
    }
    void anInsideAddressIsNeverCalled()
    {
        QFETCH(QString, host);
        CallbackOptions options = Calls::local();
        options.allowNetworks.clear();
        Calls calls([](const auto &) { return answer(200); }, options);
        calls.shop.scratch.runOutside(
            u"UPDATE partner SET callback_url = 'http://%1:%2/hook'"_s.arg(host).arg(calls.server.port()));
        const QString id = calls.queue();
        QVERIFY(calls.waitForAttempts(id, 1));
        QVERIFY2(calls.found(id).problem.contains(u"not a public one"), qPrintable(calls.found(id).problem));
        QCOMPARE(calls.found(id).attemptList.front().status, 0);
        QCOMPARE(calls.server.connections, 0);
    }

    void httpIsNotSpokenUnlessAllowed()
    {
        CallbackOptions options = Calls::local();
        options.allowHttp = false;
        Calls calls([](const auto &) { return answer(200); }, options);
        const QString id = calls.queue();
        QVERIFY(calls.waitForAttempts(id, 1));
        QVERIFY(calls.found(id).problem.contains(u"https"));
        QCOMPARE(calls.server.connections, 0);
    }

    void whoDoesNotAnswerIsTriedAgain()
    {
        Calls calls([](const auto &) { return QByteArray(); });
        const QString id = calls.queue();
        QVERIFY(calls.waitForAttempts(id, 1));
        const Delivery delivery = calls.found(id);
        QCOMPARE(delivery.status, DeliveryStatus::Pending);
        QCOMPARE(delivery.attemptList.front().status, 0);
        QVERIFY(!delivery.problem.isEmpty());
    }

    void aNameThatNobodyKnowsIsTold()
    {
        Calls calls([](const auto &) { return answer(200); });
        calls.shop.scratch.runOutside(u"UPDATE partner SET callback_url = 'http://nobody.invalid/'"_s);
        const QString id = calls.queue();
        QVERIFY(QTest::qWaitFor([&] { return calls.found(id).attempts > 0; }, 60'000));
        QVERIFY2(calls.found(id).problem.contains(u"nobody.invalid"), qPrintable(calls.found(id).problem));
    }

    void ofALongAnswerTheBeginningIsKeptHarmless()
    {
        Calls calls([](const auto &) { return CannedServer::answer(200, "a\x1b[31m\r\nb" + QByteArray(1'000'000, 'x')); });
        const QString id = calls.queue();
        QTRY_COMPARE(calls.found(id).status, DeliveryStatus::Delivered);
        const QString excerpt = calls.found(id).attemptList.front().excerpt;
        QVERIFY(excerpt.startsWith(u"a\\u001b[31m\\u000d\\u000ab"));
        QVERIFY(excerpt.size() < 400);
    }

    void withoutASecretNothingIsSent()
    {
        Calls calls([](const auto &) { return answer(200); });
        calls.shop.scratch.runOutside(u"UPDATE partner SET webhook_secret = ''"_s);
        const QString id = calls.queue();
        QVERIFY(calls.waitForAttempts(id, 1));
        QVERIFY(calls.found(id).problem.contains(u"secret"));
        QCOMPARE(calls.server.connections, 0);
    }

    void aBrokenTargetIsLeftAloneAndOthersAreCalled()
    {
        CallbackOptions options = Calls::local();
        options.breaker.failures = 3;
        Calls calls([](const auto &request) { return answer(request.line.contains("broken") ? 500 : 200); }, options);
        CannedServer broken([](const auto &) { return answer(500); });
        const QString other = calls.shop.addPartner(u"Broken"_s, broken.url());
        QVERIFY(calls.shop.partners.createWebhookSecret(other, u"test"_s).get());
        const QString bad = calls.queue(other);
        for (int attempts = 1; attempts <= 3; ++attempts) {
            QVERIFY(calls.waitForAttempts(bad, attempts));
            calls.skipWait(bad);
        }
        const QString good = calls.queue();
        QTRY_COMPARE(calls.found(good).status, DeliveryStatus::Delivered);
        QCOMPARE(calls.found(bad).attempts, 3);
        QCOMPARE(broken.requests.size(), std::size_t(3));
        calls.clock.advance(31s);
        QVERIFY(calls.waitForAttempts(bad, 4));
    }

    void fiveDaysWithoutSuccessSwitchTheCallbackOff()
    {
        Calls calls([](const auto &) { return answer(500); });
        const QString first = calls.queue();
        calls.failToTheEnd(first);
        QVERIFY(!calls.shop.partners.find(calls.shop.partner).get()->callbackDisabledAt);
        calls.clock.advance(std::chrono::days(4));
        const QString second = calls.queue();
        calls.failToTheEnd(second);
        QVERIFY(calls.shop.partners.find(calls.shop.partner).get()->callbackDisabledAt);
        QCOMPARE(calls.found(second).status, DeliveryStatus::Dead);
        QCOMPARE(calls.shop.number(u"SELECT COUNT(*) FROM mail WHERE kind = 'callback.switched_off'"_s), 1);
    }

    void aSuccessEndsTheCount()
    {
        int status = 500;
        Calls calls([&status](const auto &) { return answer(status); });
        const QString id = calls.queue();
        QVERIFY(calls.waitForAttempts(id, 1));
        QVERIFY(calls.shop.partners.find(calls.shop.partner).get()->callbackFailingSince);
        status = 200;
        calls.skipWait(id);
        QTRY_COMPARE(calls.found(id).status, DeliveryStatus::Delivered);
        QVERIFY(!calls.shop.partners.find(calls.shop.partner).get()->callbackFailingSince);
    }

    void aDeadOneCanBeReplayed()
    {
        int status = 500;
        Calls calls([&status](const auto &) { return answer(status); });
        const QString id = calls.queue();
        calls.failToTheEnd(id);
        status = 200;
        QCOMPARE(calls.service.replay(id, u"staff:ann"_s).get()->status, DeliveryStatus::Pending);
        QTRY_COMPARE(calls.found(id).status, DeliveryStatus::Delivered);
        QCOMPARE(int(calls.found(id).attemptList.size()), maximumCallbackAttempts + 1);
        QCOMPARE(calls.shop.number(u"SELECT COUNT(*) FROM audit WHERE action = 'delivery.replayed' AND actor = 'staff:ann'"_s),
                 1);
    }

    void whatWaitsOrHasNoAddressCanNotBeReplayed()
    {
        Calls calls([](const auto &) { return answer(500); });
        const QString id = calls.queue();
        QVERIFY(calls.waitForAttempts(id, 1));
        QCOMPARE(calls.service.replay(id, u"test"_s).get().error().code, ErrorCode::Conflict);
        calls.failToTheEnd(id);
        calls.shop.scratch.runOutside(u"UPDATE partner SET callback_url = ''"_s);
        QCOMPARE(calls.service.replay(id, u"test"_s).get().error().code, ErrorCode::Conflict);
        QCOMPARE(calls.service.replay(u"nothing"_s, u"test"_s).get().error().code, ErrorCode::NotFound);
    }

    void allDeadOnesSinceATimeCanBeReplayed()
    {
        Calls calls([](const auto &) { return answer(200); });
        const QString early = calls.queue();
        QTRY_COMPARE(calls.found(early).status, DeliveryStatus::Delivered);
        calls.clock.advance(1h);
        const UtcMillis since = calls.clock.utc();
        const QString late = calls.queue();
        QTRY_COMPARE(calls.found(late).status, DeliveryStatus::Delivered);
        calls.shop.scratch.runOutside(u"UPDATE delivery SET status = 'dead'"_s);
        QCOMPARE(calls.service.replaySince(calls.shop.partner, since, u"test"_s).get().value(), 1);
        QTRY_COMPARE(calls.found(late).status, DeliveryStatus::Delivered);
        QCOMPARE(calls.found(early).status, DeliveryStatus::Dead);
    }

    void aPingIsDelivered()
    {
        Calls calls([](const auto &) { return answer(200); });
        const QString id = calls.service.ping(calls.shop.partner, u"test"_s).get().value();
        QTRY_COMPARE(calls.found(id).status, DeliveryStatus::Delivered);
        QCOMPARE(parseJsonObject(calls.server.requests.front().body)->value(u"type"_s).toString(), u"ping"_s);
        calls.shop.scratch.runOutside(u"UPDATE partner SET callback_url = ''"_s);
        QCOMPARE(calls.service.ping(calls.shop.partner, u"test"_s).get().error().code, ErrorCode::Conflict);
    }

    void whatAnotherServerHasLeasedIsLeftToItUntilTheLeaseEnds()
    {
        Calls calls([](const auto &) { return answer(200); });
        const QString id = newId(calls.clock, calls.shop.random);
        calls.shop.scratch.runOutside(
            u"INSERT INTO delivery (id, partner_id, type, body, status, next_attempt_at, lease_owner, lease_until, created_at) "
            "VALUES ('%1', '%2', 'ping', '{}', 'pending', 0, 'another', %3, 0)"_s.arg(id, calls.shop.partner)
                .arg(calls.clock.utc() + 1'000));
        const QString own = calls.queue();
        QTRY_COMPARE(calls.found(own).status, DeliveryStatus::Delivered);
        QCOMPARE(calls.found(id).status, DeliveryStatus::Pending);
        calls.clock.advance(1s);
        QTRY_COMPARE(calls.found(id).status, DeliveryStatus::Delivered);
    }

    void whatIsUnderWayWhenTheServerStopsIsGivenBack()
    {
        ManualClock clock;
        CannedServer server([](const auto &) { return answer(200); });
        server.silent = true;
        PartnerFixture shop(clock, server.url());
        QString id;
        {
            CallbackService service(*shop.store, Calls::local(), clock, shop.random);
            QVERIFY(service.start());
            id = service.ping(shop.partner, u"test"_s).get().value();
            QTRY_VERIFY(!server.requests.empty());
            QVERIFY(shop.number(u"SELECT lease_until FROM delivery WHERE id = ?"_s, {id}) > 0);
        }
        QCOMPARE(shop.number(u"SELECT lease_until FROM delivery WHERE id = ?"_s, {id}), 0);
        QCOMPARE(shop.text(u"SELECT status FROM delivery WHERE id = ?"_s, {id}), u"pending"_s);
    }

    void whatThePartnerWantsNoMoreIsDropped()
    {
        Calls calls([](const auto &) { return answer(500); });
        const QString id = calls.queue();
        QVERIFY(calls.waitForAttempts(id, 1));
        calls.shop.scratch.runOutside(u"UPDATE partner SET callback_url = ''"_s);
        calls.skipWait(id);
        QTRY_COMPARE(calls.found(id).status, DeliveryStatus::Dropped);
    }

    void certificatesAndNamesAreChecked_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("delivered");
        QTest::newRow("the name of the certificate") << u"localhost"_s << true;
        QTest::newRow("another name") << u"127.0.0.1"_s << false;
    }
    void certificatesAndNamesAreChecked()
    {
        QFETCH(QString, host);
        QFETCH(bool, delivered);
        QTemporaryDir folder;
        QProcess openssl;
        openssl.start(u"openssl"_s,
                      {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-keyout"_s, folder.filePath(u"key"_s),
                       u"-out"_s, folder.filePath(u"cert"_s), u"-subj"_s, u"/CN=localhost"_s, u"-addext"_s,
                       u"subjectAltName=DNS:localhost"_s, u"-days"_s, u"2"_s});
        QVERIFY(openssl.waitForFinished() && openssl.exitCode() == 0);
        QFile key(folder.filePath(u"key"_s));
        QVERIFY(key.open(QIODevice::ReadOnly));
        QSslConfiguration configuration;
        configuration.setLocalCertificateChain(QSslCertificate::fromPath(folder.filePath(u"cert"_s)));
        configuration.setPrivateKey(QSslKey(&key, QSsl::Rsa));
        auto secure = std::make_unique<QSslServer>();
        secure->setSslConfiguration(configuration);
        CannedServer server(std::move(secure), [](const auto &) { return answer(200); });
        CallbackOptions options = Calls::local();
        options.allowHttp = false;
        options.allowNetworks << u"::1/128"_s;
        options.caFile = folder.filePath(u"cert"_s);
        Calls calls([](const auto &) { return answer(200); }, options);
        calls.shop.scratch.runOutside(u"UPDATE partner SET callback_url = 'https://%1:%2/'"_s.arg(host).arg(server.port()));
        const QString id = calls.queue();
        QVERIFY(calls.waitForAttempts(id, 1));
        QCOMPARE(calls.found(id).status, delivered ? DeliveryStatus::Delivered : DeliveryStatus::Pending);
        QCOMPARE(server.requests.size(), std::size_t(delivered ? 1 : 0));
    }

    void theNewestAreListedFirst()
    {
        Calls calls([](const auto &) { return answer(200); });
        QStringList ids;
        for (int i = 0; i < 3; ++i) {
            calls.clock.advance(1ms);
            ids.prepend(calls.queue());
        }
        QStringList listed;
        QString cursor;
        do {
            const DeliveryPage page = calls.service.list({.partnerId = calls.shop.partner}, 2, cursor).get().value();
            for (const Delivery &delivery : page.deliveries)
                listed << delivery.id;
            cursor = page.nextCursor;
        } while (!cursor.isEmpty());
        QCOMPARE(listed, ids);
        QTRY_COMPARE(calls.service.list({.status = DeliveryStatus::Delivered}, 10).get()->deliveries.size(), std::size_t(3));
    }

    void oldOnesAreForgotten()
    {
        Calls calls([](const auto &) { return answer(200); });
        const QString id = calls.queue();
        QTRY_COMPARE(calls.found(id).status, DeliveryStatus::Delivered);
        calls.clock.advance(1h + 1ms);
        calls.service.purge(1h);
        QTRY_VERIFY(!calls.service.find(id).get());
        QCOMPARE(calls.shop.number(u"SELECT COUNT(*) FROM delivery_attempt"_s), 0);
    }

    void whatIsNoNetworkIsToldAtTheStart()
    {
        ManualClock clock;
        PartnerFixture shop(clock);
        CallbackService service(*shop.store, {.allowNetworks = {u"somewhere"_s}}, clock, shop.random);
        QCOMPARE(service.start().error().code, ErrorCode::InvalidRequest);
    }
};

QTEST_GUILESS_MAIN(CallbackServiceTest)
#include "tst_callback_service.moc"
