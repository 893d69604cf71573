// SPDX-License-Identifier: GPL-3.0-or-later
// The console's list of many orders, on a real database: pages at the service, and the longest that the window's thread works at one stretch (in
// its own CPU time) while one scrolls through all of them: bench_orders [ORDERS]
#include "console/order_shop.h"

#include "ui/console_window.h"
#include "ui/orders/orders_panel.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>

#include <cstdio>
#include <ctime>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double frame = 33; ///< milliseconds
constexpr int pageSize = 100;

/// Of this thread's own work: what others do on the machine meanwhile is not the window's doing.
double cpuMillisecondsOf(const std::function<void()> &work)
{
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    };
    const double begin = now();
    work();
    return now() - begin;
}

double millisecondsOf(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

void report(const char *what, std::vector<double> took, double limit)
{
    std::sort(took.begin(), took.end());
    std::printf("%-44s median %7.2f ms, worst of %5zu %7.2f ms, %5.1f times within %.0f ms\n", what, took[took.size() / 2],
                took.size(), took.back(), limit / took.back(), limit);
}

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

void measurePages(OrderShop &shop, const char *what, const OrderSearch &search)
{
    std::vector<double> took;
    OrderSearch page = search;
    page.limit = pageSize;
    do {
        took.push_back(millisecondsOf([&] { page.cursor = shop.backend->orderService().search(page).get()->nextCursor; }));
    } while (!page.cursor.isEmpty());
    report(what, took, 50);
}

/// Scrolls to the end of what is loaded until all is; how long each round of the event loop took.
std::vector<double> scrollToTheEnd(QTableView &list, int count)
{
    std::vector<double> took;
    while (list.model()->rowCount() < count) {
        took.push_back(cpuMillisecondsOf([&] {
            list.verticalScrollBar()->setValue(list.verticalScrollBar()->maximum());
            QCoreApplication::processEvents();
        }));
    }
    return took;
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
    measurePages(shop, "service: each page of all orders", {});
    measurePages(shop, "service: each page of those to ship", {.status = u"unshipped"_s});
    measurePages(shop, "service: each page found by one SKU", {.text = u"lam"_s});

    QTemporaryDir scratch;
    QSettings settings(scratch.filePath(u"settings.ini"_s), QSettings::IniFormat);
    ConsoleWindow window(shop.bridge, shop.clock, settings);
    window.resize(1280, 800);
    window.show();
    auto *panel = window.findChild<OrdersPanel *>();
    auto *list = panel->findChild<QTableView *>(u"orders"_s);
    window.activateWindow();
    QTest::qWait(200);
    QTest::keyClick(&window, Qt::Key_7, Qt::ControlModifier);
    QTest::qWait(500);
    std::printf("window: %d of %d orders are loaded when the panel is seen\n", list->model()->rowCount(), count);
    report("window: scrolling through all, per round", scrollToTheEnd(*list, count), frame);
    std::vector<double> ticks;
    for (int second = 0; second < 20; ++second) {
        ticks.push_back(cpuMillisecondsOf([&window] { window.tick(); }));
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 200)
            ticks.push_back(cpuMillisecondsOf([] { QCoreApplication::processEvents(); }));
    }
    report("window: live with all loaded, per round", ticks, frame);
    return 0;
}
