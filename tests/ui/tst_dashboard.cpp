// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console_fixture.h"

#include "ui/common/chart_legend.h"
#include "ui/common/stock_table.h"
#include "ui/common/time_chart.h"
#include "ui/dashboard/breaker_strip.h"
#include "ui/dashboard/dashboard_panel.h"
#include "ui/dashboard/figure_card.h"
#include "ui/dashboard/totals_card.h"
#include "ui/sales/sales_panel.h"

#include <QAreaSeries>
#include <QChart>
#include <QLineSeries>
#include <QTableView>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Counts what is painted of a widget and of everything in it.
class PaintCounter : public QObject
{
    Q_OBJECT

public:
    explicit PaintCounter(QWidget *root)
    {
        root->installEventFilter(this);
        for (QWidget *widget : root->findChildren<QWidget *>()) {
            widget->installEventFilter(this);
        }
    }

    int paints = 0;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }
};

FigureCard *card(const ConsoleFixture &console, const QString &title)
{
    for (FigureCard *candidate : console.window->findChildren<FigureCard *>()) {
        if (candidate->accessibleName() == title) {
            return candidate;
        }
    }
    return nullptr;
}

TimeChart *chart(const ConsoleFixture &console, const QString &title)
{
    for (TimeChart *candidate : console.window->findChildren<TimeChart *>()) {
        if (candidate->accessibleName() == title) {
            return candidate;
        }
    }
    return nullptr;
}

QStringList legendOf(const TimeChart *of)
{
    QStringList names;
    for (const ChartLegend::Entry &entry : of->findChild<ChartLegend *>()->entries()) {
        names += entry.name;
    }
    return names;
}

LiveFigures quiet(UtcMillis at)
{
    LiveFigures figures;
    figures.at = at;
    return figures;
}

} // namespace

class DashboardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void cardsShowTheFiguresOfTheLastSecond()
    {
        ConsoleFixture console;
        console.open();
        LiveFigures &figures = console.services.figures;
        figures.requestsPerSecond = 12'345;
        figures.latency = {.count = 12'345, .p50 = 850us, .p95 = 12'340us, .p99 = 1'500ms};
        figures.checkoutsPerSecond = 2.5;
        figures.refusals = {{ErrorCode::OutOfStock, 10}, {ErrorCode::RateLimited, 30}};
        figures.inFlight = 7;
        figures.connections = 1;
        console.second();
        QCOMPARE(card(console, u"Requests per second"_s)->value(), u"12,345"_s);
        QCOMPARE(card(console, u"Requests per second"_s)->remark(), u"1 connection"_s);
        QCOMPARE(card(console, u"95 % answered within"_s)->value(), u"12.3 ms"_s);
        QCOMPARE(card(console, u"95 % answered within"_s)->accessibleDescription(),
                 u"12.3 ms, P50 850 µs, P95 12.3 ms, P99 1.5 s"_s);
        QCOMPARE(card(console, u"Checkouts per second"_s)->value(), u"2.5"_s);
        QCOMPARE(card(console, u"Refusals per second"_s)->value(), u"40"_s);
        QCOMPARE(card(console, u"Refusals per second"_s)->remark(), u"Too many requests"_s);
        QCOMPARE(card(console, u"Requests in flight"_s)->value(), u"7"_s);
    }

    void withoutRequestsThereIsNoLatency()
    {
        ConsoleFixture console;
        console.services.figures = quiet(ConsoleFixture::now);
        console.open(false);
        QCOMPARE(card(console, u"95 % answered within"_s)->value(), u"–"_s);
        QCOMPARE(card(console, u"Cache hits"_s)->value(), u"–"_s);
        QCOMPARE(card(console, u"Requests per second"_s)->value(), u"0"_s);
    }

    void theCacheShareIsThatOfTheLastMinute()
    {
        ConsoleFixture console;
        console.services.figures = quiet(ConsoleFixture::now);
        console.open(false);
        console.services.figures.cache = {.hits = 0, .stale = 0, .misses = 1000};
        console.second();
        QCOMPARE(card(console, u"Cache hits"_s)->value(), u"0 %"_s);
        console.services.figures.cache = {.hits = 999, .stale = 0, .misses = 0};
        console.services.figures.at += 61'000;
        console.second();
        QCOMPARE(card(console, u"Cache hits"_s)->value(), u"100 %"_s);
        console.services.figures.cache = {.hits = 1'000'000, .stale = 0, .misses = 1};
        console.second();
        QCOMPARE(card(console, u"Cache hits"_s)->value(), u"99.9 %"_s);
    }

    // P1, A2: what the person at the till has to know when a payment method fails.
    void whereServersRunElsewhereNoFiguresAreInvented()
    {
        ConsoleFixture console;
        fillBusyShop(console.services, ConsoleFixture::now);
        console.services.addresses.clear();
        console.open(false);
        console.second();
        QVERIFY(!card(console, u"Requests per second"_s)->isVisible());
        QVERIFY(!chart(console, u"Requests per second"_s)->isVisible());
        QVERIFY(!console.window->findChild<BreakerStrip *>()->isVisible());
        const auto *dashboard = console.window->findChild<DashboardPanel *>();
        const QList<QLabel *> labels = dashboard->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [](const QLabel *label) { return label->isVisible() && label->text().contains(u"/metrics"); }));
        QCOMPARE(dashboard->findChild<StockTable *>()->table()->model()->rowCount(), 6);
        QCOMPARE(console.window->findChild<TotalsCard *>()->paid(), u"2,884"_s);
        for (const QLabel *label : console.window->findChildren<QLabel *>()) {
            QVERIFY2(!label->text().contains(u"in flight"), qPrintable(label->text()));
        }
    }

    void breakersTellTheirStateInWordsWithACountdown()
    {
        ConsoleFixture console;
        console.open();
        console.services.figures.breakers = {
            {u"card"_s, u"Credit card"_s, BreakerState::Open, 12'400ms, 0, 3},
            {u"paypal"_s, u"PayPal"_s, BreakerState::HalfOpen, 0ms, 0, 3},
            {u"crypto"_s, u"Crypto"_s, BreakerState::Closed, 0ms, 1, 3},
        };
        console.second();
        const auto *strip = console.window->findChild<BreakerStrip *>();
        QCOMPARE(strip->texts(),
                 (QStringList{u"Credit card: not offered, next try in 13 s"_s, u"PayPal: trying one payment"_s,
                              u"Crypto: working, 1 failure, opens at 3"_s}));
        console.services.figures.breakers = {{u"card"_s, u"Credit card"_s, BreakerState::Closed, 0ms, 0, 3}};
        console.second();
        QCOMPARE(strip->texts(), QStringList{u"Credit card: working"_s});
        console.services.figures.breakers.clear();
        console.second();
        QCOMPARE(strip->texts(), QStringList());
    }

    void chartsGrowInPlace()
    {
        ConsoleFixture console;
        console.open();
        const TimeChart *requests = chart(console, u"Requests per second"_s);
        const QList<QAbstractSeries *> before = requests->view()->chart()->series();
        const auto *line = qobject_cast<QLineSeries *>(before.front());
        const qsizetype points = line->count();
        for (int i = 0; i < 5; ++i) {
            console.services.figures.requestsPerSecond = 100 * i;
            console.second();
        }
        QCOMPARE(requests->view()->chart()->series(), before);
        QCOMPARE(line->count(), points + 5);
        QCOMPARE(line->at(line->count() - 1), QPointF(0, 400));
        QCOMPARE(line->at(line->count() - 2), QPointF(-1, 300));
    }

    void chartsForgetWhatIsOlderThanFiveMinutes()
    {
        ConsoleFixture console;
        console.open();
        for (int i = 0; i < 20; ++i) {
            console.services.figures.at += 29'000; // with the second itself, half a minute
            console.second();
        }
        const auto *line =
            qobject_cast<QLineSeries *>(chart(console, u"Requests per second"_s)->view()->chart()->series().front());
        QCOMPARE(line->count(), 11);
        QCOMPARE(line->at(0).x(), -300.0);
    }

    void aClockThatIsSetBackDoesNotFoldTheCharts()
    {
        ConsoleFixture console;
        console.open();
        for (int i = 0; i < 10; ++i) {
            console.second();
        }
        console.services.figures.at -= 5'000;
        console.second();
        const auto *line =
            qobject_cast<QLineSeries *>(chart(console, u"Requests per second"_s)->view()->chart()->series().front());
        for (int i = 1; i < line->count(); ++i) {
            QVERIFY(line->at(i - 1).x() < line->at(i).x());
        }
        QCOMPARE(line->at(line->count() - 1).x(), 0.0);
    }

    void theValueAxisFollowsWithoutTrembling()
    {
        ConsoleFixture console;
        console.services.figures = quiet(ConsoleFixture::now);
        console.open(false);
        const TimeChart *requests = chart(console, u"Requests per second"_s);
        console.services.figures.requestsPerSecond = 950;
        console.second();
        QCOMPARE(requests->axisTop(), 1000.0);
        console.services.figures.requestsPerSecond = 1'010;
        console.second();
        QCOMPARE(requests->axisTop(), 1200.0);
        console.services.figures.requestsPerSecond = 700;
        console.second();
        QCOMPARE(requests->axisTop(), 1200.0);
    }

    void refusalsAreStackedByCauseAndOnlyThoseThatHappen()
    {
        ConsoleFixture console;
        console.services.figures = quiet(ConsoleFixture::now);
        console.open(false);
        const TimeChart *checkouts = chart(console, u"Checkouts and refusals per second"_s);
        QCOMPARE(legendOf(checkouts), QStringList());
        console.services.figures.checkoutsPerSecond = 50;
        console.services.figures.refusals = {
            {ErrorCode::PaymentDeclined, 5}, {ErrorCode::OutOfStock, 20}, {ErrorCode::Conflict, 2}};
        console.second();
        QCOMPARE(legendOf(checkouts), (QStringList{u"Paid"_s, u"Out of stock"_s, u"Payment declined"_s, u"Other causes"_s}));
        double highest = 0;
        for (QAbstractSeries *series : checkouts->view()->chart()->series()) {
            const auto *area = qobject_cast<QAreaSeries *>(series);
            if (area->isVisible()) {
                const QLineSeries *upper = area->upperSeries();
                highest = std::max(highest, upper->at(upper->count() - 1).y());
            }
        }
        QCOMPARE(highest, 77.0);
    }

    void stockIsShownWithTheProofThatNothingIsOversold()
    {
        ConsoleFixture console;
        console.open();
        const auto *stock = console.window->findChild<DashboardPanel *>()->findChild<StockTable *>();
        QCOMPARE(stock->table()->model()->rowCount(), 6);
        QCOMPARE(stock->sum(), u"3,094 sold + 28 held + 1,928 left = 5,050 quota"_s);
        QCOMPARE(stock->proof(), u"Counted from the orders at 17:42:00: agrees, nothing oversold."_s);
        console.services.stock[0].sold += 1'000;
        console.second();
        QCOMPARE(stock->proof(), u"1 item oversold, “Noise-cancelling headphones, black”: run “tidegate verify”."_s);
    }

    void countersThatTellOtherThanTheOrdersAreWarnedAbout()
    {
        ConsoleFixture console;
        console.open();
        const auto *stock = console.window->findChild<DashboardPanel *>()->findChild<StockTable *>();
        console.services.proof = {.at = ConsoleFixture::now + 30'000,
                                  .differences = {{u"s3"_s, u"LAMP-DESK-OAK"_s, u"Desk lamp, oak"_s},
                                                  {u"s3"_s, u"TENT-2P-GRN"_s, u"Two-person tent, green"_s},
                                                  {u"s1"_s, u"LAMP-DESK-OAK"_s, u"of a sale that is not shown"_s}}};
        console.clock.advance(StockProver::interval);
        console.second();
        QCOMPARE(stock->proof(),
                 u"Counted from the orders at 17:42:30: 2 items differ, first “Desk lamp, oak”. Run “tidegate verify”."_s);
    }

    // The count reads every order there is: it must not run with each second's figures.
    void theOrdersAreCountedAnewOnlyEveryHalfMinute()
    {
        ConsoleFixture console;
        console.open();
        QCOMPARE(console.services.proofsAsked, 1);
        for (int i = 0; i < 29; ++i) {
            console.clock.advance(1s);
            console.second();
        }
        console.press(Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(console.services.proofsAsked, 1);
        console.clock.advance(1s);
        console.second();
        QCOMPARE(console.services.proofsAsked, 2);
        console.press(Qt::Key_3, Qt::ControlModifier);
        console.clock.advance(60s);
        console.second();
        QVERIFY2(console.services.proofsAsked == 2, "nobody looks at stock");
    }

    void ordersThatCannotBeCountedAreToldAbout()
    {
        ConsoleFixture console;
        console.services.proofFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.open();
        const auto *stock = console.window->findChild<DashboardPanel *>()->findChild<StockTable *>();
        QCOMPARE(stock->proof(), u"The orders could not be counted."_s);
        console.services.proofFailure.reset();
        console.clock.advance(StockProver::interval);
        console.second();
        QCOMPARE(stock->proof(), u"Counted from the orders at 17:42:00: agrees, nothing oversold."_s);
        console.services.proofFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.clock.advance(StockProver::interval);
        console.second();
        QCOMPARE(stock->proof(), u"Counted from the orders at 17:42:00: agreed. They could not be counted since."_s);
    }

    void withoutASaleItSaysWhatToDo()
    {
        ConsoleFixture console;
        console.open(false);
        QAbstractButton *create = ConsoleFixture::button(console.window.get(), u"New flash sale…"_s);
        QVERIFY(create);
        create->click();
        auto *editor = ConsoleFixture::dialog<QDialog>();
        QVERIFY(editor);
        QCOMPARE(editor->windowTitle(), u"New flash sale"_s);
        editor->done(0);
    }

    void whereAllSalesHaveEndedItSaysSoAndLeadsToThem()
    {
        ConsoleFixture console;
        console.open();
        console.services.stock.clear();
        console.second();
        auto *dashboard = console.window->findChild<DashboardPanel *>();
        const QList<QLabel *> labels = dashboard->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->isVisible() && label->text() == u"No sale is open or planned";
        }));
        ConsoleFixture::button(dashboard, u"Flash sales"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(!dashboard->isVisible());
        QVERIFY(console.window->findChild<SalesPanel *>()->isVisible());
    }

    // O1: the totals are the database's, and say from when they are.
    void orderTotalsSayFromWhenTheyAre()
    {
        ConsoleFixture console;
        console.open();
        const auto *totals = console.window->findChild<TotalsCard *>();
        QCOMPARE(totals->asOf(), u"from the database, as of 17:42:00"_s);
        QCOMPARE(totals->revenue(), u"234,184.12 EUR"_s);
        QCOMPARE(totals->paid(), u"2,884"_s);
        console.services.totals.revenue = {{100, Currency::euro()}, {5'000, *Currency::fromCode(u"JPY")}};
        console.services.totals.asOf += 1'000;
        console.second();
        QCOMPARE(totals->revenue(), u"1.00 EUR\n5,000 JPY"_s);
        QCOMPARE(totals->asOf(), u"from the database, as of 17:42:01"_s);
    }

    void refundsAreToldByKindAndState()
    {
        ConsoleFixture console;
        console.open();
        const auto *totals = console.window->findChild<TotalsCard *>();
        QCOMPARE(totals->refunds(RefundKind::Cancel), u"12 settled: 912.40 EUR"_s);
        QCOMPARE(totals->refunds(RefundKind::Return), u"1 failed: 59.00 EUR\n31 settled: 2,148.30 EUR"_s);
        QCOMPARE(totals->refunds(RefundKind::Goodwill), u"–"_s);
    }

    void whatCannotBeReadStaysAndIsMarkedAsOld()
    {
        ConsoleFixture console;
        console.open();
        console.services.stockFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.second();
        console.second();
        const auto *totals = console.window->findChild<TotalsCard *>();
        QCOMPARE(totals->asOf(), u"from the database, as of 17:42:00 (old)"_s);
        QCOMPARE(totals->paid(), u"2,884"_s);
        QVERIFY(console.banners().contains(u"out of reach"_s));
        console.services.stockFailure.reset();
        console.second();
        QCOMPARE(totals->asOf(), u"from the database, as of 17:42:00"_s);
        QCOMPARE(console.banners(), QString());
    }

    void aHiddenPanelDrawsAndAsksNothing()
    {
        ConsoleFixture console;
        console.open();
        auto *panel = console.window->findChild<DashboardPanel *>();
        PaintCounter counter(panel);
        console.second();
        QVERIFY(counter.paints > 0);

        console.press(Qt::Key_3, Qt::ControlModifier);
        counter.paints = 0;
        const int asked = console.services.stockAsked;
        for (int i = 0; i < 10; ++i) {
            console.services.figures.requestsPerSecond = 1'000 + i;
            console.second();
        }
        QCOMPARE(counter.paints, 0);
        QCOMPARE(console.services.stockAsked, asked);
        QVERIFY(card(console, u"Requests per second"_s)->value() != u"1,009"_s);

        console.press(Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(card(console, u"Requests per second"_s)->value(), u"1,009"_s);
        const auto *line =
            qobject_cast<QLineSeries *>(chart(console, u"Requests per second"_s)->view()->chart()->series().front());
        QVERIFY2(line->count() >= 12, "the seconds while it was hidden are in the chart");
    }

    void aMinimisedWindowDrawsAndAsksNothing()
    {
        ConsoleFixture console;
        console.open();
        PaintCounter counter(console.window->findChild<DashboardPanel *>());
        console.window->showMinimized();
        ConsoleFixture::settle();
        counter.paints = 0;
        const int asked = console.services.stockAsked;
        console.second();
        QCOMPARE(counter.paints, 0);
        QCOMPARE(console.services.stockAsked, asked);
        console.services.figures.requestsPerSecond = 1'234;
        console.second();
        console.window->showNormal();
        ConsoleFixture::settle();
        QCOMPARE(card(console, u"Requests per second"_s)->value(), u"1,234"_s);
    }
};

QTEST_MAIN(DashboardTest)
#include "tst_dashboard.moc"
