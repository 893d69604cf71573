// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/refusal.h"

#include "store/store_helpers.h"
#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class RefusalTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;
    const ScratchStore m_scratch = ScratchStore::withTables();
    std::unique_ptr<Store> m_store = m_scratch.open(m_clock);

    void refuse(int times, const Attempt &attempt)
    {
        for (int time = 0; time < times; ++time)
            QVERIFY(auditRefusal(*m_store, attempt, {ErrorCode::Forbidden, u"no"_s, std::nullopt, {}}).get());
    }
    qint64 known(const QString &condition)
    {
        return m_store->read(counting(u"SELECT COUNT(*) FROM audit WHERE entity = 'refusal' AND "_s + condition)).get().value();
    }

private Q_SLOTS:
    void whoGoesOnIsWrittenDownTwentyTimesAnHour()
    {
        refuse(25, {u"staff:walt"_s, u"rma.approve"_s, u"r"_s, {}});
        QCOMPARE(known(u"actor = 'staff:walt'"_s), 20);
        m_clock.advance(1h + 1ms);
        refuse(1, {u"staff:walt"_s, u"rma.approve"_s, u"r"_s, {}});
        QCOMPARE(known(u"actor = 'staff:walt'"_s), 21);
    }
    void whateverIdsAreMadeUp()
    {
        for (int id = 0; id < 25; ++id)
            refuse(1, {u"staff:sue"_s, u"rma.receive"_s, u"made up %1"_s.arg(id), {}});
        QCOMPARE(known(u"actor = 'staff:sue'"_s), 20);
    }
    /// One can't hide among what another did, nor behind what he did before.
    void othersAndOtherActionsAreWrittenDownStill()
    {
        refuse(25, {u"shopper:eve"_s, u"rma.read"_s, u"r-2"_s, {}});
        refuse(1, {u"shopper:eve"_s, u"rma.read_all"_s, u"r-2"_s, {}});
        refuse(1, {u"shopper:eve"_s, u"rma.cancel"_s, u"r-2"_s, {}});
        refuse(1, {u"shopper:bob"_s, u"rma.read"_s, u"r-2"_s, {}});
        QCOMPARE(known(u"entity_id = 'r-2'"_s), 23);
    }
    void oneThingIsWrittenDownTwoHundredTimesADay()
    {
        for (int actor = 0; actor < 12; ++actor)
            refuse(18, {u"shopper:%1"_s.arg(actor), u"rma.read"_s, u"r-3"_s, {}});
        QCOMPARE(known(u"entity_id = 'r-3'"_s), 200);
        m_clock.advance(24h + 1ms);
        refuse(1, {u"shopper:1"_s, u"rma.read"_s, u"r-3"_s, {}});
        QCOMPARE(known(u"entity_id = 'r-3'"_s), 201);
    }
    void whatIsNewHasNoLimitOfItsOwn()
    {
        for (int actor = 0; actor < 12; ++actor)
            refuse(18, {u"staff:%1"_s.arg(actor), u"user.added"_s, {}, {}});
        QCOMPARE(known(u"entity_id = ''"_s), 12 * 18);
    }
    void idsAreCut()
    {
        refuse(1, {u"staff:fay"_s, u"rma.approve"_s, QString(5'000, u'x'), {}});
        QCOMPARE(known(u"actor = 'staff:fay' AND length(entity_id) = 64"_s), 1);
    }
};

QTEST_GUILESS_MAIN(RefusalTest)
#include "tst_refusal.moc"
