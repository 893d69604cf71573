// SPDX-License-Identifier: GPL-3.0-or-later
#include "returns_shop.h"

#include "core/base/id.h"
#include "core/catalog/product_table.h"

using namespace Qt::StringLiterals;

namespace tidegate::test {

ReturnsShop::ReturnsShop()
{
    for (const QString &sku : {u"A"_s, u"B"_s, u"C"_s})
        addProduct(sku, 100);
}

Order ReturnsShop::sell(const SoldOrder &sold)
{
    const Currency currency = Currency::fromCode(sold.currency).value();
    Order order;
    order.id = newId(clock, random);
    order.shopperId = sold.shopper;
    order.email = sold.shopper + u"@example.com"_s;
    order.language = sold.language;
    order.kind = OrderKind::Imported;
    order.status = OrderStatus::Paid;
    order.total = {sold.shipping - sold.discount, currency};
    order.discount = sold.discount;
    order.shipping = sold.shipping;
    order.paymentMethod = sold.method;
    order.paymentReference = u"ch_"_s + order.id;
    order.createdAt = order.updatedAt = clock.utc();
    for (const SoldLine &line : sold.lines) {
        OrderLine made;
        made.id = newId(clock, random);
        made.sku = line.sku;
        made.name = u"Product "_s + line.sku;
        made.quantity = line.quantity;
        made.unitPrice = {line.price, currency};
        made.discount = line.discount;
        made.tax = line.tax;
        order.total.amount += line.quantity * line.price - line.discount + line.tax;
        order.lines.push_back(made);
    }
    must(
        store
            ->write([order, this](WriteTransaction &transaction) { return placeOrder(transaction, order, u"test"_s, {}, board); })
            .get());
    return order;
}

void ReturnsShop::ship(const Order &order, qint64 quantity)
{
    std::vector<LineQuantity> lines;
    if (quantity > 0)
        lines.push_back({order.lines.front().id, quantity});
    must(fulfilment.ship(actionOn(order.id, warehouse), lines, u"TRACK"_s).get());
}

void ReturnsShop::setStock(const QString &sku, qint64 count)
{
    must(store
             ->write([this, sku, count](WriteTransaction &transaction) -> Result<Done> {
                 const Product product = findProduct(transaction, sku).value();
                 ProductChange change{product, product};
                 change.after.setStock(count);
                 writeChanges(transaction, {change}, {u"feed"_s, u"job"_s, u"set_stock"_s, u"test"_s}, clock, random);
                 return Done{};
             })
             .get());
}

void ReturnsShop::refuseToChange(const QString &rmaId)
{
    const QString onPostgres =
        u"CREATE FUNCTION refuse_this() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = '%1' THEN RAISE EXCEPTION 'refused'; "
        "END IF; RETURN NEW; END; $$; CREATE TRIGGER refuse_this BEFORE UPDATE ON rma FOR EACH ROW EXECUTE FUNCTION refuse_this();"_s;
    const QString onSqlite =
        u"CREATE TRIGGER refuse_this BEFORE UPDATE ON rma WHEN NEW.id = '%1' BEGIN SELECT RAISE(ABORT, 'refused'); END;"_s;
    scratch.runOutside((scratch.backend() == ScratchStore::Backend::Postgres ? onPostgres : onSqlite).arg(rmaId));
}

Order ReturnsShop::sellAndShip(const SoldOrder &sold)
{
    const Order order = sell(sold);
    ship(order);
    return order;
}

RmaAction ReturnsShop::by(const StaffActor &actor, const Rma &of) const
{
    return {of.summary.id, of.summary.version, {}, {}, RmaActor::ofStaff(actor), u"req-1"_s};
}

RmaAction ReturnsShop::byShopper(const QString &shopper, const QString &rmaId)
{
    return {rmaId, std::nullopt, {}, {}, RmaActor::ofShopper(shopper), u"req-2"_s};
}

NewRma ReturnsShop::all(const Order &order) const
{
    NewRma wanted;
    wanted.orderId = order.id;
    for (const OrderLine &line : order.lines)
        wanted.lines.push_back({line.id, line.quantity, ReturnReason::ChangedMind, {}});
    return wanted;
}

Rma ReturnsShop::find(const QString &id)
{
    return must(queries.rma(id).get()).rma;
}

Rma ReturnsShop::submitted(const Order &order)
{
    return must(rma.submit(byShopper(order.shopperId), all(order)));
}

Rma ReturnsShop::approved(const Order &order)
{
    const Rma validated = must(rma.validate(by(support, submitted(order))));
    return must(rma.approve(by(support, validated)));
}

Rma ReturnsShop::received(const Order &order)
{
    const Rma waiting = approved(order);
    NewReceipt receipt;
    for (const RmaLine &line : waiting.lines)
        receipt.lines.push_back({line.id, line.approved, 0});
    return must(rma.receive(by(warehouse, waiting), receipt));
}

Rma ReturnsShop::inspected(const Order &order, StockClass stock)
{
    const Rma here = received(order);
    return inspect(here, findings(here, stock));
}

Rma ReturnsShop::decided(const Order &order, DispositionKind kind, qint64 fee, StockClass stock)
{
    const Rma seen = inspected(order, stock);
    return decide(seen, decisions(seen, kind, fee));
}

Rma ReturnsShop::completing(const Order &order, DispositionKind kind, qint64 fee, StockClass stock)
{
    return complete(decided(order, kind, fee, stock));
}

std::vector<UnitFinding> ReturnsShop::findings(Rma of, StockClass stock, Verdict verdict) const
{
    std::vector<UnitFinding> found;
    for (const RmaUnit *unit : of.arrivedUnits())
        found.push_back(
            {unit->lineId, unit->unit, ItemGrade::Opened, verdict, verdict == Verdict::Reject ? u"worn"_s : QString(), stock});
    return found;
}

std::vector<UnitDecision> ReturnsShop::decisions(Rma of, DispositionKind kind, qint64 fee) const
{
    std::vector<UnitDecision> all;
    for (const RmaUnit *unit : of.arrivedUnits())
        all.push_back({unit->lineId, unit->unit, kind, fee});
    return all;
}

Rma ReturnsShop::inspect(const Rma &of, const std::vector<UnitFinding> &found)
{
    return must(rma.inspect(by(warehouse, of), found));
}

Rma ReturnsShop::decide(const Rma &of, const std::vector<UnitDecision> &all)
{
    return must(rma.decide(by(finance, of), all));
}

Rma ReturnsShop::complete(const Rma &of, const StaffActor &actor)
{
    return must(rma.complete(by(actor, of)));
}

void ReturnsShop::sendRefunds()
{
    must(finish(refunds.run()));
}

QStringList ReturnsShop::allViolations()
{
    const auto found = store
                           ->read([](ReadTransaction &transaction) -> Result<QStringList> {
                               return violatedInvariants(transaction) + violatedReturnInvariants(transaction);
                           })
                           .get();
    return (found ? *found : QStringList(found.error().detail)) + scratch.auditViolations(*store);
}

qint64 ReturnsShop::bucket(const QString &sku, const QString &bucket)
{
    return count(u"SELECT COALESCE(SUM(balance), 0) FROM stock_bucket WHERE sku = '"_s + sku + u"' AND bucket = '"_s + bucket
                 + u"'"_s);
}

qint64 ReturnsShop::onHand(const QString &sku)
{
    return count(u"SELECT on_hand FROM stock WHERE sku = '"_s + sku + u'\'');
}

} // namespace tidegate::test
