// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/return_metrics.h"
#include "returns_shop.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

class ReturnMetricsTest : public QObject
{
    Q_OBJECT

    static double value(const Metrics &metrics, const QString &name, const Labels &labels)
    {
        for (const Sample &sample : metrics.sample()) {
            if (sample.name == name && sample.labels == labels)
                return sample.value;
        }
        return 0;
    }

private Q_SLOTS:
    void stepsAreCountedByHowTheyEnded()
    {
        Metrics metrics;
        ReturnMetrics returns(metrics);
        ReturnsShop shop;
        shop.rma.observe([&returns](RmaStep step, const QString &outcome) { returns.count(step, outcome); });
        const Rma rma = shop.completing(shop.sellAndShip({.lines = {{.sku = u"A"_s}}}));
        shop.sendRefunds();
        QCOMPARE(ReturnsShop::refusal(shop.rma.complete(shop.by(shop.finance, rma))), u"version_conflict"_s);
        const auto steps = [&metrics](const QString &step, const QString &outcome) {
            return value(metrics, u"tidegate_return_steps_total"_s, {{u"step"_s, step}, {u"outcome"_s, outcome}})
                + value(metrics, u"tidegate_return_steps_total"_s, {{u"outcome"_s, outcome}, {u"step"_s, step}});
        };
        QCOMPARE(steps(u"complete"_s, u"done"_s), 1.0);
        QCOMPARE(steps(u"complete"_s, u"version_conflict"_s), 1.0);
        QCOMPARE(steps(u"settle"_s, u"done"_s), 1.0);
    }

    void statesAreCounted()
    {
        Metrics metrics;
        ReturnMetrics returns(metrics);
        ReturnsShop shop;
        shop.submitted(shop.sellAndShip({.lines = {{.sku = u"A"_s}}}));
        shop.clock.advance(std::chrono::hours(25));
        shop.submitted(shop.sellAndShip({.lines = {{.sku = u"B"_s}}}));
        returns.countReturns(shop.queries);
        const Labels submitted{{u"state"_s, u"submitted"_s}};
        QTRY_COMPARE(value(metrics, u"tidegate_returns"_s, submitted), 2.0);
        QCOMPARE(value(metrics, u"tidegate_returns_overdue"_s, submitted), 1.0);
    }

    void dispositionsAreCountedByKindAndState()
    {
        Metrics metrics;
        ReturnMetrics returns(metrics);
        ReturnsShop shop;
        const auto dispositions = [&metrics](const QString &kind, const QString &state) {
            return value(metrics, u"tidegate_return_dispositions"_s, {{u"kind"_s, kind}, {u"state"_s, state}});
        };
        shop.completing(shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2}}}), DispositionKind::StoreCredit);
        shop.completing(shop.sellAndShip({.lines = {{.sku = u"A"_s}}, .currency = u"JPY"_s}), DispositionKind::StoreCredit);
        const Rma decided = shop.decided(shop.sellAndShip({.lines = {{.sku = u"B"_s}}}), DispositionKind::Reject);
        returns.countReturns(shop.queries);
        QTRY_COMPARE(dispositions(u"STORE_CREDIT"_s, u"done"_s), 3.0);
        QCOMPARE(dispositions(u"REJECT"_s, u"decided"_s), 1.0);
        shop.complete(decided);
        returns.countReturns(shop.queries);
        QTRY_COMPARE(dispositions(u"REJECT"_s, u"done"_s), 1.0);
        QCOMPARE(dispositions(u"REJECT"_s, u"decided"_s), 0.0);
    }
};

QTEST_GUILESS_MAIN(ReturnMetricsTest)
#include "tst_return_metrics.moc"
