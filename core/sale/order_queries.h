// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order_details.h"
#include "core/sale/store_credit.h"
#include "core/store/store.h"

#include <optional>

namespace tidegate {

/// One part of a list; ask again with `nextCursor` for what follows, until it is empty.
template <typename T>
struct Page {
    std::vector<T> items;
    QString nextCursor;
};

/// The orders with these ids, as they come. One id more than `limit` was read where something follows. Inside a command.
Page<Order> pageOfOrders(ReadTransaction &transaction, std::vector<QString> ids, int limit);

/// How many orders there are in a status and what they are worth.
struct OrderTotal {
    OrderStatus status = OrderStatus::Reserved;
    qint64 orders = 0;
    Money amount;
};

/// How many refunds of a kind are in a state, and what they come to in one currency.
struct RefundTotal {
    RefundKind kind = RefundKind::Cancel;
    RefundState state = RefundState::Pending;
    qint64 refunds = 0;
    Money amount;

    bool operator==(const RefundTotal &) const = default;
};

/// All orders and all refunds, at one moment.
struct SaleTotals {
    std::vector<OrderTotal> orders;
    std::vector<RefundTotal> refunds; ///< by kind, state and currency
};

struct CreditStatement {
    std::vector<Money> balances;
    Page<CreditEntry> entries;
};

/// Reading orders and store credit. Thread-safe.
class OrderQueries
{
public:
    OrderQueries(Store &store, const Clock &clock);

    /// NotFound where there is none, or where it is another shopper's, which stands in the audit trail then.
    Async<Result<OrderDetails>> order(QString id, QString shopperId);
    /// The shopper's orders, newest first. `limit` from 1 to 200, else InvalidRequest.
    Async<Result<Page<Order>>> orders(QString shopperId, QString cursor, int limit);
    Async<Result<CreditStatement>> credit(QString shopperId, QString cursor, int limit);
    /// Equal to the tables at that moment.
    Async<Result<SaleTotals>> totals();

private:
    Store &m_store;
    const Clock &m_clock;
};

} // namespace tidegate
