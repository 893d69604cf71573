// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_bridge.h"

#include "app/console/console_access.h"
#include "app/console/console_answer.h"

#include <QCoreApplication>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int salesShown = 200;

SaleState stateOf(const Sale &sale, UtcMillis now)
{
    if (sale.status == SaleStatus::Ended || sale.endsAt <= now)
        return SaleState::Ended;
    if (sale.status == SaleStatus::Paused)
        return SaleState::Paused;
    return sale.startsAt <= now ? SaleState::Running : SaleState::Scheduled;
}

SaleView viewOf(const Sale &sale, UtcMillis now)
{
    SaleView view{sale.id, sale.name, sale.startsAt, sale.endsAt, stateOf(sale, now), false, sale.version, {}};
    qint64 taken = 0;
    for (const SaleItem &item : sale.items) {
        view.items.push_back(
            {item.sku, item.name, item.price, item.listPrice, item.quota, item.limitPerShopper, item.sold, item.held});
        taken += item.sold + item.held;
    }
    view.editable = taken == 0 && view.state != SaleState::Ended;
    return view;
}

ImportOutcome outcomeOf(const ImportReport &report)
{
    ImportOutcome outcome;
    outcome.format = report.formatName;
    outcome.rows = report.rows;
    outcome.created = report.created;
    outcome.updated = report.updated;
    outcome.unchanged = report.unchanged;
    outcome.rejected = report.rejected;
    outcome.passedOver = report.passedOver;
    outcome.errors = report.errors;
    outcome.errorCount = report.errorCount;
    outcome.notes = report.notes;
    outcome.noteCount = report.noteCount;
    outcome.cancelled = report.cancelled;
    outcome.stopped = report.stopped;
    return outcome;
}

std::vector<StockFigures> stockOf(ReadTransaction &transaction, const QString &saleId, UtcMillis now)
{
    std::vector<StockFigures> stock;
    const auto addRow = [&stock](const Row &row) {
        stock.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.integer(5), row.integer(6)});
    };
    transaction.each(u"SELECT s.id, s.name, i.sku, p.name, i.sold, i.held, i.quota "
                     "FROM sale s JOIN sale_item i ON i.sale_id = s.id JOIN product p ON p.sku = i.sku "
                     "WHERE (? <> '' AND s.id = ?) OR (? = '' AND s.status <> 'ended' AND s.ends_at > ?) "
                     "ORDER BY s.starts_at, s.id, i.position"_s,
                     {saleId, saleId, saleId, now}, addRow);
    return stock;
}

/// With a million orders this takes about 2 s of one reader thread, on SQLite as on PostgreSQL. An index on the lines' sale item was tried:
/// it saves the sorting and loses as much by looking the orders up out of their order, and each checkout would pay for it.
std::vector<StockDifference> differencesOf(ReadTransaction &transaction)
{
    std::vector<StockDifference> differences;
    transaction.each(
        u"SELECT i.sale_id, i.sku, p.name FROM sale_item i JOIN product p ON p.sku = i.sku LEFT JOIN "
        "(SELECT l.sale_item_id AS id, SUM(CASE o.status WHEN 'paid' THEN l.quantity - l.cancelled ELSE 0 END) AS sold, "
        "SUM(CASE o.status WHEN 'reserved' THEN l.quantity ELSE 0 END) AS held "
        "FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.status IN ('paid', 'reserved') "
        "GROUP BY l.sale_item_id) r ON r.id = i.id "
        "WHERE i.sold <> COALESCE(r.sold, 0) OR i.held <> COALESCE(r.held, 0) ORDER BY i.sale_id, i.position"_s,
        {}, [&differences](const Row &row) {
            differences.push_back({row.text(0), row.text(1), row.text(2)});
        });
    return differences;
}

OrderTotals totalsOf(const SaleTotals &totals, UtcMillis asOf)
{
    OrderTotals shown;
    shown.asOf = asOf;
    shown.refunds = totals.refunds;
    for (const OrderTotal &total : totals.orders) {
        switch (total.status) {
        case OrderStatus::Paid:
            shown.paid += total.orders;
            shown.revenue.push_back(total.amount);
            break;
        case OrderStatus::Reserved: shown.inPayment += total.orders; break;
        case OrderStatus::Declined: shown.declined += total.orders; break;
        case OrderStatus::Released: shown.released += total.orders; break;
        }
    }
    return shown;
}

PartnerTools toolsOf(Backend &backend)
{
    PartnerSide &side = backend.partnerSide();
    return {backend.store(),
            backend.clock(),
            side.formats(),
            side.partners(),
            side.keys(),
            side.callbacks(),
            backend.allowsHttpCallbacks()};
}

PartnerTools toolsOf(RemoteShop &shop)
{
    return {shop.store(), shop.clock(), shop.formats(), shop.partners(), shop.keys(), shop.callbacks(), false};
}

StaffTools toolsOfStaff(Backend &backend)
{
    return {backend.store(),     backend.staff(),  backend.staffSessions(),
            backend.staffRing(), backend.random(), backend.staffIdle()};
}

StaffTools toolsOfStaff(RemoteShop &shop)
{
    return {shop.store(), shop.staff(), shop.staffSessions(), shop.staffRing(), shop.random(), shop.staffIdle()};
}

} // namespace

ConsoleBridge::ConsoleBridge(Backend &backend, QStringList addresses, QString demoPassword)
    : m_store(backend.store())
    , m_sales(backend.sales())
    , m_orders(backend.orders())
    , m_catalog(backend.catalog())
    , m_clock(backend.clock())
    , m_addresses(std::move(addresses))
    , m_rates(backend)
    , m_staffBridge(toolsOfStaff(backend), m_identity, std::move(demoPassword))
    , m_partnerBridge(toolsOf(backend), m_identity)
    , m_jobBridge(m_store, m_clock, backend.partnerSide().formats(), backend.partnerSide().jobs(), m_identity)
    , m_webhookBridge(backend.partnerSide().partners(), backend.partnerSide().webhooks(), backend.partnerSide().callbacks(),
                      m_identity)
    , m_orderBridge(backend.orderService(), backend.refunds(), backend.returnQueries(), m_clock, backend.random(), m_identity)
    , m_mailTemplateBridge(m_store, m_clock, backend.random(), backend.sendsMail(), m_identity)
    , m_returnBridge({backend.returns(), backend.returnQueries(), backend.orderService(), &backend.returnFiles()}, m_clock,
                     backend.random(), m_identity)
{
}

ConsoleBridge::ConsoleBridge(RemoteShop &shop)
    : m_store(shop.store())
    , m_sales(shop.sales())
    , m_orders(shop.orders())
    , m_catalog(shop.catalog())
    , m_clock(shop.clock())
    , m_staffBridge(toolsOfStaff(shop), m_identity, {})
    , m_partnerBridge(toolsOf(shop), m_identity)
    , m_jobBridge(m_store, m_clock, shop.formats(), shop.jobs(), m_identity)
    , m_webhookBridge(shop.partners(), shop.webhooks(), shop.callbacks(), m_identity)
    , m_orderBridge(shop.orderService(), shop.refunds(), shop.returnQueries(), m_clock, shop.random(), m_identity)
    , m_mailTemplateBridge(m_store, m_clock, shop.random(), true, m_identity)
    , m_returnBridge({shop.returns(), shop.returnQueries(), shop.orderService(), nullptr}, m_clock, shop.random(), m_identity)
{
}

ConsoleBridge::~ConsoleBridge()
{
    ConsoleBridge::cancelImport();
}

void ConsoleBridge::liveFigures(Answer<LiveFigures> answer)
{
    QMetaObject::invokeMethod(
        this, [this, answer = std::move(answer)] { answer(takeFigures()); }, Qt::QueuedConnection);
}

LiveFigures ConsoleBridge::takeFigures()
{
    if (m_rates)
        return m_rates->take();
    LiveFigures figures;
    figures.at = m_clock.utc();
    figures.store = storeFigures(m_store);
    return figures;
}

void ConsoleBridge::openStock(Answer<std::vector<StockFigures>> answer)
{
    readStock({}, std::move(answer));
}

void ConsoleBridge::saleStock(const QString &saleId, Answer<std::vector<StockFigures>> answer)
{
    readStock(saleId, std::move(answer));
}

void ConsoleBridge::readStock(const QString &saleId, Answer<std::vector<StockFigures>> answer)
{
    auto reading = m_store.read([saleId, now = m_clock.utc()](ReadTransaction &transaction) -> Result<std::vector<StockFigures>> {
        return stockOf(transaction, saleId, now);
    });
    deliverTo(this, std::move(reading), std::move(answer), asItIs);
}

void ConsoleBridge::proveStock(Answer<StockProof> answer)
{
    auto reading = m_store.read([&clock = m_clock](ReadTransaction &transaction) -> Result<StockProof> {
        const UtcMillis at = clock.utc();
        return StockProof{at, differencesOf(transaction)};
    });
    deliverTo(this, std::move(reading), std::move(answer), asItIs);
}

void ConsoleBridge::orderTotals(Answer<OrderTotals> answer)
{
    deliverTo(this, m_orders.totals(), std::move(answer),
              [this](const SaleTotals &totals) { return totalsOf(totals, m_clock.utc()); });
}

void ConsoleBridge::sales(Answer<std::vector<SaleView>> answer)
{
    deliverTo(this, m_sales.list(salesShown), std::move(answer), [this](const std::vector<Sale> &sales) {
        std::vector<SaleView> views;
        views.reserve(sales.size());
        for (const Sale &sale : sales)
            views.push_back(viewOf(sale, m_clock.utc()));
        return views;
    });
}

void ConsoleBridge::saveSale(const SaleDraft &draft, Answer<SaleView> answer)
{
    const auto actor = admit(this, m_identity, StaffRole::Admin, answer);
    if (!actor)
        return;
    NewSale sale{draft.name, draft.startsAt, draft.endsAt, {}};
    for (const SaleDraftItem &item : draft.items)
        sale.items.push_back({item.sku, item.price.amount, item.quota, item.limitPerShopper});
    auto saved = draft.id.isEmpty() ? m_sales.create(std::move(sale), actor->text())
                                    : m_sales.change(draft.id, draft.version, std::move(sale), actor->text());
    deliverTo(this, std::move(saved), std::move(answer), [this](const Sale &stored) { return viewOf(stored, m_clock.utc()); });
}

void ConsoleBridge::steerSale(const QString &saleId, SaleStep step, Answer<SaleView> answer)
{
    const auto actor = admit(this, m_identity, StaffRole::Admin, answer);
    if (!actor)
        return;
    auto steered = step == SaleStep::StartNow ? m_sales.start(saleId, actor->text())
        : step == SaleStep::Pause             ? m_sales.pause(saleId, actor->text())
        : step == SaleStep::Resume            ? m_sales.resume(saleId, actor->text())
                                              : m_sales.end(saleId, actor->text());
    deliverTo(this, std::move(steered), std::move(answer), [this](const Sale &stored) { return viewOf(stored, m_clock.utc()); });
}

void ConsoleBridge::searchProducts(const QString &text, int limit, Answer<std::vector<ProductHit>> answer)
{
    deliverTo(this, m_catalog.search(text, limit), std::move(answer), [](const ProductPage &page) {
        std::vector<ProductHit> hits;
        for (const Product &product : page.products)
            hits.push_back({product.sku, product.name, product.price, product.available()});
        return hits;
    });
}

std::vector<ImportFormat> ConsoleBridge::importFormats() const
{
    std::vector<ImportFormat> formats;
    for (const auto &adapter : m_catalog.formats().all())
        formats.push_back({adapter->format(), adapter->name()});
    return formats;
}

void ConsoleBridge::importCatalogue(const ImportRequest &request, std::function<void(ImportStage)> progress,
                                    Answer<ImportOutcome> answer)
{
    const auto actor = admit(this, m_identity, StaffRole::Admin, answer);
    if (!actor)
        return;
    ImportOptions options;
    options.format = request.format;
    options.currency = request.currency;
    options.dryRun = request.dryRun;
    options.actor = actor->text();
    m_cancelImport = std::make_shared<std::atomic<bool>>(false);
    // Progress arrives on the importing thread; the window wants it on its own.
    const auto post = [executor = Executor::current(), guard = QPointer<ConsoleBridge>(this),
                       progress](const ImportProgress &made) {
        executor->post([guard, progress, made] {
            if (guard)
                progress({made.rows, made.total});
        });
    };
    deliverTo(this, m_catalog.importFile(request.file, options, post, m_cancelImport), std::move(answer), outcomeOf);
}

void ConsoleBridge::cancelImport()
{
    if (m_cancelImport)
        *m_cancelImport = true;
}

} // namespace tidegate
