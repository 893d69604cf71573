// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/sale/order_details.h"
#include "core/sale/order_search.h"
#include "core/sale/sale_board.h"
#include "core/staff/staff_actor.h"
#include "core/store/store.h"

namespace tidegate {

/// Who does something to which order.
struct OrderAction {
    QString orderId;
    qint64 expectedVersion = 0; ///< that the actor has seen
    QString idempotencyKey;     ///< empty: none
    QString requestHash;        ///< tells one request from another under the same key
    StaffActor actor;
    QString requestId;
};

struct OrderActionAnswer {
    OrderDetails details; ///< as they are now
    bool replayed = false;
};

/// OrderService::ship() in the caller's transaction. The caller has seen to roles and keys.
Result<OrderActionAnswer> shipOrder(WriteTransaction &transaction, const OrderAction &action,
                                    const std::vector<LineQuantity> &lines, const QString &tracking, const Clock &clock,
                                    Random &random);

/// What the staff do with orders. Roles are checked here. Thread-safe; nothing blocks.
///
/// Every action happens in one transaction: order, lines, stock, sale, refund, audit entry. It fails with Forbidden, NotFound, VersionConflict (the
/// detail and the field "version" name the newer one), IdempotencyKeyReused, InvalidRequest (the field says which line and why), or
/// IllegalTransition (the order is not paid, or nothing is left to do it to); then nothing has changed. Under a key that was used for the same
/// request already nothing is done again, and the order is answered as it is now.
class OrderService
{
public:
    /// All must outlive this.
    OrderService(Store &store, SaleBoard &board, const Clock &clock, Random &random);

    /// The warehouse. What leaves is taken from the stock. No lines: everything that is left. `tracking`: at most 100 characters.
    Async<Result<OrderActionAnswer>> ship(OrderAction action, std::vector<LineQuantity> lines, QString tracking);
    /// Support. Only what was not shipped: it can be sold again, and what was paid for it goes back (queueRefund()). No lines: everything that is
    /// left. `reason` is for the audit trail.
    Async<Result<OrderActionAnswer>> cancel(OrderAction action, std::vector<LineQuantity> lines, QString reason);

    /// NotFound where there is none.
    Async<Result<OrderDetails>> order(QString id);
    /// searchOrders() on a snapshot of its own.
    Async<Result<Page<Order>>> search(OrderSearch search);

    static constexpr qsizetype longestTracking = 100;
    static constexpr qsizetype longestReason = 500;

private:
    Store &m_store;
    SaleBoard &m_board;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace tidegate
