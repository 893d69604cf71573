// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/standard_webhooks.h"

#include "core/partner/key_secret.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// The vector that the official libraries are tested with.
const QString secret = u"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"_s;
const QByteArray id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::chrono::seconds at{1'614'265'330};
const QByteArray body = R"({"test": 2432232314})";
const QByteArray right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

} // namespace

class StandardWebhooksTest : public QObject
{
    Q_OBJECT

    SystemRandom m_random;

    static bool fits(const WebhookHeaders &headers, const QByteArray &bytes, const std::vector<QString> &secrets,
                     std::chrono::milliseconds later = 0ms)
    {
        const Result<Done> checked =
            verifyWebhook(headers, bytes, secrets, std::chrono::milliseconds(at).count() + later.count());
        if (!checked && checked.error().code != ErrorCode::Unauthenticated)
            qFatal("wrong code");
        return checked.has_value();
    }

private Q_SLOTS:
    void theOfficialVectorIsSigned()
    {
        const WebhookHeaders headers = signWebhook({secret}, id, at, body);
        QCOMPARE(headers, (WebhookHeaders{id, "1614265330", right}));
    }

    void aSecretMayStandWithoutItsMark() { QCOMPARE(signWebhook({secret.mid(6)}, id, at, body).signature, right); }

    void theOfficialVectorIsRight() { QVERIFY(fits({id, "1614265330", right}, body, {secret})); }

    void whatIsNotWholeOrNotTrueIsRefused_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("timestamp");
        QTest::addColumn<QByteArray>("signature");
        QTest::newRow("no id") << QByteArray() << QByteArray("1614265330") << right;
        QTest::newRow("another id") << QByteArray("msg_other") << QByteArray("1614265330") << right;
        QTest::newRow("a dot in the id") << QByteArray("msg.1614265330") << QByteArray("1614265330") << right;
        QTest::newRow("an endless id") << QByteArray(256, 'x') << QByteArray("1614265330") << right;
        QTest::newRow("no timestamp") << id << QByteArray() << right;
        QTest::newRow("no number") << id << QByteArray("hello") << right;
        QTest::newRow("a sign") << id << QByteArray("+1614265330") << right;
        QTest::newRow("a fraction") << id << QByteArray("1614265330.0") << right;
        QTest::newRow("another timestamp") << id << QByteArray("1614265331") << right;
        QTest::newRow("an overlong number") << id << QByteArray("99999999999999999999") << right;
        QTest::newRow("no signature") << id << QByteArray("1614265330") << QByteArray();
        QTest::newRow("no version") << id << QByteArray("1614265330") << right.mid(3);
        QTest::newRow("another version") << id << QByteArray("1614265330") << "v2," + right.mid(3);
        QTest::newRow("the asymmetric version") << id << QByteArray("1614265330") << "v1a," + right.mid(3);
        QTest::newRow("cut off") << id << QByteArray("1614265330") << right.chopped(1);
        QTest::newRow("one character off") << id << QByteArray("1614265330") << QByteArray(right).replace("g0h", "g0i");
    }
    void whatIsNotWholeOrNotTrueIsRefused()
    {
        QFETCH(QByteArray, id);
        QFETCH(QByteArray, timestamp);
        QFETCH(QByteArray, signature);
        QVERIFY(!fits({id, timestamp, signature}, body, {secret}));
    }

    void theVeryBytesAreSigned()
    {
        QVERIFY(!fits({id, "1614265330", right}, R"({"test":2432232314})", {secret}));
        QVERIFY(!fits({id, "1614265330", right}, body + '\n', {secret}));
    }

    void aTimestampMayBeFiveMinutesOffEitherWay()
    {
        const WebhookHeaders headers{id, "1614265330", right};
        QVERIFY(fits(headers, body, {secret}, 300s));
        QVERIFY(!fits(headers, body, {secret}, 300s + 1ms));
        QVERIFY(fits(headers, body, {secret}, -300s));
        QVERIFY(!fits(headers, body, {secret}, -300s - 1ms));
    }

    void oneRightSignatureOfSeveralIsEnough()
    {
        const QByteArray others =
            "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= ";
        QVERIFY(fits({id, "1614265330", others + right}, body, {secret}));
        QVERIFY(!fits({id, "1614265330", others.trimmed()}, body, {secret}));
    }

    void whileSecretsChangeBothSignAndBothVerify()
    {
        const QString next = newWebhookSecret(m_random);
        const WebhookHeaders both = signWebhook({next, secret}, id, at, body);
        QCOMPARE(both.signature.count(' '), 1);
        QVERIFY(fits(both, body, {secret}));
        QVERIFY(fits(both, body, {next}));
        QVERIFY(fits(signWebhook({secret}, id, at, body), body, {next, secret}));
        QVERIFY(!fits(signWebhook({secret}, id, at, body), body, {next}));
    }

    void whoHasNoSecretSignsAndVerifiesNothing()
    {
        QVERIFY(signWebhook({}, id, at, body).signature.isEmpty());
        QVERIFY(signWebhook({u"whsec_"_s, u"whsec_!!"_s}, id, at, body).signature.isEmpty());
        QVERIFY(!fits({id, "1614265330", right}, body, {}));
        QVERIFY(!fits({id, "1614265330", right}, body, {u"whsec_"_s}));
    }
};

QTEST_GUILESS_MAIN(StandardWebhooksTest)
#include "tst_standard_webhooks.moc"
