// SPDX-License-Identifier: GPL-3.0-or-later
// What can be returned, and what happens without a person.
#include "returns_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const SoldOrder twoOfA{.lines = {{.sku = u"A"_s, .quantity = 2}}};

/// The codes of everything that is wrong with a request of the shopper's.
QStringList codes(ReturnsShop &shop, const NewRma &wanted)
{
    const auto answer = shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), wanted).get();
    QStringList found;
    if (!answer) {
        for (const FieldError &field : answer.error().fields)
            found << field.code;
    }
    return found;
}

} // namespace

class ReturnRulesTest : public QObject
{
    Q_OBJECT

private:
    static void change(ReturnsShop &shop, const std::function<void(ReturnRules &)> &change)
    {
        ReturnRules rules = ReturnsShop::must(shop.rules.rules().get());
        change(rules);
        ReturnsShop::must(shop.rules.change(rules, shop.admin).get());
    }

private Q_SLOTS:
    void everythingThatIsWrongIsToldAtOnce()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip(twoOfA);
        const QString line = order.lines.front().id;
        QCOMPARE(codes(shop, {order.id, {}}), QStringList(u"out_of_range"_s));
        QCOMPARE(codes(shop, {order.id, {{u"x"_s, 1}, {line, 0}}}), QStringList({u"out_of_range"_s, u"unknown"_s}));
        QCOMPARE(codes(shop, {order.id, {{line, 3}}}), QStringList(u"above_returnable"_s));
        QCOMPARE(codes(shop, {order.id, {{line, 1, ReturnReason::Other, QString(1'001, u'x')}}}), QStringList(u"too_long"_s));
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM rma"_s), 0);
    }
    void theWindowBeginsWithTheShipmentOfEachUnit()
    {
        ReturnsShop shop;
        const Order order = shop.sell(twoOfA);
        const QString line = order.lines.front().id;
        shop.ship(order, 1);
        shop.clock.advance(20 * 24h);
        shop.ship(order);
        shop.clock.advance(10 * 24h + 1s);
        const ReturnableLine returnable = ReturnsShop::must(shop.rma.returnable(order.id).get()).front();
        QCOMPARE(returnable.returnable, 2);
        QCOMPARE(returnable.withinWindow, 1);
        QCOMPARE(codes(shop, {order.id, {{line, 2}}}), QStringList(u"window_closed"_s));
        const Rma rma = ReturnsShop::must(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), {order.id, {{line, 1}}}));
        QCOMPARE(rma.lines.front().units.front().orderUnit, 2);
    }
    void finalSalesAreNotTakenBack()
    {
        ReturnsShop shop;
        change(shop, [](ReturnRules &rules) {
            rules.finalSaleSkus = {u" B "_s};
            rules.finalSaleCategories = {u"Food"_s};
        });
        shop.change(u"UPDATE product SET category = 'FOOD > Fresh' WHERE sku = 'C'"_s);
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s}, {.sku = u"B"_s}, {.sku = u"C"_s}}});
        QCOMPARE(codes(shop, shop.all(order)), QStringList({u"final_sale"_s, u"final_sale"_s}));
        RmaAction bySupport{{}, std::nullopt, {}, {}, RmaActor::ofStaff(shop.support), {}};
        NewRma wanted = shop.all(order);
        QCOMPARE(ReturnsShop::refusal(shop.rma.submit(bySupport, wanted)), u"conflict"_s);
        wanted.overrideRules = true;
        const Rma rma = ReturnsShop::must(shop.rma.submit(bySupport, wanted));
        QVERIFY(rma.byStaff);
        QVERIFY(ReturnsShop::must(shop.queries.rma(rma.summary.id).get()).history.front().after.contains("rules_overridden"));
    }
    void shoppersCannotOverrideTheRules()
    {
        ReturnsShop shop;
        const Order order = shop.sellAndShip(twoOfA);
        shop.clock.advance(31 * 24h);
        NewRma wanted = shop.all(order);
        wanted.overrideRules = true;
        QCOMPARE(codes(shop, wanted), QStringList(u"window_closed"_s));
    }
    void rulesThatShoppersMeantToOverrideAreNotRecordedAsOverridden()
    {
        ReturnsShop shop;
        NewRma wanted = shop.all(shop.sellAndShip(twoOfA));
        wanted.overrideRules = true;
        const Rma rma = ReturnsShop::must(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), wanted));
        QVERIFY(!ReturnsShop::must(shop.queries.rma(rma.summary.id).get()).history.front().after.contains("rules_overridden"));
    }
    void tooManyLinesAreRefusedUnread()
    {
        ReturnsShop shop;
        NewRma wanted{.orderId = shop.sellAndShip(twoOfA).id};
        wanted.lines.assign(101, {u"no such line"_s, 1});
        QCOMPARE(codes(shop, wanted), QStringList(u"out_of_range"_s));
    }
    void whatKeepsTheRulesIsValidatedAndApprovedAtOnce()
    {
        ReturnsShop shop;
        change(shop, [](ReturnRules &rules) { rules.autoValidate = true; });
        QCOMPARE(shop.submitted(shop.sellAndShip(twoOfA)).summary.state, RmaState::Validated);
        change(shop, [](ReturnRules &rules) { rules.autoApprove = true; });
        const Rma rma = shop.submitted(shop.sellAndShip(twoOfA));
        QCOMPARE(rma.summary.state, RmaState::Approved);
        QCOMPARE(rma.lines.front().approved, 2);
        QCOMPARE(rma.summary.version, 3);
        QCOMPARE(ReturnsShop::must(shop.queries.rma(rma.summary.id).get()).history.back().actor, u"system"_s);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void onlyAnAdminChangesTheRules()
    {
        ReturnsShop shop;
        ReturnRules rules = ReturnsShop::must(shop.rules.rules().get());
        QCOMPARE(ReturnsShop::refusal(shop.rules.change(rules, shop.support)), u"forbidden"_s);
        rules.windowDays = -1;
        rules.sendDays = 0;
        rules.autoApprove = true;
        const auto wrong = shop.rules.change(rules, shop.admin).get();
        QCOMPARE(wrong.error().fields.size(), 3);
        rules = ReturnsShop::must(shop.rules.rules().get());
        rules.windowDays = 14;
        const ReturnRules changed = ReturnsShop::must(shop.rules.change(rules, shop.admin).get());
        QCOMPARE(changed.windowDays, 14);
        QCOMPARE(ReturnsShop::refusal(shop.rules.change(rules, shop.admin)), u"version_conflict"_s);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'rma_rules.changed'"_s), 1);
    }
};

QTEST_GUILESS_MAIN(ReturnRulesTest)
#include "tst_return_rules.moc"
