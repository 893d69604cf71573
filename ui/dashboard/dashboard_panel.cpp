// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/dashboard_panel.h"

#include "ui/common/format.h"
#include "ui/common/stock_table.h"
#include "ui/common/theme.h"
#include "ui/common/time_chart.h"
#include "ui/dashboard/breaker_strip.h"
#include "ui/dashboard/figure_card.h"
#include "ui/dashboard/totals_card.h"

#include <QGridLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>

#include <chrono>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int gap = 12;
constexpr int chartHeight = 220;
constexpr int lowerHeight = 232;

double milliseconds(std::chrono::nanoseconds duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

double requests(const LiveFigures &figures)
{
    return figures.requestsPerSecond;
}

double checkouts(const LiveFigures &figures)
{
    return figures.checkoutsPerSecond;
}

/// 0 where nothing was answered: the line falls to the ground with the requests.
FigureHistory::Value latency(std::chrono::nanoseconds LatencyFigures::*percentile)
{
    return [percentile](const LiveFigures &figures) {
        return figures.latency.count > 0 ? milliseconds(figures.latency.*percentile) : 0;
    };
}

QString millisecondsText(double value)
{
    return QLocale().toString(value, 'g', 3);
}

double hitShare(const LiveFigures &figures)
{
    const CacheFigures &cache = figures.cache;
    const qint64 all = cache.hits + cache.stale + cache.misses;
    return all == 0 ? 0 : static_cast<double>(cache.hits + cache.stale) / static_cast<double>(all);
}

double inFlight(const LiveFigures &figures)
{
    return static_cast<double>(figures.inFlight);
}

ErrorCode mainCause(const LiveFigures &figures)
{
    ErrorCode main = chartedCauses[0];
    for (const ErrorCode cause : chartedCauses) {
        if (refusalsOf(figures, cause) > refusalsOf(figures, main)) {
            main = cause;
        }
    }
    return main;
}

} // namespace

DashboardPanel::DashboardPanel(ConsoleServices &services, const FigureHistory &history, StockProver &prover, QWidget *parent)
    : Panel(tr("Dashboard"), parent)
    , m_elsewhere(services.serverAddresses().isEmpty())
    , m_history(history)
    , m_prover(prover)
    , m_stockPoll(
          this, [&services](auto answer) { services.openStock(std::move(answer)); },
          [this](auto result) { showStock(std::move(result)); })
    , m_totalsPoll(
          this, [&services](auto answer) { services.orderTotals(std::move(answer)); },
          [this](auto result) { showTotals(std::move(result)); })
    , m_cards(new QGridLayout)
    , m_grid(new QGridLayout)
    , m_scroll(new QScrollArea)
    , m_breakers(new BreakerStrip)
    , m_totals(new TotalsCard)
{
    buildCards();
    buildCharts();
    m_stockCard = new Card(tr("Stock left per sale item"));
    m_stockCard->body()->addWidget(buildStock());
    m_stockCard->setMinimumHeight(lowerHeight);

    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    m_cards->setSpacing(gap);
    m_grid->setSpacing(gap);
    if (m_elsewhere) {
        layout->addWidget(buildElsewhere());
    }
    layout->addLayout(m_cards);
    layout->addWidget(m_breakers);
    layout->addLayout(m_grid, 1);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setAccessibleName(tr("Figures"));
    body()->addWidget(m_scroll);
    arrange(3);
}

void DashboardPanel::refresh()
{
    showFigures();
    m_stockPoll.ask();
    m_prover.refresh();
    m_totalsPoll.ask();
}

void DashboardPanel::showFigures()
{
    if (m_elsewhere || !isVisible() || window()->isMinimized() || m_history.isEmpty()) {
        return;
    }
    showCards();
    showCharts();
    m_breakers->setFigures(m_history.latest().breakers);
}

void DashboardPanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    // Below this, three charts side by side have no room for their legends.
    const int narrow = fontMetrics().averageCharWidth() * 165;
    arrange(width() < narrow ? 2 : 3);
}

void DashboardPanel::buildCards()
{
    m_requests = new FigureCard(tr("Requests per second"));
    m_latency = new FigureCard(tr("95 % answered within"));
    m_checkouts = new FigureCard(tr("Checkouts per second"));
    m_refusals = new FigureCard(tr("Refusals per second"));
    m_cacheHits = new FigureCard(tr("Cache hits"));
    m_load = new FigureCard(tr("Requests in flight"));
    m_cardList = {m_requests, m_latency, m_checkouts, m_refusals, m_cacheHits, m_load};
}

void DashboardPanel::buildCharts()
{
    const auto good = [](const QPalette &palette) { return themeColors(palette).good; };
    const auto like = [](ErrorCode cause) { return [cause](const QPalette &palette) { return causeColor(cause, palette); }; };

    m_requestsChart = new TimeChart(tr("Requests per second"), TimeChart::Kind::Lines, rateText);
    m_requestsChart->addSeries(tr("Requests"), [](const QPalette &palette) { return themeColors(palette).accent; });

    m_latencyChart = new TimeChart(tr("Latency in ms"), TimeChart::Kind::Lines, millisecondsText);
    m_latencyChart->addSeries(tr("P50"), good);
    m_latencyChart->addSeries(tr("P95"), like(ErrorCode::PaymentDeclined));
    m_latencyChart->addSeries(tr("P99"), like(ErrorCode::PaymentUnavailable));

    m_checkoutsChart = new TimeChart(tr("Checkouts and refusals per second"), TimeChart::Kind::Stacked, rateText);
    m_checkoutsChart->addSeries(tr("Paid"), good);
    for (const ErrorCode cause : chartedCauses) {
        m_checkoutsChart->addSeries(causeText(cause), like(cause));
    }
    for (TimeChart *chart : {m_requestsChart, m_latencyChart, m_checkoutsChart}) {
        chart->setMinimumHeight(chartHeight);
    }
}

void DashboardPanel::offerSales(bool offered)
{
    for (QWidget *button : m_saleButtons) {
        button->setVisible(offered);
    }
}

QWidget *DashboardPanel::buildStock()
{
    m_stock = new StockTable(u"dashboardStock"_s, m_prover);
    auto *empty = new EmptyState(u"sale"_s, tr("No sale is open or planned"),
                                 tr("As soon as one is, what is left of each item stands here. Sales that have ended are kept "
                                    "among the flash sales."));
    QPushButton *create = empty->addButton(u"plus"_s, tr("&New flash sale…"));
    QPushButton *sales = empty->addButton(u"sale"_s, tr("F&lash sales"));
    connect(create, &QPushButton::clicked, this, &DashboardPanel::newSaleWanted);
    connect(sales, &QPushButton::clicked, this, &DashboardPanel::salesWanted);
    m_saleButtons = {create, sales};
    m_stockStack = new QStackedWidget;
    m_stockStack->addWidget(m_stock);
    m_stockStack->addWidget(empty);
    m_stockStack->setCurrentIndex(1);
    return m_stockStack;
}

QWidget *DashboardPanel::buildElsewhere()
{
    std::vector<QWidget *> live{m_breakers, m_requestsChart, m_latencyChart, m_checkoutsChart};
    live.insert(live.end(), m_cardList.begin(), m_cardList.end());
    for (QWidget *widget : live) {
        widget->hide();
    }
    auto *card = new Card(tr("The shop is served elsewhere"));
    QLabel *text =
        mutedLabel(tr("Requests, latencies, refusals and payment methods are known to the servers alone: see the window of each, "
                      "or its figures for Prometheus at the path /metrics. Stock, orders and sales are read from the database "
                      "that the servers share."));
    text->setWordWrap(true);
    card->body()->addWidget(text);
    return card;
}

void DashboardPanel::arrange(int columns)
{
    if (columns == m_columns) {
        return;
    }
    m_columns = columns;
    const int cardColumns = columns == 3 ? 6 : 3;
    for (int i = 0; i < int(m_cardList.size()); ++i) {
        m_cards->addWidget(m_cardList[std::size_t(i)], i / cardColumns, i % cardColumns);
    }
    const bool wide = columns == 3;
    m_grid->addWidget(m_requestsChart, 0, 0);
    m_grid->addWidget(m_latencyChart, 0, 1);
    m_grid->addWidget(m_checkoutsChart, wide ? 0 : 1, wide ? 2 : 0, 1, wide ? 1 : 2);
    m_grid->addWidget(m_stockCard, wide ? 1 : 2, 0, 1, 2);
    m_grid->addWidget(m_totals, wide ? 1 : 3, wide ? 2 : 0, 1, wide ? 1 : 2);
    for (int column = 0; column < 3; ++column) {
        m_grid->setColumnStretch(column, column < columns ? (column == 2 ? 7 : 5) : 0);
    }
    m_grid->setRowStretch(0, wide && !m_elsewhere ? 2 : 0);
    m_grid->setRowStretch(1, wide ? 3 : 0);
}

void DashboardPanel::showCards()
{
    const LiveFigures &now = m_history.latest();
    const QString connections = tr("%Ln connection(s)", nullptr, plural(now.connections));
    m_requests->setFigure(rateText(now.requestsPerSecond), connections, connections, m_history.lastMinute(requests));
    const QList<QPointF> p95 = m_history.lastMinute(latency(&LatencyFigures::p95));
    if (now.latency.count > 0) {
        m_latency->setFigure(latencyText(now.latency.p95), tr("99 %: %1").arg(latencyText(now.latency.p99)),
                             tr("P50 %1, P95 %2, P99 %3")
                                 .arg(latencyText(now.latency.p50), latencyText(now.latency.p95), latencyText(now.latency.p99)),
                             p95);
    } else {
        m_latency->setFigure(u"–"_s, tr("no requests"), tr("Nothing was asked in the last second."), p95);
    }
    m_checkouts->setFigure(rateText(now.checkoutsPerSecond), tr("paid"), tr("Orders paid in the last second."),
                           m_history.lastMinute(checkouts));
    const double refused = refusalsOfAll(now);
    const QString cause = causeText(mainCause(now));
    m_refusals->setFigure(rateText(refused), refused > 0 ? cause : tr("none"),
                          refused > 0 ? tr("The most frequent cause: %1").arg(cause) : tr("No checkout was refused."),
                          m_history.lastMinute(refusalsOfAll));
    const std::optional<double> share = m_history.cacheHitShare();
    m_cacheHits->setFigure(
        share ? percentText(*share) : u"–"_s,
        tr("%1 stale, %2 missed").arg(countText(now.cache.stale), countText(now.cache.misses)),
        tr("In the last second: %1 from the cache, %2 of them while it was refreshed, and %3 missed.")
            .arg(countText(now.cache.hits + now.cache.stale), countText(now.cache.stale), countText(now.cache.misses)),
        m_history.lastMinute(hitShare));
    const QString waiting = tr("%Ln write(s) waiting", nullptr, plural(now.store.queueLength));
    m_load->setFigure(countText(now.inFlight), waiting, waiting, m_history.lastMinute(inFlight));
}

void DashboardPanel::showCharts()
{
    m_requestsChart->setPoints({m_history.points(requests)});
    m_latencyChart->setPoints({m_history.points(latency(&LatencyFigures::p50)), m_history.points(latency(&LatencyFigures::p95)),
                               m_history.points(latency(&LatencyFigures::p99))});
    std::vector<QList<QPointF>> stacked{m_history.points(checkouts)};
    for (const ErrorCode cause : chartedCauses) {
        stacked.push_back(m_history.points([cause](const LiveFigures &figures) { return refusalsOf(figures, cause); }));
    }
    m_checkoutsChart->setPoints(stacked);
}

void DashboardPanel::showStock(Result<std::vector<StockFigures>> stock)
{
    m_stockFailure = stock ? std::nullopt : std::optional(stock.error());
    tellFailures();
    if (stock) {
        m_stockStack->setCurrentIndex(stock->empty() ? 1 : 0);
        m_stock->setRows(std::move(*stock));
    }
}

void DashboardPanel::showTotals(Result<OrderTotals> totals)
{
    m_totalsFailure = totals ? std::nullopt : std::optional(totals.error());
    tellFailures();
    if (totals) {
        m_totals->setTotals(*totals);
    } else {
        m_totals->tellStale();
    }
}

void DashboardPanel::tellFailures()
{
    if (!m_stockFailure && !m_totalsFailure) {
        banner()->clear();
        return;
    }
    const Error &error = m_stockFailure ? *m_stockFailure : *m_totalsFailure;
    banner()->tell(Banner::Tone::Bad, tr("Stock and orders can't be read; what is shown is old. %1").arg(errorText(error)),
                   tr("&Try again"), [this] { refresh(); });
}

} // namespace tidegate
