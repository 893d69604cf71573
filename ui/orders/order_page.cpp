// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/order_page.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/page_heading.h"
#include "ui/common/table.h"
#include "ui/orders/cells_model.h"
#include "ui/orders/order_texts.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString countOrDash(qint64 count)
{
    return count == 0 ? u"–"_s : countText(count);
}

QString moneyOrDash(qint64 amount, Currency currency)
{
    return amount == 0 ? u"–"_s : moneyText({amount, currency});
}

} // namespace

OrderPage::OrderPage(QWidget *parent)
    : QWidget(parent)
    , m_heading(new PageHeading)
    , m_lines(new CellsModel({{tr("SKU")},
                              {tr("Product")},
                              {tr("Ordered"), true},
                              {tr("Shipped"), true},
                              {tr("Cancelled"), true},
                              {tr("To ship"), true},
                              {tr("Price"), true},
                              {tr("Discount"), true},
                              {tr("Tax"), true},
                              {tr("Sum"), true}},
                             this))
    , m_shipments(new CellsModel({{tr("Shipped at")}, {tr("Units")}, {tr("Tracking number")}, {tr("By")}}, this))
    , m_refunds(new CellsModel(
          {{tr("State")}, {tr("Amount"), true}, {tr("For")}, {tr("By way of")}, {tr("Requested")}, {tr("Reference or problem")}},
          this))
    , m_returns(new CellsModel({{tr("Return")}, {tr("State")}, {tr("Units"), true}, {tr("Value"), true}, {tr("Made")}}, this))
    , m_history(new CellsModel({{tr("When")}, {tr("Who")}, {tr("What")}}, this))
{
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(u"orderSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(12);
    splitter->addWidget(buildLines());
    splitter->addWidget(buildParts());
    splitter->setSizes({220, 280});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(m_heading);
    layout->addWidget(buildState());
    layout->addWidget(splitter, 1);
    connect(m_heading, &PageHeading::backWanted, this, &OrderPage::backWanted);
}

QWidget *OrderPage::buildState()
{
    m_statusIcon = new IconView(16);
    m_status = plainLabel({});
    m_payment = new ElidedLabel;
    m_payment->setObjectName(u"orderPayment"_s);
    m_customer = new ElidedLabel;
    m_ship = iconButton(u"send"_s, tr("&Ship…"));
    m_cancel = iconButton(u"close"_s, tr("&Cancel units…"));
    m_others = iconButton(u"search"_s, tr("&Orders of this customer"));
    scaleFont(m_status, 1.1, true);
    auto *state = new QHBoxLayout;
    state->setSpacing(8);
    state->addWidget(m_statusIcon);
    state->addWidget(m_status);
    state->addStretch();
    for (QPushButton *button : {m_others, m_cancel, m_ship}) {
        state->addWidget(button);
    }
    auto *card = new Card;
    card->body()->addLayout(state);
    card->body()->addWidget(m_customer);
    card->body()->addWidget(m_payment);
    connect(m_ship, &QPushButton::clicked, this, &OrderPage::shipWanted);
    connect(m_cancel, &QPushButton::clicked, this, &OrderPage::cancelWanted);
    connect(m_others, &QPushButton::clicked, this, [this] { Q_EMIT customerWanted(m_record->details.order.email); });
    return card;
}

QWidget *OrderPage::buildLines()
{
    auto *table = new Table(u"orderLines"_s, tr("Lines of the order"));
    table->showInSequence(m_lines, {15, 34, 10, 10, 12, 9, 14, 12, 12, 14});
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch); // the products' names
    m_sums = mutedLabel({});
    m_sums->setObjectName(u"orderSums"_s);
    m_sums->setAlignment(Qt::AlignTrailing);
    m_sums->setWordWrap(true);
    auto *card = new Card(tr("Lines"));
    card->body()->addWidget(table, 1);
    card->body()->addWidget(m_sums);
    return card;
}

QWidget *OrderPage::buildParts()
{
    m_parts = new QTabWidget;
    m_parts->setObjectName(u"orderParts"_s);
    m_parts->setDocumentMode(true);
    addPart(tr("History"), new Table(u"orderHistory"_s, tr("History of the order")), m_history, {20, 22, 80});
    addPart(tr("Shipments"), new Table(u"orderShipments"_s, tr("Shipments of the order")), m_shipments, {20, 44, 30, 22});
    addPart(tr("Refunds"), new Table(u"orderRefunds"_s, tr("Refunds of the order")), m_refunds, {22, 18, 16, 16, 34, 40});
    Table *returns =
        addPart(tr("Returns"), new Table(u"orderReturns"_s, tr("Returns of the order")), m_returns, {22, 22, 11, 18, 20});
    connect(returns, &QAbstractItemView::activated, this, [this, returns] {
        if (const int row = returns->currentSourceRow(); row >= 0) {
            Q_EMIT returnWanted(m_returns->rows()[std::size_t(row)].key);
        }
    });
    return m_parts;
}

Table *OrderPage::addPart(const QString &title, Table *table, CellsModel *model, const QList<int> &widths)
{
    table->showInSequence(model, widths);
    auto *card = new Card;
    card->body()->addWidget(table);
    m_parts->addTab(card, title);
    return table;
}

void OrderPage::clear()
{
    m_record.reset();
    for (CellsModel *model : {m_lines, m_shipments, m_refunds, m_returns, m_history}) {
        model->setRows({});
    }
}

void OrderPage::showOrder(const OrderRecord &record, UtcMillis now)
{
    if (orderId() != record.details.order.id) {
        clear();
    }
    m_record = record;
    const Order &order = record.details.order;
    showState(order, now);
    showLines(order);
    showShipments(record.details);
    showRefunds(record.details);
    showHistory(record);
    nameTabs();
    allowSteps();
}

void OrderPage::showState(const Order &order, UtcMillis now)
{
    const QString age = spanText(std::chrono::milliseconds(now - order.createdAt));
    const QString kind = order.kind == OrderKind::Replacement ? tr("Replacement %1").arg(order.id)
        : order.kind == OrderKind::Imported                   ? tr("Imported order %1").arg(order.id)
                                                              : tr("Order %1").arg(order.id);
    m_heading->setText(tr("%1 · %2 · %3 ago", "order, when, how long ago").arg(kind, momentText(order.createdAt), age));
    m_statusIcon->setIcon(order.status == OrderStatus::Paid ? fulfilmentIcon(order.fulfilment) : orderStatusIcon(order.status));
    m_status->setText(
        order.status == OrderStatus::Paid
            ? tr("%1 · %2", "payment and goods").arg(orderStatusText(order.status), fulfilmentText(order.fulfilment))
            : orderStatusText(order.status));
    m_customer->setText(order.email.isEmpty() ? tr("Customer %1").arg(order.shopperId)
                                              : tr("Customer %1 (%2)", "e-mail and id").arg(order.email, order.shopperId));
    m_others->setVisible(!order.email.isEmpty());
    const QString payment =
        tr("%1 by %2", "amount and payment method").arg(moneyText(order.total), paymentMethodText(order.paymentMethod));
    m_payment->setText(order.paymentReference.isEmpty() ? payment : tr("%1 · reference %2").arg(payment, order.paymentReference));
}

void OrderPage::showLines(const Order &order)
{
    const Currency currency = order.total.currency;
    std::vector<CellRow> rows;
    for (const OrderLine &line : order.lines) {
        const Money sum{line.quantity * line.unitPrice.amount - line.discount + line.tax, currency};
        rows.push_back({line.id,
                        {line.sku, line.name, countText(line.quantity), countOrDash(line.shipped), countOrDash(line.cancelled),
                         countOrDash(order.status == OrderStatus::Paid ? line.open() : 0), moneyText(line.unitPrice),
                         moneyOrDash(line.discount, currency), moneyOrDash(line.tax, currency), moneyText(sum)}});
    }
    m_lines->setRows(std::move(rows));
    QStringList sums;
    if (order.discount != 0) {
        sums += tr("Discount of the order %1").arg(moneyText({-order.discount, currency}));
    }
    if (order.shipping != 0) {
        sums += tr("Shipping %1").arg(moneyText({order.shipping, currency}));
    }
    sums += tr("Total %1").arg(moneyText(order.total));
    m_sums->setText(sums.join(u" · "_s));
}

void OrderPage::showShipments(const OrderDetails &details)
{
    std::vector<CellRow> rows;
    for (const Shipment &shipment : details.shipments) {
        rows.push_back({shipment.id,
                        {momentText(shipment.at), quantitiesText(details.order, shipment.lines),
                         shipment.tracking.isEmpty() ? u"–"_s : shipment.tracking, actorText(shipment.actor)},
                        u"send"_s});
    }
    m_shipments->setRows(std::move(rows));
}

void OrderPage::showRefunds(const OrderDetails &details)
{
    std::vector<CellRow> rows;
    for (const Refund &refund : details.refunds) {
        const bool failed = refund.state == RefundState::Failed;
        const bool settled = refund.state == RefundState::Settled;
        rows.push_back(
            {refund.id,
             {refundStateText(refund), moneyText(refund.amount), refundKindText(refund.kind), paymentMethodText(refund.method),
              tr("%1 by %2", "when and who").arg(momentText(refund.createdAt), actorText(refund.requestedBy)),
              settled ? refund.reference : refund.problem},
             failed        ? u"bad"_s
                 : settled ? u"good"_s
                           : u"clock"_s,
             failed        ? IconTone::Bad
                 : settled ? IconTone::Good
                           : IconTone::Muted});
    }
    m_refunds->setRows(std::move(rows));
}

void OrderPage::showReturns(const std::vector<RmaSummary> &returns)
{
    std::vector<CellRow> rows;
    for (const RmaSummary &rma : returns) {
        rows.push_back(
            {rma.id,
             {rma.number, returnStateText(rma.state), countText(rma.units), moneyText(rma.value), momentText(rma.createdAt)},
             u"undo"_s});
    }
    m_returns->setRows(std::move(rows));
    nameTabs();
}

void OrderPage::showHistory(const OrderRecord &record)
{
    std::vector<CellRow> rows;
    for (const OrderEvent &event : record.history) {
        rows.push_back(
            {QString::number(event.seq), {momentText(event.at), actorText(event.actor), orderEventText(event, record.details)}});
    }
    m_history->setRows(std::move(rows));
}

void OrderPage::nameTabs()
{
    const QStringList names{tr("History"), tr("Shipments"), tr("Refunds"), tr("Returns")};
    const int counts[] = {0, m_shipments->rowCount(), m_refunds->rowCount(), m_returns->rowCount()};
    for (int tab = 0; tab < names.size(); ++tab) {
        m_parts->setTabText(tab,
                            counts[tab] == 0
                                ? names[tab]
                                : tr("%1 (%2)", "part of an order, and how many").arg(names[tab], countText(counts[tab])));
    }
}

void OrderPage::setObstacles(const QString &ship, const QString &cancel)
{
    m_shipObstacle = ship;
    m_cancelObstacle = cancel;
    allowSteps();
}

void OrderPage::allowSteps()
{
    if (!m_record) {
        return;
    }
    const QString obstacle = openObstacle(m_record->details.order);
    const QString ship = obstacle.isEmpty() ? m_shipObstacle : obstacle;
    const QString cancel = obstacle.isEmpty() ? m_cancelObstacle : obstacle;
    m_ship->setEnabled(ship.isEmpty());
    m_ship->setToolTip(ship);
    m_cancel->setEnabled(cancel.isEmpty());
    m_cancel->setToolTip(cancel);
}

} // namespace tidegate
