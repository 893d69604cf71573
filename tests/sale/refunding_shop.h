// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shop.h"

namespace tidegate::test {

/// An order of 3 * 19.99 was cancelled: its refund waits.
class RefundingShop : public Shop
{
public:
    RefundingShop()
    {
        addProduct(QStringLiteral("A"), 10);
        addSale({{QStringLiteral("A"), 1999, 9, 5}});
        order = buyOrder(QStringLiteral("ann"), QStringLiteral("A"), 3);
        cancel(order);
    }

    void cancel(const Order &bought)
    {
        if (!fulfilment.cancel(actionOn(bought.id, support), {}, {}).get())
            qFatal("the order could not be cancelled");
    }
    RefundService::Pass pass()
    {
        const auto done = finish(refunds.run());
        if (!done)
            qFatal("%s", qPrintable(done.error().detail));
        return *done;
    }
    /// Passes until the refund is decided, a long time apart.
    void passUntilDecided()
    {
        for (int count = 0; count < 10 && now().state != RefundState::Settled && now().state != RefundState::Failed; ++count) {
            pass();
            clock.advance(std::chrono::hours(2));
        }
    }
    Refund now() { return refundOf(order.id); }
    Money left()
    {
        return store->read([id = order.id](ReadTransaction &transaction) -> Result<Money> { return refundable(transaction, id); })
            .get()
            .value();
    }
    Result<Refund> retry() { return refunds.retry(now().id, now().version, finance).get(); }
    Result<Refund> settleByHand(const QString &reference)
    {
        return refunds.settleByHand(now().id, now().version, reference, finance).get();
    }

    Order order;
};

} // namespace tidegate::test
