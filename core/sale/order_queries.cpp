// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_queries.h"

#include "core/sale/order_store.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// One more was asked for than fits: it tells that there is a next page.
template <typename T>
Page<T> cutPage(std::vector<T> items, int limit)
{
    Page<T> page;
    if (int(items.size()) > limit) {
        items.resize(std::size_t(limit));
        page.nextCursor = items.back().id;
    }
    page.items = std::move(items);
    return page;
}

} // namespace

OrderQueries::OrderQueries(Store &store)
    : m_store(store)
{
}

Async<Result<OrderDetails>> OrderQueries::order(QString id, QString shopperId)
{
    return m_store.read([id, shopperId](ReadTransaction &transaction) -> Result<OrderDetails> {
        auto found = findOrderDetails(transaction, id);
        if (!found || found->order.shopperId != shopperId)
            return failure(ErrorCode::NotFound, u"order %1"_s.arg(id));
        return std::move(*found);
    });
}

Async<Result<Page<Order>>> OrderQueries::orders(QString shopperId, QString cursor, int limit)
{
    return m_store.read([shopperId, cursor, limit](ReadTransaction &transaction) -> Result<Page<Order>> {
        QStringList ids;
        transaction.each(u"SELECT id FROM orders WHERE shopper_id = ? AND (? = '' OR id < ?) ORDER BY id DESC LIMIT ?"_s,
                         {shopperId, cursor, cursor, limit + 1}, [&ids](const Row &row) { ids << row.text(0); });
        std::vector<Order> orders;
        for (const QString &id : std::as_const(ids)) {
            if (auto order = findOrder(transaction, id))
                orders.push_back(std::move(*order));
        }
        return cutPage(std::move(orders), limit);
    });
}

Async<Result<CreditStatement>> OrderQueries::credit(QString shopperId, QString cursor, int limit)
{
    return m_store.read([shopperId, cursor, limit](ReadTransaction &transaction) -> Result<CreditStatement> {
        return CreditStatement{creditBalances(transaction, shopperId),
                               cutPage(creditEntries(transaction, shopperId, cursor, limit + 1), limit)};
    });
}

Async<Result<SaleTotals>> OrderQueries::totals()
{
    return m_store.read([](ReadTransaction &transaction) -> Result<SaleTotals> {
        SaleTotals totals;
        transaction.each(
            u"SELECT status, currency, COUNT(*), SUM(total) FROM orders GROUP BY status, currency ORDER BY status, currency"_s,
            {}, [&totals](const Row &row) {
                totals.orders.push_back({orderStatusFromName(row.text(0)), row.integer(2),
                                         Money{row.integer(3), Currency::fromCode(row.text(1)).value_or(Currency::euro())}});
            });
        transaction.each(u"SELECT kind, state, currency, COUNT(*), SUM(amount) FROM refund GROUP BY kind, state, currency "
                         "ORDER BY kind, state, currency"_s,
                         {}, [&totals](const Row &row) {
                             totals.refunds.push_back(
                                 {refundKindFromName(row.text(0)), refundStateFromName(row.text(1)), row.integer(3),
                                  Money{row.integer(4), Currency::fromCode(row.text(2)).value_or(Currency::euro())}});
                         });
        return totals;
    });
}

} // namespace tidegate
