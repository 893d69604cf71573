// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns_fixture.h"

#include "ui/returns/new_return_dialog.h"

#include <QCheckBox>
#include <QFile>
#include <QFileDialog>
#include <QSpinBox>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

class NewReturnFixture : public ReturnsFixture
{
public:
    NewReturnFixture()
        : ReturnsFixture(StaffRole::Support)
    {
        alt(Qt::Key_N);
        dialog = ConsoleFixture::dialog<NewReturnDialog>();
    }

    /// Types into the search and waits for what it finds.
    void find(const QString &text) const
    {
        auto *search = dialog->findChild<QLineEdit *>(u"orderToReturn"_s);
        search->setFocus();
        type(text);
        QTRY_COMPARE_WITH_TIMEOUT(services.returns.orderSearches.back().text, text, 5'000);
        for (int i = 0; i < 3; ++i) {
            settle();
        }
    }

    template <typename T>
    [[nodiscard]] T *widget(const QString &name) const
    {
        return dialog->findChild<T *>(name);
    }

    [[nodiscard]] QString error(const QString &field) const
    {
        const auto *label = dialog->findChild<QLabel *>(field + u"Error"_s);
        return label->isVisible() ? label->text() : QString();
    }

    /// Two jackets that do not fit, by keyboard alone.
    void enterJackets() const
    {
        find(u"ada@"_s);
        widget<QSpinBox>(u"quantity-PINE-M"_s)->setFocus();
        press(Qt::Key_Up);
        press(Qt::Key_Up);
        press(Qt::Key_Tab);
        for (int i = 0; i <= int(ReturnReason::DoesNotFit); ++i) {
            press(Qt::Key_Down);
        }
        press(Qt::Key_Tab);
        type(u"Too small"_s);
    }

    NewReturnDialog *dialog = nullptr;
};

} // namespace

class TestNewReturn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void theOrderIsFoundByEmailOrSku();
    void onlyWhatCanBeReturnedIsOffered();
    void anOrderOfWhichNothingCanComeBackSaysSo();
    void overridingTheRulesWarnsAndOffersMore();
    void aReturnIsMadeAndShown();
    void aReasonIsRequired();
    void nothingChosenIsRefused();
    void whatTheServicesRefuseIsSaidAndNothingIsLost();
    void theSameRequestSentAgainHasTheSameKey();
    void leavingAsksFirst();
    void photosAreAddedToTheReturnThatIsMade();
};

void TestNewReturn::theOrderIsFoundByEmailOrSku()
{
    NewReturnFixture fixture;
    fixture.find(u"TENT"_s);
    QCOMPARE(fixture.widget<QTableView>(u"ordersToReturn"_s)->model()->rowCount(), 2);
}

void TestNewReturn::onlyWhatCanBeReturnedIsOffered()
{
    NewReturnFixture fixture;
    fixture.find(u"ada@"_s);
    QCOMPARE(fixture.widget<QSpinBox>(u"quantity-PINE-M"_s)->maximum(), 2);
    QVERIFY(!fixture.widget<QSpinBox>(u"quantity-LAMP-2"_s)->isEnabled());
    QVERIFY(!fixture.widget<QSpinBox>(u"quantity-CAKE"_s)->isEnabled());
    QVERIFY(!fixture.widget<QSpinBox>(u"quantity-TENT"_s));
    QCOMPARE(fixture.widget<QLabel>(u"remark-CAKE"_s)->text(), u"Final sale: is not taken back"_s);
    QVERIFY(fixture.widget<QLabel>(u"remark-LAMP-2"_s)->text().startsWith(u"The return window closed"_s));
}

void TestNewReturn::anOrderOfWhichNothingCanComeBackSaysSo()
{
    NewReturnFixture fixture;
    fixture.find(u"ben@"_s);
    const auto *note = fixture.widget<QLabel>(u"linesNote"_s);
    QVERIFY(note->isVisible());
    QVERIFY(note->text().startsWith(u"Nothing of this order can be returned"_s));
}

void TestNewReturn::overridingTheRulesWarnsAndOffersMore()
{
    NewReturnFixture fixture;
    fixture.find(u"ada@"_s);
    QVERIFY(!fixture.widget<QLabel>(u"overrideWarning"_s)->isVisible());
    fixture.alt(Qt::Key_G);
    QVERIFY(fixture.widget<QLabel>(u"overrideWarning"_s)->isVisible());
    QCOMPARE(fixture.widget<QSpinBox>(u"quantity-LAMP-2"_s)->maximum(), 1);
    QCOMPARE(fixture.widget<QSpinBox>(u"quantity-CAKE"_s)->maximum(), 1);
}

void TestNewReturn::aReturnIsMadeAndShown()
{
    NewReturnFixture fixture;
    fixture.enterJackets();
    ReturnsFixture::send(fixture.dialog);
    ReturnsFixture::settle();
    QCOMPARE(fixture.returns().submitted.size(), std::size_t(1));
    const NewRma &made = fixture.returns().submitted.front();
    QCOMPARE(made.lines.size(), std::size_t(1));
    QCOMPARE(made.lines[0].orderLineId, u"l1"_s);
    QCOMPARE(made.lines[0].quantity, 2);
    QCOMPARE(made.lines[0].reason, ReturnReason::DoesNotFit);
    QCOMPARE(made.lines[0].note, u"Too small"_s);
    QVERIFY(!made.overrideRules);
    QVERIFY(fixture.page()->isVisible());
    QCOMPARE(fixture.page()->number(), u"R-NEW00-00001"_s);
}

void TestNewReturn::aReasonIsRequired()
{
    NewReturnFixture fixture;
    fixture.find(u"ada@"_s);
    fixture.widget<QSpinBox>(u"quantity-PINE-M"_s)->setValue(1);
    ReturnsFixture::send(fixture.dialog);
    QCOMPARE(fixture.error(u"lines"_s), u"Choose why PINE-M comes back."_s);
    QVERIFY(fixture.returns().submitted.empty());
}

void TestNewReturn::nothingChosenIsRefused()
{
    NewReturnFixture fixture;
    ReturnsFixture::send(fixture.dialog);
    QCOMPARE(fixture.error(u"order"_s), u"Choose the order of which something comes back."_s);
    fixture.find(u"ada@"_s);
    ReturnsFixture::send(fixture.dialog);
    QCOMPARE(fixture.error(u"lines"_s), u"Enter how many units come back."_s);
    QVERIFY(fixture.returns().submitted.empty());
}

void TestNewReturn::whatTheServicesRefuseIsSaidAndNothingIsLost()
{
    NewReturnFixture fixture;
    fixture.enterJackets();
    fixture.returns().stepFailure =
        Error{ErrorCode::Conflict,
              {},
              {},
              {{0, u"lines[0].quantity"_s, u"above_returnable"_s, u"Of PINE-M only 1 can be returned."_s, {}}}};
    ReturnsFixture::send(fixture.dialog);
    QCOMPARE(fixture.error(u"lines"_s), u"Of PINE-M only 1 can be returned."_s);
    QCOMPARE(fixture.widget<QLineEdit>(u"note-PINE-M"_s)->text(), u"Too small"_s);
}

void TestNewReturn::theSameRequestSentAgainHasTheSameKey()
{
    NewReturnFixture fixture;
    fixture.enterJackets();
    fixture.returns().stepFailure = Error{ErrorCode::StorageUnavailable, {}, {}, {}};
    ReturnsFixture::send(fixture.dialog);
    fixture.returns().stepFailure.reset();
    ReturnsFixture::send(fixture.dialog);
    QCOMPARE(fixture.returns().taken.size(), std::size_t(2));
    QCOMPARE(fixture.returns().taken[0].write.key, fixture.returns().taken[1].write.key);
}

void TestNewReturn::leavingAsksFirst()
{
    NewReturnFixture fixture;
    fixture.enterJackets();
    fixture.press(Qt::Key_Escape);
    QVERIFY(fixture.dialog->isVisible());
    QVERIFY(ConsoleFixture::dialog<QMessageBox>());
}

void TestNewReturn::photosAreAddedToTheReturnThatIsMade()
{
    NewReturnFixture fixture;
    fixture.enterJackets();
    QFile photo(fixture.scratch.filePath(u"torn.png"_s));
    QVERIFY(photo.open(QIODevice::WriteOnly));
    photo.write("content");
    photo.close();
    fixture.press(Qt::Key_H, Qt::AltModifier);
    QTRY_VERIFY(ConsoleFixture::dialog<QFileDialog>());
    auto *chooser = ConsoleFixture::dialog<QFileDialog>();
    Q_EMIT chooser->filesSelected({photo.fileName()});
    chooser->close();
    ConsoleFixture::settle();
    QCOMPARE(fixture.widget<ElidedLabel>(u"newReturnPhotos"_s)->text(), u"torn.png"_s);
    fixture.dialog->activateWindow(); // the offscreen platform activates none when a dialog closes
    ConsoleFixture::settle();
    ReturnsFixture::send(fixture.dialog);
    QTRY_COMPARE(fixture.returns().files.size(), std::size_t(1));
    QCOMPARE(fixture.returns().files.front().rmaId, fixture.returns().records.front().rma.summary.id);
    QCOMPARE(fixture.returns().files.front().content, QByteArray("content"));
    QTRY_VERIFY(fixture.banners().contains(u"“torn.png” is added."_s));
}

QTEST_MAIN(TestNewReturn)
#include "tst_new_return.moc"
