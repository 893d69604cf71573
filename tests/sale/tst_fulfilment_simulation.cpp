// SPDX-License-Identifier: GPL-3.0-or-later
// Staff who ship, cancel and refund at random, with a gateway that fails in every way. A seed repeats.
#include "shop.h"

#include <QTest>

#include <array>
#include <random>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int steps = 250;
constexpr int stepsBetweenChecks = 50;
const QStringList skus{u"A"_s, u"B"_s};

/// One shop, its staff, and what it should owe to whom.
class Simulation
{
public:
    explicit Simulation(unsigned seed)
        : m_dice(seed)
    {
        for (const QString &sku : skus)
            shop.addProduct(sku, 500, 333);
        shop.giveCredit(u"ann"_s, 1'000'000);
    }

    void run()
    {
        for (int step = 0; step < steps; ++step) {
            shop.clock.advance(std::chrono::milliseconds(upTo(10'000)));
            act(upTo(100));
            if (step % stepsBetweenChecks == 0)
                problems << shop.violations();
        }
        drain();
        check();
    }

    Shop shop;
    QStringList problems;

private:
    int upTo(int end) { return std::uniform_int_distribution<int>(0, end - 1)(m_dice); }

    void act(int dice)
    {
        if (m_orders.isEmpty() || dice < 20)
            buy();
        else if (dice < 40)
            work(shop.warehouse);
        else if (dice < 65)
            work(shop.support);
        else if (dice < 75)
            goodwill();
        else if (dice < 90)
            pass();
        else if (dice < 95)
            shop.clock.advance(3h);
        else
            lookAtFailed();
    }

    void buy()
    {
        const QString method = upTo(4) == 0 ? u"store_credit"_s : u"card"_s;
        shop.clock.advance(15s); // below the limiter of checkouts
        if (shop.clock.utc() >= m_saleEnds)
            m_saleEnds = shop.addSale({{skus[0], 333, 200, 0}, {skus[1], 1001, 200, 0}}).endsAt;
        const Order order = shop.buyOrder(u"ann"_s, skus.at(upTo(2)), 1 + upTo(4), method);
        m_orders << order.id;
    }

    /// Ships or cancels, by the actor's role, a part of an order or all that is left; what is not possible is refused.
    void work(const StaffActor &actor)
    {
        const QString id = m_orders.at(upTo(int(m_orders.size())));
        std::vector<LineQuantity> lines;
        if (upTo(3) > 0)
            lines.push_back({shop.fulfilment.order(id).get()->order.lines.front().id, 1 + upTo(2)});
        const OrderAction action = shop.actionOn(id, actor);
        const auto done = actor.role == StaffRole::Warehouse ? shop.fulfilment.ship(action, lines, u"T"_s).get()
                                                             : shop.fulfilment.cancel(action, lines, {}).get();
        if (!done && done.error().code != ErrorCode::InvalidRequest && done.error().code != ErrorCode::IllegalTransition)
            problems << done.error().detail;
    }

    void goodwill()
    {
        const QString id = m_orders.at(upTo(int(m_orders.size())));
        shop.queue({.orderId = id,
                    .kind = RefundKind::Goodwill,
                    .amount = {1 + upTo(400), Currency::euro()},
                    .requestedBy = u"staff:sue"_s,
                    .approvedBy = u"staff:fay"_s});
    }

    void pass()
    {
        using enum Shop::Manner;
        static constexpr std::array manners{Charge, Charge, Decline, Refuse, LoseBeforeCharge, LoseAfterCharge};
        const auto any = [this] { return manners.at(std::size_t(upTo(int(manners.size())))); };
        shop.card->refundsPlay({any(), any(), any()});
        sendDue();
        shop.card->refundsPlay({});
    }

    void sendDue()
    {
        if (const auto done = finish(shop.refunds.run()); !done)
            problems << done.error().detail;
    }

    std::vector<Refund> refundsIn(RefundState state)
    {
        std::vector<Refund> found;
        for (const QString &id : std::as_const(m_orders)) {
            const OrderDetails details = *shop.fulfilment.order(id).get();
            for (const Refund &refund : details.refunds) {
                if (refund.state == state)
                    found.push_back(refund);
            }
        }
        return found;
    }

    /// Finance sends what failed again or, where it is in doubt for too long, looks at the provider's page.
    void lookAtFailed()
    {
        for (const Refund &refund : refundsIn(RefundState::Failed)) {
            if (shop.refunds.retry(refund.id, refund.version, shop.finance).get() || !refund.inDoubt)
                continue;
            const bool isThere = shop.card->refunded().contains(refund.idempotencyKey);
            const QString reference = isThere ? u"re_"_s + refund.idempotencyKey : QString();
            if (!shop.refunds.settleByHand(refund.id, refund.version, reference, shop.finance).get())
                problems << u"refund %1 could not be settled by hand"_s.arg(refund.id);
        }
    }

    /// Until nothing is on its way or in doubt.
    void drain()
    {
        for (int count = 0; count < 6; ++count) {
            lookAtFailed();
            sendDue();
            shop.clock.advance(2h);
        }
        if (!refundsIn(RefundState::Pending).empty() || !refundsIn(RefundState::Sent).empty())
            problems << u"refunds are still on their way"_s;
    }

    void check()
    {
        problems << shop.violations();
        qint64 settled = 0;
        for (const Refund &refund : refundsIn(RefundState::Settled))
            settled += refund.method == u"card" ? refund.amount.amount : 0;
        qint64 paidOut = 0;
        for (const auto &[key, amount] : shop.card->refunded())
            paidOut += amount.amount;
        if (settled != paidOut)
            problems << u"%1 went back, the gateway paid %2"_s.arg(settled).arg(paidOut);
        checkCancelled();
    }

    /// Whoever got nothing has all of his money again, but for what failed for good.
    void checkCancelled()
    {
        for (const QString &id : std::as_const(m_orders)) {
            const OrderDetails details = *shop.fulfilment.order(id).get();
            if (details.order.fulfilment != Fulfilment::Cancelled)
                continue;
            qint64 back = 0;
            for (const Refund &refund : details.refunds)
                back += refund.amount.amount;
            if (back < details.order.total.amount)
                problems << u"of order %1 only %2 were to go back"_s.arg(id).arg(back);
        }
    }

    std::mt19937 m_dice;
    QStringList m_orders;
    UtcMillis m_saleEnds = 0;
};

} // namespace

class FulfilmentSimulationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyHistoryAddsUp_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void everyHistoryAddsUp()
    {
        QFETCH(const unsigned, seed);
        Simulation simulation(seed);
        simulation.run();
        QVERIFY2(simulation.problems.isEmpty(), qPrintable(simulation.problems.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(FulfilmentSimulationTest)
#include "tst_fulfilment_simulation.moc"
