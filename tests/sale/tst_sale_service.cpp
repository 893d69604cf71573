// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class SaleServiceTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Shop> m_shop;

    NewSale plan(std::vector<NewSaleItem> items = {{u"A"_s, 1999, 5, 1}}) const
    {
        const UtcMillis now = m_shop->clock.utc();
        return {u"Friday"_s, now + 60'000, now + 120'000, std::move(items)};
    }
    QStringList findings(const NewSale &sale)
    {
        const auto made = m_shop->sales.create(sale, u"test"_s).get();
        QStringList found;
        if (!made) {
            for (const FieldError &error : made.error().fields)
                found << error.field + u'=' + error.code;
        }
        return found;
    }

private Q_SLOTS:
    void init()
    {
        m_shop = std::make_unique<Shop>();
        m_shop->addProduct(u"A"_s, 10);
    }

    void createsWhatItWasGiven()
    {
        const auto sale = m_shop->sales.create(plan(), u"staff:ann"_s).get();
        QVERIFY(sale);
        QCOMPARE(sale->name, u"Friday"_s);
        QCOMPARE(sale->items.size(), 1u);
        QCOMPARE(sale->items[0].price.amount, 1999);
        QCOMPARE(sale->items[0].listPrice.amount, 2999);
        QCOMPARE(sale->items[0].limitPerShopper, 1);
        QCOMPARE(m_shop->count(u"SELECT COUNT(*) FROM audit WHERE action = 'sale.created' AND actor = 'staff:ann'"_s), 1);
        const auto listed = m_shop->sales.list(10).get();
        QCOMPARE(listed->size(), 1u);
        QCOMPARE(listed->front().id, sale->id);
    }

    void namesEverythingThatIsWrong()
    {
        NewSale bad = plan({{u"X"_s, -1, 0, -1}, {u"A"_s, 1, 11, 0}, {u"A"_s, 1, 1, 0}});
        bad.name = u"  "_s;
        bad.endsAt = bad.startsAt;
        QCOMPARE(findings(bad),
                 QStringList({u"name=out_of_range"_s, u"ends_at=not_after_start"_s, u"items[0].sku=unknown_sku"_s,
                              u"items[0].price=out_of_range"_s, u"items[0].quota=out_of_range"_s,
                              u"items[0].limit_per_shopper=out_of_range"_s, u"items[1].quota=above_stock"_s,
                              u"items[2].sku=duplicate_sku"_s}));
        QCOMPARE(m_shop->count(u"SELECT COUNT(*) FROM sale"_s), 0);
    }

    void refusesASaleThatIsOverAlready()
    {
        NewSale past = plan();
        past.startsAt -= 3'600'000;
        past.endsAt -= 3'600'000;
        QCOMPARE(findings(past), QStringList(u"ends_at=in_the_past"_s));
    }

    void aSaleNeedsItems() { QCOMPARE(findings(plan({})), QStringList(u"items=wrong_count"_s)); }

    void startsPausesResumesAndEnds()
    {
        const QString id = m_shop->sales.create(plan(), u"test"_s).get()->id;
        QCOMPARE(m_shop->sales.start(id, u"test"_s).get()->startsAt, m_shop->clock.utc());
        QCOMPARE(m_shop->sales.pause(id, u"test"_s).get()->status, SaleStatus::Paused);
        QCOMPARE(m_shop->sales.resume(id, u"test"_s).get()->status, SaleStatus::Scheduled);
        QCOMPARE(m_shop->sales.end(id, u"test"_s).get()->status, SaleStatus::Ended);
        QCOMPARE(m_shop->count(u"SELECT COUNT(*) FROM audit WHERE entity = 'sale'"_s), 5);
        QCOMPARE(m_shop->count(u"SELECT version FROM revision WHERE name = 'sales'"_s), 5);
    }

    void refusesStepsThatMakeNoSense()
    {
        const QString id = m_shop->sales.create(plan(), u"test"_s).get()->id;
        QCOMPARE(m_shop->sales.resume(id, u"test"_s).get().error().code, ErrorCode::Conflict);
        QVERIFY(m_shop->sales.start(id, u"test"_s).get());
        QCOMPARE(m_shop->sales.start(id, u"test"_s).get().error().code, ErrorCode::Conflict);
        QVERIFY(m_shop->sales.pause(id, u"test"_s).get());
        QCOMPARE(m_shop->sales.pause(id, u"test"_s).get().error().code, ErrorCode::Conflict);
        QVERIFY(m_shop->sales.end(id, u"test"_s).get());
        for (const auto &step : {&SaleService::start, &SaleService::pause, &SaleService::resume, &SaleService::end})
            QCOMPARE((m_shop->sales.*step)(id, u"test"_s).get().error().code, ErrorCode::Conflict);
        QCOMPARE(m_shop->sales.end(u"nothing"_s, u"test"_s).get().error().code, ErrorCode::NotFound);
    }

    void changesASaleThatHasSoldNothing()
    {
        const auto sale = m_shop->sales.create(plan(), u"test"_s).get();
        NewSale other = plan({{u"A"_s, 900, 7, 0}});
        other.name = u"Saturday"_s;
        const auto changed = m_shop->sales.change(sale->id, sale->version, other, u"test"_s).get();
        QVERIFY(changed);
        QCOMPARE(changed->name, u"Saturday"_s);
        QCOMPARE(changed->items.front().quota, 7);
        QCOMPARE(m_shop->sales.change(sale->id, sale->version, other, u"test"_s).get().error().code, ErrorCode::Conflict);
    }

    void aSaleThatIsNotThereCannotBeChanged()
    {
        QCOMPARE(m_shop->sales.change(u"nothing"_s, 1, plan({{u"A"_s, 100, 1, 0}}), u"test"_s).get().error().code,
                 ErrorCode::NotFound);
    }

    void refusesToChangeASaleThatHasSold()
    {
        const Sale sale = m_shop->addSale({{u"A"_s, 1999, 5, 1}});
        QCOMPARE(m_shop->buyResult(m_shop->request(u"ann"_s, u"A"_s)), u"paid"_s);
        QCOMPARE(m_shop->sales.change(sale.id, sale.version, plan(), u"test"_s).get().error().code, ErrorCode::Conflict);
    }
};

QTEST_GUILESS_MAIN(SaleServiceTest)
#include "tst_sale_service.moc"
