// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class StoreCreditTest : public QObject
{
    Q_OBJECT

    Result<Done> issue(Shop &shop, const QString &entry, qint64 amount, const QString &source)
    {
        return shop.store
            ->write([=](WriteTransaction &transaction) -> Result<Done> {
                return issueCredit(transaction, entry, u"ann"_s, Money{amount, Currency::euro()}, source, u"test"_s);
            })
            .get();
    }

private Q_SLOTS:
    void balanceIsTheSumOfTheEntries()
    {
        Shop shop;
        QVERIFY(issue(shop, u"1"_s, 1'000, u"a"_s));
        QVERIFY(issue(shop, u"2"_s, 500, u"b"_s));
        const auto statement = shop.orders.credit(u"ann"_s, {}, 10).get();
        QVERIFY(statement);
        QCOMPARE(statement->balances.size(), 1u);
        QCOMPARE(statement->balances[0].amount, 1'500);
        QCOMPARE(statement->entries.items.size(), 2u);
        QCOMPARE(statement->entries.items[0].balanceAfter.amount, 1'500);
        QCOMPARE(shop.violations(), QStringList());
    }

    void oneCauseIsBookedOnce()
    {
        Shop shop;
        QVERIFY(issue(shop, u"1"_s, 1'000, u"a"_s));
        QVERIFY(!issue(shop, u"2"_s, 1'000, u"a"_s));
        QCOMPARE(shop.count(u"SELECT balance FROM credit_account"_s), 1'000);
    }

    void refusesAmountsThatAreNotAboveZero()
    {
        Shop shop;
        QVERIFY(!issue(shop, u"1"_s, 0, u"a"_s));
        QVERIFY(!issue(shop, u"2"_s, -5, u"b"_s));
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM credit_entry"_s), 0);
    }

    void theLedgerRefusesToBeRewritten()
    {
        Shop shop;
        QVERIFY(issue(shop, u"1"_s, 1'000, u"a"_s));
        for (const QString &sql : {u"UPDATE credit_entry SET delta = 5"_s, u"DELETE FROM credit_entry"_s}) {
            const auto done = shop.store
                                  ->write([sql](WriteTransaction &transaction) -> Result<Done> {
                                      transaction.exec(sql);
                                      return Done{};
                                  })
                                  .get();
            QVERIFY(!done);
        }
        QCOMPARE(shop.count(u"SELECT delta FROM credit_entry"_s), 1'000);
    }

    void listsPageByPage()
    {
        Shop shop;
        for (int i = 0; i < 5; ++i)
            QVERIFY(issue(shop, QString::number(i), 100, QString::number(i)));
        const auto first = shop.orders.credit(u"ann"_s, {}, 3).get();
        QCOMPARE(first->entries.items.size(), 3u);
        QCOMPARE(first->entries.nextCursor, u"2"_s);
        const auto second = shop.orders.credit(u"ann"_s, first->entries.nextCursor, 3).get();
        QCOMPARE(second->entries.items.size(), 2u);
        QVERIFY(second->entries.nextCursor.isEmpty());
    }
};

QTEST_GUILESS_MAIN(StoreCreditTest)
#include "tst_store_credit.moc"
