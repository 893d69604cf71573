// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/order_list.h"

#include "ui/common/search_field.h"
#include "ui/orders/order_texts.h"

#include <QComboBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace tidegate {

OrderList::OrderList(OrderServices &services, const Clock &clock, QWidget *parent)
    : LiveList(new OrdersModel(clock),
               {.table = new Table(u"orders"_s, tr("Orders")),
                .letters = {48, 34, 16, 18, 9, 18, 14},
                .none = new EmptyState(u"orders"_s, {}, {}),
                .reading = tr("Reading the orders…")},
               parent)
    , m_services(services)
{
    arrange(buildFilters(), nullptr);
    table()->cutInTheMiddle(OrdersModel::Number);
    m_search->reachFrom(this);
}

QLayout *OrderList::buildFilters()
{
    m_search = new SearchField(u"orderSearch"_s, tr("Search orders"), tr("Order number, e-mail or SKU, by its beginning  ( / )"));
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
    connect(m_search, &QLineEdit::textChanged, this, &OrderList::beginAnew);
    connect(m_search, &SearchField::left, this, &OrderList::goToTable);
    connect(m_status, &QComboBox::activated, this, [this] {
        // Goods are told of paid orders alone.
        if (m_status->currentIndex() > 1) {
            m_goods->setCurrentIndex(0);
        }
        m_goods->setEnabled(m_status->currentIndex() <= 1);
        beginAnew();
    });
    connect(m_goods, &QComboBox::activated, this, &OrderList::beginAnew);
    connect(open, &QPushButton::clicked, this, &OrderList::openSelected);
    return line;
}

void OrderList::search(const QString &text)
{
    m_status->setCurrentIndex(0);
    m_goods->setCurrentIndex(0);
    m_goods->setEnabled(true);
    if (m_search->text() == text) {
        beginAnew();
    } else {
        m_search->setText(text);
    }
}

OrderSearch OrderList::query(const QString &cursor, int limit) const
{
    OrderSearch search{.text = m_search->text().trimmed(), .cursor = cursor, .limit = limit};
    search.status = m_goods->currentIndex() > 0 ? m_goods->currentData().toString() : m_status->currentData().toString();
    return search;
}

void OrderList::askPage(const QString &cursor, int limit, Answer<Page<Order>> answer)
{
    m_services.orders(query(cursor, limit), std::move(answer));
}

void OrderList::rowsCame()
{
    const OrderSearch asked = query({}, 0);
    const bool all = asked.text.isEmpty() && asked.status.isEmpty();
    none()->setTexts(all ? tr("No orders yet") : tr("No such orders"),
                     all ? tr("As soon as somebody buys in a flash sale, the order stands here.")
                         : tr("No order fits. An order's number is found by its first 8 characters or more, an e-mail address "
                              "and an SKU by their beginning."));
}

QString OrderList::selectedId() const
{
    const Order *order = selectedOne();
    return order ? order->id : QString();
}

} // namespace tidegate
