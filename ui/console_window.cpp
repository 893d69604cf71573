// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console_window.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/question.h"
#include "ui/staff/dialog_cover.h"
#include "ui/staff/idle_watch.h"
#include "ui/staff/password_dialog.h"
#include "ui/staff/role_text.h"
#include "ui/staff/staff_door.h"
#include "ui/workspace.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>

#include <array>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr QSize firstSize(1280, 800);
constexpr QSize smallestSize(900, 560);

} // namespace

ConsoleWindow::ConsoleWindow(ConsoleServices &services, const Clock &clock, QSettings &settings, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_clock(clock)
    , m_settings(settings)
    , m_figuresPoll(
          this, [&services](auto answer) { services.liveFigures(std::move(answer)); },
          [this](const auto &result) { showFigures(result); })
    , m_activityPoll(
          this, [&services](auto answer) { services.jobServices().jobActivity(std::move(answer)); },
          [this](const auto &result) { showActivity(result); })
    , m_prover(services, clock)
    , m_pages(new QStackedWidget)
    , m_door(new StaffDoor(services.staffServices(), clock))
    , m_cover(new DialogCover(this, m_door))
    , m_idle(new IdleWatch(clock, this))
{
    setTheme(themeFromName(settings.value("theme"_L1).toString()));
    setWindowTitle(tr("Tidegate console"));
    setWindowIcon(themedIcon(u"tidegate"_s));
    setMinimumSize(smallestSize);
    buildMenus();
    buildStatusBar();
    m_pages->addWidget(m_door);
    setCentralWidget(m_pages);
    connect(m_door, &StaffDoor::entered, this, [this](const StaffActor &worker) {
        enter(worker);
        m_focused ? m_focused->setFocus() : m_workspace->focusNavigation();
    });

    resize(firstSize);
    restoreGeometry(settings.value("window/geometry"_L1).toByteArray());
    if (const auto worker = services.staffServices().signedIn()) {
        enter(*worker);
    } else {
        offerWhatIsAllowed();
        m_door->open();
    }

    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, &ConsoleWindow::tick);
    m_timer.start();
    m_figuresPoll.ask();
    m_activityPoll.ask();
}

void ConsoleWindow::tick()
{
    watchSession();
    m_figuresPoll.ask();
    m_activityPoll.ask();
    if (m_workspace && !isMinimized()) {
        m_workspace->refresh();
    }
}

void ConsoleWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && isVisible() && !isMinimized() && !isLocked()) {
        m_workspace->refresh();
    }
}

void ConsoleWindow::closeEvent(QCloseEvent *event)
{
    const QString reason = m_mayClose ? QString() : reasonToStay();
    if (!reason.isEmpty()) {
        event->ignore();
        ask(isLocked() ? static_cast<QWidget *>(m_door) : this,
            {.title = tr("Close Tidegate?"), .text = reason, .action = tr("&Close"), .risky = true}, [this] {
                m_mayClose = true;
                close();
            });
        return;
    }
    m_settings.setValue("window/geometry"_L1, saveGeometry());
    if (m_workspace) {
        m_workspace->saveLayout();
    }
    QMainWindow::closeEvent(event);
}

void ConsoleWindow::openWorkspace()
{
    m_workspace = new Workspace(m_services, m_clock, m_settings, {m_history, m_jobHistory, m_prover});
    m_pages->addWidget(m_workspace);
    m_goMenu->addActions(m_workspace->goActions());
    connect(m_workspace, &Workspace::figuresWanted, this, &ConsoleWindow::tick);
}

void ConsoleWindow::closeWorkspace()
{
    m_worker.reset();
    if (!m_workspace) {
        return;
    }
    m_workspace->saveLayout();
    m_services.cancelImport();
    m_cover->discard();
    delete std::exchange(m_workspace, nullptr);
}

void ConsoleWindow::enter(const StaffActor &worker)
{
    if (!m_worker || m_worker->id != worker.id) {
        closeWorkspace();
        openWorkspace();
    }
    m_worker = worker;
    m_idle->restart();
    m_pages->setCurrentWidget(m_workspace);
    offerWhatIsAllowed();
    m_cover->uncover();
    tick();
}

bool ConsoleWindow::isLocked() const
{
    return m_pages->currentWidget() == m_door;
}

void ConsoleWindow::lock(const QString &reason)
{
    if (isLocked()) {
        return;
    }
    m_services.staffServices().signOut();
    m_focused = focusWidget();
    m_cover->cover();
    m_pages->setCurrentWidget(m_door);
    offerWhatIsAllowed();
    m_door->openLocked(*m_worker, reason, [this] {
        const QString lost = unsaved();
        return lost.isEmpty() && m_cover->hasDialogs() ? tr("A dialog is open.") : lost;
    });
}

/// Whoever works here may have been idle for too long, or their session may have ended, or their role may be another.
void ConsoleWindow::watchSession()
{
    m_door->tick();
    if (isLocked()) {
        return;
    }
    const StaffServices &staff = m_services.staffServices();
    const std::optional<StaffActor> worker = staff.signedIn();
    if (!worker) {
        lock(tr("The session has ended: it lasted for its longest time, or the user was disabled or got another password."));
    } else if (m_idle->idleFor() >= staff.idleLimit()) {
        lock(tr("Nobody used the window for %1.").arg(spanText(staff.idleLimit())));
    } else if (worker->role != m_worker->role) {
        m_worker = worker;
        offerWhatIsAllowed();
    }
}

void ConsoleWindow::offerWhatIsAllowed()
{
    const bool known = m_worker && !isLocked();
    if (m_workspace) {
        m_workspace->offer(known ? std::optional(m_worker->role) : std::nullopt);
    }
    for (QAction *action : m_adminActions) {
        const bool allowed = known && roleAllows(m_worker->role, StaffRole::Admin);
        action->setVisible(allowed);
        action->setEnabled(allowed);
    }
    for (QMenu *menu : {m_goMenu, m_accountMenu}) {
        menu->menuAction()->setVisible(!isLocked());
        menu->setEnabled(!isLocked());
    }
    for (QAction *action : m_accountMenu->actions()) {
        action->setEnabled(!isLocked());
    }
    m_userIcon->setVisible(known);
    m_user->setText(known ? tr("%1 · %2", "user and role").arg(m_worker->name, roleText(m_worker->role)) : QString());
}

QString ConsoleWindow::unsaved() const
{
    return m_workspace ? m_workspace->unsaved() : QString();
}

void ConsoleWindow::signOut()
{
    const auto leave = [this] {
        m_services.staffServices().signOut();
        m_pages->setCurrentWidget(m_door);
        closeWorkspace();
        offerWhatIsAllowed();
        m_door->open();
    };
    if (const QString lost = unsaved(); !lost.isEmpty()) {
        ask(this, {.title = tr("Sign out all the same?"), .text = lost, .action = tr("&Sign out"), .risky = true}, leave);
    } else {
        leave();
    }
}

void ConsoleWindow::changePassword()
{
    auto *dialog = new PasswordDialog(m_services.staffServices(), this);
    connect(dialog, &PasswordDialog::changed, this, [this] {
        if (m_workspace) {
            m_workspace->tell(Banner::Tone::Good, tr("Your password is changed."));
        }
    });
    dialog->open();
}

void ConsoleWindow::buildMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    QAction *create = file->addAction(themedIcon(u"plus"_s), tr("&New flash sale…"));
    create->setShortcut(QKeySequence::New);
    connect(create, &QAction::triggered, this, [this] { m_workspace->newSale(); });
    QAction *import = file->addAction(themedIcon(u"import"_s), tr("&Import catalogue"));
    import->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_I));
    connect(import, &QAction::triggered, this, [this] { m_workspace->openImport(); });
    QAction *partner = file->addAction(themedIcon(u"partners"_s), tr("New &partner…"));
    connect(partner, &QAction::triggered, this, [this] { m_workspace->newPartner(); });
    m_adminActions = {create, import, partner};
    file->addSeparator();
    QAction *quit = file->addAction(tr("&Quit"));
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    connect(quit, &QAction::triggered, this, &ConsoleWindow::close);

    m_goMenu = menuBar()->addMenu(tr("&Go"));
    buildAccountMenu();
    QMenu *view = menuBar()->addMenu(tr("&View"));
    QAction *refresh = view->addAction(themedIcon(u"refresh"_s), tr("&Refresh now"));
    refresh->setShortcut(QKeySequence::Refresh);
    connect(refresh, &QAction::triggered, this, &ConsoleWindow::tick);
    view->addMenu(buildThemeMenu());
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    connect(help->addAction(themedIcon(u"info"_s), tr("&About Tidegate")), &QAction::triggered, this, &ConsoleWindow::about);
}

void ConsoleWindow::buildAccountMenu()
{
    m_accountMenu = menuBar()->addMenu(tr("M&y account"));
    QAction *lockNow = m_accountMenu->addAction(themedIcon(u"lock"_s), tr("&Lock"));
    lockNow->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_L));
    connect(lockNow, &QAction::triggered, this, [this] { lock({}); });
    connect(m_accountMenu->addAction(themedIcon(u"key"_s), tr("&Change password…")), &QAction::triggered, this,
            &ConsoleWindow::changePassword);
    m_accountMenu->addSeparator();
    connect(m_accountMenu->addAction(themedIcon(u"power"_s), tr("&Sign out")), &QAction::triggered, this,
            &ConsoleWindow::signOut);
}

QMenu *ConsoleWindow::buildThemeMenu()
{
    auto *menu = new QMenu(tr("&Theme"), this);
    m_themes = new QActionGroup(this);
    const std::array<std::pair<ThemeChoice, QString>, 3> choices{{
        {ThemeChoice::System, tr("Like the &system")},
        {ThemeChoice::Light, tr("&Light")},
        {ThemeChoice::Dark, tr("&Dark")},
    }};
    for (const auto &[choice, text] : choices) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(choice == m_theme);
        action->setObjectName(u"theme-"_s + themeName(choice));
        m_themes->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = choice] {
            setTheme(chosen);
            m_settings.setValue("theme"_L1, themeName(chosen));
        });
    }
    return menu;
}

void ConsoleWindow::buildStatusBar()
{
    m_healthIcon = new IconView(16);
    m_health = new ElidedLabel;
    m_health->setText(tr("Starting…"));
    // Room for what a busy shop has, so that the figures neither wander nor wait for the layout to be seen whole.
    m_load = mutedLabel(loadText(99'999, 99'999));
    m_load->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    m_load->setMinimumWidth(m_load->sizeHint().width());
    m_load->clear();
    auto *left = new QWidget;
    auto *layout = new QHBoxLayout(left);
    layout->setContentsMargins(8, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_healthIcon);
    layout->addWidget(m_health, 1);
    statusBar()->addWidget(left, 1);
    m_userIcon = new IconView(16);
    m_userIcon->setIcon(themedIcon(u"person"_s, IconTone::Muted));
    m_user = plainLabel({});
    m_user->setObjectName(u"signedIn"_s);
    statusBar()->addPermanentWidget(m_load);
    statusBar()->addPermanentWidget(m_userIcon);
    statusBar()->addPermanentWidget(m_user);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(0, 0, 10, 0);
}

void ConsoleWindow::setTheme(ThemeChoice choice)
{
    m_theme = choice;
    applyTheme(choice);
}

void ConsoleWindow::showFigures(const Result<LiveFigures> &figures)
{
    if (figures) {
        m_history.append(*figures);
        showHealth(*figures);
    } else {
        m_healthIcon->setIcon(themedIcon(u"bad"_s, IconTone::Bad));
        m_health->setText(tr("No figures"));
    }
    if (m_workspace) {
        m_workspace->showFigures(figures);
    }
}

void ConsoleWindow::showActivity(const Result<JobActivity> &activity)
{
    if (activity) { // the jobs panel tells by itself what can't be read
        m_jobHistory.append(*activity);
        if (m_workspace) {
            m_workspace->showJobHistory();
        }
    }
}

void ConsoleWindow::showHealth(const LiveFigures &figures)
{
    const QStringList addresses = m_services.serverAddresses();
    const QString where = addresses.isEmpty() ? tr("Servers run elsewhere") : tr("Serving at %1").arg(addresses.join(u", "_s));
    const bool writable = figures.store.writable;
    m_healthIcon->setIcon(writable ? themedIcon(u"good"_s, IconTone::Good) : themedIcon(u"bad"_s, IconTone::Bad));
    m_health->setText(writable ? tr("%1 · database ready", "where the servers are").arg(where)
                               : tr("%1 · database can't be written", "where the servers are").arg(where));
    m_load->setText(addresses.isEmpty() ? QString() : loadText(figures.connections, figures.inFlight));
}

QString ConsoleWindow::loadText(qint64 connections, qint64 inFlight)
{
    return tr("%Ln connection(s)", nullptr, plural(connections)) + u" · "_s
        + tr("%Ln request(s) in flight", nullptr, plural(inFlight));
}

QString ConsoleWindow::reasonToStay() const
{
    QStringList reasons;
    if (const QString lost = unsaved(); !lost.isEmpty()) {
        reasons += lost;
    }
    const QStringList addresses = m_services.serverAddresses();
    if (!addresses.isEmpty()) {
        reasons += tr("The shop's server at %1 stops, and nothing can be bought until Tidegate runs again.")
                       .arg(addresses.join(u", "_s));
    }
    return reasons.join(u"\n\n"_s);
}

void ConsoleWindow::about()
{
    auto *box = new QMessageBox(isLocked() ? static_cast<QWidget *>(m_door) : this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Tidegate"));
    box->setIconPixmap(windowIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    box->setTextFormat(Qt::PlainText);
    box->setText(tr("Tidegate %1").arg(QApplication::applicationVersion()));
    box->setInformativeText(tr(
        "Runs a retailer's flash sales.\n\nFree software under the GNU General Public License, version 3 or later, without any warranty."));
    box->open();
}

} // namespace tidegate
