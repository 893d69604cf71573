// SPDX-License-Identifier: GPL-3.0-or-later
// The console's list of many returns, on a real database: pages at the service, and the longest that the window's thread works at one stretch (in
// its own CPU time) while one scrolls through all of them: bench_return_list [RETURNS]
#include "bench/list_window.h"

#include <QApplication>
#include <QLoggingCategory>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// Open returns of one order: nobody reads their units here.
void fill(OrderShop &shop, int count)
{
    shop.fillCatalogue();
    const Order order = shop.place(u"ada@example.com"_s, {{.sku = u"LAMP"_s, .name = u"Desk lamp"_s, .price = 5'900}});
    shop.write([count, orderId = order.id](WriteTransaction &transaction) -> Result<Done> {
        transaction.exec(
            u"INSERT INTO rma (id, number, order_id, shopper_id, email, currency, source, state, queue, due_at, value, units, created_at, "
            "updated_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "SELECT printf('%08x-0000-7000-8000-000000000000', i), 'R-' || (1000000 + i), ?, 's' || (i % 5000), "
            "'customer' || (i % 5000) || '@example.com', 'EUR', 'shopper', "
            "CASE i % 5 WHEN 0 THEN 'submitted' WHEN 1 THEN 'received' WHEN 2 THEN 'inspected' WHEN 3 THEN 'decided' ELSE 'attention' END, "
            "CASE i % 5 WHEN 0 THEN 'support' WHEN 1 THEN 'warehouse' ELSE 'finance' END, 1767225600000 + (i * 7919) % 999983 * 1000, "
            "(i * 104729) % 50000, 1, 1767225600000 + i, 1767225600000 + i FROM n"_s,
            {count, orderId});
        transaction.exec(u"INSERT INTO rma_search (term, rma_id) SELECT lower(number), id FROM rma"_s, {});
        transaction.exec(u"INSERT INTO rma_search (term, rma_id) SELECT email, id FROM rma"_s, {});
        transaction.exec(u"INSERT INTO rma_search (term, rma_id) SELECT 'lamp', id FROM rma"_s, {});
        return Done{};
    });
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QLoggingCategory::setFilterRules(u"*.info=false"_s);
    QApplication application(argc, argv);
    const int count = application.arguments().size() > 1 ? application.arguments().at(1).toInt() : 100'000;
    OrderShop shop;
    fill(shop, count);
    RmaQueries queries(shop.backend->store(), shop.clock);
    const auto next = [&queries](const RmaFilter &page) { return queries.search(page).get()->nextCursor; };
    measurePages<RmaFilter>("service: each page of all, due first", {}, next);
    measurePages<RmaFilter>("service: each page of finance's, most first", {.queue = RmaQueue::Finance, .order = RmaOrder::Value},
                            next);
    measurePages<RmaFilter>("service: each page of finance's, oldest first",
                            {.queue = RmaQueue::Finance, .order = RmaOrder::Oldest}, next);
    measurePages<RmaFilter>("service: each page found by one SKU", {.text = u"lam"_s}, next);

    measureWindow(shop, u"returns"_s, Qt::Key_8, count);
    return 0;
}
