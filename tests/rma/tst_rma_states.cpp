// SPDX-License-Identifier: GPL-3.0-or-later
// The workflow of returns, and that docs/returns.md tells the same. TIDEGATE_WRITE_DOCS=1 writes the page anew.
#include "core/rma/rma_states.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <set>

using namespace tidegate;
using namespace Qt::StringLiterals;

class RmaStatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreTheirOwnInverse()
    {
        for (const RmaStateRule &rule : rmaStateRules())
            QCOMPARE(rmaStateFromName(rmaStateName(rule.state)), rule.state);
        for (const RmaTransition &transition : rmaTransitions())
            QCOMPARE(rmaStepFromName(rmaStepName(transition.step)), transition.step);
        QCOMPARE(rmaQueueFromName(u"finance"), RmaQueue::Finance);
        QVERIFY(!rmaStateFromName(u"lost"));
    }
    void rulesStandInTheOrderOfTheStates()
    {
        std::size_t index = 0;
        for (const RmaStateRule &rule : rmaStateRules())
            QCOMPARE(std::size_t(rule.state), index++);
    }
    void everyStateCanBeReached()
    {
        std::set<RmaState> reached{RmaState::Submitted};
        for (std::size_t before = 0; before != reached.size();) {
            before = reached.size();
            for (const RmaTransition &transition : rmaTransitions()) {
                if (transition.from && reached.contains(*transition.from))
                    reached.insert(transition.to);
            }
        }
        QCOMPARE(reached.size(), rmaStateRules().size());
    }
    void onlyClosedReturnsHaveNoNextStep()
    {
        for (const RmaStateRule &rule : rmaStateRules()) {
            const bool over =
                rule.state == RmaState::Declined || rule.state == RmaState::Cancelled || rule.state == RmaState::Expired;
            QCOMPARE(legalSteps(rule.state).empty(), over);
        }
    }
    void nothingIsCancelledOnceSomethingWasReceived()
    {
        for (const RmaState state : {RmaState::PartlyReceived, RmaState::Received, RmaState::Inspected, RmaState::Decided})
            QVERIFY(next(state, RmaStep::Cancel).empty());
        QVERIFY(isLegal(RmaState::InTransit, RmaStep::Cancel, RmaState::Cancelled));
    }
    void moneyIsFinancesAlone()
    {
        for (const RmaStep step : {RmaStep::Decide, RmaStep::Complete, RmaStep::Retry, RmaStep::Reopen})
            QCOMPARE(rolesFor(step), std::vector{StaffRole::Finance});
        QVERIFY(!mayTake(RmaParty::Shopper, RmaStep::Approve));
    }
    void theDocumentTellsTheSame()
    {
        QFile file(QStringLiteral(TIDEGATE_DOCS "/returns.md"));
        if (qEnvironmentVariableIsSet("TIDEGATE_WRITE_DOCS")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(rmaDocument().toUtf8());
            file.close();
        }
        QVERIFY2(file.open(QIODevice::ReadOnly), "docs/returns.md is missing");
        QCOMPARE(QString::fromUtf8(file.readAll()), rmaDocument());
    }
};

QTEST_GUILESS_MAIN(RmaStatesTest)
#include "tst_rma_states.moc"
