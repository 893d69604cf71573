// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/invariants.h"

#include "core/store/invariant.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QList<Invariant> stockInvariants()
{
    return {
        {u"stock on hand is the sum of its movements"_s,
         u"SELECT k.sku, k.on_hand, COALESCE(SUM(m.delta), 0) FROM stock k LEFT JOIN stock_movement m ON m.sku = k.sku AND m.bucket = 'sellable' "
         "GROUP BY k.sku, k.on_hand HAVING k.on_hand <> COALESCE(SUM(m.delta), 0)"_s},
        {u"a bucket of stock is the sum of its movements"_s,
         u"SELECT b.sku || ' in ' || b.bucket, b.balance, COALESCE(m.delta, 0) FROM stock_bucket b "
         "LEFT JOIN (SELECT sku, bucket, SUM(delta) AS delta FROM stock_movement WHERE bucket <> 'sellable' GROUP BY sku, bucket) m "
         "ON m.sku = b.sku AND m.bucket = b.bucket WHERE b.balance <> COALESCE(m.delta, 0)"_s},
        {u"what moved into a bucket is in it"_s,
         u"SELECT m.sku || ' in ' || m.bucket, 'none', SUM(m.delta) FROM stock_movement m WHERE m.bucket <> 'sellable' AND NOT EXISTS "
         "(SELECT 1 FROM stock_bucket b WHERE b.sku = m.sku AND b.bucket = m.bucket) GROUP BY m.sku, m.bucket HAVING SUM(m.delta) <> 0"_s},
        {u"a refund alone moves no stock"_s,
         u"SELECT sku, source_type, delta FROM stock_movement WHERE source_type = 'refund'"_s},
        {u"held stock is what reserved orders hold"_s,
         u"SELECT k.sku, k.held, COALESCE(r.quantity, 0) FROM stock k LEFT JOIN (SELECT l.sku AS sku, SUM(l.quantity) AS quantity "
         "FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.status = 'reserved' GROUP BY l.sku) r ON r.sku = k.sku "
         "WHERE k.held <> COALESCE(r.quantity, 0)"_s},
        {u"allocated stock is what paid orders wait for"_s,
         u"SELECT k.sku, k.allocated, COALESCE(r.quantity, 0) FROM stock k LEFT JOIN "
         "(SELECT l.sku AS sku, SUM(l.quantity - l.shipped - l.cancelled) AS quantity "
         "FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.status = 'paid' GROUP BY l.sku) r ON r.sku = k.sku "
         "WHERE k.allocated <> COALESCE(r.quantity, 0)"_s},
        {u"no more is held and allocated than is on hand"_s,
         u"SELECT sku, held + allocated, on_hand FROM stock WHERE held + allocated > on_hand OR on_hand < 0"_s},
    };
}

QList<Invariant> saleInvariants()
{
    return {
        {u"sold of a sale item is what its paid orders bought"_s,
         u"SELECT i.id, i.sold, COALESCE(r.quantity, 0) FROM sale_item i LEFT JOIN "
         "(SELECT l.sale_item_id AS id, SUM(l.quantity - l.cancelled) AS quantity "
         "FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.status = 'paid' GROUP BY l.sale_item_id) r ON r.id = i.id "
         "WHERE i.sold <> COALESCE(r.quantity, 0)"_s},
        {u"held of a sale item is what its reserved orders hold"_s,
         u"SELECT i.id, i.held, COALESCE(r.quantity, 0) FROM sale_item i LEFT JOIN (SELECT l.sale_item_id AS id, SUM(l.quantity) AS quantity "
         "FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.status = 'reserved' GROUP BY l.sale_item_id) r ON r.id = i.id "
         "WHERE i.held <> COALESCE(r.quantity, 0)"_s},
        {u"sold and held stay within the quota"_s, u"SELECT id, sold + held, quota FROM sale_item WHERE sold + held > quota"_s},
        {u"a shopper's share is what the shopper bought and holds"_s,
         u"SELECT s.sale_item_id || ' of ' || s.shopper_id, s.quantity, COALESCE(r.quantity, 0) FROM sale_shopper s LEFT JOIN "
         "(SELECT l.sale_item_id AS id, o.shopper_id AS shopper_id, SUM(l.quantity - l.cancelled) AS quantity FROM order_line l "
         "JOIN orders o ON o.id = l.order_id WHERE o.status IN ('paid', 'reserved') GROUP BY l.sale_item_id, o.shopper_id) r "
         "ON r.id = s.sale_item_id AND r.shopper_id = s.shopper_id WHERE s.quantity <> COALESCE(r.quantity, 0)"_s},
        {u"no shopper has more than the limit"_s,
         u"SELECT s.sale_item_id || ' of ' || s.shopper_id, s.quantity, i.limit_per_shopper FROM sale_shopper s "
         "JOIN sale_item i ON i.id = s.sale_item_id WHERE i.limit_per_shopper > 0 AND s.quantity > i.limit_per_shopper"_s},
        {u"no order was placed outside of its sale's time"_s,
         u"SELECT o.id, o.created_at, s.starts_at FROM orders o JOIN sale s ON s.id = o.sale_id "
         "WHERE o.created_at < s.starts_at OR o.created_at >= s.ends_at"_s},
    };
}

QList<Invariant> orderInvariants()
{
    return {
        {u"an order's total is the sum of its lines, less its discount, and its shipping"_s,
         u"SELECT o.id, o.total, COALESCE(SUM(l.quantity * l.unit_price - l.discount + l.tax), 0) - o.discount + o.shipping "
         "FROM orders o LEFT JOIN order_line l ON l.order_id = o.id GROUP BY o.id, o.total, o.discount, o.shipping "
         "HAVING o.total <> COALESCE(SUM(l.quantity * l.unit_price - l.discount + l.tax), 0) - o.discount + o.shipping"_s},
        {u"an order and its payment tell the same"_s,
         u"SELECT o.id, o.status, COALESCE(p.status, 'no payment') FROM orders o LEFT JOIN payment p ON p.order_id = o.id "
         "WHERE COALESCE(p.status, '') <> CASE o.status WHEN 'reserved' THEN 'pending' WHEN 'paid' THEN 'charged' "
         "WHEN 'declined' THEN 'declined' ELSE 'failed' END OR p.amount <> o.total OR p.currency <> o.currency"_s},
        {u"a provider's reference belongs to one charged payment"_s,
         u"SELECT reference, COUNT(*), 1 FROM payment WHERE status = 'charged' AND reference <> '' GROUP BY method, reference HAVING COUNT(*) > 1"_s},
        {u"a charged payment has its provider's reference"_s,
         u"SELECT order_id, status, reference FROM payment WHERE status = 'charged' AND reference = '' "
         "AND (method <> 'none' OR amount <> 0)"_s},
        {u"a credit balance is the sum of its entries"_s,
         u"SELECT a.shopper_id || ' ' || a.currency, a.balance, COALESCE(SUM(e.delta), 0) FROM credit_account a "
         "LEFT JOIN credit_entry e ON e.shopper_id = a.shopper_id AND e.currency = a.currency "
         "GROUP BY a.shopper_id, a.currency, a.balance HAVING a.balance <> COALESCE(SUM(e.delta), 0)"_s},
        // From 0 to the balance through every entry, each value is left as often as it is reached: ids don't tell their order for
        // sure.
        {u"each credit balance follows from the one before"_s,
         u"SELECT shopper_id || ' ' || currency || ' at ' || balance, SUM(reached), SUM(was_left) FROM ("
         "SELECT shopper_id, currency, balance_after AS balance, 1 AS reached, 0 AS was_left FROM credit_entry UNION ALL "
         "SELECT shopper_id, currency, balance_after - delta, 0, 1 FROM credit_entry UNION ALL "
         "SELECT shopper_id, currency, 0, 1, 0 FROM credit_account UNION ALL SELECT shopper_id, currency, balance, 0, 1 FROM credit_account) ways "
         "GROUP BY shopper_id, currency, balance HAVING SUM(reached) <> SUM(was_left)"_s},
        {u"each store-credit payment took its amount once"_s,
         u"SELECT p.order_id, p.amount, COALESCE(-e.delta, 0) FROM payment p LEFT JOIN credit_entry e ON e.source = 'order:' || p.order_id "
         "WHERE p.method = 'store_credit' AND p.status = 'charged' AND COALESCE(-e.delta, 0) <> p.amount"_s},
        {u"store credit that was taken paid for an order"_s,
         u"SELECT e.source, -e.delta || ' ' || e.currency, COALESCE(p.amount || ' ' || p.currency, 'no payment') FROM credit_entry e "
         "LEFT JOIN orders o ON o.id = substr(e.source, 7) AND o.shopper_id = e.shopper_id LEFT JOIN payment p ON p.order_id = o.id "
         "AND p.method = 'store_credit' AND p.status = 'charged' WHERE e.source LIKE 'order:%' "
         "AND (p.order_id IS NULL OR p.amount <> -e.delta OR p.currency <> e.currency)"_s},
        {u"every decided order has its audit entry"_s,
         u"SELECT o.id, o.status, 'no audit entry' FROM orders o WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.entity = 'order' "
         "AND a.entity_id = o.id AND a.action = 'order.' || o.status)"_s},
        {u"each change of an order has one audit entry"_s,
         u"SELECT o.id, COALESCE(a.entries, 0), o.version FROM orders o LEFT JOIN (SELECT entity_id, COUNT(*) AS entries FROM audit "
         "WHERE entity = 'order' GROUP BY entity_id) a ON a.entity_id = o.id WHERE COALESCE(a.entries, 0) <> o.version"_s},
    };
}

QList<Invariant> shipmentInvariants()
{
    return {
        {u"what was shipped of a line is what its shipments hold"_s,
         u"SELECT l.id, l.shipped, COALESCE(r.quantity, 0) FROM order_line l LEFT JOIN (SELECT s.order_id AS order_id, "
         "h.order_line_id AS id, SUM(h.quantity) AS quantity FROM shipment_line h JOIN shipment s ON s.id = h.shipment_id "
         "GROUP BY s.order_id, h.order_line_id) r ON r.order_id = l.order_id AND r.id = l.id WHERE l.shipped <> COALESCE(r.quantity, 0)"_s},
        {u"each shipment left the stock once"_s,
         u"SELECT h.shipment_id || ' of ' || l.sku, h.quantity, COALESCE(-m.delta, 0) FROM shipment_line h "
         "JOIN shipment s ON s.id = h.shipment_id JOIN order_line l ON l.order_id = s.order_id AND l.id = h.order_line_id "
         "LEFT JOIN stock_movement m ON m.sku = l.sku AND m.source_type = 'shipment' AND m.source_id = h.shipment_id "
         "AND m.purpose = h.order_line_id AND m.bucket = 'sellable' WHERE COALESCE(-m.delta, 0) <> h.quantity"_s},
        {u"the units shipped on a day are those of its shipments"_s,
         u"SELECT d.day, d.units, COALESCE(r.units, 0) FROM shipped_day d LEFT JOIN (SELECT s.at / 86400000 AS day, SUM(h.quantity) AS units "
         "FROM shipment s JOIN shipment_line h ON h.shipment_id = s.id GROUP BY s.at / 86400000) r ON r.day = d.day "
         "WHERE d.units <> COALESCE(r.units, 0)"_s},
        {u"an order's fulfilment is what its lines say"_s,
         u"SELECT o.id, o.fulfilment, r.fulfilment FROM orders o JOIN (SELECT order_id, CASE "
         "WHEN SUM(quantity - shipped - cancelled) > 0 THEN CASE WHEN SUM(shipped) > 0 THEN 'part_shipped' ELSE 'unshipped' END "
         "WHEN SUM(shipped) > 0 THEN 'shipped' ELSE 'cancelled' END AS fulfilment FROM order_line GROUP BY order_id) r "
         "ON r.order_id = o.id WHERE o.fulfilment <> r.fulfilment"_s},
        {u"only paid orders are shipped or cancelled"_s,
         u"SELECT o.id, o.status, o.fulfilment FROM orders o WHERE o.status <> 'paid' AND o.fulfilment <> 'unshipped'"_s},
    };
}

QList<Invariant> refundInvariants()
{
    return {
        {u"what goes back of an order is at most what was captured"_s,
         u"SELECT r.order_id, SUM(r.amount), COALESCE(p.amount, 0) FROM refund r "
         "LEFT JOIN payment p ON p.order_id = r.order_id AND p.status = 'charged' WHERE r.state <> 'failed' OR r.in_doubt <> 0 "
         "GROUP BY r.order_id, p.amount HAVING SUM(r.amount) > COALESCE(p.amount, 0)"_s},
        {u"a refund is more than nothing, in its payment's currency"_s,
         u"SELECT r.id, r.amount || ' ' || r.currency, p.currency FROM refund r JOIN payment p ON p.order_id = r.order_id "
         "WHERE r.currency <> p.currency OR r.amount <= 0"_s},
        {u"a provider's reference belongs to one refund or payment"_s,
         u"SELECT r.id, r.reference, p.order_id FROM refund r JOIN payment p ON p.method = r.method AND p.reference = r.reference "
         "WHERE r.reference <> '' AND p.status = 'charged'"_s},
        {u"a refund is settled when it has the time of it"_s,
         u"SELECT id, state, COALESCE(settled_at, 0) FROM refund WHERE (state = 'settled') <> (settled_at IS NOT NULL)"_s},
        {u"each store-credit refund gave its amount once"_s,
         u"SELECT r.id, r.amount, COALESCE(e.delta, 0) FROM refund r LEFT JOIN credit_entry e ON e.source = 'refund:' || r.id "
         "WHERE r.method = 'store_credit' AND r.state = 'settled' AND COALESCE(e.delta, 0) <> r.amount"_s},
        {u"store credit that was given back has its refund"_s,
         u"SELECT e.source, e.delta || ' ' || e.currency, COALESCE(r.amount || ' ' || r.currency, 'no refund') FROM credit_entry e "
         "LEFT JOIN refund r ON r.id = substr(e.source, 8) AND r.method = 'store_credit' AND r.state = 'settled' "
         "LEFT JOIN orders o ON o.id = r.order_id WHERE e.source LIKE 'refund:%' "
         "AND (r.id IS NULL OR r.amount <> e.delta OR r.currency <> e.currency OR o.shopper_id <> e.shopper_id)"_s},
        {u"somebody else approved goodwill"_s,
         u"SELECT id, approved_by, 'somebody but ' || requested_by FROM refund WHERE kind = 'goodwill' AND approved_by = requested_by"_s},
        {u"every decided refund has its audit entry"_s,
         u"SELECT r.id, r.state, 'no audit entry' FROM refund r WHERE r.state IN ('settled', 'failed') AND NOT EXISTS "
         "(SELECT 1 FROM audit a WHERE a.entity = 'refund' AND a.entity_id = r.id AND a.action = 'refund.' || r.state)"_s},
        {u"each change of a refund has one audit entry"_s,
         u"SELECT r.id, COALESCE(a.entries, 0), r.version FROM refund r LEFT JOIN (SELECT entity_id, COUNT(*) AS entries FROM audit "
         "WHERE entity = 'refund' GROUP BY entity_id) a ON a.entity_id = r.id WHERE COALESCE(a.entries, 0) <> r.version"_s},
    };
}

} // namespace

QStringList violatedInvariants(ReadTransaction &transaction, int maximum)
{
    Violations violations(maximum);
    const QList<Invariant> all =
        stockInvariants() + saleInvariants() + orderInvariants() + shipmentInvariants() + refundInvariants();
    for (const Invariant &invariant : all)
        violations.look(transaction, invariant);
    return violations.sentences;
}

} // namespace tidegate
