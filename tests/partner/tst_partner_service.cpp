// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/key_service.h"
#include "core/partner/partner_service.h"
#include "core/partner/partner_table.h"

#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class PartnerServiceTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;
    SystemRandom m_random;

private Q_SLOTS:
    void partnersAreAddedOnce()
    {
        const ScratchStore scratch = ScratchStore::withTables();
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        const NewPartner wanted{.name = u"Acme & Söhne"_s,
                                .email = u"feeds@acme.example"_s,
                                .callbackUrl = u"https://acme.example/hook?x=1"_s,
                                .actor = u"test"_s};
        QVERIFY(partners.add(wanted).get());
        QCOMPARE(partners.add(wanted).get().error().code, ErrorCode::Conflict);
        const std::vector<Partner> all = partners.list().get().value();
        QCOMPARE(all.size(), std::size_t(1));
        QCOMPARE(all.at(0).name, wanted.name);
        QCOMPARE(all.at(0).callbackUrl, wanted.callbackUrl);
        QVERIFY(!all.at(0).hasWebhookSecret);
    }

    void wrongDetailsAreTold_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("email");
        QTest::addColumn<QString>("callback");
        QTest::addColumn<QString>("field");
        const auto row = [](const char *title, const QString &name, const QString &email, const QString &callback,
                            const QString &field) { QTest::newRow(title) << name << email << callback << field; };
        row("no name", u""_s, u"a@b.example"_s, u""_s, u"name"_s);
        row("blanks around the name", u" Acme"_s, u"a@b.example"_s, u""_s, u"name"_s);
        row("line break in the name", u"Ac\nme"_s, u"a@b.example"_s, u""_s, u"name"_s);
        row("name too long", QString(101, u'x'), u"a@b.example"_s, u""_s, u"name"_s);
        row("no address", u"Acme"_s, u""_s, u""_s, u"email"_s);
        row("no host", u"Acme"_s, u"a@"_s, u""_s, u"email"_s);
        row("two addresses", u"Acme"_s, u"a@b.example,c@d.example"_s, u""_s, u"email"_s);
        row("header injection", u"Acme"_s, u"a@b.example\r\nBcc: x"_s, u""_s, u"email"_s);
        row("plain http", u"Acme"_s, u"a@b.example"_s, u"http://acme.example/"_s, u"callback"_s);
        row("file", u"Acme"_s, u"a@b.example"_s, u"file:///etc/passwd"_s, u"callback"_s);
        row("password in the address", u"Acme"_s, u"a@b.example"_s, u"https://u:p@acme.example/"_s, u"callback"_s);
        row("no host in the callback", u"Acme"_s, u"a@b.example"_s, u"https:///x"_s, u"callback"_s);
    }
    void wrongDetailsAreTold()
    {
        QFETCH(QString, name);
        QFETCH(QString, email);
        QFETCH(QString, callback);
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        const auto refused = partners.add({.name = name, .email = email, .callbackUrl = callback, .actor = u"test"_s}).get();
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidRequest);
        QTEST(refused.error().fields.at(0).field, "field");
    }

    void plainHttpCanBeAllowed()
    {
        const ScratchStore scratch = ScratchStore::withTables();
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        QVERIFY(partners
                    .add({.name = u"Acme"_s,
                          .email = u"a@b.example"_s,
                          .callbackUrl = u"http://127.0.0.1:8080/"_s,
                          .allowHttp = true,
                          .actor = u"test"_s})
                    .get());
    }

    void aWebhookSecretIsShownOnce()
    {
        const ScratchStore scratch = ScratchStore::withTables();
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        QVERIFY(partners.add({.name = u"Acme"_s, .email = u"a@b.example"_s, .actor = u"test"_s}).get());
        const QString first = partners.createWebhookSecret(u"Acme"_s, u"test"_s).get().value();
        QVERIFY(first.startsWith(u"whsec_"));
        QVERIFY(partners.list().get().value().at(0).hasWebhookSecret);
        QVERIFY(!partners.list().get().value().at(0).previousSecretUntil);
        QCOMPARE(secrets(*store, u"Acme"_s), std::vector<QString>{first});
        QCOMPARE(partners.createWebhookSecret(u"Nobody"_s, u"test"_s).get().error().code, ErrorCode::NotFound);
    }

    void theOldWebhookSecretStaysValidForTheOverlap()
    {
        const ScratchStore scratch = ScratchStore::withTables();
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        const Partner acme = partners.add({.name = u"Acme"_s, .email = u"a@b.example"_s, .actor = u"test"_s}).get().value();
        const QString first = partners.createWebhookSecret(acme.id, u"test"_s).get().value();
        const QString second = partners.createWebhookSecret(u"Acme"_s, u"test"_s, 1h).get().value();
        QCOMPARE(secrets(*store, u"Acme"_s), (std::vector<QString>{second, first}));
        QCOMPARE(partners.find(acme.id).get().value().previousSecretUntil, m_clock.utc() + 3'600'000);
        m_clock.advance(1h);
        QCOMPARE(secrets(*store, u"Acme"_s), std::vector<QString>{second});
    }

    void withoutAnOverlapTheOldSecretIsGoneAtOnce()
    {
        const ScratchStore scratch = ScratchStore::withTables();
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        QVERIFY(partners.add({.name = u"Acme"_s, .email = u"a@b.example"_s, .actor = u"test"_s}).get());
        QVERIFY(partners.createWebhookSecret(u"Acme"_s, u"test"_s).get());
        const QString second = partners.createWebhookSecret(u"Acme"_s, u"test"_s, 0h).get().value();
        QCOMPARE(secrets(*store, u"Acme"_s), std::vector<QString>{second});
        QCOMPARE(partners.createWebhookSecret(u"Acme"_s, u"test"_s, std::chrono::days(31)).get().error().code,
                 ErrorCode::InvalidRequest);
    }

    void whatIsKnownOfAPartnerCanBeChanged()
    {
        const ScratchStore scratch = ScratchStore::withTables();
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        const Partner acme = partners.add({.name = u"Acme"_s, .email = u"a@b.example"_s, .actor = u"test"_s}).get().value();
        PartnerChange change = unchanged(acme);
        change.name = u"Acme AG"_s;
        change.email = u"new@b.example"_s;
        change.callbackUrl = u"https://acme.example/hook"_s;
        change.formats = {u"csv"_s, u"google-xml"_s};
        const Partner after = partners.change(change).get().value();
        QCOMPARE(after.version, acme.version + 1);
        QCOMPARE(partners.find(u"Acme AG"_s).get().value(), after);
        QCOMPARE(after.formats, change.formats);
        QCOMPARE(after.callbackUrl, change.callbackUrl);
        QCOMPARE(auditsOf(*store, u"partner.changed"_s), 1);
    }

    void aChangeOfSomethingThatHasChangedMeanwhileIsRefused()
    {
        const ScratchStore scratch = ScratchStore::withTables();
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        const Partner acme = partners.add({.name = u"Acme"_s, .email = u"a@b.example"_s, .actor = u"test"_s}).get().value();
        QVERIFY(partners.change(unchanged(acme)).get());
        QCOMPARE(partners.change(unchanged(acme)).get().error().code, ErrorCode::Conflict);
    }

    void aNameOfAnotherPartnerIsRefused()
    {
        const ScratchStore scratch = ScratchStore::withTables();
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        const Partner acme = partners.add({.name = u"Acme"_s, .email = u"a@b.example"_s, .actor = u"test"_s}).get().value();
        QVERIFY(partners.add({.name = u"Other"_s, .email = u"a@b.example"_s, .actor = u"test"_s}).get());
        PartnerChange change = unchanged(acme);
        change.name = u"Other"_s;
        QCOMPARE(partners.change(change).get().error().code, ErrorCode::Conflict);
    }

    void aCallbackIsSwitchedOnAgain_data()
    {
        QTest::addColumn<bool>("sameAddress");
        QTest::newRow("by a new address") << false;
        QTest::newRow("at the same address") << true;
    }
    void aCallbackIsSwitchedOnAgain()
    {
        const ScratchStore scratch = ScratchStore::withTables();
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        const Partner acme =
            partners
                .add({.name = u"Acme"_s, .email = u"a@b.example"_s, .callbackUrl = u"https://a.example/"_s, .actor = u"test"_s})
                .get()
                .value();
        scratch.runOutside(u"UPDATE partner SET callback_disabled_at = 1, callback_failing_since = 1"_s);
        const Partner kept = partners.change(unchanged(acme)).get().value();
        QVERIFY(kept.callbackDisabledAt);
        PartnerChange change = unchanged(kept);
        QFETCH(bool, sameAddress);
        if (sameAddress)
            change.resumeCallback = true;
        else
            change.callbackUrl = u"https://b.example/"_s;
        const Partner after = partners.change(change).get().value();
        QVERIFY(!after.callbackDisabledAt);
        QVERIFY(!after.callbackFailingSince);
    }

    void theKeysOfAPartnerThatIsSwitchedOffAreRefusedAtOnce()
    {
        const ScratchStore scratch = ScratchStore::withTables();
        const auto store = scratch.open(m_clock);
        const auto ring = std::make_shared<KeyRing>(m_clock);
        PartnerService partners(*store, m_clock, m_random, ring);
        KeyService keys(*store, m_clock, m_random, ring);
        const Partner acme = partners.add({.name = u"Acme"_s, .email = u"a@b.example"_s, .actor = u"test"_s}).get().value();
        const QByteArray secret = keys.create({.partner = u"Acme"_s, .actor = u"test"_s}).get().value().secret.toLatin1();
        QVERIFY(partners.createWebhookSecret(acme.id, u"test"_s).get());
        QVERIFY(ring->check(secret));
        PartnerChange change = unchanged(partners.find(acme.id).get().value());
        change.disabled = true;
        const Partner off = partners.change(change).get().value();
        QVERIFY(off.disabledAt);
        QCOMPARE(ring->check(secret).error().code, ErrorCode::Forbidden);
        QVERIFY(secrets(*store, acme.id).empty());
        QVERIFY(partners.change(unchanged(off)).get());
        QVERIFY(ring->check(secret));
    }

private:
    static PartnerChange unchanged(const Partner &partner)
    {
        return {.id = partner.id,
                .version = partner.version,
                .name = partner.name,
                .email = partner.email,
                .callbackUrl = partner.callbackUrl,
                .formats = partner.formats,
                .actor = u"test"_s};
    }

    std::vector<QString> secrets(Store &store, const QString &partner)
    {
        return store
            .read([partner, now = m_clock.utc()](ReadTransaction &transaction) -> Result<std::vector<QString>> {
                return webhookSecrets(transaction, findPartner(transaction, partner)->id, now);
            })
            .get()
            .value();
    }

    static qint64 auditsOf(Store &store, const QString &action)
    {
        return store
            .read([action](ReadTransaction &transaction) -> Result<qint64> {
                return transaction.integer(u"SELECT COUNT(*) FROM audit WHERE action = ?"_s, {action});
            })
            .get()
            .value();
    }
};

QTEST_GUILESS_MAIN(PartnerServiceTest)
#include "tst_partner_service.moc"
