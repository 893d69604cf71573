// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/mail_template.h"

#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class MailTemplateTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;
    SystemRandom m_random;
    const StaffActor m_admin{u"1"_s, u"anna"_s, StaffRole::Admin};

    struct Desk {
        Desk(const Clock &clock, Random &random)
            : store(scratch.open(clock))
            , service(*store, clock, random)
        {
        }
        ScratchStore scratch;
        std::unique_ptr<Store> store;
        MailTemplateService service;

        MailTemplate read(MailKind kind, const QString &language)
        {
            return store
                ->read([=](ReadTransaction &transaction) -> Result<MailTemplate> {
                    return readMailTemplate(transaction, kind, language);
                })
                .get()
                .value();
        }
        qint64 count(const QString &sql)
        {
            return store->read([=](ReadTransaction &transaction) -> Result<qint64> { return transaction.integer(sql); })
                .get()
                .value();
        }
        QStringList mails()
        {
            return store
                ->read([](ReadTransaction &transaction) -> Result<QStringList> {
                    QStringList all;
                    transaction.each(u"SELECT kind, recipient, subject FROM mail ORDER BY id"_s, {}, [&all](const Row &row) {
                        all << QStringList{row.text(0), row.text(1), row.text(2)}.join(u" | "_s);
                    });
                    return all;
                })
                .get()
                .value();
        }
        void queue(const CustomerMail &mail, const Clock &clock, Random &random)
        {
            QVERIFY(store
                        ->write([&](WriteTransaction &transaction) -> Result<Done> {
                            queueCustomerMail(transaction, mail, clock, random);
                            return Done{};
                        })
                        .get());
        }
    };

    static MailTemplate changed(MailTemplate from)
    {
        from.text = {u"Sent: {{order.number}}"_s, u"Off it goes."_s, u"<p>Off it goes.</p>"_s};
        return from;
    }

private Q_SLOTS:
    void whatIsSavedTakesTheDefaultsPlaceAndGoesWithTheReset()
    {
        Desk desk(m_clock, m_random);
        const MailTemplate own = desk.read(MailKind::OrderShipped, u"de"_s);
        QCOMPARE(own.version, 0);
        QVERIFY(!own.isChanged);
        const auto saved = desk.service.save(changed(own), m_admin).get();
        QVERIFY(saved);
        QCOMPARE(saved->version, 1);
        QCOMPARE(saved->changedBy, u"staff:anna"_s);
        QCOMPARE(saved->changedAt, m_clock.utc());
        QCOMPARE(desk.read(MailKind::OrderShipped, u"de"_s).text, changed(own).text);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM mail_template"_s), 1);

        const auto reset = desk.service.reset(MailKind::OrderShipped, u"de"_s, 1, m_admin).get();
        QVERIFY(reset);
        QVERIFY(!reset->isChanged);
        QCOMPARE(reset->text, own.text);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM mail_template WHERE subject IS NOT NULL"_s), 0);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM audit WHERE entity = 'mail_template'"_s), 2);
    }

    void aVersionNeverMeansTwoTexts()
    {
        Desk desk(m_clock, m_random);
        const MailTemplate own = desk.read(MailKind::OrderShipped, u"en"_s);
        const auto first = desk.service.save(changed(own), m_admin).get();
        QVERIFY(first && desk.service.reset(MailKind::OrderShipped, u"en"_s, first->version, m_admin).get());
        QCOMPARE(desk.service.save(changed(own), m_admin).get().error().code, ErrorCode::VersionConflict);
        QCOMPARE(desk.service.save(changed(*first), m_admin).get().error().code, ErrorCode::VersionConflict);
        QCOMPARE(desk.read(MailKind::OrderShipped, u"en"_s).version, 2);
    }

    void whatIsTheProgramsOwnCanNotBeReset()
    {
        Desk desk(m_clock, m_random);
        QCOMPARE(desk.service.reset(MailKind::OrderShipped, u"en"_s, 0, m_admin).get().error().code, ErrorCode::Conflict);
    }

    void anUnknownPlaceholderIsNotSaved()
    {
        Desk desk(m_clock, m_random);
        MailTemplate draft = changed(desk.read(MailKind::OrderShipped, u"en"_s));
        draft.text.html = u"{{order.nubmer}}"_s;
        const auto saved = desk.service.save(draft, m_admin).get();
        QCOMPARE(saved.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(saved.error().fields.front().field, u"html"_s);
        QCOMPARE(saved.error().fields.front().value, u"order.nubmer"_s);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM mail_template"_s), 0);
        draft = changed(desk.read(MailKind::OrderShipped, u"en"_s));
        draft.language = u"tlh"_s;
        QCOMPARE(desk.service.save(draft, m_admin).get().error().fields.front().code, u"unknown_language"_s);
    }

    void onlyAnAdminWorksOnThem()
    {
        Desk desk(m_clock, m_random);
        const MailTemplate own = desk.read(MailKind::OrderShipped, u"en"_s);
        for (const StaffRole role : {StaffRole::Support, StaffRole::Warehouse, StaffRole::Finance}) {
            const StaffActor other{u"2"_s, u"bob"_s, role};
            QCOMPARE(desk.service.templates(other).get().error().code, ErrorCode::Forbidden);
            QCOMPARE(desk.service.save(changed(own), other).get().error().code, ErrorCode::Forbidden);
            QCOMPARE(desk.service.reset(own.kind, own.language, 0, other).get().error().code, ErrorCode::Forbidden);
            QCOMPARE(desk.service.sendTest(own, u"a@b.example"_s, other).get().error().code, ErrorCode::Forbidden);
        }
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM audit WHERE action = 'access.refused' AND actor = 'staff:bob'"_s), 9);
    }

    void allOfThemAreListed()
    {
        Desk desk(m_clock, m_random);
        const auto all = desk.service.templates(m_admin).get();
        QVERIFY(all);
        QCOMPARE(all->size(), mailKinds().size() * std::size_t(mailLanguages().size()));
        QCOMPARE(all->at(1).language, u"de"_s);
    }

    void aCustomerIsWrittenInTheOrdersLanguageAsTheTemplateSays()
    {
        Desk desk(m_clock, m_random);
        QVERIFY(desk.service.save(changed(desk.read(MailKind::OrderShipped, u"de"_s)), m_admin).get());
        const MailValues values{{u"order.number"_s, u"77"_s}};
        for (const QString &language : {u"de"_s, u"fr"_s, u"nl"_s, QString()})
            desk.queue({MailKind::OrderShipped, u"a@b.example"_s, language, values}, m_clock, m_random);
        QCOMPARE(desk.mails(),
                 (QStringList{u"order.shipped | a@b.example | Sent: 77"_s,
                              u"order.shipped | a@b.example | Votre commande 77 est en route"_s,
                              u"order.shipped | a@b.example | Your order 77 is on its way"_s,
                              u"order.shipped | a@b.example | Your order 77 is on its way"_s}));
    }

    void withoutAnAddressThereIsNoMail()
    {
        Desk desk(m_clock, m_random);
        for (const QString &address : {QString(), u"anna"_s, u"a@b@c"_s})
            desk.queue({MailKind::OrderShipped, address, {}, {}}, m_clock, m_random);
        QCOMPARE(desk.mails(), QStringList());
    }

    void aTemplateThatCanNoLongerBeFilledInGivesWayToTheProgramsOwn()
    {
        Desk desk(m_clock, m_random);
        QVERIFY(desk.service.save(changed(desk.read(MailKind::OrderShipped, u"en"_s)), m_admin).get());
        desk.scratch.runOutside(u"UPDATE mail_template SET subject = '{{order.gone}}'"_s);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"order.gone"_s));
        desk.queue({MailKind::OrderShipped, u"a@b.example"_s, {}, {{u"order.number"_s, u"77"_s}}}, m_clock, m_random);
        QCOMPARE(desk.mails(), QStringList{u"order.shipped | a@b.example | Your order 77 is on its way"_s});
    }

    void aTestGoesToTheAddressAndIsAudited()
    {
        Desk desk(m_clock, m_random);
        MailTemplate draft = changed(desk.read(MailKind::OrderShipped, u"en"_s));
        QVERIFY(desk.service.sendTest(draft, u" me@shop.example "_s, m_admin).get());
        QCOMPARE(desk.mails(),
                 QStringList{u"test.order.shipped | me@shop.example | [Test] Sent: 01938f3a-7c41-7b52-9a60-5d1f2e8c4b77"_s});
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM audit WHERE action = 'mail_template.tested'"_s), 1);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM mail_template"_s), 0);
        QCOMPARE(desk.service.sendTest(draft, u"nobody"_s, m_admin).get().error().fields.front().code, u"not_an_address"_s);
        draft.text.text = u"{{a}}"_s;
        QCOMPARE(desk.service.sendTest(draft, u"me@shop.example"_s, m_admin).get().error().code, ErrorCode::InvalidRequest);
    }
};

QTEST_GUILESS_MAIN(MailTemplateTest)
#include "tst_mail_template.moc"
