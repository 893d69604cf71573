// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace.h"

#include "ui/catalog/import_panel.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/nav_rail.h"
#include "ui/common/table.h"
#include "ui/dashboard/dashboard_panel.h"
#include "ui/jobs/jobs_panel.h"
#include "ui/mails/mail_templates_panel.h"
#include "ui/orders/orders_panel.h"
#include "ui/partners/partners_panel.h"
#include "ui/returns/returns_panel.h"
#include "ui/sales/sales_panel.h"
#include "ui/staff/return_rules_panel.h"
#include "ui/staff/users_panel.h"
#include "ui/webhooks/webhooks_panel.h"

#include <QAction>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString settingsKey(const QSplitter &splitter)
{
    return u"window/"_s + splitter.objectName();
}

} // namespace

Workspace::Workspace(ConsoleServices &services, const Clock &clock, QSettings &settings, const Records &records, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_clock(clock)
    , m_settings(settings)
    , m_rail(new NavRail)
    , m_stack(new QStackedWidget)
    , m_banner(new Banner)
{
    build();
    connect(m_rail, &NavRail::chosenChanged, m_stack, &QStackedWidget::setCurrentIndex);
    buildPanels(records);
    for (QSplitter *splitter : findChildren<QSplitter *>()) {
        splitter->restoreState(m_settings.value(settingsKey(*splitter)).toByteArray());
    }
    restoreColumns(*this, m_settings);
    m_rail->choose(0);
}

void Workspace::build()
{
    auto *right = new QWidget;
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    auto *bannerRoom = new QVBoxLayout;
    bannerRoom->setContentsMargins(16, 10, 16, 0);
    bannerRoom->addWidget(m_banner);
    rightLayout->addLayout(bannerRoom);
    rightLayout->addWidget(m_stack, 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail);
    layout->addWidget(right, 1);
}

void Workspace::buildPanels(const Records &records)
{
    m_dashboard = new DashboardPanel(m_services, records.figures, records.prover);
    m_sales = new SalesPanel(m_services, m_clock, records.prover);
    m_import = new ImportPanel(m_services, m_settings);
    addPanel(m_dashboard, u"dashboard"_s, tr("Dashboard"));
    addPanel(m_sales, u"sale"_s, tr("Flash sales"), StaffRole::Admin);
    addPanel(m_import, u"import"_s, tr("Import catalogue"), StaffRole::Admin);
    buildPartnerPanels(records.jobs);
    buildOrderPanels();
    buildStaffPanels();
    connect(m_dashboard, &DashboardPanel::newSaleWanted, this, &Workspace::newSale);
    connect(m_dashboard, &DashboardPanel::salesWanted, this, [this] { goTo(m_sales); });
    connect(m_sales, &SalesPanel::importWanted, this, &Workspace::openImport);
}

void Workspace::buildPartnerPanels(const JobHistory &jobs)
{
    PartnerServices &partners = m_services.partnerServices();
    WebhookServices &webhooks = m_services.webhookServices();
    m_partners = new PartnersPanel(partners, webhooks, m_clock);
    m_jobs = new JobsPanel(m_services.jobServices(), partners, jobs, m_clock);
    addPanel(m_partners, u"partners"_s, tr("Partners"), StaffRole::Admin);
    addPanel(m_jobs, u"jobs"_s, tr("Jobs"), StaffRole::Admin);
    addPanel(new WebhooksPanel(webhooks, partners, m_clock), u"webhook"_s, tr("Webhook log"), StaffRole::Admin);
    connect(m_partners, &PartnersPanel::jobsWanted, this, [this](const QString &partnerId) {
        goTo(m_jobs);
        m_jobs->showPartner(partnerId);
    });
}

void Workspace::buildOrderPanels()
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

void Workspace::buildStaffPanels()
{
    StaffServices &staff = m_services.staffServices();
    addPanel(new ReturnRulesPanel(staff), u"rules"_s, tr("Return rules"), StaffRole::Admin);
    addPanel(new MailTemplatesPanel(m_services.mailTemplateServices()), u"mail"_s, tr("Mails"), StaffRole::Admin);
    addPanel(new UsersPanel(staff), u"person"_s, tr("Users"), StaffRole::Admin);
}

void Workspace::addPanel(Panel *panel, const QString &icon, const QString &text, std::optional<StaffRole> needed)
{
    const int index = int(m_places.size());
    const QKeySequence keys = index < 9 ? QKeySequence(QStringLiteral("Ctrl+%1").arg(index + 1)) : QKeySequence();
    m_stack->addWidget(panel);
    m_rail->add(icon, text, keys.toString(QKeySequence::NativeText));
    auto *action = new QAction(themedIcon(icon), text, this);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, [this, index] { m_rail->choose(index); });
    m_places.push_back({panel, action, needed});
}

void Workspace::saveLayout()
{
    for (const QSplitter *splitter : findChildren<QSplitter *>()) {
        m_settings.setValue(settingsKey(*splitter), splitter->saveState());
    }
    saveColumns(*this, m_settings);
}

QList<QAction *> Workspace::goActions() const
{
    QList<QAction *> actions;
    for (const Place &place : m_places) {
        actions += place.go;
    }
    return actions;
}

void Workspace::offer(std::optional<StaffRole> role)
{
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const Place &place = m_places[i];
        const bool offered = role && (!place.needed || roleAllows(*role, *place.needed));
        place.go->setVisible(offered);
        place.go->setEnabled(offered);
        if (!role) {
            continue;
        }
        m_rail->setOffered(int(i), offered);
        if (!offered && m_rail->chosen() == int(i)) {
            m_rail->choose(0);
        }
    }
    m_dashboard->offerSales(role && roleAllows(*role, StaffRole::Admin));
}

void Workspace::focusNavigation()
{
    m_rail->focusChosen();
}

void Workspace::goTo(Panel *panel)
{
    m_rail->choose(m_stack->indexOf(panel));
}

void Workspace::openImport()
{
    goTo(m_import);
}

void Workspace::newSale()
{
    goTo(m_sales);
    m_sales->newSale();
}

void Workspace::newPartner()
{
    goTo(m_partners);
    m_partners->newPartner();
}

void Workspace::refresh()
{
    Panel *shown = m_places[std::size_t(m_stack->currentIndex())].panel;
    if (shown->isVisible()) {
        shown->refresh();
    }
}

void Workspace::showFigures(const Result<LiveFigures> &figures)
{
    if (!figures) {
        m_figuresMissing = true;
        m_banner->tell(Banner::Tone::Bad,
                       tr("The live figures can't be read; the charts stand still. %1").arg(errorText(figures.error())),
                       tr("Try again"), [this] { Q_EMIT figuresWanted(); });
        return;
    }
    if (m_figuresMissing) {
        m_banner->clear();
    }
    m_figuresMissing = false;
    tellStore(figures->store);
    m_dashboard->showFigures();
}

void Workspace::tellStore(const StoreFigures &store)
{
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

void Workspace::showJobHistory()
{
    m_jobs->showHistory();
}

QString Workspace::unsaved() const
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

} // namespace tidegate
