// SPDX-License-Identifier: GPL-3.0-or-later
// The console's list of many returns, on a real database: pages at the service, and the longest that the window's thread works at one stretch (in
// its own CPU time) while one scrolls through all of them: bench_return_list [RETURNS]
#include "bench/frames.h"
#include "console/order_shop.h"

#include "ui/console_window.h"
#include "ui/returns/returns_panel.h"

#include <QApplication>
#include <QLoggingCategory>
#include <QSettings>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int pageSize = 100;

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

void measurePages(OrderShop &shop, const char *what, const RmaFilter &filter)
{
    RmaQueries queries(shop.backend->store(), shop.clock);
    std::vector<double> took;
    RmaFilter page = filter;
    page.limit = pageSize;
    do {
        took.push_back(millisecondsOf([&] { page.cursor = queries.search(page).get()->nextCursor; }));
    } while (!page.cursor.isEmpty());
    report(what, took, 50);
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
    measurePages(shop, "service: each page of all, due first", {});
    measurePages(shop, "service: each page of finance's, most first", {.queue = RmaQueue::Finance, .order = RmaOrder::Value});
    measurePages(shop, "service: each page of finance's, oldest first", {.queue = RmaQueue::Finance, .order = RmaOrder::Oldest});
    measurePages(shop, "service: each page found by one SKU", {.text = u"lam"_s});

    QTemporaryDir scratch;
    QSettings settings(scratch.filePath(u"settings.ini"_s), QSettings::IniFormat);
    ConsoleWindow window(shop.bridge, shop.clock, settings);
    window.resize(1280, 800);
    window.show();
    auto *list = window.findChild<ReturnsPanel *>()->findChild<QTableView *>(u"returns"_s);
    window.activateWindow();
    QTest::qWait(200);
    QTest::keyClick(&window, Qt::Key_8, Qt::ControlModifier);
    QTest::qWait(500);
    std::printf("window: %d of %d returns are loaded when the panel is seen\n", list->model()->rowCount(), count);
    report("window: scrolling through all, per round", scrollToTheEnd(*list, count), frame);
    report("window: live with all loaded, per round", liveOn(window), frame);
    return 0;
}
