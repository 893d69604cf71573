// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/stamp_table.h"

#include <QTest>

#include <deque>
#include <map>
#include <rapidcheck.h>

using namespace tidegate;

namespace {

/// Low bits are few, so that probing, wrapping round and moving up happen all the time.
KeyHash crowded(int number)
{
    return {static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(number % 5) | 0xfffffff0U};
}

} // namespace

class StampTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void behavesAsAMapWithAnOrder()
    {
        QVERIFY(rc::check("as a map of times with a list of keys by age", [](const std::vector<std::pair<int, int>> &steps) {
            StampTable table(3);
            std::map<int, std::int64_t> model;
            std::deque<int> order;
            for (const auto &[what, which] : steps) {
                const int number = std::abs(which) % 40;
                const StampTable::Record record = table.find(crowded(number));
                RC_ASSERT((record == StampTable::none) == !model.contains(number));
                if (record == StampTable::none) {
                    const StampTable::Record fresh = table.insert(crowded(number));
                    RC_ASSERT(table.stamps(fresh).back() == StampTable::never);
                    table.stamps(fresh).back() = what;
                    model[number] = what;
                    order.push_back(number);
                } else if (what % 3 == 0) {
                    table.erase(record);
                    model.erase(number);
                    std::erase(order, number);
                } else if (what % 7 == 1) {
                    table.growStampsPerKey(table.stampsPerKey() + 1);
                } else {
                    table.makeYoungest(record);
                    std::erase(order, number);
                    order.push_back(number);
                }
                RC_ASSERT(table.size() == model.size());
                RC_ASSERT((table.oldest() == StampTable::none) == order.empty());
                if (!order.empty())
                    RC_ASSERT(table.find(crowded(order.front())) == table.oldest());
            }
            for (const auto &[number, stamp] : model)
                RC_ASSERT(table.stamps(table.find(crowded(number))).back() == stamp);
        }));
    }

    void holdsManyKeys()
    {
        StampTable table(1);
        for (int i = 0; i < 5000; ++i)
            table.stamps(table.insert({1, static_cast<std::uint64_t>(i)})).front() = i;
        for (int i = 0; i < 5000; ++i)
            QCOMPARE(table.stamps(table.find({1, static_cast<std::uint64_t>(i)})).front(), std::int64_t(i));
        QCOMPARE(table.find({2, 1}), StampTable::none);
    }

    void anEmptyTableTakesNoMemory()
    {
        StampTable table(5);
        QCOMPARE(table.memoryBytes(), std::size_t(0));
        table.erase(table.insert({1, 1}));
        QCOMPARE(table.memoryBytes(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(StampTableTest)
#include "tst_stamp_table.moc"
