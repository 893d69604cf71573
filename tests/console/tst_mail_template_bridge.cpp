// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/mail_template_bridge.h"

#include "console/console_answers.h"
#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class MailTemplateBridgeTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;
    SystemRandom m_random;

    struct Desk {
        Desk(const Clock &clock, Random &random)
            : store(scratch.open(clock))
            , bridge(*store, clock, random, true, identity)
        {
        }
        void signIn(StaffRole role) { identity.set(StaffActor{u"1"_s, u"anna"_s, role}); }
        Result<std::vector<MailTemplate>> all()
        {
            return answerOf<std::vector<MailTemplate>>([this](auto answer) { bridge.mailTemplates(std::move(answer)); });
        }
        Result<MailTemplate> save(const MailTemplate &changed)
        {
            return answerOf<MailTemplate>([&](auto answer) { bridge.saveMailTemplate(changed, std::move(answer)); });
        }
        ScratchStore scratch;
        std::unique_ptr<Store> store;
        ConsoleIdentity identity;
        MailTemplateBridge bridge;
    };

private Q_SLOTS:
    void nobodyAndOthersAreRefused()
    {
        Desk desk(m_clock, m_random);
        QCOMPARE(desk.all().error().code, ErrorCode::Unauthenticated);
        desk.signIn(StaffRole::Support);
        QCOMPARE(desk.all().error().code, ErrorCode::Forbidden);
        QCOMPARE(desk.save({}).error().code, ErrorCode::Forbidden);
    }

    void anAdminSavesPreviewsTestsAndResets()
    {
        Desk desk(m_clock, m_random);
        desk.signIn(StaffRole::Admin);
        const auto all = desk.all();
        QVERIFY(all);
        MailTemplate draft = all->front();
        draft.text.subject = u"Sent"_s;
        const auto preview = answerOf<MailText>([&](auto answer) { desk.bridge.previewMail(draft, std::move(answer)); });
        QCOMPARE(preview.value().subject, u"Sent"_s);
        const auto saved = desk.save(draft);
        QCOMPARE(saved.value().changedBy, u"staff:anna"_s);
        QCOMPARE(desk.save(draft).error().code, ErrorCode::VersionConflict);
        const auto sent =
            answerOf<Done>([&](auto answer) { desk.bridge.sendTestMail(draft, u"me@shop.example"_s, std::move(answer)); });
        QVERIFY(sent);
        const auto reset = answerOf<MailTemplate>([&](auto answer) { desk.bridge.resetMailTemplate(*saved, std::move(answer)); });
        QCOMPARE(reset.value().text, all->front().text);
    }
};

QTEST_GUILESS_MAIN(MailTemplateBridgeTest)
#include "tst_mail_template_bridge.moc"
