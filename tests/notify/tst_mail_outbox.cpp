// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/mail_outbox.h"

#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class MailOutboxTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;
    SystemRandom m_random;

private Q_SLOTS:
    void aMailWaitsInTheOutboxOfItsTransaction()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        const auto queue = [this](bool fails) {
            return [this, fails](WriteTransaction &transaction) -> Result<Done> {
                queueMail(transaction, {u"job.completed"_s, u"a@b.example"_s, u"Done"_s, u"All is well."_s}, m_clock, m_random);
                return fails ? Result<Done>(failure(ErrorCode::Conflict)) : Done{};
            };
        };
        QVERIFY(!store->write(queue(true)).get());
        QVERIFY(store->write(queue(false)).get());
        const auto waiting = [](ReadTransaction &transaction) -> Result<qint64> {
            return transaction.integer(u"SELECT COUNT(*) FROM mail WHERE status = 'pending'"_s);
        };
        QCOMPARE(store->read(waiting).get().value(), 1);
    }

    void addressAndSubjectAreOneLine()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        const Mail hostile{u"job.completed"_s, u"a@b.example\r\nBcc: c@d.example"_s, u"Done\r\nBcc: c@d.example\u2028🎉"_s,
                           u"x"_s};
        QVERIFY(store
                    ->write([&](WriteTransaction &transaction) -> Result<Done> {
                        queueMail(transaction, hostile, m_clock, m_random);
                        return Done{};
                    })
                    .get());
        const auto headers = [](ReadTransaction &transaction) -> Result<QStringList> {
            return *transaction.one(u"SELECT recipient, subject FROM mail"_s, {}, [](const Row &row) {
                return QStringList{row.text(0), row.text(1)};
            });
        };
        QCOMPARE(store->read(headers).get().value(),
                 (QStringList{u"a@b.example Bcc: c@d.example"_s, u"Done Bcc: c@d.example 🎉"_s}));
    }
};

QTEST_GUILESS_MAIN(MailOutboxTest)
#include "tst_mail_outbox.moc"
