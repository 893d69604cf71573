// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_queries.h"

#include "core/sale/order_store.h"
#include "core/store/page.h"

using namespace Qt::StringLiterals;

namespace tidegate {

Page<Order> pageOfOrders(ReadTransaction &transaction, std::vector<QString> ids, int limit)
{
    Page<Order> page;
    page.nextCursor = cutPage(ids, limit, [](const QString &id) { return id; });
    for (const QString &id : ids) {
        if (auto order = findOrder(transaction, id))
            page.items.push_back(std::move(*order));
    }
    return page;
}

OrderQueries::OrderQueries(Store &store, const Clock &clock)
    : m_store(store)
    , m_clock(clock)
{
}

Async<Result<OrderDetails>> OrderQueries::order(QString id, QString shopperId)
{
    auto reading = m_store.read([id, shopperId](ReadTransaction &transaction) -> Result<OrderDetails> {
        auto found = findOrderDetails(transaction, id);
        if (!found || found->order.shopperId != shopperId)
            return failure(ErrorCode::NotFound, u"there is no order %1"_s.arg(id.left(64)));
        return std::move(*found);
    });
    return auditForeign(m_store, m_clock, std::move(reading), {u"shopper:"_s + shopperId, u"order.read"_s, id, {}},
                        foreignOrder(id, shopperId));
}

Async<Result<Page<Order>>> OrderQueries::orders(QString shopperId, QString cursor, int limit)
{
    return m_store.read([shopperId, cursor, limit](ReadTransaction &transaction) -> Result<Page<Order>> {
        if (const auto checked = checkPageLimit(limit); !checked)
            return tl::unexpected(checked.error());
        std::vector<QString> ids;
        transaction.each(u"SELECT id FROM orders WHERE shopper_id = ? AND (? = '' OR id < ?) ORDER BY id DESC LIMIT ?"_s,
                         {shopperId, cursor, cursor, limit + 1}, [&ids](const Row &row) { ids.push_back(row.text(0)); });
        return pageOfOrders(transaction, std::move(ids), limit);
    });
}

Async<Result<CreditStatement>> OrderQueries::credit(QString shopperId, QString cursor, int limit)
{
    return m_store.read([shopperId, cursor, limit](ReadTransaction &transaction) -> Result<CreditStatement> {
        if (const auto checked = checkPageLimit(limit); !checked)
            return tl::unexpected(checked.error());
        Page<CreditEntry> page{creditEntries(transaction, shopperId, cursor, limit + 1), {}};
        page.nextCursor = cutPage(page.items, limit, [](const CreditEntry &entry) { return entry.id; });
        return CreditStatement{creditBalances(transaction, shopperId), std::move(page)};
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
