// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console_window.h"

#include "ui/catalog/import_panel.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/nav_rail.h"
#include "ui/common/question.h"
#include "ui/common/table.h"
#include "ui/dashboard/dashboard_panel.h"
#include "ui/jobs/jobs_panel.h"
#include "ui/orders/orders_panel.h"
#include "ui/partners/partners_panel.h"
#include "ui/returns/returns_panel.h"
#include "ui/sales/sales_panel.h"
#include "ui/staff/dialog_cover.h"
#include "ui/staff/idle_watch.h"
#include "ui/staff/password_dialog.h"
#include "ui/staff/return_rules_panel.h"
#include "ui/staff/role_text.h"
#include "ui/staff/staff_door.h"
#include "ui/staff/users_panel.h"
#include "ui/webhooks/webhooks_panel.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QSplitter>
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
          [this](auto result) { showFigures(std::move(result)); })
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
        m_focused ? m_focused->setFocus() : m_rail->focusChosen();
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
    if (shownPanel() && shownPanel()->isVisible() && !isMinimized()) {
        shownPanel()->refresh();
    }
}

void ConsoleWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && isVisible() && !isMinimized() && !isLocked()) {
        shownPanel()->refresh();
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
    saveLayout();
    QMainWindow::closeEvent(event);
}

void ConsoleWindow::openWorkspace()
{
    m_rail = new NavRail;
    m_stack = new QStackedWidget;
    m_banner = new Banner;
    buildPanels();
    for (QSplitter *splitter : m_workspace->findChildren<QSplitter *>()) {
        splitter->restoreState(m_settings.value(u"window/"_s + splitter->objectName()).toByteArray());
    }
    restoreColumns(*m_workspace, m_settings);
    m_figuresMissing = false;
    m_storeBroken = false;
    m_rail->choose(0);
}

void ConsoleWindow::saveLayout()
{
    if (!m_workspace) {
        return;
    }
    for (const QSplitter *splitter : m_workspace->findChildren<QSplitter *>()) {
        m_settings.setValue(u"window/"_s + splitter->objectName(), splitter->saveState());
    }
    saveColumns(*m_workspace, m_settings);
}

void ConsoleWindow::closeWorkspace()
{
    m_worker.reset();
    if (!m_workspace) {
        return;
    }
    saveLayout();
    m_services.cancelImport();
    m_cover->discard();
    for (const Place &place : m_places) {
        delete place.go;
    }
    m_places.clear();
    m_rail = nullptr;
    m_stack = nullptr;
    m_banner = nullptr;
    m_dashboard = nullptr;
    m_sales = nullptr;
    m_import = nullptr;
    m_partners = nullptr;
    m_jobs = nullptr;
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

bool ConsoleWindow::mayDo(StaffRole needed) const
{
    return !isLocked() && m_worker && roleAllows(m_worker->role, needed);
}

void ConsoleWindow::offerWhatIsAllowed()
{
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const Place &place = m_places[i];
        const bool allowed = !isLocked() && (!place.needed || mayDo(*place.needed));
        place.go->setVisible(allowed);
        place.go->setEnabled(allowed);
        if (isLocked()) {
            continue;
        }
        m_rail->setOffered(int(i), allowed);
        if (!allowed && m_rail->chosen() == int(i)) {
            m_rail->choose(0);
        }
    }
    for (QAction *action : m_adminActions) {
        action->setVisible(mayDo(StaffRole::Admin));
        action->setEnabled(mayDo(StaffRole::Admin));
    }
    if (m_dashboard) {
        m_dashboard->offerSales(mayDo(StaffRole::Admin));
    }
    for (QMenu *menu : {m_goMenu, m_accountMenu}) {
        menu->menuAction()->setVisible(!isLocked());
        menu->setEnabled(!isLocked());
    }
    for (QAction *action : m_accountMenu->actions()) {
        action->setEnabled(!isLocked());
    }
    const bool known = m_worker && !isLocked();
    m_userIcon->setVisible(known);
    m_user->setText(known ? tr("%1 · %2", "user and role").arg(m_worker->name, roleText(m_worker->role)) : QString());
}

QString ConsoleWindow::unsaved() const
{
    QStringList reasons;
    for (const Place &place : m_places) {
        const QString reason = place.panel->reasonToStay();
        if (!reason.isEmpty()) {
            reasons += reason;
        }
    }
    return reasons.join(u"\n\n"_s);
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
        if (m_banner) {
            m_banner->tell(Banner::Tone::Good, tr("Your password is changed."));
        }
    });
    dialog->open();
}

void ConsoleWindow::buildPanels()
{
    m_dashboard = new DashboardPanel(m_services, m_history, m_prover);
    m_sales = new SalesPanel(m_services, m_clock, m_prover);
    m_import = new ImportPanel(m_services, m_settings);
    addPanel(m_dashboard, u"dashboard"_s, tr("Dashboard"));
    addPanel(m_sales, u"sale"_s, tr("Flash sales"), StaffRole::Admin);
    addPanel(m_import, u"import"_s, tr("Import catalogue"), StaffRole::Admin);
    buildPartnerPanels();
    buildOrderPanels();
    buildStaffPanels();
    connect(m_rail, &NavRail::chosenChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_dashboard, &DashboardPanel::newSaleWanted, this, &ConsoleWindow::newSale);
    connect(m_dashboard, &DashboardPanel::salesWanted, this, [this] { goTo(m_sales); });
    connect(m_sales, &SalesPanel::importWanted, this, [this] { goTo(m_import); });

    auto *right = new QWidget;
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    auto *bannerRoom = new QVBoxLayout;
    bannerRoom->setContentsMargins(16, 10, 16, 0);
    bannerRoom->addWidget(m_banner);
    rightLayout->addLayout(bannerRoom);
    rightLayout->addWidget(m_stack, 1);
    m_workspace = new QWidget;
    auto *layout = new QHBoxLayout(m_workspace);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail);
    layout->addWidget(right, 1);
    m_pages->addWidget(m_workspace);
}

void ConsoleWindow::buildPartnerPanels()
{
    PartnerServices &partners = m_services.partnerServices();
    WebhookServices &webhooks = m_services.webhookServices();
    m_partners = new PartnersPanel(partners, webhooks, m_clock);
    m_jobs = new JobsPanel(m_services.jobServices(), partners, m_jobHistory, m_clock);
    addPanel(m_partners, u"partners"_s, tr("Partners"), StaffRole::Admin);
    addPanel(m_jobs, u"jobs"_s, tr("Jobs"), StaffRole::Admin);
    addPanel(new WebhooksPanel(webhooks, partners, m_clock), u"webhook"_s, tr("Webhook log"), StaffRole::Admin);
    connect(m_partners, &PartnersPanel::jobsWanted, this, [this](const QString &partnerId) {
        goTo(m_jobs);
        m_jobs->showPartner(partnerId);
    });
}

void ConsoleWindow::buildOrderPanels()
{
    auto *orders = new OrdersPanel(m_services.orderServices(), m_services.staffServices(), m_clock);
    auto *returns = new ReturnsPanel(m_services.returnServices(), m_clock);
    addPanel(orders, u"orders"_s, tr("Orders"));
    addPanel(returns, u"return"_s, tr("Returns"));
    connect(returns, &ReturnsPanel::orderRequested, this, [this, orders](const QString &orderId) {
        goTo(orders);
        orders->showOrder(orderId);
    });
    connect(orders, &OrdersPanel::returnRequested, this, [this, returns](const QString &rmaId) {
        goTo(returns);
        returns->showReturn(rmaId);
    });
}

void ConsoleWindow::buildStaffPanels()
{
    StaffServices &staff = m_services.staffServices();
    addPanel(new ReturnRulesPanel(staff), u"rules"_s, tr("Return rules"), StaffRole::Admin);
    addPanel(new UsersPanel(staff), u"person"_s, tr("Users"), StaffRole::Admin);
}

void ConsoleWindow::addPanel(Panel *panel, const QString &icon, const QString &text, std::optional<StaffRole> needed)
{
    const int index = int(m_places.size());
    const QKeySequence keys = index < 9 ? QKeySequence(QStringLiteral("Ctrl+%1").arg(index + 1)) : QKeySequence();
    m_stack->addWidget(panel);
    m_rail->add(icon, text, keys.toString(QKeySequence::NativeText));
    QAction *action = m_goMenu->addAction(themedIcon(icon), text);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, [this, index] { m_rail->choose(index); });
    m_places.push_back({panel, action, needed});
}

void ConsoleWindow::buildMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    QAction *create = file->addAction(themedIcon(u"plus"_s), tr("&New flash sale…"));
    create->setShortcut(QKeySequence::New);
    connect(create, &QAction::triggered, this, &ConsoleWindow::newSale);
    QAction *import = file->addAction(themedIcon(u"import"_s), tr("&Import catalogue"));
    import->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_I));
    connect(import, &QAction::triggered, this, [this] { goTo(m_import); });
    QAction *partner = file->addAction(themedIcon(u"partners"_s), tr("New &partner…"));
    connect(partner, &QAction::triggered, this, [this] {
        goTo(m_partners);
        m_partners->newPartner();
    });
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

Panel *ConsoleWindow::shownPanel() const
{
    return m_stack ? m_places[std::size_t(m_stack->currentIndex())].panel : nullptr;
}

void ConsoleWindow::goTo(Panel *panel)
{
    m_rail->choose(m_stack->indexOf(panel));
}

void ConsoleWindow::newSale()
{
    goTo(m_sales);
    m_sales->newSale();
}

void ConsoleWindow::setTheme(ThemeChoice choice)
{
    m_theme = choice;
    applyTheme(choice);
}

void ConsoleWindow::showFigures(Result<LiveFigures> figures)
{
    if (!figures) {
        m_figuresMissing = true;
        m_healthIcon->setIcon(themedIcon(u"bad"_s, IconTone::Bad));
        m_health->setText(tr("No figures"));
        if (m_banner) {
            m_banner->tell(Banner::Tone::Bad,
                           tr("The live figures can't be read; the charts stand still. %1").arg(errorText(figures.error())),
                           tr("Try again"), [this] { tick(); });
        }
        return;
    }
    if (m_figuresMissing && m_banner) {
        m_banner->clear();
    }
    m_figuresMissing = false;
    m_history.append(*figures);
    showHealth(*figures);
    if (m_dashboard) {
        m_dashboard->showFigures();
    }
}

void ConsoleWindow::showActivity(const Result<JobActivity> &activity)
{
    if (activity) { // the jobs panel tells by itself what can't be read
        m_jobHistory.append(*activity);
        if (m_jobs) {
            m_jobs->showHistory();
        }
    }
}

void ConsoleWindow::showHealth(const LiveFigures &figures)
{
    const QStringList addresses = m_services.serverAddresses();
    const QString where = addresses.isEmpty() ? tr("Servers run elsewhere") : tr("Serving at %1").arg(addresses.join(u", "_s));
    const StoreFigures &store = figures.store;
    m_healthIcon->setIcon(store.writable ? themedIcon(u"good"_s, IconTone::Good) : themedIcon(u"bad"_s, IconTone::Bad));
    m_health->setText(store.writable ? tr("%1 · database ready", "where the servers are").arg(where)
                                     : tr("%1 · database can't be written", "where the servers are").arg(where));
    m_load->setText(addresses.isEmpty() ? QString() : loadText(figures.connections, figures.inFlight));
    if (!m_banner) {
        return;
    }
    if (!store.writable) {
        m_storeBroken = true;
        m_banner->tell(
            Banner::Tone::Bad,
            tr("The database can't be written, so nothing can be bought: %1 Service resumes by itself once that is mended.")
                .arg(store.problem));
    } else if (m_storeBroken) {
        m_storeBroken = false;
        m_banner->tell(Banner::Tone::Good, tr("The database can be written again; checkouts go on."));
    }
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
