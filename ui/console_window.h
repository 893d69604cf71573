// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/common/stock_prover.h"
#include "ui/common/theme.h"
#include "ui/console_services.h"
#include "ui/dashboard/figure_history.h"
#include "ui/job_services.h"
#include "ui/jobs/job_history.h"
#include "ui/staff_services.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

#include <optional>
#include <vector>

class QActionGroup;
class QMenu;
class QSettings;
class QStackedWidget;

namespace tidegate {

class DashboardPanel;
class DialogCover;
class IdleWatch;
class ImportPanel;
class JobsPanel;
class NavRail;
class PartnersPanel;
class SalesPanel;
class StaffDoor;

/// The staff's window. Asks the services for new figures once a second, and the panel that can be seen for the rest of what it shows;
/// a window that is hidden or minimised draws nothing. Before it closes it asks, where something would be lost or the
/// shop's server runs in this program.
///
/// Nobody sees a panel before they have signed in, and everybody only those that their role works with. Where keyboard and mouse rest for
/// StaffServices::idleLimit(), where the session ends, or when told to, the window locks: what was typed stays under the door, unseen, for the same user;
/// whoever else signs in begins anew.
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
    /// Puts the door before what is open. Does nothing where nobody works here.
    void lock(const QString &reason);
    [[nodiscard]] bool isLocked() const;
    [[nodiscard]] ThemeChoice theme() const { return m_theme; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildPanels();
    void buildPartnerPanels();
    void buildOrderPanels();
    void buildStaffPanels();
    void buildMenus();
    void buildAccountMenu();
    QMenu *buildThemeMenu();
    void buildStatusBar();
    /// `needed`: the role that works with it; nothing: everybody.
    void addPanel(Panel *panel, const QString &icon, const QString &text, std::optional<StaffRole> needed = std::nullopt);
    [[nodiscard]] Panel *shownPanel() const;
    void goTo(Panel *panel);
    void enter(const StaffActor &worker);
    void openWorkspace();
    void closeWorkspace();
    void watchSession();
    void offerWhatIsAllowed();
    [[nodiscard]] bool mayDo(StaffRole needed) const;
    [[nodiscard]] QString unsaved() const;
    void saveLayout();
    void signOut();
    void changePassword();
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
    struct Place {
        Panel *panel;
        QAction *go;
        std::optional<StaffRole> needed;
    };

    QStackedWidget *m_pages; ///< the door, and above it the workspace where somebody has entered
    StaffDoor *m_door;
    DialogCover *m_cover;
    IdleWatch *m_idle;
    std::optional<StaffActor> m_worker; ///< whose workspace there is; locked or not
    QPointer<QWidget> m_focused;        ///< when it was locked
    QWidget *m_workspace = nullptr;
    NavRail *m_rail = nullptr; // all of them in the workspace, and gone with it
    QStackedWidget *m_stack = nullptr;
    Banner *m_banner = nullptr;
    std::vector<Place> m_places;
    DashboardPanel *m_dashboard = nullptr;
    SalesPanel *m_sales = nullptr;
    ImportPanel *m_import = nullptr;
    PartnersPanel *m_partners = nullptr;
    JobsPanel *m_jobs = nullptr;
    QMenu *m_goMenu;
    QMenu *m_accountMenu;
    std::vector<QAction *> m_adminActions;
    QActionGroup *m_themes;
    IconView *m_healthIcon;
    ElidedLabel *m_health;
    QLabel *m_load;
    IconView *m_userIcon;
    QLabel *m_user;
    QTimer m_timer;
    ThemeChoice m_theme = ThemeChoice::System;
    bool m_figuresMissing = false;
    bool m_storeBroken = false;
    bool m_mayClose = false; ///< the user agreed
};

} // namespace tidegate
