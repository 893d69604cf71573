// SPDX-License-Identifier: GPL-3.0-or-later
// Random histories of returns against a model. TIDEGATE_HISTORIES says how many, TIDEGATE_SEED from which seed: tools/returns-model runs many.
#include "returns_history.h"

#include <QLoggingCategory>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int historiesInAWorld = 10; ///< the invariants look at whole tables
constexpr int stepsInAHistory = 60;

int fromEnvironment(const char *name, int fallback)
{
    bool isNumber = false;
    const int value = qEnvironmentVariableIntValue(name, &isNumber);
    return isNumber ? value : fallback;
}

} // namespace

class RmaModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(u"tidegate.*=false"_s); }

    void everyHistoryEndsAsTheModelSays()
    {
        const bool postgres = ScratchStore::backendFromEnvironment() == ScratchStore::Backend::Postgres;
        const int histories = fromEnvironment("TIDEGATE_HISTORIES", postgres ? 20 : 100);
        const int firstSeed = fromEnvironment("TIDEGATE_SEED", 1);
        std::unique_ptr<ReturnsWorld> world;
        for (int count = 0; count < histories; ++count) {
            if (count % historiesInAWorld == 0)
                world = std::make_unique<ReturnsWorld>();
            ReturnsHistory history(*world, unsigned(firstSeed + count));
            history.run(stepsInAHistory);
            QVERIFY2(history.problems.isEmpty(),
                     qPrintable(u"TIDEGATE_SEED=%1\n"_s.arg(firstSeed + count) + history.problems.join(u'\n')));
        }
    }
    /// That it was about something at all.
    void everyStepWasTakenAndRefused()
    {
        for (const char *step : {"validate", "approve", "decline", "cancel", "cancel by shopper", "send", "send by shopper",
                                 "receive", "inspect", "decide", "complete", "repair", "retry", "reopen"})
            QVERIFY2(ReturnsHistory::outcomes[QString::fromLatin1(step) + u": done"_s] > 0, step);
        for (const char *refused :
             {"submit: conflict", "receive: invalid_request", "complete: forbidden", "decide: conflict",
              "validate: illegal_transition", "inspect: version_conflict", "send by shopper: not_found", "refunds crashed"})
            QVERIFY2(ReturnsHistory::outcomes[QString::fromLatin1(refused)] > 0, refused);
        if (qEnvironmentVariableIsSet("TIDEGATE_HISTORIES")) {
            for (const auto &[outcome, times] : ReturnsHistory::outcomes)
                qInfo("%8d %s", times, qPrintable(outcome));
        }
    }
};

QTEST_GUILESS_MAIN(RmaModelTest)
#include "tst_rma_model.moc"
