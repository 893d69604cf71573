// SPDX-License-Identifier: GPL-3.0-or-later
// The work on a return's page while others work on it too.
#include "ui/chosen_files.h"
#include "ui/returns_at_work.h"
#include "ui/returns_fixture.h"

#include "ui/returns/new_return_dialog.h"
#include "ui/returns/return_work.h"

#include <QListWidget>
#include <QSpinBox>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

/// Of a return of two jackets, a lamp and a kettle, one jacket has come.
RmaDetails partlyReceived()
{
    RmaDetails details = returnUnderWay(ReturnsFixture::now);
    details.rma.summary.state = RmaState::PartlyReceived;
    details.rma.lines[0].received = 1;
    details.rma.lines[0].units[0].place = UnitPlace::Arrived;
    return details;
}

RmaDetails allMissing()
{
    RmaDetails details = returnInspected(ReturnsFixture::now);
    for (RmaLine &line : details.rma.lines) {
        for (RmaUnit &unit : line.units) {
            unit.place = UnitPlace::Missing;
            unit.inspection.reset();
        }
    }
    return details;
}

} // namespace

class ReturnWorkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void workThatIsNotOfferedAnyMoreIsLeftOnlyWhenItsUserAgrees();
    void workThatIsNotOfferedAnyMoreIsNotBegunAnew();
    void whereNothingCameNothingIsInspected();
    void photosGoOnWhenTheFindingsAreSent();
    void photosThatAreStillAddedAreAReasonToStay();
    void whatBecameOfAReturnThatWasLeftIsToldWithItsNumber_data();
    void whatBecameOfAReturnThatWasLeftIsToldWithItsNumber();
    void aPhotoThatSomebodyElseAddedIsSeen();
    void filesThatLieElsewhereAreNotOffered();
    void filesAreAddedAndSavedByKeyboard();

private:
    /// Into the file dialog that is open.
    static void enterFile(const ReturnsFixture &fixture, const QString &path)
    {
        QVERIFY(ReturnsFixture::dialog<QFileDialog>());
        fixture.press(Qt::Key_A, Qt::ControlModifier);
        ReturnsFixture::type(path);
        fixture.press(Qt::Key_Return);
        QVERIFY(!ReturnsFixture::dialog<QFileDialog>());
    }
    /// Somebody has counted a kettle, and then somebody else received and inspected everything.
    static void countWhileOthersInspect(ReturnsFixture &fixture)
    {
        fixture.returns().records = {partlyReceived()};
        fixture.openFirst(RmaState::PartlyReceived);
        fixture.page()->findChild<QSpinBox *>(u"came-KETTLE"_s)->setFocus();
        fixture.press(Qt::Key_Up);
        fixture.returns().records = {returnInspected(ReturnsFixture::now)};
        fixture.second();
        QCOMPARE(workOf(fixture), u"Receive"_s);
    }
    static QString workOf(const ReturnsFixture &fixture) { return fixture.page()->findChild<ReturnWorkRoom *>()->title(); }
};

void ReturnWorkTest::workThatIsNotOfferedAnyMoreIsLeftOnlyWhenItsUserAgrees()
{
    ReturnsFixture fixture;
    countWhileOthersInspect(fixture);
    auto *decide = ReturnsFixture::button(fixture.page(), u"Decide and complete"_s);
    decide->click();
    QVERIFY(!decide->isChecked());
    QCOMPARE(workOf(fixture), u"Receive"_s);
    auto *question = ReturnsFixture::dialog<QMessageBox>();
    QVERIFY(question);
    ReturnsFixture::button(question, u"Discard"_s)->click();
    ReturnsFixture::settle();
    QCOMPARE(workOf(fixture), u"Decide and complete"_s);
    QVERIFY(decide->isChecked());
}

void ReturnWorkTest::workThatIsNotOfferedAnyMoreIsNotBegunAnew()
{
    ReturnsFixture fixture;
    countWhileOthersInspect(fixture);
    ReturnsFixture::button(fixture.page()->findChild<ReturnForm *>(), u"Close"_s)->click();
    ReturnsFixture::button(ReturnsFixture::dialog<QMessageBox>(), u"Discard"_s)->click();
    ReturnsFixture::settle();
    QCOMPARE(workOf(fixture), u"Decide and complete"_s);
}

void ReturnWorkTest::whereNothingCameNothingIsInspected()
{
    const StaffActor admin{u"staff-1"_s, u"anna"_s, StaffRole::Admin};
    QCOMPARE(returnWork(allMissing(), admin), std::vector{ReturnWork::Decide});
}

void ReturnWorkTest::photosGoOnWhenTheFindingsAreSent()
{
    ReturnsFixture fixture(StaffRole::Warehouse);
    fixture.returns().records = {returnReceived(ReturnsFixture::now)};
    fixture.returns().holds = true;
    fixture.openFirst(RmaState::Received);
    fixture.page()->findChild<QTableView *>(u"inspectedUnits"_s)->setFocus();
    ReturnsFixture::type(u"p"_s);
    chooseFiles({fileIn(fixture.scratch, u"crack.png"_s), fileIn(fixture.scratch, u"box.png"_s)});
    QTRY_COMPARE(fixture.returns().files.size(), std::size_t(1));
    for (const Qt::Key key : {Qt::Key_1, Qt::Key_A, Qt::Key_S}) {
        fixture.press(key);
    }
    fixture.press(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(fixture.returns().findings.size(), std::size_t(1));
    fixture.returns().release();
    QTRY_COMPARE(fixture.returns().files.size(), std::size_t(2));
    QTRY_VERIFY2(fixture.banners().contains(u"2 files are added"_s), qUtf8Printable(fixture.banners()));
}

void ReturnWorkTest::photosThatAreStillAddedAreAReasonToStay()
{
    ReturnsFixture fixture;
    fixture.openFirst(RmaState::Submitted);
    fixture.returns().holds = true;
    fixture.page()->addFiles(fixture.returns().records.back().rma.summary.id, {fileIn(fixture.scratch, u"crack.png"_s)});
    QVERIFY(!fixture.panel->reasonToStay().isEmpty());
    QTRY_COMPARE(fixture.returns().files.size(), std::size_t(1));
    QVERIFY(!fixture.panel->reasonToStay().isEmpty());
    fixture.returns().release();
    QTRY_COMPARE(fixture.panel->reasonToStay(), QString());
}

void ReturnWorkTest::whatBecameOfAReturnThatWasLeftIsToldWithItsNumber_data()
{
    QTest::addColumn<bool>("changedByOthers");
    QTest::newRow("changed by others") << true;
    QTest::newRow("refused") << false;
}

void ReturnWorkTest::whatBecameOfAReturnThatWasLeftIsToldWithItsNumber()
{
    QFETCH(bool, changedByOthers);
    ReturnsFixture fixture(StaffRole::Support);
    fixture.openFirst(RmaState::Submitted);
    const QString left = fixture.page()->number();
    const QString leftId = fixture.returns().records[15].rma.summary.id;
    if (changedByOthers) {
        fixture.returns().moveByOther(leftId, RmaStep::Validate, u"bob"_s);
    } else {
        fixture.returns().refusals.insert(leftId, Error{ErrorCode::Forbidden, {}, {}, {}});
    }
    fixture.returns().holds = true;
    fixture.alt(Qt::Key_I);
    fixture.press(Qt::Key_Escape);
    fixture.openFirst(RmaState::Approved);
    const QString shown = fixture.page()->number();
    fixture.returns().release();
    for (int i = 0; i < 4; ++i) {
        ReturnsFixture::settle();
    }
    QVERIFY2(fixture.banners().contains(left), qUtf8Printable(fixture.banners()));
    QVERIFY(fixture.page()->findChild<Banner *>()->isHidden());
    QCOMPARE(fixture.page()->number(), shown);
    QVERIFY(!ReturnsFixture::button(fixture.panel, u"Look again"_s));
}

void ReturnWorkTest::aPhotoThatSomebodyElseAddedIsSeen()
{
    ReturnsFixture fixture(StaffRole::Warehouse);
    fixture.returns().records = {returnReceived(ReturnsFixture::now)};
    fixture.openFirst(RmaState::Received);
    QCOMPARE(fixture.label(u"inspectPhotos"_s), u"No photo of this unit yet."_s);
    RmaAttachment photo;
    photo.id = photo.name = u"crack.png"_s;
    photo.lineId = u"line-1"_s;
    photo.unit = 1;
    fixture.returns().records.front().rma.attachments = {photo};
    fixture.second();
    QVERIFY2(fixture.label(u"inspectPhotos"_s).startsWith(u"1 photo"_s), qUtf8Printable(fixture.label(u"inspectPhotos"_s)));
}

void ReturnWorkTest::filesThatLieElsewhereAreNotOffered()
{
    ReturnsFixture fixture;
    fixture.returns().filesAreHere = false;
    RmaDetails received = returnReceived(ReturnsFixture::now);
    received.rma.attachments = {RmaAttachment{}};
    fixture.returns().records = {received};
    fixture.openFirst(RmaState::Received);
    const auto *photo = ReturnsFixture::button(fixture.page(), u"P   Photo…"_s);
    QVERIFY(!photo->isEnabled());
    QVERIFY(photo->toolTip().contains(u"lie with the shop's server"_s));
    fixture.page()->findChild<QTableView *>(u"inspectedUnits"_s)->setFocus();
    fixture.press(Qt::Key_P);
    QVERIFY(!ReturnsFixture::dialog<QFileDialog>());
    auto *parts = fixture.panel->findChild<QTabWidget *>(u"returnParts"_s);
    parts->setCurrentIndex(5);
    fixture.page()->findChild<QListWidget *>(u"returnFiles"_s)->setCurrentRow(0);
    for (const QString &text : {u"Add photo or document…"_s, u"Save as…"_s}) {
        const auto *button = ReturnsFixture::button(fixture.page(), text);
        QVERIFY2(!button->isEnabled(), qUtf8Printable(text));
        QCOMPARE(button->toolTip(), photo->toolTip());
    }
    fixture.press(Qt::Key_Escape);
    fixture.alt(Qt::Key_N);
    QVERIFY(!ReturnsFixture::button(ReturnsFixture::dialog<NewReturnDialog>(), u"Add photos…"_s)->isEnabled());
}

void ReturnWorkTest::filesAreAddedAndSavedByKeyboard()
{
    ReturnsFixture fixture;
    fixture.openFirst(RmaState::Approved);
    fixture.goToTab(fixture.panel->findChild<QTabWidget *>(u"returnParts"_s), 5);
    fixture.alt(Qt::Key_O);
    enterFile(fixture, fileIn(fixture.scratch, u"receipt.pdf"_s, "%PDF-1.7"));
    QTRY_COMPARE(fixture.returns().files.size(), std::size_t(1));
    QCOMPARE(fixture.returns().files.front().name, u"receipt.pdf"_s);
    auto *list = fixture.page()->findChild<QListWidget *>(u"returnFiles"_s);
    QTRY_COMPARE(list->count(), 1);
    fixture.tabTo(u"returnFiles"_s);
    fixture.press(Qt::Key_Home);
    fixture.press(Qt::Key_Space);
    fixture.alt(Qt::Key_S);
    const QString saved = fixture.scratch.filePath(u"saved.pdf"_s);
    enterFile(fixture, saved);
    QTRY_VERIFY2(fixture.banners().contains(u"is saved"_s), qUtf8Printable(fixture.banners()));
    QFile file(saved);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("%PDF-1.7"));
}

QTEST_MAIN(ReturnWorkTest)
#include "tst_return_work.moc"
