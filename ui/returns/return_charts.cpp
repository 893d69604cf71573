// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_charts.h"

#include "ui/common/bar_chart.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_words.h"

#include <QGridLayout>
#include <QScrollArea>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr auto readEvery = 5s;
constexpr int gap = 12;
constexpr int chartHeight = 250;
// An axis has no names where bars are lower than their names.
constexpr int queueHeight = 350;
constexpr int reasonsHeight = 300;
constexpr int narrow = 900; ///< below this the charts stand in one column

QColor accent(const QPalette &palette)
{
    return themeColors(palette).accent;
}

QColor bad(const QPalette &palette)
{
    return themeColors(palette).bad;
}

QString wholeText(double value)
{
    return countText(qint64(value));
}

/// A category whose name tells how many there are.
QString withCount(const QString &name, qint64 count)
{
    return ReturnCharts::tr("%1: %2", "category and count").arg(name, countText(count));
}

/// In days, as the titles of the charts say.
QStringList ageNames()
{
    QStringList names{ReturnCharts::tr("under %1", "days").arg(rmaAgeDays.front())};
    for (std::size_t index = 1; index < rmaAgeDays.size(); ++index) {
        names << ReturnCharts::tr("%1–%2", "days").arg(rmaAgeDays[index - 1]).arg(rmaAgeDays[index]);
    }
    names << ReturnCharts::tr("over %1", "days").arg(rmaAgeDays.back());
    return names;
}

std::vector<double> doubles(const RmaAges &ages)
{
    return {ages.begin(), ages.end()};
}

} // namespace

ReturnCharts::ReturnCharts(ReturnServices &services, QWidget *parent)
    : QWidget(parent)
    , m_poll(
          this, [&services](auto answer) { services.returnFigures(std::move(answer)); },
          [this](const Result<RmaFigures> &figures) { take(figures); })
    , m_banner(new Banner)
    , m_asOf(mutedLabel({}))
    , m_content(new QWidget)
    , m_grid(new QGridLayout(m_content))
    , m_timer(new QTimer(this))
{
    buildCharts();
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(gap);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::StrongFocus); // by the arrow keys
    scroll->setWidget(m_content);
    scroll->setAccessibleName(tr("Charts of returns"));
    setFocusProxy(scroll);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_banner);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_asOf, 0, Qt::AlignRight);
    m_timer->setObjectName(u"readAgain"_s);
    m_timer->setInterval(readEvery);
    connect(m_timer, &QTimer::timeout, this, &ReturnCharts::refresh);
}

void ReturnCharts::buildCharts()
{
    using Direction = BarChart::Direction;
    const auto single = [](const QString &name) { return std::vector<BarChart::Series>{{name, accent}}; };
    m_queue =
        new BarChart(tr("Open returns by state"), Direction::Across, {{tr("in time"), accent}, {tr("overdue"), bad}}, wholeText);
    m_queue->setEmptyText(tr("No open returns"), tr("Nobody waits for anything."));
    m_outcomes = new BarChart(tr("Approved, rejected, pending"), Direction::Across, single(tr("returns")), wholeText);
    m_outcomes->setEmptyText(tr("No returns yet"), tr("What the shop says to returns is counted here."));
    m_ages = new BarChart(tr("Age of open returns, in days"), Direction::Up, single(tr("returns")), wholeText);
    m_ages->setEmptyText(tr("No open returns"), tr("How long they have been open is shown here."));
    m_rate = new BarChart(tr("Return rate by week, in per cent"), Direction::Up, single(tr("per cent")), wholeText);
    m_rate->setEmptyText(tr("Nothing came back"), tr("Units asked to be returned of 100 that were shipped, week by week."));
    m_reasons = new BarChart(tr("Reasons"), Direction::Across, single(tr("units")), wholeText);
    m_reasons->setEmptyText(tr("No reasons yet"), tr("Why customers sent back what they bought in the last twelve weeks."));
    m_resolution = new BarChart(tr("Time to resolve, in days"), Direction::Up, single(tr("returns")), wholeText);
    m_resolution->setEmptyText(tr("None was completed"),
                               tr("How long returns took that were completed in the last twelve weeks."));
    m_dispositions = new BarChart(tr("What customers got"), Direction::Across,
                                  {{tr("done"), accent},
                                   {tr("open"), [](const QPalette &palette) { return themeColors(palette).muted; }},
                                   {tr("failed"), bad}},
                                  wholeText);
    m_dispositions->setEmptyText(tr("Nothing is decided yet"),
                                 tr("Units by refund, store credit, replacement, repair and rejection."));
    m_charts = {m_queue, m_outcomes, m_ages, m_resolution, m_rate, m_reasons, m_dispositions};
    for (BarChart *chart : m_charts) {
        chart->setMinimumHeight(chart == m_queue ? queueHeight : chart == m_reasons ? reasonsHeight : chartHeight);
    }
    arrange();
}

void ReturnCharts::arrange()
{
    const int columns = width() < narrow ? 1 : 2;
    if (m_grid->property("columns").toInt() == columns) {
        return;
    }
    m_grid->setProperty("columns", columns);
    for (int index = 0; index < int(m_charts.size()); ++index) {
        const bool isLastAlone = index + 1 == int(m_charts.size()) && index % columns == 0;
        m_grid->addWidget(m_charts[std::size_t(index)], index / columns, index % columns, 1, isLastAlone ? columns : 1);
    }
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, columns - 1);
}

void ReturnCharts::refresh()
{
    m_poll.ask();
}

void ReturnCharts::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
    m_timer->start();
}

void ReturnCharts::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_timer->stop();
}

void ReturnCharts::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ReturnCharts::take(const Result<RmaFigures> &figures)
{
    if (!figures) {
        m_banner->tell(Banner::Tone::Bad, tr("The charts can't be brought up to date. %1").arg(errorText(figures.error())),
                       tr("&Try again"), [this] { refresh(); });
        return;
    }
    m_banner->clear();
    m_asOf->setText(tr("as of %1").arg(clockText(figures->at)));
    showQueue(*figures);
    showOutcomes(*figures);
    showAges(*figures);
    showRate(*figures);
    showReasons(*figures);
    showResolution(*figures);
    showDispositions(*figures);
}

void ReturnCharts::showQueue(const RmaFigures &figures)
{
    QStringList names;
    std::vector<std::vector<double>> values(2);
    qint64 overdue = 0;
    for (const RmaStateCount &state : figures.states) {
        if (ruleOf(state.state).queue == RmaQueue::Closed) {
            continue;
        }
        names << withCount(returnStateText(state.state), state.count);
        values[0].push_back(double(state.count - state.overdue));
        values[1].push_back(double(state.overdue));
        overdue += state.overdue;
    }
    m_queue->setValues(names, values);
    m_queue->setRemark(overdue > 0 ? tr("%Ln overdue", nullptr, plural(overdue)) : QString());
}

void ReturnCharts::showOutcomes(const RmaFigures &figures)
{
    const RmaOutcomes outcomes = outcomesOf(figures.states);
    m_outcomes->setValues(
        {withCount(tr("Pending"), outcomes.pending), withCount(tr("Approved"), outcomes.approved),
         withCount(tr("Rejected"), outcomes.rejected), withCount(tr("Withdrawn"), outcomes.withdrawn)},
        {{double(outcomes.pending), double(outcomes.approved), double(outcomes.rejected), double(outcomes.withdrawn)}});
    const qint64 said = outcomes.approved + outcomes.rejected;
    m_outcomes->setRemark(said > 0 ? tr("%1 approved").arg(percentText(double(outcomes.approved) / double(said))) : QString());
}

void ReturnCharts::showAges(const RmaFigures &figures)
{
    m_ages->setValues(ageNames(), {doubles(figures.openAges)});
    const qint64 oldest = figures.openAges.back();
    m_ages->setRemark(oldest > 0 ? tr("%Ln over %1 days", nullptr, plural(oldest)).arg(rmaAgeDays.back()) : QString());
}

void ReturnCharts::showRate(const RmaFigures &figures)
{
    QStringList names;
    std::vector<double> percents;
    qint64 asked = 0;
    qint64 shipped = 0;
    for (std::size_t week = rmaWeeks; week-- > 0;) {
        const RmaWeek &one = figures.weeks[week];
        names << (week == 0 ? tr("this") : tr("−%1", "weeks ago").arg(week));
        percents.push_back(one.shipped > 0 ? 100.0 * double(one.allAsked()) / double(one.shipped) : 0);
        asked += one.allAsked();
        shipped += one.shipped;
    }
    m_rate->setValues(names, {percents});
    m_rate->setRemark(shipped > 0
                          ? tr("%1 of %2 units in 12 weeks").arg(percentText(double(asked) / double(shipped)), countText(shipped))
                          : QString());
}

void ReturnCharts::showReasons(const RmaFigures &figures)
{
    std::vector<std::pair<qint64, ReturnReason>> reasons;
    for (std::size_t reason = 0; reason < RmaWeek::reasons; ++reason) {
        qint64 units = 0;
        for (const RmaWeek &week : figures.weeks) {
            units += week.asked[reason];
        }
        reasons.emplace_back(units, ReturnReason(reason));
    }
    std::stable_sort(reasons.begin(), reasons.end(), [](const auto &one, const auto &other) { return one.first > other.first; });
    QStringList names;
    std::vector<double> values;
    for (const auto &[units, reason] : reasons) {
        names << withCount(reasonText(reason), units);
        values.push_back(double(units));
    }
    m_reasons->setValues(names, {values});
    m_reasons->setRemark(tr("units, last 12 weeks"));
}

void ReturnCharts::showResolution(const RmaFigures &figures)
{
    const RmaResolution &resolution = figures.resolution;
    m_resolution->setValues(ageNames(), {doubles(resolution.ages)});
    m_resolution->setRemark(resolution.half ? tr("half within %Ln day(s)", nullptr, plural(*resolution.half + 1)) + u", "_s
                                    + tr("nine of ten within %Ln day(s)", nullptr, plural(*resolution.nineTenths + 1))
                                            : QString());
}

void ReturnCharts::showDispositions(const RmaFigures &figures)
{
    constexpr std::array<DispositionKind, 5> kinds{DispositionKind::Refund, DispositionKind::StoreCredit,
                                                   DispositionKind::Replacement, DispositionKind::Repair,
                                                   DispositionKind::Reject};
    QStringList names;
    std::vector<std::vector<double>> values(3);
    for (const DispositionKind kind : kinds) {
        std::array<qint64, 3> units{};
        for (const DispositionCount &count : figures.dispositions) {
            if (count.kind == kind) {
                units[count.state == DispositionState::Done ? 0 : count.state == DispositionState::Failed ? 2 : 1] += count.units;
            }
        }
        names << withCount(dispositionText(kind), units[0] + units[1] + units[2]);
        for (std::size_t series = 0; series < units.size(); ++series) {
            values[series].push_back(double(units[series]));
        }
    }
    m_dispositions->setValues(names, values);
    m_dispositions->setRemark(tr("units, all time"));
}

} // namespace tidegate
