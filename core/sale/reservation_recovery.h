// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_service.h"
#include "core/sale/order_store.h"
#include "core/sale/orders_in_flight.h"
#include "core/sale/sale_board.h"
#include "core/store/store.h"

#include <qcoro/qcorotask.h>

namespace tidegate {

/// Settles the orders that a crash, a lost answer or a database failure left reserved: asks the payment method again with the order's own
/// idempotency key, which charges at most once and tells how the first try ended. An order is released only when the method says
/// that it was declined; while it can't tell, the stock stays held and the next pass asks again. Lives on one thread with an event loop.
class ReservationRecovery
{
public:
    /// `graceForOthers`: how old a reservation must be that another server on the same database may still be working on; 0 where this
    /// is the only server.
    ReservationRecovery(Store &store, SaleBoard &board, PaymentService &payments, const OrdersInFlight &inFlight,
                        const Clock &clock, std::chrono::milliseconds graceForOthers);

    struct Pass {
        int found = 0;
        int settled = 0;
    };
    /// One round over everything that is reserved and not in flight.
    QCoro::Task<Result<Pass>> run();

private:
    struct Stuck {
        QString orderId;
        QString method;
        QString token;
        Money amount;
    };
    QCoro::Task<bool> recover(Stuck stuck);

    Store &m_store;
    SaleBoard &m_board;
    PaymentService &m_payments;
    const OrdersInFlight &m_inFlight;
    const Clock &m_clock;
    const std::chrono::milliseconds m_graceForOthers;
};

} // namespace tidegate
