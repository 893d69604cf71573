// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/return_invariants.h"

#include "core/rma/rma_states.h"
#include "core/store/invariant.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QList<Invariant> unitInvariants()
{
    return {
        {u"no more units of an order's line are in returns than were shipped"_s,
         u"SELECT u.order_line_id, COUNT(*), l.shipped FROM rma_unit u JOIN rma r ON r.id = u.rma_id JOIN order_line l "
         "ON l.order_id = r.order_id AND l.id = u.order_line_id WHERE u.claimed = 1 "
         "GROUP BY u.order_line_id, l.shipped HAVING COUNT(*) > l.shipped OR MAX(u.order_unit) > l.shipped"_s},
        {u"a return's line is a line of its order"_s,
         u"SELECT n.id, n.order_line_id, r.order_id FROM rma_line n JOIN rma r ON r.id = n.rma_id WHERE NOT EXISTS "
         "(SELECT 1 FROM order_line l WHERE l.order_id = r.order_id AND l.id = n.order_line_id AND l.sku = n.sku)"_s},
        {u"a return has its units until it is declined, cancelled or expires"_s,
         u"SELECT r.number, r.state, u.claimed FROM rma r JOIN rma_unit u ON u.rma_id = r.id "
         "WHERE u.claimed <> CASE WHEN r.state IN ('declined', 'cancelled', 'expired') THEN 0 ELSE 1 END"_s},
        {u"a return's line was asked for when its return was"_s,
         u"SELECT r.number, l.asked_at, r.created_at FROM rma r JOIN rma_line l ON l.rma_id = r.id WHERE l.asked_at <> r.created_at"_s},
        {u"a completed return tells how many days it took"_s,
         u"SELECT number, COALESCE(resolved_days, -1), closed_at FROM rma WHERE COALESCE(resolved_days, -1) <> "
         "CASE WHEN state = 'completed' THEN (closed_at - created_at) / 86400000 ELSE -1 END"_s},
        {u"a return's line has a row for each unit"_s,
         u"SELECT n.id, n.quantity, COUNT(u.unit) FROM rma_line n LEFT JOIN rma_unit u ON u.rma_id = n.rma_id AND u.line_id = n.id "
         "GROUP BY n.id, n.quantity HAVING COUNT(u.unit) <> n.quantity OR MAX(u.unit) <> n.quantity"_s},
        {u"every approved unit is received or missing once nothing is to come"_s,
         u"SELECT n.id, n.received + n.missing, n.approved FROM rma_line n JOIN rma r ON r.id = n.rma_id "
         "WHERE n.received + n.missing <> n.approved AND r.state IN ('received', 'inspected', 'decided', 'settling', 'attention', 'completed')"_s},
        {u"what a line received is what its receipts name"_s,
         u"SELECT n.id, n.received, COALESCE(SUM(c.quantity), 0) FROM rma_line n LEFT JOIN rma_receipt_line c ON c.line_id = n.id "
         "GROUP BY n.id, n.received, n.missing HAVING COALESCE(SUM(c.quantity), 0) <> n.received OR COALESCE(SUM(c.missing), 0) <> n.missing"_s},
        {u"as many units of a line have come as it received"_s,
         u"SELECT n.id, n.received, SUM(CASE WHEN u.place IN ('expected', 'missing') THEN 0 ELSE 1 END) FROM rma_line n "
         "JOIN rma_unit u ON u.rma_id = n.rma_id AND u.line_id = n.id GROUP BY n.id, n.received, n.missing "
         "HAVING SUM(CASE WHEN u.place IN ('expected', 'missing') THEN 0 ELSE 1 END) <> n.received "
         "OR SUM(CASE WHEN u.place = 'missing' THEN 1 ELSE 0 END) <> n.missing"_s},
        {u"a return's value is what was paid for its units"_s,
         u"SELECT r.number, r.value, s.paid FROM rma r JOIN (SELECT rma_id, COUNT(*) AS units, SUM(CASE WHEN price - discount + tax + shipping > 0 "
         "THEN price - discount + tax + shipping ELSE 0 END) AS paid FROM rma_unit GROUP BY rma_id) s ON s.rma_id = r.id "
         "WHERE r.value <> s.paid OR r.units <> s.units"_s},
        {u"what was paid for the returned units of an order is within its total"_s,
         u"SELECT o.id, SUM(u.price - u.discount + u.tax + u.shipping), o.total FROM orders o JOIN rma r ON r.order_id = o.id "
         "JOIN rma_unit u ON u.rma_id = r.id AND u.claimed = 1 GROUP BY o.id, o.total "
         "HAVING SUM(u.price - u.discount + u.tax + u.shipping) > o.total"_s},
        {u"a return has its order's currency"_s,
         u"SELECT r.number, r.currency, o.currency FROM rma r JOIN orders o ON o.id = r.order_id WHERE r.currency <> o.currency"_s},
    };
}

QList<Invariant> inspectionInvariants()
{
    return {
        {u"every unit that came is inspected before finance decides"_s,
         u"SELECT r.number, r.state, u.place FROM rma r JOIN rma_unit u ON u.rma_id = r.id WHERE u.inspection_id IS NULL "
         "AND u.place NOT IN ('expected', 'missing') AND r.state IN ('inspected', 'decided', 'settling', 'attention', 'completed')"_s},
        {u"a unit's inspection is its newest"_s,
         u"SELECT i.id, i.line_id || ' ' || i.unit, COALESCE(u.inspection_id, 'none') FROM rma_inspection i JOIN rma_unit u "
         "ON u.rma_id = i.rma_id AND u.line_id = i.line_id AND u.unit = i.unit WHERE (u.inspection_id IS NULL OR u.inspection_id <> i.id) "
         "AND NOT EXISTS (SELECT 1 FROM rma_inspection n WHERE n.supersedes = i.id)"_s},
        {u"a unit has at most one inspection that is not superseded"_s,
         u"SELECT i.line_id || ' ' || i.unit, COUNT(*), 1 FROM rma_inspection i WHERE NOT EXISTS (SELECT 1 FROM rma_inspection n "
         "WHERE n.supersedes = i.id) GROUP BY i.line_id, i.unit HAVING COUNT(*) > 1"_s},
        {u"a rejected unit has a reason and is not sold again"_s,
         u"SELECT id, stock, verdict FROM rma_inspection WHERE verdict = 'reject' AND (reason = '' OR stock = 'restock')"_s},
        {u"returned goods are where the stock ledger says"_s,
         u"SELECT sku || ' ' || bucket, SUM(ledger), SUM(units) FROM (SELECT sku, bucket, delta AS ledger, 0 AS units FROM stock_movement "
         "WHERE source_type IN ('rma_inspection', 'rma_disposition', 'rma_repair') UNION ALL SELECT n.sku, u.place, 0, 1 FROM rma_unit u "
         "JOIN rma_line n ON n.rma_id = u.rma_id AND n.id = u.line_id WHERE u.place IN ('sellable', 'quarantine', 'scrap', 'repair')) both_sides "
         "GROUP BY sku, bucket HAVING SUM(ledger) <> SUM(units)"_s},
        {u"a return's movement of stock has its cause"_s,
         u"SELECT m.sku, m.source_type, m.source_id FROM stock_movement m WHERE "
         "(m.source_type = 'rma_inspection' AND NOT EXISTS (SELECT 1 FROM rma_inspection i WHERE i.id = m.source_id)) OR "
         "(m.source_type = 'rma_disposition' AND NOT EXISTS (SELECT 1 FROM rma_disposition d WHERE d.id = m.source_id)) OR "
         "(m.source_type = 'rma_repair' AND NOT EXISTS (SELECT 1 FROM rma_repair p WHERE p.id = m.source_id))"_s},
        {u"a refund moves no stock"_s,
         u"SELECT m.sku, m.source_type, m.source_id FROM stock_movement m WHERE m.source_type = 'refund' "
         "OR EXISTS (SELECT 1 FROM refund f WHERE f.id = m.source_id)"_s},
        {u"a unit under repair has an open repair"_s,
         u"SELECT r.number, COALESCE(u.units, 0), COALESCE(p.repairs, 0) FROM rma r LEFT JOIN (SELECT rma_id, COUNT(*) AS units FROM rma_unit "
         "WHERE place = 'repair' GROUP BY rma_id) u ON u.rma_id = r.id LEFT JOIN (SELECT rma_id, COUNT(*) AS repairs FROM rma_repair "
         "WHERE state = 'open' GROUP BY rma_id) p ON p.rma_id = r.id WHERE COALESCE(u.units, 0) <> COALESCE(p.repairs, 0)"_s},
    };
}

/// Of disposition d: another one was decided for its unit since. A refund can be paid all the same.
const QString decidedOtherwise =
    u"EXISTS (SELECT 1 FROM rma_disposition n WHERE n.rma_id = d.rma_id AND n.line_id = d.line_id AND n.unit = d.unit "
    "AND n.id <> d.id AND n.decided_at >= d.decided_at)"_s;

QList<Invariant> dispositionInvariants()
{
    return {
        {u"every accepted unit has a disposition once finance has decided"_s,
         u"SELECT r.number, r.state, i.verdict FROM rma r JOIN rma_unit u ON u.rma_id = r.id JOIN rma_inspection i ON i.id = u.inspection_id "
         "WHERE u.disposition_id IS NULL AND r.state IN ('decided', 'settling', 'attention', 'completed')"_s},
        {u"a unit's disposition is the one that holds"_s,
         u"SELECT d.id, d.state, COALESCE(u.disposition_id, 'none') FROM rma_disposition d JOIN rma_unit u ON u.rma_id = d.rma_id "
         "AND u.line_id = d.line_id AND u.unit = d.unit WHERE (d.state <> 'withdrawn' AND (u.disposition_id IS NULL OR u.disposition_id <> d.id)) "
         "OR (d.state = 'withdrawn' AND u.disposition_id = d.id)"_s},
        {u"a rejected unit is given nothing"_s,
         u"SELECT d.id, d.kind, i.verdict FROM rma_disposition d JOIN rma_unit u ON u.disposition_id = d.id "
         "JOIN rma_inspection i ON i.id = u.inspection_id WHERE i.verdict = 'reject' AND d.kind <> 'REJECT'"_s},
        {u"what lies with the customer is given nothing"_s,
         u"SELECT d.id, d.kind, u.place FROM rma_disposition d JOIN rma_unit u ON u.disposition_id = d.id "
         "WHERE u.place = 'customer' AND d.kind NOT IN ('REJECT', 'REPAIR')"_s},
        {u"a disposition has its return's currency"_s,
         u"SELECT d.id, d.currency, r.currency FROM rma_disposition d JOIN rma r ON r.id = d.rma_id WHERE d.currency <> r.currency"_s},
        {u"amount and fee of a unit are what was paid for it"_s,
         u"SELECT d.id, d.amount + d.fee, u.price - u.discount + u.tax + u.shipping FROM rma_disposition d JOIN rma_unit u ON u.rma_id = d.rma_id "
         "AND u.line_id = d.line_id AND u.unit = d.unit WHERE d.kind IN ('REFUND', 'STORE_CREDIT') "
         "AND d.amount + d.fee <> u.price - u.discount + u.tax + u.shipping"_s},
        {u"a return's refund is what its units are given"_s,
         u"SELECT f.id, f.amount, COALESCE(SUM(d.amount), 0) FROM refund f LEFT JOIN rma_disposition d ON d.refund_id = f.id "
         "WHERE f.kind = 'return' AND f.rma_id IS NOT NULL GROUP BY f.id, f.amount HAVING f.amount <> COALESCE(SUM(d.amount), 0)"_s},
        {u"a disposition and its refund tell the same"_s,
         u"SELECT d.id, d.state, f.state FROM rma_disposition d JOIN refund f ON f.id = d.refund_id WHERE d.state <> CASE f.state "
         "WHEN 'settled' THEN 'done' WHEN 'failed' THEN 'failed' ELSE 'executing' END "
         "AND NOT (d.state = 'withdrawn' AND f.state = 'failed' AND f.in_doubt = 0) "
         "AND NOT (d.state = 'withdrawn' AND f.state = 'settled' AND "_s
             + decidedOtherwise + u')'},
        {u"money that is done has its refund"_s,
         u"SELECT id, kind, state FROM rma_disposition WHERE kind IN ('REFUND', 'STORE_CREDIT') AND amount > 0 AND refund_id IS NULL "
         "AND state IN ('executing', 'done', 'failed')"_s},
        {u"store credit is issued once for each disposition"_s,
         u"SELECT d.id, COUNT(e.id), 1 FROM rma_disposition d LEFT JOIN credit_entry e ON e.source = 'refund:' || d.refund_id AND e.delta = d.amount "
         "WHERE d.kind = 'STORE_CREDIT' AND d.state = 'done' AND d.amount > 0 GROUP BY d.id HAVING COUNT(e.id) <> 1"_s},
        {u"a replacement's order has its units"_s,
         u"SELECT d.result_ref, COUNT(*), COALESCE((SELECT SUM(l.quantity) FROM order_line l JOIN orders o ON o.id = l.order_id "
         "WHERE o.id = d.result_ref AND o.kind = 'replacement'), 0) FROM rma_disposition d WHERE d.kind = 'REPLACEMENT' AND d.result_ref <> '' "
         "GROUP BY d.result_ref HAVING COUNT(*) <> COALESCE((SELECT SUM(l.quantity) FROM order_line l JOIN orders o ON o.id = l.order_id "
         "WHERE o.id = d.result_ref AND o.kind = 'replacement'), 0)"_s},
        {u"whoever inspected or decided does not release money above the limit"_s,
         u"SELECT c.rma_id, c.money, c.four_eyes_above FROM rma_completion c JOIN audit a ON a.entity = 'rma' AND a.entity_id = c.rma_id "
         "AND a.action = 'rma.complete' AND a.actor = c.actor AND a.at = c.at WHERE c.money > c.four_eyes_above AND (EXISTS "
         "(SELECT 1 FROM rma_inspection i JOIN audit e ON e.entity = 'rma' AND e.entity_id = i.rma_id AND e.action = 'rma.inspect' "
         "AND e.actor = i.inspector AND e.at = i.at WHERE i.rma_id = c.rma_id AND i.inspector_id = c.actor_id AND e.seq < a.seq) OR EXISTS "
         "(SELECT 1 FROM rma_disposition d JOIN audit e ON e.entity = 'rma' AND e.entity_id = d.rma_id AND e.action = 'rma.decide' "
         "AND e.actor = d.decided_by AND e.at = d.decided_at WHERE d.rma_id = c.rma_id AND d.decided_by_id = c.actor_id AND e.seq < a.seq "
         "AND d.state <> 'withdrawn'))"_s},
        {u"every completion has its audit entry"_s,
         u"SELECT c.rma_id, c.actor, c.at FROM rma_completion c WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.entity = 'rma' "
         "AND a.entity_id = c.rma_id AND a.action = 'rma.complete' AND a.actor = c.actor AND a.at = c.at)"_s},
    };
}

QList<Invariant> stateInvariants()
{
    return {
        {u"a completed return has nothing left to do"_s,
         u"SELECT r.number, d.kind, d.state FROM rma r JOIN rma_disposition d ON d.rma_id = r.id WHERE r.state = 'completed' "
         "AND d.state NOT IN ('done', 'withdrawn')"_s},
        {u"no refund of a completed return is on its way"_s,
         u"SELECT r.number, f.state, r.state FROM rma r JOIN refund f ON f.rma_id = r.id WHERE r.state = 'completed' "
         "AND f.state IN ('pending', 'sent')"_s},
        {u"a settling return waits for something"_s,
         u"SELECT r.number, r.state, COUNT(d.id) FROM rma r LEFT JOIN rma_disposition d ON d.rma_id = r.id AND d.state = 'executing' "
         "WHERE r.state = 'settling' GROUP BY r.number, r.state HAVING COUNT(d.id) = 0"_s},
        {u"a return that needs attention has something that failed, or was paid after all"_s,
         u"SELECT r.number, r.state, COUNT(d.id) FROM rma r LEFT JOIN rma_disposition d ON d.rma_id = r.id AND d.state = 'failed' "
         "WHERE r.state = 'attention' AND NOT EXISTS (SELECT 1 FROM rma_disposition d JOIN refund f ON f.id = d.refund_id "
         "WHERE d.rma_id = r.id AND f.state = 'settled' AND "_s
             + decidedOtherwise + u") GROUP BY r.number, r.state HAVING COUNT(d.id) = 0"_s},
        {u"only approved returns expire"_s,
         u"SELECT number, state, expires_at FROM rma WHERE (state = 'approved') <> (expires_at IS NOT NULL) "
         "AND state NOT IN ('cancelled', 'expired')"_s},
        {u"what was done under an idempotency key is there"_s,
         u"SELECT k.scope, k.entity_id, 'nothing' FROM action_key k WHERE NOT EXISTS (SELECT 1 FROM rma r WHERE r.id = k.entity_id) "
         "AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = k.entity_id) AND NOT EXISTS (SELECT 1 FROM refund f WHERE f.id = k.entity_id) "
         "AND NOT EXISTS (SELECT 1 FROM rma_note n WHERE n.id = k.entity_id) "
         "AND NOT EXISTS (SELECT 1 FROM rma_attachment a WHERE a.id = k.entity_id)"_s},
        {u"a return is found by its number"_s,
         u"SELECT r.number, r.id, COUNT(s.term) FROM rma r LEFT JOIN rma_search s ON s.rma_id = r.id AND s.term = lower(r.number) "
         "GROUP BY r.number, r.id HAVING COUNT(s.term) <> 1"_s},
    };
}

void checkQueues(ReadTransaction &transaction, Violations &violations)
{
    transaction.each(u"SELECT number, state, queue, closed_at FROM rma"_s, QVariantList{}, [&violations](const Row &row) {
        const auto state = rmaStateFromName(row.text(1));
        const QString queue = state ? rmaQueueName(ruleOf(*state).queue) : QString();
        if (row.text(2) != queue)
            violations.add(u"a return is in its state's queue"_s, row.text(0), row.text(2), queue);
        if (row.isNull(3) == (queue == u"closed"))
            violations.add(u"a return is closed with its state"_s, row.text(0), row.text(1), row.text(3));
    });
}

std::optional<RmaState> stateIn(const QString &json)
{
    return rmaStateFromName(QJsonDocument::fromJson(json.toUtf8()).object().value(u"state"_s).toString());
}

/// Follows the audit trail of one return after the other: each step one entry, each entry an arrow of the table.
class Trail
{
public:
    explicit Trail(Violations &violations)
        : m_violations(violations)
    {
    }

    void entry(const Row &row)
    {
        if (row.text(0) != m_id)
            begin(row);
        const auto before = row.text(2).isEmpty() ? std::nullopt : stateIn(row.text(2));
        const auto after = stateIn(row.text(3));
        const auto step = rmaStepFromName(QStringView(row.text(1)).mid(4));
        if (before != m_state)
            m_violations.add(u"each step of a return begins where the one before ended"_s, m_number, row.text(2),
                             nameOf(m_state));
        if (!after || !step || !isLegal(before, *step, *after))
            m_violations.add(u"each step of a return is an arrow of its workflow"_s, m_number, row.text(1), row.text(3));
        m_state = after;
        m_lastAt = row.integer(8);
        ++m_entries;
    }

    void end()
    {
        if (m_id.isEmpty())
            return;
        if (nameOf(m_state) != m_rowState)
            m_violations.add(u"a return stands where its audit trail ends"_s, m_number, m_rowState, nameOf(m_state));
        if (m_entries != m_version)
            m_violations.add(u"each change of a return has one audit entry"_s, m_number, QString::number(m_entries),
                             QString::number(m_version));
        if (m_closedAt && *m_closedAt != m_lastAt)
            m_violations.add(u"a return was closed when its audit trail says"_s, m_number, QString::number(*m_closedAt),
                             QString::number(m_lastAt));
    }

private:
    void begin(const Row &row)
    {
        end();
        m_id = row.text(0);
        m_number = row.text(4);
        m_rowState = row.text(5);
        m_version = row.integer(6);
        m_closedAt = row.optionalInteger(7);
        m_state.reset();
        m_entries = 0;
        if (row.integer(8) != row.integer(9))
            m_violations.add(u"a return was asked for when its audit trail says"_s, m_number, row.text(9), row.text(8));
    }
    static QString nameOf(std::optional<RmaState> state) { return state ? rmaStateName(*state) : u"nothing"_s; }

    Violations &m_violations;
    QString m_id;
    QString m_number;
    QString m_rowState;
    qint64 m_version = 0;
    qint64 m_entries = 0;
    qint64 m_lastAt = 0;
    std::optional<qint64> m_closedAt;
    std::optional<RmaState> m_state;
};

void checkTrails(ReadTransaction &transaction, Violations &violations)
{
    Trail trail(violations);
    transaction.each(
        u"SELECT a.entity_id, a.action, a.state_before, a.state_after, r.number, r.state, r.version, r.closed_at, a.at, r.created_at "
        "FROM audit a JOIN rma r ON r.id = a.entity_id WHERE a.entity = 'rma' ORDER BY a.entity_id, a.seq"_s,
        QVariantList{}, [&trail](const Row &row) { trail.entry(row); });
    trail.end();
    violations.look(transaction,
                    {u"every return has its audit trail"_s,
                     u"SELECT r.number, 0, r.version FROM rma r WHERE NOT EXISTS (SELECT 1 FROM audit a "
                     "WHERE a.entity = 'rma' AND a.entity_id = r.id)"_s});
}

} // namespace

QStringList violatedReturnInvariants(ReadTransaction &transaction, int maximum)
{
    Violations violations(maximum);
    const QList<Invariant> all = unitInvariants() + inspectionInvariants() + dispositionInvariants() + stateInvariants();
    for (const Invariant &invariant : all)
        violations.look(transaction, invariant);
    checkQueues(transaction, violations);
    checkTrails(transaction, violations);
    return violations.sentences;
}

} // namespace tidegate
