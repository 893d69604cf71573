// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/console_shop.h"

#include "core/base/id.h"
#include "core/sale/order_store.h"

namespace tidegate::test {

/// A line of an order that place() makes.
struct WantedLine {
    QString sku;
    QString name;
    qint64 quantity = 1;
    qint64 price = 0;
    qint64 discount = 0;
    qint64 tax = 0;
};

/// A console on a real database with orders in it.
class OrderShop : public ConsoleShop
{
public:
    const StaffActor warehouse{QStringLiteral("u2"), QStringLiteral("walt"), StaffRole::Warehouse};
    const StaffActor support{QStringLiteral("u3"), QStringLiteral("sue"), StaffRole::Support};
    const StaffActor finance{QStringLiteral("u4"), QStringLiteral("fay"), StaffRole::Finance};

    OrderServices &services() { return bridge.orderServices(); }
    void enter(const StaffActor &actor) { bridge.identity().set(actor); }

    /// A paid order of the products in the catalogue.
    Order place(const QString &email, const std::vector<WantedLine> &lines, qint64 shipping = 0,
                const QString &method = QStringLiteral("card"))
    {
        Order order = orderOf(email, lines);
        order.status = OrderStatus::Paid;
        order.kind = OrderKind::Imported;
        order.shipping = shipping;
        order.total.amount += shipping;
        order.paymentMethod = method;
        order.paymentReference = QStringLiteral("ch_") + order.id.right(12);
        write([&](WriteTransaction &transaction) {
            return placeOrder(transaction, order, QStringLiteral("shopper:") + order.shopperId, {}, backend->board());
        });
        return order;
    }

    /// An order of lamps whose provider has not said whether it charged. Needs planSale().
    Order reserveLamp(const QString &email)
    {
        Order order = orderOf(email, {{QStringLiteral("LAMP"), QStringLiteral("Desk lamp"), 1, 4'900}});
        if (!backend->listing().reload().get().value)
            qFatal("the sales can't be read");
        const auto item = backend->board().snapshot()->openItem(QStringLiteral("LAMP"), clock.utc());
        if (!item)
            qFatal("no lamp is on sale");
        order.saleId = item->saleId;
        order.lines.front().saleItemId = item->id;
        write([&](WriteTransaction &transaction) {
            Reservation reservation;
            reservation.order = order;
            reservation.lines = {{item, 1}};
            reservation.paymentToken = QStringLiteral("tok_1");
            return reserve(transaction, reservation, backend->board());
        });
        return order;
    }

    OrderRecord record(const QString &orderId)
    {
        auto found = answerOf<OrderRecord>([&](auto answer) { services().order(orderId, std::move(answer)); });
        if (!found)
            qFatal("%s", qPrintable(found.error().detail));
        return *found;
    }

    OrderWrite writeOf(const QString &orderId) { return {orderId, record(orderId).details.order.version, services().newKey()}; }

    Result<OrderDetails> ship(const OrderWrite &write, const std::vector<LineQuantity> &lines, const QString &tracking = {})
    {
        return answerOf<OrderDetails>([&](auto answer) { services().ship(write, lines, tracking, std::move(answer)); });
    }

    Result<OrderDetails> cancel(const OrderWrite &write, const std::vector<LineQuantity> &lines, const QString &reason = {})
    {
        return answerOf<OrderDetails>([&](auto answer) { services().cancel(write, lines, reason, std::move(answer)); });
    }

    template <typename Command>
    void write(Command command)
    {
        const Result<Done> done = backend->store().write(Command(command)).get();
        if (!done)
            qFatal("%s", qPrintable(done.error().detail));
    }

private:
    /// Reserved, to be paid by card.
    Order orderOf(const QString &email, const std::vector<WantedLine> &lines)
    {
        Order order;
        order.id = newId(clock, random);
        order.shopperId = newId(clock, random);
        order.email = email;
        order.total = {0, Currency::euro()};
        for (const WantedLine &line : lines) {
            OrderLine made;
            made.id = newId(clock, random);
            made.sku = line.sku;
            made.name = line.name;
            made.quantity = line.quantity;
            made.unitPrice = {line.price, Currency::euro()};
            made.discount = line.discount;
            made.tax = line.tax;
            order.total.amount += line.quantity * line.price - line.discount + line.tax;
            order.lines.push_back(made);
        }
        order.paymentMethod = QStringLiteral("card");
        order.createdAt = order.updatedAt = clock.utc();
        return order;
    }
};

} // namespace tidegate::test
