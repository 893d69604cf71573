// SPDX-License-Identifier: GPL-3.0-or-later
// Each invariant of returns finds what breaks it.
#include "returns_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// Returns in most states, with every kind of disposition: what damage can be done to.
void fill(ReturnsShop &shop)
{
    const SoldOrder one{.lines = {{.sku = u"A"_s}}};
    const SoldOrder two{.lines = {{.sku = u"B"_s, .quantity = 2}}};
    shop.submitted(shop.sellAndShip(one));
    shop.approved(shop.sellAndShip(two));
    shop.received(shop.sellAndShip(one));
    shop.inspected(shop.sellAndShip(one), StockClass::Restock);
    shop.decided(shop.sellAndShip(one));
    shop.completing(shop.sellAndShip(one), DispositionKind::Repair);
    shop.completing(shop.sellAndShip(one), DispositionKind::Replacement);
    shop.completing(shop.sellAndShip(one), DispositionKind::StoreCredit);
    shop.completing(shop.sellAndShip(one), DispositionKind::Reject);
    const Rma declined = shop.submitted(shop.sellAndShip(one));
    ReturnsShop::must(shop.rma.decline(shop.by(shop.support, declined), u"no"_s));
    shop.completing(shop.sellAndShip(one));
    shop.card->refundsPlay({Shop::Manner::Decline});
    shop.sendRefunds();
    shop.completing(shop.sellAndShip(two), DispositionKind::Refund, 10);
    shop.sendRefunds();
    shop.completing(shop.sellAndShip(one));
    const Rma worn = shop.received(shop.sellAndShip(one));
    shop.decide(shop.inspect(worn, shop.findings(worn, StockClass::Scrap, Verdict::Reject)), {});
    RmaAction validating = shop.by(shop.support, shop.submitted(shop.sellAndShip(one)));
    validating.idempotencyKey = u"key"_s;
    ReturnsShop::must(shop.rma.validate(validating));
}

/// Why the database does not do this; empty where it does.
QString refusalOf(ReturnsShop &shop, const QString &statement)
{
    const auto done = shop.store
                          ->write([statement](WriteTransaction &transaction) -> Result<Done> {
                              transaction.exec(statement);
                              return Done{};
                          })
                          .get();
    return done ? QString() : done.error().detail;
}

/// As if somebody had released money above the limit.
void forgeCompletion(ReturnsShop &shop, const QString &rmaId, const StaffActor &actor)
{
    shop.clock.advance(std::chrono::seconds(1));
    ReturnsShop::must(
        shop.store
            ->write([rmaId, actor](WriteTransaction &transaction) -> Result<Done> {
                transaction.audit(
                    {actor.text(), u"rma.complete"_s, u"rma"_s, rmaId, R"({"state":"decided"})", R"({"state":"completed"})", {}});
                transaction.exec(u"INSERT INTO rma_completion VALUES ('0', ?, 20001, 20000, ?, ?, ?)"_s,
                                 {rmaId, actor.text(), actor.id, transaction.now()});
                return Done{};
            })
            .get());
}

template <typename AddRow>
void damageDecisions(const QString &of, const AddRow &row)
{
    row("no disposition", u"UPDATE rma_unit SET disposition_id = NULL"_s + of.arg(u"decided"_s), u"has a disposition once"_s);
    row("disposition", u"UPDATE rma_unit SET disposition_id = 'x'"_s + of.arg(u"decided"_s), u"is the one that holds"_s);
    row("with the customer", u"UPDATE rma_disposition SET kind = 'REPLACEMENT' WHERE kind = 'REJECT'"_s,
        u"with the customer is given nothing"_s);
    row("rejected",
        u"UPDATE rma_disposition SET kind = 'REPLACEMENT' WHERE inspection_id IN "
        "(SELECT id FROM rma_inspection WHERE verdict = 'reject')"_s,
        u"a rejected unit is given nothing"_s);
    row("other currency", u"UPDATE rma_disposition SET currency = 'JPY' WHERE state = 'decided'"_s,
        u"has its return's currency"_s);
    row("amount", u"UPDATE rma_disposition SET amount = amount + 1 WHERE kind = 'REFUND'"_s, u"amount and fee of a unit"_s);
    row("refund amount", u"UPDATE refund SET amount = amount + 1 WHERE method = 'card'"_s, u"what its units are given"_s);
    row("refund state", u"UPDATE refund SET state = 'failed' WHERE state = 'settled'"_s, u"and its refund tell the same"_s);
    row("no refund", u"UPDATE rma_disposition SET refund_id = NULL WHERE state = 'done'"_s, u"money that is done"_s);
    row("credit", u"UPDATE rma_disposition SET amount = 7, fee = 993 WHERE kind = 'STORE_CREDIT'"_s, u"issued once"_s);
    row("replacement", u"UPDATE orders SET kind = 'imported' WHERE kind = 'replacement'"_s, u"a replacement's order"_s);
    row("no audit entry",
        u"INSERT INTO rma_completion SELECT '0', rma_id, 1, 20000, actor, actor_id, at + 1 FROM rma_completion "
        "WHERE id = (SELECT MIN(id) FROM rma_completion)"_s,
        u"every completion has its audit entry"_s);
}

} // namespace

class ReturnInvariantsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsEachKindOfDamage_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char *name, const QString &damage, const QString &rule) {
            QTest::newRow(name) << damage << rule;
        };
        const QString of = u" WHERE rma_id = (SELECT id FROM rma WHERE state = '%1' ORDER BY id LIMIT 1)"_s;
        row("above shipped", u"UPDATE order_line SET shipped = 1 WHERE quantity = 2"_s, u"than were shipped"_s);
        row("order line", u"UPDATE rma_line SET sku = 'C'"_s + of.arg(u"submitted"_s), u"a line of its order"_s);
        row("released", u"UPDATE rma_unit SET claimed = 0"_s + of.arg(u"received"_s), u"has its units until"_s);
        row("kept", u"UPDATE rma_unit SET claimed = 1"_s + of.arg(u"declined"_s), u"has its units until"_s);
        row("asked", u"UPDATE rma_line SET asked_at = 1"_s + of.arg(u"submitted"_s), u"asked for when its return was"_s);
        row("days", u"UPDATE rma SET resolved_days = 7 WHERE state = 'completed'"_s, u"how many days it took"_s);
        row("unit row", u"DELETE FROM rma_unit"_s + of.arg(u"submitted"_s), u"a row for each unit"_s);
        row("to come", u"UPDATE rma_line SET received = 0"_s + of.arg(u"received"_s), u"once nothing is to come"_s);
        row("receipt", u"UPDATE rma_line SET received = 0"_s + of.arg(u"inspected"_s), u"what its receipts name"_s);
        row("place", u"UPDATE rma_unit SET place = 'missing'"_s + of.arg(u"received"_s), u"have come as it received"_s);
        row("value", u"UPDATE rma SET value = value + 1"_s, u"a return's value"_s);
        row("paid", u"UPDATE rma_unit SET price = price + 1"_s, u"within its total"_s);
        row("currency", u"UPDATE rma SET currency = 'JPY' WHERE state = 'submitted'"_s, u"its order's currency"_s);
        row("not inspected", u"UPDATE rma_unit SET inspection_id = NULL"_s + of.arg(u"decided"_s), u"inspected before finance"_s);
        row("not newest", u"UPDATE rma_unit SET inspection_id = 'x'"_s + of.arg(u"inspected"_s),
            u"a unit's inspection is its newest"_s);
        row("two inspections",
            u"INSERT INTO rma_inspection SELECT 'x', rma_id, line_id, unit, grade, verdict, reason, stock, inspector, inspector_id, NULL, at "
            "FROM rma_inspection WHERE id = (SELECT MIN(id) FROM rma_inspection)"_s,
            u"at most one inspection"_s);
        row("ledger", u"UPDATE rma_unit SET place = 'scrap'"_s + of.arg(u"inspected"_s), u"where the stock ledger says"_s);
        row("cause",
            u"INSERT INTO stock_movement (id, sku, bucket, delta, reason, source_type, source_id, purpose, actor, at) "
            "VALUES ('x', 'A', 'scrap', 1, 'x', 'rma_inspection', 'x', 'x', 'x', 0)"_s,
            u"has its cause"_s);
        row("refund moves",
            u"INSERT INTO stock_movement (id, sku, bucket, delta, reason, source_type, source_id, purpose, actor, at) "
            "VALUES ('x', 'A', 'scrap', 1, 'x', 'refund', 'x', 'x', 'x', 0)"_s,
            u"a refund moves no stock"_s);
        row("repair", u"UPDATE rma_repair SET state = 'failed'"_s, u"has an open repair"_s);
        damageDecisions(of, row);
        row("left to do", u"UPDATE rma_disposition SET state = 'executing' WHERE state = 'done'"_s, u"has nothing left to do"_s);
        row("on its way", u"UPDATE refund SET state = 'sent' WHERE state = 'settled'"_s,
            u"of a completed return is on its way"_s);
        row("waits", u"UPDATE rma_disposition SET state = 'done' WHERE state = 'executing'"_s, u"waits for something"_s);
        row("attention", u"UPDATE rma_disposition SET state = 'done' WHERE state = 'failed'"_s, u"that needs attention"_s);
        row("expiry", u"UPDATE rma SET expires_at = NULL WHERE state = 'approved'"_s, u"only approved returns"_s);
        row("search", u"DELETE FROM rma_search WHERE term LIKE 'r-%'"_s, u"found by its number"_s);
        row("queue", u"UPDATE rma SET queue = 'system' WHERE state = 'submitted'"_s, u"in its state's queue"_s);
        row("closed", u"UPDATE rma SET closed_at = NULL WHERE state = 'completed'"_s, u"is closed with its state"_s);
        row("when closed", u"UPDATE rma SET closed_at = closed_at + 1 WHERE state = 'completed'"_s, u"was closed when"_s);
        row("when asked", u"UPDATE rma SET created_at = created_at + 1"_s, u"was asked for when"_s);
        row("state", u"UPDATE rma SET state = 'validated' WHERE state = 'submitted'"_s, u"where its audit trail ends"_s);
        row("version", u"UPDATE rma SET version = version + 1 WHERE state = 'submitted'"_s, u"has one audit entry"_s);
        row("action of nothing", u"UPDATE action_key SET entity_id = 'x'"_s, u"under an idempotency key is there"_s);
        row("no trail",
            u"INSERT INTO rma SELECT 'x', 'x', order_id, shopper_id, email, currency, source, state, queue, due_at, value, units, tracking, "
            "reason, expires_at, created_at, updated_at, closed_at, version, resolved_days FROM rma WHERE state = 'submitted'"_s,
            u"has its audit trail"_s);
    }
    void findsEachKindOfDamage()
    {
        QFETCH(QString, damage);
        QFETCH(QString, rule);
        ReturnsShop shop;
        fill(shop);
        QCOMPARE(shop.allViolations(), QStringList());
        shop.change(damage);
        const QString found = shop.allViolations().join(u'\n');
        QVERIFY2(found.contains(rule), qPrintable(found));
    }
    /// The order is the audit trail's, whatever the ids say, which several servers make by clocks of their own.
    void whoReleasesTheirOwnMoneyIsFound()
    {
        ReturnsShop shop;
        Rma rma = shop.decided(shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 20'001}}}), DispositionKind::Refund, 0,
                               StockClass::Scrap);
        rma = shop.complete(rma, shop.admin);
        shop.card->refundsPlay({Shop::Manner::Decline});
        shop.sendRefunds();
        rma = ReturnsShop::must(shop.rma.reopen(shop.by(shop.admin, shop.find(rma.summary.id)), u"closed card"_s));
        rma = ReturnsShop::must(shop.rma.decide(shop.by(shop.admin, rma), shop.decisions(rma, DispositionKind::StoreCredit)));
        QCOMPARE(shop.allViolations(), QStringList()); // she completed before she decided
        forgeCompletion(shop, rma.summary.id, shop.admin);
        const QString found = shop.allViolations().join(u'\n');
        QVERIFY2(found.contains(u"does not release money above the limit"_s), qPrintable(found));
    }
    void whoReleasesTheMoneyOfTheirInspectionIsFound()
    {
        ReturnsShop shop;
        const Rma rma = shop.received(shop.sellAndShip({.lines = {{.sku = u"A"_s, .price = 20'001}}}));
        const Rma seen = ReturnsShop::must(shop.rma.inspect(shop.by(shop.admin, rma), shop.findings(rma, StockClass::Scrap)));
        shop.complete(shop.decide(seen, shop.decisions(seen, DispositionKind::Refund)));
        QCOMPARE(shop.allViolations(), QStringList());
        forgeCompletion(shop, rma.summary.id, shop.admin);
        const QString found = shop.allViolations().join(u'\n');
        QVERIFY2(found.contains(u"does not release money above the limit"_s), qPrintable(found));
    }
    void theTrailOfAReturnKeepsToItsWorkflow()
    {
        ReturnsShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip({.lines = {{.sku = u"A"_s}}}));
        ReturnsShop::must(
            shop.store
                ->write([id = rma.summary.id](WriteTransaction &transaction) -> Result<Done> {
                    transaction.audit(
                        {u"system"_s, u"rma.complete"_s, u"rma"_s, id, R"({"state":"decided"})", R"({"state":"submitted"})", {}});
                    transaction.exec(u"UPDATE rma SET version = version + 1"_s);
                    return Done{};
                })
                .get());
        const QString found = shop.allViolations().join(u'\n');
        QVERIFY2(found.contains(u"is an arrow of its workflow"_s), qPrintable(found));
        QVERIFY2(found.contains(u"begins where the one before ended"_s), qPrintable(found));
    }
    /// What the checks could only find afterwards the database doesn't let in at all.
    void whatCannotBeIsRefused_data()
    {
        QTest::addColumn<QString>("statement");
        const auto row = [](const char *name, const QString &statement) { QTest::newRow(name) << statement; };
        row("more approved than asked for", u"UPDATE rma_line SET approved = quantity + 1"_s);
        row("more received than approved", u"UPDATE rma_line SET received = approved + 1"_s);
        row("less missing than nothing", u"UPDATE rma_line SET missing = -1"_s);
        row("negative fee", u"UPDATE rma_disposition SET fee = -1"_s);
        row("negative amount", u"UPDATE rma_disposition SET amount = -1"_s);
        row("money for a replacement", u"UPDATE rma_disposition SET amount = 1 WHERE kind = 'REPLACEMENT'"_s);
        row("two dispositions of a unit",
            u"INSERT INTO rma_disposition (id, rma_id, line_id, unit, inspection_id, kind, amount, fee, currency, state, decided_by, "
            "decided_by_id, decided_at) SELECT 'x', rma_id, line_id, unit, inspection_id, 'REJECT', 0, 0, currency, 'decided', 'x', 'x', 0 "
            "FROM rma_disposition WHERE state = 'done'"_s);
        row("a unit claimed twice", u"UPDATE rma_unit SET order_unit = 1, claimed = 1, order_line_id = 'same'"_s);
        row("two repairs of a unit",
            u"INSERT INTO rma_repair (id, rma_id, disposition_id, sku, state, opened_at) SELECT 'x', rma_id, disposition_id, sku, 'open', 0 "
            "FROM rma_repair WHERE state = 'open'"_s);
        row("a rejected unit on sale",
            u"INSERT INTO rma_inspection SELECT 'x', rma_id, line_id, unit, grade, 'reject', 'torn', 'restock', inspector, inspector_id, "
            "NULL, at FROM rma_inspection WHERE id = (SELECT MIN(id) FROM rma_inspection)"_s);
        row("a rejection without a reason",
            u"INSERT INTO rma_inspection SELECT 'x', rma_id, line_id, unit, grade, 'reject', '', 'scrap', inspector, inspector_id, "
            "NULL, at FROM rma_inspection WHERE id = (SELECT MIN(id) FROM rma_inspection)"_s);
        row("two corrections of an inspection",
            u"INSERT INTO rma_inspection SELECT n, i.rma_id, line_id, unit, grade, verdict, reason, stock, inspector, inspector_id, i.id, at "
            "FROM rma_inspection i JOIN (SELECT 'x' AS n UNION ALL SELECT 'y') twice ON 1 = 1 "
            "WHERE i.id = (SELECT MIN(id) FROM rma_inspection)"_s);
        row("an idempotency key used twice", u"INSERT INTO action_key SELECT * FROM action_key"_s);
        row("two movements of one cause",
            u"INSERT INTO stock_movement (id, sku, bucket, delta, reason, source_type, source_id, purpose, actor, at) SELECT 'x', sku, bucket, "
            "delta, reason, source_type, source_id, purpose, actor, at FROM stock_movement WHERE source_type = 'rma_inspection'"_s);
        row("more promised than there is", u"UPDATE stock SET allocated = on_hand + 1"_s);
        row("a bucket below nothing", u"UPDATE stock_bucket SET balance = -1"_s);
        row("credit below nothing", u"UPDATE credit_account SET balance = -1"_s);
        row("a refund of nothing", u"UPDATE refund SET amount = 0"_s);
    }
    void whatCannotBeIsRefused()
    {
        QFETCH(QString, statement);
        ReturnsShop shop;
        fill(shop);
        const QString refusal = refusalOf(shop, statement);
        QVERIFY2(refusal.contains(u"constraint"_s), qPrintable(refusal));
        QCOMPARE(shop.allViolations(), QStringList());
    }
    void ledgersOfReturnsAreAppendOnly_data()
    {
        QTest::addColumn<QString>("statement");
        for (const char *table : {"rma_receipt", "rma_receipt_line", "rma_inspection", "rma_completion", "rma_disposition"})
            QTest::newRow(table) << u"DELETE FROM "_s + QString::fromLatin1(table);
        QTest::newRow("inspection changed") << u"UPDATE rma_inspection SET grade = 'new'"_s;
    }
    void ledgersOfReturnsAreAppendOnly()
    {
        QFETCH(QString, statement);
        ReturnsShop shop;
        fill(shop);
        const QString refusal = refusalOf(shop, statement);
        QVERIFY2(refusal.contains(u"append-only"_s) || refusal.contains(u"are kept"_s), qPrintable(refusal));
    }
};

QTEST_GUILESS_MAIN(ReturnInvariantsTest)
#include "tst_return_invariants.moc"
