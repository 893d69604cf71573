// SPDX-License-Identifier: GPL-3.0-or-later
// What the store does in a second: N clients, each of which waits for its write before it sends the next; a write is ten statements of a
// checkout and one audit record. Prints one line per database and N. `bench_store [SECONDS [sqlite|postgresql]]`
#include "core/base/id.h"
#include "core/base/random.h"
#include "core/store/store.h"
#include "support/postgres.h"
#include "support/scratch_store.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTimer>
#include <qcoro/qcorotask.h>

#include <ctime>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

SystemClock systemClock;
SystemRandom systemRandom;
const QString product = u"SKU-1"_s;
const QString sale = u"sale-1"_s;
const QString item = u"item-1"_s;

Result<Done> seed(WriteTransaction &transaction)
{
    const UtcMillis now = transaction.now();
    transaction.exec(
        u"INSERT INTO product (sku, id, name, price, currency, created_at, updated_at) VALUES (?, 'p', 'Lamp', 999, 'EUR', ?, ?)"_s,
        {product, now, now});
    transaction.exec(u"INSERT INTO stock (sku, on_hand) VALUES (?, 1000000000)"_s, {product});
    transaction.exec(
        u"INSERT INTO sale (id, name, starts_at, ends_at, status, created_at, updated_at) VALUES (?, 'S', 1, 2, 'scheduled', ?, ?)"_s,
        {sale, now, now});
    transaction.exec(
        u"INSERT INTO sale_item (id, sale_id, sku, position, price, currency, quota) VALUES (?, ?, ?, 1, 999, 'EUR', 1000000000)"_s,
        {item, sale, product});
    return Done{};
}

Result<qint64> checkout(WriteTransaction &transaction)
{
    const UtcMillis now = transaction.now();
    const QString order = newId(systemClock, systemRandom);
    const QString shopper = newId(systemClock, systemRandom);
    const qint64 price = transaction.integer(u"SELECT price FROM sale_item WHERE sale_id = ? AND sku = ?"_s, {sale, product});
    const qint64 bought =
        transaction.integer(u"SELECT quantity FROM sale_shopper WHERE sale_item_id = ? AND shopper_id = ?"_s, {item, shopper});
    transaction.exec(u"INSERT INTO sale_shopper (sale_item_id, shopper_id, quantity) VALUES (?, ?, 1) "
                     "ON CONFLICT (sale_item_id, shopper_id) DO UPDATE SET quantity = sale_shopper.quantity + 1"_s,
                     {item, shopper});
    transaction.exec(u"UPDATE sale_item SET sold = sold + 1 WHERE id = ? AND sold + held < quota"_s, {item});
    transaction.exec(
        u"UPDATE stock SET allocated = allocated + 1, version = version + 1 WHERE sku = ? AND held + allocated < on_hand"_s,
        {product});
    transaction.exec(
        u"INSERT INTO orders (id, shopper_id, sale_id, status, total, currency, idempotency_key, created_at, updated_at) "
        "VALUES (?, ?, ?, 'paid', ?, 'EUR', ?, ?, ?)"_s,
        {order, shopper, sale, price, order, now, now});
    transaction.exec(u"INSERT INTO order_line (order_id, position, id, sale_item_id, sku, name, quantity, unit_price) "
                     "VALUES (?, 1, ?, ?, ?, 'Lamp', 1, ?)"_s,
                     {order, newId(systemClock, systemRandom), item, product, price});
    transaction.exec(
        u"INSERT INTO payment (order_id, method, status, amount, currency, updated_at) VALUES (?, 'card', 'charged', ?, 'EUR', ?)"_s,
        {order, price, now});
    transaction.exec(u"INSERT INTO credit_entry (id, shopper_id, currency, delta, balance_after, kind, source, at) "
                     "VALUES (?, ?, 'EUR', ?, 0, 'capture', ?, ?)"_s,
                     {newId(systemClock, systemRandom), shopper, -price, order, now});
    transaction.exec(
        u"INSERT INTO idempotency (scope, idempotency_key, request_hash, order_id, created_at) VALUES (?, ?, 'h', ?, ?)"_s,
        {shopper, order, order, now});
    transaction.audit(
        {u"shopper:"_s + shopper, u"order.paid"_s, u"order"_s, order, {}, R"({"status":"paid","total":999})", order});
    return bought + 1;
}

struct Load {
    bool stop = false;
    int running = 0;
    qint64 done = 0;
};

QCoro::Task<void> client(Store &store, Load &load)
{
    ++load.running;
    while (!load.stop) {
        Async<Result<qint64>> writing = store.write(checkout);
        const Result<qint64> outcome = co_await writing;
        if (!outcome)
            qFatal("%s", qPrintable(outcome.error().detail));
        ++load.done;
    }
    --load.running;
}

/// Of this program: the server's is not in it.
double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

void measure(const QString &name, Store &store, int clients, int seconds)
{
    Load load;
    QElapsedTimer timer;
    timer.start();
    const StoreHealth before = store.health();
    const double cpuBefore = cpuSeconds();
    for (int count = 0; count < clients; ++count)
        client(store, load);
    while (timer.elapsed() < seconds * 1'000)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    const double elapsed = static_cast<double>(timer.elapsed()) / 1'000;
    const double cpu = cpuSeconds() - cpuBefore;
    const StoreHealth after = store.health();
    const qint64 done = load.done;
    load.stop = true;
    while (load.running > 0)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    std::printf("%-11s %4d clients: %8.0f commands/s, %5.1f us of CPU each, %5.1f in a commit, WAL %.0f MB\n", qPrintable(name),
                clients, static_cast<double>(done) / elapsed, cpu * 1e6 / static_cast<double>(std::max<qint64>(1, done)),
                static_cast<double>(after.commands - before.commands)
                    / static_cast<double>(std::max<qint64>(1, after.commits - before.commits)),
                static_cast<double>(after.walBytes) / 1e6);
    std::fflush(stdout);
}

void measureAll(const QString &name, ScratchStore::Backend backend, int seconds)
{
    const ScratchStore scratch(backend);
    const auto store = scratch.open(systemClock);
    if (!store->write(seed).get())
        qFatal("the seed failed");
    for (const int clients : {1, 8, 64, 256})
        measure(name, *store, clients, seconds);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int seconds = std::max(1, arguments.value(1, u"3"_s).toInt());
    const QString only = arguments.value(2);
    qputenv("TIDEGATE_TEST_POSTGRES_SYNC", "on");
    if (only != u"postgresql"_s)
        measureAll(u"sqlite"_s, ScratchStore::Backend::Sqlite, seconds);
    if (only != u"sqlite"_s)
        measureAll(u"postgresql"_s, ScratchStore::Backend::Postgres, seconds);
    return 0;
}
