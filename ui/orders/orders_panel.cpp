// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/orders_panel.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/orders/cancel_dialog.h"
#include "ui/orders/doubt_list.h"
#include "ui/orders/order_list.h"
#include "ui/orders/order_page.h"
#include "ui/orders/order_texts.h"
#include "ui/orders/pick_list_dialog.h"
#include "ui/orders/refund_list.h"
#include "ui/orders/ship_dialog.h"
#include "ui/orders/to_ship_list.h"
#include "ui/staff_services.h"

#include <QShortcut>
#include <QStackedWidget>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace tidegate {

OrdersPanel::OrdersPanel(OrderServices &services, const StaffServices &staff, const Clock &clock, QWidget *parent)
    : Panel(tr("Orders"), parent)
    , m_services(services)
    , m_staff(staff)
    , m_clock(clock)
    , m_orders(new OrderList(services, clock))
    , m_toShip(new ToShipList(services, clock))
    , m_refunds(new RefundList(services, clock))
    , m_doubts(new DoubtList(services, clock))
    , m_tabs(new QTabWidget)
    , m_page(new OrderPage)
    , m_pages(new QStackedWidget)
{
    m_tabs->setObjectName(u"orderTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_orders, themedIcon(u"orders"_s), tr("All orders"));
    m_tabs->addTab(m_toShip, themedIcon(u"send"_s), tr("To ship"));
    m_tabs->addTab(m_refunds, themedIcon(u"undo"_s), tr("Refunds"));
    m_tabs->addTab(m_doubts, themedIcon(u"warning"_s), tr("Payments in doubt"));
    m_pages->addWidget(m_tabs);
    m_pages->addWidget(m_page);
    body()->addWidget(m_pages);
    connectLists();
    connect(m_tabs, &QTabWidget::currentChanged, this, &OrdersPanel::refresh);
    connect(m_page, &OrderPage::backWanted, this, &OrdersPanel::closeOrder);
    connect(m_page, &OrderPage::shipWanted, this, [this] { begin(m_openId, Step::Ship); });
    connect(m_page, &OrderPage::cancelWanted, this, [this] { begin(m_openId, Step::Cancel); });
    connect(m_page, &OrderPage::returnWanted, this, &OrdersPanel::returnRequested);
    connect(m_page, &OrderPage::customerWanted, this, &OrdersPanel::search);
    connect(new QShortcut(QKeySequence(Qt::Key_Escape), m_page, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
            &QShortcut::activated, this, &OrdersPanel::closeOrder);
}

void OrdersPanel::connectLists()
{
    for (LiveListWidget *list : std::initializer_list<LiveListWidget *>{m_orders, m_toShip, m_refunds, m_doubts}) {
        connect(list, &LiveListWidget::wanted, this, &OrdersPanel::showOrder);
        connect(list, &LiveListWidget::unreadable, this, &OrdersPanel::tellUnreadable);
        connect(list, &LiveListWidget::readable, this, &OrdersPanel::tellFresh);
        connect(list, &LiveListWidget::told, banner(), qOverload<Banner::Tone, const QString &>(&Banner::tell));
    }
    connect(m_toShip, &ToShipList::shipWanted, this, [this](const QString &orderId) { begin(orderId, Step::Ship); });
    connect(m_toShip, &ToShipList::pickListReady, this,
            [this](const PickList &list) { (new PickListDialog(list, window()))->open(); });
}

void OrdersPanel::refresh()
{
    showObstacles();
    if (!m_openId.isEmpty()) {
        askOrder();
    } else {
        static_cast<LiveListWidget *>(m_tabs->currentWidget())->refresh();
    }
}

void OrdersPanel::showObstacles()
{
    const std::optional<StaffActor> actor = m_staff.signedIn();
    const QString ship = roleObstacle(actor, StaffRole::Warehouse);
    const QString finance = roleObstacle(actor, StaffRole::Finance);
    m_page->setObstacles(ship, roleObstacle(actor, StaffRole::Support));
    m_toShip->setObstacle(ship);
    m_refunds->setObstacle(finance);
    m_doubts->setObstacle(finance);
}

void OrdersPanel::showOrder(const QString &orderId)
{
    m_openId = orderId;
    m_askingOrder = false;
    m_page->clear();
    askOrder();
}

void OrdersPanel::search(const QString &text)
{
    closeOrder();
    m_tabs->setCurrentWidget(m_orders);
    m_orders->search(text);
}

void OrdersPanel::showFailedRefunds()
{
    closeOrder();
    m_tabs->setCurrentWidget(m_refunds);
}

void OrdersPanel::askOrder()
{
    if (m_askingOrder) {
        return;
    }
    m_askingOrder = true;
    const QString id = m_openId;
    m_services.order(id, whileAlive(this, [this, id](const Result<OrderRecord> &record) { takeOrder(id, record); }));
    m_services.returnsOf(id, whileAlive(this, [this, id](const Result<std::vector<RmaSummary>> &returns) {
                             if (returns && id == m_page->orderId()) {
                                 m_page->showReturns(*returns);
                             }
                         }));
}

void OrdersPanel::takeOrder(const QString &orderId, const Result<OrderRecord> &record)
{
    if (orderId != m_openId) {
        return;
    }
    m_askingOrder = false;
    if (!record) {
        if (m_page->orderId().isEmpty()) {
            m_openId.clear();
            banner()->tell(Banner::Tone::Bad, tr("Order %1 can't be read. %2").arg(orderId, errorText(record.error())));
        } else {
            tellUnreadable(record.error());
        }
        return;
    }
    tellFresh();
    m_page->showOrder(*record, m_clock.utc());
    if (m_pages->currentWidget() != m_page) {
        m_pages->setCurrentWidget(m_page);
        m_page->setFocus();
    }
}

void OrdersPanel::closeOrder()
{
    if (m_openId.isEmpty()) {
        return;
    }
    m_openId.clear();
    m_page->clear();
    m_pages->setCurrentWidget(m_tabs);
    m_tabs->currentWidget()->setFocus();
    refresh();
}

void OrdersPanel::begin(const QString &orderId, Step step)
{
    if (m_beginning) {
        return;
    }
    m_beginning = true;
    m_services.order(orderId, whileAlive(this, [this, step](const Result<OrderRecord> &record) {
                         m_beginning = false;
                         if (record) {
                             openStep(*record, step);
                         } else {
                             tellUnreadable(record.error());
                         }
                     }));
}

void OrdersPanel::openStep(const OrderRecord &record, Step step)
{
    if (const QString obstacle = openObstacle(record.details.order); !obstacle.isEmpty()) {
        banner()->tell(Banner::Tone::Warning, obstacle);
        return;
    }
    OrderStepDialog *dialog = step == Step::Ship ? static_cast<OrderStepDialog *>(new ShipDialog(m_services, record, window()))
                                                 : new CancelDialog(m_services, record, window());
    connect(dialog, &OrderStepDialog::done, this, [this](const QString &text) {
        banner()->tell(Banner::Tone::Good, text);
        refresh();
    });
    dialog->open();
}

void OrdersPanel::tellUnreadable(const Error &error)
{
    tellStale(tr("The orders can't be read; what is shown may be old. %1").arg(errorText(error)));
}

} // namespace tidegate
