// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/sale/order_details.h"
#include "core/sale/order_history.h"
#include "core/sale/order_queues.h"
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

/// An order with its history, at one moment.
struct OrderRecord {
    OrderDetails details;
    std::vector<OrderEvent> history;
};

/// What a cancellation would do.
struct CancelPreview {
    qint64 version = 0; ///< of the order that it was computed from
    Money amount;       ///< that goes back
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

    /// What cancel() would give back now, by the same reckoning. Changes nothing. Errors as cancel(), but for role, version and
    /// key.
    Async<Result<CancelPreview>> previewCancel(QString orderId, std::vector<LineQuantity> lines);
    /// What somebody found at the provider about an order that stays reserved: finance. With the charge's `reference` it is paid;
    /// without one it surely was not charged, and is released: its stock is given back. IllegalTransition also where it is
    /// younger than `checkoutTakes`, so that its checkout may still be under way; Conflict for a charge that has paid for another
    /// order.
    ///
    /// Nobody asks the provider any more after that: a charge that was overlooked there stays with it, and has to be given back
    /// there by hand.
    Async<Result<OrderActionAnswer>> settleByHand(OrderAction action, QString reference);

    /// NotFound where there is none.
    Async<Result<OrderDetails>> order(QString id);
    Async<Result<OrderRecord>> record(QString id);
    /// searchOrders() on a snapshot of its own.
    Async<Result<Page<Order>>> search(OrderSearch search);
    /// ordersToShip() likewise.
    Async<Result<Page<Order>>> toShip(QString cursor, int limit);
    /// The orders that settleByHand() is for. All three lists: InvalidRequest for a limit out of 1 to 200.
    Async<Result<Page<Order>>> inDoubt(QString cursor, int limit);
    /// makePickList() likewise. InvalidRequest for more than `longestPickList` orders.
    Async<Result<PickList>> pickList(QStringList orderIds);

    static constexpr qsizetype longestTracking = 100;
    static constexpr qsizetype longestReason = 500;
    static constexpr qsizetype longestReference = 200;  ///< the provider's, of a charge
    static constexpr qsizetype longestPickList = 1'000; ///< orders
    /// A checkout is surely over after that, with all its tries and its recovery's first rounds.
    static constexpr std::chrono::minutes checkoutTakes{10};

private:
    Store &m_store;
    SaleBoard &m_board;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace tidegate
