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
    , m_rail(new NavRail)
    , m_stack(new QStackedWidget)
    , m_banner(new Banner)
{
    setTheme(themeFromName(settings.value("theme"_L1).toString()));
    setWindowTitle(tr("Tidegate console"));
    setWindowIcon(themedIcon(u"tidegate"_s));
    setMinimumSize(smallestSize);
    buildMenus();
    buildPanels();
    buildStatusBar();

    resize(firstSize);
    restoreGeometry(settings.value("window/geometry"_L1).toByteArray());
    for (QSplitter *splitter : findChildren<QSplitter *>()) {
        splitter->restoreState(settings.value(u"window/"_s + splitter->objectName()).toByteArray());
    }
    restoreColumns(*this, settings);
    m_rail->choose(0);

    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, &ConsoleWindow::tick);
    m_timer.start();
    m_figuresPoll.ask();
    m_activityPoll.ask();
}

void ConsoleWindow::tick()
{
    m_figuresPoll.ask();
    m_activityPoll.ask();
    if (shownPanel()->isVisible() && !isMinimized()) {
        shownPanel()->refresh();
    }
}

void ConsoleWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && isVisible() && !isMinimized()) {
        shownPanel()->refresh();
    }
}

void ConsoleWindow::closeEvent(QCloseEvent *event)
{
    const QString reason = m_mayClose ? QString() : reasonToStay();
    if (!reason.isEmpty()) {
        event->ignore();
        ask(this, {.title = tr("Close Tidegate?"), .text = reason, .action = tr("&Close"), .risky = true}, [this] {
            m_mayClose = true;
            close();
        });
        return;
    }
    m_settings.setValue("window/geometry"_L1, saveGeometry());
    for (const QSplitter *splitter : findChildren<QSplitter *>()) {
        m_settings.setValue(u"window/"_s + splitter->objectName(), splitter->saveState());
    }
    saveColumns(*this, m_settings);
    QMainWindow::closeEvent(event);
}

void ConsoleWindow::buildPanels()
{
    m_dashboard = new DashboardPanel(m_services, m_history, m_prover);
    m_sales = new SalesPanel(m_services, m_clock, m_prover);
    m_import = new ImportPanel(m_services, m_settings);
    addPanel(m_dashboard, u"dashboard"_s, tr("Dashboard"));
    addPanel(m_sales, u"sale"_s, tr("Flash sales"));
    addPanel(m_import, u"import"_s, tr("Import catalogue"));
    buildPartnerPanels();
    m_orders = new OrdersPanel(m_services.orderServices(), m_services.staffServices(), m_clock);
    addPanel(m_orders, u"orders"_s, tr("Orders"));
    buildReturnsPanel();
    connect(m_rail, &NavRail::chosenChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_dashboard, &DashboardPanel::newSaleWanted, this, &ConsoleWindow::newSale);
    connect(m_dashboard, &DashboardPanel::salesWanted, this, [this] { m_rail->choose(1); });
    connect(m_sales, &SalesPanel::importWanted, this, [this] { m_rail->choose(2); });

    auto *right = new QWidget;
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    auto *bannerRoom = new QVBoxLayout;
    bannerRoom->setContentsMargins(16, 10, 16, 0);
    bannerRoom->addWidget(m_banner);
    rightLayout->addLayout(bannerRoom);
    rightLayout->addWidget(m_stack, 1);
    auto *central = new QWidget;
    auto *layout = new QHBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail);
    layout->addWidget(right, 1);
    setCentralWidget(central);
}

void ConsoleWindow::buildPartnerPanels()
{
    PartnerServices &partners = m_services.partnerServices();
    WebhookServices &webhooks = m_services.webhookServices();
    m_partners = new PartnersPanel(partners, webhooks, m_clock);
    m_jobs = new JobsPanel(m_services.jobServices(), partners, m_jobHistory, m_clock);
    addPanel(m_partners, u"partners"_s, tr("Partners"));
    addPanel(m_jobs, u"jobs"_s, tr("Jobs"));
    addPanel(new WebhooksPanel(webhooks, partners, m_clock), u"webhook"_s, tr("Webhook log"));
    connect(m_partners, &PartnersPanel::jobsWanted, this, [this](const QString &partnerId) {
        m_rail->choose(4);
        m_jobs->showPartner(partnerId);
    });
}

void ConsoleWindow::buildReturnsPanel()
{
    m_returns = new ReturnsPanel(m_services.returnServices(), m_clock);
    addPanel(m_returns, u"return"_s, tr("Returns"));
    connect(m_returns, &ReturnsPanel::orderRequested, this, [this](const QString &orderId) {
        m_rail->choose(m_stack->indexOf(m_orders));
        m_orders->showOrder(orderId);
    });
    connect(m_orders, &OrdersPanel::returnRequested, this, [this](const QString &rmaId) {
        m_rail->choose(m_stack->indexOf(m_returns));
        m_returns->showReturn(rmaId);
    });
}

void ConsoleWindow::addPanel(Panel *panel, const QString &icon, const QString &text)
{
    const int index = int(m_panels.size());
    const QKeySequence keys(QStringLiteral("Ctrl+%1").arg(index + 1));
    m_panels.push_back(panel);
    m_stack->addWidget(panel);
    m_rail->add(icon, text, keys.toString(QKeySequence::NativeText));
    QAction *action = m_goMenu->addAction(themedIcon(icon), text);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, [this, index] { m_rail->choose(index); });
}

void ConsoleWindow::buildMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    QAction *create = file->addAction(themedIcon(u"plus"_s), tr("&New flash sale…"));
    create->setShortcut(QKeySequence::New);
    connect(create, &QAction::triggered, this, &ConsoleWindow::newSale);
    QAction *import = file->addAction(themedIcon(u"import"_s), tr("&Import catalogue"));
    import->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_I));
    connect(import, &QAction::triggered, this, [this] { m_rail->choose(2); });
    QAction *partner = file->addAction(themedIcon(u"partners"_s), tr("New &partner…"));
    connect(partner, &QAction::triggered, this, [this] {
        m_rail->choose(3);
        m_partners->newPartner();
    });
    file->addSeparator();
    QAction *quit = file->addAction(tr("&Quit"));
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    connect(quit, &QAction::triggered, this, &ConsoleWindow::close);

    m_goMenu = menuBar()->addMenu(tr("&Go"));
    QMenu *view = menuBar()->addMenu(tr("&View"));
    QAction *refresh = view->addAction(themedIcon(u"refresh"_s), tr("&Refresh now"));
    refresh->setShortcut(QKeySequence::Refresh);
    connect(refresh, &QAction::triggered, this, &ConsoleWindow::tick);
    view->addMenu(buildThemeMenu());
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    connect(help->addAction(themedIcon(u"info"_s), tr("&About Tidegate")), &QAction::triggered, this, &ConsoleWindow::about);
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
    statusBar()->addPermanentWidget(m_load);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(0, 0, 10, 0);
}

Panel *ConsoleWindow::shownPanel() const
{
    return m_panels[std::size_t(m_stack->currentIndex())];
}

void ConsoleWindow::newSale()
{
    m_rail->choose(1);
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
        m_banner->tell(Banner::Tone::Bad,
                       tr("The live figures can't be read; the charts stand still. %1").arg(errorText(figures.error())),
                       tr("Try again"), [this] { tick(); });
        return;
    }
    if (m_figuresMissing) {
        m_figuresMissing = false;
        m_banner->clear();
    }
    m_history.append(*figures);
    showHealth(*figures);
    m_dashboard->showFigures();
}

void ConsoleWindow::showActivity(const Result<JobActivity> &activity)
{
    if (activity) { // the jobs panel tells by itself what can't be read
        m_jobHistory.append(*activity);
        m_jobs->showHistory();
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
    for (const Panel *panel : m_panels) {
        const QString reason = panel->reasonToStay();
        if (!reason.isEmpty()) {
            reasons += reason;
        }
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
    auto *box = new QMessageBox(this);
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
