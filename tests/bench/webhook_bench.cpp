// SPDX-License-Identifier: GPL-3.0-or-later
// How many webhooks a second are verified, acknowledged and applied on SQLite (durable), and how long each takes from the call to
// its effect.
//   bench_webhooks [COUNT] [TOGETHER]
#include "partner/partner_fixture.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int products = 1'000;

double secondsSince(SteadyClock::time_point begin)
{
    return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

/// Received before and done with after, in milliseconds.
QList<qint64> waits(const PartnerFixture &shop)
{
    return shop.store
        ->read([](ReadTransaction &transaction) -> Result<QList<qint64>> {
            QList<qint64> times;
            transaction.each(u"SELECT processed_at - received_at FROM webhook_event ORDER BY 1"_s, {},
                             [&times](const Row &row) { times << row.integer(0); });
            return times;
        })
        .get()
        .value();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int count = argc > 1 ? std::max(1, std::atoi(argv[1])) : 50'000;
    const int together = argc > 2 ? std::max(1, std::atoi(argv[2])) : 64;
    const SystemClock clock;
    PartnerFixture shop(clock, {});
    for (int i = 0; i < products; ++i)
        shop.addProduct(u"SKU-%1"_s.arg(i), 1);
    std::vector<IncomingWebhook> messages;
    for (int i = 0; i < count; ++i)
        messages.push_back(
            shop.webhook("m" + QByteArray::number(i), {{PartnerFixture::item(u"SKU-%1"_s.arg(i % products), i, i + 1)}}));
    WebhookService service(*shop.store, clock, shop.random);
    service.start();
    const auto begin = SteadyClock::now();
    std::deque<Async<Result<AcceptedWebhook>>> answers;
    for (IncomingWebhook &message : messages) {
        if (int(answers.size()) >= together) {
            if (!answers.front().get())
                return 1;
            answers.pop_front();
        }
        answers.push_back(service.receive(std::move(message)));
    }
    for (auto &answer : answers)
        Q_UNUSED(answer.get());
    const double acknowledged = secondsSince(begin);
    while (shop.number(u"SELECT COUNT(*) FROM webhook_event WHERE status = 'queued'"_s) > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const double applied = secondsSince(begin);
    const QList<qint64> times = waits(shop);
    std::printf("webhooks: %d, %d at a time\n", count, together);
    std::printf("  acknowledged     %8.0f /s\n", count / acknowledged);
    std::printf("  applied          %8.0f /s\n", count / applied);
    std::printf("  to the effect    p50 %lld ms, p99 %lld ms, longest %lld ms\n", times.at(times.size() / 2),
                times.at(times.size() * 99 / 100), times.back());
    return 0;
}
