// SPDX-License-Identifier: GPL-3.0-or-later
// Deciding about units, completing, repairs and what needs attention, by keyboard alone.
#include "ui/form_fixture.h"
#include "ui/returns/attention_form.h"
#include "ui/returns/decide_form.h"
#include "ui/returns/fee_text.h"
#include "ui/returns/repair_form.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

using namespace tidegate;
using namespace Qt::StringLiterals;

using Fixture = FormFixture<DecideForm>;

namespace {

/// The figures of what completing would do, as they stand.
QString planned(const Fixture &fixture)
{
    QStringList texts;
    for (const QLabel *label : fixture.form->findChild<QWidget *>(u"planCard"_s)->findChildren<QLabel *>()) {
        texts << label->text();
    }
    return texts.join(u'|');
}

bool planCame(Fixture &fixture, std::size_t previews)
{
    const bool asked = QTest::qWaitFor([&] { return fixture.services.previews.size() >= previews; });
    ConsoleFixture::settle();
    return asked;
}

/// The three units as a refund with a fee, a replacement, and what is rejected.
void chooseMixed(Fixture &fixture)
{
    QVERIFY(fixture.tabTo<QComboBox>(u"kind-PINE-M-1"_s));
    fixture.type(u"Ref"_s);
    QVERIFY(fixture.tabTo<QLineEdit>(u"fee-PINE-M-1"_s));
    fixture.type(u"9.00"_s);
    QVERIFY(fixture.tabTo<QComboBox>(u"kind-PINE-M-2"_s));
    fixture.type(u"Repl"_s);
}

} // namespace

class DecideTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void whatItComesToStandsThereBeforeItHappens()
    {
        Fixture fixture(returnInspected(Fixture::now));
        fixture.services.plan = mixedPlan();
        chooseMixed(fixture);
        QVERIFY(planCame(fixture, 1));
        const std::vector<UnitDecision> &asked = fixture.services.previews.back();
        QCOMPARE(asked.size(), std::size_t(3));
        QCOMPARE(asked[0].kind, DispositionKind::Refund);
        QCOMPARE(asked[0].fee, 900);
        QCOMPARE(asked[1].kind, DispositionKind::Replacement);
        QCOMPARE(asked[2].kind, DispositionKind::Reject);
        for (const QString &text :
             {u"97.75 EUR"_s, u"9.00 EUR"_s, u"14.35 EUR"_s, u"2.50 EUR"_s, u"Replacement: 1 × PINE-M"_s, u"14 in stock"_s})
            QVERIFY2(planned(fixture).contains(text), qPrintable(planned(fixture)));
        QVERIFY(fixture.services.taken.empty());
    }
    void completingAsksWithTheAmount()
    {
        Fixture fixture(returnInspected(Fixture::now));
        fixture.services.plan = mixedPlan();
        chooseMixed(fixture);
        QVERIFY(planCame(fixture, 1));
        fixture.services.landing = RmaState::Decided;
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question);
        QCOMPARE(question->text(), u"Give back 97.75 EUR?"_s);
        QVERIFY(question->informativeText().contains(u"1 × PINE-M is sent as a replacement"_s));
        QTest::keyClick(question, Qt::Key_Return); // Enter alone gives no money away
        ConsoleFixture::settle();
        QVERIFY(fixture.services.taken.empty());
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        Fixture::answer(ConsoleFixture::dialog<QMessageBox>(), Qt::Key_G);
        QCOMPARE(fixture.services.taken.size(), std::size_t(2));
        QCOMPARE(fixture.services.taken[0].step, RmaStep::Decide);
        QCOMPARE(fixture.services.taken[1].step, RmaStep::Complete);
        QCOMPARE(fixture.services.taken[1].write.expectedVersion, 7);
        QVERIFY(fixture.services.taken[0].write.key != fixture.services.taken[1].write.key);
        QCOMPARE(fixture.done.size(), std::size_t(1));
    }
    void aDecisionIsSavedWithoutCompleting()
    {
        Fixture fixture(returnInspected(Fixture::now));
        QVERIFY(fixture.tabTo<QComboBox>(u"kind-PINE-M-1"_s));
        fixture.type(u"Store"_s);
        fixture.press(Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(fixture.services.decisions.size(), std::size_t(1));
        QCOMPARE(fixture.services.decisions.front().front().kind, DispositionKind::StoreCredit);
        QCOMPARE(fixture.services.taken.size(), std::size_t(1));
    }
    void allUnitsAreGivenTheSameAtOnce()
    {
        Fixture fixture(returnInspected(Fixture::now));
        fixture.type(u"Repa"_s);
        fixture.press(Qt::Key_Tab);
        fixture.press(Qt::Key_Return);
        QVERIFY(fixture.banner().contains(u"1 unit can't be given this"_s)); // it is on sale again
        fixture.press(Qt::Key_S, Qt::ControlModifier);
        const std::vector<UnitDecision> &saved = fixture.services.decisions.front();
        QCOMPARE(saved.size(), std::size_t(2)); // the repair, and the one that is rejected anyway
        QCOMPARE(saved[0].kind, DispositionKind::Repair);
    }
    void nothingIsOfferedForWhatTheCustomerHas()
    {
        Fixture fixture(returnSentBack(Fixture::now));
        QVERIFY(!fixture.form->findChild<QComboBox *>(u"kind-PINE-M-1"_s)->isEnabled());
        fixture.type(u"Ref"_s);
        ConsoleFixture::button(fixture.form, u"Give all units this"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(fixture.form->findChild<QComboBox *>(u"kind-PINE-M-1"_s)->currentText(), u"Reject"_s);
        QVERIFY(!fixture.form->hasUnsaved());
    }
    void whatIsRejectedByItselfIsNoEntry()
    {
        Fixture fixture(returnInspected(Fixture::now));
        QVERIFY(!fixture.form->hasUnsaved());
        QVERIFY(fixture.tabTo<QComboBox>(u"kind-PINE-M-1"_s));
        fixture.type(u"Ref"_s);
        QVERIFY(fixture.form->hasUnsaved());
    }
    void aFeeOutOfBoundsIsSaid()
    {
        Fixture fixture(returnInspected(Fixture::now));
        QVERIFY(fixture.tabTo<QComboBox>(u"kind-PINE-M-1"_s));
        fixture.type(u"Ref"_s);
        QVERIFY(fixture.tabTo<QLineEdit>(u"fee-PINE-M-1"_s));
        fixture.type(u"999"_s);
        QVERIFY(planned(fixture).contains(u"One of the fees is not right"_s));
        fixture.press(Qt::Key_S, Qt::ControlModifier);
        QVERIFY(fixture.services.taken.empty());
    }
    void fourEyesAreExplained()
    {
        Fixture fixture(returnInspected(Fixture::now));
        fixture.services.plan = mixedPlan();
        fixture.services.plan.aboveLimit = fixture.services.plan.needsAnotherPerson = true;
        chooseMixed(fixture);
        QVERIFY(planCame(fixture, 1));
        QVERIFY(planned(fixture).contains(u"somebody else has to complete it"_s));
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!ConsoleFixture::dialog<QMessageBox>());
        fixture.press(Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(fixture.services.taken.size(), std::size_t(1));
    }
    void whatIsNotInStockIsSaid()
    {
        Fixture fixture(returnInspected(Fixture::now));
        fixture.services.plan = mixedPlan();
        fixture.services.plan.replacements.front().available = 0;
        chooseMixed(fixture);
        QVERIFY(planCame(fixture, 1));
        QVERIFY(planned(fixture).contains(u"Too few of PINE-M are in stock"_s));
    }
    void aConflictKeepsWhatWasChosen()
    {
        Fixture fixture(returnInspected(Fixture::now));
        chooseMixed(fixture);
        RmaDetails newer = returnInspected(Fixture::now);
        newer.rma.summary.version = 7;
        newer.rma.lines[0].units[1].inspection->stock = StockClass::Quarantine;
        fixture.services.records = {newer};
        fixture.press(Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(fixture.conflicts, 1);
        fixture.form->showReturn(newer);
        ConsoleFixture::settle();
        fixture.press(Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(fixture.done.size(), std::size_t(1));
        QCOMPARE(fixture.services.decisions.back()[0].fee, 900);
        QCOMPARE(fixture.services.decisions.back()[1].kind, DispositionKind::Replacement);
    }
    void aFailedCompletionTellsThatTheDecisionIsSaved()
    {
        Fixture fixture(returnInspected(Fixture::now));
        fixture.services.plan = mixedPlan();
        fixture.services.landing = RmaState::Received; // completing is not legal then
        chooseMixed(fixture);
        QVERIFY(planCame(fixture, 1));
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        Fixture::answer(ConsoleFixture::dialog<QMessageBox>(), Qt::Key_G);
        QVERIFY2(fixture.banner().startsWith(u"The decision is saved, but the return is not completed."_s),
                 qPrintable(fixture.banner()));
    }
    void feesAreAmountsOrShares()
    {
        const Money paid{1'999, Currency::euro()};
        QCOMPARE(feeFromText({}, paid), std::optional<qint64>(0));
        QCOMPARE(feeFromText(u"2.50"_s, paid), std::optional<qint64>(250));
        QCOMPARE(feeFromText(u" 10 % "_s, paid), std::optional<qint64>(200));
        QCOMPARE(feeFromText(u"100%"_s, paid), std::optional<qint64>(1'999));
        for (const QString &wrong : {u"20"_s, u"-1"_s, u"101 %"_s, u"x"_s, u"%"_s}) {
            QVERIFY2(!feeFromText(wrong, paid), qPrintable(wrong));
        }
    }
    void aRepairThatFailedWantsANote()
    {
        FormFixture<RepairForm> fixture(returnUnderRepair(Fixture::now));
        fixture.press(Qt::Key_N, Qt::AltModifier);
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(fixture.services.repairResults.empty());
        fixture.press(Qt::Key_O, Qt::AltModifier);
        fixture.type(u"No zip of this kind is made any more"_s);
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.services.repairResults.size(), std::size_t(1));
        QCOMPARE(fixture.services.repairResults.front().repairId, u"repair-1"_s);
        QVERIFY(!fixture.services.repairResults.front().repaired);
        QCOMPARE(fixture.done.size(), std::size_t(1));
    }
    void aFailedRefundIsTriedAgain()
    {
        FormFixture<AttentionForm> fixture(returnInAttention(Fixture::now));
        fixture.press(Qt::Key_T, Qt::AltModifier);
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question);
        QTest::keyClick(question, Qt::Key_Return);
        ConsoleFixture::settle();
        QCOMPARE(fixture.services.taken.size(), std::size_t(1));
        QCOMPARE(fixture.services.taken.front().step, RmaStep::Retry);
        QCOMPARE(fixture.done.size(), std::size_t(1));
    }
    void reopeningWantsANote()
    {
        FormFixture<AttentionForm> fixture(returnInAttention(Fixture::now));
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(fixture.services.taken.empty());
        fixture.type(u"The card is closed: store credit instead"_s);
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.services.taken.front().step, RmaStep::Reopen);
        QCOMPARE(fixture.services.taken.front().text, u"The card is closed: store credit instead"_s);
    }
};

QTEST_MAIN(DecideTest)
#include "tst_decide.moc"
