// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/doubt_list.h"

#include "ui/common/format.h"
#include "ui/orders/order_texts.h"
#include "ui/orders/settle_dialog.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

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
                .arg(order.id, customerText(order), amount, paymentMethodText(order.paymentMethod)),
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
    : LiveList(
        new WaitingOrdersModel(clock, decidesItself),
        {.table = new Table(u"ordersInDoubt"_s, tr("Payments in doubt")),
         .letters = {18, 34, 18, 16, 9, 40, 48},
         .none = new EmptyState(
             u"good"_s, tr("No payment is in doubt"),
             tr("An order stands here when its provider does not say whether it was charged. Tidegate goes on asking as long "
                "as the provider remembers; its stock stays held until it is decided.")),
         .reading = tr("Reading the orders…")},
        parent)
    , m_services(services)
{
    table()->cutInTheMiddle(WaitingOrdersModel::Number);
    arrange(nullptr, buildButtons());
    allowSteps();
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
    connect(m_open, &QPushButton::clicked, this, &DoubtList::openSelected);
    connect(m_settle, &QPushButton::clicked, this, &DoubtList::chooseSettlement);
    return buttons;
}

void DoubtList::askPage(const QString &cursor, int limit, Answer<Page<Order>> answer)
{
    m_services.ordersInDoubt(cursor, limit, std::move(answer));
}

QString DoubtList::selectedId() const
{
    const Order *order = selectedOne();
    return order ? order->id : QString();
}

void DoubtList::allowSteps()
{
    const Order *order = selectedOne();
    const QString why = order ? obstacle() : tr("Select an order first.");
    m_open->setEnabled(order);
    m_settle->setEnabled(why.isEmpty());
    m_settle->setToolTip(why);
}

void DoubtList::chooseSettlement()
{
    const Order *order = selectedOne();
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
