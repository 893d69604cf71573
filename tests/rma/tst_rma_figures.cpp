// SPDX-License-Identifier: GPL-3.0-or-later
// What charts of returns show, against the same counted return by return.
#include "returns_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 dayMillis = 86'400'000;
constexpr qint64 weekMillis = 7 * dayMillis;

std::vector<Rma> everyReturn(ReturnsShop &shop)
{
    std::vector<Rma> all;
    RmaFilter filter{.limit = 200};
    do {
        const Page<RmaSummary> page = ReturnsShop::must(shop.queries.search(filter).get());
        for (const RmaSummary &summary : page.items)
            all.push_back(shop.find(summary.id));
        filter.cursor = page.nextCursor;
    } while (!filter.cursor.isEmpty());
    return all;
}

std::size_t ageOf(qint64 millis)
{
    std::size_t index = 0;
    while (index < rmaAgeDays.size() && millis >= rmaAgeDays[index] * dayMillis)
        ++index;
    return index;
}

/// Weeks end with days.
std::optional<std::size_t> weekOf(UtcMillis at, UtcMillis now)
{
    const qint64 week = (now / dayMillis - at / dayMillis) / 7;
    return week < qint64(rmaWeeks) ? std::optional(std::size_t(week)) : std::nullopt;
}

/// The same by another way: each return is read whole.
RmaFigures countedOneByOne(ReturnsShop &shop)
{
    RmaFigures figures{shop.clock.utc(), {}, {}, {}, {}, {}};
    const UtcMillis now = figures.at;
    for (const RmaStateRule &rule : rmaStateRules())
        figures.states.push_back({rule.state, 0, 0});
    std::vector<qint64> days;
    for (const Rma &rma : everyReturn(shop)) {
        RmaStateCount &state = figures.states[std::size_t(rma.summary.state)];
        ++state.count;
        state.overdue += rma.summary.dueAt && *rma.summary.dueAt < now ? 1 : 0;
        if (ruleOf(rma.summary.state).queue != RmaQueue::Closed)
            ++figures.openAges[ageOf(now - rma.summary.createdAt)];
        if (const auto week = weekOf(rma.summary.createdAt, now)) {
            for (const RmaLine &line : rma.lines)
                figures.weeks[*week].asked[std::size_t(line.reason)] += line.quantity;
        }
        if (rma.summary.state == RmaState::Completed && *rma.closedAt > now - qint64(rmaWeeks) * weekMillis) {
            const qint64 took = *rma.closedAt - rma.summary.createdAt;
            ++figures.resolution.ages[ageOf(took)];
            days.push_back(std::min(took / dayMillis, longestResolutionDays));
        }
    }
    std::sort(days.begin(), days.end());
    if (!days.empty()) {
        figures.resolution.half = days[(days.size() + 1) / 2 - 1];
        figures.resolution.nineTenths = days[(days.size() * 9 + 9) / 10 - 1];
    }
    const auto shipped =
        shop.store
            ->read([&figures, now](ReadTransaction &transaction) -> Result<Done> {
                transaction.each(u"SELECT s.at, l.quantity FROM shipment s JOIN shipment_line l ON l.shipment_id = s.id"_s, {},
                                 [&figures, now](const Row &row) {
                                     if (const auto week = weekOf(row.integer(0), now))
                                         figures.weeks[*week].shipped += row.integer(1);
                                 });
                return Done{};
            })
            .get();
    if (!shipped)
        qFatal("the shipments can't be read");
    return figures;
}

/// Returns of all reasons and in most states, over half a year.
void fill(ReturnsShop &shop, unsigned seed)
{
    std::mt19937 dice(seed);
    for (int count = 0; count < 60; ++count) {
        shop.clock.advance(std::chrono::minutes(dice() % (5 * 24 * 60)));
        const Order order = shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 1 + qint64(dice() % 2)}, {.sku = u"B"_s}}});
        NewRma wanted = shop.all(order);
        for (NewRmaLine &line : wanted.lines)
            line.reason = ReturnReason(dice() % RmaWeek::reasons);
        if (dice() % 3 == 0)
            wanted.lines.pop_back();
        Rma rma = ReturnsShop::must(shop.rma.submit(ReturnsShop::byShopper(u"ann"_s), wanted));
        const unsigned fate = dice() % 8;
        if (fate == 0)
            continue;
        if (fate == 1) {
            ReturnsShop::must(shop.rma.decline(shop.by(shop.admin, rma), u"worn"_s));
            continue;
        }
        rma = ReturnsShop::must(shop.rma.validate(shop.by(shop.admin, rma)));
        if (fate == 2)
            ReturnsShop::must(shop.rma.cancel(shop.by(shop.admin, rma), u"kept"_s));
        if (fate <= 3)
            continue;
        rma = ReturnsShop::must(shop.rma.approve(shop.by(shop.admin, rma)));
        NewReceipt receipt;
        for (const RmaLine &line : rma.lines)
            receipt.lines.push_back({line.id, line.approved, 0});
        rma = ReturnsShop::must(shop.rma.receive(shop.by(shop.admin, rma), receipt));
        shop.clock.advance(std::chrono::hours(dice() % (24 * 20)));
        rma = shop.inspect(rma, shop.findings(rma, StockClass::Quarantine));
        if (fate == 4)
            continue;
        shop.complete(shop.decide(rma, shop.decisions(rma, DispositionKind::Reject)));
    }
}

QString textOf(const RmaAges &ages)
{
    QStringList counts;
    for (const qint64 count : ages)
        counts << QString::number(count);
    return counts.join(u' ');
}

} // namespace

class RmaFiguresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theyAreWhatIsCountedReturnByReturn_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (const unsigned seed : {1U, 2U, 3U})
            QTest::addRow("%u", seed) << seed;
    }
    void theyAreWhatIsCountedReturnByReturn()
    {
        QFETCH(unsigned, seed);
        ReturnsShop shop;
        shop.change(u"UPDATE stock SET on_hand = on_hand + 1000"_s);
        fill(shop, seed);
        const RmaFigures counted = ReturnsShop::must(shop.queries.figures().get());
        const RmaFigures expected = countedOneByOne(shop);
        QVERIFY(expected.resolution.completed() > 0);
        QVERIFY(
            std::any_of(expected.weeks.begin(), expected.weeks.end(), [](const RmaWeek &week) { return week.allAsked() > 0; }));
        QVERIFY(counted.states == expected.states);
        QCOMPARE(textOf(counted.openAges), textOf(expected.openAges));
        for (std::size_t week = 0; week < rmaWeeks; ++week) {
            QCOMPARE(counted.weeks[week].shipped, expected.weeks[week].shipped);
            QVERIFY2(counted.weeks[week].asked == expected.weeks[week].asked, qPrintable(QString::number(week)));
        }
        QCOMPARE(textOf(counted.resolution.ages), textOf(expected.resolution.ages));
        QCOMPARE(counted.resolution.half, expected.resolution.half);
        QCOMPARE(counted.resolution.nineTenths, expected.resolution.nineTenths);
    }
    void withoutReturnsAllIsZero()
    {
        ReturnsShop shop;
        const RmaFigures figures = ReturnsShop::must(shop.queries.figures().get());
        QCOMPARE(figures.states.size(), std::size_t(14));
        QCOMPARE(figures.resolution, RmaResolution());
        QCOMPARE(outcomesOf(figures.states), RmaOutcomes());
        QVERIFY(figures.openAges == RmaAges{} && figures.dispositions.empty());
    }
    void everyReturnHasOneOutcome()
    {
        ReturnsShop shop;
        const SoldOrder one{.lines = {{.sku = u"A"_s}}};
        shop.submitted(shop.sellAndShip(one));
        ReturnsShop::must(shop.rma.decline(shop.by(shop.admin, shop.submitted(shop.sellAndShip(one))), u"worn"_s));
        ReturnsShop::must(shop.rma.cancel(shop.by(shop.admin, shop.approved(shop.sellAndShip(one))), u"kept"_s));
        shop.approved(shop.sellAndShip(one));
        shop.completing(shop.sellAndShip(one), DispositionKind::StoreCredit);
        const RmaFigures figures = ReturnsShop::must(shop.queries.figures().get());
        QCOMPARE(outcomesOf(figures.states), (RmaOutcomes{1, 2, 1, 1}));
    }
};

QTEST_GUILESS_MAIN(RmaFiguresTest)
#include "tst_rma_figures.moc"
