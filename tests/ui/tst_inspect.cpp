// SPDX-License-Identifier: GPL-3.0-or-later
// Inspecting units, by keyboard alone.
#include "ui/chosen_files.h"
#include "ui/form_fixture.h"
#include "ui/returns/inspect_form.h"

#include <QLineEdit>

using namespace tidegate;
using namespace Qt::StringLiterals;

using Fixture = FormFixture<InspectForm>;

class InspectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void threeKeysAreOneUnit()
    {
        Fixture fixture(returnReceived(Fixture::now));
        QCOMPARE(fixture.said(u"inspectedUnit"_s), u"Unit 1 of 3"_s);
        fixture.type(u"1as"_s);
        QCOMPARE(fixture.said(u"inspectedUnit"_s), u"Unit 2 of 3"_s);
        fixture.type(u"3aq"_s);
        QCOMPARE(fixture.said(u"inspectedUnit"_s), u"Unit 3 of 3"_s);
        fixture.type(u"4rx"_s); // the reason has the focus now
        fixture.type(u"Broken by a fall"_s);
        fixture.press(Qt::Key_Return);
        QCOMPARE(fixture.said(u"inspectSum"_s), u"nothing left to do"_s);
        QVERIFY(fixture.services.findings.empty());
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.services.findings.size(), std::size_t(1));
        const std::vector<UnitFinding> &sent = fixture.services.findings.front();
        QCOMPARE(sent.size(), std::size_t(3));
        QCOMPARE(sent[0].grade, ItemGrade::New);
        QCOMPARE(sent[0].stock, StockClass::Restock);
        QCOMPARE(sent[1].grade, ItemGrade::Used);
        QCOMPARE(sent[1].stock, StockClass::Quarantine);
        QCOMPARE(sent[2].verdict, Verdict::Reject);
        QCOMPARE(sent[2].reason, u"Broken by a fall"_s);
        QCOMPARE(sent[2].stock, StockClass::Scrap);
        QCOMPARE(fixture.done.size(), std::size_t(1));
    }
    void aRejectedUnitIsNotSoldAgain()
    {
        Fixture fixture(returnReceived(Fixture::now));
        fixture.type(u"3srs"_s);
        QVERIFY(fixture.said(u"inspectHint"_s).contains(u"Press Q for quarantine or X for scrap"_s));
        QCOMPARE(fixture.said(u"inspectedUnit"_s), u"Unit 1 of 3"_s);
    }
    void aRejectionWantsItsReason()
    {
        Fixture fixture(returnReceived(Fixture::now));
        fixture.type(u"3rq"_s);
        fixture.press(Qt::Key_Return);
        QCOMPARE(fixture.said(u"inspectedUnit"_s), u"Unit 1 of 3"_s);
        QVERIFY(fixture.said(u"inspectHint"_s).contains(u"reason"_s));
        fixture.type(u"b"_s); // nothing was found before that could be copied
        QVERIFY(fixture.services.findings.empty());
    }
    void theFindingBeforeIsCopiedByOneKey()
    {
        Fixture fixture(returnReceived(Fixture::now));
        fixture.type(u"3aqbb"_s);
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.services.findings.front().size(), std::size_t(3));
        for (const UnitFinding &finding : fixture.services.findings.front()) {
            QCOMPARE(finding.grade, ItemGrade::Used);
        }
    }
    void anIncompleteFindingIsNotSent()
    {
        Fixture fixture(returnReceived(Fixture::now));
        fixture.type(u"1as2"_s);
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(fixture.services.findings.empty());
        QVERIFY(fixture.banner().contains(u"not complete"_s));
        fixture.press(Qt::Key_Delete);
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.services.findings.front().size(), std::size_t(1));
    }
    void anEarlierFindingIsCorrected()
    {
        Fixture fixture(returnInspected(Fixture::now));
        fixture.press(Qt::Key_Down);
        QCOMPARE(fixture.said(u"inspectedUnit"_s), u"Unit 2 of 3"_s);
        QVERIFY(fixture.said(u"inspectHint"_s).contains(u"To correct it"_s));
        fixture.type(u"2aq"_s);
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.services.findings.front().size(), std::size_t(1));
        QCOMPARE(fixture.services.findings.front().front().unit, 2);
        QCOMPARE(fixture.services.findings.front().front().grade, ItemGrade::Opened);
    }
    void aConflictLosesNothing()
    {
        Fixture fixture(returnReceived(Fixture::now));
        fixture.type(u"1as3aq"_s);
        RmaDetails newer = returnReceived(Fixture::now);
        newer.rma.summary.version = 6;
        newer.rma.lines[0].units[0].inspection = returnInspected(Fixture::now).rma.lines[0].units[0].inspection;
        newer.rma.lines[0].units[0].place = UnitPlace::Quarantine;
        fixture.services.records = {newer};
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.conflicts, 1);
        fixture.form->showReturn(newer);
        ConsoleFixture::settle();
        QVERIFY(fixture.banner().contains(u"inspected some of these units meanwhile"_s));
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.services.findings.back().size(), std::size_t(2));
        QCOMPARE(fixture.done.size(), std::size_t(1));
    }
    void aPhotoIsAddedToItsUnitByOneKey()
    {
        const QTemporaryDir folder;
        Fixture fixture(returnReceived(Fixture::now));
        QCOMPARE(fixture.said(u"inspectPhotos"_s), u"No photo of this unit yet."_s);
        fixture.type(u"1as"_s);
        fixture.type(u"p"_s);
        chooseFiles({fileIn(folder, u"crack.png"_s), fileIn(folder, u"box.png"_s, "more")});
        QTRY_COMPARE(fixture.services.files.size(), std::size_t(2));
        QTRY_VERIFY(fixture.uploadTold.contains(u"2 files are added"_s));
        for (const NewReturnFile &file : fixture.services.files) {
            QCOMPARE(file.unit, 2);
            QCOMPARE(file.lineId, fixture.services.records.front().rma.lines.front().id);
        }
        QVERIFY(fixture.services.files[0].key != fixture.services.files[1].key);
        QVERIFY(fixture.said(u"inspectPhotos"_s).startsWith(u"2 photos"_s));
        fixture.press(Qt::Key_Up);
        QCOMPARE(fixture.said(u"inspectPhotos"_s), u"No photo of this unit yet."_s);
        QCOMPARE(fixture.said(u"inspectSum"_s).isEmpty(), false); // the finding of the first unit stays
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.services.findings.front().size(), std::size_t(1));
    }
    void thePictureUnderAnotherNameIsAnotherFile()
    {
        const QTemporaryDir folder;
        Fixture fixture(returnReceived(Fixture::now));
        fixture.type(u"p"_s);
        chooseFiles({fileIn(folder, u"crack.png"_s), fileIn(folder, u"the same crack.png"_s)});
        QTRY_COMPARE(fixture.services.files.size(), std::size_t(2));
        QVERIFY(fixture.services.files[0].key != fixture.services.files[1].key);
    }
    void aPhotoThatIsRefusedIsTold()
    {
        const QTemporaryDir folder;
        Fixture fixture(returnReceived(Fixture::now));
        fixture.services.stepFailure = Error{ErrorCode::UnsupportedMediaType, {}, std::nullopt, {}};
        fixture.type(u"p"_s);
        chooseFiles({fileIn(folder, u"crack.png"_s), folder.filePath(u"none.png"_s)});
        QTRY_VERIFY(fixture.uploadTold.contains(u"none.png"_s));
        QVERIFY(fixture.uploadTold.contains(u"“crack.png” was not added"_s));
        QCOMPARE(fixture.said(u"inspectPhotos"_s), u"No photo of this unit yet."_s);
    }
    void whereNothingHasComeThereIsNothingToClick()
    {
        RmaDetails details = returnReceived(Fixture::now);
        for (RmaLine &line : details.rma.lines) {
            for (RmaUnit &unit : line.units) {
                unit.place = UnitPlace::Missing;
            }
        }
        Fixture fixture(details);
        for (QAbstractButton *button : fixture.form->findChildren<QAbstractButton *>()) {
            if (button->isVisible() && button->text() != u"Close") {
                button->click();
            }
        }
        for (const Qt::Key key : {Qt::Key_1, Qt::Key_A, Qt::Key_S, Qt::Key_B, Qt::Key_P, Qt::Key_Delete, Qt::Key_Return}) {
            fixture.press(key);
        }
        QVERIFY(!ConsoleFixture::dialog<QFileDialog>());
        QVERIFY(fixture.services.findings.empty());
        QVERIFY(fixture.said(u"inspectedUnit"_s).startsWith(u"Nothing of this return has come"_s));
    }
    void leavingAsksFirst()
    {
        Fixture fixture(returnReceived(Fixture::now));
        fixture.type(u"1"_s);
        fixture.press(Qt::Key_Escape);
        QVERIFY(ConsoleFixture::dialog<QMessageBox>());
        QCOMPARE(fixture.closings, 0);
        fixture.press(Qt::Key_Escape);
        QVERIFY(!ConsoleFixture::dialog<QMessageBox>());
        QCOMPARE(fixture.closings, 0);
    }
};

QTEST_MAIN(InspectTest)
#include "tst_inspect.moc"
