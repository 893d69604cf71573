// SPDX-License-Identifier: GPL-3.0-or-later
// Queues, searches and previews over many open returns, and 32 staff at once on a thousand of them:
// bench_returns [RETURNS] [SECONDS]
#include "returns_shop.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <cstdio>
#include <ctime>
#include <thread>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

double millisecondsOf(const std::function<void()> &work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// The processor time of the whole program beside the time that passed: on a busy machine they differ.
void measure(const char *what, double limit, const std::function<void()> &work)
{
    std::vector<double> took;
    const std::clock_t begin = std::clock();
    for (int run = 0; run < 50; ++run)
        took.push_back(millisecondsOf(work));
    const double processor = double(std::clock() - begin) * 1e3 / CLOCKS_PER_SEC / 50;
    std::sort(took.begin(), took.end());
    std::printf("%-36s median %7.2f ms, worst of 50 %7.2f ms (%5.1f times within %.0f ms), processor %6.2f ms\n", what, took[25],
                took.back(), limit / took.back(), limit, processor);
    std::fflush(stdout);
}

/// Many open returns of one order: nobody reads their units here.
void fill(ReturnsShop &shop, int returns, const QString &orderId)
{
    const auto filled =
        shop.store
            ->write([returns, orderId](WriteTransaction &transaction) -> Result<Done> {
                transaction.exec(
                    u"INSERT INTO rma (id, number, order_id, shopper_id, email, currency, source, state, queue, due_at, value, units, created_at, "
                    "updated_at) WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT '01900000-0000-7000-8000-00000' || CAST(1000000 + i AS TEXT), "
                    "'R-' || CAST(1000000 + i AS TEXT), ?, 's' || CAST(i % 5000 AS TEXT), 'x', 'EUR', 'shopper', CASE i % 5 WHEN 0 THEN 'submitted' "
                    "WHEN 1 THEN 'received' WHEN 2 THEN 'inspected' WHEN 3 THEN 'decided' ELSE 'attention' END, CASE i % 5 WHEN 0 THEN 'support' "
                    "WHEN 1 THEN 'warehouse' ELSE 'finance' END, 1000000 + (i * 7919) % 99991, (i * 104729) % 50000, 1, i, i FROM n"_s,
                    {returns, orderId});
                transaction.exec(
                    u"INSERT INTO rma_search (term, rma_id) SELECT lower(number), id FROM rma WHERE id LIKE '01900000-%'"_s);
                transaction.exec(
                    u"INSERT INTO rma_search (term, rma_id) SELECT 'sku-common', id FROM rma WHERE id LIKE '01900000-%'"_s);
                return Done{};
            })
            .get();
    if (!filled)
        qFatal("%s", qPrintable(filled.error().detail));
}

void measureLists(ReturnsShop &shop)
{
    const auto list = [&shop](const RmaFilter &filter) { return ReturnsShop::must(shop.queries.search(filter).get()); };
    const RmaFilter finance{.queue = RmaQueue::Finance};
    RmaFilter later = finance;
    for (int page = 0; page < 100; ++page)
        later.cursor = list(later).nextCursor;
    measure("queue of finance, what is due first", 50, [&] { list(finance); });
    measure("the same, page 101", 50, [&] { list(later); });
    measure("queue of finance by value", 50, [&] { list({.queue = RmaQueue::Finance, .order = RmaOrder::Value}); });
    measure("queue of finance, oldest first", 50, [&] { list({.queue = RmaQueue::Finance, .order = RmaOrder::Oldest}); });
    measure("state, newest first", 50, [&] { list({.state = RmaState::Decided, .order = RmaOrder::Newest}); });
    measure("everything, what is due first", 50, [&] { list({}); });
    measure("search for a number", 50, [&] { list({.text = u"r-1050505"_s}); });
    measure("search for what all have", 50, [&] { list({.text = u"sku-c"_s}); });
    measure("the same within a queue", 50, [&] { list({.queue = RmaQueue::Finance, .text = u"sku-common"_s}); });
    measure("counts by state", 50, [&] { ReturnsShop::must(shop.queries.counts().get()); });
}

/// As many returns that were completed within the last twelve weeks, with two lines for every third return, open or not.
void fillPast(ReturnsShop &shop, int returns, const QString &orderId)
{
    constexpr qint64 weeks = 12 * 7 * qint64(86'400'000);
    const UtcMillis now = shop.clock.utc();
    const auto filled =
        shop.store
            ->write([=](WriteTransaction &transaction) -> Result<Done> {
                transaction.exec(
                    u"INSERT INTO rma (id, number, order_id, shopper_id, email, currency, source, state, queue, due_at, value, units, created_at, "
                    "updated_at, closed_at) WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT '01910000-0000-7000-8000-00000' || CAST(1000000 + i AS TEXT), "
                    "'C-' || CAST(1000000 + i AS TEXT), ?, 's' || CAST(i % 5000 AS TEXT), 'x', 'EUR', 'shopper', 'completed', 'closed', "
                    "9223372036854775807, 1000, 2, ? - (i * 7919) % ? - (i * 104729) % 3000000000, ?, ? - (i * 7919) % ? FROM n"_s,
                    {returns, orderId, now, weeks, now, now, weeks});
                transaction.exec(
                    u"INSERT INTO rma_line (rma_id, position, id, order_line_id, sku, name, quantity, reason, asked_at) SELECT r.id, p.position, 'l', "
                    "CAST(p.position AS TEXT), 'A', 'A', 1, CASE (r.created_at + p.position) % 4 WHEN 0 THEN 'damaged' WHEN 1 THEN 'does_not_fit' "
                    "WHEN 2 THEN 'changed_mind' ELSE 'other' END, r.created_at FROM rma r CROSS JOIN (SELECT 1 AS position UNION ALL SELECT 2) p "
                    "WHERE (r.id LIKE '01910000-%' OR r.id LIKE '01900000-%') AND (p.position = 1 OR r.value % 3 = 0)"_s);
                transaction.exec(
                    u"INSERT INTO shipped_day (day, units) WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL "
                    "SELECT i + 1 FROM n WHERE i < 83) SELECT ? - i, 20000 FROM n"_s,
                    {now / 86'400'000});
                transaction.exec(
                    u"UPDATE rma SET created_at = ? - (CAST(substr(id, 30) AS BIGINT) * 7919) % ? WHERE id LIKE '01900000-%'"_s,
                    {now, weeks});
                transaction.exec(
                    u"UPDATE rma SET resolved_days = (closed_at - created_at) / 86400000 WHERE state = 'completed' AND id LIKE '01910000-%'"_s);
                return Done{};
            })
            .get();
    if (!filled)
        qFatal("%s", qPrintable(filled.error().detail));
}

void measureFigures(ReturnsShop &shop)
{
    const UtcMillis now = shop.clock.utc();
    const auto read = [&shop](const char *what, const std::function<void(ReadTransaction &)> &query) {
        measure(what, 50, [&] {
            ReturnsShop::must(shop.store
                                  ->read([&query](ReadTransaction &transaction) -> Result<Done> {
                                      query(transaction);
                                      return Done{};
                                  })
                                  .get());
        });
    };
    read("chart: states", [now](ReadTransaction &transaction) { countStates(transaction, now); });
    read("chart: dispositions", [](ReadTransaction &transaction) { countDispositions(transaction); });
    read("chart: age of what is open", [now](ReadTransaction &transaction) { countOpenAges(transaction, now); });
    read("chart: rate and reasons by week", [now](ReadTransaction &transaction) { countWeeks(transaction, now); });
    read("chart: time to resolve", [now](ReadTransaction &transaction) { countResolved(transaction, now); });
}

/// One of the staff who takes whatever step is legal by what he saw last.
class Worker
{
public:
    Worker(ReturnsShop &shop, std::vector<Rma> &seen, std::mutex &mutex, unsigned seed)
        : m_shop(shop)
        , m_seen(seen)
        , m_mutex(mutex)
        , m_dice(seed)
    {
    }

    void work(std::chrono::steady_clock::time_point end)
    {
        while (std::chrono::steady_clock::now() < end) {
            const std::size_t index = m_dice() % m_seen.size();
            Rma rma;
            {
                const std::lock_guard lock(m_mutex);
                rma = m_seen[index];
            }
            const auto answer = take(rma).get();
            if (!answer && answer.error().code != ErrorCode::VersionConflict)
                qFatal("%s", qPrintable(answer.error().detail));
            ++(answer ? done : late);
            const std::lock_guard lock(m_mutex);
            if (answer && answer->rma.summary.version > m_seen[index].summary.version)
                m_seen[index] = answer->rma;
        }
    }

    qint64 done = 0;
    qint64 late = 0; ///< somebody else was faster

private:
    Async<Result<RmaAnswer>> take(const Rma &rma)
    {
        RmaService &service = m_shop.rma;
        const RmaAction action = m_shop.by(m_shop.admin, rma);
        switch (rma.summary.state) {
        case RmaState::Submitted: return service.validate(action);
        case RmaState::Validated: return service.approve(action);
        case RmaState::Approved: return service.receive(action, {{{rma.lines.front().id, 1, 0}}, {}});
        case RmaState::Received: return service.inspect(action, m_shop.findings(rma, StockClass::Quarantine));
        case RmaState::Inspected: return service.decide(action, m_shop.decisions(rma, DispositionKind::Reject));
        case RmaState::Decided:
            return m_dice() % 2 == 0 ? service.complete(action)
                                     : service.decide(action, m_shop.decisions(rma, DispositionKind::Reject));
        default: return service.reopen(action, u"again"_s);
        }
    }

    ReturnsShop &m_shop;
    std::vector<Rma> &m_seen;
    std::mutex &m_mutex;
    std::mt19937 m_dice;
};

void measureStaff(ReturnsShop &shop, std::chrono::seconds duration)
{
    shop.change(u"UPDATE rma_rules SET window_days = 3650"_s);
    std::vector<Rma> seen;
    for (int count = 0; count < 1'000; ++count)
        seen.push_back(shop.submitted(shop.sellAndShip({.lines = {{.sku = count % 2 == 0 ? u"L1"_s : u"L2"_s}}})));
    const qint64 before = shop.count(u"SELECT CAST(SUM(version) - COUNT(*) AS BIGINT) FROM rma"_s);
    std::mutex mutex;
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<std::thread> threads;
    const auto end = std::chrono::steady_clock::now() + duration;
    for (unsigned number = 0; number < 32; ++number) {
        workers.push_back(std::make_unique<Worker>(shop, seen, mutex, number));
        threads.emplace_back([worker = workers.back().get(), end] { worker->work(end); });
    }
    for (std::thread &thread : threads)
        thread.join();
    qint64 done = 0;
    qint64 late = 0;
    for (const auto &worker : workers) {
        done += worker->done;
        late += worker->late;
    }
    const qint64 versions = shop.count(u"SELECT CAST(SUM(version) - COUNT(*) AS BIGINT) FROM rma"_s) - before;
    const double rate = double(done) / double(duration.count());
    const QStringList violations = shop.allViolations(); // a transition that is not in the workflow is one
    std::printf("32 staff on 1000 returns: %.0f actions/s (%.1f times 2000), %lld refused as late, %lld lost updates, "
                "%lld invariants violated\n",
                rate, rate / 2'000, static_cast<long long>(late), static_cast<long long>(done - versions),
                static_cast<long long>(violations.size()));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(u"tidegate.*=false"_s);
    const int returns = argc > 1 ? std::atoi(argv[1]) : 100'000;
    const std::chrono::seconds duration(argc > 2 ? std::atoi(argv[2]) : 10);
    ReturnsShop shop;
    shop.addProduct(u"L1"_s, 1'000);
    shop.addProduct(u"L2"_s, 1'000);
    const Rma rma =
        shop.inspected(shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 20}, {.sku = u"B"_s, .quantity = 20}}}));
    measureStaff(shop, duration);
    const QString ofMany =
        shop.sellAndShip({.lines = {{.sku = u"A"_s}}}).id; // whose returns are no others' of the order previewed
    fill(shop, returns, ofMany);
    measureLists(shop);
    fillPast(shop, returns, ofMany);
    measureFigures(shop);
    measure("preview of 40 units", 10, [&] {
        ReturnsShop::must(shop.rma.preview(rma.summary.id, shop.decisions(rma, DispositionKind::Refund, 1), shop.finance).get());
    });
}
