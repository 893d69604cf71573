// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/console_services.h"
#include "ui/dashboard/figure_history.h"

class QGridLayout;
class QScrollArea;
class QStackedWidget;

namespace tidegate {

class BreakerStrip;
class FigureCard;
class StockProver;
class StockTable;
class TimeChart;
class TotalsCard;

/// How the shop is doing, at a glance.
class DashboardPanel : public Panel
{
    Q_OBJECT

public:
    /// `history` and `prover` are kept by the window, whatever panel is shown, and outlive this.
    DashboardPanel(ConsoleServices &services, const FigureHistory &history, StockProver &prover, QWidget *parent = nullptr);

    void refresh() override;
    /// Whether the way to the sales is offered.
    void offerSales(bool offered);
    /// The history has new figures: shows them if it can be seen.
    void showFigures();

Q_SIGNALS:
    void newSaleWanted();
    void salesWanted();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildCards();
    void buildCharts();
    [[nodiscard]] QWidget *buildStock();
    /// What stands in place of the live figures where this program serves nothing.
    [[nodiscard]] QWidget *buildElsewhere();
    void arrange(int columns);
    void showCards();
    void showCharts();
    void showStock(Result<std::vector<StockFigures>> stock);
    void showTotals(Result<OrderTotals> totals);
    void tellFailures();

    const bool m_elsewhere; ///< the servers run in other programs, and so do their figures
    const FigureHistory &m_history;
    StockProver &m_prover;
    Poll<std::vector<StockFigures>> m_stockPoll;
    Poll<OrderTotals> m_totalsPoll;
    std::vector<QWidget *> m_saleButtons;
    QGridLayout *m_cards;
    QGridLayout *m_grid;
    QScrollArea *m_scroll;
    std::vector<FigureCard *> m_cardList;
    FigureCard *m_requests;
    FigureCard *m_latency;
    FigureCard *m_checkouts;
    FigureCard *m_refusals;
    FigureCard *m_cacheHits;
    FigureCard *m_load;
    BreakerStrip *m_breakers;
    TimeChart *m_requestsChart;
    TimeChart *m_latencyChart;
    TimeChart *m_checkoutsChart;
    Card *m_stockCard;
    QStackedWidget *m_stockStack;
    StockTable *m_stock;
    TotalsCard *m_totals;
    int m_columns = 0;
    std::optional<Error> m_stockFailure;
    std::optional<Error> m_totalsFailure;
};

} // namespace tidegate
