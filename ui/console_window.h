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

class DialogCover;
class IdleWatch;
class StaffDoor;
class Workspace;

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
    void buildMenus();
    void buildAccountMenu();
    QMenu *buildThemeMenu();
    void buildStatusBar();
    void enter(const StaffActor &worker);
    void openWorkspace();
    void closeWorkspace();
    void watchSession();
    void offerWhatIsAllowed();
    [[nodiscard]] QString unsaved() const;
    void signOut();
    void changePassword();
    void setTheme(ThemeChoice choice);
    void showFigures(const Result<LiveFigures> &figures);
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
    QStackedWidget *m_pages; ///< the door, and above it the workspace where somebody has entered
    StaffDoor *m_door;
    DialogCover *m_cover;
    IdleWatch *m_idle;
    std::optional<StaffActor> m_worker; ///< whose workspace there is; locked or not
    QPointer<QWidget> m_focused;        ///< when it was locked
    Workspace *m_workspace = nullptr;
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
    bool m_mayClose = false; ///< the user agreed
};

} // namespace tidegate
