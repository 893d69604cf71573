// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/callback_outbox.h"

#include "core/base/json.h"
#include "core/partner/partner_service.h"
#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class CallbackOutboxTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;
    SystemRandom m_random;
    const ScratchStore m_scratch = ScratchStore::withTables();
    std::unique_ptr<Store> m_store = m_scratch.open(m_clock);
    QString m_partner;

    bool queue(const CallbackMessage &message)
    {
        return m_store
            ->write([message, this](WriteTransaction &transaction) -> Result<bool> {
                return queueCallback(transaction, message, m_clock, m_random);
            })
            .get()
            .value();
    }

    QJsonObject body(const QString &cause)
    {
        const auto reading = m_store
                                 ->read([cause](ReadTransaction &transaction) -> Result<QString> {
                                     return *transaction.one(u"SELECT body FROM delivery WHERE cause = ?"_s, {cause},
                                                             [](const Row &row) { return row.text(0); });
                                 })
                                 .get();
        return parseJsonObject(reading->toUtf8()).value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        PartnerService partners(*m_store, m_clock, m_random);
        m_partner =
            partners
                .add(
                    {.name = u"Acme"_s, .email = u"a@b.example"_s, .callbackUrl = u"https://acme.example/"_s, .actor = u"test"_s})
                .get()
                ->id;
    }

    void aMessageIsWrittenDownWithTypeTimeAndData()
    {
        QVERIFY(queue({m_partner, false, u"job.completed"_s, u"j1"_s, {{u"id"_s, u"j1"_s}}}));
        const QJsonObject sent = body(u"j1"_s);
        QCOMPARE(sent.value(u"type"_s).toString(), u"job.completed"_s);
        QCOMPARE(sent.value(u"timestamp"_s).toString(), u"2026-01-01T00:00:00.000Z"_s);
        QCOMPARE(sent.value(u"data"_s).toObject(), (QJsonObject{{u"id"_s, u"j1"_s}}));
    }

    void whatIsOfTheSandboxSaysSo()
    {
        QVERIFY(queue({m_partner, true, u"job.completed"_s, u"j2"_s, {}}));
        QVERIFY(body(u"j2"_s).value(u"data"_s).toObject().value(u"sandbox"_s).toBool());
    }

    void nothingIsWrittenForThoseWhoWantNothing_data()
    {
        QTest::addColumn<QString>("state");
        QTest::newRow("no address") << u"callback_url = ''"_s;
        QTest::newRow("callback switched off") << u"callback_disabled_at = 1"_s;
        QTest::newRow("partner switched off") << u"disabled_at = 1"_s;
    }
    void nothingIsWrittenForThoseWhoWantNothing()
    {
        QFETCH(QString, state);
        m_scratch.runOutside(u"UPDATE partner SET "_s + state);
        QVERIFY(!queue({m_partner, false, u"job.completed"_s, u"j3"_s, {}}));
        m_scratch.runOutside(
            u"UPDATE partner SET callback_url = 'https://acme.example/', callback_disabled_at = NULL, disabled_at = NULL"_s);
    }
};

QTEST_GUILESS_MAIN(CallbackOutboxTest)
#include "tst_callback_outbox.moc"
