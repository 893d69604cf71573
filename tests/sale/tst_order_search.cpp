// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// Orders of three shoppers, in every state.
class BusyShop : public Shop
{
public:
    BusyShop()
    {
        addProduct(u"LAMP-1"_s, 100);
        addProduct(u"lamp-2"_s, 100);
        addProduct(u"Desk"_s, 100);
        addSale({{u"LAMP-1"_s, 1000, 50, 0}, {u"lamp-2"_s, 1000, 50, 0}, {u"Desk"_s, 1000, 50, 0}});
        ann = buyOrder(u"Ann"_s, u"LAMP-1"_s);
        annalena = buyOrder(u"annalena"_s, u"Desk"_s);
        annAgain = buyOrder(u"Ann"_s, u"Desk"_s);
        bob = buyBoth(u"bob"_s);
        shipped = buyOrder(u"carl"_s, u"Desk"_s);
        part = buyOrder(u"carl"_s, u"Desk"_s, 2);
        cancelled = buyOrder(u"carl"_s, u"Desk"_s);
        if (!fulfilment.ship(actionOn(shipped.id, warehouse), {}, {}).get()
            || !fulfilment.ship(actionOn(part.id, warehouse), {{part.lines.front().id, 1}}, {}).get()
            || !fulfilment.cancel(actionOn(cancelled.id, support), {}, {}).get())
            qFatal("the orders could not be worked on");
        card->plays({Manner::Decline});
        buyResult(request(u"dora"_s, u"Desk"_s));
    }

    Order buyBoth(const QString &shopper)
    {
        CheckoutRequest wanted = request(shopper, u"LAMP-1"_s);
        wanted.items.push_back({u"lamp-2"_s, 1});
        wanted.email = u"bob@example.com"_s;
        return *buy(wanted).order;
    }

    QStringList found(const QString &text, const QString &status = {})
    {
        return idsOf(fulfilment.search({.status = status, .text = text}).get());
    }

    static QStringList idsOf(const Result<Page<Order>> &page)
    {
        if (!page)
            return {page.error().detail};
        QStringList ids;
        for (const Order &order : page->items)
            ids << order.id;
        return ids;
    }

    /// All pages of this size, one after the other.
    QStringList inPages(OrderSearch search)
    {
        QStringList ids;
        do {
            const auto page = fulfilment.search(search).get();
            if (!page)
                return {page.error().detail};
            ids << idsOf(page);
            search.cursor = page->nextCursor;
        } while (!search.cursor.isEmpty());
        return ids;
    }

    Order ann;
    Order annalena;
    Order annAgain;
    Order bob;
    Order shipped;
    Order part;
    Order cancelled;
};

} // namespace

class OrderSearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutATextAllAreListedNewestFirst()
    {
        BusyShop shop;
        const QStringList all = shop.found({});
        QCOMPARE(all.size(), 8);
        QCOMPARE(all.last(), shop.ann.id);
        QVERIFY(std::is_sorted(all.begin(), all.end(), std::greater<>()));
    }

    void anAddressIsFoundByItsBeginning()
    {
        BusyShop shop;
        QCOMPARE(shop.found(u"ann@EXAMPLE.com"_s), (QStringList{shop.annAgain.id, shop.ann.id}));
        QCOMPARE(shop.found(u" Ann"_s), (QStringList{shop.annAgain.id, shop.ann.id, shop.annalena.id}));
    }

    void anSkuIsFoundWhateverItsCase()
    {
        BusyShop shop;
        QCOMPARE(shop.found(u"Lamp-2"_s), QStringList{shop.bob.id});
        QCOMPARE(shop.found(u"lamp-1"_s), (QStringList{shop.bob.id, shop.ann.id}));
    }

    void anOrderWithSeveralThatBeginSoIsFoundOnce()
    {
        BusyShop shop;
        QCOMPARE(shop.found(u"LAMP"_s), (QStringList{shop.bob.id, shop.ann.id}));
    }

    void aNumberIsFoundByItsBeginning()
    {
        BusyShop shop;
        QCOMPARE(shop.found(shop.bob.id), QStringList{shop.bob.id});
        QCOMPARE(shop.found(shop.bob.id.toUpper()), QStringList{shop.bob.id});
        QVERIFY(shop.found(shop.bob.id.left(8)).contains(shop.bob.id));
    }

    void whatNobodyBoughtFindsNothing()
    {
        BusyShop shop;
        QCOMPARE(shop.found(u"zebra"_s), QStringList());
        QCOMPARE(shop.found(u"ann%"_s), QStringList());
    }

    void eachStatusListsItsOwn_data()
    {
        QTest::addColumn<QString>("status");
        QTest::addColumn<int>("count");
        QTest::newRow("paid") << u"paid"_s << 7;
        QTest::newRow("declined") << u"declined"_s << 1;
        QTest::newRow("released") << u"released"_s << 0;
        QTest::newRow("reserved") << u"reserved"_s << 0;
        QTest::newRow("unshipped") << u"unshipped"_s << 4;
        QTest::newRow("part_shipped") << u"part_shipped"_s << 1;
        QTest::newRow("shipped") << u"shipped"_s << 1;
        QTest::newRow("cancelled") << u"cancelled"_s << 1;
    }

    void eachStatusListsItsOwn()
    {
        QFETCH(const QString, status);
        QFETCH(const int, count);
        BusyShop shop;
        const auto page = shop.fulfilment.search({.status = status}).get();
        QVERIFY(page);
        QCOMPARE(int(page->items.size()), count);
        for (const Order &order : page->items)
            QVERIFY(orderStatusName(order.status) == status || fulfilmentName(order.fulfilment) == status);
    }

    void statusAndTextAreBothDemanded()
    {
        BusyShop shop;
        QCOMPARE(shop.found(u"carl"_s, u"shipped"_s), QStringList{shop.shipped.id});
        QCOMPARE(shop.found(u"desk"_s, u"part_shipped"_s), QStringList{shop.part.id});
        QCOMPARE(shop.found(shop.bob.id, u"shipped"_s), QStringList());
    }

    void pagesTogetherAreTheWholeList_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("status");
        QTest::newRow("all") << QString() << QString();
        QTest::newRow("address") << u"ann"_s << QString();
        QTest::newRow("several articles") << u"lamp"_s << QString();
        QTest::newRow("article") << u"desk"_s << u"paid"_s;
        QTest::newRow("number and more") << u"ffffffff"_s << QString();
    }

    void pagesTogetherAreTheWholeList()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, status);
        BusyShop shop;
        const QStringList whole = shop.found(text, status);
        for (const int limit : {1, 2, 3})
            QCOMPARE(shop.inPages({.status = status, .text = text, .limit = limit}), whole);
    }

    void aTextThatIsNumberAndArticleFindsBoth()
    {
        BusyShop shop;
        const QString number = shop.ann.id.left(8);
        shop.addProduct(number, 10);
        shop.addSale({{number, 1000, 5, 0}});
        shop.clock.advance(std::chrono::hours(24));
        shop.addSale({{number, 1000, 5, 0}});
        const Order later = shop.buyOrder(u"zoe"_s, number);
        QVERIFY(!later.id.startsWith(number));
        const QStringList whole = shop.found(number);
        QCOMPARE(whole.last(), later.id);
        QCOMPARE(whole.size(), 9);
        QCOMPARE(shop.inPages({.text = number, .limit = 2}), whole);
    }

    void whatIsNoStatusOrCursorIsRefused()
    {
        BusyShop shop;
        QCOMPARE(shop.fulfilment.search({.status = u"lost"_s}).get().error().fields.front().field, u"status"_s);
        QCOMPARE(shop.fulfilment.search({.cursor = u"'; --"_s}).get().error().fields.front().field, u"cursor"_s);
        QCOMPARE(shop.fulfilment.search({.text = u"a"_s, .cursor = shop.ann.id + u".%%"_s}).get().error().fields.front().field,
                 u"cursor"_s);
    }
    void whatNoTextCanHoldFindsNothing()
    {
        BusyShop shop;
        QCOMPARE(shop.found(u"a"_s + QChar(u'\0') + u"b"_s), QStringList());
        const QString cursor = shop.bob.id + u".YQBi"_s; // "a\0b"
        QVERIFY(shop.idsOf(shop.fulfilment.search({.text = u"a"_s, .cursor = cursor}).get()).front().contains(u"cursor"));
    }
};

QTEST_GUILESS_MAIN(OrderSearchTest)
#include "tst_order_search.moc"
