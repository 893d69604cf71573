// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migration.h"

#include "store/store_helpers.h"
#include "support/scratch_store.h"

#include <QTest>

#include <map>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// The tables that step 4 changes, with their columns.
const std::map<QString, QString> tables{
    {u"product"_s,
     u"sku, id, name, description, image_url, brand, gtin, category, price, currency, source, search_text, created_at, updated_at, version"_s},
    {u"stock"_s, u"sku, on_hand, held, allocated, version"_s},
    {u"stock_movement"_s, u"sku, source_type, source_id, purpose, id, bucket, delta, reason, actor, at"_s},
    {u"sale"_s, u"id, name, starts_at, ends_at, status, created_at, updated_at, version"_s},
    {u"sale_item"_s, u"id, sale_id, sku, position, price, currency, quota, limit_per_shopper, sold, held"_s},
    {u"sale_shopper"_s, u"sale_item_id, shopper_id, quantity"_s},
    {u"order_line"_s, u"order_id, position, id, sale_item_id, sku, name, quantity, unit_price"_s},
    {u"payment"_s, u"order_id, method, status, amount, currency, token, reference, updated_at"_s},
    {u"credit_account"_s, u"shopper_id, currency, balance"_s},
    {u"credit_entry"_s, u"shopper_id, id, currency, delta, balance_after, kind, source, at"_s},
    {u"idempotency"_s, u"scope, idempotency_key, request_hash, order_id, refusal, created_at"_s},
};

/// A shop in use, its rows in no order: odd texts, every kind of order, keys of orders and of refusals.
const QString shopInUse =
    u"INSERT INTO product (sku, id, name, description, price, currency, version, created_at, updated_at) VALUES "
    "('Z-9', 'p2', 'Größe \"L\"; it''s', 'two\nlines', 0, 'JPY', 7, 1, 2), ('A-1', 'p1', '', '', 1999, 'EUR', 1, 3, 4);"
    "INSERT INTO stock VALUES ('Z-9', 0, 0, 0, 1), ('A-1', 40, 1, 2, 9);"
    "INSERT INTO stock_movement (id, sku, delta, reason, source_type, source_id, purpose, actor, at) VALUES "
    "('m3', 'A-1', -10, 'count', 'adjustment', 'a1', 'count', 'staff:ann', 30), ('m1', 'A-1', 50, 'import', 'import', 'j1', 'set_stock', '', 10),"
    "('m2', 'Z-9', 0, 'import', 'import', 'j1', 'set_stock', 'x', 20);"
    "INSERT INTO sale VALUES ('s2', 'Over', 1, 2, 'ended', 0, 0, 3), ('s1', 'Now', 0, 9000000000000, 'scheduled', 0, 0, 1);"
    "INSERT INTO sale_item VALUES ('i2', 's2', 'A-1', 0, 5, 'EUR', 1, 0, 0, 0), ('i1', 's1', 'A-1', 3, 1500, 'EUR', 30, 2, 2, 1);"
    "INSERT INTO sale_shopper VALUES ('i1', 'zoe', 0), ('i1', 'ann', 3);"
    "INSERT INTO orders (id, shopper_id, sale_id, status, total, currency, created_at, updated_at) VALUES "
    "('o2', 'ann', 's1', 'reserved', 1500, 'EUR', 5, 5), ('o1', 'ann', 's1', 'paid', 3000, 'EUR', 4, 4), "
    "('o3', 'zoe', 's1', 'released', 1500, 'EUR', 6, 7);"
    "INSERT INTO order_line VALUES ('o3', 0, 'l3', 'i1', 'A-1', '', 1, 1500), ('o1', 0, 'l1', 'i1', 'A-1', 'Größe', 2, 1500), "
    "('o2', 0, 'l2', 'i1', 'A-1', 'n', 1, 1500);"
    "INSERT INTO payment VALUES ('o3', 'card', 'failed', 1500, 'EUR', '', '', 7), ('o2', 'card', 'pending', 1500, 'EUR', 'tok', '', 5), "
    "('o1', 'store_credit', 'charged', 3000, 'EUR', '', 'e2', 4);"
    "INSERT INTO credit_account VALUES ('zoe', 'USD', 0), ('ann', 'EUR', 2000), ('ann', 'CHF', 1);"
    "INSERT INTO credit_entry VALUES ('e2', 'ann', 'EUR', -3000, 2000, 'capture', 'order:o1', 4), "
    "('e1', 'ann', 'EUR', 5000, 5000, 'issue', 'import:1', 1), ('e3', 'ann', 'CHF', 1, 1, 'adjust', 'by hand', 8);"
    "INSERT INTO idempotency VALUES ('zoe', 'k', 'h', NULL, 'out_of_stock', 9), ('ann', 'k', 'h', 'o1', NULL, 4);"_s;

/// What a program that did not look at references can have left behind.
const QString brokenReferences =
    u"INSERT INTO stock VALUES ('gone', 3, 0, 0, 1);"
    "INSERT INTO stock_movement (id, sku, delta, reason, source_type, source_id, purpose, actor, at) VALUES "
    "('m9', 'gone', 3, 'import', 'import', 'j0', 'set_stock', '', 0);"
    "INSERT INTO order_line VALUES ('gone', 1, 'l9', 'gone', 'gone', '', 1, 0);"
    "INSERT INTO payment VALUES ('gone', 'card', 'charged', 1, 'EUR', '', 'ch_9', 0);"_s;

QStringList rowsOf(Store &store, const QString &table)
{
    const QString columns = tables.at(table);
    auto read = store.read([table, columns](ReadTransaction &transaction) -> Result<QStringList> {
        QStringList rows;
        transaction.each(u"SELECT %1 FROM %2 ORDER BY %1"_s.arg(columns, table), QVariantList(), [&](const Row &row) {
            QStringList fields;
            for (int column = 0; column <= columns.count(u','); ++column)
                fields << (row.isNull(column) ? u"NULL"_s : u'\'' + row.text(column) + u'\'');
            rows << fields.join(u", "_s);
        });
        return rows;
    });
    return read.get().value();
}

std::map<QString, QStringList> allRows(Store &store)
{
    std::map<QString, QStringList> rows;
    for (const auto &[table, columns] : tables)
        rows[table] = rowsOf(store, table);
    return rows;
}

bool takes(Store &store, const QString &sql)
{
    auto written = store.write([sql](WriteTransaction &transaction) -> Result<Done> {
        transaction.exec(sql);
        return Done{};
    });
    return written.get().has_value();
}

} // namespace

class CompactTablesTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;

    std::unique_ptr<Store> openAt(const ScratchStore &scratch, int version)
    {
        auto steps = builtInMigrations();
        steps.resize(static_cast<std::size_t>(version));
        return std::move(*Store::open(scratch.options, m_clock, steps));
    }

    void makeOld(const ScratchStore &scratch, const QString &rows)
    {
        openAt(scratch, 3);
        scratch.runOutside(rows);
    }

private Q_SLOTS:
    void everyRowArrives()
    {
        const ScratchStore scratch;
        makeOld(scratch, shopInUse);
        const auto before = allRows(*openAt(scratch, 3));
        for (const auto &[table, rows] : before)
            QVERIFY2(rows.size() >= 2, qPrintable(table));
        const auto after = allRows(*openAt(scratch, 4));
        for (const auto &[table, rows] : before)
            QCOMPARE(after.at(table), rows);
    }

    void rowsWhoseReferencesAreGoneArriveToo()
    {
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        makeOld(scratch, shopInUse + brokenReferences);
        const auto before = allRows(*openAt(scratch, 3));
        const auto after = allRows(*openAt(scratch, 4));
        for (const auto &[table, rows] : before)
            QCOMPARE(after.at(table), rows);
    }

    void newRowsStillNeedWhatTheyReferTo_data()
    {
        QTest::addColumn<QString>("sql");
        const auto row = [](const char *name, const QString &sql) { QTest::newRow(name) << sql; };
        row("stock", u"INSERT INTO stock (sku, on_hand) VALUES ('none', 0)"_s);
        row("movement",
            u"INSERT INTO stock_movement (id, sku, delta, reason, source_type, source_id, purpose, actor, at) "
            "VALUES ('m', 'none', 1, '', '', '', '', '', 0)"_s);
        row("sale item", u"INSERT INTO sale_item VALUES ('i', 'none', 'A-1', 0, 1, 'EUR', 1, 0, 0, 0)"_s);
        row("share", u"INSERT INTO sale_shopper VALUES ('none', 'ann', 1)"_s);
        row("line", u"INSERT INTO order_line VALUES ('none', 0, 'l', 'i1', 'A-1', '', 1, 1)"_s);
        row("payment", u"INSERT INTO payment VALUES ('none', 'card', 'pending', 1, 'EUR', '', '', 0)"_s);
        row("key", u"INSERT INTO idempotency VALUES ('ann', 'other', 'h', 'none', NULL, 0)"_s);
        row("product in use", u"DELETE FROM product WHERE sku = 'A-1'"_s);
        row("order in use", u"DELETE FROM orders WHERE id = 'o1'"_s);
    }

    void newRowsStillNeedWhatTheyReferTo()
    {
        QFETCH(const QString, sql);
        const ScratchStore scratch;
        makeOld(scratch, shopInUse);
        QVERIFY(!takes(*openAt(scratch, 4), sql));
    }

    void theSameTwiceIsStillRefused_data()
    {
        QTest::addColumn<QString>("sql");
        const auto row = [](const char *name, const QString &sql) { QTest::newRow(name) << sql; };
        row("movement of one cause",
            u"INSERT INTO stock_movement (id, sku, delta, reason, source_type, source_id, purpose, actor, at) "
            "VALUES ('other', 'A-1', 1, '', 'import', 'j1', 'set_stock', '', 0)"_s);
        row("credit of one cause", u"INSERT INTO credit_entry VALUES ('other', 'bob', 'EUR', 1, 1, 'issue', 'import:1', 0)"_s);
        row("entry", u"INSERT INTO credit_entry VALUES ('e1', 'ann', 'EUR', 1, 1, 'issue', 'import:2', 0)"_s);
        row("product in a sale", u"INSERT INTO sale_item VALUES ('i', 's1', 'A-1', 0, 1, 'EUR', 1, 0, 0, 0)"_s);
        row("key", u"INSERT INTO idempotency VALUES ('ann', 'k', 'h', 'o2', NULL, 0)"_s);
        row("payment", u"INSERT INTO payment VALUES ('o1', 'card', 'pending', 1, 'EUR', '', '', 0)"_s);
    }

    void theSameTwiceIsStillRefused()
    {
        QFETCH(const QString, sql);
        const ScratchStore scratch;
        makeOld(scratch, shopInUse);
        QVERIFY(!takes(*openAt(scratch, 4), sql));
    }

    void theLedgersStayAppendOnly_data()
    {
        QTest::addColumn<QString>("sql");
        for (const char *sql : {"UPDATE stock_movement SET delta = 1", "DELETE FROM stock_movement",
                                "UPDATE credit_entry SET delta = 1", "DELETE FROM credit_entry"})
            QTest::newRow(sql) << QString::fromLatin1(sql);
    }

    void theLedgersStayAppendOnly()
    {
        QFETCH(const QString, sql);
        const ScratchStore scratch;
        makeOld(scratch, shopInUse);
        QVERIFY(!takes(*openAt(scratch, 4), sql));
    }

    void eachRowCostsAsFewTreesAsItCan_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<qint64>("trees");
        for (const char *table : {"stock", "stock_movement", "sale", "sale_shopper", "order_line", "credit_account"})
            QTest::newRow(table) << QString::fromLatin1(table) << qint64(1);
        for (const char *table : {"product", "sale_item", "payment", "credit_entry", "idempotency"})
            QTest::newRow(table) << QString::fromLatin1(table) << qint64(2);
    }

    void eachRowCostsAsFewTreesAsItCan()
    {
        QFETCH(const QString, table);
        QFETCH(const qint64, trees);
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const auto store = openAt(scratch, 4);
        const QString sql = u"SELECT COUNT(DISTINCT rootpage) FROM sqlite_master WHERE tbl_name = '%1' AND rootpage > 0"_s;
        QCOMPARE(store->read(counting(sql.arg(table))).get().value(), trees);
    }
};

QTEST_GUILESS_MAIN(CompactTablesTest)
#include "tst_compact_tables.moc"
