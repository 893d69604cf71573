// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/common/stock_prover.h"
#include "ui/common/theme.h"
#include "ui/console_services.h"
#include "ui/dashboard/figure_history.h"
#include "ui/job_services.h"
#include "ui/jobs/job_history.h"

#include <QMainWindow>
#include <QTimer>

#include <vector>

class QActionGroup;
class QMenu;
class QSettings;
class QStackedWidget;

namespace tidegate {

class DashboardPanel;
class ImportPanel;
class JobsPanel;
class NavRail;
class OrdersPanel;
class PartnersPanel;
class ReturnsPanel;
class SalesPanel;

/// The staff's window. Asks the services for new figures once a second, and the panel that can be seen for the rest of what it shows;
/// a window that is hidden or minimised draws nothing. Before it closes it asks, where something would be lost or the
/// shop's server runs in this program.
///
/// A program that ends by a signal calls QCoreApplication::exit(), not quit(): quit() asks the windows first.
class ConsoleWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// All three outlive the window. The theme, the window's place and the columns of its tables are kept in `settings`. Gives the
    /// application its style and palette.
    ConsoleWindow(ConsoleServices &services, const Clock &clock, QSettings &settings, QWidget *parent = nullptr);

    /// What the timer does each second.
    void tick();
    [[nodiscard]] ThemeChoice theme() const { return m_theme; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildPanels();
    void buildPartnerPanels();
    void buildReturnsPanel();
    void buildMenus();
    QMenu *buildThemeMenu();
    void buildStatusBar();
    void addPanel(Panel *panel, const QString &icon, const QString &text);
    [[nodiscard]] Panel *shownPanel() const;
    void newSale();
    void setTheme(ThemeChoice choice);
    void showFigures(Result<LiveFigures> figures);
    void showActivity(const Result<JobActivity> &activity);
    void showHealth(const LiveFigures &figures);
    [[nodiscard]] static QString loadText(qint64 connections, qint64 inFlight);
    [[nodiscard]] QString reasonToStay() const;
    void about();

    ConsoleServices &m_services;
    const Clock &m_clock;
    QSettings &m_settings;
    Poll<LiveFigures> m_figuresPoll;
    Poll<JobActivity> m_activityPoll;
    FigureHistory m_history;
    JobHistory m_jobHistory;
    StockProver m_prover;
    NavRail *m_rail;
    QStackedWidget *m_stack;
    Banner *m_banner;
    std::vector<Panel *> m_panels;
    DashboardPanel *m_dashboard;
    SalesPanel *m_sales;
    ImportPanel *m_import;
    OrdersPanel *m_orders;
    ReturnsPanel *m_returns;
    PartnersPanel *m_partners;
    JobsPanel *m_jobs;
    QMenu *m_goMenu;
    QActionGroup *m_themes;
    IconView *m_healthIcon;
    ElidedLabel *m_health;
    QLabel *m_load;
    QTimer m_timer;
    ThemeChoice m_theme = ThemeChoice::System;
    bool m_figuresMissing = false;
    bool m_storeBroken = false;
    bool m_mayClose = false; ///< the user agreed
};

} // namespace tidegate
