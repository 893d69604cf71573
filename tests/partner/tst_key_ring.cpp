// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/key_ring.h"

#include <QSet>
#include <QTest>

#include <thread>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

StoredKey storedKey(const QString &secret)
{
    ApiKey key;
    key.id = u"id of "_s + secret.left(keyPrefixLength);
    key.prefix = secret.left(keyPrefixLength);
    return {key, hashKeySecret(secret.toLatin1())};
}

} // namespace

class KeyRingTest : public QObject
{
    Q_OBJECT

    SystemRandom m_random;

    QString newSecret() { return newKeySecret(KeyKind::Partner, false, m_random); }

private Q_SLOTS:
    void secretsShowWhatTheyAre()
    {
        QVERIFY(newKeySecret(KeyKind::Storefront, false, m_random).startsWith(u"tg_shop_"));
        QVERIFY(newKeySecret(KeyKind::Partner, false, m_random).startsWith(u"tg_live_"));
        QVERIFY(newKeySecret(KeyKind::Partner, true, m_random).startsWith(u"tg_test_"));
        QCOMPARE(newSecret().size(), keySecretLength);
    }

    void secretsDiffer()
    {
        QSet<QString> secrets;
        QSet<QString> prefixes;
        for (int i = 0; i < 1'000; ++i) {
            const QString secret = newSecret();
            QVERIFY(isKeySecret(secret.toLatin1()));
            secrets.insert(secret);
            prefixes.insert(secret.left(keyPrefixLength));
        }
        QCOMPARE(secrets.size(), 1'000);
        QCOMPARE(prefixes.size(), 1'000);
    }

    void everyMistypedCharacterIsNoticed()
    {
        const QByteArray secret = newSecret().toLatin1();
        for (qsizetype i = 0; i < secret.size(); ++i) {
            QByteArray mistyped = secret;
            mistyped[i] = secret[i] == 'x' ? 'y' : 'x';
            QVERIFY(!isKeySecret(mistyped));
        }
        for (const QByteArray &other : {QByteArray(), secret.chopped(1), secret + 'x', QByteArray(50, '\0'), secret.toUpper()})
            QVERIFY(!isKeySecret(other));
    }

    void hashesSurviveTheDatabase()
    {
        const SecretHash hash = hashKeySecret("abc");
        QCOMPARE(toHex(hash), u"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s); // FIPS 180-4, B.1
        QVERIFY(equalHashes(keyHashFromHex(toHex(hash)), hash));
        QVERIFY(!equalHashes(keyHashFromHex(u"zz"_s), hash));
    }

    void webhookSecretsHaveTheStandardForm()
    {
        const QString secret = newWebhookSecret(m_random);
        QVERIFY(secret.startsWith(u"whsec_"));
        QCOMPARE(QByteArray::fromBase64(secret.mid(6).toLatin1(), QByteArray::AbortOnBase64DecodingErrors).size(), 32);
    }

    // S1: no valid key is refused, every other is.
    void onlyTheRightSecretOpens()
    {
        const ManualClock clock;
        KeyRing ring(clock);
        const QString right = newSecret();
        const QString other = newSecret();
        QVERIFY(!ring.check(right.toLatin1()));
        ring.install({storedKey(right)}, 1);
        QCOMPARE((*ring.check(right.toLatin1()))->prefix, right.left(keyPrefixLength));
        for (const QByteArray &wrong : {other.toLatin1(), QByteArray(), QByteArray("Bearer"), right.toLatin1() + ' ',
                                        right.toLower().toLatin1(), QByteArray(1 << 20, 'x')}) {
            const auto refused = ring.check(wrong);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::Unauthenticated);
        }
    }

    void aRightBeginningWithAnotherSecretIsRefused()
    {
        const ManualClock clock;
        KeyRing ring(clock);
        const QString right = newSecret();
        StoredKey stored = storedKey(right);
        stored.hash = hashKeySecret(newSecret().toLatin1());
        ring.install({stored}, 1);
        QVERIFY(!ring.check(right.toLatin1()));
    }

    void refusalsSayWhyForTheLogButNotTheSecret()
    {
        const ManualClock clock;
        KeyRing ring(clock);
        const QString secret = newSecret();
        const auto refused = ring.check(secret.toLatin1());
        QVERIFY(refused.error().detail.contains(secret.left(keyPrefixLength)));
        QVERIFY(!refused.error().detail.contains(secret.mid(keyPrefixLength, 10)));
    }

    void keysExpireToTheMillisecond()
    {
        ManualClock clock;
        KeyRing ring(clock);
        const QString secret = newSecret();
        StoredKey stored = storedKey(secret);
        stored.key.expiresAt = clock.utc() + 1'000;
        ring.install({stored}, 1);
        clock.advance(std::chrono::milliseconds(999));
        QVERIFY(ring.check(secret.toLatin1()));
        clock.advance(std::chrono::milliseconds(1));
        QVERIFY(!ring.check(secret.toLatin1()));
    }

    void anOlderStateDoesNotReplaceANewer()
    {
        const ManualClock clock;
        KeyRing ring(clock);
        const QString secret = newSecret();
        ring.install({storedKey(secret)}, 2);
        ring.install({}, 1);
        QVERIFY(ring.check(secret.toLatin1()));
        ring.install({}, 3);
        QVERIFY(!ring.check(secret.toLatin1()));
    }

    void lastUseIsToldOnceAMinute()
    {
        ManualClock clock;
        KeyRing ring(clock);
        const QString secret = newSecret();
        const StoredKey stored = storedKey(secret);
        ring.install({stored}, 1);
        const UtcMillis first = clock.utc();
        QVERIFY(ring.check(secret.toLatin1()));
        clock.advance(std::chrono::seconds(59));
        QVERIFY(ring.check(secret.toLatin1()));
        QCOMPARE(ring.takeUses(), (QHash<QString, UtcMillis>{{stored.key.id, first}}));
        QVERIFY(ring.takeUses().isEmpty());
        ring.install({stored}, 2);
        QVERIFY(ring.check(secret.toLatin1()));
        QVERIFY(ring.takeUses().isEmpty());
        clock.advance(std::chrono::seconds(1));
        QVERIFY(ring.check(secret.toLatin1()));
        QCOMPARE(ring.takeUses().size(), 1);
    }

    void checksGoOnWhileKeysChange()
    {
        const ManualClock clock;
        KeyRing ring(clock);
        const QByteArray secret = newSecret().toLatin1();
        const StoredKey stored = storedKey(QString::fromLatin1(secret));
        ring.install({stored}, 0);
        std::atomic<bool> stop = false;
        std::atomic<int> refused = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([&] {
                while (!stop) {
                    if (!ring.check(secret))
                        ++refused;
                }
            });
        }
        for (int revision = 1; revision < 2'000; ++revision)
            ring.install({stored}, revision);
        stop = true;
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(refused, 0);
    }
};

QTEST_GUILESS_MAIN(KeyRingTest)
#include "tst_key_ring.moc"
