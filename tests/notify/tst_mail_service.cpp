// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/mail_service.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/notify/mail_headers.h"
#include "core/notify/mail_outbox.h"
#include "support/mail_server.h"
#include "support/scratch_store.h"

#include <QTemporaryDir>
#include <QTest>

#include <mutex>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class MailServiceTest : public QObject
{
    Q_OBJECT

    SystemRandom m_random;
    QTemporaryDir m_certificate;

    struct Post {
        Post(int port, Random &usedRandom, MailOptions usedOptions = {})
            : random(usedRandom)
            , store(scratch.open(clock))
            , options(std::move(usedOptions))
        {
            options.host = u"127.0.0.1"_s;
            options.port = port;
            options.from = u"shop@tidegate.example"_s;
            service = std::make_unique<MailService>(*store, options, clock, random);
            service->start();
        }

        void queue(const Mail &mail)
        {
            const auto queued = store
                                    ->write([&](WriteTransaction &transaction) -> Result<Done> {
                                        queueMail(transaction, mail, clock, random);
                                        return Done{};
                                    })
                                    .get();
            if (!queued)
                qFatal("%s", qPrintable(queued.error().detail));
        }
        QString field(const QString &name)
        {
            return store
                ->read([name](ReadTransaction &transaction) -> Result<QString> {
                    const auto read = [](const Row &row) { return row.text(0); };
                    if (name == u"status")
                        return *transaction.one(u"SELECT status FROM mail"_s, {}, read);
                    if (name == u"problem")
                        return *transaction.one(u"SELECT problem FROM mail"_s, {}, read);
                    return *transaction.one(u"SELECT CAST(attempts AS TEXT) FROM mail"_s, {}, read);
                })
                .get()
                .value();
        }
        bool waitFor(const QString &name, const QString &value)
        {
            return QTest::qWaitFor([&] { return field(name) == value; }, 20'000);
        }

        ManualClock clock;
        Random &random;
        ScratchStore scratch = ScratchStore::withTables();
        std::unique_ptr<Store> store;
        MailOptions options;
        std::unique_ptr<MailService> service;
    };

    static MailOptions plain()
    {
        MailOptions options;
        options.startTls = false;
        return options;
    }

    static Mail mailTo(const QString &recipient = u"ann@acme.example"_s)
    {
        return {u"job.completed"_s, recipient, u"Job done"_s, u"All is well.\n"_s, u"<p>All is well.</p>\n"_s};
    }

    [[nodiscard]] QStringList certificateArguments() const
    {
        return {u"--certificate"_s, m_certificate.filePath(u"cert"_s), u"--key"_s, m_certificate.filePath(u"key"_s)};
    }

private Q_SLOTS:
    void initTestCase()
    {
        QProcess python;
        python.start(u"/usr/bin/python3"_s, {u"-c"_s, u"import aiosmtpd"_s});
        if (!python.waitForFinished() || python.exitCode() != 0)
            QSKIP("python3-aiosmtpd is not installed: NOTHING OF THE MAIL SERVICE IS TESTED");
        QProcess openssl;
        openssl.start(u"openssl"_s,
                      {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-keyout"_s,
                       m_certificate.filePath(u"key"_s), u"-out"_s, m_certificate.filePath(u"cert"_s), u"-subj"_s,
                       u"/CN=localhost"_s, u"-addext"_s, u"subjectAltName=IP:127.0.0.1"_s, u"-days"_s, u"2"_s});
        QVERIFY(openssl.waitForFinished() && openssl.exitCode() == 0);
    }

    void aMailArrivesWithTextAndHtml()
    {
        MailServer server;
        Post post(server.port(), m_random, plain());
        post.queue({u"job.completed"_s, u"ann@acme.example"_s,
                    u"Größe: 1 000 Zeilen geprüft, 3 davon abgelehnt – bitte ansehen 🎉"_s,
                    u"Zeile 1: Größe\n.\nLetzte Zeile = "_s + QString(200, u'x') + u'\n', u"<p>Größe &amp; Preis</p>\n"_s});
        const QJsonObject message = server.next();
        QCOMPARE(message.value(u"from"_s).toString(), u"shop@tidegate.example"_s);
        QCOMPARE(message.value(u"to"_s).toArray(), QJsonArray{u"ann@acme.example"_s});
        QCOMPARE(message.value(u"type"_s).toString(), u"multipart/alternative"_s);
        QVERIFY(message.value(u"defects"_s).toArray().isEmpty());
        QCOMPARE(header(message, u"Subject"_s), u"Größe: 1 000 Zeilen geprüft, 3 davon abgelehnt – bitte ansehen 🎉"_s);
        QVERIFY(header(message, u"From"_s).contains(u"shop@tidegate.example"));
        QVERIFY(header(message, u"To"_s).contains(u"ann@acme.example"));
        QCOMPARE(header(message, u"Date"_s), u"Thu, 01 Jan 2026 00:00:00 +0000"_s);
        QCOMPARE(header(message, u"Auto-Submitted"_s), u"auto-generated"_s);
        const QJsonArray parts = message.value(u"parts"_s).toArray();
        QCOMPARE(parts.size(), 2);
        QCOMPARE(parts.at(0).toObject().value(u"type"_s).toString(), u"text/plain"_s);
        QCOMPARE(parts.at(0).toObject().value(u"text"_s).toString().replace(u"\r\n"_s, u"\n"_s).trimmed(),
                 u"Zeile 1: Größe\n.\nLetzte Zeile = "_s + QString(200, u'x'));
        QCOMPARE(parts.at(1).toObject().value(u"type"_s).toString(), u"text/html"_s);
        QCOMPARE(parts.at(1).toObject().value(u"text"_s).toString().trimmed(), u"<p>Größe &amp; Preis</p>"_s);
        QVERIFY(post.waitFor(u"status"_s, u"sent"_s));
    }

    void eachAttemptIsTold_data()
    {
        QTest::addColumn<bool>("isTaken");
        QTest::addColumn<MailResult>("result");
        QTest::newRow("sent") << true << MailResult::Sent;
        QTest::newRow("no TLS") << false << MailResult::PutOff;
    }
    void eachAttemptIsTold()
    {
        QFETCH(bool, isTaken);
        MailServer server;
        std::mutex mutex;
        std::vector<MailResult> told;
        MailOptions options = isTaken ? plain() : MailOptions();
        options.onAttempt = [&](MailResult result) {
            const std::lock_guard lock(mutex);
            told.push_back(result);
        };
        const auto count = [&] {
            const std::lock_guard lock(mutex);
            return told.size();
        };
        Post post(server.port(), m_random, options);
        post.queue(mailTo());
        QTRY_COMPARE_WITH_TIMEOUT(count(), std::size_t(1), 20'000);
        QTEST(told.front(), "result");
    }

    void textAloneIsEnough()
    {
        MailServer server;
        Post post(server.port(), m_random, plain());
        post.queue({u"job.completed"_s, u"ann@acme.example"_s, u"Done"_s, u"All is well."_s});
        QCOMPARE(server.next().value(u"parts"_s).toArray().size(), 1);
    }

    void itIsSentByTlsWithALogin()
    {
        MailServer server(certificateArguments() + QStringList{u"--login"_s, u"shop:p√ss word"_s});
        MailOptions options;
        options.caFile = m_certificate.filePath(u"cert"_s);
        options.username = u"shop"_s;
        options.password = u"p√ss word"_s;
        Post post(server.port(), m_random, options);
        post.queue(mailTo());
        const QJsonObject message = server.next();
        QVERIFY(message.value(u"tls"_s).toBool());
        QCOMPARE(message.value(u"login"_s).toString(), u"shop"_s);
    }

    void aWrongPasswordIsTriedAgainLater()
    {
        MailServer server(certificateArguments() + QStringList{u"--login"_s, u"shop:right"_s});
        MailOptions options;
        options.caFile = m_certificate.filePath(u"cert"_s);
        options.username = u"shop"_s;
        options.password = u"wrong"_s;
        Post post(server.port(), m_random, options);
        post.queue(mailTo());
        QVERIFY(post.waitFor(u"attempts"_s, u"1"_s));
        QCOMPARE(post.field(u"status"_s), u"pending"_s);
        QVERIFY(!post.field(u"problem"_s).isEmpty());
    }

    void nothingIsSentToAServerWithoutTls()
    {
        MailServer server;
        Post post(server.port(), m_random);
        post.queue(mailTo());
        QVERIFY(post.waitFor(u"attempts"_s, u"1"_s));
        QCOMPARE(post.field(u"status"_s), u"pending"_s);
        QVERIFY(!server.hasMore());
    }

    void nothingIsSentToAServerThatNobodyVouchesFor()
    {
        MailServer server(certificateArguments());
        Post post(server.port(), m_random);
        post.queue(mailTo());
        QVERIFY(post.waitFor(u"attempts"_s, u"1"_s));
        QVERIFY2(post.field(u"problem"_s).contains(u"certificate"), qPrintable(post.field(u"problem"_s)));
        QVERIFY(!server.hasMore());
    }

    void noTextBeginsAHeaderOfItsOwn()
    {
        MailServer server;
        Post post(server.port(), m_random, plain());
        post.queue({u"job.completed"_s, u"ann@acme.example"_s, u"Done\r\nBcc: eve@evil.example\r\n\r\nHello"_s,
                    u"x\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n"_s});
        const QJsonObject message = server.next();
        QCOMPARE(header(message, u"Bcc"_s), QString());
        QCOMPARE(header(message, u"Subject"_s), u"Done Bcc: eve@evil.example Hello"_s);
        QCOMPARE(message.value(u"to"_s).toArray().size(), 1);
        QVERIFY(message.value(u"parts"_s).toArray().at(0).toObject().value(u"text"_s).toString().contains(u"MAIL FROM"));
    }

    void aRecipientThatIsNoneIsGivenUp()
    {
        MailServer server;
        Post post(server.port(), m_random, plain());
        post.queue(mailTo(u"ann@acme.example>\r\nRCPT TO:<eve@evil.example"_s));
        QVERIFY(post.waitFor(u"status"_s, u"dead"_s));
        QVERIFY(!server.hasMore());
    }

    void theMessageIdStaysWhenItIsSentAgain()
    {
        MailServer server;
        Post post(server.port(), m_random, plain());
        post.queue(mailTo());
        const QString first = header(server.next(), u"Message-ID"_s);
        QVERIFY(first.endsWith(u"@tidegate.example>"));
        QVERIFY(post.waitFor(u"status"_s, u"sent"_s));
        post.scratch.runOutside(u"UPDATE mail SET status = 'pending'"_s);
        post.clock.advance(1h);
        QCOMPARE(header(server.next(), u"Message-ID"_s), first);
    }

    void aServerThatIsBusyIsTriedForADay()
    {
        MailServer server({u"--reply"_s, u"451 come back later"_s});
        Post post(server.port(), m_random, plain());
        post.queue(mailTo());
        for (int attempts = 1; attempts <= 9; ++attempts) {
            QVERIFY(post.waitFor(u"attempts"_s, QString::number(attempts)));
            QCOMPARE(post.field(u"status"_s), attempts < 9 ? u"pending"_s : u"dead"_s);
            post.clock.advance(10h);
        }
        QVERIFY2(post.field(u"problem"_s).contains(u"451"), qPrintable(post.field(u"problem"_s)));
    }

    void anAddressThatIsRefusedIsNotTriedAgain()
    {
        MailServer server({u"--reply"_s, u"550 nobody here of that name"_s});
        Post post(server.port(), m_random, plain());
        post.queue(mailTo(u"refused@acme.example"_s));
        QVERIFY(post.waitFor(u"status"_s, u"dead"_s));
        QCOMPARE(post.field(u"attempts"_s), u"1"_s);
    }

    void oneThatWaitsDoesNotHoldUpTheOthers()
    {
        MailServer server({u"--reply"_s, u"451 come back later"_s});
        Post post(server.port(), m_random, plain());
        post.queue(mailTo());
        post.queue(mailTo(u"taken@acme.example"_s));
        QCOMPARE(server.next().value(u"to"_s).toArray(), QJsonArray{u"taken@acme.example"_s});
    }

    void whatAnotherServerHasLeasedIsLeftToItUntilTheLeaseEnds()
    {
        MailServer server;
        Post post(server.port(), m_random, plain());
        post.scratch.runOutside(
            u"INSERT INTO mail (id, kind, recipient, subject, text_body, status, next_attempt_at, lease_owner, lease_until, created_at) "
            "VALUES ('m', 'x', 'other@acme.example', 's', 't', 'pending', 0, 'another', %1, 0)"_s.arg(post.clock.utc() + 1'000));
        post.queue(mailTo());
        QCOMPARE(server.next().value(u"to"_s).toArray(), QJsonArray{u"ann@acme.example"_s});
        post.clock.advance(1s);
        QCOMPARE(server.next().value(u"to"_s).toArray(), QJsonArray{u"other@acme.example"_s});
    }

    void oldMailsAreForgotten()
    {
        MailServer server;
        Post post(server.port(), m_random, plain());
        post.queue(mailTo());
        QVERIFY(post.waitFor(u"status"_s, u"sent"_s));
        post.clock.advance(1h + 1ms);
        post.service->purge(1h);
        const auto count = [](ReadTransaction &transaction) -> Result<qint64> {
            return transaction.integer(u"SELECT COUNT(*) FROM mail"_s);
        };
        QTRY_COMPARE(post.store->read(count).get().value(), 0);
    }

    void headersAreEncodedInWordsOfAtMost75Characters()
    {
        QCOMPARE(encodeHeaderText(u"Job done"_s), "Job done");
        QCOMPARE(encodeHeaderText(u"a\r\nBcc: b"_s), "a  Bcc: b");
        QCOMPARE(encodeHeaderText(u"é"_s), "=?UTF-8?B?w6k=?=");
        QVERIFY(encodeHeaderText(u"=?UTF-8?B?w6k=?="_s) != "=?UTF-8?B?w6k=?=");
        for (const QByteArray &line : encodeHeaderText(QString(300, u'ü') + u"🎉🎉🎉🎉🎉🎉"_s).split('\n')) {
            const QByteArray word = line.trimmed();
            QVERIFY(word.size() <= 75);
            const QByteArray text = QByteArray::fromBase64(word.mid(10, word.size() - 12));
            QVERIFY(!QString::fromUtf8(text).contains(QChar::ReplacementCharacter));
        }
    }
};

QTEST_GUILESS_MAIN(MailServiceTest)
#include "tst_mail_service.moc"
