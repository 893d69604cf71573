// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/doubt_list.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/table.h"
#include "ui/orders/order_texts.h"
#include "ui/orders/orders_model.h"
#include "ui/orders/settle_dialog.h"

#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int pageSize = 100;
/// So many rows come anew each second at most.
constexpr int maximumLive = 200;
/// Providers tell for hours what became of a charge; what is older a person has to decide.
constexpr std::chrono::hours decidesItself{6};

SettleQuestion settleQuestion(const Order &order)
{
    const QString amount = moneyText(order.total);
    return {
        .title = DoubtList::tr("Decide a payment by hand"),
        .text =
            DoubtList::tr(
                "Order %1 of %2 over %3, by %4. Look for the charge on the provider's own page: by the order's number, which was "
                "sent with it, or by the amount and the time.")
                .arg(order.id, order.email.isEmpty() ? order.shopperId : order.email, amount,
                     paymentMethodText(order.paymentMethod)),
        .happened = DoubtList::tr("The provider &has charged it"),
        .reference = DoubtList::tr("The &provider's reference of the charge"),
        .absent = DoubtList::tr("The provider surely has &not charged it"),
        .warning =
            DoubtList::tr(
                "The order is released and its stock can be sold to others. If the provider did charge %1 after all, the customer "
                "has paid for nothing, and nobody but you will notice: it has to be given back on the provider's page.")
                .arg(amount)};
}

} // namespace

DoubtList::DoubtList(OrderServices &services, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new WaitingOrdersModel(clock, decidesItself, this))
    , m_table(new Table(u"ordersInDoubt"_s, tr("Payments in doubt")))
{
    buildTable();
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_stack->addWidget(new EmptyState(
        u"good"_s, tr("No payment is in doubt"),
        tr("An order stands here when its provider does not say whether it was charged. Tidegate goes on asking as long "
           "as the provider remembers; its stock stays held until it is decided.")));
    m_stack->addWidget(new EmptyState(u"clock"_s, tr("Reading the orders…"), {}));
    m_stack->setCurrentIndex(2);
    auto *card = new Card;
    card->body()->addWidget(m_stack, 1);
    card->body()->addLayout(buildButtons());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(card);
    m_model->setAsk([this](const QString &cursor) { askMore(cursor); });
    allowSteps();
}

void DoubtList::buildTable()
{
    m_table->showModel(m_model, Qt::DisplayRole);
    m_table->setSortingEnabled(false);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    const int letter = fontMetrics().averageCharWidth();
    const int widths[] = {18, 42, 32, 40, 10, 18, 16};
    for (int column = 0; column < WaitingOrdersModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column, letter * widths[column]);
    }
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DoubtList::allowSteps);
    connect(m_table, &QAbstractItemView::activated, this, [this] {
        if (const Order *order = selected()) {
            Q_EMIT orderWanted(order->id);
        }
    });
}

QLayout *DoubtList::buildButtons()
{
    m_open = iconButton(u"file"_s, tr("&Open the order"));
    m_open->setToolTip(tr("Enter"));
    m_settle = iconButton(u"edit"_s, tr("&Decide by hand…"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_open);
    buttons->addWidget(m_settle);
    buttons->addStretch();
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (const Order *order = selected()) {
            Q_EMIT orderWanted(order->id);
        }
    });
    connect(m_settle, &QPushButton::clicked, this, &DoubtList::chooseSettlement);
    return buttons;
}

void DoubtList::setObstacle(const QString &obstacle)
{
    if (m_obstacle != obstacle) {
        m_obstacle = obstacle;
        allowSteps();
    }
}

void DoubtList::refresh()
{
    askOrders();
}

void DoubtList::askOrders()
{
    if (m_asking) {
        return;
    }
    m_asking = true;
    m_services.ordersInDoubt({}, std::clamp(m_model->rowCount(), pageSize, maximumLive),
                             whileAlive(this, [this](Result<Page<Order>> page) {
                                 m_asking = false;
                                 if (!page) {
                                     Q_EMIT unreadable(page.error());
                                     return;
                                 }
                                 Q_EMIT readable();
                                 m_model->refreshFirstPage(std::move(page->items), page->nextCursor);
                                 m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
                                 allowSteps();
                             }));
}

void DoubtList::askMore(const QString &cursor)
{
    m_services.ordersInDoubt(cursor, pageSize, whileAlive(this, [this](Result<Page<Order>> page) {
                                 if (!page) {
                                     m_model->failPage();
                                     Q_EMIT unreadable(page.error());
                                     return;
                                 }
                                 m_model->appendPage(std::move(page->items), page->nextCursor);
                             }));
}

const Order *DoubtList::selected() const
{
    const int row = m_table->selectionModel()->hasSelection() ? m_table->currentSourceRow() : -1;
    return row < 0 ? nullptr : &m_model->rows()[std::size_t(row)];
}

void DoubtList::allowSteps()
{
    if (!m_settle) {
        return; // still being built
    }
    const Order *order = selected();
    const QString obstacle = order ? m_obstacle : tr("Select an order first.");
    m_open->setEnabled(order);
    m_settle->setEnabled(obstacle.isEmpty());
    m_settle->setToolTip(obstacle);
}

void DoubtList::chooseSettlement()
{
    const Order *order = selected();
    if (!order) {
        return;
    }
    const QPointer<SettleDialog> dialog = new SettleDialog(settleQuestion(*order), window());
    connect(dialog, &SettleDialog::chosen, this,
            [this, order = *order, dialog](const QString &reference) { settle(order, m_services.newKey(), reference, dialog); });
    dialog->open();
}

void DoubtList::settle(const Order &order, const QString &key, const QString &reference, const QPointer<SettleDialog> &dialog)
{
    m_services.settlePayment({order.id, order.version, key}, reference,
                             whileAlive(this, [this, order, reference, dialog](const Result<OrderDetails> &answer) {
                                 refresh();
                                 if (answer) {
                                     if (dialog) {
                                         dialog->finish();
                                     }
                                     tellSettled(order, reference);
                                 } else if (answer.error().code == ErrorCode::VersionConflict) {
                                     askConflict(order, dialog);
                                 } else if (dialog) {
                                     dialog->tellFailure(answer.error());
                                 }
                             }));
}

void DoubtList::tellSettled(const Order &order, const QString &reference)
{
    Q_EMIT told(Banner::Tone::Good,
                reference.isEmpty() ? tr("Order %1 is released; its stock can be sold again.").arg(order.id)
                                    : tr("Order %1 is paid as %2, and can be shipped.").arg(order.id, reference));
}

void DoubtList::askConflict(const Order &order, const QPointer<SettleDialog> &dialog)
{
    m_services.order(order.id, whileAlive(this, [order, dialog](const Result<OrderRecord> &record) {
                         if (!dialog) {
                             return;
                         }
                         qint64 seen = 0;
                         for (const OrderEvent &event : record ? record->history : std::vector<OrderEvent>()) {
                             seen = event.at <= order.updatedAt ? event.seq : seen;
                         }
                         const QString changes = record ? changesSince(seen, order.id, *record) : QString();
                         dialog->tellConflict(changes.isEmpty()
                                                  ? tr("Somebody else decided this order meanwhile. Nothing was done.")
                                                  : tr("Meanwhile this order was decided: %1. Nothing was done.").arg(changes));
                     }));
}

} // namespace tidegate
