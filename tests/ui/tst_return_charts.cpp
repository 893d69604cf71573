// SPDX-License-Identifier: GPL-3.0-or-later
// Charts of returns.
#include "ui/console_fixture.h"
#include "ui/common/bar_chart.h"
#include "ui/returns/return_charts.h"
#include "ui/returns_at_work.h"
#include "ui/scripted_returns.h"

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

BarChart *chartOf(const ReturnCharts &charts, const QString &title)
{
    for (BarChart *chart : charts.findChildren<BarChart *>()) {
        if (chart->accessibleName() == title) {
            return chart;
        }
    }
    return nullptr;
}

} // namespace

class ReturnChartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void theyAreTheFigures()
    {
        ScriptedReturns services;
        services.figures = busyReturnFigures(ConsoleFixture::now);
        ReturnCharts charts(services);
        charts.show();
        ConsoleFixture::settle();
        const BarChart *outcomes = chartOf(charts, u"Approved, rejected, pending"_s);
        const RmaOutcomes expected = outcomesOf(services.figures.states);
        QVERIFY(outcomes);
        QCOMPARE(outcomes->values().front(),
                 (std::vector<double>{double(expected.pending), double(expected.approved), double(expected.rejected), double(expected.withdrawn)}));
        QCOMPARE(outcomes->categories(), (QStringList{u"Pending: 300"_s, u"Approved: 9,893"_s, u"Rejected: 377"_s, u"Withdrawn: 363"_s}));
        const BarChart *queue = chartOf(charts, u"Open returns by state"_s);
        QCOMPARE(queue->categories().size(), 10); // none that is closed
        QCOMPARE(queue->values()[0].front(), 181);
        QCOMPARE(queue->values()[1].front(), 31);
        const BarChart *ages = chartOf(charts, u"Age of open returns, in days"_s);
        QCOMPARE(ages->values().front(), (std::vector<double>{164, 301, 466, 489, 297, 64}));
        const BarChart *rate = chartOf(charts, u"Return rate by week, in per cent"_s);
        QCOMPARE(rate->values().front().back(), 100.0 * double(services.figures.weeks.front().allAsked()) / double(services.figures.weeks.front().shipped));
        const BarChart *reasons = chartOf(charts, u"Reasons"_s);
        QVERIFY(std::is_sorted(reasons->values().front().rbegin(), reasons->values().front().rend()));
    }
    void withoutReturnsTheySaySo()
    {
        ScriptedReturns services;
        for (const RmaStateRule &rule : rmaStateRules()) {
            services.figures.states.push_back({rule.state, 0, 0});
        }
        ReturnCharts charts(services);
        charts.show();
        ConsoleFixture::settle();
        for (const BarChart *chart : charts.findChildren<BarChart *>()) {
            QVERIFY2(chart->isEmpty(), qPrintable(chart->accessibleName()));
        }
    }
    void theyAreReadOnlyWhileTheyAreSeen()
    {
        ScriptedReturns services;
        ReturnCharts charts(services);
        ConsoleFixture::settle();
        QCOMPARE(services.figuresAsked, 0);
        charts.show();
        ConsoleFixture::settle();
        QCOMPARE(services.figuresAsked, 1);
        QVERIFY(charts.findChild<QTimer *>(u"readAgain"_s)->isActive());
        charts.hide();
        QVERIFY(!charts.findChild<QTimer *>(u"readAgain"_s)->isActive());
    }
    void aFailedReadKeepsTheFigures()
    {
        ScriptedReturns services;
        services.figures = busyReturnFigures(ConsoleFixture::now);
        ReturnCharts charts(services);
        charts.show();
        ConsoleFixture::settle();
        services.readFailure = Error{ErrorCode::StorageUnavailable, u"the disk is full"_s, {}, {}};
        charts.refresh();
        ConsoleFixture::settle();
        const auto *banner = charts.findChild<Banner *>();
        QVERIFY(banner->isVisible() && banner->text().contains(u"the disk is full"_s));
        QVERIFY(!chartOf(charts, u"Reasons"_s)->isEmpty());
        services.readFailure.reset();
        charts.refresh();
        ConsoleFixture::settle();
        QVERIFY(!banner->isVisible());
    }
};

QTEST_MAIN(ReturnChartsTest)
#include "tst_return_charts.moc"
