// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/order_list.h"

#include "ui/common/alive.h"
#include "ui/common/icon.h"
#include "ui/common/table.h"
#include "ui/orders/order_texts.h"
#include "ui/orders/orders_model.h"

#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int pageSize = 100;
/// So many rows come anew each second at most; what lies beyond was loaded once.
constexpr int maximumLive = 200;

enum StackPage { ListPage, NonePage, ReadingPage };

/// Whether both look for the same, wherever in the list.
bool areSame(const OrderSearch &left, const OrderSearch &right)
{
    return left.status == right.status && left.text == right.text;
}

} // namespace

OrderList::OrderList(OrderServices &services, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new OrdersModel(clock, this))
    , m_table(new Table(u"orders"_s, tr("Orders")))
{
    buildTable();
    m_none = new EmptyState(u"orders"_s, {}, {});
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_none);
    m_stack->addWidget(new EmptyState(u"clock"_s, tr("Reading the orders…"), {}));
    m_stack->setCurrentIndex(ReadingPage);
    auto *card = new Card;
    card->body()->addLayout(buildFilters());
    card->body()->addWidget(m_stack, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(card);
    m_model->setAsk([this](const QString &cursor) { askMore(cursor); });
    connect(new QShortcut(QKeySequence(Qt::Key_Slash), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
            &QShortcut::activated, this, [this] {
                m_search->setFocus(Qt::ShortcutFocusReason);
                m_search->selectAll();
            });
}

QLayout *OrderList::buildFilters()
{
    m_search = new QLineEdit;
    m_search->setObjectName(u"orderSearch"_s);
    m_search->setAccessibleName(tr("Search orders"));
    m_search->setPlaceholderText(tr("Order number, e-mail or SKU, by its beginning  ( / )"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon(u"search"_s, IconTone::Muted), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    m_status = new QComboBox;
    m_status->setObjectName(u"orderStatus"_s);
    m_status->setAccessibleName(tr("Payment of the orders that are shown"));
    m_status->addItem(tr("Any payment"));
    for (const OrderStatus status : {OrderStatus::Paid, OrderStatus::Reserved, OrderStatus::Declined, OrderStatus::Released}) {
        m_status->addItem(orderStatusIcon(status), orderStatusText(status), orderStatusName(status));
    }
    m_goods = new QComboBox;
    m_goods->setObjectName(u"orderGoods"_s);
    m_goods->setAccessibleName(tr("Goods of the orders that are shown"));
    m_goods->addItem(tr("Any goods"));
    for (const Fulfilment fulfilment :
         {Fulfilment::Unshipped, Fulfilment::PartShipped, Fulfilment::Shipped, Fulfilment::Cancelled}) {
        m_goods->addItem(fulfilmentIcon(fulfilment), fulfilmentText(fulfilment), fulfilmentName(fulfilment));
    }
    auto *open = iconButton(u"file"_s, tr("&Open"));
    open->setToolTip(tr("The selected order (Enter)"));
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_search, 1);
    for (QComboBox *box : {m_status, m_goods}) {
        box->setMinimumHeight(open->sizeHint().height());
        line->addWidget(box);
    }
    m_search->setMinimumHeight(open->sizeHint().height());
    line->addWidget(open);
    connect(m_search, &QLineEdit::textChanged, this, &OrderList::filterChanged);
    connect(m_search, &QLineEdit::returnPressed, this, &OrderList::goToList);
    connect(m_status, &QComboBox::activated, this, [this] {
        // Goods are told of paid orders alone.
        if (m_status->currentIndex() > 1) {
            m_goods->setCurrentIndex(0);
        }
        m_goods->setEnabled(m_status->currentIndex() <= 1);
        filterChanged();
    });
    connect(m_goods, &QComboBox::activated, this, &OrderList::filterChanged);
    connect(open, &QPushButton::clicked, this, &OrderList::openSelected);
    return line;
}

void OrderList::buildTable()
{
    m_table->showModel(m_model, Qt::DisplayRole);
    m_table->setSortingEnabled(false); // they come in their own sequence, and not all at once
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    const int letter = fontMetrics().averageCharWidth();
    const int widths[] = {42, 34, 17, 18, 10, 18, 14};
    for (int column = 0; column < OrdersModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column, letter * widths[column]);
    }
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(m_table, &QAbstractItemView::activated, this, &OrderList::openSelected);
}

bool OrderList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down) {
            goToList();
            return true;
        }
        if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void OrderList::goToList()
{
    if (m_model->rowCount() == 0) {
        return;
    }
    m_table->setFocus();
    if (!m_table->selectionModel()->hasSelection()) {
        m_table->selectSourceRow(0);
    }
}

void OrderList::refresh()
{
    m_model->refreshAges(m_table->rowAt(0), m_table->rowAt(m_table->viewport()->height() - 1));
    askOrders();
}

void OrderList::search(const QString &text)
{
    m_status->setCurrentIndex(0);
    m_goods->setCurrentIndex(0);
    m_goods->setEnabled(true);
    m_search->setText(text);
}

OrderSearch OrderList::query(const QString &cursor, int limit) const
{
    OrderSearch search{.text = m_search->text().trimmed(), .cursor = cursor, .limit = limit};
    search.status = m_goods->currentIndex() > 0 ? m_goods->currentData().toString() : m_status->currentData().toString();
    return search;
}

void OrderList::askOrders()
{
    if (m_asking) {
        return;
    }
    m_asking = true;
    const OrderSearch asked = query({}, std::clamp(m_model->rowCount(), pageSize, maximumLive));
    m_services.orders(asked, whileAlive(this, [this, asked](Result<Page<Order>> page) {
                          m_asking = false;
                          takeOrders(asked, std::move(page));
                      }));
}

void OrderList::takeOrders(const OrderSearch &asked, Result<Page<Order>> page)
{
    if (!areSame(asked, query({}, 0))) {
        askOrders();
        return;
    }
    if (!page) {
        Q_EMIT unreadable(page.error());
        return;
    }
    Q_EMIT readable();
    m_model->refreshFirstPage(std::move(page->items), page->nextCursor);
    const bool all = asked.text.isEmpty() && asked.status.isEmpty();
    m_none->setTexts(all ? tr("No orders yet") : tr("No such orders"),
                     all ? tr("As soon as somebody buys in a flash sale, the order stands here.")
                         : tr("No order fits. An order's number is found by its first 8 characters or more, an e-mail address "
                              "and an SKU by their beginning."));
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? ListPage : NonePage);
}

void OrderList::askMore(const QString &cursor)
{
    const OrderSearch asked = query(cursor, pageSize);
    m_services.orders(asked, whileAlive(this, [this, asked](Result<Page<Order>> page) {
                          if (!areSame(asked, query({}, 0))) {
                              return;
                          }
                          if (!page) {
                              m_model->failPage();
                              Q_EMIT unreadable(page.error());
                              return;
                          }
                          m_model->appendPage(std::move(page->items), page->nextCursor);
                      }));
}

void OrderList::filterChanged()
{
    m_model->setFirstPage({}, {});
    m_stack->setCurrentIndex(ReadingPage);
    askOrders();
}

void OrderList::openSelected()
{
    const int row = m_table->selectionModel()->hasSelection() ? m_table->currentSourceRow() : -1;
    if (row >= 0) {
        Q_EMIT orderWanted(m_model->rows()[std::size_t(row)].id);
    }
}

} // namespace tidegate
