// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/order_metrics.h"
#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class OrderMetricsTest : public QObject
{
    Q_OBJECT

    static double value(const Metrics &metrics, const QString &name)
    {
        for (const Sample &sample : metrics.sample()) {
            if (sample.name == name)
                return sample.value;
        }
        return -1;
    }

private Q_SLOTS:
    void refundsThatWaitAndThatFailedAreCounted()
    {
        Metrics metrics;
        OrderMetrics orders(metrics);
        const SystemClock clock;
        const test::ScratchStore scratch;
        const auto store = scratch.open(clock);
        scratch.runOutside(u"INSERT INTO orders (id, shopper_id, status, total, currency, created_at, updated_at) "
                           "VALUES ('o', 'ann', 'paid', 9, 'EUR', 0, 0)"_s);
        int number = 0;
        for (const QString &state : {u"pending"_s, u"sent"_s, u"sent"_s, u"settled"_s, u"failed"_s}) {
            scratch.runOutside(u"INSERT INTO refund (id, order_id, kind, method, charge_reference, amount, currency, state, "
                               "idempotency_key, requested_by, next_at, created_at, updated_at) "
                               "VALUES ('r%1', 'o', 'cancel', 'card', 'ch', 1, 'EUR', '%2', 'k%1', 'x', 0, 0, 0)"_s.arg(++number)
                                   .arg(state));
        }
        orders.countRefunds(*store);
        QTRY_COMPARE(value(metrics, u"tidegate_refunds_waiting"_s), 3.0);
        QCOMPARE(value(metrics, u"tidegate_refunds_failed"_s), 1.0);
    }
};

QTEST_GUILESS_MAIN(OrderMetricsTest)
#include "tst_order_metrics.moc"
