// SPDX-License-Identifier: GPL-3.0-or-later
// Each invariant finds what breaks it.
#include "shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

const QString creditEntry = u"INSERT INTO credit_entry (id, shopper_id, currency, delta, balance_after, kind, source, at) "
                            "VALUES ('x', 'cyd', 'EUR', "_s;

} // namespace

class InvariantsTest : public QObject
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
        row("stock", u"UPDATE stock SET on_hand = on_hand + 1 WHERE sku = 'A'"_s, u"stock on hand is the sum"_s);
        row("held", u"UPDATE stock SET held = 0 WHERE sku = 'A'"_s, u"held stock"_s);
        row("allocated", u"UPDATE stock SET allocated = allocated + 1 WHERE sku = 'A'"_s, u"allocated stock"_s);
        row("sold", u"UPDATE sale_item SET sold = sold + 1"_s, u"sold of a sale item"_s);
        row("sale held", u"UPDATE sale_item SET held = held - 1"_s, u"held of a sale item"_s);
        row("share", u"UPDATE sale_shopper SET quantity = 2"_s, u"a shopper's share"_s);
        row("limit", u"UPDATE sale_shopper SET quantity = 7"_s, u"no shopper has more"_s);
        row("early order", u"UPDATE sale SET starts_at = starts_at + 1"_s, u"outside of its sale's time"_s);
        row("late order", u"UPDATE orders SET created_at = created_at + 3600000"_s, u"outside of its sale's time"_s);
        row("total", u"UPDATE orders SET total = total + 1"_s, u"an order's total"_s);
        row("payment", u"UPDATE payment SET status = 'failed'"_s, u"tell the same"_s);
        row("amount", u"UPDATE payment SET amount = 1"_s, u"tell the same"_s);
        row("reference", u"UPDATE payment SET reference = 'same'"_s, u"belongs to one charged payment"_s);
        row("no reference", u"UPDATE payment SET reference = ''"_s, u"has its provider's reference"_s);
        row("credit", u"UPDATE credit_account SET balance = balance + 1"_s, u"a credit balance"_s);
        row("credit entry",
            u"INSERT INTO credit_entry (id, shopper_id, currency, delta, balance_after, kind, source, at) "
            "VALUES ('x', 'cyd', 'EUR', 1, 9999, 'adjust', 'x', 0), ('y', 'cyd', 'EUR', -1, 3001, 'adjust', 'y', 0)"_s,
            u"follows from the one before"_s);
        row("credit payment", u"UPDATE payment SET method = 'store_credit' WHERE method = 'card'"_s, u"took its amount once"_s);
        row("credit taken for nothing", creditEntry + u"-1, 2999, 'capture', 'order:x', 0)"_s, u"paid for an order"_s);
        row("credit taken from another", u"UPDATE orders SET shopper_id = 'eve' WHERE shopper_id = 'cyd'"_s,
            u"paid for an order"_s);
        row("audit", u"UPDATE orders SET status = 'declined' WHERE status = 'paid'"_s, u"has its audit entry"_s);
        row("change without audit", u"UPDATE orders SET version = version + 1"_s, u"each change of an order"_s);
    }
    void findsEachKindOfDamage()
    {
        QFETCH(QString, damage);
        QFETCH(QString, rule);
        Shop shop;
        shop.addProduct(u"A"_s, 10);
        shop.addSale({{u"A"_s, 1999, 9, 3}});
        shop.giveCredit(u"cyd"_s, 5'000);
        QCOMPARE(shop.buyResult(shop.request(u"ann"_s, u"A"_s)), u"paid"_s);
        QCOMPARE(shop.buyResult(shop.request(u"dan"_s, u"A"_s)), u"paid"_s);
        CheckoutRequest byCredit = shop.request(u"cyd"_s, u"A"_s);
        byCredit.paymentMethod = u"store_credit"_s;
        QCOMPARE(shop.buyResult(byCredit), u"paid"_s);
        shop.card->plays({Shop::Manner::LoseAfterCharge});
        QCOMPARE(shop.buyResult(shop.request(u"bob"_s, u"A"_s)), u"payment_unavailable"_s);
        QCOMPARE(shop.violations(), QStringList());

        shop.change(damage);
        const QString found = shop.violations().join(u'\n');
        QVERIFY2(found.contains(rule), qPrintable(found));
    }

    void findsDamageToWhatBecameOfOrders_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char *name, const QString &damage, const QString &rule) {
            QTest::newRow(name) << damage << rule;
        };
        const QString movement =
            u"INSERT INTO stock_movement (id, sku, bucket, delta, reason, source_type, source_id, purpose, actor, at) VALUES "_s;
        row("allocated", u"UPDATE stock SET allocated = allocated - 1"_s, u"allocated stock"_s);
        row("sold", u"UPDATE sale_item SET sold = sold + 1"_s, u"sold of a sale item"_s);
        row("share", u"UPDATE sale_shopper SET quantity = 3 WHERE shopper_id = 'ann'"_s, u"a shopper's share"_s);
        row("line's discount", u"UPDATE order_line SET discount = 1"_s, u"an order's total"_s);
        row("line's tax", u"UPDATE order_line SET tax = 1"_s, u"an order's total"_s);
        row("discount", u"UPDATE orders SET discount = 1"_s, u"an order's total"_s);
        row("shipping", u"UPDATE orders SET shipping = 1"_s, u"an order's total"_s);
        row("bucket", u"INSERT INTO stock_bucket VALUES ('A', 'scrap', 1)"_s, u"a bucket of stock"_s);
        row("no bucket", movement + u"('m', 'A', 'scrap', 1, '', 'x', 'x', 'x', '', 0)"_s, u"moved into a bucket"_s);
        row("refund moves stock", movement + u"('m', 'A', 'sellable', 0, '', 'refund', 'x', 'x', '', 0)"_s, u"a refund alone"_s);
        row("shipped", u"DELETE FROM shipment_line"_s, u"what its shipments hold"_s);
        row("shipment", u"UPDATE shipment_line SET quantity = quantity + 1"_s, u"left the stock once"_s);
        row("fulfilment", u"UPDATE orders SET fulfilment = 'shipped'"_s, u"an order's fulfilment"_s);
        row("unpaid", u"UPDATE orders SET status = 'declined'"_s, u"only paid orders"_s);
        row("captured", u"UPDATE refund SET amount = amount * 100"_s, u"at most what was captured"_s);
        row("in doubt", u"UPDATE refund SET state = 'failed', settled_at = NULL, in_doubt = 1, amount = amount * 100"_s,
            u"at most what was captured"_s);
        row("currency", u"UPDATE refund SET currency = 'JPY'"_s, u"in its payment's currency"_s);
        row("reference",
            u"UPDATE refund SET reference = (SELECT reference FROM payment WHERE payment.order_id = refund.order_id)"_s,
            u"one refund or payment"_s);
        row("settled", u"UPDATE refund SET settled_at = NULL"_s, u"the time of it"_s);
        row("credit", u"UPDATE refund SET amount = amount - 1 WHERE method = 'store_credit'"_s, u"each store-credit refund"_s);
        row("credit out of nothing", creditEntry + u"1, 10001, 'issue', 'refund:x', 0)"_s, u"given back has its refund"_s);
        row("credit of a card's refund", u"UPDATE refund SET method = 'card', reference = 'r' WHERE method = 'store_credit'"_s,
            u"given back has its refund"_s);
        row("credit to another", u"UPDATE orders SET shopper_id = 'eve'"_s, u"given back has its refund"_s);
        row("own goodwill", u"UPDATE refund SET kind = 'goodwill', approved_by = requested_by"_s, u"somebody else approved"_s);
        row("audit", u"UPDATE refund SET state = 'failed', settled_at = NULL"_s, u"every decided refund"_s);
        row("change without audit", u"UPDATE refund SET version = version + 1"_s, u"each change of a refund"_s);
        row("units of a day", u"UPDATE shipped_day SET units = units + 1"_s, u"the units shipped on a day"_s);
    }
    void findsDamageToWhatBecameOfOrders()
    {
        QFETCH(QString, damage);
        QFETCH(QString, rule);
        Shop shop;
        shop.addProduct(u"A"_s, 10);
        shop.addSale({{u"A"_s, 1999, 9, 3}});
        shop.giveCredit(u"cyd"_s, 10'000);
        const Order order = shop.buyOrder(u"ann"_s, u"A"_s, 3);
        const QString line = order.lines.front().id;
        QVERIFY(shop.fulfilment.ship(shop.actionOn(order.id, shop.warehouse), {{line, 1}}, {}).get());
        QVERIFY(shop.fulfilment.cancel(shop.actionOn(order.id, shop.support), {{line, 1}}, {}).get());
        const Order byCredit = shop.buyOrder(u"cyd"_s, u"A"_s, 2, u"store_credit"_s);
        QVERIFY(shop.fulfilment.cancel(shop.actionOn(byCredit.id, shop.support), {}, {}).get());
        QVERIFY(finish(shop.refunds.run()));
        QCOMPARE(shop.violations(), QStringList());

        shop.change(damage);
        const QString found = shop.violations().join(u'\n');
        QVERIFY2(found.contains(rule), qPrintable(found));
    }

    void soldAndHeldAboveTheQuotaAreRefused()
    {
        Shop shop;
        shop.addProduct(u"A"_s, 10);
        shop.addSale({{u"A"_s, 1999, 9, 3}});
        for (const QString &column : {u"sold"_s, u"held"_s}) {
            const auto done = shop.store
                                  ->write([column](WriteTransaction &transaction) -> Result<Done> {
                                      transaction.exec(u"UPDATE sale_item SET %1 = quota + 1"_s.arg(column));
                                      return Done{};
                                  })
                                  .get();
            QVERIFY2(!done && done.error().detail.contains(u"constraint"_s), qPrintable(column));
        }
        QCOMPARE(shop.violations(), QStringList());
    }
};

QTEST_GUILESS_MAIN(InvariantsTest)
#include "tst_invariants.moc"
