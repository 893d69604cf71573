// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/sale/order_search.h"
#include "core/sale/refund_table.h"
#include "core/sale/sale_board.h"
#include "core/staff/staff_actor.h"
#include "core/store/store.h"

namespace tidegate {

struct LineQuantity {
    QString orderLineId;
    qint64 quantity = 0;
};

/// One parcel that left.
struct Shipment {
    QString id;
    QString tracking; ///< empty: none
    QString actor;
    UtcMillis at = 0;
    std::vector<LineQuantity> lines;
};

/// An order with all that became of it.
struct OrderDetails {
    Order order;
    std::vector<Shipment> shipments; ///< by age
    std::vector<Refund> refunds;     ///< by age
};

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

/// The same inside the caller's transaction.
std::optional<OrderDetails> findOrderDetails(ReadTransaction &transaction, const QString &id);

} // namespace tidegate
