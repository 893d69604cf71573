// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop.h"

#include "core/base/id.h"

using namespace Qt::StringLiterals;

namespace tidegate::test {

void Shop::addProduct(const QString &sku, qint64 stock, qint64 price, const QString &currency)
{
    const QString id = newId(clock, random);
    const auto done =
        store
            ->write([=](WriteTransaction &transaction) -> Result<Done> {
                const UtcMillis now = transaction.now();
                transaction.exec(u"INSERT INTO product (sku, id, name, price, currency, created_at, updated_at) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
                                 {sku, id, u"Product "_s + sku, price, currency, now, now});
                transaction.exec(u"INSERT INTO stock (sku, on_hand) VALUES (?, ?)"_s, {sku, stock});
                transaction.exec(
                    u"INSERT INTO stock_movement (id, sku, delta, reason, source_type, source_id, purpose, actor, at) "
                    "VALUES (?, ?, ?, 'import', 'test', ?, 'stock', 'test', ?)"_s,
                    {id, sku, stock, id, now});
                return Done{};
            })
            .get();
    if (!done)
        qFatal("%s", qPrintable(done.error().detail));
}

Sale Shop::addSale(std::vector<NewSaleItem> items)
{
    auto sale = sales.create({u"Test sale"_s, clock.utc(), clock.utc() + 3'600'000, std::move(items)}, u"test"_s).get();
    if (!sale)
        qFatal("%s", qPrintable(sale.error().detail));
    if (!listing.reload().get().value)
        qFatal("the board can't be read");
    return *sale;
}

void Shop::giveCredit(const QString &shopper, qint64 amount)
{
    const QString id = newId(clock, random);
    const auto done =
        store
            ->write([=](WriteTransaction &transaction) -> Result<Done> {
                return issueCredit(transaction, id, shopper, Money{amount, Currency::euro()}, u"test:"_s + id, u"test"_s);
            })
            .get();
    if (!done)
        qFatal("%s", qPrintable(done.error().detail));
}

CheckoutRequest Shop::request(const QString &shopper, const QString &sku, qint64 quantity) const
{
    CheckoutRequest request;
    request.shopperId = shopper;
    request.items = {{sku, quantity}};
    request.paymentMethod = u"card"_s;
    request.paymentToken = u"tok_visa"_s;
    request.requestHash = u"%1 x %2"_s.arg(quantity).arg(sku);
    return request;
}

QString Shop::buyResult(CheckoutRequest request)
{
    const CheckoutAnswer answer = buy(std::move(request));
    return answer.order ? orderStatusName(answer.order->status) : errorName(answer.order.error().code);
}

Order Shop::buyOrder(const QString &shopper, const QString &sku, qint64 quantity, const QString &method)
{
    CheckoutRequest wanted = request(shopper, sku, quantity);
    wanted.paymentMethod = method;
    wanted.email = shopper + u"@example.com"_s;
    CheckoutAnswer answer = buy(std::move(wanted));
    if (!answer.order)
        qFatal("%s", qPrintable(answer.order.error().detail));
    return *answer.order;
}

OrderAction Shop::actionOn(const QString &orderId, const StaffActor &actor)
{
    const auto details = fulfilment.order(orderId).get();
    if (!details)
        qFatal("%s", qPrintable(details.error().detail));
    return {orderId, details->order.version, {}, {}, actor, u"req-1"_s};
}

Result<Refund> Shop::queue(const RefundOrder &refund)
{
    RefundOrder wanted = refund;
    wanted.id = newId(clock, random);
    return store->write([wanted](WriteTransaction &transaction) { return queueRefund(transaction, wanted); }).get();
}

Refund Shop::refundOf(const QString &orderId)
{
    const auto details = fulfilment.order(orderId).get();
    if (!details || details->refunds.size() != 1)
        qFatal("order %s has not one refund", qPrintable(orderId));
    return details->refunds.front();
}

QStringList Shop::violations()
{
    const auto found =
        store->read([](ReadTransaction &transaction) -> Result<QStringList> { return violatedInvariants(transaction); }).get();
    return found ? *found : QStringList(found.error().detail);
}

qint64 Shop::count(const QString &sql)
{
    return store->read([sql](ReadTransaction &transaction) -> Result<qint64> { return transaction.integer(sql); })
        .get()
        .value_or(-1);
}

void Shop::change(const QString &sql)
{
    const auto done = store
                          ->write([sql](WriteTransaction &transaction) -> Result<Done> {
                              transaction.exec(sql);
                              return Done{};
                          })
                          .get();
    if (!done)
        qFatal("%s: %s", qPrintable(sql), qPrintable(done.error().detail));
}

} // namespace tidegate::test
