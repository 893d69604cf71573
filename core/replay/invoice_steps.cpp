// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/invoice_steps.h"

#include "core/base/json.h"
#include "core/catalog/product_table.h"
#include "core/rma/rma_completion.h"
#include "core/rma/rma_reception.h"
#include "core/rma/rma_request.h"
#include "core/sale/order_service.h"
#include "core/sale/order_store.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr std::size_t linesPerReturn = 100;

// Orders.

/// How many of each SKU an order wants, and a row that names it.
struct Need {
    const InvoiceRow *row = nullptr;
    qint64 quantity = 0;
};

Product newProduct(const InvoiceRow &row)
{
    Product product;
    product.sku = row.sku;
    product.name = row.name;
    product.price = row.unitPrice;
    return product;
}

/// What has to happen in the catalogue so that these can be sold.
std::vector<ProductChange> missingStock(ReadTransaction &transaction, const std::map<QString, Need> &needs)
{
    std::vector<ProductChange> changes;
    QStringList skus;
    const auto look = [&] {
        const QHash<QString, Product> known = findProducts(transaction, skus);
        for (const QString &sku : std::as_const(skus)) {
            const Need &need = needs.at(sku);
            ProductChange change{known.value(sku), known.contains(sku) ? known.value(sku) : newProduct(*need.row)};
            change.after.onHand += std::max<qint64>(0, need.quantity - change.before.available());
            if (change.isNew() || change.stockDelta() > 0)
                changes.push_back(std::move(change));
        }
        skus.clear();
    };
    for (const auto &[sku, need] : needs) {
        skus << sku;
        if (skus.size() == lookUpSize)
            look();
    }
    look();
    return changes;
}

void bringIn(WriteTransaction &transaction, const ReplayTools &tools, const Invoice &invoice, const QString &orderId)
{
    std::map<QString, Need> needs;
    for (const InvoiceRow &row : invoice.rows) {
        Need &need = needs[row.sku];
        need.row = &row;
        need.quantity += row.quantity;
    }
    const std::vector<ProductChange> changes = missingStock(transaction, needs);
    if (changes.empty())
        return;
    const QString actor = tools.actor.text();
    writeChanges(transaction, changes, {u"replay"_s, orderId, u"sold_by_invoice"_s, actor}, tools.context.clock,
                 tools.context.random);
    QJsonArray created;
    for (const ProductChange &change : changes) {
        if (change.isNew())
            created.append(change.after.sku);
    }
    transaction.audit({actor,
                       u"catalog.replayed"_s,
                       u"replay"_s,
                       orderId,
                       {},
                       toJson({{u"created"_s, created}, {u"stocked"_s, qint64(changes.size())}}),
                       {}});
    bumpCatalogRevision(transaction);
}

QString referenceOf(const Invoice &invoice)
{
    return u"invoice:"_s + invoice.number;
}

Order makeOrder(const ReplayTools &tools, const Invoice &invoice, UtcMillis now)
{
    Order order;
    order.id = tools.context.newId();
    order.shopperId = invoice.rows.front().customer;
    order.kind = OrderKind::Imported;
    order.status = OrderStatus::Paid;
    order.total = {0, invoice.rows.front().unitPrice.currency};
    order.paymentMethod = u"imported"_s;
    order.paymentReference = referenceOf(invoice);
    order.createdAt = order.updatedAt = now;
    for (const InvoiceRow &row : invoice.rows) {
        OrderLine line;
        line.id = tools.context.newId();
        line.sku = row.sku;
        line.name = row.name;
        line.quantity = row.quantity;
        line.unitPrice = row.unitPrice;
        order.total = order.total + row.unitPrice * row.quantity;
        order.lines.push_back(std::move(line));
    }
    // All who reserve lock the rows of the stock in one order.
    std::stable_sort(order.lines.begin(), order.lines.end(),
                     [](const OrderLine &a, const OrderLine &b) { return a.sku < b.sku; });
    return order;
}

Result<Done> placeAndShip(WriteTransaction &transaction, const ReplayTools &tools, const Order &order)
{
    if (auto placed = placeOrder(transaction, order, tools.actor.text(), {}, tools.context.board); !placed)
        return placed;
    OrderAction action;
    action.orderId = order.id;
    action.expectedVersion = order.version;
    action.actor = tools.actor;
    const auto shipped = shipOrder(transaction, action, {}, {}, tools.context.clock, tools.context.random);
    return shipped ? Result<Done>(Done{}) : tl::unexpected(shipped.error());
}

// Refusals.

void refuse(InvoiceOutcome &outcome, const InvoiceRow &row, const QString &field, const QString &code, const QString &message)
{
    outcome.refusals.push_back({row.line, field, code, message, row.sku});
    ++outcome.report.refused[code];
}

InvoiceOutcome refuseAll(InvoiceOutcome outcome, const Invoice &invoice)
{
    for (const InvoiceRow &row : invoice.rows)
        refuse(outcome, row, u"InvoiceNo"_s, u"duplicate_invoice"_s,
               u"Invoice %1 was replayed before: from another file, or from other rows of this one that stand apart."_s.arg(
                   invoice.number));
    return outcome;
}

InvoiceOutcome withRows(const Invoice &invoice, ReplayReport report)
{
    report.rows += invoice.rowCount;
    for (auto each = invoice.refused.begin(); each != invoice.refused.end(); ++each)
        report.refused[each.key()] += each.value();
    return {std::move(report), {}};
}

// Returns.

/// Units of one line of an earlier order.
struct Found {
    QString orderId;
    QString lineId;
    qint64 quantity = 0;
};

/// Finds what was bought, and remembers what the rows before took of it.
class Purchases
{
public:
    Purchases(ReadTransaction &transaction, InvoiceOutcome &outcome)
        : m_transaction(transaction)
        , m_outcome(outcome)
    {
    }

    void take(const InvoiceRow &row)
    {
        qint64 missing = row.quantity;
        std::vector<Found> taken;
        bool any = false;
        m_transaction.each(
            u"SELECT o.id, l.id, l.shipped - (SELECT COUNT(*) FROM rma_unit u WHERE u.order_line_id = l.id AND u.claimed = 1) "
            "FROM orders o JOIN order_line l ON l.order_id = o.id WHERE o.shopper_id = ? AND o.kind = 'imported' AND o.currency = ? "
            "AND o.created_at <= ? AND l.sku = ? AND l.unit_price = ? ORDER BY o.id DESC, l.position"_s,
            {row.customer, row.unitPrice.currency.code(), row.at, row.sku, row.unitPrice.amount}, [&](const Row &found) {
                any = true;
                const qint64 free = found.integer(2) - m_taken.value(found.text(1));
                const qint64 part = std::clamp<qint64>(free, 0, missing);
                if (part > 0)
                    taken.push_back({found.text(0), found.text(1), part});
                missing -= part;
            });
        if (missing > 0)
            return refuseRow(row, any);
        for (const Found &part : taken) {
            m_taken[part.lineId] += part.quantity;
            m_orders[part.orderId][part.lineId] += part.quantity;
        }
        ++m_outcome.report.returnRows;
        m_outcome.report.returnedUnits += row.quantity;
        m_outcome.report.returned += (row.unitPrice * row.quantity).amount;
    }

    /// By order: how many units of which of its lines.
    [[nodiscard]] const std::map<QString, std::map<QString, qint64>> &orders() const { return m_orders; }

private:
    void refuseRow(const InvoiceRow &row, bool atThisPrice)
    {
        if (atThisPrice)
            return refuse(m_outcome, row, u"Quantity"_s, u"above_bought"_s,
                          u"Customer %1 bought fewer than %2 of it at this price, or gave them back before."_s.arg(row.customer)
                              .arg(row.quantity));
        const bool atAnother =
            m_transaction.integer(u"SELECT COUNT(*) FROM orders o JOIN order_line l ON l.order_id = o.id WHERE o.shopper_id = ? "
                                  "AND o.kind = 'imported' AND o.created_at <= ? AND l.sku = ?"_s,
                                  {row.customer, row.at, row.sku})
            > 0;
        if (atAnother)
            return refuse(m_outcome, row, u"UnitPrice"_s, u"price_differs"_s,
                          u"Customer %1 bought it before, but not at %2."_s.arg(row.customer, row.unitPrice.toString()));
        refuse(m_outcome, row, u"InvoiceNo"_s, u"no_sale"_s, u"Customer %1 has not bought it before."_s.arg(row.customer));
    }

    ReadTransaction &m_transaction;
    InvoiceOutcome &m_outcome;
    QHash<QString, qint64> m_taken;
    std::map<QString, std::map<QString, qint64>> m_orders;
};

std::vector<UnitFinding> allAccepted(const Rma &rma)
{
    std::vector<UnitFinding> findings;
    for (const RmaLine &line : rma.lines) {
        for (const RmaUnit &unit : line.units)
            findings.push_back({line.id, unit.unit, ItemGrade::New, Verdict::Accept, {}, StockClass::Restock});
    }
    return findings;
}

std::vector<UnitDecision> allCredited(const Rma &rma)
{
    std::vector<UnitDecision> decisions;
    for (const RmaLine &line : rma.lines) {
        for (const RmaUnit &unit : line.units)
            decisions.push_back({line.id, unit.unit, DispositionKind::StoreCredit, 0});
    }
    return decisions;
}

NewReceipt allReceived(const Rma &rma)
{
    NewReceipt receipt;
    for (const RmaLine &line : rma.lines)
        receipt.lines.push_back({line.id, line.quantity, 0});
    return receipt;
}

/// The step that comes next where all goes well.
Result<RmaAnswer> takeNextStep(WriteTransaction &transaction, const ReplayTools &tools, const Rma &rma)
{
    RmaAction action;
    action.rmaId = rma.summary.id;
    action.expectedVersion = rma.summary.version;
    action.actor = RmaActor::ofStaff(tools.actor);
    switch (rma.summary.state) {
    case RmaState::Submitted: return validateRma(transaction, action);
    case RmaState::Validated: return approveRma(transaction, action);
    case RmaState::Approved: return receiveRma(transaction, tools.context, action, allReceived(rma));
    case RmaState::Received: return inspectRma(transaction, tools.context, action, allAccepted(rma));
    case RmaState::Inspected: return decideRma(transaction, tools.context, action, allCredited(rma));
    case RmaState::Decided: return completeRma(transaction, tools.context, action);
    default:
        return failure(ErrorCode::Internal,
                       u"return %1 is %2 in the middle of a replay"_s.arg(rma.summary.number, rmaStateName(rma.summary.state)));
    }
}

Result<Done> carryThrough(WriteTransaction &transaction, const ReplayTools &tools, const NewRma &wanted)
{
    RmaAction action;
    action.actor = RmaActor::ofStaff(tools.actor);
    auto answer = submitRma(transaction, tools.context, action, wanted);
    while (answer && answer->rma.summary.state != RmaState::Completed)
        answer = takeNextStep(transaction, tools, answer->rma);
    return answer ? Result<Done>(Done{}) : tl::unexpected(answer.error());
}

/// Returns of so many lines as one may have.
std::vector<NewRma> returnsOf(const Invoice &invoice, const Purchases &purchases)
{
    std::vector<NewRma> wanted;
    for (const auto &[orderId, lines] : purchases.orders()) {
        wanted.push_back({.orderId = orderId, .overrideRules = true});
        for (const auto &[lineId, quantity] : lines) {
            if (wanted.back().lines.size() == linesPerReturn)
                wanted.push_back({.orderId = orderId, .overrideRules = true});
            wanted.back().lines.push_back({lineId, quantity, ReturnReason::Other, invoice.number});
        }
    }
    return wanted;
}

bool wasSold(ReadTransaction &transaction, const Invoice &invoice)
{
    return transaction.integer(u"SELECT COUNT(*) FROM payment WHERE method = 'imported' AND reference = ? AND status = 'charged' "
                               "AND method <> 'store_credit'"_s,
                               {referenceOf(invoice)})
        > 0;
}

bool wasTakenBack(ReadTransaction &transaction, const Invoice &invoice)
{
    return transaction.integer(
               u"SELECT COUNT(*) FROM rma r JOIN rma_line n ON n.rma_id = r.id JOIN orders o ON o.id = r.order_id "
               "WHERE r.shopper_id = ? AND n.note = ? AND o.kind = 'imported'"_s,
               {invoice.rows.front().customer, invoice.number})
        > 0;
}

/// Whether an invoice with this number was replayed before.
bool isKnown(ReadTransaction &transaction, const Invoice &invoice)
{
    return invoice.isCancellation() ? wasTakenBack(transaction, invoice) : wasSold(transaction, invoice);
}

Result<Done> sell(WriteTransaction &transaction, const ReplayTools &tools, const Invoice &invoice, ReplayReport &report)
{
    const Order order = makeOrder(tools, invoice, transaction.now());
    bringIn(transaction, tools, invoice, order.id);
    if (auto placed = placeAndShip(transaction, tools, order); !placed)
        return placed;
    ++report.orders;
    report.orderRows += qint64(invoice.rows.size());
    report.revenue += order.total.amount;
    for (const OrderLine &line : order.lines)
        report.units += line.quantity;
    return Done{};
}

Result<Done> takeBack(WriteTransaction &transaction, const ReplayTools &tools, const Invoice &invoice, InvoiceOutcome &outcome)
{
    Purchases purchases(transaction, outcome);
    for (const InvoiceRow &row : invoice.rows)
        purchases.take(row);
    for (const NewRma &wanted : returnsOf(invoice, purchases)) {
        if (auto done = carryThrough(transaction, tools, wanted); !done)
            return done;
        ++outcome.report.returns;
    }
    return Done{};
}

} // namespace

Result<InvoiceOutcome> replayInvoice(WriteTransaction &transaction, const ReplayTools &tools, const Invoice &invoice,
                                     ReplayReport report)
{
    InvoiceOutcome outcome = withRows(invoice, std::move(report));
    if (invoice.rows.empty())
        return outcome;
    if (isKnown(transaction, invoice))
        return refuseAll(std::move(outcome), invoice);
    const Result<Done> done = invoice.isCancellation() ? takeBack(transaction, tools, invoice, outcome)
                                                       : sell(transaction, tools, invoice, outcome.report);
    return done ? Result<InvoiceOutcome>(std::move(outcome)) : tl::unexpected(done.error());
}

} // namespace tidegate
