// SPDX-License-Identifier: GPL-3.0-or-later
// The console's list of many orders, on a real database: pages at the service, and the longest that the window's thread works at one stretch (in
// its own CPU time) while one scrolls through all of them: bench_orders [ORDERS]
#include "bench/list_window.h"

#include <QApplication>
#include <QLoggingCategory>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// Paid orders of one line each, a few of them shipped.
void fill(OrderShop &shop, int count)
{
    shop.fillCatalogue();
    shop.write([count](WriteTransaction &transaction) -> Result<Done> {
        transaction.exec(
            u"INSERT INTO orders (id, shopper_id, email, status, total, currency, created_at, updated_at, fulfilment, kind) "
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "SELECT printf('%08x-0000-7000-8000-000000000000', i), 's' || (i % 5000), 'customer' || (i % 5000) || '@example.com', 'paid', "
            "5900, 'EUR', 1767225600000 - (? - i) * 1000, 1767225600000, CASE i % 9 WHEN 0 THEN 'unshipped' ELSE 'shipped' END, 'imported' FROM n"_s,
            {count, count});
        transaction.exec(
            u"INSERT INTO order_line (order_id, position, id, sku, name, quantity, unit_price, shipped) "
            "SELECT id, 0, id, 'LAMP', 'Desk lamp', 1, 5900, CASE fulfilment WHEN 'shipped' THEN 1 ELSE 0 END FROM orders"_s,
            {});
        transaction.exec(u"INSERT INTO payment (order_id, method, status, amount, currency, token, reference, updated_at) "
                         "SELECT id, 'card', 'charged', 5900, 'EUR', '', 'ch_' || id, 1 FROM orders"_s,
                         {});
        transaction.exec(u"INSERT INTO order_search (term, order_id) SELECT email, id FROM orders"_s, {});
        transaction.exec(u"INSERT INTO order_search (term, order_id) SELECT 'lamp', id FROM orders"_s, {});
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
    const auto next = [&shop](const OrderSearch &page) { return shop.backend->orderService().search(page).get()->nextCursor; };
    measurePages<OrderSearch>("service: each page of all orders", {}, next);
    measurePages<OrderSearch>("service: each page of those to ship", {.status = u"unshipped"_s}, next);
    measurePages<OrderSearch>("service: each page found by one SKU", {.text = u"lam"_s}, next);

    measureWindow(shop, u"orders"_s, Qt::Key_7, count);
    return 0;
}
