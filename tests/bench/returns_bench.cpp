// SPDX-License-Identifier: GPL-3.0-or-later
// Queues, searches and previews over many open returns, and 32 staff at once on a thousand of them:
// bench_returns [RETURNS] [SECONDS]. Exit status 1 where staff lost an update, violated an invariant or were refused a legal step.
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
                // The worst for a search within a queue: many have it, and all of them are in other queues.
                transaction.exec(
                    u"INSERT INTO rma_search (term, rma_id) SELECT 'elsewhere', id FROM rma WHERE id LIKE '01900000-%' "
                    "AND queue <> 'finance'"_s);
                // The most that are looked up one by one.
                transaction.exec(
                    u"INSERT INTO rma_search (term, rma_id) SELECT 'just-few', id FROM rma WHERE id LIKE '01900000-%' "
                    "ORDER BY value, id LIMIT 9999"_s);
                // Only at the far end of the list.
                transaction.exec(
                    u"INSERT INTO rma_search (term, rma_id) SELECT 'long-ago', id FROM rma WHERE id LIKE '01900000-%' "
                    "ORDER BY id LIMIT 10000"_s);
                return Done{};
            })
            .get();
    if (!filled)
        qFatal("%s", qPrintable(filled.error().detail));
}

/// What PostgreSQL does by itself within a minute of so many new rows.
void countRows(ReturnsShop &shop)
{
    if (shop.scratch.backend() == ScratchStore::Backend::Postgres)
        shop.scratch.runOutside(u"ANALYZE"_s);
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
    measure("what only other queues have", 50, [&] { list({.queue = RmaQueue::Finance, .text = u"elsewhere"_s}); });
    measure("what only other states have", 50, [&] { list({.state = RmaState::Decided, .text = u"elsewhere"_s}); });
    measure("search for what 9,999 have", 50, [&] { list({.text = u"just-few"_s}); });
    measure("the same within a state", 50, [&] { list({.state = RmaState::Decided, .text = u"just-few"_s}); });
    measure("what only the oldest have", 50, [&] { list({.text = u"long-ago"_s}); });
    measure("the same within an empty queue", 50, [&] { list({.queue = RmaQueue::Customer, .text = u"long-ago"_s}); });
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

/// One of the staff. Nine times in ten the step is the one that the return, as it was last seen, waits for, by whose it is; else any step by anybody.
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
            const std::optional<RmaStep> due = m_dice() % 10 == 0 ? std::nullopt : dueStep(rma);
            const auto answer = due ? take(*due, rma, whose(*due)).get() : takeAny(rma).get();
            note(answer, !due);
            if (!answer)
                rma = m_shop.find(rma.summary.id);
            const std::lock_guard lock(m_mutex);
            const Rma &now = answer ? answer->rma : rma;
            if (now.summary.version > m_seen[index].summary.version)
                m_seen[index] = now;
        }
    }

    qint64 done = 0;
    qint64 late = 0;    ///< somebody else was faster
    qint64 refused = 0; ///< as it has to be: any step by anybody
    QStringList wrong;  ///< refusals that there should not be

private:
    void note(const Result<RmaAnswer> &answer, bool isAny)
    {
        using enum ErrorCode;
        if (answer)
            ++done;
        else if (answer.error().code == VersionConflict)
            ++late;
        else if (isAny && QList{IllegalTransition, Forbidden, InvalidRequest, Conflict}.contains(answer.error().code))
            ++refused;
        else
            wrong << errorName(answer.error().code) + u": "_s + answer.error().detail;
    }

    /// Nothing where the return has ended or waits for its refund.
    std::optional<RmaStep> dueStep(const Rma &rma)
    {
        using enum RmaState;
        switch (rma.summary.state) {
        case Submitted: return RmaStep::Validate;
        case Validated: return RmaStep::Approve;
        case Approved: return m_dice() % 2 == 0 ? RmaStep::Send : RmaStep::Receive;
        case InTransit:
        case PartlyReceived: return RmaStep::Receive;
        case Received: return RmaStep::Inspect;
        case Inspected: return RmaStep::Decide;
        case Decided: return m_dice() % 2 == 0 || decisions(rma).empty() ? RmaStep::Complete : RmaStep::Decide;
        case Attention:
        case Completed: return RmaStep::Reopen;
        case Settling:
        case Declined:
        case Cancelled:
        case Expired: break;
        }
        return std::nullopt;
    }

    const StaffActor &whose(RmaStep step)
    {
        switch (rolesFor(step).front()) {
        case StaffRole::Support: return m_shop.support;
        case StaffRole::Warehouse: return m_shop.warehouse;
        default: return m_dice() % 2 == 0 ? m_shop.finance : m_shop.otherFinance;
        }
    }

    Async<Result<RmaAnswer>> takeAny(const Rma &rma)
    {
        static constexpr std::array steps{RmaStep::Validate, RmaStep::Approve, RmaStep::Decline, RmaStep::Cancel,
                                          RmaStep::Send,     RmaStep::Receive, RmaStep::Inspect, RmaStep::Decide,
                                          RmaStep::Complete, RmaStep::Retry,   RmaStep::Reopen};
        const std::array staff{&m_shop.support, &m_shop.warehouse, &m_shop.finance, &m_shop.otherFinance};
        return take(steps[m_dice() % steps.size()], rma, *staff[m_dice() % staff.size()]);
    }

    Async<Result<RmaAnswer>> take(RmaStep step, const Rma &rma, const StaffActor &actor)
    {
        RmaService &service = m_shop.rma;
        const RmaAction action = m_shop.by(actor, rma);
        switch (step) {
        case RmaStep::Validate: return service.validate(action);
        case RmaStep::Approve: return service.approve(action);
        case RmaStep::Decline: return service.decline(action, u"no"_s);
        case RmaStep::Cancel: return service.cancel(action, u"no"_s);
        case RmaStep::Send: return service.send(action, u"TRACK"_s);
        case RmaStep::Receive: return service.receive(action, parcel(rma));
        case RmaStep::Inspect: return service.inspect(action, m_shop.findings(rma, StockClass::Quarantine));
        case RmaStep::Decide: return service.decide(action, decisions(rma));
        case RmaStep::Complete: return service.complete(action);
        case RmaStep::Retry: return service.retry(action);
        default: return service.reopen(action, u"again"_s);
        }
    }

    NewReceipt parcel(const Rma &rma)
    {
        NewReceipt receipt;
        for (const RmaLine &line : rma.lines) {
            const qint64 open = line.approved - line.received - line.missing;
            if (open > 0)
                receipt.lines.push_back({line.id, open > 1 && m_dice() % 2 == 0 ? 1 : open, 0});
        }
        return receipt;
    }

    /// Of the units whose money is not given yet.
    std::vector<UnitDecision> decisions(Rma rma)
    {
        static constexpr std::array kinds{DispositionKind::Refund, DispositionKind::StoreCredit, DispositionKind::Reject};
        std::vector<UnitDecision> all;
        for (const RmaUnit *unit : rma.arrivedUnits()) {
            const bool sentBack = unit->place == UnitPlace::Customer;
            if (sentBack || !unit->disposition || unit->disposition->state == DispositionState::Decided)
                all.push_back({unit->lineId, unit->unit, sentBack ? DispositionKind::Reject : kinds[m_dice() % kinds.size()], 0});
        }
        return all;
    }

    ReturnsShop &m_shop;
    std::vector<Rma> &m_seen;
    std::mutex &m_mutex;
    std::mt19937 m_dice;
};

struct StaffRun {
    qint64 done = 0;
    qint64 late = 0;
    qint64 refused = 0;
    QStringList wrong;
};

/// 32 workers, and on this thread the passes over the refunds that they make due.
StaffRun runStaff(ReturnsShop &shop, std::vector<Rma> &seen, std::chrono::seconds duration)
{
    std::mutex mutex;
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<std::thread> threads;
    const auto end = std::chrono::steady_clock::now() + duration;
    for (unsigned number = 0; number < 32; ++number) {
        workers.push_back(std::make_unique<Worker>(shop, seen, mutex, number));
        threads.emplace_back([worker = workers.back().get(), end] { worker->work(end); });
    }
    while (std::chrono::steady_clock::now() < end) {
        shop.sendRefunds();
        std::this_thread::sleep_for(100ms);
    }
    for (std::thread &thread : threads)
        thread.join();
    StaffRun run;
    for (const auto &worker : workers) {
        run.done += worker->done;
        run.late += worker->late;
        run.refused += worker->refused;
        run.wrong += worker->wrong;
    }
    return run;
}

/// Before any other step. Whether nothing was lost, nothing violated and nothing refused that is legal.
bool measureStaff(ReturnsShop &shop, std::chrono::seconds duration)
{
    const auto settled = std::make_shared<std::atomic<qint64>>(0); // the system's steps, beside what the staff did
    shop.rma.observe(
        [settled](RmaStep step, const QString &outcome) { *settled += step == RmaStep::Settle && outcome == u"done" ? 1 : 0; });
    shop.change(u"UPDATE rma_rules SET window_days = 3650"_s);
    std::vector<Rma> seen;
    for (int count = 0; count < 1'000; ++count) {
        const QString sku = count % 2 == 0 ? u"L1"_s : u"L2"_s;
        seen.push_back(shop.submitted(shop.sellAndShip({.lines = {{.sku = sku, .quantity = 1 + count % 3}}})));
    }
    const QString versions = u"SELECT CAST(SUM(version) AS BIGINT) FROM rma"_s;
    const qint64 before = shop.count(versions);
    const StaffRun run = runStaff(shop, seen, duration);
    const qint64 lost = run.done + *settled - (shop.count(versions) - before);
    const QStringList violations = shop.allViolations(); // a transition that is not in the workflow is one
    const double rate = double(run.done) / double(duration.count());
    std::printf("32 staff on 1000 returns: %.0f actions/s (%.1f times 2000), %lld refused as late, %lld as illegal or forbidden, "
                "%lld refunds settled, %lld lost updates, %lld invariants violated, %lld legal steps refused\n",
                rate, rate / 2'000, static_cast<long long>(run.late), static_cast<long long>(run.refused),
                static_cast<long long>(settled->load()), static_cast<long long>(lost), static_cast<long long>(violations.size()),
                static_cast<long long>(run.wrong.size()));
    std::fflush(stdout);
    for (const QString &line : violations + run.wrong.mid(0, 5))
        std::fprintf(stderr, "%s\n", qPrintable(line));
    return lost == 0 && violations.isEmpty() && run.wrong.isEmpty();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(u"tidegate.*=false"_s);
    const int returns = argc > 1 ? std::atoi(argv[1]) : 100'000;
    const std::chrono::seconds duration(argc > 2 ? std::atoi(argv[2]) : 10);
    ReturnsShop shop;
    shop.addProduct(u"L1"_s, 2'000);
    shop.addProduct(u"L2"_s, 2'000);
    const bool isSound = measureStaff(shop, duration);
    const Rma rma =
        shop.inspected(shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 20}, {.sku = u"B"_s, .quantity = 20}}}));
    const QString ofMany =
        shop.sellAndShip({.lines = {{.sku = u"A"_s}}}).id; // whose returns are no others' of the order previewed
    fill(shop, returns, ofMany);
    countRows(shop);
    measureLists(shop);
    fillPast(shop, returns, ofMany);
    countRows(shop);
    measureFigures(shop);
    measure("preview of 40 units", 10, [&] {
        ReturnsShop::must(shop.rma.preview(rma.summary.id, shop.decisions(rma, DispositionKind::Refund, 1), shop.finance).get());
    });
    return isSound ? 0 : 1;
}
