// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migration.h"

#include "store/store_helpers.h"
#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// A shop in use before there were shipments: every kind of order, addresses as people type them, an SKU twice in one order.
const QString shopInUse =
    u"INSERT INTO product (sku, id, name, price, currency, created_at, updated_at) VALUES ('A-1', 'p1', 'A', 1500, 'EUR', 1, 1), "
    "('Größe-2', 'p2', 'B', 700, 'EUR', 1, 1);"
    "INSERT INTO stock (sku, on_hand, held, allocated) VALUES ('A-1', 40, 1, 2), ('Größe-2', 5, 0, 1);"
    "INSERT INTO sale VALUES ('s1', 'Now', 0, 9000000000000, 'scheduled', 0, 0, 1);"
    "INSERT INTO sale_item VALUES ('i1', 's1', 'A-1', 0, 1500, 'EUR', 30, 2, 2, 1), ('i2', 's1', 'Größe-2', 1, 700, 'EUR', 5, 0, 1, 0);"
    "INSERT INTO orders (id, shopper_id, email, sale_id, status, total, currency, idempotency_key, created_at, updated_at, version) VALUES "
    "('o2', 'ann', '', 's1', 'reserved', 1500, 'EUR', 'k', 5, 5, 1), ('o1', 'ann', ' Ann@Example.COM ', 's1', 'paid', 3700, 'EUR', NULL, 4, 4, 2), "
    "('o3', 'zoe', 'a-1', 's1', 'released', 1500, 'EUR', NULL, 6, 7, 2), ('o4', 'zoe', '   ', 's1', 'declined', 0, 'EUR', NULL, 8, 8, 2);"
    "INSERT INTO order_line VALUES ('o3', 0, 'l3', 'i1', 'A-1', '', 1, 1500), ('o1', 0, 'l1', 'i1', 'A-1', 'n', 1, 1500), "
    "('o1', 1, 'l4', 'i1', 'A-1', 'n', 1, 1500), ('o1', 2, 'l5', 'i2', 'Größe-2', 'n', 1, 700), ('o2', 0, 'l2', 'i1', 'A-1', 'n', 1, 1500);"
    "INSERT INTO payment VALUES ('o1', 'card', 'charged', 3700, 'EUR', '', 'ch_1', 4), ('o2', 'card', 'pending', 1500, 'EUR', 'tok', '', 5), "
    "('o3', 'card', 'failed', 1500, 'EUR', '', '', 7), ('o4', 'card', 'declined', 0, 'EUR', '', '', 8);"_s;

/// What a program that did not look at references can have left behind.
const QString brokenReferences = u"INSERT INTO order_line VALUES ('gone', 1, 'l9', 'gone', 'gone', '', 1, 0);"
                                 "INSERT INTO payment VALUES ('gone', 'card', 'charged', 1, 'EUR', '', 'ch_9', 0);"_s;

const QString orderColumns =
    u"id, shopper_id, email, sale_id, status, total, currency, idempotency_key, created_at, updated_at, version"_s;
const QString lineColumns = u"order_id, position, id, sale_item_id, sku, name, quantity, unit_price"_s;

QStringList rowsOf(Store &store, const QString &columns, const QString &table)
{
    auto read = store.read([columns, table](ReadTransaction &transaction) -> Result<QStringList> {
        QStringList rows;
        transaction.each(u"SELECT %1 FROM %2 ORDER BY %1"_s.arg(columns, table), QVariantList(), [&](const Row &row) {
            QStringList fields;
            for (int column = 0; column <= columns.count(u','); ++column)
                fields << (row.isNull(column) ? u"NULL"_s : row.text(column));
            rows << fields.join(u'|');
        });
        return rows;
    });
    return read.get().value();
}

bool takes(Store &store, const QString &sql)
{
    auto written = store.write([sql](WriteTransaction &transaction) -> Result<Done> {
        transaction.exec(sql);
        return Done{};
    });
    return written.get().has_value();
}

const QString refundColumns =
    u"INSERT INTO refund (id, order_id, kind, method, charge_reference, amount, currency, state, idempotency_key, reference, requested_by, "
    "approved_by, next_at, created_at, updated_at) VALUES "_s;

} // namespace

class FulfilmentTablesTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;

    std::unique_ptr<Store> openAt(const ScratchStore &scratch, int version)
    {
        auto steps = builtInMigrations();
        steps.resize(static_cast<std::size_t>(version));
        return std::move(*Store::open(scratch.options, m_clock, steps));
    }

    std::unique_ptr<Store> migrated(const ScratchStore &scratch)
    {
        openAt(scratch, 6);
        scratch.runOutside(shopInUse);
        return openAt(scratch, 7);
    }

private Q_SLOTS:
    void everyOrderAndLineArrives()
    {
        const ScratchStore scratch;
        openAt(scratch, 6);
        scratch.runOutside(shopInUse);
        QStringList orders;
        QStringList lines;
        {
            const auto before = openAt(scratch, 6);
            orders = rowsOf(*before, orderColumns, u"orders"_s);
            lines = rowsOf(*before, lineColumns, u"order_line"_s);
        }
        QCOMPARE(orders.size(), 4);
        const auto after = openAt(scratch, 7);
        QCOMPARE(rowsOf(*after, orderColumns, u"orders"_s), orders);
        QCOMPARE(rowsOf(*after, lineColumns, u"order_line"_s), lines);
    }

    void rowsWhoseReferencesAreGoneArriveToo()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        openAt(scratch, 6);
        scratch.runOutside(shopInUse + brokenReferences);
        const QStringList lines = rowsOf(*openAt(scratch, 6), lineColumns, u"order_line"_s);
        const auto after = openAt(scratch, 7);
        QCOMPARE(rowsOf(*after, lineColumns, u"order_line"_s), lines);
        QVERIFY(!rowsOf(*after, u"order_id"_s, u"order_search"_s).contains(u"gone"_s));
    }

    void nothingIsShippedOrCancelledYet()
    {
        const ScratchStore scratch;
        const auto store = migrated(scratch);
        QCOMPARE(rowsOf(*store, u"fulfilment, kind, shipping, discount"_s, u"orders"_s), QStringList(4, u"unshipped|sale|0|0"_s));
        QCOMPARE(rowsOf(*store, u"shipped, cancelled, discount, tax"_s, u"order_line"_s), QStringList(5, u"0|0|0|0"_s));
    }

    void ordersAreFoundByWhatPeopleTyped()
    {
        const ScratchStore scratch;
        const auto store = migrated(scratch);
        const QStringList terms = rowsOf(*store, u"term, order_id"_s, u"order_search"_s);
        QVERIFY2(terms.contains(u"ann@example.com|o1"_s), qPrintable(terms.join(u' ')));
        QCOMPARE(terms.filter(u"a-1|"_s), QStringList({u"a-1|o1"_s, u"a-1|o2"_s, u"a-1|o3"_s}));
        QVERIFY(terms.filter(u"|o4"_s).isEmpty());
    }

    void newRowsStillNeedWhatTheyReferTo_data()
    {
        QTest::addColumn<QString>("sql");
        const auto row = [](const char *name, const QString &sql) { QTest::newRow(name) << sql; };
        row("order's sale",
            u"INSERT INTO orders (id, shopper_id, sale_id, status, total, currency, created_at, updated_at) "
            "VALUES ('o9', 'ann', 'none', 'paid', 0, 'EUR', 0, 0)"_s);
        row("line",
            u"INSERT INTO order_line (order_id, position, id, sku, name, quantity, unit_price) "
            "VALUES ('none', 0, 'l', 'A-1', '', 1, 1)"_s);
        row("payment", u"INSERT INTO payment VALUES ('none', 'card', 'pending', 1, 'EUR', '', '', 0)"_s);
        row("shipment", u"INSERT INTO shipment VALUES ('h', 'none', '', 'x', 0)"_s);
        row("shipment's line", u"INSERT INTO shipment_line VALUES ('none', 'l1', 1)"_s);
        row("refund",
            refundColumns + u"('r', 'none', 'cancel', 'card', 'ch_1', 1, 'EUR', 'pending', 'k', '', 'x', '', 0, 0, 0)"_s);
        row("bucket", u"INSERT INTO stock_bucket VALUES ('none', 'scrap', 1)"_s);
        row("order in use", u"DELETE FROM orders WHERE id = 'o1'"_s);
    }

    void newRowsStillNeedWhatTheyReferTo()
    {
        QFETCH(const QString, sql);
        const ScratchStore scratch;
        QVERIFY(!takes(*migrated(scratch), sql));
    }

    void whatCannotBeIsRefused_data()
    {
        QTest::addColumn<QString>("sql");
        const auto row = [](const char *name, const QString &sql) { QTest::newRow(name) << sql; };
        row("more shipped than ordered", u"UPDATE order_line SET shipped = 2 WHERE id = 'l1'"_s);
        row("shipped and cancelled", u"UPDATE order_line SET shipped = 1, cancelled = 1 WHERE id = 'l1'"_s);
        row("fulfilment", u"UPDATE orders SET fulfilment = 'lost'"_s);
        row("kind", u"UPDATE orders SET kind = 'gift'"_s);
        row("bucket", u"INSERT INTO stock_bucket VALUES ('A-1', 'sellable', 1)"_s);
        row("negative bucket", u"INSERT INTO stock_bucket VALUES ('A-1', 'scrap', -1)"_s);
        row("refund of nothing",
            refundColumns + u"('r', 'o1', 'cancel', 'card', 'ch_1', 0, 'EUR', 'pending', 'k', '', 'x', '', 0, 0, 0)"_s);
        row("unapproved goodwill",
            refundColumns + u"('r', 'o1', 'goodwill', 'card', 'ch_1', 1, 'EUR', 'pending', 'k', '', 'x', '', 0, 0, 0)"_s);
        row("one provider's refund twice",
            refundColumns
                + u"('r1', 'o1', 'cancel', 'card', 'ch_1', 1, 'EUR', 'settled', 'k1', 're_1', 'x', '', 0, 0, 0), "
                  "('r2', 'o1', 'cancel', 'card', 'ch_1', 1, 'EUR', 'settled', 'k2', 're_1', 'x', '', 0, 0, 0)"_s);
        row("one key twice",
            refundColumns
                + u"('r1', 'o1', 'cancel', 'card', 'ch_1', 1, 'EUR', 'pending', 'k', '', 'x', '', 0, 0, 0), "
                  "('r2', 'o1', 'cancel', 'card', 'ch_1', 1, 'EUR', 'pending', 'k', '', 'x', '', 0, 0, 0)"_s);
    }

    void whatCannotBeIsRefused()
    {
        QFETCH(const QString, sql);
        const ScratchStore scratch;
        QVERIFY(!takes(*migrated(scratch), sql));
    }

    void anOrderWithoutASaleIsTaken()
    {
        const ScratchStore scratch;
        QVERIFY(takes(*migrated(scratch),
                      u"INSERT INTO orders (id, shopper_id, status, kind, total, currency, created_at, updated_at) "
                      "VALUES ('o9', 'ann', 'paid', 'replacement', 0, 'EUR', 0, 0)"_s));
    }
};

QTEST_GUILESS_MAIN(FulfilmentTablesTest)
#include "tst_fulfilment_tables.moc"
