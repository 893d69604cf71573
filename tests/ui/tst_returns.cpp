// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns_fixture.h"

#include "ui/common/paper_dialog.h"
#include "ui/orders/order_page.h"
#include "ui/returns/return_charts.h"
#include "ui/returns/return_diagram.h"
#include "ui/returns/return_list.h"
#include "ui/returns/return_step_dialog.h"
#include "ui/returns/returns_bulk.h"
#include "ui/returns/returns_model.h"

#include <QFile>
#include <QPainter>
#include <QPlainTextEdit>
#include <QProcess>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QTextDocument>

#include <set>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QString errorAt(const QWidget *dialog, const QString &field)
{
    const auto *label = dialog->findChild<QLabel *>(field + u"Error"_s);
    return label->isVisible() ? label->text() : QString();
}

QStringList columnOf(const QTableView *table, int column)
{
    QStringList texts;
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        texts += ReturnsFixture::cell(table, row, column);
    }
    return texts;
}

} // namespace

class TestReturns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void theFirstQueueIsThatOfTheRole_data();
    void theFirstQueueIsThatOfTheRole();
    void aQueueTellsHowManyThereAreAndHowManyAreLate();
    void aStateOfTheWorkflowIsAQueueOfItsOwn();
    void whatIsLateSaysSoInWords();
    void aSearchLooksByTheBeginning();
    void theListIsOrderedAsWasChosen();
    void anEmptyQueueSaysThatNothingIsToDo();
    void aLongListIsLoadedAsOneScrolls();
    void severalAreApprovedEachByItself();
    void whatFailedIsTriedAgainTogether();
    void declineWantsAReason();
    void aRoleThatMayNotIsToldWhy();
    void ordersOfOneTimeAreToldApart();
    void whatIsUnreadableStaysAndSaysSo();
    void enterOpensAReturnAndEscLeavesIt();
    void thePageShowsTheHistoryWithBeforeAndAfter();
    void theOrderOfAReturnIsOpened();
    void aReturnIsValidatedOnItsPage();
    void aConflictTellsWhoDidWhatAndKeepsWhatWasTyped();
    void theSameStepSentAgainHasTheSameKey();
    void aNoteForTheCustomerIsAdded();
    void leavingWithANoteAsksFirst();
    void noTwoThingsOnThePageHaveTheSameMnemonic();
    void theWorkOfTheRoleIsOnThePage_data();
    void theWorkOfTheRoleIsOnThePage();
    void theDiagramHasEveryStateOnceAndWithoutOverlap();
    void theChartsAreOpenedAndLeftByKey();
    void theListIsSavedAsCsv();
    void theSlipIsSavedAsPdf();
    void aScannerReadsTheNumberOnTheSlip();
    void aScannedNumberOpensItsReturn();
};

void TestReturns::theFirstQueueIsThatOfTheRole_data()
{
    QTest::addColumn<StaffRole>("role");
    QTest::addColumn<QString>("queue");
    QTest::newRow("support") << StaffRole::Support << u"support"_s;
    QTest::newRow("warehouse") << StaffRole::Warehouse << u"warehouse"_s;
    QTest::newRow("finance") << StaffRole::Finance << u"finance"_s;
    QTest::newRow("admin") << StaffRole::Admin << u"all"_s;
}

void TestReturns::theFirstQueueIsThatOfTheRole()
{
    QFETCH(StaffRole, role);
    QFETCH(QString, queue);
    ReturnsFixture fixture(role);
    QCOMPARE(fixture.panel->queues()->chosen().id, queue);
}

void TestReturns::aQueueTellsHowManyThereAreAndHowManyAreLate()
{
    ReturnsFixture fixture;
    fixture.second();
    const QString spoken = fixture.panel->queues()->item(1)->data(Qt::AccessibleTextRole).toString();
    QCOMPARE(spoken, u"Submitted: 4, 2 late"_s);
}

void TestReturns::aStateOfTheWorkflowIsAQueueOfItsOwn()
{
    std::set<RmaState> states;
    for (const ReturnQueue &queue : returnQueues()) {
        if (queue.state) {
            QVERIFY(states.insert(*queue.state).second);
        }
    }
    QCOMPARE(states.size(), rmaStateRules().size());
}

void TestReturns::whatIsLateSaysSoInWords()
{
    ReturnsFixture fixture;
    fixture.choose(u"submitted"_s);
    QVERIFY(ReturnsFixture::cell(fixture.list(), 0, ReturnsModel::Due).startsWith(u"overdue by"_s));
    QVERIFY(ReturnsFixture::cell(fixture.list(), 3, ReturnsModel::Due).startsWith(u"in "_s));
}

void TestReturns::aSearchLooksByTheBeginning()
{
    ReturnsFixture fixture;
    fixture.list()->setFocus();
    fixture.press(Qt::Key_Slash);
    ReturnsFixture::type(u"ada@"_s);
    QCOMPARE(fixture.returns().filters.back().text, u"ada@"_s);
    QCOMPARE(columnOf(fixture.list(), ReturnsModel::Customer), QStringList({u"ada@example.com"_s, u"ada@example.com"_s}));
    fixture.press(Qt::Key_Down);
    QCOMPARE(QApplication::focusWidget(), fixture.list());
}

void TestReturns::theListIsOrderedAsWasChosen()
{
    ReturnsFixture fixture;
    auto *order = fixture.panel->findChild<QComboBox *>(u"returnOrder"_s);
    order->setFocus();
    fixture.press(Qt::Key_End);
    QCOMPARE(fixture.returns().filters.back().order, RmaOrder::Value);
    const auto &records = fixture.returns().records;
    const auto most = std::max_element(records.begin(), records.end(), [](const RmaDetails &one, const RmaDetails &other) {
        return one.rma.summary.value.amount < other.rma.summary.value.amount;
    });
    QCOMPARE(ReturnsFixture::cell(fixture.list(), 0, ReturnsModel::Number), most->rma.summary.number);
}

void TestReturns::anEmptyQueueSaysThatNothingIsToDo()
{
    ReturnsFixture fixture(StaffRole::Support, ReturnsFixture::none);
    const auto labels = fixture.panel->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const QLabel *label) { return label->isVisible() && label->text() == u"Nothing to do here"; }));
}

void TestReturns::aLongListIsLoadedAsOneScrolls()
{
    ReturnsFixture fixture(StaffRole::Support, 1'000);
    QCOMPARE(fixture.list()->model()->rowCount(), 100);
    fixture.list()->verticalScrollBar()->setValue(fixture.list()->verticalScrollBar()->maximum());
    ReturnsFixture::settle();
    QCOMPARE(fixture.list()->model()->rowCount(), 200);
}

void TestReturns::severalAreApprovedEachByItself()
{
    ReturnsFixture fixture(StaffRole::Support);
    fixture.choose(u"support"_s);
    fixture.list()->selectAll();
    fixture.alt(Qt::Key_P);
    ReturnsFixture::button(ReturnsFixture::dialog<QMessageBox>(), u"Approve"_s)->click();
    auto *bulk = ReturnsFixture::dialog<ReturnsBulk>();
    for (int i = 0; i < 20; ++i) {
        ReturnsFixture::settle();
    }
    QCOMPARE(bulk->findChild<QLabel *>(u"bulkSum"_s)->text(),
             u"2 done, 4 refused. What was refused is as it was; nothing is half done."_s);
    QVERIFY(columnOf(bulk->findChild<QTableView *>(), 2).contains(u"Refused: Its present state does not allow this."_s));
}

void TestReturns::whatFailedIsTriedAgainTogether()
{
    ReturnsFixture fixture(StaffRole::Finance);
    auto &records = fixture.returns().records;
    RmaDetails other = *std::find_if(records.begin(), records.end(),
                                     [](const RmaDetails &record) { return record.rma.summary.state == RmaState::Attention; });
    other.rma.summary.id = u"another"_s;
    records.push_back(other);
    fixture.choose(u"attention"_s);
    const int failed = fixture.list()->model()->rowCount();
    QCOMPARE(failed, 2);
    fixture.list()->selectAll();
    fixture.alt(Qt::Key_T);
    ReturnsFixture::button(ReturnsFixture::dialog<QMessageBox>(), u"Try again"_s)->click();
    auto *bulk = ReturnsFixture::dialog<ReturnsBulk>();
    for (int i = 0; i < 20; ++i) {
        ReturnsFixture::settle();
    }
    QCOMPARE(bulk->doneCount(), failed);
    QCOMPARE(fixture.returns().taken.size(), std::size_t(failed));
    QCOMPARE(fixture.returns().taken.front().step, RmaStep::Retry);
}

void TestReturns::declineWantsAReason()
{
    ReturnsFixture fixture(StaffRole::Support);
    fixture.choose(u"submitted"_s);
    fixture.list()->selectRow(0);
    const QString id = fixture.returns().records[15].rma.summary.id;
    fixture.alt(Qt::Key_D);
    auto *dialog = ReturnsFixture::dialog<ReturnStepDialog>();
    ReturnsFixture::send(dialog);
    QCOMPARE(errorAt(dialog, u"reason"_s), u"The customer is told why: give a reason."_s);
    QVERIFY(fixture.returns().taken.empty());
    ReturnsFixture::type(u"Worn for weeks"_s);
    ReturnsFixture::send(dialog);
    for (int i = 0; i < 4; ++i) {
        ReturnsFixture::settle();
    }
    QCOMPARE(fixture.returns().taken.back().text, u"Worn for weeks"_s);
    QCOMPARE(fixture.returns().find(id)->rma.summary.state, RmaState::Declined);
}

void TestReturns::aRoleThatMayNotIsToldWhy()
{
    ReturnsFixture fixture(StaffRole::Warehouse);
    fixture.choose(u"submitted"_s);
    fixture.list()->selectRow(0);
    ReturnsFixture::settle();
    const auto *validate = ReturnsFixture::button(fixture.panel, u"Validate"_s);
    QVERIFY(!validate->isEnabled());
    QCOMPARE(validate->toolTip(), u"This is for support."_s);
    const auto *create = ReturnsFixture::button(fixture.panel, u"New return…"_s);
    QVERIFY(!create->isEnabled());
    QCOMPARE(create->toolTip(), u"This is for support."_s);
}

void TestReturns::ordersOfOneTimeAreToldApart()
{
    ReturnsFixture fixture;
    int last = 100;
    for (RmaDetails &record : fixture.returns().records) {
        record.rma.summary.orderId = u"019cb100-5d20-7c31-9a40-100000000%1"_s.arg(++last);
    }
    fixture.second();
    QTableView *list = fixture.list();
    list->setAlternatingRowColors(false);
    const auto picture = [list](int row) {
        return list->viewport()->grab(list->visualRect(list->model()->index(row, ReturnsModel::Order))).toImage();
    };
    QVERIFY(picture(0) != picture(1));
}

void TestReturns::whatIsUnreadableStaysAndSaysSo()
{
    ReturnsFixture fixture;
    const int rows = fixture.list()->model()->rowCount();
    fixture.returns().readFailure = Error{ErrorCode::StorageUnavailable, {}, {}, {}};
    fixture.second();
    QVERIFY(fixture.banners().startsWith(u"The returns can't be read; what is shown may be old."_s));
    QCOMPARE(fixture.list()->model()->rowCount(), rows);
}

void TestReturns::enterOpensAReturnAndEscLeavesIt()
{
    ReturnsFixture fixture;
    fixture.openFirst(RmaState::Submitted);
    QVERIFY(fixture.page()->isVisible());
    QCOMPARE(fixture.label(u"returnState"_s), u"Submitted"_s);
    fixture.press(Qt::Key_Escape);
    QVERIFY(!fixture.page()->isVisible());
    QCOMPARE(QApplication::focusWidget(), fixture.list());
}

void TestReturns::thePageShowsTheHistoryWithBeforeAndAfter()
{
    ReturnsFixture fixture;
    fixture.openFirst(RmaState::Validated);
    const QTableView *history = fixture.table(u"returnHistory"_s);
    QCOMPARE(ReturnsFixture::cell(history, 0, 1), u"sophie"_s);
    QCOMPARE(ReturnsFixture::cell(history, 0, 2), u"validated"_s);
    QCOMPARE(ReturnsFixture::cell(history, 0, 3), u"Submitted"_s);
    QCOMPARE(ReturnsFixture::cell(history, 0, 4), u"Validated"_s);
}

void TestReturns::theOrderOfAReturnIsOpened()
{
    ReturnsFixture fixture;
    fixture.openFirst(RmaState::Submitted);
    QSignalSpy asked(fixture.panel, &ReturnsPanel::orderRequested);
    fixture.alt(Qt::Key_E);
    QCOMPARE(asked.size(), 1);
    QVERIFY(asked.front().front().toString().startsWith(u"019cb"_s));
}

void TestReturns::aReturnIsValidatedOnItsPage()
{
    ReturnsFixture fixture(StaffRole::Support);
    fixture.openFirst(RmaState::Submitted);
    fixture.alt(Qt::Key_I);
    QCOMPARE(fixture.label(u"returnState"_s), u"Validated"_s);
    QVERIFY(fixture.banners().contains(u"is now validated"_s));
}

void TestReturns::aConflictTellsWhoDidWhatAndKeepsWhatWasTyped()
{
    ReturnsFixture fixture(StaffRole::Support);
    fixture.openFirst(RmaState::Submitted);
    fixture.alt(Qt::Key_D);
    auto *dialog = ReturnsFixture::dialog<ReturnStepDialog>();
    ReturnsFixture::type(u"Too late"_s);
    fixture.returns().moveByOther(fixture.returns().records[15].rma.summary.id, RmaStep::Validate, u"bob"_s);
    ReturnsFixture::send(dialog);
    const QString said = dialog->findChild<Banner *>()->text();
    QVERIFY2(said.contains(u"bob (17:42:00): validated (Submitted → Validated)"_s), qUtf8Printable(said));
    QCOMPARE(dialog->findChild<QPlainTextEdit *>()->toPlainText(), u"Too late"_s);
    ReturnsFixture::button(dialog, u"Look again"_s)->click();
    ReturnsFixture::settle();
    QCOMPARE(fixture.label(u"returnState"_s), u"Validated"_s);
    ReturnsFixture::send(dialog);
    QCOMPARE(fixture.returns().records[15].rma.summary.state, RmaState::Declined);
}

void TestReturns::theSameStepSentAgainHasTheSameKey()
{
    ReturnsFixture fixture(StaffRole::Support);
    fixture.openFirst(RmaState::Submitted);
    fixture.returns().stepFailure = Error{ErrorCode::StorageUnavailable, {}, {}, {}};
    fixture.alt(Qt::Key_I);
    fixture.returns().stepFailure.reset();
    fixture.alt(Qt::Key_I);
    QCOMPARE(fixture.returns().taken.size(), std::size_t(2));
    QCOMPARE(fixture.returns().taken[0].write.key, fixture.returns().taken[1].write.key);
}

void TestReturns::aNoteForTheCustomerIsAdded()
{
    ReturnsFixture fixture(StaffRole::Warehouse);
    fixture.openFirst(RmaState::Submitted);
    fixture.goToTab(fixture.panel->findChild<QTabWidget *>(u"returnParts"_s), 3);
    fixture.tabTo(u"newNote"_s);
    ReturnsFixture::type(u"Please send the box too"_s);
    fixture.press(Qt::Key_Tab);
    fixture.press(Qt::Key_Down);
    fixture.alt(Qt::Key_T);
    QCOMPARE(fixture.returns().notes.size(), std::size_t(1));
    QCOMPARE(fixture.returns().notes.front().body, u"Please send the box too"_s);
    QCOMPARE(fixture.returns().notes.front().visibility, NoteVisibility::Customer);
}

void TestReturns::leavingWithANoteAsksFirst()
{
    ReturnsFixture fixture;
    fixture.openFirst(RmaState::Submitted);
    fixture.panel->findChild<QPlainTextEdit *>(u"newNote"_s)->setPlainText(u"half"_s);
    fixture.press(Qt::Key_Escape);
    QVERIFY(fixture.page()->isVisible());
    auto *question = ReturnsFixture::dialog<QMessageBox>();
    QVERIFY(question);
    ReturnsFixture::button(question, u"Discard"_s)->click();
    ReturnsFixture::settle();
    QVERIFY(!fixture.page()->isVisible());
}

void TestReturns::noTwoThingsOnThePageHaveTheSameMnemonic()
{
    ReturnsFixture fixture;
    for (const RmaStateRule &rule : rmaStateRules()) {
        fixture.choose(rmaStateName(rule.state));
        if (fixture.list()->model()->rowCount() == 0) {
            continue;
        }
        fixture.openRow(0);
        auto *parts = fixture.panel->findChild<QTabWidget *>(u"returnParts"_s);
        for (int part = 0; part < parts->count(); ++part) {
            parts->setCurrentIndex(part);
            ReturnsFixture::settle();
            const QString shared = fixture.sharedMnemonic();
            QVERIFY2(shared.isEmpty(), qPrintable(rmaStateName(rule.state) + u": "_s + shared));
        }
        fixture.press(Qt::Key_Escape);
    }
}

void TestReturns::theWorkOfTheRoleIsOnThePage_data()
{
    QTest::addColumn<StaffRole>("role");
    QTest::addColumn<RmaState>("state");
    QTest::addColumn<QString>("work");
    QTest::newRow("receive") << StaffRole::Warehouse << RmaState::InTransit << u"Receive"_s;
    QTest::newRow("inspect") << StaffRole::Warehouse << RmaState::Received << u"Inspect"_s;
    QTest::newRow("decide") << StaffRole::Finance << RmaState::Inspected << u"Decide and complete"_s;
    QTest::newRow("failed") << StaffRole::Finance << RmaState::Attention << u"What failed"_s;
    QTest::newRow("none") << StaffRole::Support << RmaState::Inspected << QString();
}

void TestReturns::theWorkOfTheRoleIsOnThePage()
{
    QFETCH(StaffRole, role);
    QFETCH(RmaState, state);
    QFETCH(QString, work);
    ReturnsFixture fixture(role);
    fixture.openFirst(state);
    const auto *parts = fixture.panel->findChild<QTabWidget *>(u"returnParts"_s);
    QCOMPARE(parts->isTabVisible(0) ? parts->tabText(0) : QString(), work);
    QCOMPARE(parts->currentIndex(), work.isEmpty() ? 1 : 0);
}

void TestReturns::theDiagramHasEveryStateOnceAndWithoutOverlap()
{
    ReturnDiagram diagram;
    diagram.resize(diagram.minimumSizeHint());
    for (const RmaStateRule &one : rmaStateRules()) {
        QVERIFY(QRectF(diagram.rect()).contains(diagram.boxOf(one.state)));
        for (const RmaStateRule &other : rmaStateRules()) {
            QVERIFY(one.state == other.state || !diagram.boxOf(one.state).intersects(diagram.boxOf(other.state)));
        }
    }
    diagram.showState(RmaState::Approved, {});
    QCOMPARE(diagram.accessibleDescription(), u"Now: Approved. What can follow: Send, Receive, Cancel, Expire."_s);
}

void TestReturns::theChartsAreOpenedAndLeftByKey()
{
    ReturnsFixture fixture;
    fixture.list()->setFocus();
    fixture.alt(Qt::Key_R);
    QVERIFY(fixture.panel->findChild<ReturnCharts *>()->isVisible());
    fixture.alt(Qt::Key_R);
    QVERIFY(fixture.list()->isVisible());
}

void TestReturns::theListIsSavedAsCsv()
{
    ReturnsFixture fixture(StaffRole::Support, 450);
    const QString path = fixture.scratch.filePath(u"returns.csv"_s);
    auto *list = fixture.panel->findChild<ReturnList *>();
    list->exportTo(path);
    QTRY_VERIFY(!list->isSaving());
    QVERIFY2(fixture.banners().startsWith(u"450 returns are saved"_s), qUtf8Printable(fixture.banners()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().split('\n');
    QCOMPARE(lines.size(), 452); // the heading, and what is behind the last line's end
    QVERIFY(lines[0].startsWith("number,order_id,email,state"));
}

void TestReturns::theSlipIsSavedAsPdf()
{
    ReturnsFixture fixture(StaffRole::Support);
    fixture.openFirst(RmaState::Submitted);
    fixture.alt(Qt::Key_L);
    auto *slip = ReturnsFixture::dialog<PaperDialog>();
    const QString path = fixture.scratch.filePath(u"slip.pdf"_s);
    slip->writePdf(path);
    QTRY_VERIFY(slip->findChild<Banner *>()->text().startsWith(u"Return slip R-"_s));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith("%PDF"));
}

void TestReturns::aScannerReadsTheNumberOnTheSlip()
{
    ReturnsFixture fixture(StaffRole::Support);
    fixture.openFirst(RmaState::Submitted);
    fixture.alt(Qt::Key_L);
    QTextDocument paper;
    paper.setHtml(ReturnsFixture::dialog<PaperDialog>()->findChild<QTextBrowser *>()->toHtml());
    QImage page(794, 1123, QImage::Format_RGB32); // A4 at 96 dpi
    page.fill(Qt::white);
    {
        QPainter painter(&page);
        paper.drawContents(&painter);
    }
    const QString path = fixture.scratch.filePath(u"slip.png"_s);
    QVERIFY(page.save(path));
    QProcess scanner;
    scanner.start(u"zbarimg"_s, {u"--quiet"_s, u"--raw"_s, path});
    QVERIFY2(scanner.waitForFinished(), "zbarimg is in the package zbar-tools");
    QCOMPARE(QString::fromUtf8(scanner.readAllStandardOutput()).trimmed(), fixture.page()->number());
}

void TestReturns::aScannedNumberOpensItsReturn()
{
    ReturnsFixture fixture;
    const QString number = ReturnsFixture::cell(fixture.list(), 2, ReturnsModel::Number);
    fixture.press(Qt::Key_Slash);
    ReturnsFixture::type(number);
    fixture.press(Qt::Key_Return);
    QCOMPARE(fixture.page()->number(), number);
}

QTEST_MAIN(TestReturns)
#include "tst_returns.moc"
