// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario A2: what a crash or a lost answer leaves is settled, and nobody pays twice.
#include "shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class RecoveryTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Shop> m_shop;

    /// A reservation whose process died before it knew the outcome.
    void leaveReserved(Shop::Manner manner)
    {
        m_shop->card->plays({manner});
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s)), u"payment_unavailable"_s);
        QCOMPARE(m_shop->count(u"SELECT COUNT(*) FROM orders WHERE status = 'reserved'"_s), 1);
    }

private Q_SLOTS:
    void init()
    {
        m_shop = std::make_unique<Shop>();
        m_shop->addProduct(u"A"_s, 10);
        m_shop->addSale({{u"A"_s, 1999, 10, 2}});
    }
    void cleanup()
    {
        QCOMPARE(m_shop->violations(), QStringList());
        m_shop.reset();
    }

    void findsTheChargeWhoseAnswerWasLost()
    {
        leaveReserved(Shop::Manner::LoseAfterCharge);
        QCOMPARE(finish(m_shop->recovery.run())->settled, 1);
        QCOMPARE(m_shop->count(u"SELECT COUNT(*) FROM orders WHERE status = 'paid'"_s), 1);
        QCOMPARE(m_shop->card->charged().size(), 1u);
    }

    void finishesAChargeThatNeverArrived()
    {
        leaveReserved(Shop::Manner::LoseBeforeCharge);
        QCOMPARE(finish(m_shop->recovery.run())->settled, 1);
        QCOMPARE(m_shop->count(u"SELECT COUNT(*) FROM orders WHERE status = 'paid'"_s), 1);
        QCOMPARE(m_shop->card->charged().size(), 1u);
    }

    void givesBackWhatTurnsOutDeclined()
    {
        leaveReserved(Shop::Manner::LoseBeforeCharge);
        m_shop->card->plays({Shop::Manner::Decline});
        QCOMPARE(finish(m_shop->recovery.run())->settled, 1);
        QCOMPARE(m_shop->count(u"SELECT COUNT(*) FROM orders WHERE status = 'declined'"_s), 1);
        QCOMPARE(m_shop->count(u"SELECT held + allocated FROM stock WHERE sku = 'A'"_s), 0);
    }

    void keepsTheStockHeldWhileTheGatewayCannotTell()
    {
        leaveReserved(Shop::Manner::LoseAfterCharge);
        m_shop->card->plays({Shop::Manner::Refuse, Shop::Manner::LoseBeforeCharge});
        QCOMPARE(finish(m_shop->recovery.run())->settled, 0);
        QCOMPARE(finish(m_shop->recovery.run())->settled, 0);
        QCOMPARE(m_shop->count(u"SELECT held FROM stock WHERE sku = 'A'"_s), 1);
        QCOMPARE(finish(m_shop->recovery.run())->settled, 1);
        QCOMPARE(m_shop->card->charged().size(), 1u);
    }

    void leavesAloneWhatIsInFlight()
    {
        leaveReserved(Shop::Manner::LoseAfterCharge);
        const QString id = m_shop->card->charged().begin()->first;
        {
            const OrdersInFlight::Entry entry(m_shop->inFlight, id);
            QCOMPARE(finish(m_shop->recovery.run())->found, 0);
        }
        QCOMPARE(finish(m_shop->recovery.run())->found, 1);
    }

    void leavesAloneWhatAnotherServerMayBeWorkingOn()
    {
        leaveReserved(Shop::Manner::LoseAfterCharge);
        ReservationRecovery careful(*m_shop->store, m_shop->board, m_shop->payments, m_shop->inFlight, m_shop->clock,
                                    std::chrono::seconds(10));
        QCOMPARE(finish(careful.run())->found, 0);
        m_shop->clock.advance(std::chrono::seconds(11));
        QCOMPARE(finish(careful.run())->settled, 1);
    }

    void manyAreSettledInOnePass()
    {
        m_shop->addProduct(u"B"_s, 100);
        m_shop->addSale({{u"B"_s, 500, 100, 0}});
        for (int i = 0; i < 50; ++i) {
            m_shop->card->plays({i % 2 ? Shop::Manner::LoseAfterCharge : Shop::Manner::LoseBeforeCharge});
            m_shop->buyResult(m_shop->request(u"shopper %1"_s.arg(i), u"B"_s));
        }
        const auto pass = finish(m_shop->recovery.run());
        QCOMPARE(pass->found, 50);
        QCOMPARE(pass->settled, 50);
        QCOMPARE(m_shop->card->charged().size(), 50u);
    }
};

QTEST_GUILESS_MAIN(RecoveryTest)
#include "tst_recovery.moc"
