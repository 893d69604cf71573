// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_store.h"
#include "shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class OrderQueriesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Shop> m_shop;

    QString buy(const QString &shopper, Shop::Manner manner = Shop::Manner::Charge)
    {
        m_shop->card->plays({manner});
        m_shop->clock.advance(std::chrono::seconds(15));
        const CheckoutAnswer answer = m_shop->buy(m_shop->request(shopper, u"A"_s));
        return answer.order ? answer.order->id : QString();
    }

    void cancel(const QString &id) { QVERIFY(m_shop->fulfilment.cancel(m_shop->actionOn(id, m_shop->support), {}, {}).get()); }
    QString languageOf(const QString &id)
    {
        return m_shop->store
            ->read([id](ReadTransaction &transaction) -> Result<QString> { return orderLanguage(transaction, id); })
            .get()
            .value();
    }
    bool isForeignTo(const QString &shopper, const QString &id)
    {
        return m_shop->store
            ->read([isForeign = foreignOrder(id, shopper)](ReadTransaction &transaction) -> Result<bool> {
                return isForeign(transaction);
            })
            .get()
            .value();
    }

private Q_SLOTS:
    void init()
    {
        m_shop = std::make_unique<Shop>();
        m_shop->addProduct(u"A"_s, 100);
        m_shop->addSale({{u"A"_s, 1999, 100, 0}});
    }
    void cleanup() { m_shop.reset(); }

    void aShopperSeesAnOrderOfHisOwnAlone()
    {
        const QString id = buy(u"ann"_s);
        const auto own = m_shop->orders.order(id, u"ann"_s).get();
        QVERIFY(own);
        QCOMPARE(own->order.lines.size(), 1u);
        QCOMPARE(own->order.total.amount, 1999);
        QCOMPARE(m_shop->orders.order(id, u"bob"_s).get().error().code, ErrorCode::NotFound);
        QCOMPARE(m_shop->orders.order(u"nothing"_s, u"ann"_s).get().error().code, ErrorCode::NotFound);
    }

    void ordersComeInPagesTheNewestFirst()
    {
        QStringList bought;
        for (int number = 0; number < 5; ++number)
            bought.prepend(buy(u"ann"_s));
        buy(u"bob"_s);
        QStringList seen;
        QString cursor;
        do {
            const auto page = m_shop->orders.orders(u"ann"_s, cursor, 2).get();
            QVERIFY(page);
            QVERIFY(page->items.size() <= 2);
            for (const Order &order : page->items)
                seen << order.id;
            cursor = page->nextCursor;
        } while (!cursor.isEmpty());
        QCOMPARE(seen, bought);
        QVERIFY(m_shop->orders.orders(u"carl"_s, {}, 2).get()->items.empty());
    }

    void creditComesWithItsEntries()
    {
        m_shop->giveCredit(u"ann"_s, 5'000);
        CheckoutRequest request = m_shop->request(u"ann"_s, u"A"_s);
        request.paymentMethod = u"store_credit"_s;
        QCOMPARE(m_shop->buyResult(request), u"paid"_s);
        const auto statement = m_shop->orders.credit(u"ann"_s, {}, 1).get();
        QVERIFY(statement);
        QCOMPARE(statement->balances.size(), 1u);
        QCOMPARE(statement->balances.front().amount, 5'000 - 1'999);
        QCOMPARE(statement->entries.items.size(), 1u);
        const auto rest = m_shop->orders.credit(u"ann"_s, statement->entries.nextCursor, 10).get();
        QCOMPARE(rest->entries.items.size(), 1u);
        QVERIFY(rest->entries.nextCursor.isEmpty());
    }

    void totalsAreThoseOfTheTable()
    {
        buy(u"ann"_s);
        buy(u"bob"_s);
        buy(u"carl"_s, Shop::Manner::Decline);
        buy(u"dora"_s, Shop::Manner::Refuse);
        buy(u"emil"_s, Shop::Manner::LoseAfterCharge);
        QMap<QString, std::pair<qint64, qint64>> told;
        const auto totals = m_shop->orders.totals().get();
        QVERIFY(totals);
        for (const OrderTotal &total : totals->orders)
            told[orderStatusName(total.status)] = {total.orders, total.amount.amount};
        const QMap<QString, std::pair<qint64, qint64>> expected{
            {u"paid"_s, {2, 3'998}}, {u"declined"_s, {1, 1'999}}, {u"released"_s, {1, 1'999}}, {u"reserved"_s, {1, 1'999}}};
        QCOMPARE(told, expected);
    }

    void refundTotalsAreThoseOfTheTable()
    {
        for (const QString &shopper : {u"ann"_s, u"bob"_s, u"carl"_s})
            cancel(buy(shopper));
        m_shop->card->refundsPlay({Shop::Manner::Decline});
        QCOMPARE(finish(m_shop->refunds.run()).value().settled, 2);
        cancel(buy(u"dora"_s));
        const Money unit{1'999, Currency::euro()};
        const Money two{3'998, Currency::euro()};
        const std::vector<RefundTotal> expected{{RefundKind::Cancel, RefundState::Failed, 1, unit},
                                                {RefundKind::Cancel, RefundState::Pending, 1, unit},
                                                {RefundKind::Cancel, RefundState::Settled, 2, two}};
        QCOMPARE(m_shop->orders.totals().get().value().refunds, expected);
    }

    void anOrderKnowsTheLanguageOfItsMails()
    {
        CheckoutRequest request = m_shop->request(u"ann"_s, u"A"_s);
        request.language = u"de"_s;
        const auto order = m_shop->buy(request).order;
        QVERIFY(order);
        QCOMPARE(languageOf(order->id), u"de"_s);
        QCOMPARE(languageOf(buy(u"bob"_s)), QString());
        QCOMPARE(languageOf(u"nothing"_s), QString());
    }

    void anOrderIsForeignToOtherShoppersAlone()
    {
        const QString id = buy(u"ann"_s);
        QVERIFY(isForeignTo(u"bob"_s, id));
        QVERIFY(!isForeignTo(u"ann"_s, id));
        QVERIFY(!isForeignTo(u"bob"_s, u"nothing"_s));
        QVERIFY(!foreignOrder(id, {})); // one of the staff
    }

    void anOrderThatIsDecidedStaysAsItIs()
    {
        const QString id = buy(u"ann"_s);
        const auto settledAgain = m_shop->store
                                      ->write([this, id](WriteTransaction &transaction) -> Result<Order> {
                                          return settle(transaction, id, Settlement::Failed, {}, u"test"_s, m_shop->board);
                                      })
                                      .get();
        QCOMPARE(settledAgain->status, OrderStatus::Paid);
        const auto unknown = m_shop->store
                                 ->write([this](WriteTransaction &transaction) -> Result<Order> {
                                     return settle(transaction, u"nothing"_s, Settlement::Charged, {}, u"test"_s, m_shop->board);
                                 })
                                 .get();
        QCOMPARE(unknown.error().code, ErrorCode::NotFound);
        QCOMPARE(m_shop->violations(), QStringList());
    }

    void storeCreditIsNeverChargedByItself()
    {
        StoreCreditMethod method;
        QCOMPARE(finish(method.charge({}, {})).status, ChargeStatus::Failed);
        QCOMPARE(finish(method.refund({}, {})).status, ChargeStatus::Failed);
    }
};

QTEST_GUILESS_MAIN(OrderQueriesTest)
#include "tst_order_queries.moc"
