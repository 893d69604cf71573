// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console_fixture.h"

#include "ui/common/stock_table.h"
#include "ui/sales/sale_details.h"
#include "ui/sales/sale_editor.h"
#include "ui/sales/sales_panel.h"

#include <QDateTimeEdit>
#include <QLineEdit>
#include <QSpinBox>
#include <QTableView>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QString fieldError(const QWidget *editor, const QString &field)
{
    const auto *label = editor->findChild<QLabel *>(field + u"Error"_s);
    return label->isVisible() ? label->text() : QString();
}

QTableView *table(const QWidget *in, const QString &name)
{
    return in->findChild<QTableView *>(name);
}

QString cell(const QTableView *of, int row, int column)
{
    return of->model()->index(row, column).data().toString();
}

class SalesFixture : public ConsoleFixture
{
public:
    explicit SalesFixture(bool busy = true)
    {
        open(busy);
        press(Qt::Key_2, Qt::ControlModifier);
    }

    SaleEditor *newSale()
    {
        press(Qt::Key_N, Qt::ControlModifier);
        return dialog<SaleEditor>();
    }

    /// Adds the first product found by `text`, with the price.
    static void add(const QString &text, const QString &price)
    {
        auto *search = dialog<SaleEditor>()->findChild<QLineEdit *>(u"productSearch"_s);
        search->setFocus();
        search->selectAll();
        type(text);
        QTest::keyClick(search, Qt::Key_Return);
        settle();
        type(price);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        settle();
    }

    void select(const QString &name) const
    {
        QTableView *list = table(window.get(), u"sales"_s);
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            if (cell(list, row, 0) == name) {
                list->selectRow(row);
            }
        }
        settle();
    }

    /// Clicks a step's button and gives the question that it asks.
    QMessageBox *step(const QString &text) const
    {
        button(window.get(), text)->click();
        return dialog<QMessageBox>();
    }
};

} // namespace

class SalesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void salesAreListedWithTheRunningOneChosen()
    {
        SalesFixture console;
        const QTableView *list = table(console.window.get(), u"sales"_s);
        QCOMPARE(list->model()->rowCount(), 4);
        QCOMPARE(cell(list, 0, 0), u"Spring clearance"_s);
        QCOMPARE(cell(list, 0, 1), u"Planned"_s);
        QCOMPARE(cell(list, 1, 5), u"3,094 of 5,050"_s);
        QCOMPARE(list->currentIndex().row(), 1);
        const auto *details = console.window->findChild<SaleDetails *>();
        QCOMPARE(details->findChild<StockTable *>()->table()->model()->rowCount(), 6);
    }

    void theListKeepsItsSelectionWhileItIsRefreshed()
    {
        SalesFixture console;
        console.select(u"Members' preview"_s);
        console.services.saleList.insert(console.services.saleList.begin(), console.services.saleList.front());
        console.services.saleList.front().id = u"s9"_s;
        console.services.saleList.front().name = u"Brand new"_s;
        console.second();
        const QTableView *list = table(console.window.get(), u"sales"_s);
        QCOMPARE(list->model()->rowCount(), 5);
        QCOMPARE(cell(list, list->currentIndex().row(), 0), u"Members' preview"_s);
    }

    void liveStockFollowsTheSelectedSale()
    {
        SalesFixture console;
        const auto *stock = console.window->findChild<SaleDetails *>()->findChild<StockTable *>();
        console.services.stock[0].sold += 5;
        console.second();
        QCOMPARE(cell(stock->table(), 0, StockModel::Sold), u"660"_s);
        console.select(u"Spring clearance"_s);
        QCOMPARE(stock->table()->model()->rowCount(), 0);
        console.select(u"Friday flash"_s);
        QCOMPARE(stock->table()->model()->rowCount(), 6);
    }

    void withoutSalesItSaysWhatToDo()
    {
        SalesFixture console(false);
        QVERIFY(ConsoleFixture::button(console.window.get(), u"New flash sale…"_s));
        bool told = false;
        for (const QLabel *label : console.window->findChildren<QLabel *>()) {
            told = told || (label->isVisible() && label->text() == u"No flash sale yet"_s);
        }
        QVERIFY(told);
    }

    void aSaleIsCreatedByKeyboardAlone()
    {
        SalesFixture console;
        auto *editor = console.newSale();
        QVERIFY(editor);
        ConsoleFixture::type(u"Late-night flash"_s);
        // Through the parts of both times: day, month, year, hour, minute.
        for (int i = 0; i < 11 && QApplication::focusWidget()->objectName() != u"productSearch"_s; ++i) {
            console.press(Qt::Key_Tab);
        }
        QCOMPARE(QApplication::focusWidget()->objectName(), u"productSearch"_s);
        ConsoleFixture::type(u"lamp"_s);
        console.press(Qt::Key_Return);
        ConsoleFixture::type(u"39.90"_s); // straight into the price
        console.press(Qt::Key_Tab);
        console.press(Qt::Key_F2);
        QVERIFY(qobject_cast<QSpinBox *>(QApplication::focusWidget()));
        ConsoleFixture::type(u"120"_s);
        console.press(Qt::Key_Tab);
        console.press(Qt::Key_F2);
        ConsoleFixture::type(u"2"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!console.services.drafts.empty());
        const SaleDraft &draft = console.services.drafts.front();
        QCOMPARE(draft.id, QString());
        QCOMPARE(draft.name, u"Late-night flash"_s);
        QCOMPARE(draft.startsAt, ConsoleFixture::now + 3 * 60'000); // the next full quarter
        QCOMPARE(draft.endsAt, ConsoleFixture::now + 63 * 60'000);
        QCOMPARE(draft.items.size(), 1U);
        QCOMPARE(draft.items[0].sku, u"LAMP-DESK-OAK"_s);
        QCOMPARE(draft.items[0].price, (Money{3'990, Currency::euro()}));
        QCOMPARE(draft.items[0].quota, 120);
        QCOMPARE(draft.items[0].limitPerShopper, 2);
        QTRY_VERIFY(!ConsoleFixture::dialog<SaleEditor>());
        QVERIFY(console.banners().contains(u"“Late-night flash” is saved"_s));
        const QTableView *list = table(console.window.get(), u"sales"_s);
        QCOMPARE(cell(list, list->currentIndex().row(), 0), u"Late-night flash"_s);
    }

    void whatIsMissingIsToldAtItsField()
    {
        SalesFixture console;
        auto *editor = console.newSale();
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fieldError(editor, u"name"_s), u"Give the sale a name."_s);
        QCOMPARE(fieldError(editor, u"items"_s), u"Add at least one product from the catalogue."_s);
        QCOMPARE(fieldError(editor, u"ends_at"_s), QString());
        QVERIFY(console.services.drafts.empty());
        QVERIFY2(qobject_cast<QLineEdit *>(QApplication::focusWidget()), "the first wrong field has the focus");
        QCOMPARE(QApplication::focusWidget()->accessibleDescription(), u"Give the sale a name."_s);
        editor->done(0);
    }

    void timesThatCannotBeAreRefused()
    {
        SalesFixture console;
        auto *editor = console.newSale();
        auto *starts = editor->findChild<QDateTimeEdit *>(u"starts_at"_s);
        auto *ends = editor->findChild<QDateTimeEdit *>(u"ends_at"_s);
        ends->setDateTime(starts->dateTime());
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fieldError(editor, u"ends_at"_s), u"It must end after it starts."_s);
        starts->setDateTime(starts->dateTime().addDays(-3));
        ends->setDateTime(starts->dateTime().addDays(1));
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fieldError(editor, u"ends_at"_s), u"This time has passed."_s);
        editor->done(0);
    }

    void aPriceOrQuotaThatCannotBeIsToldWithItsProduct_data()
    {
        QTest::addColumn<QString>("price");
        QTest::newRow("nothing") << u""_s;
        QTest::newRow("letters") << u"cheap"_s;
        QTest::newRow("half a cent") << u"1.005"_s;
        QTest::newRow("negative") << u"-5"_s;
        QTest::newRow("a comma where the point is the sign") << u"19,99"_s;
    }
    void aPriceOrQuotaThatCannotBeIsToldWithItsProduct()
    {
        QFETCH(QString, price);
        SalesFixture console;
        auto *editor = console.newSale();
        ConsoleFixture::type(u"Flash"_s);
        SalesFixture::add(u"tent"_s, price);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fieldError(editor, u"items"_s), u"Two-person tent, green: enter a price such as 19.99"_s);
        QVERIFY(console.services.drafts.empty());
        editor->done(0);
    }

    void moreThanThereIsCannotBePromised()
    {
        SalesFixture console;
        auto *editor = console.newSale();
        ConsoleFixture::type(u"Flash"_s);
        SalesFixture::add(u"tent"_s, u"99"_s);
        QTableView *items = table(editor, u"saleItems"_s);
        items->model()->setData(items->model()->index(0, 4), 901);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fieldError(editor, u"items"_s), u"Two-person tent, green: only 900 units can be promised"_s);
        items->model()->setData(items->model()->index(0, 4), 900);
        QCOMPARE(fieldError(editor, u"items"_s), QString());
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(console.services.drafts.size(), 1U);
    }

    void refusalsOfTheServicesStandAtTheirFields()
    {
        SalesFixture console;
        console.services.saveFailure = Error{ErrorCode::InvalidRequest,
                                             u"refused"_s,
                                             {},
                                             {{0, u"name"_s, u"taken"_s, u"There is a sale of this name."_s, {}},
                                              {0, u"items[1].quota"_s, u"too_many"_s, u"Only 3 are left."_s, {}},
                                              {0, u"weather"_s, u"bad"_s, u"It rains."_s, {}}}};
        auto *editor = console.newSale();
        ConsoleFixture::type(u"Flash"_s);
        SalesFixture::add(u"tent"_s, u"99"_s);
        SalesFixture::add(u"sneaker"_s, u"49"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(fieldError(editor, u"name"_s), u"There is a sale of this name."_s);
        QCOMPARE(fieldError(editor, u"items"_s), u"Canvas sneaker, white, 42: Only 3 are left."_s);
        QCOMPARE(editor->findChild<Banner *>()->text(), u"It rains."_s);
        QVERIFY2(editor->isVisible(), "nothing that was entered is lost");
        editor->done(0);
    }

    void aFailureToSaveIsToldAndCanBeTriedAgain()
    {
        SalesFixture console;
        console.services.saveFailure = Error{ErrorCode::Overloaded, u"queue full"_s, {}, {}};
        auto *editor = console.newSale();
        ConsoleFixture::type(u"Flash"_s);
        SalesFixture::add(u"tent"_s, u"99"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(editor->findChild<Banner *>()->text().contains(u"very busy"_s));
        console.services.saveFailure.reset();
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!ConsoleFixture::dialog<SaleEditor>());
        QCOMPARE(console.services.drafts.size(), 2U);
    }

    // "Discard?" about a sale that the next moment exists would be a lie, and so would what is typed after it was sent.
    void whileItIsSavedItCanBeNeitherChangedNorLeft()
    {
        SalesFixture console;
        console.services.saveFailure = Error{ErrorCode::Overloaded, u"queue full"_s, {}, {}};
        auto *editor = console.newSale();
        ConsoleFixture::type(u"Flash"_s);
        SalesFixture::add(u"tent"_s, u"99"_s);
        ConsoleFixture::button(editor, u"Create sale"_s)->click(); // the answer waits in the event loop
        const auto shownText = [editor](const QString &text) {
            const QList<QLabel *> labels = editor->findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(),
                               [&text](const QLabel *label) { return label->isVisible() && label->text() == text; });
        };
        QVERIFY(shownText(u"Saving…"_s));
        QVERIFY(!ConsoleFixture::button(editor, u"Create sale"_s)->isEnabled());
        QVERIFY(!ConsoleFixture::button(editor, u"Cancel"_s)->isEnabled());
        QVERIFY(!editor->findChild<QLineEdit *>(u"name"_s)->isEnabled());
        QVERIFY(!table(editor, u"saleItems"_s)->isEnabled());
        editor->reject();
        editor->close();
        QVERIFY(editor->isVisible());
        QVERIFY(editor->findChildren<QMessageBox *>().isEmpty());

        ConsoleFixture::settle();
        QVERIFY(!shownText(u"Saving…"_s));
        QVERIFY(editor->findChild<QLineEdit *>(u"name"_s)->isEnabled());
        editor->reject();
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question && question->text().contains(u"Discard"_s));
        question->reject();
        editor->done(0);
    }

    void aProductIsAddedOnceAndCanBeRemoved()
    {
        SalesFixture console;
        auto *editor = console.newSale();
        SalesFixture::add(u"tent"_s, u"99"_s);
        SalesFixture::add(u"tent"_s, u"98"_s);
        QTableView *items = table(editor, u"saleItems"_s);
        QCOMPARE(items->model()->rowCount(), 1);
        QCOMPARE(cell(items, 0, 3), u"98.00 EUR"_s);
        items->setFocus();
        items->setCurrentIndex(items->model()->index(0, 0));
        console.press(Qt::Key_Delete);
        QCOMPARE(items->model()->rowCount(), 0);
        editor->done(0);
    }

    void theSearchSaysWhenThereIsNothing()
    {
        SalesFixture console;
        auto *editor = console.newSale();
        editor->findChild<QLineEdit *>(u"productSearch"_s)->setFocus();
        ConsoleFixture::type(u"unicorn"_s);
        console.press(Qt::Key_Return);
        bool told = false;
        for (const QLabel *label : editor->findChildren<QLabel *>()) {
            told = told || (label->isVisible() && label->text().contains(u"holds “unicorn”"_s));
        }
        QVERIFY(told);
        QCOMPARE(table(editor, u"saleItems"_s)->model()->rowCount(), 0);
        editor->done(0);
    }

    void leavingTheFormWithSomethingInItAsks()
    {
        SalesFixture console;
        auto *editor = console.newSale();
        console.press(Qt::Key_Escape);
        QVERIFY2(!ConsoleFixture::dialog<SaleEditor>(), "nothing was entered, nothing is asked");
        editor = console.newSale();
        ConsoleFixture::type(u"F"_s);
        console.press(Qt::Key_Escape);
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question);
        question->button(QMessageBox::Cancel)->click();
        QVERIFY(ConsoleFixture::dialog<SaleEditor>());
        console.services.addresses.clear();
        console.window->close();
        auto *closing = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(closing->informativeText().contains(u"has not been saved"_s));
        closing->button(QMessageBox::Cancel)->click();
        editor->done(0);
    }

    void aPlannedSaleIsChanged()
    {
        SalesFixture console;
        console.select(u"Spring clearance"_s);
        QVERIFY(ConsoleFixture::button(console.window.get(), u"Edit…"_s)->isEnabled());
        ConsoleFixture::button(console.window.get(), u"Edit…"_s)->click();
        auto *editor = ConsoleFixture::dialog<SaleEditor>();
        QCOMPARE(editor->findChild<QLineEdit *>(u"name"_s)->text(), u"Spring clearance"_s);
        QCOMPARE(table(editor, u"saleItems"_s)->model()->rowCount(), 6);
        ConsoleFixture::button(editor, u"Save changes"_s)->click();
        QTRY_COMPARE(console.services.drafts.size(), 1U);
        QCOMPARE(console.services.drafts[0].id, u"s4"_s);
        QCOMPARE(console.services.drafts[0].version, 1);
        QCOMPARE(console.services.drafts[0].items[1].price, (Money{19'740, Currency::euro()}));
    }

    void aSaleThatHasSoldCannotBeChanged()
    {
        SalesFixture console;
        console.select(u"Friday flash"_s);
        QVERIFY(!ConsoleFixture::button(console.window.get(), u"Edit…"_s)->isEnabled());
        QVERIFY(!ConsoleFixture::button(console.window.get(), u"Edit…"_s)->toolTip().isEmpty());
    }

    void startingAsksFirstAndSaysWhatWillHappen()
    {
        SalesFixture console;
        console.select(u"Spring clearance"_s);
        QMessageBox *question = console.step(u"Start now…"_s);
        QCOMPARE(question->text(), u"Start “Spring clearance” now?"_s);
        QCOMPARE(
            question->informativeText(),
            u"It was to start on 07/03/2026 19:42. Shoppers can buy its 6 items at the sale price at once, until 08/03/2026 19:42."_s);
        question->button(QMessageBox::Cancel)->click();
        ConsoleFixture::settle();
        QVERIFY(console.services.steps.empty());
        ConsoleFixture::button(console.step(u"Start now…"_s), u"Start now"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.steps.size(), 1U);
        QCOMPARE(console.services.steps[0].first, u"s4"_s);
        QCOMPARE(console.services.steps[0].second, SaleStep::StartNow);
        QVERIFY(console.banners().contains(u"“Spring clearance”: running."_s));
    }

    void pausingAndResumingAskFirst()
    {
        SalesFixture console;
        QMessageBox *question = console.step(u"Pause…"_s);
        QVERIFY(question->informativeText().contains(u"can't buy from it until you resume it"_s));
        ConsoleFixture::button(question, u"Pause"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.steps.back().second, SaleStep::Pause);
        question = console.step(u"Resume…"_s);
        QVERIFY(question->informativeText().contains(u"6 items again"_s));
        ConsoleFixture::button(question, u"Resume"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.steps.back().second, SaleStep::Resume);
    }

    void endingIsNotDoneByEnterAlone()
    {
        SalesFixture console;
        QMessageBox *question = console.step(u"End…"_s);
        QCOMPARE(question->text(), u"End “Friday flash” for good?"_s);
        QVERIFY(question->informativeText().contains(u"1,928 unsold units"_s));
        QTest::keyClick(question, Qt::Key_Return);
        QTRY_VERIFY(!ConsoleFixture::dialog<QMessageBox>());
        QVERIFY(console.services.steps.empty());
        ConsoleFixture::button(console.step(u"End…"_s), u"End for good"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.steps.back().second, SaleStep::End);
        QVERIFY(!ConsoleFixture::button(console.window.get(), u"End…"_s));
    }

    void aStepThatIsRefusedIsTold()
    {
        SalesFixture console;
        console.services.stepFailure = Error{ErrorCode::Conflict, u"ended"_s, {}, {}};
        ConsoleFixture::button(console.step(u"Pause…"_s), u"Pause"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(console.banners().contains(u"“Friday flash” was not changed. Somebody else changed this meanwhile."_s));
        QVERIFY(ConsoleFixture::button(console.window.get(), u"Pause…"_s)->isEnabled());
    }

    void unreadableSalesAreToldAndComeBack()
    {
        SalesFixture console;
        console.services.salesFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.second();
        QVERIFY(console.banners().contains(u"can't be read"_s));
        QCOMPARE(table(console.window.get(), u"sales"_s)->model()->rowCount(), 4);
        console.services.salesFailure.reset();
        console.second();
        QCOMPARE(console.banners(), QString());
    }

    void theImportIsOneStepAway()
    {
        SalesFixture console;
        ConsoleFixture::button(console.window.get()->findChild<SalesPanel *>(), u"Import catalogue"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(!console.window->findChild<SalesPanel *>()->isVisible());
    }
};

QTEST_MAIN(SalesTest)
#include "tst_sales.moc"
