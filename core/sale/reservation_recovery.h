// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_service.h"
#include "core/sale/order_store.h"
#include "core/sale/orders_in_flight.h"
#include "core/sale/sale_board.h"
#include "core/store/store.h"

#include <QHash>

#include <qcoro/qcorotask.h>

namespace tidegate {

/// Settles the orders that a crash, a lost answer or a database failure left reserved: asks the payment method what became of the charge with
/// the order's own idempotency key. One that was charged becomes paid, one that was declined or never arrived gives its stock back; while
/// the method can't tell, the stock stays held and the order is asked about again, each time later. Lives on one thread with an event loop.
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
    /// One round over everything that is reserved, not in flight and due to be asked about.
    QCoro::Task<Result<Pass>> run();
    /// A pass that is under way ends with what it has asked, at most `askFor` later; further ones do nothing.
    void stop() { m_stopping = true; }

    /// An order's turn at the gateway, so long at most.
    static constexpr std::chrono::seconds askFor{3};

private:
    struct Stuck {
        QString orderId;
        QString method;
        QString token;
        Money amount;
        UtcMillis since = 0;
    };
    /// When an order that could not be settled is asked about again.
    struct Waiting {
        Monotonic again{0};
        std::chrono::milliseconds pause{0};
        QString told; ///< the reason that is in the log already
    };
    Async<Result<std::vector<Stuck>>> reservedAfter(QString lastId);
    Async<Result<bool>> isReserved(QString orderId);
    [[nodiscard]] bool isDue(const QString &orderId) const;
    QCoro::Task<bool> recover(Stuck stuck);
    QCoro::Task<bool> keep(Stuck stuck, Settlement settlement, QString reference);
    bool later(const QString &orderId, const QString &why);

    Store &m_store;
    SaleBoard &m_board;
    PaymentService &m_payments;
    const OrdersInFlight &m_inFlight;
    const Clock &m_clock;
    const std::chrono::milliseconds m_graceForOthers;
    QHash<QString, Waiting> m_waiting;
    bool m_stopping = false;
};

} // namespace tidegate
