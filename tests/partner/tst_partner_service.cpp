// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/partner_service.h"

#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class PartnerServiceTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;
    SystemRandom m_random;

private Q_SLOTS:
    void partnersAreAddedOnce()
    {
        const ScratchStore scratch;
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
        const ScratchStore scratch;
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

    void aWebhookSecretIsShownOnceAndReplacesTheOld()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        PartnerService partners(*store, m_clock, m_random);
        QVERIFY(partners.add({.name = u"Acme"_s, .email = u"a@b.example"_s, .actor = u"test"_s}).get());
        const QString first = partners.createWebhookSecret(u"Acme"_s, u"test"_s).get().value();
        const QString second = partners.createWebhookSecret(u"Acme"_s, u"test"_s).get().value();
        QVERIFY(first.startsWith(u"whsec_"));
        QVERIFY(first != second);
        const std::vector<Partner> all = partners.list().get().value();
        QVERIFY(all.at(0).hasWebhookSecret);
        QCOMPARE(partners.createWebhookSecret(u"Nobody"_s, u"test"_s).get().error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(PartnerServiceTest)
#include "tst_partner_service.moc"
