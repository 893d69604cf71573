// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/busy_shop.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr UtcMillis minute = 60'000;
constexpr int outageBegins = 215;
constexpr int outageEnds = 262;

struct Item {
    QStringView sku;
    QStringView name;
    qint64 listPrice;
    qint64 quota;
    qint64 sold;
    qint64 held;
};

constexpr Item items[] = {
    {u"HEADPHONE-NC-BLK", u"Noise-cancelling headphones, black", 24900, 800, 655, 9},
    {u"ESPRESSO-15BAR", u"Espresso machine with 15 bar pump and milk frother, stainless steel, 1.8 l", 32900, 250, 250, 0},
    {u"LAMP-DESK-OAK", u"Desk lamp, oak", 5900, 1200, 341, 4},
    {u"SNEAKER-WHT-42", u"Canvas sneaker, white, 42", 7900, 500, 496, 3},
    {u"TENT-2P-GRN", u"Two-person tent, green", 15900, 300, 88, 1},
    {u"BOOK-COOK-VEG", u"Vegetables, all year round", 2900, 2000, 1264, 11},
};

Money euros(qint64 cents)
{
    return {cents, Currency::euro()};
}

SaleView saleOf(const QString &id, const QString &name, UtcMillis starts, UtcMillis ends, SaleState state, bool editable)
{
    SaleView sale{.id = id,
                  .name = name,
                  .startsAt = starts,
                  .endsAt = ends,
                  .state = state,
                  .editable = editable,
                  .version = 1,
                  .items = {}};
    for (const Item &item : items) {
        sale.items.push_back({.sku = item.sku.toString(),
                              .name = item.name.toString(),
                              .price = euros(item.listPrice * 6 / 10),
                              .listPrice = euros(item.listPrice),
                              .quota = item.quota,
                              .limitPerShopper = 2,
                              .sold = editable ? 0 : item.sold,
                              .held = editable ? 0 : item.held});
    }
    return sale;
}

} // namespace

void fillBusyShop(ScriptedServices &services, UtcMillis now)
{
    services.saleList = {
        saleOf(u"s4"_s, u"Spring clearance"_s, now + 26 * 60 * minute, now + 50 * 60 * minute, SaleState::Scheduled, true),
        saleOf(u"s3"_s, u"Friday flash"_s, now - 42 * minute, now + 78 * minute, SaleState::Running, false),
        saleOf(u"s2"_s, u"Members' preview"_s, now - 300 * minute, now + 100 * minute, SaleState::Paused, false),
        saleOf(u"s1"_s, u"Winter flash"_s, now - 900 * 60 * minute, now - 890 * 60 * minute, SaleState::Ended, false),
    };
    services.stock.clear();
    services.products.clear();
    services.proof = {.at = now, .differences = {}};
    for (const Item &item : items) {
        services.stock.push_back({.saleId = u"s3"_s,
                                  .saleName = u"Friday flash"_s,
                                  .sku = item.sku.toString(),
                                  .name = item.name.toString(),
                                  .sold = item.sold,
                                  .held = item.held,
                                  .quota = item.quota});
        services.products.push_back({item.sku.toString(), item.name.toString(), euros(item.listPrice), item.quota * 3});
    }
    services.totals = {.asOf = now,
                       .paid = 2884,
                       .inPayment = 28,
                       .declined = 137,
                       .released = 61,
                       .revenue = {euros(23'418'412)},
                       .refunds = {{RefundKind::Cancel, RefundState::Settled, 12, euros(91'240)},
                                   {RefundKind::Return, RefundState::Failed, 1, euros(5'900)},
                                   {RefundKind::Return, RefundState::Settled, 31, euros(214'830)}}};
}

LiveFigures busyFigures(UtcMillis at, int second)
{
    SeededRandom random(static_cast<std::uint64_t>(second) + 1);
    const auto around = [&random](double middle, double spread) {
        return std::max(0.0, middle * (1 + spread * (random.unit() - 0.5)));
    };
    // The rush: opens at 40 s, peaks, and dies away as items sell out.
    const double rush = second < 40 ? 0.08 : 0.1 + std::exp(-(second - 40) / 220.0) * (1 - std::exp(-(second - 38) / 4.0));
    const bool outage = second >= outageBegins && second < outageEnds;
    LiveFigures figures;
    figures.at = at;
    figures.requestsPerSecond = std::round(around(9400 * rush, 0.12));
    const double slow = outage ? 2.4 : 1;
    const auto millis = [](double value) { return std::chrono::nanoseconds(static_cast<qint64>(value * 1e6)); };
    figures.latency = {.count = qint64(figures.requestsPerSecond),
                       .p50 = millis(around(1.1 + rush, 0.2)),
                       .p95 = millis(around((4.2 + 5 * rush) * slow, 0.25)),
                       .p99 = millis(around((8 + 13 * rush) * slow, 0.3))};
    figures.checkoutsPerSecond = std::round(around(720 * rush * (outage ? 0.45 : 1), 0.2));
    figures.refusals = {{ErrorCode::RateLimited, std::round(around(210 * rush, 0.5))},
                        {ErrorCode::OutOfStock, std::round(around(second > 120 ? 260 * rush : 12 * rush, 0.3))},
                        {ErrorCode::PaymentDeclined, std::round(around(34 * rush, 0.8))},
                        {ErrorCode::PaymentUnavailable, outage ? std::round(around(300 * rush, 0.3)) : 0},
                        {ErrorCode::LimitPerShopper, std::round(around(21 * rush, 0.9))}};
    figures.breakers = {{.method = u"card"_s,
                         .name = u"Credit card"_s,
                         .state = outage ? BreakerState::Open : BreakerState::Closed,
                         .retryIn = std::chrono::seconds(outage ? 30 - (second - outageBegins) % 30 : 0),
                         .failures = 0,
                         .threshold = 3},
                        {.method = u"paypal"_s, .name = u"PayPal"_s, .failures = second % 40 > 20 ? 1 : 0, .threshold = 3},
                        {.method = u"store_credit"_s, .name = u"Store credit"_s, .threshold = 3}};
    figures.cache = {
        .hits = qint64(figures.requestsPerSecond * 0.82), .stale = second % 30 == 0 ? 4 : 0, .misses = second % 30 == 0 ? 1 : 0};
    figures.inFlight = qint64(around(60 * rush, 0.6));
    figures.connections = qint64(around(420 * rush + 12, 0.05));
    figures.store = {.writable = true, .problem = {}, .queueLength = qint64(around(20 * rush, 1))};
    return figures;
}

} // namespace tidegate
