// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_mail.h"

#include "core/notify/mail_template.h"
#include "core/notify/mail_words.h"
#include "core/sale/order_store.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

CustomerMail mailAbout(MailKind kind, const Order &order)
{
    return {kind,
            order.email,
            order.language,
            {{u"order.number"_s, order.id}, {u"order.date"_s, dayInMail(order.createdAt, order.language)}}};
}

QString namesOf(const Order &order, const std::vector<LineQuantity> &lines)
{
    std::vector<MailItem> items;
    for (const LineQuantity &wanted : lines) {
        const auto line = std::find_if(order.lines.begin(), order.lines.end(),
                                       [&wanted](const OrderLine &known) { return known.id == wanted.orderLineId; });
        if (line != order.lines.end())
            items.push_back({wanted.quantity, line->name});
    }
    return itemsInMail(items);
}

} // namespace

void mailShipment(WriteTransaction &transaction, const Order &order, const Shipment &shipment, const Clock &clock, Random &random)
{
    if (order.email.isEmpty())
        return;
    std::vector<MailItem> open;
    for (const OrderLine &line : order.lines)
        open.push_back({line.open(), line.name});
    CustomerMail mail = mailAbout(MailKind::OrderShipped, order);
    mail.values.insert(u"shipment.items"_s, namesOf(order, shipment.lines));
    mail.values.insert(u"shipment.tracking"_s, shipment.tracking.simplified());
    mail.values.insert(u"order.open"_s, itemsInMail(open));
    queueCustomerMail(transaction, mail, clock, random);
}

void mailCancellation(WriteTransaction &transaction, const Order &order, const std::vector<LineQuantity> &cancelled,
                      const Money &back, const Clock &clock, Random &random)
{
    if (order.email.isEmpty())
        return;
    CustomerMail mail = mailAbout(MailKind::OrderCancelled, order);
    mail.values.insert(u"cancelled.items"_s, namesOf(order, cancelled));
    const QString way = order.paymentMethod == u"store_credit" ? u"credit.amount"_s : u"refund.amount"_s;
    if (back.amount > 0)
        mail.values.insert(way, moneyInMail(back, order.language));
    queueCustomerMail(transaction, mail, clock, random);
}

void mailRefund(WriteTransaction &transaction, const Refund &refund, const Clock &clock, Random &random)
{
    const auto order = refund.rmaId.isEmpty() ? findOrder(transaction, refund.orderId) : std::nullopt;
    if (!order || order->email.isEmpty())
        return;
    CustomerMail mail = mailAbout(MailKind::RefundSettled, *order);
    mail.values.insert(u"refund.amount"_s, moneyInMail(refund.amount, order->language));
    queueCustomerMail(transaction, mail, clock, random);
}

} // namespace tidegate
