// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/unit_shares.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <rapidcheck.h>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

struct LineWanted {
    qint64 quantity = 1;
    qint64 price = 0;
    qint64 discount = 0;
    qint64 tax = 0;
};

/// An order of these lines, its total by the rule.
Order orderOf(const std::vector<LineWanted> &lines, qint64 discount = 0, qint64 shipping = 0, const QString &currency = u"EUR"_s)
{
    Order order;
    const Currency money = Currency::fromCode(currency).value();
    qint64 total = shipping - discount;
    for (const LineWanted &line : lines) {
        const QString id = u"line-%1"_s.arg(order.lines.size());
        order.lines.push_back({id, {}, u"SKU"_s, {}, line.quantity, Money{line.price, money}, 0, 0, line.discount, line.tax});
        total += line.quantity * line.price - line.discount + line.tax;
    }
    order.discount = discount;
    order.shipping = shipping;
    order.total = {total, money};
    return order;
}

qint64 sumOf(const std::vector<UnitShare> &shares)
{
    return std::accumulate(shares.begin(), shares.end(), qint64(0),
                           [](qint64 sum, const UnitShare &share) { return sum + share.total(); });
}

QList<qint64> totalsOf(const std::vector<UnitShare> &shares)
{
    QList<qint64> totals;
    for (const UnitShare &share : shares)
        totals << share.total();
    return totals;
}

/// An order as a shop can make it: no line's discount is above the line, the order's not above what is left.
rc::Gen<Order> anyOrder()
{
    return rc::gen::exec([] {
        std::vector<LineWanted> lines(std::size_t(*rc::gen::inRange(1, 6)));
        qint64 goods = 0;
        for (LineWanted &line : lines) {
            line.quantity = *rc::gen::inRange<qint64>(1, 12);
            line.price = *rc::gen::inRange<qint64>(0, 100'000);
            line.discount = *rc::gen::inRange<qint64>(0, line.quantity * line.price + 1);
            line.tax = *rc::gen::inRange<qint64>(0, 20'000);
            goods += line.quantity * line.price - line.discount;
        }
        const auto currency = *rc::gen::element(u"EUR"_s, u"JPY"_s, u"KWD"_s);
        return orderOf(lines, *rc::gen::inRange<qint64>(0, goods + 1), *rc::gen::inRange<qint64>(0, 3'000), currency);
    });
}

} // namespace

class UnitSharesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatDoesNotDivideGoesToTheEarlierUnits()
    {
        QCOMPARE(totalsOf(unitShares(orderOf({{3, 1000, 100, 0}}))), (QList<qint64>{966, 967, 967}));
        QCOMPARE(totalsOf(unitShares(orderOf({{3, 1000, 0, 100}}))), (QList<qint64>{1034, 1033, 1033}));
    }

    void theOrdersDiscountGoesByWhatUnitsCost()
    {
        // 10 off 100 + 2 * 25: 2/3 of it falls on the dear one.
        const auto shares = unitShares(orderOf({{1, 10'000, 0, 0}, {2, 2'500, 0, 0}}, 1'000));
        QCOMPARE(totalsOf(shares), (QList<qint64>{9'333, 2'333, 2'334}));
    }

    void aDiscountAboveOneLineIsTakenFromTheOthers()
    {
        const auto shares = unitShares(orderOf({{1, 300, 0, 0}, {1, 9'000, 0, 0}}, 1'000));
        QCOMPARE(sumOf(shares), 8'300);
        for (const UnitShare &share : shares)
            QVERIFY(share.total() >= 0);
    }

    void unitsThatCostNothingShareShippingEvenly()
    {
        QCOMPARE(totalsOf(unitShares(orderOf({{2, 0, 0, 0}, {1, 0, 0, 0}}, 0, 500))), (QList<qint64>{167, 167, 166}));
    }

    void refundingUnitByUnitGivesWhatWasPaid_data() // T16
    {
        QTest::addColumn<QString>("currency");
        for (const char *currency : {"EUR", "JPY", "KWD"})
            QTest::newRow(currency) << QString::fromLatin1(currency);
    }

    void refundingUnitByUnitGivesWhatWasPaid()
    {
        QFETCH(const QString, currency);
        const Order order = orderOf({{3, 333, 10, 7}, {7, 1, 0, 2}, {1, 999'999, 1, 0}}, 101, 499, currency);
        QCOMPARE(sumOf(unitShares(order)), order.total.amount);
    }

    void anyOrdersUnitsSumToItsTotal()
    {
        QVERIFY(rc::check("all units sum to the total", [] {
            const Order order = *anyOrder();
            RC_ASSERT(sumOf(unitShares(order)) == order.total.amount);
        }));
    }

    void noUnitIsWorthLessThanNothing()
    {
        QVERIFY(rc::check("no unit gives back less than nothing", [] {
            const auto shares = unitShares(*anyOrder());
            RC_ASSERT(std::all_of(shares.begin(), shares.end(),
                                  [](const UnitShare &share) { return share.discount <= share.price && share.total() >= 0; }));
        }));
    }

    void theSplitDoesNotDependOnWhatBecameOfTheOrder()
    {
        Order order = orderOf({{3, 1000, 100, 0}}, 7, 11);
        const auto before = unitShares(order);
        order.lines.front().shipped = 1;
        order.lines.front().cancelled = 2;
        QCOMPARE(unitShares(order), before);
    }

    void cancellingCountsFromTheEnd() // T19: nor is what was cancelled before counted again
    {
        Order order = orderOf({{3, 1000, 100, 0}});
        QCOMPARE(cancelShare(order, order.lines.front(), 1).amount, 967);
        order.lines.front().cancelled = 1;
        QCOMPARE(cancelShare(order, order.lines.front(), 2).amount, 966 + 967);
    }

    void theLargestAmountsDoNotOverflow()
    {
        const qint64 largest = Money::maximum();
        const auto parts = splitByWeight(largest, {largest, largest - 1, 1});
        QCOMPARE(std::accumulate(parts.begin(), parts.end(), qint64(0)), largest);
    }

    void theLargestRemainderGetsWhatIsLeft()
    {
        QCOMPARE(splitByWeight(100, {1, 2}), (std::vector<qint64>{33, 67}));
        QCOMPARE(splitByWeight(7, {3, 0, 1}), (std::vector<qint64>{5, 0, 2}));
    }

    void noWeightsGiveNoParts() { QVERIFY(splitByWeight(10, {}).empty()); }
};

QTEST_GUILESS_MAIN(UnitSharesTest)
#include "tst_unit_shares.moc"
